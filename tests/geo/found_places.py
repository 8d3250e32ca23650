"""What a located place comes to, in a word that a table of cases can hold."""

from __future__ import annotations

from hotline.geo import Location
from tests.geo.locating import LOCATOR


def place_said(found: Location) -> str:
    """The place taken for sure, as it is read back, or why none is."""
    if found.best is not None and found.question is None:
        return LOCATOR.label(found.best)
    if found.abroad:
        return "abroad"
    if found.question is not None and found.question.options:
        return "asked"
    return f"{found.best.state} alone" if found.best is not None else "nothing"


def states_of(found: Location) -> set[str | None]:
    """Every state that is taken or offered."""
    offered = found.question.options if found.question is not None else ()
    return {place.state for place in (*([found.best] if found.best else []), *offered)}
