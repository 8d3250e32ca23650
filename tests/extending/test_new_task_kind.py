"""A new kind of task: an entry in the table and its Spanish; pages, notices and calendars have it.

In the service the entry belongs in ``hotline/followups/task_kinds.py``, and its label's Spanish in
``hotline/i18n/locale/es.po``. Whoever makes such a task calls ``tasks.make(kind=...)``; a
routing rule may ask for it by its name, as ``follow_up: {welfare_visit: 2 hours}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from icalendar import Calendar

from hotline.db.accounts import Staff
from hotline.followups import digest, paging, task_calendar, task_kinds, tasks
from hotline.followups.task_kinds import TaskKind
from hotline.i18n import catalogs
from hotline.intake.reports import report_by_tip
from hotline.unit_of_work import Tx
from tests.line import Line
from tests.web.desk import Desk

WELFARE_VISIT = TaskKind(
    name="welfare_visit",
    label="Ask for a welfare check at the address",
    owner=task_kinds.SUPERVISORS,
    priority="P1",
    page="a welfare check is needed; ask for it now",
)
SPANISH = "Pedir que se verifique el bienestar de la persona en la dirección"
ON_CALL = "+19565550171"


@pytest.fixture(autouse=True)
def registered(tmp_path: Path) -> Iterator[None]:
    """The entry in the table and its Spanish in ``es.po``, for one test."""
    task_kinds.register(WELFARE_VISIT)
    spanish = catalogs.files()["es"].read_text("utf-8")
    entry = f'msgid "{WELFARE_VISIT.label}"\nmsgstr "{SPANISH}"\n'
    (tmp_path / "es.po").write_text(f"{spanish}\n{entry}", "utf-8")
    with catalogs.also_from(tmp_path):
        yield
    task_kinds.KINDS.pop(WELFARE_VISIT.name, None)


def supervisor_on_shift(line: Line) -> Desk:
    """A supervisor with a browser, a phone for pages and an email address for the digest."""
    browser = line.as_staff("supervisor")
    with line.dep.database.write() as db:
        person = db.query(Staff).filter_by(username="supervisor").one()
        reach = paging.Reach(phone=ON_CALL, email="sol@agency.example")
        paging.set_reach(line.dep.keys, person, reach)
        person.on_shift_until = line.clock.now + timedelta(hours=8)
    return Desk(browser, "supervisor")


def made(line: Line, tip: str) -> int:
    """A task of the new kind about a report, and a page about it."""
    with line.dep.database.write() as db:
        opened, now = report_by_tip(db, line.dep, tip), line.clock.now
        assert opened is not None
        task = tasks.make(
            Tx(db, line.dep, now),
            kind=WELFARE_VISIT,
            key=f"{WELFARE_VISIT}:{tip}",
            due_at=now,
            report=opened.row,
        )
        assert (task.kind, task.owner, task.priority) == ("welfare_visit", "supervisors", "P1")
        cause = paging.Cause(WELFARE_VISIT, task.id)
        paging.page(Tx(db, line.dep, now), cause, who=task.owner, report=opened.row)
        return task.id


def test_a_new_kind_is_made_paged_listed_exported_and_done(line: Line) -> None:
    desk = supervisor_on_shift(line)
    line.text("+19565550101", "my neighbor in Laredo locks a girl in his nail salon")
    (tip,) = line.tips()
    task_id = made(line, tip)

    line.work()
    assert any(f"tip {tip}: {WELFARE_VISIT.page}." in text for text in line.texts_to(ON_CALL))

    for page in ("/tasks", f"/reports/{tip}"):
        assert WELFARE_VISIT.label in unescape(desk.look(page))
        in_spanish = desk.http.get(page, headers={"accept-language": "es"})
        assert SPANISH in unescape(in_spanish.text)
        assert WELFARE_VISIT.label not in unescape(in_spanish.text)

    with line.dep.database.write() as db:
        person = db.query(Staff).filter_by(username="supervisor").one()
        address = task_calendar.new_address(line.dep, person)
        assert f"{WELFARE_VISIT.label}: 1" in digest.text_for(
            Tx(db, line.dep, line.clock.now), person
        )
    events = Calendar.from_ical(line.http.get(address).text).walk("VEVENT")
    assert f"[P1] {WELFARE_VISIT.label}" in [str(event["SUMMARY"]) for event in events]

    desk.send("/tasks", f"/tasks/{task_id}/done", note="They went there at noon.")
    assert WELFARE_VISIT.label not in unescape(desk.look("/tasks"))
    (task,) = [task for task in line.report(tip)["tasks"] if task["kind"] == "welfare_visit"]
    assert task["state"] == "done"


def test_a_kind_that_the_table_does_not_have_is_shown_by_its_name(line: Line) -> None:
    desk = supervisor_on_shift(line)
    line.text("+19565550101", "my neighbor in Laredo locks a girl in his nail salon")
    (tip,) = line.tips()
    made(line, tip)
    del task_kinds.KINDS[WELFARE_VISIT.name]  # an older release reads the row of a newer one
    assert "welfare visit" in desk.look("/tasks")


def test_a_name_can_be_taken_once() -> None:
    with pytest.raises(ValueError, match="welfare_visit"):
        task_kinds.register(WELFARE_VISIT)
