"""Draws a figure: as SVG, placed by ``layout``, or as Mermaid text for documents."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from hotline.flows.diagram.layout import Placed, Spot, label_name, place
from hotline.flows.diagram.model import Arrow, Box, Figure
from hotline.flows.looks import MERMAID, Shape

LETTER, SMALL = 7.1, 5.9
"""Widths of a letter of the title and of the lines below it, in pixels, for the font below."""
TITLE_LINE, LINE, PADDING = 18, 15, 11
FONT = "ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
PAGE = {
    "#ffffff": "#10171c", "#111827": "#e3eaee", "#374151": "#c6d0d6", "#4b5563": "#a9b7c1",
    "#6b7280": "#9aa8b2",
}  # fmt: skip
"""Colors of titles, labels and arrows, each with its color where dark is wanted."""


def _night(figure: Figure) -> str:
    """The style that changes every color of the figure where a dark page is wanted."""
    dark = dict(PAGE)
    for box in figure.boxes:
        light, night = box.look.light, box.look.dark
        dark |= {
            light.fill: night.fill,
            light.border: night.border,
            light.ink: night.ink,
        }
    rules = " ".join(
        f'[{part}="{color}"] {{ {part}: {dark[color]} }}'
        for color in sorted(dark)
        for part in ("fill", "stroke")
    )
    return f"<style>@media (prefers-color-scheme: dark) {{ {rules} }}</style>"


TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#6b7280"/></marker></defs>'
)


def svg(figure: Figure) -> str:
    """The figure as a whole SVG document, with title and description for screen readers."""
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
        _night(figure),
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
    width = longest + 2 * PADDING + (2 * PADDING if box.look.shape in {"hexagon", "pill"} else 0)
    return max(width, 70), TITLE_LINE + LINE * len(box.lines) + PADDING


def _drawn(box: Box, spot: Spot) -> str:
    colors = box.look.light
    left, top = spot.x - spot.width / 2, spot.y - spot.height / 2
    shape = _shape(box.look.shape, left, top, spot.width, spot.height)
    y = top + PADDING / 2 + 14
    at = f'x="{spot.x:.0f}" y="{y:.0f}" text-anchor="middle" fill="{colors.ink}"'
    lines = [f'<text {at} font-size="13" font-weight="600">{escape(box.title)}</text>']
    for number, line in enumerate(box.lines):
        y = top + PADDING / 2 + TITLE_LINE + 11 + number * LINE
        lines.append(
            f'<text x="{spot.x:.0f}" y="{y:.0f}" font-size="11" text-anchor="middle" '
            f'fill="{colors.ink}">{escape(line)}</text>'
        )
    return (
        f'<g fill="{colors.fill}" stroke="{colors.border}" stroke-width="1.3">{shape}</g>'
        + "".join(lines)
    )


def _shape(shape: Shape, left: float, top: float, width: float, height: float) -> str:
    right, bottom, middle = left + width, top + height, top + height / 2
    if shape == "hexagon":
        points = (
            f"{left:.0f},{middle:.0f} {left + 14:.0f},{top:.0f} {right - 14:.0f},{top:.0f} "
            f"{right:.0f},{middle:.0f} {right - 14:.0f},{bottom:.0f} {left + 14:.0f},{bottom:.0f}"
        )
        return f'<polygon points="{points}"/>'
    radius = {"rounded": 10.0, "pill": height / 2}.get(shape, 4.0)
    at = f'x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}"'
    drawn = f'<rect {at} rx="{min(radius, 22):.0f}"/>'
    if shape == "framed":
        for x in (left + 5, right - 5):
            drawn += f'<line x1="{x:.0f}" y1="{top:.0f}" x2="{x:.0f}" y2="{bottom:.0f}"/>'
    return drawn


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


def _edge(spot: Spot, toward: float, *, out: bool, upward: bool) -> tuple[float, float]:
    """Where an arrow leaves or enters a box: below or above, moved toward where it goes."""
    reach = spot.width / 2 - 16
    x = spot.x + max(-reach, min(reach, (toward - spot.x) * 0.5))
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
        opening, closing = MERMAID[box.look.shape]
        words = "<br/>".join(_mermaid_text(line) for line in (box.title, *box.lines))
        lines.append(f'  {_id(box.name)}{opening}"{words}"{closing}')
    for arrow in figure.arrows:
        said = ", ".join(map(_mermaid_text, arrow.labels))
        label = f'|"{said}"|' if said else ""
        lines.append(f"  {_id(arrow.start)} -->{label} {_id(arrow.end)}")
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    return f"s_{name}"  # "end" and the like are words of Mermaid's


def _mermaid_text(text: str) -> str:
    return escape(text, quote=False).replace('"', "#quot;")
