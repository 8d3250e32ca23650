"""A child is seen however people tell of it, and what is done to it gets its right name."""

from __future__ import annotations

import pytest

from hotline.domain import Known, Lookalike, Role, Type, Urgency
from tests.triage.reports import reported

SEEN_AT_WORK = [
    (
        "I'm a nurse in the ER, pt 16, tattoo of a crown, older man wont leave her side "
        "answers everything. she whispered help"
    ),
    "labor and delivery, patient of 15, the boyfriend is 40 and will not let her answer",
    "clinic in Waco, pt is 17, says her manager is waiting outside and she cant stay",
    "school counselor, student of 14 falls asleep, her aunt has men over at night",
    "caseworker here, client 16 asks what happens if she talks about the man she lives with",
    (
        "soy enfermera de una clinica en Fresno, paciente de 15 con una infeccion, el "
        "señor q la trae no la deja hablar sola"
    ),
    "soy doctora, px de 16 con moretones, el hombre contesta todo por ella",
    "alumna de 14 llega con dinero y celular nuevo, un señor la espera afuera, soy su maestra",
    "trabajo en un refugio, clienta de 17 dice que el novio la espera con la cuota de hoy",
    "consejera aqui, estudiante de 15 me dijo que su tio cobra por ella",
]
REPORTED_SHORTLY = [
    "mija d 14 la traen puteando",
    "mi hija d 13 la andan ofreciendo",
    "mijo de 15 lo traen vendiendo en la calle pa un señor",
    "m'ija tiene 14 y un viejo la renta",
    "voy en la secu y mi novio me renta",
    "estoy en la prepa y mi tio me manda con sus amigos",
    "ando en segundo de secundaria, mi padrastro cobra por mi",
    "una compañera de la secu anda con un señor que la vende",
    "im in 8th and my moms bf rents me out",
    "i go to middle school and my uncle sells me on the weekend",
    "im a sophmore n my bf makes me see guys",
    "girl in my jr high gets sold by her cousin",
    "mi papa me vende con sus amigos",
    "mi mama me renta al casero",
    "mi padrastro me ofrece a sus compas",
    "mi abuela deja que un señor me toque por dinero",
    "my dad sells me to his friends",
    "my mom lets the landlord have me for the rent",
    "my stepdad makes me be with his buddies",
]
ALONE = [
    "she is 14",
    "a girl 14 is here",
    "16 y/o female",
    "15 yo boy",
    "theres a kid here 12",
    "hay una niña de 13 aqui",
    "tiene 14",
    "muchacha de 15 años",
    "soy menor, tengo 16",
]
FOR_SALE = [
    "she's only 12 there's a man paying her mom",
    "he is 13 and the man gives his uncle money when he picks him up",
    "girl 15 next door, guys hand cash to her aunt then go in",
    "My foster daughter ran again, shes 16, found ads with her face on them, Tacoma",
    "my niece is 15 and theres a ad with her pictures and a number",
    "saw my student online, 16, posted with prices and a room number",
    "two girls maybe 14 or 15 getting in trucks at the loves",
    "a girl about 15 hopping in and out of cabs at the pilot off i-80",
    "kid maybe 13 climbing up in semis at the flying j",
    "tiene 12 y un señor le paga a su mama",
    "niña de 13, le dan dinero al padrastro y se la llevan un rato",
    "mi sobrina de 15, hallé su foto en una pagina con un numero",
    "dos muchachitas como de 14 subiendose a los trailers en el loves",
    "una morrita como de 13 bajando de un troque y subiendo a otro en la parada",
]
LOOK_LIKE_CHILDREN = [
    "lot lizards look like kids",
    "the girls working the truck stop look like children",
    "them hookers at the motel look like babies",
    "the one he sells looks like a little girl",
    "las que trabajan en la calle parecen niñas",
    "las muchachas del putero se ven como niñas",
    "las que vende se ven bien chiquitas",
]
CHILDREN_AT_WORK = [
    (
        "nos llevan a pedir dinero en los semaforos y si no juntamos 100 nos dejan sin "
        "comer. mi hermanita tiene 9"
    ),
    "traen niños vendiendo chicles y si no venden todo no les dan de comer y les pegan",
    (
        "mi tia trajo a mi primita de Guatemala de 10 y no la manda a la escuela, la "
        "tiene lavando y cuidando bebes"
    ),
    "mi madrina tiene a una niña de 11 de sirvienta, no la deja ir a la escuela y le pega",
    (
        "un señor pone a su sobrino de 12 a trabajar en la yarda todo el dia, no lo deja "
        "ir a la escuela ni comer si no termina"
    ),
    "they take us to beg at the lights and if we dont get 100 we dont eat. my little sister is 9",
    "they got kids selling candy door to door, the boy is 11, they dont feed him if he comes short",
    (
        "my aunt brought my cousin 10 from Honduras and she dont go to school, she has "
        "her washing and minding babies all day and hits her"
    ),
    (
        "family next door keeps a girl of 12 to clean and cook, no school, sleeps on the "
        "floor, they slap her"
    ),
]
WORK_AT_NIGHT = [
    "kid works nights at the plant",
    "theres kids about 13 on the night shift washing the saws, they say the pay is short",
    "my cousin is 15 and the roofer never paid him his last check",
    "un chamaco de 14 trabaja de noche en la empacadora y le deben dos semanas",
    "mi hijo de 13 trabaja en el rancho y no le pagan las horas extra",
]


