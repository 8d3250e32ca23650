"""Who names trafficking outright is believed; who asks about it asks."""

from __future__ import annotations

import pytest

from hotline.domain import Role, Type, Urgency
from tests.triage.reports import indicators, reported

NAMED = [
    "im being trafficked",
    "i am a victim of human trafficking",
    "my friend is being trafficked",
    "they are trafficking me",
    "soy victima de trata",
    "estoy siendo traficada",
    "fui traficada y sigo aqui",
    "mi amiga es victima de trata",
]
SOLD = [
    "they are selling me",
    "im being sold to men",
    "he is selling me",
    "me estan vendiendo",
    "me venden a hombres",
    "mi novio me esta vendiendo",
]
ASKED = [
    "como puedo saber si una oferta de trabajo es trata? soy de una iglesia",
    "como saber si un anuncio de trabajo es trata? trabajo en una escuela",
    "how can i tell if a job offer is trafficking? i am with a church",
    "how do i know whether a job ad is trafficking? i work at a library",
    "what does being trafficked mean? it is for a class",
    "que quiere decir ser victima de trata? es para una clase",
]


@pytest.mark.parametrize("text", NAMED)
def test_trafficking_named_is_at_least_high_risk(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is not Type.NOT_SPECIFIED
    assert triage.urgency.value <= Urgency.P2
    assert {"says_trafficked", "another_trafficked"} & indicators(triage.type)


@pytest.mark.parametrize("text", SOLD)
def test_a_person_who_is_sold_is_sold_for_sex(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is Type.SEX
    assert triage.urgency.value <= Urgency.P2


@pytest.mark.parametrize("text", ASKED)
def test_a_question_is_information(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is Type.NOT_SPECIFIED
    assert triage.urgency.value is Urgency.P3
    assert triage.role.value is not Role.SELF
