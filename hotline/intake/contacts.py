"""Contacts: one call, or one text conversation; opened, joined, saved between steps, ended."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session as DbSession

from hotline import flows
from hotline.config_versions.store import (
    KEPT_IN_MEMORY,
    BrokenFilesError,
    UnpublishedError,
    Version,
)
from hotline.db import rows
from hotline.db.reports import Contact, Report, Reporter
from hotline.db.states import ReportState
from hotline.deployment import Deployment
from hotline.domain import Medium
from hotline.flows.session import Prompt, Then
from hotline.geo.types import CallerPlace
from hotline.intake import reporter_questions
from hotline.intake.reports import OpenReport, new_report, open_report
from hotline.intake.split_texts import Begun
from hotline.privacy import codes
from hotline.unit_of_work import Tx

JOIN_WITHIN = timedelta(hours=72)
"""A text this soon after a conversation adds to the same report."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A line to ring for a caller: its number, and whether a person must press 1 to take it.

    ``detect_machine``: where nobody is asked for a 1, a machine that answers is hung up on.
    """

    agency_id: str
    name: str
    number: str
    announced: bool
    detect_machine: bool = False
    extension: str = ""
    """Digits that are pressed for the caller after the line has answered."""


@dataclass(frozen=True)
class Third:
    """An interpreter as a third on a call, and how far that has come.

    ``state``: the agency's person has ``asked``, their line is ``moving`` into the room, is there
    (``together``), has left it (``parted``), or could not be moved (``failed``). ``line_call`` is
    the provider's id of that line, ``since`` when its talk began (Unix seconds). ``whom`` are the
    ids of the interpreters to call in order, ``rung`` the place of the one who is called, with
    ``call``. ``caller_in``: the caller was sent into the room too. ``joined``: one interprets.
    """

    state: str
    line_call: str
    since: int
    whom: tuple[str, ...]
    rung: int = 0
    call: str = ""
    caller_in: bool = False
    joined: bool = False


@dataclass(frozen=True)
class Ringing:
    """A transfer under way: who the flow asked for, the rounds to try, and which one rings.

    The lines of one round ring at once; whoever takes the call first has the caller.
    ``accepted`` is the agency that pressed 1, ``whispered`` how many seconds it had listened until
    then. ``machine``: a machine answered the line that rings. ``over``: the conversation ended; the
    remaining lines are for a caller who still needs someone.
    """

    to: str
    rounds: tuple[tuple[Ring, ...], ...]
    index: int = 0
    accepted: str = ""
    whispered: int = 0
    machine: bool = False
    over: bool = False
    third: Third | None = None

    @property
    def now(self) -> tuple[Ring, ...]:
        """The lines that ring, none when all were tried."""
        return self.rounds[self.index] if self.index < len(self.rounds) else ()

    @property
    def taken_by(self) -> Ring | None:
        """The line whose agency has the caller: who pressed 1, or the only one that rang."""
        accepted = (ring for ring in self.now if ring.agency_id == self.accepted)
        return next(accepted, self.now[0] if len(self.now) == 1 else None)


@dataclass(frozen=True)
class Reply:
    """What the medium must do: say the prompts, then listen, ring, record or end."""

    prompts: tuple[Prompt, ...]
    then: Then


@dataclass
class OpenContact:
    """A contact with its conversation, in the transaction of ``report.session``."""

    row: Contact
    report: OpenReport
    version: Version
    session: flows.Session
    ringing: Ringing | None = None
    caller: CallerPlace | None = None
    begun: Begun | None = None
    """A text that may go on in the next one."""

    @property
    def medium(self) -> Medium:
        """How it came."""
        return self.row.medium

    @property
    def book(self) -> flows.FlowBook:
        """The flows that it began with."""
        return self.version.flows

    def save(self, now: datetime, idle: timedelta) -> None:
        """Store where the conversation stands; it expires after ``idle`` without a step."""
        state = {
            "session": self.session.as_json(),
            "ringing": asdict(self.ringing) if self.ringing else None,
            "caller": asdict(self.caller) if self.caller else None,
            "begun": self.begun.as_json() if self.begun else None,
        }
        values = {
            "session": self.report.key.seal(json.dumps(state), _context(self.row.id)),
            "language": self.session.language,
            "last_at": now,
            "expires_at": now + idle,
        }
        rows.store(self.report.session, self.row, values)

    def go_on_with(self, earlier: OpenReport, now: datetime) -> None:
        """Add to ``earlier`` from here on; what was said so far in this contact moves there."""
        begun = self.report
        if begun.row.id == earlier.row.id:
            return  # a text soon after the report joins it already; its code adds nothing
        for entry in begun.entries():
            words = begun.read(entry)
            earlier.tell(
                words,
                at=entry.at,
                kind=entry.kind,
                author=entry.author,
                language=entry.language,
                contact_id=entry.contact_id,
                provider_sid=entry.provider_sid,
            )
            earlier.session.delete(entry)
        if begun.row.routed_at is None:
            begun.row.state, begun.row.disposition, begun.row.closed_at = (
                ReportState.CLOSED,
                "joined",
                now,
            )
            begun.row.assessment = begun.row.reporter_id = (
                None  # all that it knew is in ``earlier``
            )
        known = earlier.assessment()
        place = known.place.as_json() if known.place else None
        story = (*known.story, *self.session.story)
        aside = (*known.aside, *self.session.aside)
        answers = {**known.answers, **self.session.facts}  # consents given before are kept
        known_codes = _params(earlier.tip_id, self.session.facts.get("code", ""))
        params = {**self.session.params, **known_codes}
        session = replace(self.session, facts=answers, params=params)
        self.session = flows.resume(
            session, story=story, aside=aside, place=place, label=known.place_label
        )
        self.report = earlier
        self.row.report_id = earlier.row.id

    def end(self, outcome: str, now: datetime) -> None:
        """The contact is over. Its conversation is kept sealed: replay and audit read it."""
        if self.row.ended_at is None:
            ended = {"ended_at": now, "outcome": outcome}
            rows.store(self.report.session, self.row, ended)


def _context(contact_id: int) -> str:
    return f"session:{contact_id}"


def idle_time(dep: Deployment, medium: Medium) -> timedelta:
    """How long a contact may be silent before its report is routed with what is known."""
    voice = medium is Medium.VOICE
    settings = dep.settings
    return timedelta(minutes=settings.call_idle_minutes if voice else settings.text_idle_minutes)


def start_contact(
    tx: Tx,
    reporter: Reporter,
    *,
    medium: Medium,
    language: str | None = None,
    provider_sid: str | None = None,
    caller: CallerPlace | None = None,
) -> OpenContact:
    """A new contact with a new report.

    Who chose a ``language`` without full wording is led to people who speak it.
    """
    version = tx.dep.library.current(tx.db)
    report, code = new_report(tx.db, tx.dep, medium=medium, reporter=reporter, now=tx.now)
    params = _params(report.tip_id, code)
    facts = {} if reporter.handle else {"reachable": "no"}
    known = version.flows.languages.get(language or "")
    session = flows.begin(
        version.flows,
        medium="voice" if medium is Medium.VOICE else "text",
        language=language or version.flows.default_language,
        params=params,
        facts=facts,
        flow=version.flows.other_language if known is not None and not known.full else None,
        web=medium is Medium.WEB,
    )
    return _contact(
        tx, reporter, report, version, session, medium, provider_sid=provider_sid, caller=caller
    )


def join_report(tx: Tx, reporter: Reporter, earlier: Contact) -> OpenContact:
    """A new conversation in writing that adds to the report of an ``earlier`` one."""
    version = tx.dep.library.current(tx.db)
    row = tx.db.get_one(Report, earlier.report_id)
    report = open_report(tx.db, tx.dep, row)
    known = report.assessment()
    session = flows.begin(
        version.flows,
        medium="text",
        language=earlier.language,
        params=_codes_of(earlier, report),
        facts=known.answers,
        flow=version.flows.more,
        web=earlier.medium is Medium.WEB,
    )
    place = known.place.as_json() if known.place else None
    session = flows.resume(
        session, story=known.story, aside=known.aside, place=place, label=known.place_label
    )
    medium = Medium.WEB if session.web else Medium.TEXT
    return _contact(tx, reporter, report, version, session, medium)


def _codes_of(earlier: Contact, report: OpenReport) -> dict[str, str]:
    """Tip ID and return code of ``report``, as the sealed session of ``earlier`` has them.

    Reporters who fell silent before they heard them hear them at the end of this one.
    """
    if earlier.session is None:
        return _params(report.tip_id, "")
    state = json.loads(report.key.open(earlier.session, _context(earlier.id)))
    params: dict[str, str] = state["session"]["params"]
    code = params.get("return_code", "") if params.get("tip_id") == report.tip_id else ""
    return _params(report.tip_id, code)


def _params(tip_id: str, code: str) -> dict[str, str]:
    return {
        "tip_id": tip_id,
        "tip_id.voice": codes.spoken(tip_id),
        "return_code": code,
        "return_code.voice": codes.spoken(code),
    }


def _contact(
    tx: Tx,
    reporter: Reporter,
    report: OpenReport,
    version: Version,
    session: flows.Session,
    medium: Medium,
    *,
    provider_sid: str | None = None,
    caller: CallerPlace | None = None,
) -> OpenContact:
    row = Contact(
        medium=medium,
        reporter_id=reporter.id,
        report_id=report.row.id,
        version=version.digest,
        started_at=tx.now,
        last_at=tx.now,
        expires_at=tx.now + idle_time(tx.dep, medium),
        provider_sid=provider_sid,
        language=session.language,
    )
    rows.add(tx.db, row)
    return OpenContact(row, report, version, session, caller=caller)


_OF_CALL = (
    select(Contact, Report)
    .join(Report, Report.id == Contact.report_id)
    .where(Contact.provider_sid == bindparam("call"))
    .with_for_update(of=Contact)
)
"""A call's contact; its report is read with it, so that opening it asks nothing more."""


