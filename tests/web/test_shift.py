"""From shift to shift: a note that is read, everything handed over, and who covers."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from hotline.db.accounts import ShiftNote
from tests.line import Line
from tests.web.desk import Desk, words

TOLD = (
    "a man sells his girlfriend at a motel in Laredo Texas",
    "my boss in El Paso took my passport and locks us in at night",
    "women sleep in a spa in Houston Texas and never go out",
)


@pytest.fixture
def tips(line: Line) -> list[str]:
    for number, told in enumerate(TOLD, 1):
        line.text(f"+1956555010{number}", told)
    return line.tips()


def test_a_shift_is_handed_over_with_a_note_that_the_next_one_reads(
    line: Line, tips: list[str]
) -> None:
    dana = Desk(line.as_staff("dispatcher"), "dispatcher")
    sol = Desk(line.as_staff("supervisor"), "supervisor")
    dana.send("/shift", "/shift", hours="8", back="shift")
    for tip in tips:
        dana.do(tip, "claim")
    dana.do(tips[0], "task", words="call the school", mine="1", **{"for": "1 hour"})
    assert "You are on shift until" in words(dana.look("/shift"))
    assert "Dispatcher Example until" in words(sol.look("/shift"))
    page = words(dana.send("/shift", "/shift/end", to="2", text=f"{tips[0]}: call at 7").text)
    assert "3 reports handed over to Supervisor Example. You are off shift." in page
    assert "My open reports" not in words(dana.look("/shift"))
    assert words(sol.look("/queue?mine=1")).count("Supervisor Example") >= 4
    assert "call the school" in words(sol.look("/tasks?whose=mine"))

    queue = words(sol.look("/queue"))
    assert "Shift note by Dispatcher Example" in queue and f"{tips[0]}: call at 7" in queue
    assert "call at 7" not in words(dana.look("/queue")), "one's own note is not for oneself"
    sol.send("/queue", "/shift/notes/1/read")
    assert "call at 7" not in words(sol.look("/queue"))
    assert "read by Supervisor Example" in words(sol.look("/shift"))
    with line.dep.database.read() as db:
        (note,) = db.scalars(select(ShiftNote))
    assert b"call" not in note.body


def test_without_anyone_the_reports_go_back_to_the_queue(line: Line, tips: list[str]) -> None:
    dana = Desk(line.as_staff("dispatcher"), "dispatcher")
    dana.do(tips[0], "claim")
    refused = words(dana.send("/shift", "/shift/end", to="").text)
    assert "Choose who takes over your reports." in refused
    assert "Dispatcher Example" in words(dana.look("/queue?mine=1"))
    page = words(dana.send("/shift", "/shift/end", to="queue", text="").text)
    assert "1 report is back in the queue. You are off shift." in page
    assert re.search(rf"/reports/{tips[0]}/claim", dana.look("/queue"))
    assert "No note yet." in page


@pytest.mark.parametrize("to", ["1", "999", "x", "-1", "admin"])
def test_nobody_who_cannot_have_reports_gets_them(line: Line, tips: list[str], to: str) -> None:
    dana = Desk(line.as_staff("dispatcher"), "dispatcher")
    line.as_staff("auditor")
    dana.do(tips[0], "claim")
    page = words(dana.send("/shift", "/shift/end", to=to, text="bye").text)
    assert "Choose who takes over your reports. Nothing was changed." in page
    assert "bye" not in page


def test_a_coordinator_reads_the_notes_and_an_auditor_does_not(line: Line) -> None:
    cora = Desk(line.as_staff("coordinator"), "coordinator")
    assert "Shift notes" in words(cora.look("/shift"))
    assert Desk(line.as_staff("auditor"), "auditor").http.get("/shift").status_code == 403