@pytest.mark.parametrize("text", SEEN_AT_WORK)
def test_a_patient_pupil_or_client_with_an_age_is_a_child_in_need(text: str) -> None:
    triage = reported(text)
    assert triage.minor.value is Known.YES
    assert triage.urgency.value <= Urgency.P1
    assert triage.role.value is Role.PROFESSIONAL


@pytest.mark.parametrize("text", REPORTED_SHORTLY)
def test_a_child_who_is_sold_is_described_in_few_words(text: str) -> None:
    triage = reported(text)
    assert triage.minor.value is Known.YES
    assert triage.urgency.value <= Urgency.P1


@pytest.mark.parametrize("text", ALONE)
def test_an_age_below_18_and_little_else_has_a_person_within_minutes(text: str) -> None:
    triage = reported(text)
    assert triage.minor.value is Known.YES
    assert triage.urgency.value is Urgency.P1


@pytest.mark.parametrize("text", FOR_SALE)
def test_a_child_with_money_ads_or_trucks_is_sold(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is Type.SEX
    assert triage.minor.value is Known.YES
    assert triage.urgency.value <= Urgency.P1


@pytest.mark.parametrize("text", LOOK_LIKE_CHILDREN)
def test_who_looks_like_a_child_may_be_one(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is Type.SEX
    assert triage.minor.value is Known.YES
    assert triage.urgency.value <= Urgency.P1


@pytest.mark.parametrize("text", CHILDREN_AT_WORK)
def test_a_child_that_is_made_to_work_is_no_wage_dispute(text: str) -> None:
    triage = reported(text)
    assert triage.type.value is Type.LABOR
    assert triage.minor.value is Known.YES
    assert triage.lookalike.value is None
    assert triage.urgency.value <= Urgency.P1


@pytest.mark.parametrize("text", WORK_AT_NIGHT)
def test_a_child_is_never_sent_to_a_wage_office(text: str) -> None:
    triage = reported(text)
    assert triage.minor.value is Known.YES
    assert triage.lookalike.value is not Lookalike.WAGE_DISPUTE
    assert triage.urgency.value <= Urgency.P1


@pytest.mark.parametrize(
    "text",
    [
        "my dad owes me money for the truck, im 42",
        "my mom watches my kids while i work",
        "patient is 54, fell at the plant, wants to file a claim",
        "mi papa me presto para la renta, tengo 30 años",
        "clienta de 45 pregunta por su visa",
        "she works at the high school cafeteria and they cut her hours",
    ],
)
def test_who_is_grown_is_not_taken_for_a_child(text: str) -> None:
    assert reported(text).minor.value is not Known.YES
