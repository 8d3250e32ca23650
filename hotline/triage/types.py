"""What triage answers with: each answer carries its confidence and the words that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from hotline.domain import Evidence, Known, Lookalike, Role, Type, Urgency

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """One answer: its value, how sure (0 to 1), and why."""

    value: T
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Triage:
    """What a report is, how urgent, who reports it, and in what language.

    ``language`` is a BCP 47 primary subtag ("en", "es", "zh", …; "und" when unclear).
    ``signals`` are further facts that the flows and rules ask for, by name: ``happening_now``,
    ``online_images``, ``wants_help``, ``in_danger``, ``weapon``, …
    """

    type: Finding[Type]
    urgency: Finding[Urgency]
    role: Finding[Role]
    minor: Finding[Known]
    language: Finding[str]
    lookalike: Finding[Lookalike | None]
    signals: dict[str, Finding[Known]]
