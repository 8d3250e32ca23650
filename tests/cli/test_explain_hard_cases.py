"""`hotline explain` on the cases that practitioners ask about first."""

from __future__ import annotations

import pytest

from tests.directory.command import on_that_day, run

KILL = "I want to kill myself, I am in Houston Texas"
COYOTE = "A coyote brings people across the river at night in a truck in Laredo Texas"
GUATEMALA = "A 15 year old girl from Guatemala is forced to work in a house in Dalton Georgia"
NAVAJO = "A girl of 16 is being sold at a motel in Shiprock New Mexico on the Navajo Nation"
BASE = "A girl of 16 is sold to soldiers at Fort Bragg North Carolina"
SAN_JUAN = "A girl of 15 is being sold in San Juan Puerto Rico"
NINA = "Una niña de 15 años es vendida en San Juan Puerto Rico"
OFFICIALS = "officials report the child to HHS OTIP child protection"
NCIS = "military police and NCIS"
MORE = [
    (["--text", text], said, never)
    for text, said, never in (
        ("Forced to dance on base at Camp Lejeune", [NCIS, "urgent", "National Human"], ["Law "]),
        ("Un cabo vende a una muchacha en Camp Pendleton", [NCIS], ["tribal"]),
        ("Me obligan a trabajar en la base militar de Fort Bliss", ["Army CID"], ["tribal"]),
        ("girls are sold at a bar outside Fort Worth", ["National"], ["military"]),
        (
            "en la reserva Tohono O'odham obligan a mi hermana a trabajar",
            ["tribal police and the FBI"],
            ["1162", "military"],
        ),
        (
            "una niña de 14 es vendida en la reserva de Red Lake Minnesota",
            ["1162", "the nation's own child protection", "Law       MN:"],
            ["military"],
        ),
        ("We have a reservation at a hotel in Tulsa and girls are sold there", [], ["Police"]),
        (
            "Mi jefe en Ponce, Puerto Rico me quitó el pasaporte y no me deja salir",
            ["Ponce, Puerto Rico", "National Human"],
            ["Police", "Law "],
        ),
        ("en Bayamón venden a una muchacha de 16", ["Línea de Maltrato", "CAVV"], ["Homeland"]),
        ("ya no quiero vivir, mi padrote me vende en Los Angeles", ["988"], ["Homeland"]),
        ("me voy a matar, me tienen encerrada en Laredo Texas", ["988", "911 "], ["Homeland"]),
        (
            "Un coyote nos pasó por el río en Laredo Texas y le pagamos",
            ["National Human"],
            ["Homeland", "988"],
        ),
        (
            "Una niña de Honduras de 15 años es obligada a trabajar en una casa en Dalton Georgia",
            ["Georgia: child abuse", OFFICIALS],
            ["Homeland"],
        ),
    )
]


@pytest.mark.parametrize(
    ("words", "said", "never"),
    [
        (["--text", KILL], ["988", "never dialed for anyone", "National Human"], ["HSI"]),
        (["--place", "Houston, Texas", "--type", "labor", "--signal", "suicidal"], ["988"], []),
        (["--place", "Houston, Texas", "--type", "high_risk", "--role", "self", "--lookalike",
          "crisis"], ["988       given in words"], []),
        (["--text", COYOTE, "--role", "third_party"],
         ["Homeland Security Investigations"], ["Never", "988"]),
        (["--place", "Tucson, Arizona", "--type", "high_risk", "--lookalike", "smuggling",
          "--role", "self"],
         ["Never     an immigration agency", "National Human Trafficking"], ["Homeland"]),
        (["--text", GUATEMALA],
         ["Georgia: child abuse and CPS hotline", "Law       GA:", OFFICIALS], ["Homeland"]),
        (["--text", NAVAJO], ["New Mexico: child abuse", "tribal authority", "32A-4-3",
          "tribal police and the FBI (+18002255324)", "18 U.S.C. 1169"], ["military"]),
        (["--text", BASE],
         ["National Human Trafficking", "Law       NC: anyone must report", "no statewide number",
          "military police and Army CID", "Family Advocacy"], ["Homeland", "tribal"]),
        (["--text", SAN_JUAN], ["Línea de Maltrato", "Law       PR:", "Ley 246-2011",
          "who must was not read: ask counsel", "Local     Centro de Ayuda a Víctimas"],
         ["not read must", "Police"]),
        (["--text", NINA], ["Línea de Maltrato"], []),
        *MORE,
        (["--text", "They hold a girl of 14 in a house in Laredo Texas right now, he has a gun"],
         ["911       in words; a dispatcher calls the place's center", "within 15 minutes"], []),
        (["--place", "Tulsa, Oklahoma", "--type", "labor", "--role", "third_party"],
         ["Oklahoma Bureau of Narcotics"], ["Law ", "988", "911 "]),
    ],
)  # fmt: skip
def test_explain_says_where_it_goes_and_what_goes_beside(
    words: list[str], said: list[str], never: list[str]
) -> None:
    with on_that_day():
        output = run("explain", *words).output
    for part in said:
        assert part in output, output
    for part in never:
        assert part not in output, output


def test_with_why_the_same_stands_before_the_reasons() -> None:
    with on_that_day():
        output = run("explain", "--text", SAN_JUAN, "--why").output
    assert output.index("Law       PR:") < output.index("Why:")


def test_the_demo_names_the_center_of_the_county() -> None:
    with on_that_day():
        output = run(
            "explain", "--demo", "--place", "Laredo, Texas", "--urgency", "P0", "--type", "sex"
        ).output
    assert "Webb County 911 center (synthetic), +19565550190; text-to-911 yes" in output
