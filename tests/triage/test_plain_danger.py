"""Danger that is told plainly cannot wait; what only sounds like it need not be P0."""

from __future__ import annotations

import pytest

from hotline.domain import Lookalike, Urgency
from tests.triage.reports import reported

DYING = [
    "hay gente muriendose en un trailer",
    "there are people dying in a trailer",
    "se estan muriendo en la caja del camion",
    "la muchacha se esta muriendo de calor en la van",
    "nos estamos ahogando aqui adentro, no hay aire",
    "they are suffocating in the truck",
    "people are dying of heat in the back of the truck",
]
SUICIDAL = [
    "me voy a matar",
    "me mato",
    "ya no aguanto me voy a matar",
    "me quiero matar",
    "esta noche me mato",
    "voy a matarme",
    "im going to kill myself",
    "i cant take it, i will kill myself",
    "gonna kill myself tonight",
]
THREATENED = [
    "mi patron me quiere matar",
    "el dueño nos quiere matar",
    "mi novio me va a matar",
    "my boss wants to kill me",
    "my boyfriend is going to kill me",
    "the owner wants to kill us",
]
HELD = [
    "they have him locked in the barn",
    "they got my brother locked up in a shed",
    "he keeps the girl chained in the basement",
    "two men are being held in a container behind the shop",
    "lo tienen encerrado en el granero",
    "tienen a mi hermano encerrado en un cuarto",
    "tiene a la muchacha encadenada en el sotano",
    "a dos hombres los tienen encerrados en un contenedor",
]
NOT_AT_ONCE = [
    "they locked him in the barn last year",
    "he used to lock the workers in at night when i was there in 2010",
    "el año pasado lo encerraron en el granero",
    "they lock the doors at night and open them for work",
    "la señora pa la q limpio no me deja salir ni los domingos y no me ha pagado",
    "mi patrona no me deja salir los domingos y me debe 3 meses",
    "my boss does not let me go out on sundays and owes me 3 months",
    "i got away last week from the house they kept me in. im hiding at a friends place. 22 f",
    "me escape la semana pasada de la casa donde me tenian. estoy escondida con una amiga",
    "there is a grow house on my road w workers who never leave, armed guards. Hoopa area",
    "hay un rancho con guardias armados, los trabajadores nunca salen",
    "mi niña de 12 no aparece desde ayer salio a la tienda",
    "mi sobrina de 13 salio a la escuela ayer y no ha vuelto",
]


@pytest.mark.parametrize("text", [*DYING, *SUICIDAL, *THREATENED, *HELD])
def test_it_cannot_wait(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value is Urgency.P0
    assert triage.urgency.evidence


@pytest.mark.parametrize("text", SUICIDAL)
def test_who_wants_to_die_is_in_a_crisis(text: str) -> None:
    assert reported(text).lookalike.value is Lookalike.CRISIS


@pytest.mark.parametrize("text", THREATENED)
def test_who_is_threatened_by_another_is_not(text: str) -> None:
    assert reported(text).lookalike.value is not Lookalike.CRISIS


@pytest.mark.parametrize("text", NOT_AT_ONCE)
def test_a_habit_a_setting_and_what_is_over_are_no_emergency(text: str) -> None:
    assert reported(text).urgency.value > Urgency.P0


NOT_NOW = [
    "my pimp keeps my hormones locked up unless i bring him 500",
    "the manager keeps my insulin locked up until I finish my shift",
    "she has our visas locked in a drawer, we work all day",
    "she locks the fridge, we work and eat once a day",
    "they lock up our phones in a box at night, we pick peppers for no pay",
    "her shoes are locked away so she can't leave the brothel",
    "the boss has our tools locked in his van until we pay the debt",
    "he chained up our bikes so nobody leaves the farm before harvest ends",
    "we start at 6am and stop at 11pm, the boss holds our papers",
    "she keeps like 80 percent of what the girls make",
    "he counts the money on the way back and slapped one of them last week",
    "my supervisor grabbed me at work, I told the manager and quit",
    "she was beat bad last year for stopping, he has her turning tricks to pay the debt",
    "come get us this week please, the crew leader holds our money and papers",
    "please call me tomorrow about the wages they owe us",
]
NOW = [
    "my pimp keeps me locked up unless i bring him 500",
    "she has us locked in the laundry and it is burning hot",
    "my phone is at 3 percent, he has me locked in",
    "he is drunk and has the gun out",
    "hes on his way up to my room with the man who paid",
    "they are taking her at 9 tonight, the man paid",
    "a man grabbed a girl off the sidewalk and put her in a van",
    "please call 911 he is outside my door",
    "she is hurt bad and bleeding",
    "come get us he is coming back with a bat",
]


@pytest.mark.parametrize("text", NOT_NOW)
def test_things_locked_up_and_hours_of_work_are_no_emergency(text: str) -> None:
    assert reported(text).urgency.value > Urgency.P0


@pytest.mark.parametrize("text", NOW)
def test_a_person_locked_up_and_danger_on_its_way_are(text: str) -> None:
    assert reported(text).urgency.value is Urgency.P0
