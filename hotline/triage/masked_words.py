"""Words whose letters are hidden to pass a filter: "k*ll", "s*icidal", "r@pe".

Only words of harm are read so, and only where each sign stands for one letter.
"""

from __future__ import annotations

import re

_HIDING = "*#!"
_MASKED = re.compile(rf"(?<![^\W_])[^\W\d_]+(?:[{_HIDING}]+[^\W\d_]+)+(?![^\W_])")
_WORDS = (
    "suicide suicidal suicidio suicida suicidarme kill kills killed killing die died dying dead "
    "rape raped raping rapes sex sexual gun shoot shot stab stabbed cut cutting overdose hang "
    "murder murdered matar matarme muerte morir morirme pistola violar"
).split()


def unmasked(text: str) -> str:
    """``text``, letter for letter as long, with hidden words of harm written out."""
    if not any(sign in text for sign in _HIDING):
        return text
    return _MASKED.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    hidden = match.group()
    return next((word for word in _WORDS if _fits(hidden.lower(), word)), hidden)


def _fits(hidden: str, word: str) -> bool:
    return len(hidden) == len(word) and all(
        seen in _HIDING or seen == letter for seen, letter in zip(hidden, word, strict=True)
    )
