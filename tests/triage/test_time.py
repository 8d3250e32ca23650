"""What still goes on is not past, however long ago it began; what is over is."""

from __future__ import annotations

import pytest

from hotline.domain import Urgency
from tests.triage.reports import reported

ONGOING = [
    "hace 6 meses que me obligan a acostarme con hombres",
    "hace 2 años que me tiene trabajando sin pagarme y me pega",
    "hace mas de un año que nos quitaron los pasaportes y no nos los devuelven",
    "no nos pagan hace 2 meses y llama a la migra",
    "no me paga hace 5 meses y me amenaza con la migra si me voy",
    "desde hace 2 anos me obliga a prostituirme",
    "desde hace 8 meses la obligan a acostarse con clientes",
    "llevo 3 años encerrada limpiando su casa y no me paga",
    "hace dos años me quito el pasaporte y todavia lo tiene",
    "hace 3 años me trajo y sigue vendiendome a sus amigos",
    "2 years ago my boss took my passport and still has it",
    "3 years ago they brought me here and they still make me sleep with men",
    "a year ago he took my papers and i am still not paid",
    "for 6 months they have been making me sleep with men",
    "since two years ago he forces me to sell my body",
    "its been 4 years that she keeps me as a maid with no pay and hits me",
]
OVER = [
    "10 years ago a man forced me to have sex for money. i am free now",
    "in 2008 my boss kept my passport and did not pay me. that is over",
    "years ago when i was young i was made to work with no pay, i am safe now",
    "hace 10 años un hombre me obligo a prostituirme. ya soy libre",
    "en 2008 mi patron me quito el pasaporte y no me pago. ya paso",
    "hace muchos años me obligaron a trabajar sin pago, ya estoy a salvo",
]
NOWHERE = [
    "I escaped yesterday and have nowhere to go",
    "me escapé ayer y no tengo a dónde ir",
    "i ran away from the house last night, no place to stay",
    "me sali corriendo de esa casa anoche y no tengo donde quedarme",
    "i got away from my boss this morning and i dont know where to sleep",
    "me le escape a mi patron esta mañana y no se donde dormir",
    "we fled the farm on sunday and we have no place to go",
    "huimos del rancho el domingo y no tenemos a donde ir",
]
NEEDS = [
    "i got evicted, where can i find a food bank",
    "we lost our apartment and have nowhere to sleep",
    "nos desalojaron, donde hay un banco de comida",
    "perdi mi trabajo y no tengo donde vivir",
]


@pytest.mark.parametrize("text", ONGOING)
def test_what_goes_on_is_not_past(text: str) -> None:
    assert reported(text).urgency.value < Urgency.P3


@pytest.mark.parametrize("text", OVER)
def test_what_is_over_is_information(text: str) -> None:
    assert reported(text).urgency.value is Urgency.P3


@pytest.mark.parametrize("text", NOWHERE)
def test_who_escaped_and_has_no_place_is_urgent(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value is Urgency.P1
    assert triage.lookalike.value is None


@pytest.mark.parametrize("text", NEEDS)
def test_need_alone_is_information(text: str) -> None:
    assert reported(text).urgency.value >= Urgency.P1
    assert reported(text).lookalike.value == "basic_needs"
