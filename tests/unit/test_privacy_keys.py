"""Sealing: what was said is unreadable without the right key, and for the right place only."""

from __future__ import annotations

import hashlib
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.privacy.keys import KeyRing, ReportKey, SealError

OLD, NEW, STRANGER = bytes(32), bytes([1]) * 32, bytes([2]) * 32
CALLER = "+19565550142"
contexts = st.text(max_size=40)


@given(st.binary(max_size=500), contexts)
def test_what_was_sealed_is_opened_again(said: bytes, context: str) -> None:
    ring = KeyRing([OLD])
    assert ring.open(ring.seal(said, context), context) == said


@given(st.binary(min_size=8, max_size=200))
def test_a_sealed_thing_does_not_show_what_it_is(said: bytes) -> None:
    ring = KeyRing([OLD])
    first, second = ring.seal(said, "note"), ring.seal(said, "note")
    assert said not in first
    assert first != second  # the same words twice do not look the same


@given(st.binary(max_size=100), contexts, contexts)
def test_a_sealed_thing_opens_only_where_it_belongs(said: bytes, mine: str, other: str) -> None:
    ring = KeyRing([OLD])
    sealed = ring.seal(said, mine)
    if mine == other:
        return
    with pytest.raises(SealError):
        ring.open(sealed, other)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_changed_bit_is_noticed(said: bytes, data: st.DataObject) -> None:
    ring = KeyRing([OLD])
    sealed = bytearray(ring.seal(said, "note"))
    position = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[position // 8] ^= 1 << position % 8
    with pytest.raises(SealError):
        ring.open(bytes(sealed), "note")


@pytest.mark.parametrize("torn", [b"", b"\x01", b"\x01abcd", b"\x01abcd" + bytes(11)])
def test_a_torn_value_is_an_error_of_ours_and_nothing_else(torn: bytes) -> None:
    with pytest.raises(SealError):
        KeyRing([OLD]).open(torn, "note")


def test_the_error_names_what_could_not_be_opened_but_not_whose_it_was() -> None:
    sealed = KeyRing([OLD]).seal(b"words", "report key:1234-5674")
    with pytest.raises(SealError, match="report key") as raised:
        KeyRing([STRANGER]).open(sealed, "report key:1234-5674")
    assert "1234" not in str(raised.value)


def test_a_key_is_changed_by_putting_a_new_one_in_front() -> None:
    before, between = KeyRing([OLD]), KeyRing([NEW, OLD])
    sealed = before.seal(b"words", "note")
    assert between.open(sealed, "note") == b"words"
    assert not between.is_current(sealed)
    anew = between.seal(b"words", "note")
    assert between.is_current(anew)
    assert KeyRing([NEW]).open(anew, "note") == b"words"
    with pytest.raises(SealError):
        KeyRing([NEW]).open(sealed, "note")  # so the old one must stay until all is sealed anew


def test_a_reporter_is_known_again_after_the_keys_changed() -> None:
    (then,) = KeyRing([OLD]).pseudonyms(CALLER)
    newest, laid_over, older = KeyRing([NEW, OLD]).pseudonyms(CALLER)
    assert older == then
    assert len({newest, laid_over, then}) == 3
    assert KeyRing([NEW, OLD]).laid_over("pseudonym", then) == laid_over


def test_a_pseudonym_is_not_a_hash_that_anybody_can_try_out() -> None:
    (pseudonym,) = KeyRing([OLD]).pseudonyms(CALLER)
    for algorithm in ("sha256", "sha3_256", "blake2s"):
        assert hashlib.new(algorithm, CALLER.encode()).hexdigest() != pseudonym
    assert KeyRing([STRANGER]).pseudonyms(CALLER) != (pseudonym,)


def test_a_checksum_for_one_purpose_is_none_for_another() -> None:
    ring = KeyRing([NEW, OLD])
    assert ring.mac("audit", b"row") != ring.mac("return code", b"row")
    assert ring.mac("audit", b"row") == ring.macs("audit", b"row")[0]
    assert ring.macs("audit", b"row")[1] == KeyRing([OLD]).mac("audit", b"row")


def test_a_ring_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        KeyRing([])


def test_a_report_has_a_key_of_its_own_and_is_gone_with_it() -> None:
    ring = KeyRing([OLD])
    key, sealed_key = ReportKey.make(ring, "1234-5674")
    other, _ = ReportKey.make(ring, "1234-5674")
    words = key.seal("he took her passport – ¡ayuda! 护照", "entry:told")
    assert ReportKey.unwrap(ring, sealed_key, "1234-5674").open(words, "entry:told") == (
        "he took her passport – ¡ayuda! 护照"
    )
    with pytest.raises(SealError):
        other.open(words, "entry:told")
    with pytest.raises(SealError):  # the deployment's own key does not open it either
        ring.open(words, "entry:told")


def test_a_report_key_cannot_be_moved_to_another_report() -> None:
    ring = KeyRing([OLD])
    _, sealed_key = ReportKey.make(ring, "1234-5674")
    with pytest.raises(SealError):
        ReportKey.unwrap(ring, sealed_key, "8765-4321")


def test_a_picture_is_sealed_like_words() -> None:
    key, _ = ReportKey.make(KeyRing([OLD]), "1234-5674")
    picture = secrets.token_bytes(5000)
    assert key.open_bytes(key.seal_bytes(picture, "picture"), "picture") == picture
