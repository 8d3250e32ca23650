"""Codes that people say, key in and type: slips are caught, and nothing can be guessed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.privacy import codes

tips = st.builds(codes.new_tip_id)


@given(tips)
def test_a_tip_id_is_eight_digits_in_two_groups(tip: str) -> None:
    left, right = tip.split("-")
    assert len(left) == len(right) == 4
    assert (left + right).isdigit()
    assert left[0] != "0"  # so that nobody drops it


@given(tips, st.sampled_from(["{}", " {} ", "tip {}", "#{}", "{}."]))
def test_a_tip_id_is_read_however_it_is_written(tip: str, way: str) -> None:
    assert codes.read_tip_id(way.format(tip)) == tip
    assert codes.read_tip_id(way.format(tip.replace("-", ""))) == tip
    assert codes.read_tip_id(way.format(" ".join(tip))) == tip


@given(tips, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_a_slip_and_not_another_report(tip: str, place: int, by: int) -> None:
    digits = [int(digit) for digit in tip.replace("-", "")]
    digits[place] = (digits[place] + by) % 10
    assert codes.read_tip_id("".join(map(str, digits))) is None


@given(st.text(max_size=30))
def test_any_text_is_a_tip_id_or_none(text: str) -> None:
    read = codes.read_tip_id(text)
    assert read is None or codes.read_tip_id(read) == read


@pytest.mark.parametrize("text", ["", "1234", "123456789", "help", "٠١٢٣٤٥٦٧"])
def test_what_is_no_tip_id_is_none(text: str) -> None:
    assert codes.read_tip_id(text) is None


def test_tip_ids_do_not_follow_each_other() -> None:
    made = {codes.new_tip_id() for _ in range(500)}
    assert len(made) > 495


def test_a_return_code_is_six_digits() -> None:
    for _ in range(200):
        code = codes.new_return_code()
        assert len(code) == 6
        assert code.isdigit()


def test_an_acknowledgement_code_has_no_letter_that_is_mistaken_for_another() -> None:
    letters = set("".join(codes.new_ack_code() for _ in range(500)))
    assert not letters & set("01258BIOSZNMEPVUL")


def test_a_link_cannot_be_guessed_and_its_token_is_not_stored() -> None:
    token = codes.new_token()
    assert len(token) >= 43  # 256 bits in base64
    assert codes.token_digest(token) == hashlib.sha256(token.encode()).hexdigest()
    assert token not in codes.token_digest(token)


def test_a_code_is_spoken_letter_by_letter() -> None:
    assert codes.spoken("1234-5674") == "1, 2, 3, 4, 5, 6, 7, 4"
