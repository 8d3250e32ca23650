"""A night of texts and calls, all at once, through each provider's dialect.

The company at the other end keeps that provider's documented rules: its signatures, its ids, its
fields, where answers go, what it transcribes and deletes. Each story is told by several people with
the habits of real phones; every report must say what was told, and one person must be one report.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.line import Line

STORIES = (
    "my boss keeps my passport and never pays us at the warehouse in Laredo Texas",
    "mi patrona me quitó el pasaporte y no me deja salir de la casa en Houston Texas",
    "a girl is kept in the motel in Amarillo Texas and men come all night",
)
TEXTERS, CALLERS = 12, 4
REACTIONS = ("Liked “{}”", "👍 to “{}”", "Reacted 😮 to “{}”", "A {} le gustó “{}”", "Loved “{}”")
ALONE = ("I'm driving with Driving Focus turned on. I'll see your message when I get there.",
         "Estoy manejando. Enviado desde mi coche", "Out of office until Monday")  # fmt: skip


def texts(line: Line, person: int, *, habits: bool = True) -> Iterator[None]:
    """A texter, whose phone reacts, replies by itself, and sends things twice."""
    number, story = f"+1956555{101 + person:04}", STORIES[person % len(STORIES)]

    def say(words: str) -> str:
        before = len(line.texts_to(number))
        line.text(number, words)
        line.work()
        return "\n".join(line.texts_to(number)[before:])

    asked = say(story)
    assert "911" in asked
    yield
    again = say(story) if habits else ""
    assert again == "" or again in asked, "sent twice: at most the question is asked again"
    for answer in ("si" if person % 3 == 1 else "yes", "3", "2", "2", "2"):
        yield
        if habits:
            reaction = REACTIONS[person % len(REACTIONS)].replace("{}", asked)
            assert say(reaction) == "", "a reaction is not answered"
            assert say(ALONE[person % len(ALONE)]) == "", "an automatic reply is not answered"
        asked = say(answer) or asked
        yield


def calls(line: Line, person: int) -> Iterator[None]:
    """A caller who tells a story and hangs up while a line rings."""
    call = line.call(f"+1956555{151 + person:04}")
    yield
    for key in ("1", "2", "1"):
        call.press(key)
        yield
    call.say(STORIES[0])
    yield
    call.press("0")
    assert call.ringing is not None
    yield
    call.answered("1")
    call.conversation_ends(120)
    yield
    call.hang_up()


def play(line: Line, acting: list[Iterator[None]]) -> list[tuple[object, ...]]:
    """All act in turns; what the reports say, the oldest first."""
    while acting:
        for one in list(acting):
            line.clock.now += timedelta(seconds=4)
            if next(one, one) is one:
                acting.remove(one)
    line.pass_time(minutes=30)
    reports = (line.report(tip) for tip in line.tips())
    return [(r["type"], r["urgency"], r["minor"], r["language"]) for r in reports]


def test_every_report_of_a_night_is_right_at_each_provider(line_at_each: Line) -> None:
    line = line_at_each
    plain = play(line, [texts(line, 60 + n, habits=False) for n in range(len(STORIES))])
    acting = [texts(line, n) for n in range(TEXTERS)] + [calls(line, n) for n in range(CALLERS)]
    told = play(line, acting)[len(plain) :]
    assert len(told) == TEXTERS + CALLERS, "one person is one report"
    assert told[:TEXTERS] == [plain[n % len(STORIES)] for n in range(TEXTERS)]
    assert {kind for kind, *_ in told[TEXTERS:]} == {plain[0][0]}
    lapses = line.dep.provider.lapses
    assert "text" in lapses or set(line.carrier.inbound) <= line.carrier.erased, "copies are gone"
