"""What a text in mid-conversation costs: statements by name, classifications, one transaction."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from hotline.db.reports import Contact, Report, Reporter
from hotline.domain import Evidence
from hotline.flows.session import Option, Session
from hotline.intake.contacts import load_contact
from hotline.intake.nlu import CallSenses
from hotline.intake.reports import triage_of, with_triage
from hotline.triage.sorter import Sorter
from tests.line import Line

STORY = "my neighbor keeps a girl locked in his nail salon in Laredo and he took her passport"
ANSWERS = ("yes", "not sure", "no")
READS = Counter(
    {
        "exchanges": 1,  # was this request answered before
        # who sent it, their conversation and its report; was this text taken before; what did they
        # text last; is a question open, is something that they texted not here; the latest version
        "attachments contacts entries exchanges jobs reporters reports tasks versions": 1,
    }
)
WRITES = Counter(
    {
        "UPDATE exchanges": 1,
        "UPDATE contacts": 1,
        "UPDATE reports": 1,
        "INSERT entries": 1,
        "INSERT jobs": 1,  # the provider's copy of the text is erased
        "INSERT exchanges": 1,
    }
)
TABLE = re.compile(r"(?:FROM|JOIN|INTO|UPDATE) (\w+)")


@pytest.fixture
def asked(line: Line) -> Iterator[list[str]]:
    """The statements that the database is asked."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        statements.append(sql)

    event.listen(line.dep.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(line.dep.database.engine, "before_cursor_execute", note)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is classified meanwhile; nothing is no work."""
    read: list[str] = []
    sort = Sorter.classify

    def noted(self: Sorter, reported: str, **given: Any) -> Any:
        if reported.strip():
            read.append(reported)
        return sort(self, reported, **given)

    with monkeypatch.context() as patched:
        patched.setattr(Sorter, "classify", noted)
        yield read


def tables(sql: str) -> str:
    return " ".join(sorted(set(TABLE.findall(sql))))


def test_a_text_in_mid_conversation_asks_twice_and_writes_once(
    line: Line, asked: list[str]
) -> None:
    line.text("+19565550131", STORY)
    for body in ANSWERS:
        asked.clear()
        line.text("+19565550131", body)
        said = [sql for sql in asked if not sql.startswith("PRAGMA")]
        reads = Counter(tables(sql) for sql in said if sql.startswith("SELECT"))
        writes = Counter(
            f"{sql.split()[0]} {tables(sql)}"
            for sql in said
            if sql.startswith(("INSERT", "UPDATE"))
        )
        assert reads == READS and reads.total() == 2, body
        assert writes == WRITES, body
        assert [sql for sql in said if sql.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]
        assert len(said) == 1 + 2 + 6, said


@pytest.mark.parametrize(
    ("texts", "most"),
    [
        ((STORY, *ANSWERS, "no thank you"), 2),  # it was 11
        (("mi vecino tiene encerrada a una muchacha en Laredo", "no", "si", "no"), 3),
        (("they make us work and keep our papers, Laredo TX", "yes", "no", "yes", "no"), 4),
    ],
)
def test_a_story_is_read_again_only_for_an_answer_that_is_weighed_with_it(
    line: Line, monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...], most: int
) -> None:
    with counted(monkeypatch) as read:
        for body in texts:
            line.text("+19565550132", body)
    whole = [reported for reported in read if texts[0] in reported]
    assert len(whole) <= most, read


CONVERSATIONS = (
    (STORY, *ANSWERS, "no"),
    ("hello", "they took her passport", "she works at a motel in El Paso", "no", "she is 16"),
    ("mi vecino tiene encerrada a una muchacha en Laredo", "no", "no sé", "sí", "tiene 15 años"),
    ("help", "he has a gun", "yes", "Laredo", "no"),
    ("I work for the county, I am a nurse", "a patient is not allowed to leave", "yes", "labor"),
    ("someone near me is sold", "sex", "El Paso Texas", "yes", "a child"),
    ("救命 他拿走了我的护照", "yes", "no"),
    ("they locked us in", "labor", "I don't know", "Laredo, Texas", "no", "actually he has a gun"),
)


@pytest.mark.parametrize("texts", CONVERSATIONS, ids=range(len(CONVERSATIONS)))
def test_what_is_recalled_is_what_reading_again_would_find(
    line: Line, texts: tuple[str, ...]
) -> None:
    """After each text the findings are those of the whole story and all answers, read afresh."""
    for body in texts:
        line.text("+19565550133", body)
        with line.dep.database.read() as db:
            row = db.scalars(select(Contact).order_by(Contact.id.desc()).limit(1)).one()
            contact = load_contact(db, line.dep, row)
            known, session = contact.report.assessment(), contact.session
            day = contact.report.row.created_at.date()
            senses = CallSenses(contact.version.sorter, line.dep.locator, on=day)
            triage = senses.classify(session.weighed, session.facts, session.language)
            again = with_triage(known, triage)
            assert (again.findings, again.signals) == (known.findings, known.signals), body
            kept = triage_of(known)
            assert kept is not None and with_triage(known, kept).findings == known.findings


def test_findings_in_words_of_another_release_are_read_again(line: Line) -> None:
    line.text("+19565550134", STORY)
    with line.dep.database.read() as db:
        row = db.scalars(select(Contact)).one()
        known = load_contact(db, line.dep, row).report.assessment()
    assert triage_of(known) is not None
    for name, wrong in (
        ("type", {"value": "a word of long ago", "confidence": 1.0, "evidence": []}),
        ("role", {"value": "self", "confidence": 1.0, "evidence": [{"said": "x"}]}),
        ("minor", {"confidence": 1.0, "evidence": []}),
        ("urgency", None),
    ):
        changed = {**known.findings, name: wrong}
        assert triage_of(type(known)(findings=changed)) is None, name  # type: ignore[arg-type]
    assert triage_of(type(known)()) is None


def test_a_reply_handle_is_sealed_again_only_when_half_an_hour_old(line: Line) -> None:
    def handle() -> tuple[bytes | None, Any]:
        with line.dep.database.read() as db:
            reporter = db.scalars(select(Reporter)).one()
            return reporter.handle, reporter.handle_expires_at

    line.text("+19565550135", STORY)
    first = handle()
    assert first[1] == line.clock.now + timedelta(days=line.dep.settings.reply_handle_days)
    line.clock.now += timedelta(minutes=29)
    line.text("+19565550135", "yes")
    assert handle() == first
    line.clock.now += timedelta(minutes=1)
    line.text("+19565550135", "not sure")
    again = handle()
    assert again[0] != first[0]
    assert again[1] == line.clock.now + timedelta(days=line.dep.settings.reply_handle_days)
    with line.dep.database.read() as db:
        assert db.scalars(select(Report.id)).all(), "one conversation"


def test_what_is_written_by_hand_has_every_field() -> None:
    """A field that is added later must not be lost over a restart."""
    evidence = Evidence("took her passport", "documents", "ILO", 0.8, 3, 20)
    assert evidence.as_json() == asdict(evidence)
    place = Option("Laredo, Texas", {"city": "Laredo", "state": "TX"})
    session = Session("report", "where", "text", "en", options=(place,), pending=place)
    assert json.dumps(session.as_json()) == json.dumps(asdict(session))
    assert Session.from_json(json.loads(json.dumps(session.as_json()))) == session