def join_earlier(tx: Tx, reporter: Reporter, latest: Contact | None) -> OpenContact | None:
    """A conversation that adds to an earlier report; ``None`` when a text begins a new one.

    ``latest`` is the last text conversation of ``reporter``, which is over. The answer to a
    question of ours joins the report that it is about; and soon after a conversation a text adds
    to the same report.
    """
    asked = _asked_about(tx.db, reporter)
    if asked is not None:
        return join_report(tx, reporter, asked)
    if latest is not None and latest.ended_at and tx.now - latest.ended_at <= JOIN_WITHIN:
        return join_report(tx, reporter, latest)
    return None


def _asked_about(db: DbSession, reporter: Reporter) -> Contact | None:
    """The contact, a call perhaps, of the report about which we asked and wait for an answer."""
    report = reporter_questions.asked_report(db, reporter)
    if report is None:
        return None
    wanted = select(Contact).where(Contact.report_id == report.id).order_by(Contact.id.desc())
    return db.scalars(wanted.limit(1)).first()


def call_in_progress(db: DbSession, dep: Deployment, call_sid: str) -> OpenContact | None:
    """The contact of a call, locked until the transaction ends; ``None`` for an unknown one."""
    found = db.execute(_OF_CALL, {"call": call_sid}).first()
    return load_contact(db, dep, found[0], found[1]) if found else None


