"""Odd values: what people, spreadsheets, scanners and broken programs put in a value's place."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

SIGNS = (
    "\x00",
    "\x01",
    "\x0b",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\xa0",
    "\u00ad",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2028",
    "\u2066",
    "\ufeff",
    "\ufffd",
    "\U0001f600",
    "e\u0301",
    "\u0661",
    "²",
    "ẞ",
    "İ",
    "ﬁ",
    "中",
    "'",
    '"',
    "\\",
    "<",
    ">",
    "&",
    ";",
    "%",
    "{",
    "}",
    "[",
    "]",
    "=",
    "+",
    "-",
    "@",
    "|",
    "`",
    "~",
    ",",
    ":",
    "#",
    "*",
    "?",
    "!",
    ".",
    "/",
    "\n",
    "\r\n",
    "\t",
    " ",
    "0",
    "1",
    "9",
    "a",
    "Z",
    "ñ",
)
WORDS = (
    "",
    " ",
    "null",
    "None",
    "NaN",
    "inf",
    "-1",
    "0",
    "1e309",
    "9" * 25,
    "0x10",
    "true",
    "yes",
    "no",
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "%s%n",
    "=cmd|' /C calc'!A0",
    "http://127.0.0.1/",
    "javascript:alert(1)",
    "+19565550123",
    "anonymous",
    "sip:x@example.org",
    "STOP",
    "HELP",
    "1",
    "2",
    "911",
    "my boss took my passport in Laredo",
    "he has a gun",
    "¿quién habla?",
    "2026-02-30",
    "2026-11-24T18:00:00Z",
    "24:00-25:00",
    "mo-fr 08:30",
    "always",
    "unknown",
    "TX",
    "county 48479 Webb, TX",
    "phone public_line +18446432251",
    "US",
    "zz",
)


def text(rng: Random, longest: int = 60) -> str:
    """A short odd text, now and then a long one."""
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(WORDS)
    if kind < 0.85:
        return "".join(rng.choice(SIGNS) for _ in range(rng.randrange(1, longest)))
    if kind < 0.97:
        return "".join(
            chr(rng.choice(RANGES).randrange(rng)) for _ in range(rng.randrange(1, longest))
        )
    return rng.choice(SIGNS) * rng.randrange(100, 3000)


class _Range:
    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last

    def randrange(self, rng: Random) -> int:
        return rng.randrange(self._first, self._last)


RANGES = (
    _Range(0, 0x100),
    _Range(0x100, 0xD800),
    _Range(0xE000, 0x11000),
    _Range(0x1F300, 0x1FAFF),
)


def mutated(rng: Random, known: str) -> str:
    """``known`` with something cut, doubled, swapped or put in, as a slip would."""
    for _ in range(rng.randrange(1, 4)):
        at, to = sorted(rng.randrange(len(known) + 1) for _ in range(2))
        to = min(to, at + 40)
        match rng.randrange(5):
            case 0:
                known = known[:at] + known[to:]
            case 1:
                known = known[:to] + known[at:to] + known[to:]
            case 2:
                known = known[:at] + rng.choice(SIGNS) + known[at:]
            case 3:
                known = known[:at] + text(rng, 20) + known[to:]
            case _:
                lines = known.split("\n")
                i, j = (rng.randrange(len(lines)) for _ in range(2))
                lines[i], lines[j] = lines[j], lines[i]
                known = "\n".join(lines)
    return known


def value(rng: Random, depth: int = 2) -> Any:
    """Anything that JSON can say."""
    kind = rng.randrange(8 if depth else 6)
    if kind == 6:
        return [value(rng, depth - 1) for _ in range(rng.randrange(4))]
    if kind == 7:
        return {text(rng, 8): value(rng, depth - 1) for _ in range(rng.randrange(4))}
    return rng.choice(PLAIN) if kind < 3 else text(rng)


PLAIN = (None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, 1e-308)


def some(rng: Random, names: Sequence[str], chance: float = 0.5) -> list[str]:
    """Some of the names, in order."""
    return [name for name in names if rng.random() < chance]
