"""The shipped word lists, read once, and what they make of a text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hotline import triage
from hotline.config_files import read_folder
from hotline.domain import Known
from hotline.triage import Finding, Sorter, Triage

LEXICON = Path(__file__).parents[2] / "routing_rules" / "lexicon"


@cache
def files() -> dict[str, str]:
    return read_folder(LEXICON)


@cache
def sorter() -> Sorter:
    loaded, problems = triage.load(files())
    assert loaded is not None, problems
    return loaded


def reported(text: str, *, language: str | None = None, **answers: str) -> Triage:
    """Triage of ``text`` with the pressed keys ``answers``."""
    given: Mapping[str, str] = answers
    return sorter().classify(text, answers=given, language=language)


def indicators(finding: Finding[object]) -> set[str]:
    """The names of the signs that a finding rests on."""
    return {evidence.indicator for evidence in finding.evidence}


def signals(triage_: Triage) -> set[str]:
    """The signals that are a yes."""
    return {name for name, finding in triage_.signals.items() if finding.value is Known.YES}
