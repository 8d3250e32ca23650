"""``decide()``: facts of a report, directory, rules and a time in; referrals and reasons out.

Pure, deterministic and total: for every case there is a decision, and it ends with the National
Hotline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import datetime
from typing import NamedTuple

from hotline.domain import Known, OfferBy, Urgency
from hotline.routing.areas import Match
from hotline.routing.fitness import full, line_for, room, unfit, unusable
from hotline.routing.law import MANDATED, minutes_to_file
from hotline.routing.rulebook import NATIONAL_HOTLINE, Nearby, RuleBook, remember
from hotline.routing.rules import Pick
from hotline.routing.types import (
    Agency,
    Case,
    Decision,
    Duration,
    LiveLine,
    Offer,
    Purpose,
    Reason,
    Review,
    TaskPlan,
)

ALWAYS_LAST = "always_last"
"""The rule, in no file, that every decision ends with the National Hotline."""
TO_STAY = frozenset({"shelter", "safe_haven"})
"""Services that need a free bed."""
LOOK_OVER = "look_over"
"""The task of a person who looks at a report that could not wait for a review."""


class Outcome(NamedTuple):
    """A decision without its time and version."""

    offers: tuple[Offer, ...]
    lines: tuple[LiveLine, ...]
    tasks: tuple[TaskPlan, ...]
    review: Review | None
    reasons: tuple[Reason, ...]


def decide(case: Case, rules: RuleBook, at: datetime, *, reasons: bool = True) -> Decision:
    """Where the report goes at the instant ``at``.

    ``reasons=False`` leaves out why, and is faster.
    """
    nearby = rules.nearby(case.place)
    if reasons:
        outcome = _Deciding(case, rules, nearby, at, reasons=True).outcome()
        return Decision(at, rules.version, *outcome)
    key = rules.depends_on(case, nearby, at)
    known: Outcome | None = rules.worked_out.get(key)
    if known is None:
        known = _Deciding(case, rules, nearby, at, reasons=False).outcome()
        remember(rules.worked_out, key, known)
    return Decision(at, rules.version, *known)


class _Deciding:
    """One decision in the making. ``notes`` collects the reasons; ``None`` when not wanted."""

    def __init__(
        self, case: Case, book: RuleBook, nearby: Nearby, at: datetime, *, reasons: bool
    ) -> None:
        self.case, self.book, self.nearby, self.at = case, book, nearby, at
        self._plan = book.plan(case, at)
        self._notes = list(self._plan.reasons) if reasons else None
        self._matches = {agency.id: match for agency, match in nearby.serving}
        self._unfit: dict[str, str | None] = {}
        self._taken: dict[str, str] = {}
        self._instead: dict[str, tuple[str, Duration]] = {}

    def outcome(self) -> Outcome:
        offers = self._offers()
        lines = self._lines()
        review = self._review()
        tasks = self._tasks()
        if self._notes is not None:
            self._note_agencies()
        return Outcome(offers, lines, tasks, review, tuple(self._notes or ()))

    def _note(self, step: str, subject: str, taken: bool, why: str) -> None:
        if self._notes is not None:
            self._notes.append(Reason(step, subject, taken, why))

    # The offers ----------------------------------------------------------------------------------

    def _offers(self) -> tuple[Offer, ...]:
        rule, picks = self._plan.refer
        chain = list(self._chain(rule, picks))
        also = [
            self._offer(agency, rule, also=True)
            for rule, picks in self._plan.also
            for pick in picks
            for agency in self._picked(pick, rule)
        ]
        national = self.book.agencies[NATIONAL_HOTLINE]
        self._taken[national.id] = "every report ends with the National Hotline"
        return (*chain, *also, self._offer(national, ALWAYS_LAST))

    def _chain(self, rule: str, picks: Sequence[Pick]) -> Iterator[Offer]:
        for pick in picks:
            for agency in self._picked(pick, rule):
                yield self._offer(agency, rule)
                yield from self._backups(agency, rule)

    def _backups(self, agency: Agency, rule: str) -> Iterator[Offer]:
        """Who is asked next when ``agency`` does not answer, by its own entry."""
        while agency.backup is not None:
            backup = self.book.agencies[agency.backup]
            if backup.id in self._taken or backup.id == NATIONAL_HOTLINE:
                return
            if backup.id in self._matches and self._why_unfit(backup) is None:
                self._taken[backup.id] = f"backup of {agency.name}"
                yield self._offer(backup, rule)
            agency = backup

    def _picked(self, pick: Pick, rule: str) -> Iterator[Agency]:
        """The agencies of a pick that fit and are not taken yet; they are taken with this."""
        if pick.consent and pick.consent not in self.case.consents:
            self._note("pick", str(pick), False, f"rule {rule}: no consent {pick.consent}")
            return
        count = 0
        for agency, match in self._meant(pick):
            if count == pick.at_most or agency.id in self._taken:
                continue
            if self._why_unfit(agency) is None and not self._full(pick, agency):
                count += 1
                self._taken[agency.id] = f"rule {rule}: {match.why}, does what is asked for"
                yield agency
        if self._notes is not None and not count:
            self._note("pick", str(pick), False, f"rule {rule}: nobody fits")

    def _meant(self, pick: Pick) -> Iterator[tuple[Agency, Match]]:
        if pick.agency is not None:
            match = self._matches.get(pick.agency)
            if match is not None and pick.agency != NATIONAL_HOTLINE:
                yield self.book.agencies[pick.agency], match
            return
        found = [
            (agency, match)
            for agency, match in self.nearby.serving
            if pick.does in agency.does and not agency.area.nation
        ]
        yield from sorted(found, key=lambda item: room(item[0], self.book, self.at))

    def _full(self, pick: Pick, agency: Agency) -> bool:
        """Whether a place to stay is asked for and this one has none."""
        return pick.does in TO_STAY and full(agency, self.book, self.at) is not None

    def _why_unfit(self, agency: Agency) -> str | None:
        if agency.id not in self._unfit:
            target = self._target(agency)
            self._unfit[agency.id] = unfit(agency, self.case, self.book, self.at, target)
        return self._unfit[agency.id]

    def _target(self, agency: Agency) -> Duration:
        urgency = self.case.urgency
        own = agency.acknowledge.get(urgency) or self._plan.acknowledge.get(urgency)
        return own or self.book.policy.acknowledge[urgency]

    def _offer(self, agency: Agency, rule: str, *, also: bool = False) -> Offer:
        minutes, clock = self._target(agency).of(agency.hours)
        alerted = agency.agreed and agency.id != NATIONAL_HOTLINE
        how = OfferBy.ALERT if alerted else OfferBy.PHONE
        return Offer(agency.id, how, rule, minutes, clock, also)

    # Live lines ----------------------------------------------------------------------------------

    def _lines(self) -> tuple[LiveLine, ...]:
        rule, picks = self._plan.transfer
        lines: list[LiveLine] = []
        for pick in picks:
            lines += self._lines_of(pick, rule, {line.agency_id for line in lines})
        national = self.book.agencies[NATIONAL_HOTLINE]
        number = national.dialed[0].address
        last = LiveLine(national.id, national.name, number, announced=False, rule=ALWAYS_LAST)
        found = {line.number: line for line in lines if line.number != number}
        return (*found.values(), last)

    def _lines_of(self, pick: Pick, rule: str, ringing: Set[str]) -> Iterator[LiveLine]:
        if pick.consent and pick.consent not in self.case.consents:
            return
        count = 0
        for agency, _ in self._meant(pick):
            if count == pick.at_most or agency.id in ringing or self._why_unfit(agency):
                continue
            if self._full(pick, agency):
                continue
            point, why = line_for(agency, self.case, self.book, self.at)
            self._note("line", agency.id, point is not None, f"rule {rule}: {why}")
            if point is not None:
                count += 1
                announced = point.purpose is Purpose.LIVE_TRANSFER
                detect = point.detect_machine and not announced
                yield LiveLine(
                    agency.id,
                    agency.name,
                    point.address,
                    announced,
                    rule,
                    detect,
                    point.extension,
                    women=point.women,
                )

    # Review and tasks ----------------------------------------------------------------------------

    def _review(self) -> Review | None:
        if self._plan.review is None:
            return None
        rule, by_urgency = self._plan.review
        limit = by_urgency.get(self.case.urgency)
        if limit is None:
            return None
        minutes = _minutes(limit)
        if self.case.urgency is Urgency.P0:
            self._instead[LOOK_OVER] = (rule, limit)
            self._note("review", rule, False, "danger now does not wait; a person looks meanwhile")
            return None
        why = f"rule {rule}: a person looks first, for at most {minutes} minutes"
        self._note("review", rule, True, why)
        return Review(minutes, why)

    def _tasks(self) -> tuple[TaskPlan, ...]:
        follow_up = self._plan.follow_up | self._instead
        plans = [
            TaskPlan(kind, self._due(kind, _minutes(due)), rule)
            for kind, (rule, due) in follow_up.items()
        ]
        return tuple(sorted(plans, key=lambda plan: (plan.due_minutes, plan.kind)))

    def _due(self, kind: str, minutes: int) -> int:
        """The law of the state and the urgency shorten the time for a child's mandated report."""
        if kind != MANDATED or self.case.minor is not Known.YES:
            return minutes
        law = self.book.law_at(self.case.place)
        return minutes_to_file(law, self.case.urgency, minutes, self.book.filing)

    # Why and why not -----------------------------------------------------------------------------

    def _note_agencies(self) -> None:
        for agency, match in self.nearby.serving:
            taken = self._taken.get(agency.id)
            why = taken or self._why_not(agency, match)
            self._note("agency", agency.id, taken is not None, why)
        place = "the place is not in its area"
        for agency in self.nearby.elsewhere:
            self._note("agency", agency.id, False, f"{place} ({agency.area})")
        national = self.book.agencies[NATIONAL_HOTLINE]
        stale = unusable(national, self.book, self.at)
        if stale:
            self._note("agency", national.id, True, f"used all the same: {stale}")

    def _why_not(self, agency: Agency, match: Match) -> str:
        why = self._why_unfit(agency)
        if not why and agency.does & TO_STAY:
            why = full(agency, self.book, self.at)
        return why or f"{match.why} and could take it, but no rule that holds asks for it here"


def _minutes(due: Duration) -> int:
    return due.minutes or due.days * 24 * 60
