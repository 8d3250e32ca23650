"""A night on the line: twelve synthetic reports, as callers and texters would tell them."""

from __future__ import annotations

from tests.line import Line

TEXTS = (
    (
        "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night and he "
        "took her passport. she looks maybe 15"
    ),
    (
        "there is a man at the Sunset Motel in Columbus Ohio selling his girlfriend to other men, "
        "he takes all the money and beats her if she says no"
    ),
    (
        "Trabajo en el tomate en Immokalee Florida. El patrón nos quitó los pasaportes y dice que "
        "debemos 9000 dólares. Si hablamos llama a la migra"
    ),
    "he has a gun and he wont let us leave the house in El Paso, please come now",
    "I clean houses for a family in San Antonio, they never pay me and keep my papers",
    "help",
    (
        "a spa on Main street in Houston, Lucky Lotus Massage, women sleep there and never go out. "
        "a black van plate KTR 4821 brings men every night"
    ),
    (
        "same thing at Lucky Lotus Massage in Houston, van plate KTR 4821, I saw a new girl this "
        "week, she was crying"
    ),
    "my boss in Atlanta does not pay overtime",
    "I think kids are being sold online by someone at my school in Fresno California",
)


def fill(line: Line) -> list[str]:
    """Let the night happen; the tip IDs in the order in which they came."""
    before = len(line.tips())
    for number, words in enumerate(TEXTS, 1):
        line.text(f"+195655501{number:02d}", words)
        line.pass_time(minutes=4)
    line.work()
    return line.tips()[before:]
