"""How long a closed report is kept: ``keep_closed`` in the policy, by how it ended and its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

USUALLY = "usually"


@dataclass(frozen=True)
class Retention:
    """Days after which a closed report is erased; ``None`` keeps it until someone erases it.

    How it ended (``by_disposition``) goes before what it was (``by_type``), and both before
    ``usually``.
    """

    usually: int | None = 365
    by_disposition: Mapping[str, int | None] = field(default_factory=dict)
    by_type: Mapping[str, int | None] = field(default_factory=dict)

    def days(self, disposition: str, kind: str) -> tuple[str, int | None]:
        """The rule that counts for such a report, by its name, and its days."""
        if disposition in self.by_disposition:
            return f"ended as {disposition}", self.by_disposition[disposition]
        if kind in self.by_type:
            return f"type {kind}", self.by_type[kind]
        return USUALLY, self.usually


def read_retention(given: Mapping[str, Any]) -> Retention:
    """From the policy, which its schema has checked. On by default: a year."""
    usually = given.get(USUALLY)
    return Retention(
        usually=Retention.usually if usually is None else _days(usually),
        by_disposition={
            name: _days(text) for name, text in given.get("by_disposition", {}).items()
        },
        by_type={name: _days(text) for name, text in given.get("by_type", {}).items()},
    )


def _days(text: str) -> int | None:
    return None if text == "until erased" else int(text.partition(" ")[0])
