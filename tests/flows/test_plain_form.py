"""The plain form of words is the same, whichever way it is made."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from hotline.flows.text.answers import plain


def taken_apart(text: str) -> str:
    """The plain form letter by letter, as for text in any script."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    joined = unicodedata.normalize("NFC", bare).replace("'", "")
    words = "".join(c if c.isspace() or (c.isalnum() and c != "_") else " " for c in joined)
    return " ".join(words.split())


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_english_needs_no_letter_taken_apart(text: str) -> None:
    assert plain(text) == taken_apart(text)
    assert plain(text + "\u0301 é") == taken_apart(text + "\u0301 é")
