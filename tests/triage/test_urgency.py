"""How soon: what cannot wait, what nobody could read, what was long ago."""

from __future__ import annotations

import pytest

from hotline.domain import Known, Role, Type, Urgency
from tests.triage.reports import reported, signals

IMMEDIATE = [
    "he is beating her right now",
    "im locked in the room please send police",
    "she is bleeding and wont wake up",
    "he has a gun",
    "they are putting two girls in a van now",
    "they are moving her tonight",
    "hes coming back soon i cant talk",
    "she took all the pills",
    "help he is going to kill me",
    "me tiene encerrada, ya viene",
    "trae una pistola, apúrense",
    "no respira, manden una ambulancia",
    "no está respirando",
    "el bebe no esta respirando",
    "mi hija dejó de respirar",
    "no tiene pulso",
    "no le late el corazón",
    "se la llevan esta noche",
    "estoy escondida, me están buscando",
]
FOREIGN = [
    "proszę o pomoc, szef zabrał mi dokumenty i nie płaci",
    "ช่วยด้วย ฉันออกไปไม่ได้",
    "救命",
    "помогите",
    "şefim pasaportumu aldı ve para vermiyor, çıkamıyorum",
]
UNREAD = [
    "help",
    "HELP",
    "hlp",
    "?",
    "...",
    "🆘",
    "🙏🙏",
    "",
    "ayuda",
    "4512 Main St Houston",
    "info",
]


@pytest.mark.parametrize("text", IMMEDIATE)
def test_it_cannot_wait(text: str) -> None:
    triage = reported(text)
    assert triage.urgency.value is Urgency.P0
    assert triage.urgency.evidence


@pytest.mark.parametrize("text", UNREAD)
def test_too_little_to_judge_is_urgent(text: str) -> None:
    assert reported(text).urgency.value is Urgency.P1


@pytest.mark.parametrize(
    "text",
    [
        "proszę o pomoc, szef zabrał mi dokumenty i nie płaci",
        "ช่วยด้วย ฉันออกไปไม่ได้",
        "救命",
        "şefim pasaportumu aldı ve para vermiyor, çıkamıyorum",
        "помогите",
    ],
)
def test_a_language_that_is_not_read_in_full_is_urgent(text: str) -> None:
    assert reported(text).urgency.value <= Urgency.P1


def test_long_ago_is_information() -> None:
    text = "in 1999 i was kept as a maid and never paid. i am safe now"
    assert reported(text).urgency.value is Urgency.P3


def test_a_general_question_is_information() -> None:
    triage = reported("what is the difference between sex trafficking and labor trafficking?")
    assert triage.type.value is Type.NOT_SPECIFIED
    assert triage.urgency.value is Urgency.P3


def test_wanting_out_is_urgent() -> None:
    triage = reported(
        "i clean houses, the lady keeps my passport and does not pay, i want to leave"
    )
    assert triage.urgency.value is Urgency.P1
    assert {"wants_help", "wants_to_leave"} <= signals(triage)


def test_a_full_address_with_a_victim_is_urgent() -> None:
    triage = reported(
        "2250 Vista Larga Ct apt 6, the maid there is not paid and they took her papers"
    )
    assert triage.urgency.value is Urgency.P1


def test_an_ongoing_pattern_without_danger_is_standard() -> None:
    text = "the restaurant on main keeps the cooks passports and does not pay them"
    assert reported(text).urgency.value is Urgency.P2


# Keys that were pressed --------------------------------------------------------------------------


def test_keys_alone_make_a_report() -> None:
    triage = reported("", kind="labor", role="self", minor="no", happening_now="no")
    assert triage.type.value is Type.LABOR
    assert triage.role.value is Role.SELF
    assert triage.minor.value is Known.NO
    assert [e.source for e in triage.type.evidence] == ["answer"]


def test_the_key_for_danger_is_immediate() -> None:
    assert reported("", in_danger="yes").urgency.value is Urgency.P0


def test_a_child_and_commercial_sex_by_keys_is_urgent() -> None:
    assert reported("", kind="sex", minor="yes").urgency.value is Urgency.P1
    assert reported("", kind="sex", minor="yes", happening_now="yes").urgency.value is Urgency.P0


def test_words_and_keys_add_up() -> None:
    triage = reported("he sells her to men at the motel for money and beats her", kind="labor")
    assert triage.type.value is Type.BOTH


def test_a_reported_age_outweighs_a_pressed_no() -> None:
    triage = reported("she is a 14 year old girl", minor="no")
    assert triage.minor.value is Known.YES
    assert triage.minor.confidence <= 0.6


def test_a_key_wins_over_a_guess() -> None:
    assert reported("my neighbor is locked in", role="self").role.value is Role.SELF


@pytest.mark.parametrize(
    "text",
    [
        "20년 전에 여권을 빼앗겼어요. 지금은 괜찮아요. 한 번은 말하고 싶었어요",
        "много лет назад меня заставляли работать, сейчас все хорошо",
        "il y a longtemps on m'a pris mon passeport, maintenant ça va bien",
        "há muitos anos pegaram meu passaporte, agora estou bem",
        "很久以前他们拿走了我的护照，现在没事了",
        "matagal na, kinuha ang pasaporte ko, okay na ako ngayon salamat po",
    ],
)
def test_in_a_language_that_is_not_read_in_full_nothing_waits(text: str) -> None:
    assert reported(text).urgency.value <= Urgency.P1
