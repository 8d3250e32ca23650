"""The locator over the whole gazetteer, asked as a report asks it."""

from __future__ import annotations

from hotline.geo import Location, Locator

LOCATOR = Locator.load()


def reported(text: str, *, answering: bool = False) -> Location:
    """What is found; ``answering`` the question where it is."""
    return LOCATOR.locate(text, expecting=answering)


def place_of(text: str) -> tuple[str | None, str | None]:
    """State and city that are taken for sure."""
    best = reported(text).best
    return (best.state, best.city) if best else (None, None)
