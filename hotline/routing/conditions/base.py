"""What every condition of a rule has in common, and the list of those that rules may use.

A *kind* is a word that a rule's ``when`` may hold (``role``, ``in``, ``hours``): it brings its
schema, reads what a person wrote, and lists the cases that the proof of coverage must look at.
Reading gives *conditions*: pure values that say whether they hold for a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from hotline.config_files import Document
from hotline.routing.hours import DAY_MINUTES, Hours
from hotline.routing.read_places import Known
from hotline.routing.types import Case
from hotline.yaml_reader import Location

Settings = Mapping[str, Any]
"""Fields of a :class:`Case` and their values; ``more`` of several settings is joined."""
NO_SETTINGS: Settings = {}


@dataclass(frozen=True)
class Facts:
    """A case as conditions look at it: at an instant, with the time zone of the place."""

    case: Case
    at: datetime
    zone: str | None

    @property
    def minute(self) -> int | None:
        """The minute of the local week, from Monday midnight; ``None`` where no zone is known."""
        if self.zone is None:
            return None
        local = self.at.astimezone(ZoneInfo(self.zone))
        return local.weekday() * DAY_MINUTES + local.hour * 60 + local.minute


class Condition(Protocol):
    """Something that holds for a case or does not. ``str()`` gives it in words."""

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, in words for a dispatcher; ``None`` when it holds."""

    def atoms(self) -> tuple[Atom, ...]:
        """The simple conditions that it is made of."""


class Atom:
    """A condition that is not made of others. Subclasses are frozen dataclasses."""

    @property
    def in_key(self) -> bool:
        """Whether it asks only for what the memo key of rules holds anyway.

        ``False`` is always right: then the answer itself becomes a part of the key.
        """
        return False

    @property
    def by_place(self) -> bool:
        """Whether its answer depends on the place alone: it is worked out once a place."""
        return False

    @property
    def asks_hour(self) -> bool:
        """Whether it needs the time zone of the place."""
        return False

    def fails(self, facts: Facts) -> str | None:
        """Why it does not hold, in words for a dispatcher; ``None`` when it holds."""
        raise NotImplementedError

    def atoms(self) -> tuple[Atom, ...]:
        """Itself."""
        return (self,)

    def clock(self, zone: str) -> Hours | None:
        """The hours at whose edges its answer changes, at a place in ``zone``."""
        del zone
        return None


class Reading(NamedTuple):
    """A value in a rule file: where it is, what it is, and where problems are noted."""

    document: Document
    path: Location
    value: Any
    known: Known


class Kind:
    """A word that a rule's ``when`` may hold. ``name`` is that word.

    Kinds are listed by ``order``: in the schema, in differences, in the proof of coverage.
    """

    name: str
    order: int = 100
    everywhere: bool = False
    """Whether the proof of coverage varies it at every place, and not only to find idle rules."""

    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema of its value; it may refer to ``#/$defs`` of the schema of rules."""
        raise NotImplementedError

    def read(self, reading: Reading) -> tuple[Condition, ...]:
        """The conditions that a person wrote, which must all hold; what is wrong is noted."""
        raise NotImplementedError

    def space(self, atoms: Sequence[Atom], words: frozenset[str]) -> Sequence[Settings]:
        """Every setting of a case that rules can tell apart, the plainest first.

        ``atoms`` are those of the rules (of any kind), ``words`` what rules and agencies ask for
        under this name.
        """
        del atoms, words
        return (NO_SETTINGS,)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let rules use ``kind``. ValueError when another one has its name."""
    if kind.name in _KINDS:
        raise ValueError(f"there is a condition {kind.name!r} already; choose another name")
    _KINDS[kind.name] = kind


def unregister(name: str) -> None:
    """Take a kind away again, as a test does that added one."""
    del _KINDS[name]


def kinds() -> tuple[Kind, ...]:
    """All kinds, in order."""
    return tuple(sorted(_KINDS.values(), key=lambda kind: (kind.order, kind.name)))


def kind_named(name: str) -> Kind:
    """The kind that a rule names; KeyError when there is none (the schema allows no other)."""
    return _KINDS[name]


def joined(settings: Iterable[Settings]) -> dict[str, Any]:
    """Several settings in one."""
    found: dict[str, Any] = {}
    more: frozenset[tuple[str, str]] = frozenset()
    for setting in settings:
        more |= setting.get("more", frozenset())
        found.update(setting)
    return found | {"more": more}
