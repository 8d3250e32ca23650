"""Near copies: which of the latest stories say the same in nearly the same words.

Someone who floods the line sends one story from many numbers, perhaps with another name or number
in each. A story is compared by its shingles, all runs of five letters in it, so that case, accents
and punctuation do not count and a changed word changes only the runs that touch it. Two people who
saw the same thing share few of them.
"""

from __future__ import annotations

import threading
import unicodedata
import zlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LENGTH = 5
"""Letters in a shingle."""
ALIKE = 0.5
"""The share of all their shingles that two stories have in common, from which they are copies."""
SHORT = 20
"""A story of fewer letters is a copy only of the very same letters: "help me" says too little."""
MARKS = 12
"""How many of a story's lowest shingles find the stories to compare it with. Two stories that are
just alike have none of them in common once in about 4,000 times."""
MOST_READ = 4000
"""Letters of a story that are looked at."""
MOST_GROUPS = 3000

BITS = 8192
"""Length of a story's print: enough that a long text's shingles rarely share a bit."""

Shingles = frozenset[int]


def letters(text: str) -> str:
    """The letters and digits of ``text`` without case and accents, one space between words."""
    parts = unicodedata.normalize("NFKD", text[:MOST_READ].casefold())
    kept = (sign if sign.isalnum() else " " for sign in parts if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())


def shingles(text: str) -> Shingles:
    """The shingles of ``text`` as checksums; one for the whole text when it is short."""
    plain = letters(text)
    if len(plain) < SHORT:
        return frozenset({zlib.crc32(plain.encode())} if plain else ())
    runs = {plain[at : at + LENGTH] for at in range(len(plain) - LENGTH + 1)}
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def likeness(one: Shingles, other: Shingles) -> float:
    """What share of all their shingles they have in common, 0 to 1 (Jaccard's index)."""
    if not one or not other:
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def fingerprint(said: Shingles) -> int:
    """``said`` as one number: a bit for each shingle, by its remainder."""
    bits = bytearray(BITS // 8)
    for shingle in said:
        bits[shingle % BITS >> 3] |= 1 << (shingle & 7)
    return int.from_bytes(bits, "little")


def may_be_copies(one: Shingles, print_: int, other: Shingles, its_print: int) -> bool:
    """Whether the prints of two stories leave it open that they are copies; never a wrong no.

    Shingles that both have are at most the bits that both have, and those of ``one`` that fell on
    the same bit. Comparing prints takes a twentieth of the time of comparing shingles.
    """
    most = (print_ & its_print).bit_count() + len(one) - print_.bit_count()
    return most >= ALIKE * (len(one) + len(other) - most)


def are_copies(one: Shingles, other: Shingles) -> bool:
    """Whether two stories are near copies of each other."""
    return likeness(one, other) >= ALIKE


@dataclass
class Group:
    """Stories that are near copies of the first one of them."""

    first: Hashable
    shingles: Shingles
    print: int
    """See :func:`fingerprint`."""
    members: OrderedDict[Hashable, datetime] = field(default_factory=OrderedDict)
    """Who said it, and when they did last; the oldest first."""
    surge: int | None = None
    """The number under which it is known as a surge, if it is."""

    @property
    def last(self) -> datetime:
        """When the latest of them was said."""
        return next(reversed(self.members.values()))


class LatestStories:
    """The stories of the last minutes, grouped; for any number of threads."""

    def __init__(self, within: timedelta) -> None:
        self._within = within
        self._lock = threading.Lock()
        self._groups: OrderedDict[Hashable, Group] = OrderedDict()
        self._by_mark: dict[int, set[Hashable]] = {}
        self._group_of: dict[Hashable, Hashable] = {}
        self.looked = float("-inf")
        """When others were last asked for what they found, on the clock of whoever asks."""

    def place(self, key: Hashable, text: str, at: datetime) -> Group | None:
        """The group of the story ``text``, alone or not; ``None`` for a story without a letter.

        The same ``key`` again, with other words, leaves the group that it was in.
        """
        said = shingles(text)
        with self._lock:
            self._forget(at)
            self._leave(key)
            if not said:
                return None
            group = self._alike(said) or self._open(key, said)
            group.members[key] = at
            group.members.move_to_end(key)
            self._group_of[key] = group.first
            self._groups.move_to_end(group.first)
            while at - next(iter(group.members.values())) > self._within:
                member, _ = group.members.popitem(last=False)
                self._group_of.pop(member, None)
            return group

    def note_surge(self, first: Hashable, text: str, surge: int, at: datetime) -> None:
        """Elsewhere the story ``text`` was found to be the first of many."""
        group = self.place(first, text, at)
        if group is not None:
            group.surge = surge

    def surges(self) -> frozenset[int]:
        """The numbers of the surges that are known."""
        with self._lock:
            return frozenset(g.surge for g in self._groups.values() if g.surge is not None)

    def _alike(self, said: Shingles) -> Group | None:
        near = {first for mark in _marks(said) for first in self._by_mark.get(mark, ())}
        print_ = fingerprint(said) if near else 0
        groups = (self._groups[first] for first in near)
        found = [g for g in groups if may_be_copies(said, print_, g.shingles, g.print)]
        best = max(found, key=lambda group: likeness(said, group.shingles), default=None)
        return best if best is not None and are_copies(said, best.shingles) else None

    def _open(self, key: Hashable, said: Shingles) -> Group:
        if len(self._groups) >= MOST_GROUPS:
            self._close(next(iter(self._groups)))
        while key in self._groups:  # others are still copies of what this one said before
            key = (key, "again")
        group = self._groups[key] = Group(key, said, fingerprint(said))
        for mark in _marks(said):
            self._by_mark.setdefault(mark, set()).add(key)
        return group

    def _leave(self, key: Hashable) -> None:
        first = self._group_of.pop(key, None)
        group = self._groups.get(first) if first is not None else None
        if group is None:
            return
        group.members.pop(key, None)
        if not group.members:
            self._close(group.first)

    def _forget(self, now: datetime) -> None:
        while self._groups:
            oldest = self._groups[next(iter(self._groups))]
            if now - oldest.last <= self._within:
                return
            self._close(oldest.first)

    def _close(self, first: Hashable) -> None:
        group = self._groups.pop(first)
        for member in group.members:
            self._group_of.pop(member, None)
        for mark in _marks(group.shingles):
            known = self._by_mark[mark]
            known.discard(first)
            if not known:
                del self._by_mark[mark]


def _marks(said: Shingles) -> list[int]:
    return sorted(said)[:MARKS]
