"""Two people are two reports, and one person is one, whatever their carrier writes as ``From``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.privacy.pseudonyms import KEYS, keypad, read_address
from tests.line import Line

STORY = "my boss took my passport and does not pay us, in Laredo Texas"

HIDDEN = """
+8656696 | 8656696 | +266696687 | +7378742833 | +2562533 | +86282452253 | +7748283 | +94844353
+6622553743 | 266696687 | anonymous | ANONYMOUS | Anonymous | Restricted | Private | PRIVATE NUMBER
Unknown Caller | No Caller ID | NO-CALLER-ID | blocked | Unavailable | Withheld | id withheld
not available | N/A | Número privado | Desconocido | sip:anonymous@anonymous.invalid
sip:8656696@gateway.example.org | sip:unavailable@example.org | client:anonymous
"""
NOBODY = [
    "+8566696",
    "+1956555",
    "+1",
    "+",
    "+0",
    "+19565550142000000",
    "+10005550142",
    "+notanumber",
]

ONE_TEXTER = [
    ("+19565550142", "rcs:+19565550142", "whatsapp:+19565550142", "WhatsApp:+1 (956) 555-0142"),
    ("19565550142", " 19565550142", "0019565550142", "tel:+1-956-555-0142", "sms:+19565550142"),
    ("sip:+19565550142@gw.example.org", "sip:19565550142@gw.example.org;transport=tls"),
    ("sips:+19565550142@gw.example.org", "\u200e+19565550142", "9565550142"),
]
OLD_FORMS = [
    ("+5218671234567", "+528671234567", "5218671234567", "whatsapp:+5218671234567"),
    ("+541155550123", "+5491155550123", "+54111555550123", "whatsapp:+5491155550123"),
    ("+551191234567", "+5511991234567"),
    ("22395", " 22395"),
    ("Acme Farm", "ACME FARM"),
    ("sip:maria@example.org", "SIP:Maria@example.org"),
    ("client:maria", "client:Maria"),
    ("rcs:helper_agent", "helper_agent"),
]
TWO_TEXTERS = [
    ("client:maria", "client:marta"),
    ("22395", "22396"),
    ("sip:maria@example.org", "sip:maria@example.net"),
    ("+528671234567", "+528671234568"),
]


def each(several: str) -> list[str]:
    return [one.strip() for row in several.strip().splitlines() for one in row.split(" | ")]


@pytest.mark.parametrize("sender", [*each(HIDDEN), *NOBODY, "", None])
def test_hidden_callers_and_invalid_numbers_are_nobody(sender: str | None) -> None:
    address = read_address(sender)
    assert address.number is None and address.identity is None


@given(
    st.sampled_from("anonymous private unknown blocked restricted unavailable withheld".split()),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.sampled_from(["{}", "{} caller", "{} number", " {} ", "<{}>", "sip:{}@example.org"]),
)
def test_a_hidden_word_is_hidden_in_letters_and_in_keys(word: str, case, around: str) -> None:
    assert read_address(around.format(case(word))).identity is None
    assert read_address("+" + keypad(case(word))).identity is None
    assert read_address(keypad(word)).identity is None


def test_the_keypad_is_the_standard_one() -> None:
    assert sorted(KEYS) == list("abcdefghijklmnopqrstuvwxyz")
    assert keypad("UNKNOWN") == "8656696" and keypad("ANONYMOUS") == "266696687"
    assert "".join(KEYS[letter] for letter in "adgjmptw") == "23456789"


@pytest.mark.parametrize("forms", [*ONE_TEXTER[1:], *OLD_FORMS])
def test_the_forms_of_one_sender_are_one_identity(forms: tuple[str, ...]) -> None:
    assert len({read_address(form).identity for form in forms}) == 1
    assert read_address(forms[0]).identity


def test_every_form_of_an_american_number_can_be_answered_at_that_number() -> None:
    every = [form for forms in ONE_TEXTER for form in forms]
    assert {read_address(form).identity for form in every} == {"+19565550142"}
    assert {read_address(form).number for form in every[:-1]} == {"+19565550142"}


@pytest.mark.parametrize("pair", TWO_TEXTERS)
def test_two_senders_are_two(pair: tuple[str, str]) -> None:
    assert read_address(pair[0]).identity != read_address(pair[1]).identity


@given(st.text(max_size=40))
def test_whatever_is_sent_a_number_is_always_an_identity_too(given_: str) -> None:
    address = read_address(given_)
    assert address.number is None or address.identity is not None
    assert address.identity is None or address.identity.strip()


def test_two_hidden_texters_are_two_reports_and_one_texter_is_one(line: Line) -> None:
    hidden = ["+8656696", "UNKNOWN", "+7748283", "No Caller ID", "+8566696"]
    for sender in hidden:
        line.text(sender, STORY)
        line.text(sender, "hello")
    assert len(line.tips()) == 2 * len(hidden)
    for forms in [ONE_TEXTER[0], *OLD_FORMS]:
        before = len(line.tips())
        for sender, words in zip(forms, [STORY, "yes", "no", "yes"], strict=False):
            answer = line.text(sender, words)
            assert answer
        assert len(line.tips()) == before + 1, forms


def test_two_hidden_callers_are_two_reports(line: Line) -> None:
    for _ in range(2):
        line.call("+8656696").press("1")
    assert len(line.tips()) == 2
