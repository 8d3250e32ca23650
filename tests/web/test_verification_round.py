"""The verification round: what is stale, who callers reach then, and one tap for the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.db.states import TaskState
from hotline.db.tasks import Task
from hotline.followups import maintenance
from hotline.routing.types import Agency, Status
from hotline.unit_of_work import Tx
from tests.line import Line
from tests.web.desk import Desk, words

AGENCY = "demo_webb_task_force"
FILE = "routing_rules/demo/agencies/TX.yaml"


@pytest.fixture
def round_desk(own_line: Line) -> Desk:
    return Desk(own_line.as_staff("dispatcher"), "dispatcher")


def entry(line: Line) -> Agency:
    with line.dep.database.read() as db:
        return line.dep.library.current(db).rules.agencies[AGENCY]


def tasks_of(line: Line, kind: str) -> list[Task]:
    with line.dep.database.read() as db:
        wanted = select(Task).where(Task.kind == kind, Task.agency_id == AGENCY)
        return list(db.scalars(wanted))


def start_round(line: Line) -> None:
    with line.dep.database.write() as db:
        maintenance.plan(Tx(db, line.dep, line.dep.clock()))
    line.work()


def test_the_page_says_how_old_an_entry_is_and_who_callers_reach_then(round_desk: Desk) -> None:
    page = words(round_desk.look("/round?whole=1"))
    assert "verified entries are too old to use" in page
    assert "its page is from 2022-01-09, never called" in page
    assert "Callers now reach: Florida Statewide Human Trafficking Hotline" in page
    assert "After that callers reach: National Human Trafficking Hotline" in page
    assert "This is not a report" in page, "the script"
    due = words(round_desk.look("/round"))
    assert "its page is from 2022-01-09" in due
    assert len(due) <= len(page)


def test_right_counts_from_today(own_line: Line, round_desk: Desk) -> None:
    start_round(own_line)
    before = entry(own_line).called_on
    own_line.skip_to(own_line.dep.clock() + timedelta(days=3))
    answer = round_desk.send("/round?whole=1", f"/round/{AGENCY}", found="right")
    assert "Saved." in words(answer.text)
    after = entry(own_line)
    assert after.called_on is not None and after.called_on != before
    assert after.called_on.isoformat() in (own_line.folder.parent / FILE).read_text("utf-8")
    assert {t.state for t in tasks_of(own_line, "verify_agency")} <= {TaskState.DONE}
    again = round_desk.send("/round?whole=1", f"/round/{AGENCY}", found="right")
    assert again.status_code == 200, "a second tap on one day changes nothing"


def test_changed_takes_the_entry_out_of_use_and_tells_the_coordinator(
    own_line: Line, round_desk: Desk
) -> None:
    round_desk.send(
        "/round?whole=1", f"/round/{AGENCY}", found="changed", note="number is a dentist now"
    )
    assert entry(own_line).status is Status.UNVERIFIED
    (task,) = tasks_of(own_line, "agency_changed")
    assert task.owner == "supervisors"
    assert "number is a dentist now" in words(round_desk.look("/tasks"))
    assert AGENCY not in round_desk.look("/round?whole=1"), "nobody is sent there"


def test_no_answer_keeps_the_entry_and_asks_again_tomorrow(
    own_line: Line, round_desk: Desk
) -> None:
    start_round(own_line)
    before, open_before = entry(own_line), tasks_of(own_line, "verify_agency")
    round_desk.send("/round?whole=1", f"/round/{AGENCY}", found="no_answer")
    assert entry(own_line) == before
    for task in tasks_of(own_line, "verify_agency"):
        assert task.state is TaskState.OPEN
        assert task.due_at > own_line.dep.clock()
    assert len(tasks_of(own_line, "verify_agency")) == len(open_before)


@pytest.mark.parametrize("found", ["", "perhaps", "RIGHT"])
def test_an_answer_that_is_none_changes_nothing(
    own_line: Line, round_desk: Desk, found: str
) -> None:
    before = entry(own_line)
    answer = round_desk.send("/round?whole=1", f"/round/{AGENCY}", found=found)
    assert answer.status_code == 409
    assert "Choose what you found." in words(answer.text)
    assert entry(own_line) == before


def test_an_agency_or_an_auditor_has_no_round(own_line: Line) -> None:
    for role in ("auditor", "admin"):
        assert own_line.as_staff(role).get("/round").status_code == 403
