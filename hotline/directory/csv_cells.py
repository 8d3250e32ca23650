"""Cells of a CSV table that no spreadsheet takes for a formula, and back.

A cell that begins with ``= + - @`` or a control character is computed when a spreadsheet opens the
file ("CSV injection", OWASP); an apostrophe in front makes it text. Numbers and telephone numbers
compute to nothing else and stay as they are, so that other programs read them.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[\d\s().,:-]*\d[\d\s().,:-]*")


def _is_risky(cell: str) -> bool:
    return _FORMULA.match(cell) is not None and _NUMBER.fullmatch(cell) is None


def calm(cell: str) -> str:
    """The cell as it may stand in a file."""
    return f"'{cell}" if _is_risky(cell) else cell


def plain(cell: str) -> str:
    """What :func:`calm` was given."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell[1:]) else cell
