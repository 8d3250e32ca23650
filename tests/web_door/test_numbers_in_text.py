"""Numbers in the sentences of a page: whole, and to be tapped where they can be called."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.web.numbers_in_text import numbers_in_text

LINKS = re.compile(r'href="tel:([^"]*)"')
WHOLE = re.compile(r'class="whole"[^>]*>([^<]*)<')


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Call 911, or text 911 if you cannot talk.", ["911"]),
        ("To talk with a person: 1-888-373-7888.", ["+18883737888"]),
        ("Llame al 911. Día y noche: 1-888-373-7888", ["911", "+18883737888"]),
        ("(888-373-7888)", ["+18883737888"]),
        ("위험하면 911에 전화하세요", ["911"]),
        ("如有危险请拨打911。", ["911"]),
        ("Danje? Rele 911.", ["911"]),
        ("Your report number: 7958-1526. Your secret code: 390100.", []),
        ("Highway 911-A, 1911, 9110, 911-1234", []),
        ("at 127.0.0.1:8477/report or 20-21", []),
        ("call 956-555-0100 or 956-555-0100", ["+19565550100"]),
        ("للكلام مجاناً: 1.888.373.7888 ويمكن", ["+18883737888"]),
        ("version 127.0.0.1 and 3.14.15", []),
        ("room 1-2-3 from 2026-11-30", []),
    ],
)
def test_who_can_be_called_is_a_link_once(text: str, called: list[str]) -> None:
    assert LINKS.findall(numbers_in_text(text)) == called


@pytest.mark.parametrize("number", ["7958-1526", "1-888-373-7888", "956-555-0100"])
def test_a_number_is_never_broken_over_lines(number: str) -> None:
    assert WHOLE.findall(numbers_in_text(f"so: {number}.")) == [number]


@given(st.text() | st.from_regex(r"([\d<&\- ]|911|1-888-373-7888|\w)+", fullmatch=True))
def test_no_letter_is_added_or_lost_and_no_tag_gets_through(text: str) -> None:
    shown = numbers_in_text(text)
    assert unescape(re.sub(r"</?(?:a|span)(?: [^<>]*)?>", "", shown)) == text
    assert set(re.findall(r"<(\w*)", shown)) <= {"a", "span", ""}
