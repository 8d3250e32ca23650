"""A signed text that is sent again is not a second report, however late, and whatever became of it.

The stored answer to a request is kept for a day. Here it is forgotten first, as a day would.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from hotline.db.reports import Contact, Entry, Exchange, Report
from hotline.intake.repeated_texts import LONG_WITHIN
from hotline.intake.reports import report_by_tip
from hotline.privacy.erase import erase
from tests.line import Line
from tests.test_provider_edge import post, rows, text_fields

REPORTED = "a girl is locked in a nail salon in Laredo and he took her passport"
TEXTS = (
    REPORTED,
    "hi",
    "yes",
    "no",
    "STOP",
    "START",
    "HELP",
    "NEW",
    "una muchacha está encerrada en un salón de uñas en Laredo",
    "1",
    "78040",
    "",
    "🙏",
)


def counts(line: Line) -> tuple[int, ...]:
    return tuple(rows(line, model) for model in (Report, Contact, Entry))


def forget(line: Line) -> None:
    with line.dep.database.write() as db:
        db.execute(delete(Exchange))


@pytest.mark.parametrize("later", ["at once", "after its answer was forgotten", "in a month"])
def test_no_text_counts_twice(line: Line, later: str) -> None:
    for number, body in enumerate(TEXTS):
        fields = text_fields(body, sid=f"SM{number:032d}", sender=f"+195655501{number:02d}")
        first = post(line, "/twilio/sms", fields)
        before = counts(line)
        if later == "in a month":
            line.clock.now += timedelta(days=30)
        if later != "at once":
            forget(line)
        again = post(line, "/twilio/sms", fields)
        assert again.status_code == 200 and counts(line) == before, body
        assert (again.text == first.text) == (later == "at once" or not first_says(first.text))


def first_says(twiml: str) -> bool:
    return "<Message" in twiml or "<Body" in twiml


def test_a_text_of_an_erased_report_makes_no_new_one(line: Line) -> None:
    fields = text_fields(REPORTED, sid="SM" + "7" * 32)
    post(line, "/twilio/sms", fields)
    (tip,) = line.tips()
    with line.dep.database.write() as db:
        opened = report_by_tip(db, line.dep, tip)
        assert opened is not None
        opened.row.state = "closed"
        erase(db, line.dep.keys, opened.row, by="test", now=line.clock.now)
    forget(line)
    line.clock.now += timedelta(days=3)
    before = counts(line)
    assert post(line, "/twilio/sms", fields).status_code == 200
    assert counts(line) == before


def test_the_same_words_in_a_new_text_are_kept(line: Line) -> None:
    """Over-correction: who says it again after reading, or whose text has no id, is heard."""
    post(line, "/twilio/sms", text_fields(REPORTED, sid="SM1"))
    forget(line)
    for fields in (text_fields(REPORTED, sid="SM2"), text_fields(REPORTED, sid="")):
        line.clock.now += LONG_WITHIN + timedelta(seconds=1)
        before = counts(line)
        post(line, "/twilio/sms", fields)
        assert counts(line)[2] > before[2]
    with line.dep.database.read() as db:
        reported = db.scalar(select(func.count(Entry.id)).where(Entry.kind == "told"))
    assert reported == 3
