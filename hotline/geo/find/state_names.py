"""Which state is named at one place of a text: by its name, or by a short form written as one."""

from __future__ import annotations

from collections.abc import Mapping, Set

from hotline.geo.find import context
from hotline.geo.text.abbreviations import ShortForms, beginnings
from hotline.geo.text.tokens import Text


class StateNames:
    """Reads states. Immutable; share one."""

    def __init__(self, states: Mapping[str, str], codes: ShortForms) -> None:
        self._states, self._codes = states, codes
        self._first_words = beginnings(states) | codes.begin

    def after(self, text: Text, j: int, states: Set[str]) -> str | None:
        """The state that begins at token ``j``, right after a name, if one of ``states``."""
        tokens = text.tokens
        if not self.may_begin(text, j):
            return None
        between = tokens[j].after.strip()
        if not (between in {"", "(", ".", "-"} or between.endswith(",")):
            return None
        for length in (3, 2, 1):
            code = self.over(text, j, j + length)
            if code and code in states:
                return code
        return None

    def over(self, text: Text, j: int, end: int) -> str | None:
        """The state whose name, or short form, is tokens ``j`` to ``end``."""
        if end > len(text.tokens):
            return None
        words = " ".join(token.plain for token in text.tokens[j:end])
        code = self._states.get(words)
        if code is None and (end > j + 1 or context.is_written_as_state(text, j)):
            code = self._codes.beside(words)
        return code

    def may_begin(self, text: Text, j: int) -> bool:
        """Whether token ``j`` is a word that begins a state's name or short form."""
        return j < len(text.tokens) and text.tokens[j].plain in self._first_words
