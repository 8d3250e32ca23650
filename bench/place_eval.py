"""How often the locator is right on our own reports: state, county, or a question.

The locator reads each text by itself, as a first message: nothing was asked before and nothing is
known of the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.corpus import Report
from hotline.domain import Place
from hotline.geo import Locator


@dataclass(frozen=True, slots=True)
class Placed:
    """A report, the place taken for sure, and whether a question was given."""

    report: Report
    best: Place | None
    asked: bool

    @property
    def state_right(self) -> bool:
        wanted = self.report.place
        return bool(wanted and self.best and self.best.state == wanted.state)

    @property
    def county_right(self) -> bool:
        wanted = self.report.place
        return bool(wanted and self.best and self.best.fips == wanted.fips)

    @property
    def not_guessed(self) -> bool:
        """Nothing is taken for sure, and a name that needs it has its question."""
        return self.best is None and (self.asked or not self.report.options)

    def mistake(self) -> str | None:
        """What came out otherwise, for development."""
        said = f"{self.best.city}, {self.best.county}, {self.best.state}" if self.best else "none"
        wanted = self.report.place
        if self.report.asks:
            return None if self.not_guessed else f"must ask -> {said}, asked: {self.asked}"
        if wanted is None:
            return f"no place -> {said}" if self.best else None
        if self.state_right and (wanted.fips is None or self.county_right):
            return None
        return f"{wanted.city}, {wanted.county}, {wanted.state} -> {said}"


@dataclass(frozen=True, slots=True)
class Share:
    """A count of a count."""

    right: int
    of: int

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0


def locate(locator: Locator, reports: Iterable[Report]) -> Sequence[Placed]:
    """Every report with where it was placed."""
    placed = []
    for report in reports:
        found = locator.locate(report.text, language=report.language)
        best = found.best if found.best and found.best.state else None
        placed.append(Placed(report, best, found.question is not None))
    return placed


def shares(placed: Sequence[Placed]) -> dict[str, Share]:
    """The figures, each of how many."""
    with_place = [p for p in placed if p.report.place]
    counties = [p for p in with_place if p.report.place and p.report.place.fips]
    named = [p for p in placed if p.report.asks and p.report.options]
    unnamed = [p for p in placed if p.report.asks and not p.report.options]
    silent = [p for p in placed if not p.report.asks and p.report.place is None]
    given = [p for p in with_place if p.best]
    return {
        "right state": Share(sum(p.state_right for p in with_place), len(with_place)),
        "right county": Share(sum(p.county_right for p in counties), len(counties)),
        "right state where one is given": Share(sum(p.state_right for p in given), len(given)),
        "ambiguous: not guessed": Share(
            sum(p.not_guessed for p in named + unnamed), len(named) + len(unnamed)
        ),
        "ambiguous name: asked": Share(sum(p.not_guessed for p in named), len(named)),
        "no name given: not guessed": Share(sum(p.not_guessed for p in unnamed), len(unnamed)),
        "no place given: none found": Share(sum(p.best is None for p in silent), len(silent)),
    }


def table(placed: Sequence[Placed]) -> str:
    """All figures over all texts and over the languages that the locator reads in full."""
    read = [p for p in placed if p.report.group != "other"]
    lines = [f"{'places, our own reports':<36}{'all':>18}{'en, es, mixed':>18}"]
    whole, part = shares(placed), shares(read)
    for name, found in whole.items():
        cells = [f"{s.value:.3f} ({s.right}/{s.of})" for s in (found, part[name])]
        lines.append(f"  {name:<34}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def error_lines(placed: Sequence[Placed]) -> str:
    """Every text that came out otherwise. For the development half only."""
    found = [(p, p.mistake()) for p in placed]
    return "\n".join(f"{p.report.id} [{wrong}]\n    {p.report.text}" for p, wrong in found if wrong)
