"""What the boxes of a diagram look like: one value per look, in light and in dark.

A kind of step takes one of these, or brings another :class:`Look`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["box", "rounded", "pill", "hexagon", "framed"]
MERMAID: dict[Shape, tuple[str, str]] = {
    "box": ("[", "]"),
    "rounded": ("[/", "/]"),
    "pill": ("([", "])"),
    "hexagon": ("{", "}"),
    "framed": ("[[", "]]"),
}
"""The brackets of each shape in a Mermaid flowchart."""


@dataclass(frozen=True, slots=True)
class Colors:
    """Fill, border and ink as hex codes; the ink has a contrast of at least 7:1 on the fill."""

    fill: str
    border: str
    ink: str


@dataclass(frozen=True, slots=True)
class Look:
    """The name of a look, its shape, and its colors on a light and on a dark page."""

    name: str
    shape: Shape
    light: Colors
    dark: Colors


START = Look(
    "start",
    "pill",
    Colors("#1f2937", "#1f2937", "#ffffff"),
    Colors("#e3eaee", "#e3eaee", "#10171c"),
)
SAY = Look(
    "say",
    "box",
    Colors("#ffffff", "#9ca3af", "#111827"),
    Colors("#10171c", "#6b7a85", "#e3eaee"),
)
ASK = Look(
    "ask",
    "rounded",
    Colors("#e8f1fb", "#3b76b8", "#12324f"),
    Colors("#12283c", "#6ea8e6", "#cfe3f8"),
)
RECORD = Look(
    "record",
    "box",
    Colors("#f4ecfa", "#8a5bb0", "#3f2256"),
    Colors("#2a1c36", "#b48ad6", "#e6d6f3"),
)
TRANSFER = Look(
    "transfer",
    "box",
    Colors("#e6f5ea", "#2f8a4c", "#12401f"),
    Colors("#14301c", "#63bd80", "#cdebd6"),
)
BRANCH = Look(
    "branch",
    "hexagon",
    Colors("#fff7e0", "#c79a1b", "#4d3a05"),
    Colors("#33290a", "#d9b348", "#f6e6b4"),
)
FLOW = Look(
    "flow",
    "framed",
    Colors("#fdeee6", "#c8693a", "#55260d"),
    Colors("#381d10", "#e08e63", "#fadfd0"),
)
LOOK_UP = Look(
    "look_up",
    "box",
    Colors("#eef0f3", "#6b7280", "#1f2937"),
    Colors("#26323a", "#9aa8b2", "#e3eaee"),
)
SET = Look(
    "set",
    "box",
    Colors("#f7f7f7", "#c4c8ce", "#4b5563"),
    Colors("#1b242b", "#55626c", "#a9b7c1"),
)
END = Look(
    "end",
    "pill",
    Colors("#374151", "#374151", "#ffffff"),
    Colors("#c6d0d6", "#c6d0d6", "#10171c"),
)
