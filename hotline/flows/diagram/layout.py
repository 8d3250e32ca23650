"""Places a figure in layers, top down: arrows run downwards as far as they can, and cross little.

The usual four steps (Sugiyama, Tagawa and Toda 1981): turn round the arrows that would close a
circle; give each box a layer below those that lead to it; order every layer by what its neighbors
stand at; then move the boxes sideways to where the arrows are straight. Labels are placed like
boxes, on layers of their own, so that they never lie on each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from hotline.flows.diagram.model import Arrow, Figure

GAP, LAYER_GAP, LABEL_GAP = 28, 22, 8
ROUNDS = 24
Size = Callable[[str], tuple[float, float]]
"""The width and height of a box, or of an arrow's label, by name."""


@dataclass
class Spot:
    """A box, a label, or a bend of a long arrow, and where its middle is."""

    name: str
    layer: int
    width: float
    height: float
    solid: bool
    x: float = 0.0
    y: float = 0.0
    above: list[Spot] = field(default_factory=list, repr=False)
    below: list[Spot] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class Placed:
    """A figure with places: boxes by name, the bends of every arrow, and the whole size."""

    boxes: Mapping[str, Spot]
    paths: Mapping[Arrow, Sequence[Spot]]
    """From the arrow's start to its end; the label's spot is named ``label_name(arrow)``."""
    width: float
    height: float


def label_name(arrow: Arrow) -> str:
    """What an arrow's label is called in :class:`Spot`."""
    return f"{arrow.start}->{arrow.end}"


def place(figure: Figure, size: Size, margin: float = 24) -> Placed:
    """Places for all boxes and bends; ``size`` tells how large a box or a label is."""
    turned = _turned_round(figure)
    down = [(a.end, a.start) if a in turned else (a.start, a.end) for a in figure.arrows]
    layers = _layers([box.name for box in figure.boxes], down, figure.start)
    boxes = {
        box.name: Spot(box.name, 2 * layers[box.name], *size(box.name), solid=True)
        for box in figure.boxes
    }
    paths: dict[Arrow, list[Spot]] = {}
    rows: dict[int, list[Spot]] = {}
    for spot in boxes.values():
        rows.setdefault(spot.layer, []).append(spot)
    for arrow in figure.arrows:
        if arrow.start != arrow.end:
            path = _path(arrow, boxes, size, turned=arrow in turned)
            for bend in path[1:-1]:
                rows.setdefault(bend.layer, []).append(bend)
            paths[arrow] = path
            run = path[::-1] if arrow in turned else path
            for upper, lower in pairwise(run):
                upper.below.append(lower)
                lower.above.append(upper)
    ordered = [rows[layer] for layer in sorted(rows)]
    _order(ordered)
    _sideways(ordered)
    for path in paths.values():
        _straighten(path, ordered)
    return _framed(boxes, paths, ordered, margin)


def _turned_round(figure: Figure) -> set[Arrow]:
    """The arrows that lead back to a box on the way to them, found depth first from the start."""
    ways: dict[str, list[Arrow]] = {}
    for arrow in figure.arrows:
        ways.setdefault(arrow.start, []).append(arrow)
    turned: set[Arrow] = set()
    state: dict[str, str] = {}

    def visit(name: str) -> None:
        state[name] = "open"
        for arrow in ways.get(name, ()):
            if state.get(arrow.end) == "open":
                turned.add(arrow)
            elif arrow.end not in state:
                visit(arrow.end)
        state[name] = "done"

    for name in (figure.start, *(box.name for box in figure.boxes)):
        if name not in state:
            visit(name)
    return turned


def _layers(names: Sequence[str], down: Sequence[tuple[str, str]], start: str) -> dict[str, int]:
    """Each box one layer below the lowest that leads to it, or else just above its next."""
    layer = dict.fromkeys(names, 0)
    for _ in names:
        moved = False
        for above, below in down:
            if above != below and layer[below] < layer[above] + 1:
                layer[below] = layer[above] + 1
                moved = True
        if not moved:
            break
    return layer


def _path(arrow: Arrow, boxes: Mapping[str, Spot], size: Size, *, turned: bool) -> list[Spot]:
    """The spots of an arrow: its ends, its label right after its start, and bends between."""
    start, end = boxes[arrow.start], boxes[arrow.end]
    step = -1 if turned else 1
    spots = [start]
    for layer in range(start.layer + step, end.layer, step):
        first = layer == start.layer + step
        name = label_name(arrow) if first and arrow.labels else ""
        width, height = size(name) if name else (10.0, 0.0)
        spots.append(Spot(name, layer, width, height, solid=False))
    return [*spots, end]