def load_contact(
    db: DbSession, dep: Deployment, row: Contact, about: Report | None = None
) -> OpenContact:
    """A stored contact, with the version that it began with; ``about`` is its report, if read."""
    report = open_report(db, dep, about or db.get_one(Report, row.report_id))
    if row.session is None:
        raise ValueError(f"contact {row.id} was never saved")
    state = json.loads(report.key.open(row.session, _context(row.id)))
    return OpenContact(
        row=row,
        report=report,
        version=dep.library.get(db, row.version),
        session=flows.Session.from_json(state["session"]),
        ringing=_ringing(state["ringing"]),
        caller=CallerPlace(**state["caller"]) if state["caller"] else None,
        begun=Begun.from_json(state["begun"]) if state.get("begun") else None,
    )


def _ringing(value: Mapping[str, Any] | None) -> Ringing | None:
    if value is None:
        return None
    rounds = tuple(tuple(Ring(**line) for line in lines) for lines in value["rounds"])
    third = value.get("third")
    return Ringing(
        **{
            **value,
            "rounds": rounds,
            "third": Third(**{**third, "whom": tuple(third["whom"])}) if third else None,
        }
    )


def load_versions_in_use(dep: Deployment) -> None:
    """Read the versions of all contacts that go on, before the first webhook needs one.

    After an update a conversation may have begun with files that are not this release's: reading
    them takes longer than a provider waits for an answer. One that cannot be read is logged when
    its contact comes back, who then hears the emergency answer.
    """
    with dep.database.read() as db:
        in_use = select(Contact.version).where(Contact.ended_at.is_(None)).distinct()
        for digest in db.scalars(in_use.limit(KEPT_IN_MEMORY)):
            with contextlib.suppress(UnpublishedError, BrokenFilesError):
                dep.library.get(db, digest)
