"""Small numbers are hidden, together with those that would reveal them. Pure.

A count from 1 to 4 may point at a person; 0 points at nobody. Hiding it alone is not enough: the
total minus the rest tells it. So the smallest of the others are hidden with it, until every value
from 1 to 4 is possible for every hidden small count (complementary suppression, as statistical
offices do).
A reader who knows this rule could still learn from how many were hidden; so now and then one more
is hidden than need be, which nobody can foresee who does not have the line's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALL = 5
FEW = 2 * SMALL
"""For a smaller total, only "few" is published."""
LEAST, MOST = 1, SMALL - 1
"""What a small count can be."""


@dataclass(frozen=True)
class Table:
    """Counts by name; ``None`` for a hidden one. ``total`` is ``None`` when it is hidden too."""

    cells: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> int:
        """How many counts are hidden."""
        return sum(count is None for count in self.cells.values())

    @property
    def together(self) -> int | None:
        """The sum of the hidden counts, which the total tells anyway."""
        if self.total is None:
            return None
        return self.total - sum(count for count in self.cells.values() if count is not None)


def suppress(counts: Mapping[str, int], extra: int = 0) -> Table:
    """``counts`` with what is small, or would reveal it, hidden.

    ``extra`` is how many more of the safe ways to hide are passed over; draw it with
    :func:`extra_of`, so that a reader cannot tell what the fewest would have been.
    """
    total = sum(counts.values())
    if total < FEW:
        return Table(dict.fromkeys(counts), None)
    small = [name for name, count in counts.items() if LEAST <= count <= MOST]
    if not small:
        return Table(dict(counts), total)
    large = [name for name, count in counts.items() if count >= SMALL]
    others = sorted(large, key=lambda name: (counts[name], name))
    ways = [
        beside
        for beside in range(len(others) + 1)
        if _safe(
            len(small),
            beside,
            together=sum(counts[name] for name in (*small, *others[:beside])),
            shown=min((counts[name] for name in others[beside:]), default=total + 1),
        )
    ]
    if not ways:  # all are hidden, the zeros too: only the total is published
        return Table(dict.fromkeys(counts), total)
    beside = ways[min(extra, len(ways) - 1)]
    hidden = {*small, *others[:beside]}
    return Table({name: None if name in hidden else n for name, n in counts.items()}, total)


def _safe(small: int, beside: int, *, together: int, shown: int) -> bool:
    """Whether the sum ``together`` tells nothing of ``small`` counts hidden with ``beside`` others.

    Each small one must be able to be :data:`LEAST` and :data:`MOST`, with the rest at their most
    and least. The reader knows that the others are the smallest of those that are not small: less
    than ``shown``, the smallest count that can still be seen.
    """
    least_rest = (small - 1) * LEAST + beside * SMALL
    most_rest = (small - 1) * MOST + beside * (shown - 1)
    return least_rest <= together - MOST and together - LEAST <= most_rest


def extra_of(mac: str) -> int:
    """A number from a keyed checksum in hex: 0 three times in four, 1 three in sixteen, and so on.

    The same table gets the same number each time it is looked at.
    """
    bits = f"{int(mac, 16):0{len(mac) * 4}b}"
    return (len(bits) - len(bits.lstrip("0"))) // 2