def _order(rows: Sequence[list[Spot]]) -> None:
    """Order each layer by the middle of its neighbors, down and up again."""
    for turn in range(ROUNDS):
        downwards = turn % 2 == 0
        for row in rows if downwards else reversed(rows):
            at = {id(s): n for other in rows for n, s in enumerate(other)}
            here = {id(s): n for n, s in enumerate(row)}

            def middle(
                spot: Spot,
                at: Mapping[int, int] = at,
                here: Mapping[int, int] = here,
                downwards: bool = downwards,
            ) -> float:
                near = spot.above if downwards else spot.below
                if not near:
                    return float(here[id(spot)])
                return sum(at[id(other)] for other in near) / len(near)

            row.sort(key=middle)


def _sideways(rows: Sequence[list[Spot]]) -> None:
    """Move spots to where their neighbors are, keeping order and distance."""
    for row in rows:
        x = 0.0
        for spot in row:
            spot.x = x + spot.width / 2
            x += spot.width + GAP
    for turn in range(ROUNDS):
        for row in rows if turn % 2 == 0 else reversed(rows):
            wanted = []
            for spot in row:
                near = (
                    spot.above + spot.below
                    if turn > ROUNDS // 2
                    else (spot.above if turn % 2 == 0 else spot.below)
                )
                wanted.append(sum(s.x for s in near) / len(near) if near else spot.x)
            _apart(row, wanted)


def _apart(row: Sequence[Spot], wanted: Sequence[float]) -> None:
    """Places nearest to ``wanted`` (least squares) that keep the order and the gaps.

    With the gaps taken off this is a monotone regression: neighbors that would change places are
    pooled, and stand around their common mean.
    """
    offsets, total = [0.0], 0.0
    for left, right in pairwise(row):
        gap = GAP if left.solid or right.solid else GAP / 2
        total += (left.width + right.width) / 2 + gap
        offsets.append(total)
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for spot, want, offset in zip(row, wanted, offsets, strict=True):
        mean, weight, count = want - offset, 1.0 if spot.solid else 6.0, 1
        while pools and pools[-1][0] > mean:
            other, more, many = pools.pop()
            mean = (mean * weight + other * more) / (weight + more)
            weight, count = weight + more, count + many
        pools.append((mean, weight, count))
    places = [mean for mean, _, count in pools for _ in range(count)]
    for spot, mean, offset in zip(row, places, offsets, strict=True):
        spot.x = mean + offset


def _straighten(path: Sequence[Spot], rows: Sequence[Sequence[Spot]]) -> None:
    """Put the bends of a long arrow below each other, as far as their neighbors leave room."""
    runs: list[tuple[list[Spot], float, float]] = []
    for spot in path[1:-1]:
        if spot.name:
            continue
        low, high = _room(spot, rows[spot.layer - rows[0][0].layer])
        if runs and max(runs[-1][1], low) <= min(runs[-1][2], high):
            bends, lowest, highest = runs.pop()
            runs.append(([*bends, spot], max(lowest, low), min(highest, high)))
        else:
            runs.append(([spot], low, high))
    for number, (bends, low, high) in enumerate(runs, 1):
        last = number == len(runs)
        wish = path[-1].x if last else sum(spot.x for spot in bends) / len(bends)
        for spot in bends:
            spot.x = min(max(wish, low), high)


def _room(spot: Spot, row: Sequence[Spot]) -> tuple[float, float]:
    """How far a bend may move without touching its neighbors."""
    at = next(number for number, other in enumerate(row) if other is spot)
    gap = GAP / 2 + spot.width / 2
    left = row[at - 1] if at > 0 else None
    right = row[at + 1] if at + 1 < len(row) else None
    return (
        left.x + left.width / 2 + gap if left else float("-inf"),
        right.x - right.width / 2 - gap if right else float("inf"),
    )


def _framed(
    boxes: Mapping[str, Spot],
    paths: Mapping[Arrow, Sequence[Spot]],
    rows: Sequence[Sequence[Spot]],
    margin: float,
) -> Placed:
    """Everything moved into a frame, and given its height."""
    spots = [spot for row in rows for spot in row]
    left = min(spot.x - spot.width / 2 for spot in spots)
    y = margin
    for row in rows:
        height = max(spot.height for spot in row)
        boxed = any(spot.solid for spot in row)
        for spot in row:
            spot.x += margin - left
            spot.y = y + height / 2
            if not spot.solid and not spot.name:
                spot.height = height  # a bend passes the whole row straight down
        y += height + (LAYER_GAP if boxed else LABEL_GAP)
    width = max(spot.x + spot.width / 2 for spot in spots) + margin
    return Placed(boxes, paths, width, y - LAYER_GAP + margin)
