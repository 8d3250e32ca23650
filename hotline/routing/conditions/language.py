"""``language``: the reporter's language, such as ``es``; any code that a flow can set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.routing.conditions.base import Atom, Settings, register
from hotline.routing.conditions.fact import CaseField


@dataclass(frozen=True, eq=False)
class _Language(CaseField):
    def space(self, atoms: Sequence[Atom], words: frozenset[str]) -> Sequence[Settings]:
        del atoms
        return [{self.name: code} for code in ("en", *sorted(words - {"en", "und"}), "und")]


register(_Language("language", label="the language", order=50))
