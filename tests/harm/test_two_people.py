"""Two people are two reports, and one person is one, whatever their carrier writes as ``From``."""

from __future__ import annotations

import phonenumbers
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
Out of area | OUT-OF-AREA | Not Provided | Toll Free Call | International | Sin identificar
sip:+@gateway.example.org | +66877684333 | asserted-id-unavailable | wireless caller | messenger:0
+4386282452253 | sip:asserted-id-unavailable@example.org | client:wireless caller
client:not provided | Acme Farm | rcs:helper_agent | helper_agent | Número no disponible | Roaming
sip:66877684333@gateway.example.org | messenger:000 | Coin phone | No name given
sip:204@example.org | sip:0@example.org
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
    ("sip:maria@example.org", "SIP:Maria@example.org"),
    ("client:maria", "client:Maria"),
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


AROUND = "{} caller|{} number|caller {}|number {}|id {}|no {}|not {}|{} call|caller id {}".split(
    "|"
)


@given(
    st.sampled_from("private unknown restricted unavailable withheld provided identified".split()),
    st.sampled_from(AROUND),
)
def test_a_phrase_around_a_hidden_word_is_hidden_in_keys_too(word: str, around: str) -> None:
    keys = keypad(around.format(word))
    for given_ in (f"+{keys}", keys, f"sip:{keys}@gateway.example.org"):
        address = read_address(given_)
        assert address.number is None and address.identity is None, given_


@given(st.integers(min_value=2_000_000_000, max_value=9_999_999_999))
def test_no_valid_american_number_is_taken_for_a_spelling(national: int) -> None:
    found = read_address(f"+1{national}").number
    if phonenumbers.is_valid_number(phonenumbers.parse(f"+1{national}", None)):
        assert found == f"+1{national}"
    else:
        assert found in {None, f"+1{national}"}


NEW_AREA_CODES = "436 357 621 624 729 837 924 684".split()
"""In service or announced, and unknown to phonenumbers 9.0.43 (684: its newer exchanges)."""
NO_AREA_CODES = "000 111 123 222 333 411 555 666 777 911 999 191 290 370 379 960 969".split()
NO_EXCHANGES = "000 055 155 211 411 911".split()


@pytest.mark.parametrize("area", NEW_AREA_CODES)
def test_a_number_of_a_new_area_code_is_a_person_in_every_form(area: str) -> None:
    forms = [form.replace("956", area) for forms in ONE_TEXTER for form in forms][:-1]
    assert {read_address(form).identity for form in forms} == {f"+1{area}5550142"}
    assert {read_address(form).number for form in forms} == {f"+1{area}5550142"}


@pytest.mark.parametrize("area", NO_AREA_CODES)
def test_a_number_that_the_plan_cannot_give_out_is_nobody(area: str) -> None:
    assert read_address(f"+1{area}5550142").identity is None


@pytest.mark.parametrize("exchange", NO_EXCHANGES)
def test_an_exchange_that_the_plan_cannot_give_out_makes_a_new_code_nobody(exchange: str) -> None:
    assert read_address(f"+1436{exchange}0142").identity is None


AREA = st.from_regex(r"[2-9][0-8][0-9]", fullmatch=True).filter(
    lambda area: area[1] != area[2] and not area.startswith(("37", "96"))
)
EXCHANGE = st.from_regex(r"[2-9][02-9][0-9]", fullmatch=True)


@given(AREA, EXCHANGE, st.integers(0, 9999))
def test_whatever_area_code_comes_next_its_texters_are_people(
    area: str, exchange: str, rest: int
) -> None:
    number = f"+1{area}{exchange}{rest:04}"
    assert read_address(number).number == number


@pytest.mark.parametrize("number", ["+66877684334", "+4915112345678", "+50255550142"])
def test_numbers_abroad_near_a_spelling_are_still_people(number: str) -> None:
    assert read_address(number).number == number


@given(st.text(alphabet=st.characters(categories=["L", "Zs"]), max_size=30))
def test_words_alone_are_nobody(words: str) -> None:
    assert read_address(words).identity is None


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
    hidden = [
        "Out of area",
        "+66877684333",
        "sip:+@gw",
        "+8656696",
        "UNKNOWN",
        "+7748283",
        "No Caller ID",
        "+8566696",
    ]
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


def test_a_texter_of_a_new_area_code_is_one_report_to_its_end(line: Line) -> None:
    for area in NEW_AREA_CODES[:3]:
        before = len(line.tips())
        for words in [STORY, "yes", "no", "yes"]:
            assert line.text(f"+1{area}5550142", words)
        assert len(line.tips()) == before + 1, area


def test_two_hidden_callers_are_two_reports(line: Line) -> None:
    for _ in range(2):
        line.call("+8656696").press("1")
    assert len(line.tips()) == 2
