"""Every line of ``places.yaml``, as it stands and as a recognizer or a hurried hand writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hotline.geo import Location
from tests.geo.locating import LOCATOR, reported

PLACES: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "places.yaml").read_text("utf-8")
)
CODE = 2


def outcome(found: Location) -> str:
    """What came of a text, in the words of the file."""
    offered = found.question.options if found.question is not None else ()
    if offered or found.doubt:
        states = [place.state or "" for place in (*offered, *([found.best] if found.doubt else []))]
        return " ".join(["asked", *dict.fromkeys(states)])
    if found.best is not None:
        whole = found.best.city or found.best.fips
        return LOCATOR.label(found.best) if whole else f"{found.best.state} alone"
    return "abroad" if found.abroad else "nothing"


def is_as_wanted(found: Location, wanted: str) -> bool:
    """Whether ``found`` is what the file asks for; more states may be offered than it names."""
    got = outcome(found)
    if wanted.startswith("asked"):
        return got.startswith("asked") and set(wanted.split()) <= set(got.split())
    return got == wanted


def rewritten(said: str) -> Iterator[str]:
    """As a recognizer writes it, and as people type: without capitals, with too many, in pieces."""
    bare = re.sub(r"[^\w\s]", "", said)
    yield said.lower()
    yield bare
    yield bare.lower()
    if len(said) > CODE:
        yield said.upper()  # two capitals are a code, which is asked about further
    yield said.title()
    yield f"{said}."
    yield f"... {said} !!"
    yield f"{said.capitalize()}. Please."


def is_harmless(found: Location, wanted: str) -> bool:
    """Whether nothing is taken without a question but what was wanted."""
    got = outcome(found)
    if got.startswith("asked") or got in {"abroad", "nothing"} or got.endswith(" alone"):
        return not (got.endswith(" alone") and wanted in {"abroad", "nothing"})
    return got == wanted


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_said_is_placed_or_asked(kind: str) -> None:
    wrong = []
    for said, wanted in PLACES[kind].items():
        for answering in (False, True):
            found = reported(said, answering=answering)
            if not is_as_wanted(found, wanted):
                wrong.append(f"{said!r} ({answering}): {outcome(found)}, not {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", PLACES)
def test_as_a_recognizer_writes_it_no_other_place_is_taken(kind: str) -> None:
    wrong = []
    for said, wanted in PLACES[kind].items():
        for text in rewritten(said):
            found = reported(text, answering=True)
            if not is_harmless(found, wanted):
                wrong.append(f"{text!r}: {outcome(found)}, not {wanted}")
    assert not wrong, "\n".join(wrong)
