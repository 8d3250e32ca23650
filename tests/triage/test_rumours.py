"""A rumour is told from an emergency that happens to use a rumour's words."""

from __future__ import annotations

import pytest

from hotline.domain import Lookalike, Type, Urgency
from tests.triage.reports import reported

DANGER = [
    "theyre putting the girls in a white van right now, 2400 block of Central ave, Albuquerque",
    "they are loading two women into a white van as i type, behind the arena in Wichita",
    "white van just pulled off with my sister inside, she was screaming",
    "estan subiendo a las muchachas a una camioneta blanca ahora mismo, en la Central",
    "la metieron en una camioneta blanca hace 5 minutos, iba gritando",
    "en este momento estan metiendo a un niño en una van blanca",
    "I'm in the back of a white van, he tied me, help",
    "im inside a white van, my hands are tied, please",
    "estoy en la parte de atras de una camioneta blanca, me amarro, ayuda",
    "voy en una van blanca, me amarraron las manos",
    "there is a white van, he has a gun and is taking her right now",
    "a man from a white van is pointing a gun at the girls",
    "hay una camioneta blanca, trae pistola y se la esta llevando ahorita",
    "el de la camioneta blanca le apunta con un arma a mi prima",
    "beware the man here has a gun and he wont let us go",
    "warning he has a knife and is holding my cousin in the shed",
    "cuidado el hombre de aqui trae pistola y no nos deja ir",
    "cuidado, tiene un machete y a mi hermana amarrada",
    "is it true that i can call 911? he has locked me in",
    "is it true you help? im locked in the basement",
    "es cierto que puedo llamar al 911? me tiene encerrada",
    "es verdad que ustedes ayudan? nos tienen encerrados en la bodega",
    "i saw on facebook you help people. im tied up in a garage",
    "vi en tiktok este numero, estoy encerrado y no puedo salir del cuarto",
]
CHILDREN = [
    "saw on instagram he is selling a 15 year old",
    "i saw on snapchat a man offering a 14 yr old girl for sex",
    "saw on facebook my cousin who is 13 being sold by her stepdad",
    "vi en facebook que venden a mi prima de 15",
    "vi en instagram que un señor ofrece a una niña de 14",
    "vi en whatsapp que estan vendiendo a mi sobrina de 13 años",
    "please share this number, my daughter 14 was taken",
    "share this please, my son is 9 and a man took him from the park",
    "compartan este numero por favor, se llevaron a mi hija de 14",
    "compartan, mi niño de 8 años no aparece, se lo llevo un señor",
]
TIED = [
    "they put zip ties on her wrists",
    "he has zip ties on my hands",
    "le pusieron cinchos en las manos",
    "me puso cinchos en las muñecas",
]
RUMOURS = [
    "PLEASE SHARE a zip tie on your car means traffickers are watching you",
    "beware ladies, if you see a zip tie on your door handle do not touch it, they are watching",
    "saw on facebook they leave roses on cars at the mall to kidnap women. is it true?",
    "my cousin sent a post that white vans are following women at walmart, share with everyone",
    "is it true that they mark houses with stickers to steal kids? going viral on tiktok",
    "cadena de whatsapp: están robando niños en una camioneta blanca",
    "compartan, andan robando niños en camionetas blancas, lo vi en facebook",
    "es cierto que ponen cinchos en los carros para secuestrar mujeres? lo vi en tiktok",
    "me llego por whatsapp que dejan rosas en el parabrisas para robarse muchachas, pasenlo",
]


@pytest.mark.parametrize("text", DANGER)
def test_danger_comes_before_a_rumours_words(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value is Urgency.P0
    assert triage.lookalike.value is not Lookalike.HOAX


@pytest.mark.parametrize("text", CHILDREN)
def test_a_child_sold_or_taken_is_no_rumour(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value <= Urgency.P1
    assert triage.lookalike.value is not Lookalike.HOAX


@pytest.mark.parametrize("text", TIED)
def test_tied_hands_are_no_rumour(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value <= Urgency.P1
    assert triage.lookalike.value is not Lookalike.HOAX


@pytest.mark.parametrize("text", [*TIED, *RUMOURS])
@pytest.mark.parametrize("key", ["in_danger", "wants_person"])
def test_a_pressed_key_outweighs_a_rumour(text: str, key: str) -> None:
    assert reported(text, **{key: "yes"}).urgency.value <= Urgency.P1
    pressed = reported(text, in_danger="yes", happening_now="yes", wants_person="yes")
    assert pressed.urgency.value is Urgency.P0


@pytest.mark.parametrize("text", RUMOURS)
def test_a_rumour_is_still_named(text: str) -> None:
    triage = reported(text)
    assert triage.lookalike.value is Lookalike.HOAX
    assert triage.type.value is Type.NOT_SPECIFIED
    assert triage.urgency.value is Urgency.P3
