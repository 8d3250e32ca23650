"""Help near a place: public lines of the directory for a need, for a caller or a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.domain import Medium, Place
from hotline.routing.decide import TO_STAY
from hotline.routing.fitness import full, room, unusable
from hotline.routing.rulebook import NATIONAL_HOTLINE, RuleBook
from hotline.routing.types import Agency, ContactPoint, Kind

DAY_AND_NIGHT = {"en": "day and night", "es": "de día y de noche"}


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A public line that can be given to a reporter."""

    agency: Agency
    number: str
    language: str

    def say(self, medium: Medium) -> str:
        """The name and the number, as they are spoken or written."""
        number = _spoken(self.number) if medium is Medium.VOICE else _written(self.number)
        always = DAY_AND_NIGHT.get(self.language, "")
        hours = f", {always}" if always and self.agency.hours.known == "always" else ""
        return f"{self.agency.name}: {number}{hours}."


def help_near(
    rules: RuleBook, *, need: str, place: Place | None, language: str, at: datetime
) -> list[HelpLine]:
    """Public lines for ``need``, most specific first; without a place only those of the nation.

    Only verified entries, not closed at the instant ``at``, whose language is known to fit. Those
    with a free bed come first, those with a waiting list last, those without a bed not at all.
    """
    found = []
    serving = [agency for agency, _ in rules.nearby(place).serving]
    for agency in sorted(serving, key=lambda agency: room(agency, rules, at)):
        if need in TO_STAY and full(agency, rules, at):
            continue
        point = _public_line(agency)
        usable = unusable(agency, rules, at) is None and agency.hours.is_open(at) is not False
        wanted = need in agency.does and agency.kind is not Kind.EMERGENCY
        if point and usable and wanted and _speaks(agency, language):
            found.append(HelpLine(agency, point.address, language))
    return [line for line in found if line.agency.id != NATIONAL_HOTLINE]


def _public_line(agency: Agency) -> ContactPoint | None:
    """The first number that a caller can dial from anywhere, also one that we never dial."""
    points = (point for point in agency.contacts if point.dialed or point.caller_dials)
    return next((point for point in points if not point.doubt), None)


def _speaks(agency: Agency, language: str) -> bool:
    known = agency.languages or frozenset({"en"})
    return agency.interpreter or language in {*known, "und"}


def _written(number: str) -> str:
    digits = number.removeprefix("+1")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else number


def _spoken(number: str) -> str:
    return ", ".join(" ".join(part) for part in _written(number).split("-"))
