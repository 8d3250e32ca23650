"""Opening hours as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory import hours_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("mo-fr 08:30-17:00", "mo-fr 08:30-17:00"),
        ("Monday to Friday 9 to 5", "mo-fr 09:00-17:00"),
        ("Mon–Fri, 8:30 am – 5 pm", "mo-fr 08:30-17:00"),
        ("Sat 10a-2p", "sa 10:00-14:00"),
        ("tues thru thurs: 7am until 12pm", "tu-th 07:00-12:00"),
        ("daily 0:00-24:00", "mo-su 00:00-24:00"),
        ("every day from 12 am to 6 a.m.", "mo-su 00:00-06:00"),
        ("lunes a viernes 8:30 a 17:00", "mo-fr 08:30-17:00"),
        ("Sábado de 9 a 1", "sa 09:00-13:00"),
        ("todos los días 8-20", "mo-su 08:00-20:00"),
    ],
)
def test_hours_are_read_as_they_are_written(written: str, read: str) -> None:
    assert hours_text.read(written) == read


@pytest.mark.parametrize(
    "written",
    ["", "office hours", "mo-fr", "9 to 5", "mo-fr 25:00-26:00", "mo 8:70-9:00", "mo 13pm-2pm"],
)
def test_what_is_no_hours_is_not_guessed(written: str) -> None:
    assert hours_text.read(written) is None


@given(st.text(max_size=60))
def test_anything_else_is_none_or_hours_of_the_files(written: str) -> None:
    read = hours_text.read(written)
    assert read is None or hours_text.read(read) == read
