"""A report in the making: its key, its story, and what triage and the locator make of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from hotline.db import rows
from hotline.db.columns import table_of
from hotline.db.prepared import Prepared
from hotline.db.reports import Entry, Report, Reporter
from hotline.deployment import Deployment
from hotline.domain import Evidence, Known, Lookalike, Medium, Place, Role, Type, Urgency
from hotline.privacy import codes
from hotline.privacy.keys import RETURN_CODE, ReportKey
from hotline.triage import Finding, Triage

ASSESSMENT = "assessment"
CONSENTS = {"law_enforcement": "law_enforcement", "contact": "recontact"}
"""What routing calls each consent, by the fact that the flow asks for."""
_NEW_ENTRY = Prepared(
    insert(table_of(Entry)).returning(table_of(Entry).c.id),
    *("report_id", "at", "kind", "author", "body", "language", "contact_id", "provider_sid"),
)
T = TypeVar("T")


@dataclass(frozen=True)
class Assessment:
    """What is known of a report: where, and each finding with its evidence. Stored sealed.

    ``findings`` maps type, urgency, role, minor, language, lookalike and every signal to
    ``{value, confidence, evidence: [...]}``. ``overrides`` are a dispatcher's corrections with
    their reasons; they win, and later words do not change them.
    """

    place: Place | None = None
    place_label: str = ""
    findings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    signals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    story: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    """Parts of the story that only answered a question, which triage does not weigh."""
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consent_until: Mapping[str, str] = field(default_factory=dict)
    consent_ended: Mapping[str, str] = field(default_factory=dict)
    """When each consent was taken back; it does not count, whatever was answered before."""
    """Until when each consent counts (ISO), by the fact that gave it; older ones have none."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "place": self.place.as_json() if self.place else None,
            "place_label": self.place_label,
            "findings": dict(self.findings),
            "signals": dict(self.signals),
            "answers": dict(self.answers),
            "story": list(self.story),
            "aside": list(self.aside),
            "overrides": dict(self.overrides),
            "consent_until": dict(self.consent_until),
            "consent_ended": dict(self.consent_ended),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Assessment:
        """The assessment that ``as_json`` wrote."""
        return cls(
            place=Place.from_json(value.get("place")),
            place_label=value.get("place_label", ""),
            findings=value.get("findings", {}),
            signals=value.get("signals", {}),
            answers=value.get("answers", {}),
            story=tuple(value.get("story", ())),
            aside=tuple(value.get("aside", ())),
            overrides=value.get("overrides", {}),
            consent_until=value.get("consent_until", {}),
            consent_ended=value.get("consent_ended", {}),
        )

    def corrected(self) -> Assessment:
        """With the place that a dispatcher set by hand; later words do not move it."""
        entry = self.overrides.get("place")
        if entry is None:
            return self
        place = Place.from_json(json.loads(entry["value"]))
        return replace(self, place=place, place_label=entry["label"])

    def consents(self, now: datetime | None = None) -> frozenset[str]:
        """What the reporter agreed to; with ``now``, only what is not over by then."""
        return frozenset(
            name
            for fact, name in CONSENTS.items()
            if self.answers.get(fact) == "yes"
            and fact not in self.consent_ended
            and not self.is_over(fact, now)
        )

    def is_over(self, fact: str, now: datetime | None) -> bool:
        """Whether the time that the consent was given for has passed."""
        until = self.consent_until.get(fact)
        return now is not None and until is not None and datetime.fromisoformat(until) <= now


PLAIN: Mapping[str, type[str]] = {
    "type": Type,
    "urgency": Urgency,
    "role": Role,
    "minor": Known,
    "language": str,
    "lookalike": Lookalike,
}
"""The findings that have a plain column in the reports table, and the words it takes."""


