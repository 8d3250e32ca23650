"""Whatever is sent, the locator answers: the same each time, and about this very text.

``test_floods.py`` beside it shows that it does so soon.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.geo import CallerPlace, Location
from tests.geo.locating import LOCATOR

SCRIPTS = ((0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x400, 0x4FF), (0x620, 0x64A), (0x900, 0x94F))
NAMES = st.sampled_from(
    "Laredo Springfield Mobile Florence LA la Webb county counties Tx TEXAS Washington D.C. Nevada "
    "St. Paul 78040 seven eight zero four mil y in near south of north de #HurricaneFlorence #NC "
    "@abc_columbia and , & Prince George's O'Fallon Houstin Winston-Salem I-35 exit 12 5th".split()
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(st.one_of(*(st.characters(min_codepoint=a, max_codepoint=b) for a, b in SCRIPTS))),
    st.lists(NAMES, max_size=25).map(" ".join),
    st.lists(st.one_of(NAMES, st.text(max_size=6)), max_size=25).map("".join),
)
CITIES = ("Laredo", "Springfield", "Washington", "")


@settings(max_examples=400)
@given(
    text=TEXTS,
    answering=st.booleans(),
    state=st.sampled_from(sorted(LOCATOR.gazetteer.states)),
    city=st.sampled_from(CITIES),
    fips=st.sets(st.sampled_from(sorted(LOCATOR.gazetteer.counties)), max_size=4),
)
def test_whatever_is_sent(
    text: str, answering: bool, state: str, city: str, fips: set[str]
) -> None:
    """One text at a time through all that holds for any: to make a text up takes the longest."""
    location = LOCATOR.locate(text, expecting=answering)
    _is_of_this_text(location, text)
    _is_a_place_or_a_question(location, answering=answering)
    again = LOCATOR.locate(text, expecting=answering)
    assert location == again, "the answer is always the same"
    caller = CallerPlace(state=state, city=city or None)
    _takes_no_number_for_sure(location, LOCATOR.locate(text, expecting=answering, caller=caller))
    unasked = LOCATOR.locate(text) if answering else location
    _names_nothing_unsaid(unasked, LOCATOR.locate(text, served=frozenset(fips)))


def _is_of_this_text(location: Location, text: str) -> None:
    """Mentions and evidence are slices of the text."""
    ends = 0
    for mention in location.mentions:
        assert mention.text == text[mention.start : mention.end] != ""
        assert mention.start >= ends, "mentions overlap"
        assert 0 < mention.confidence <= 1
        ends = mention.end
    for candidate in location.candidates:
        for sign in candidate.evidence:
            if sign.start >= 0:
                assert sign.phrase == text[sign.start : sign.end]


def _is_a_place_or_a_question(location: Location, *, answering: bool) -> None:
    if location.best is None:
        assert location.question is not None or not (answering or location.candidates)
        return
    assert location.best.state in LOCATOR.gazetteer.states
    assert 0 < location.best.confidence < 1
    county = LOCATOR.gazetteer.county(location.best.fips)
    assert county is None or county.state == location.best.state


def _takes_no_number_for_sure(without: Location, with_caller: Location) -> None:
    """The caller's number never changes what is taken for sure."""
    assert with_caller.best == without.best
    assert {c.place for c in with_caller.candidates} == {c.place for c in without.candidates}
    assert with_caller.mentions == without.mentions


def _names_nothing_unsaid(without: Location, served: Location) -> None:
    """The served area never names a place that was not said."""
    if without.best is None:
        assert served.best is None or served.best.city is None
    if not without.candidates:
        assert not served.candidates


@pytest.mark.parametrize("said", ["WASHINTON:TX", "washinton, tx", "wasington FL"])
def test_words_that_were_read_are_not_read_again_by_their_sound(said: str) -> None:
    location = LOCATOR.locate(said, expecting=True)
    _is_of_this_text(location, said)
    assert location.question is not None, "which of the states is asked"


def test_a_place_at_the_end_of_a_long_story_is_read() -> None:
    story = "and then he took us to another house " * 3_000
    best = LOCATOR.locate(f"{story} we are in laredo tx").best
    assert best is not None
    assert best.city == "Laredo"


def test_no_name_is_put_together_over_what_is_not_read() -> None:
    middle = "word " * 4_000
    assert LOCATOR.locate(f"we are in san {middle} antonio is his name").best is None


def test_what_was_said_is_not_kept() -> None:
    """A look-up of a reporter's words must not stay in the process."""
    from hotline.geo import gazetteer
    from hotline.geo.text import tokens

    secret = "zzyzxsecretword"
    LOCATOR.locate(f"she said {secret} in laredo")
    for module in (gazetteer, tokens):
        for value in vars(module).values():
            assert not hasattr(value, "cache_info") or value.cache_info().currsize <= 1
