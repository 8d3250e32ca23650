"""Draws a figure: as SVG, placed by our own layout, or as Mermaid text for documents."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from hotline.flows.diagram.layout import Placed, Spot, label_name, place
from hotline.flows.diagram.model import Arrow, Box, Figure, Look

LETTER, SMALL = 7.1, 5.9
"""Widths of a letter of the title and of the lines below it, in pixels, for the font below."""
TITLE_LINE, LINE, PADDING = 18, 15, 11
FONT = "ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
COLOURS: dict[Look, tuple[str, str, str]] = {
    "start": ("#1f2937", "#1f2937", "#ffffff"),
    "say": ("#ffffff", "#9ca3af", "#111827"),
    "ask": ("#e8f1fb", "#3b76b8", "#12324f"),
    "record": ("#f4ecfa", "#8a5bb0", "#3f2256"),
    "transfer": ("#e6f5ea", "#2f8a4c", "#12401f"),
    "branch": ("#fff7e0", "#c79a1b", "#4d3a05"),
    "flow": ("#fdeee6", "#c8693a", "#55260d"),
    "look_up": ("#eef0f3", "#6b7280", "#1f2937"),
    "set": ("#f7f7f7", "#c4c8ce", "#4b5563"),
    "end": ("#374151", "#374151", "#ffffff"),
}
"""Fill, border and ink of each kind of box; every ink has more than 7:1 on its fill."""
DARK = {
    "#ffffff": "#10171c", "#f7f7f7": "#1b242b", "#eef0f3": "#26323a", "#e8f1fb": "#12283c",
    "#f4ecfa": "#2a1c36", "#e6f5ea": "#14301c", "#fff7e0": "#33290a", "#fdeee6": "#381d10",
    "#111827": "#e3eaee", "#1f2937": "#e3eaee", "#374151": "#c6d0d6", "#4b5563": "#a9b7c1",
    "#12324f": "#cfe3f8", "#3f2256": "#e6d6f3", "#12401f": "#cdebd6", "#4d3a05": "#f6e6b4",
    "#55260d": "#fadfd0", "#6b7280": "#9aa8b2", "#9ca3af": "#6b7a85", "#c4c8ce": "#55626c",
    "#3b76b8": "#6ea8e6", "#8a5bb0": "#b48ad6", "#2f8a4c": "#63bd80", "#c79a1b": "#d9b348",
    "#c8693a": "#e08e63",
}  # fmt: skip
"""Each colour where dark is wanted."""
AT_NIGHT = (
    "<style>@media (prefers-color-scheme: dark) { "
    + " ".join(
        f'[{part}="{light}"] {{ {part}: {dark} }}'
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
    )
    + " }</style>"
)
TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#6b7280"/></marker></defs>'
)
MERMAID: dict[Look, tuple[str, str]] = {
    "start": ("([", "])"),
    "ask": ("[/", "/]"),
    "branch": ("{", "}"),
    "flow": ("[[", "]]"),
    "transfer": ("([", "])"),
    "end": ("([", "])"),
}


def svg(figure: Figure) -> str:
    """The figure as an SVG document of its own, with title and description for those who listen."""
    by_name = {box.name: box for box in figure.boxes}
    labels = {label_name(arrow): arrow.labels for arrow in figure.arrows}

    def size(name: str) -> tuple[float, float]:
        if name in by_name:
            return _box_size(by_name[name])
        lines = labels[name]
        return max(map(len, lines)) * SMALL + 10, len(lines) * 13 + 4

    placed = place(figure, size)
    head = 52
    width, height = round(max(placed.width, 360)), round(placed.height + head)
    parts = [
        _opening(width, height),
        f"<title>{escape(figure.title)}</title><desc>{escape(figure.about)}</desc>",
        AT_NIGHT,
        TIP,
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_head(figure, width),
        f'<g transform="translate(0 {head - 16})">',
        *(_arrow(arrow, placed) for arrow in placed.paths),
        *(_label(arrow, placed) for arrow in placed.paths if arrow.labels),
        *(_drawn(by_name[name], spot) for name, spot in placed.boxes.items()),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _opening(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="{FONT}">'
    )


def _head(figure: Figure, width: int) -> list[str]:
    fits = int((width - 48) / SMALL)
    about = figure.about if len(figure.about) <= fits else figure.about[: fits - 2].rstrip() + " …"
    title = 'x="24" y="28" font-size="17" font-weight="600" fill="#111827"'
    return [
        f"<text {title}>{escape(figure.title)}</text>",
        f'<text x="24" y="46" font-size="12" fill="#4b5563">{escape(about)}</text>',
    ]


def _box_size(box: Box) -> tuple[float, float]:
    longest = max([len(box.title) * LETTER, *(len(line) * SMALL for line in box.lines)])
    width = longest + 2 * PADDING + (2 * PADDING if box.look in {"branch", "end", "start"} else 0)
    return max(width, 70), TITLE_LINE + LINE * len(box.lines) + PADDING


def _drawn(box: Box, spot: Spot) -> str:
    fill, border, ink = COLOURS[box.look]
    left, top = spot.x - spot.width / 2, spot.y - spot.height / 2
    shape = _shape(box.look, left, top, spot.width, spot.height)
    at = f'x="{spot.x:.0f}" y="{top + PADDING / 2 + 14:.0f}" text-anchor="middle" fill="{ink}"'
    lines = [f'<text {at} font-size="13" font-weight="600">{escape(box.title)}</text>']
    for number, line in enumerate(box.lines):
        y = top + PADDING / 2 + TITLE_LINE + 11 + number * LINE
        lines.append(
            f'<text x="{spot.x:.0f}" y="{y:.0f}" font-size="11" text-anchor="middle" '
            f'fill="{ink}">{escape(line)}</text>'
        )
    return f'<g fill="{fill}" stroke="{border}" stroke-width="1.3">{shape}</g>' + "".join(lines)


def _shape(look: Look, left: float, top: float, width: float, height: float) -> str:
    right, bottom, middle = left + width, top + height, top + height / 2
    if look == "branch":
        points = (
            f"{left:.0f},{middle:.0f} {left + 14:.0f},{top:.0f} {right - 14:.0f},{top:.0f} "
            f"{right:.0f},{middle:.0f} {right - 14:.0f},{bottom:.0f} {left + 14:.0f},{bottom:.0f}"
        )
        return f'<polygon points="{points}"/>'
    radius = {"ask": 10.0, "end": height / 2, "start": height / 2}.get(look, 4.0)
    at = f'x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}"'
    shape = f'<rect {at} rx="{min(radius, 22):.0f}"/>'
    if look == "flow":
        for x in (left + 5, right - 5):
            shape += f'<line x1="{x:.0f}" y1="{top:.0f}" x2="{x:.0f}" y2="{bottom:.0f}"/>'
    return shape


def _arrow(arrow: Arrow, placed: Placed) -> str:
    spots = placed.paths[arrow]
    upward = spots[0].y > spots[-1].y
    points = [_edge(spots[0], spots[1].x, out=True, upward=upward)]
    for spot in spots[1:-1]:
        half = spot.height / 2
        ends = (spot.y + half, spot.y - half) if upward else (spot.y - half, spot.y + half)
        points += [(spot.x, ends[0]), (spot.x, ends[1])]
    points.append(_edge(spots[-1], spots[-2].x, out=False, upward=upward))
    return (
        f'<path d="{_curve(points)}" fill="none" stroke="#6b7280" stroke-width="1.2" '
        'marker-end="url(#tip)"/>'
    )


def _edge(spot: Spot, towards: float, *, out: bool, upward: bool) -> tuple[float, float]:
    """Where an arrow leaves or enters a box: below or above, moved towards where it goes."""
    reach = spot.width / 2 - 16
    x = spot.x + max(-reach, min(reach, (towards - spot.x) * 0.5))
    below = out != upward
    return x, spot.y + (spot.height / 2 if below else -spot.height / 2)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    (x, y), *rest = points
    path = f"M{x:.0f} {y:.0f}"
    for to_x, to_y in rest:
        if abs(to_x - x) < 1:
            path += f"V{to_y:.0f}"
            to_x = x  # noqa: PLW2901  # a straight line stays exactly straight
        else:
            half = (y + to_y) / 2
            path += f"C{x:.0f} {half:.0f} {to_x:.0f} {half:.0f} {to_x:.0f} {to_y:.0f}"
        x, y = to_x, to_y
    return path


def _label(arrow: Arrow, placed: Placed) -> str:
    spot = next(spot for spot in placed.paths[arrow] if spot.name == label_name(arrow))
    left, top = spot.x - spot.width / 2, spot.y - spot.height / 2
    lines = "".join(
        f'<text x="{spot.x:.0f}" y="{top + 12 + number * 13:.0f}" font-size="11" '
        f'text-anchor="middle" fill="#374151">{escape(line)}</text>'
        for number, line in enumerate(arrow.labels)
    )
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{spot.width:.0f}" height="{spot.height:.0f}" '
        f'rx="4" fill="#ffffff" fill-opacity="0.92"/>{lines}'
    )


def mermaid(figure: Figure) -> str:
    """The figure as a Mermaid flowchart."""
    lines = [f"%% {figure.title}: {figure.about}", "flowchart TD"]
    for box in figure.boxes:
        opening, closing = MERMAID.get(box.look, ("[", "]"))
        words = "<br/>".join(_mermaid_text(line) for line in (box.title, *box.lines))
        lines.append(f'  {_id(box.name)}{opening}"{words}"{closing}')
    for arrow in figure.arrows:
        said = ", ".join(map(_mermaid_text, arrow.labels))
        label = f'|"{said}"|' if said else ""
        lines.append(f"  {_id(arrow.start)} -->{label} {_id(arrow.end)}")
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    return f"s_{name}"  # "end" and the like are words of Mermaid's own


def _mermaid_text(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")
