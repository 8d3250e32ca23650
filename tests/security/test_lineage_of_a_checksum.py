"""A checksum is recognized however often keys are replaced, and two people are never one."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from hotline.privacy.keys import KeyRing

secrets_of_a_line = st.lists(
    st.binary(min_size=32, max_size=32), min_size=2, max_size=5, unique=True
)


@given(secrets_of_a_line, st.text(max_size=30), st.sampled_from(["pseudonym", "return code"]))
def test_however_often_keys_are_replaced_a_checksum_is_recognized(
    secrets: list[bytes], said: str, purpose: str
) -> None:
    stored, gone = KeyRing(secrets[:1]).lineage(purpose, said.encode())[0], []
    for before, new in itertools.pairwise(secrets):
        ring = KeyRing([new, before])
        ring.inherit(gone)
        assert stored in ring.lineage(purpose, said.encode()), "before it is laid over"
        gone.append(ring.predecessor(ring.ids[1]))
        stored = ring.laid_over(purpose, stored)
        alone = KeyRing([new])
        alone.inherit(gone)
        assert stored in alone.lineage(purpose, said.encode()), "and after, without the old key"
        assert alone.lineage(purpose, said.encode())[0] == alone.macs(purpose, said.encode())[0]
        assert stored not in KeyRing([before]).lineage(purpose, said.encode())


@given(secrets_of_a_line, st.text(max_size=30), st.text(max_size=30))
def test_two_people_are_never_one_however_keys_were_replaced(
    secrets: list[bytes], one: str, other: str
) -> None:
    ring = KeyRing(secrets)
    if one != other:
        assert not set(ring.pseudonyms(one)) & set(ring.pseudonyms(other))
