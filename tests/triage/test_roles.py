"""Who is speaking."""

from __future__ import annotations

import pytest

from hotline.words import Role
from tests.triage.reports import told


@pytest.mark.parametrize(
    "text",
    [
        "he took my passport and wont let me leave",
        "my boss hits me",
        "they make me see men",
        "i am forced to work without pay",
        "me quitaron el pasaporte y no me dejan salir",
        "mi patrón no nos paga y nos amenaza",
        "老板拿走了我的护照不让我走",
    ],
)
def test_the_person_concerned(text: str) -> None:
    assert told(text).role.value is Role.SELF


@pytest.mark.parametrize(
    "text",
    [
        "my neighbor keeps a woman locked in his garage",
        "i saw a girl crying at the motel",
        "my friend has a pimp who beats her",
        "the workers at the farm are not paid",
        "mi vecina tiene una muchacha encerrada",
        "hay unas mujeres encerradas en una casa",
    ],
)
def test_a_witness(text: str) -> None:
    assert told(text).role.value is Role.THIRD_PARTY


@pytest.mark.parametrize(
    "text",
    [
        "ER nurse in Atlanta. My patient has bruises and a man answers for her",
        "I am a social worker, a client told me she is sold by her husband",
        "I teach 8th grade, a student told me her uncle makes her work all night",
        "Truck driver here, a girl was knocking on trucks at the rest stop",
        "soy enfermera, una paciente dice que la venden",
        "soy maestra, una alumna me dijo que un señor le paga",
    ],
)
def test_somebody_whose_work_it_is(text: str) -> None:
    assert told(text).role.value is Role.PROFESSIONAL


def test_nothing_to_go_by() -> None:
    assert told("motel 6 exit 12").role.value is Role.UNKNOWN