@dataclass(frozen=True)
class OpenReport:
    """A report with the key that opens it, in the transaction ``session``."""

    session: Session
    row: Report
    key: ReportKey
    _opened: dict[bytes, Assessment] = field(default_factory=dict, repr=False, compare=False)
    """What is known, by its sealed form: a step looks at it several times."""

    @property
    def tip_id(self) -> str:
        """The public tip ID."""
        return self.row.tip_id

    def assessment(self) -> Assessment:
        """What is known so far."""
        sealed = self.row.assessment
        if sealed is None:
            return Assessment()
        if sealed not in self._opened:
            self._opened.clear()
            self._opened[sealed] = Assessment.from_json(
                json.loads(self.key.open(sealed, ASSESSMENT))
            )
        return self._opened[sealed]

    def keep(self, assessment: Assessment, now: datetime) -> None:
        """Store ``assessment``, and in plain columns what queues and counts need of it."""
        assessment = assessment.corrected()
        values: dict[str, Any] = {
            "assessment": self.key.seal(json.dumps(assessment.as_json()), ASSESSMENT),
            "state_code": assessment.place.state if assessment.place else None,
            "county_fips": assessment.place.fips if assessment.place else None,
            "updated_at": now,
        }
        for name, words in PLAIN.items():
            known = assessment.overrides.get(name) or assessment.findings.get(name)
            if known is not None:
                values[name] = words(known["value"]) if known["value"] else None
        rows.store(self.session, self.row, values)

    def tell(
        self,
        body: str,
        *,
        at: datetime,
        kind: str,
        author: str = "reporter",
        language: str = "und",
        contact_id: int | None = None,
        provider_sid: str | None = None,
    ) -> int:
        """Add to the story; ``body`` is sealed. Returns the entry's id."""
        entry = {
            "report_id": self.row.id,
            "at": at,
            "kind": kind,
            "author": author,
            "body": self.key.seal(body, f"entry:{kind}"),
            "language": language,
            "contact_id": contact_id,
            "provider_sid": provider_sid,
        }
        made: int = _NEW_ENTRY.execute(self.session, entry).scalar_one()
        return made

    def read(self, entry: Entry) -> str:
        """The words of an entry."""
        return self.key.open(entry.body, f"entry:{entry.kind}")

    def entries(self) -> Sequence[Entry]:
        """The account in the order in which it was given."""
        wanted = select(Entry).where(Entry.report_id == self.row.id).order_by(Entry.at, Entry.id)
        return self.session.scalars(wanted).all()


def new_report(
    session: Session, dep: Deployment, *, medium: Medium, reporter: Reporter | None, now: datetime
) -> tuple[OpenReport, str]:
    """A new report and its return code: the reporter hears it, and only its MAC is stored."""
    tip_id = _free_tip_id(session)
    key, sealed = ReportKey.make(dep.keys, tip_id)
    code = codes.new_return_code()
    row = Report(
        tip_id=tip_id,
        return_code_mac=dep.keys.mac(RETURN_CODE, f"{tip_id}:{code}".encode()),
        code_key_id=dep.keys.ids[0],
        sealed_key=sealed,
        created_at=now,
        updated_at=now,
        medium=medium,
        reporter_id=reporter.id if reporter else None,
    )
    rows.add(session, row)
    return OpenReport(session, row, key), code


_SAME_TIP = Prepared(select(Report.id).where(Report.tip_id == bindparam("tip")))


def _free_tip_id(session: Session) -> str:
    """A tip ID that no report has: with some thousand reports, two drawn alike are no rarity."""
    while True:
        tip_id = codes.new_tip_id()
        if _SAME_TIP.execute(session, {"tip": tip_id}).first() is None:
            return tip_id


def open_report(session: Session, dep: Deployment, row: Report) -> OpenReport:
    """``row`` with its key. Raises :class:`hotline.privacy.keys.SealError`."""
    return OpenReport(session, row, ReportKey.unwrap(dep.keys, row.sealed_key, row.tip_id))


def report_by_tip(session: Session, dep: Deployment, tip_id: str) -> OpenReport | None:
    """The report with this tip ID (in any spelling), or ``None``."""
    read = codes.read_tip_id(tip_id)
    row = session.scalars(select(Report).where(Report.tip_id == read)).first() if read else None
    return open_report(session, dep, row) if row else None


def code_is_right(dep: Deployment, report: Report, code: str) -> bool:
    """Whether ``code`` is the report's return code."""
    macs = dep.keys.lineage(RETURN_CODE, f"{report.tip_id}:{code}".encode())
    return report.return_code_mac in macs


def with_triage(assessment: Assessment, triage: Triage) -> Assessment:
    """``assessment`` with what triage found."""
    found = {
        name: _finding(getattr(triage, name))
        for name in ("type", "urgency", "role", "minor", "language", "lookalike")
    }
    signals = {name: _finding(finding) for name, finding in triage.signals.items()}
    return replace(assessment, findings=found, signals=signals)


def triage_of(assessment: Assessment) -> Triage | None:
    """What :func:`with_triage` kept; ``None`` where nothing was, or not in today's words."""
    found = assessment.findings
    if not found:
        return None
    try:
        return Triage(
            type=_found(found["type"], Type),
            urgency=_found(found["urgency"], Urgency),
            role=_found(found["role"], Role),
            minor=_found(found["minor"], Known),
            language=_found(found["language"], str),
            lookalike=_found(found["lookalike"], lambda named: named and Lookalike(named)),
            signals={name: _found(one, Known) for name, one in assessment.signals.items()},
        )
    except (KeyError, TypeError, ValueError):
        return None


def _found(entry: Mapping[str, Any], read: Callable[[Any], T]) -> Finding[T]:
    evidence = tuple(Evidence(**one) for one in entry["evidence"])
    return Finding(read(entry["value"]), entry["confidence"], evidence)


def _finding(finding: Any) -> dict[str, Any]:
    return {
        "value": finding.value,
        "confidence": round(finding.confidence, 3),
        "evidence": [evidence.as_json() for evidence in finding.evidence],
    }
