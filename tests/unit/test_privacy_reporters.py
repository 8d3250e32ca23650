"""Who calls becomes a pseudonym and, for a while, a sealed handle; the hidden stay hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.privacy.keys import KeyRing
from hotline.privacy.pseudonyms import HIDDEN_NUMBERS, open_handle, read_address, seal_handle

CALLER = "+19565550142"


@pytest.mark.parametrize("given_", [CALLER, f" {CALLER} "])
def test_a_number_is_an_address(given_: str) -> None:
    assert read_address(given_).number == CALLER
    assert not read_address(given_).hidden


@pytest.mark.parametrize(
    "given_",
    [
        None,
        "",
        "anonymous",
        "Anonymous",
        "Restricted",
        "client:maria",
        "sip:maria@example.org",
        "9565550142",
        "+",
        "+1",
        "+1956555",
        "+19565550142000000",
        "+notanumber",
        *HIDDEN_NUMBERS,
    ],
)
def test_whoever_hides_has_no_address(given_: str | None) -> None:
    assert read_address(given_).hidden


@given(st.text(max_size=40))
def test_whatever_the_provider_sends_is_an_address_or_hidden(given_: str) -> None:
    address = read_address(given_)
    assert address.number is None or address.number.startswith("+")


def test_a_handle_is_opened_to_answer_and_shows_nothing_by_itself(keys: KeyRing) -> None:
    handle = seal_handle(keys, CALLER)
    assert open_handle(keys, handle) == CALLER
    assert b"555" not in handle
    assert handle != seal_handle(keys, CALLER)


def test_a_handle_without_its_key_is_no_error_but_nobody_to_answer(keys: KeyRing) -> None:
    assert open_handle(KeyRing([bytes([9]) * 32]), seal_handle(keys, CALLER)) is None
    assert open_handle(keys, None) is None
    assert open_handle(keys, b"torn") is None
