"""Who is speaking."""

from __future__ import annotations

import pytest

from hotline.domain import Role
from hotline.intake.nlu import SURE_ENOUGH
from tests.triage.reports import reported


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
    assert reported(text).role.value is Role.SELF


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
    assert reported(text).role.value is Role.THIRD_PARTY


@pytest.mark.parametrize(
    "text",
    [
        "my neighbor keeps a woman locked in, he took her passport he has a gun and beats her",
        "there is a girl in room 12 who cannot leave, he has a knife",
        "the nanny next door is not allowed out and he is outside watching her",
        "I saw a man push two women into a van, he has a gun",
        "my friend is being sold by her boyfriend, he has a knife and he is coming back",
        "the women at the massage place sleep there, he is here right now",
        "a young woman at the motel asked for help, hes in the next room",
        "my neighbor hits his maid, he has a gun",
        "the workers at the farm cannot leave, the foreman is outside, he has a gun",
    ],
)
def test_a_witness_is_sure_also_where_someone_is_armed_or_near(text: str) -> None:
    found = reported(text).role
    assert found.value is Role.THIRD_PARTY and found.confidence >= SURE_ENOUGH


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("he has a gun", False),
        ("hes in the next room", False),
        ("he has a gun, he locked me in", True),
        ("he has a knife and he is outside my door, i cant leave", True),
        ("hes coming back please help me", True),
        ("he is going to kill me", True),
        ("he has my passport and he has a gun", True),
    ],
)
def test_whoever_is_threatened_is_the_person_concerned(text: str, sure: bool) -> None:
    found = reported(text).role
    assert found.value is Role.SELF and (found.confidence >= SURE_ENOUGH) is sure


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
    assert reported(text).role.value is Role.PROFESSIONAL


@pytest.mark.parametrize(
    "text",
    [
        "Teacher. 8th grader told me her uncle gets money from men who visit her",
        "Nurse. 15 yr old came in with a man who answers everything for her",
        "Bus driver, same girl gets on with a different man each night and she cries",
        (
            "Im a dental hygienist. pt had bruises, said her employer pulls her hair and she "
            "sleeps in the laundry room"
        ),
        "i'm an x-ray tech, woman with broken ribs said the family she cleans for did it",
        (
            "im a night clerk, room 118 diff men all night every night and one woman who "
            "never comes out. same guy pays cash. Joplin MO"
        ),
        "I am a mail carrier and the women in this house pass me notes to help them",
        "pt is 15 yo f with a man who wont let her talk",
        "patient 30s f, employer in the room speaks for her, holds her id",
        (
            "soy d recepcion de un hotel en Kissimmee, un señor renta 3 cuartos y entran y "
            "salen hombres, las muchachas no salen y se ven golpeadas"
        ),
        "soy recamarera de un motel y en el 12 hay una muchacha que no dejan salir",
        "Maestra. un niño me dijo que lo ponen a vender en la calle",
        "soy el guardia de noche y bajan gente de un camion a una bodega",
        "enfermera, llego una señora con quemaduras y el patron no la deja sola",
    ],
)
def test_a_job_that_is_named_first_or_as_ones_own_decides(text: str) -> None:
    assert reported(text).role.value is Role.PROFESSIONAL


@pytest.mark.parametrize(
    "text",
    [
        "some guy on snap has my nudes and wants $500 or he posts. im 15",
        "this man on insta says he will send my pics to my school",
        "a guy i met on a game wont stop, he has a video of me",
        "un tipo de instagram tiene mis fotos y me pide dinero, tengo 15",
        "im a maid at a hotel and my boss keeps my passport",
        "I am a nanny, they took my phone and dont let me leave the house",
        "im a cook, we are 6 and the owner hits us and keeps our papers",
        "soy mesera y el dueño no me deja ir hasta que pague la deuda",
        "soy niñera y la señora me quito el pasaporte",
    ],
)
def test_what_is_done_to_me_outweighs_my_job_and_a_stranger(text: str) -> None:
    assert reported(text).role.value is Role.SELF


def test_nothing_to_go_by() -> None:
    assert reported("motel 6 exit 12").role.value is Role.UNKNOWN
