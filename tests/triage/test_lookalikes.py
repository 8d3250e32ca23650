"""What looks like trafficking and has a line of its own; named, never thrown away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hotline.domain import Lookalike, Type, Urgency
from tests.triage.reports import reported

STORIES = [
    (Lookalike.SMUGGLING, "my uncle paid a coyote to cross the border, he arrived fine and works"),
    (Lookalike.SMUGGLING, "mi tío le pagó a un coyote para cruzar y ya está aquí trabajando bien"),
    (Lookalike.WAGE_DISPUTE, "my boss doesn't pay overtime but i can quit anytime"),
    (Lookalike.WAGE_DISPUTE, "me deben dos semanas, ya renuncié, solo quiero mi dinero"),
    (Lookalike.VISA_FRAUD, "my company filed fake documents for h-1b visas for all of us"),
    (Lookalike.VISA_FRAUD, "pagué 3 mil por una visa h2a y el trabajo no existe"),
    (Lookalike.DOMESTIC_VIOLENCE, "my husband hits me and the kids"),
    (Lookalike.DOMESTIC_VIOLENCE, "mi esposo me golpea"),
    (Lookalike.SEXUAL_ASSAULT, "i was raped at a party on saturday"),
    (Lookalike.SEXUAL_ASSAULT, "me violaron en una fiesta"),
    (Lookalike.CONSENSUAL_SEX_WORK, "im 29, an independent escort by choice, nobody forces me"),
    (Lookalike.CONSENSUAL_SEX_WORK, "soy trabajadora sexual por decisión propia, nadie me obliga"),
    (Lookalike.MISSING_CHILD, "my daughter is 15 and has been missing since friday"),
    (Lookalike.MISSING_CHILD, "mi nieta de 12 años no llegó de la escuela"),
    (Lookalike.ONLINE_CHILD_EXPLOITATION, "a man on roblox asked my 12 year old for nudes"),
    (Lookalike.ONLINE_CHILD_EXPLOITATION, "un hombre le pide fotos desnuda a mi hija de 11 años"),
    (Lookalike.CHILD_ABUSE, "the stepdad beats the little boy next door"),
    (Lookalike.CHILD_ABUSE, "el padrastro le pega al niño de 6 años"),
    (Lookalike.CRISIS, "i want to kill myself"),
    (Lookalike.CRISIS, "ya no quiero vivir"),
    (Lookalike.BASIC_NEEDS, "i got evicted, where can i find a food bank"),
    (Lookalike.HOAX, "PLEASE SHARE a zip tie on your car means traffickers are watching you"),
    (Lookalike.HOAX, "cadena de whatsapp: están robando niños en una camioneta blanca"),
]


REPORTED = [
    json.loads(line)
    for line in Path(__file__).with_name("lookalikes_told.jsonl").read_text("utf-8").splitlines()
]
"""As people text them; written and labeled before the sorter was asked."""


@pytest.mark.parametrize(
    "reported_so", REPORTED, ids=[reported_so["text"][:50] for reported_so in REPORTED]
)
def test_it_is_named_as_people_tell_it(reported_so: dict[str, str]) -> None:
    triage = reported(reported_so["text"])
    assert triage.lookalike.value is Lookalike(reported_so["lookalike"])
    assert triage.type.value not in {Type.SEX, Type.LABOR, Type.BOTH}


@pytest.mark.parametrize(
    "text",
    [
        "paid 4500 for the visa and now the farm has my passport and we cant leave",
        "the guide got his money but they wont let him go, they want 3000 more",
        "my husband hits me if i dont bring 300 from the men",
        "boss keeps our tips and our passports and says he will call ice if we quit",
        "le pagamos al guia y nos tienen encerrados trabajando hasta pagar mas",
        "she gets beat if she dont see 5 guys a night, thats her boyfriend doing it",
        "mi novio me pega si no junto lo de los clientes",
        "si no atiendo a los señores mi marido me golpea",
        "no nos pagan 3 semanas y el mayordomo trae pistola y no deja salir a nadie",
    ],
)
def test_a_look_alike_with_force_is_no_look_alike(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value <= Urgency.P2
    assert triage.type.value is not Type.HIGH_RISK
    assert triage.lookalike.value is None


@pytest.mark.parametrize(
    "text",
    [
        "he beat me up bad last week",
        "my boyfriend took my phone last week and wont let me out",
        "something happened last week at the motel",
        "la última semana me ha pegado diario",
        "la ultima semana llegaron mas hombres a la casa",
    ],
)
def test_a_week_is_no_wage(text: str) -> None:
    assert reported(text).lookalike.value is not Lookalike.WAGE_DISPUTE


@pytest.mark.parametrize(
    "text",
    ["they never paid my last week", "no me pagaron la última semana de trabajo, ya renuncié"],
)
def test_a_week_that_is_owed_is_one(text: str) -> None:
    assert reported(text).lookalike.value is Lookalike.WAGE_DISPUTE


@pytest.mark.parametrize(("kind", "text"), STORIES)
def test_it_is_named(kind: Lookalike, text: str) -> None:
    triage = reported(text)
    assert triage.lookalike.value is kind
    assert triage.lookalike.evidence
    assert triage.type.value not in {Type.SEX, Type.LABOR, Type.BOTH}


def test_a_smuggled_person_who_is_then_made_to_work_is_trafficked() -> None:
    triage = reported(
        "the coyote brought her across the border and now he makes her work in his restaurant "
        "to pay the debt, he hits her and took her papers"
    )
    assert triage.type.value is Type.LABOR
    assert triage.lookalike.value is None


def test_unpaid_and_threatened_is_more_than_a_wage_dispute() -> None:
    triage = reported("my boss doesn't pay me and says he will have me deported if i quit the farm")
    assert triage.type.value is Type.LABOR
    assert triage.lookalike.value is None


def test_a_beaten_partner_who_is_sold_is_trafficked() -> None:
    assert reported("my husband beats me and sells me to his friends").type.value is Type.SEX


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("i want to kill myself tonight", Urgency.P0),
        ("my ex is outside my door with a gun", Urgency.P0),
        ("my daughter is 15 and has been missing since friday", Urgency.P1),
        ("my boss doesn't pay overtime but i can quit anytime", Urgency.P3),
        ("PLEASE SHARE a zip tie on your car means traffickers are watching you", Urgency.P3),
    ],
)
def test_how_soon(text: str, urgency: Urgency) -> None:
    assert reported(text).urgency.value is urgency
