"""The map and the supervisor's page: what they show, to whom, and what can be set right there."""

from __future__ import annotations

import re
from datetime import timedelta

from hotline.console.county_map import bounds
from hotline.web.us_map import outlines
from tests.line import Line
from tests.web.desk import Desk, csrf_in, words
from tests.web.night import TEXTS


def test_the_map_counts_by_county_and_the_list_says_the_same(line: Line) -> None:
    for last, text in ((1, TEXTS[0]), (2, TEXTS[6]), (3, TEXTS[7])):
        line.text(f"+195655501{last:02d}", text)
    desk = Desk(line.as_staff("dispatcher"))
    nation = desk.look("/map")
    assert 'aria-label="Texas: 3 open"' in nation
    texas = desk.look("/map?state=TX")
    assert "Webb County: 1 open" in texas and "Harris County: 2 open" in texas
    rows = re.findall(r'<th scope="row">.*?</tr>', texas)
    assert len(rows) == 254, "every county of Texas is in the list"
    assert "Harris County 2" in words(rows[0])
    queue = desk.look("/queue?county=48201")
    assert queue.count('<tr role="row" id=') == 2 and "Harris County, TX" in queue


def test_the_map_shows_no_point_and_asks_no_other_host(line: Line) -> None:
    line.text("+19565550101", TEXTS[0])
    page = Desk(line.as_staff("dispatcher")).look("/map?state=TX")
    svg = page[page.index("<svg") : page.index("</svg>")]
    assert "<circle" not in svg and "http" not in svg
    assert len(page) < 160_000


def test_bounds_hold_the_whole_outline() -> None:
    assert bounds("M10 20l5-5 5 5-5 5zM40 40l1 1z") == (10, 15, 41, 41)
    for fips, path in outlines().states.items():
        left, top, right, bottom = bounds(path)
        inside = [bounds(p) for f, p in outlines().counties.items() if f.startswith(fips)]
        assert (
            left - 20 <= min(box[0] for box in inside) and max(b[2] for b in inside) <= right + 20
        )
        assert (
            top - 20 <= min(box[1] for box in inside) and max(b[3] for b in inside) <= bottom + 20
        )


def test_a_supervisor_sees_what_waits_and_what_is_stuck(line: Line) -> None:
    line.text("+19565550101", TEXTS[3])
    line.clock.now += timedelta(minutes=5)
    supervisor = Desk(line.as_staff("supervisor"), "supervisor")
    page = words(supervisor.look("/supervise"))
    assert re.search(r"Immediate danger, unassigned 1 oldest 5 min \(goal 1 min\)", page)
    assert "Nothing is being sent" in page, "no worker was ever seen"
    assert "Supervisor Example logged in" in page


def test_a_dead_letter_is_tried_again(line: Line) -> None:
    line.text("+19565550101", TEXTS[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    from sqlalchemy import select

    from hotline.db.jobs import Job

    with line.dep.database.write() as db:
        job = db.scalars(select(Job).where(Job.kind == "alert")).first()
        assert job is not None
        job.state, job.error, number = "dead", "the mail server said no", job.id
    supervisor = Desk(line.as_staff("supervisor"), "supervisor")
    assert "the mail server said no" in words(supervisor.look("/supervise"))
    supervisor.send("/supervise", f"/supervise/jobs/{number}/again")
    with line.dep.database.read() as db:
        assert db.get_one(Job, number).state == "due"


def test_calls_are_reported_by_day_against_what_is_aimed_at(line: Line) -> None:
    for caller in ("+19565550141", "+19565550142"):
        line.call(caller).hang_up()
    line.clock.now += timedelta(days=1)
    line.call("+19565550143").hang_up()
    page = words(Desk(line.as_staff("supervisor"), "supervisor").look("/supervise"))
    assert "Calls 3" in page and "100% (goal: under 10%)" in page
    assert re.search(r"2026-11-24 0 0 2 2026-11-25 0 0 1", page)


def test_shifts_are_set_for_oneself_and_by_a_supervisor_for_others(line: Line) -> None:
    desk = Desk(line.as_staff("dispatcher"))
    desk.send("/tasks", "/shift", hours="8")
    assert "You are on shift until" in words(desk.look("/tasks"))
    supervisor = Desk(line.as_staff("supervisor"), "supervisor")
    page = supervisor.look("/supervise")
    csrf = csrf_in(page)
    supervisor.http.post("/shift", data={"csrf": csrf, "staff": "1", "hours": "0"})
    assert "You are off shift" in words(desk.look("/tasks"))
    mine = csrf_in(desk.look("/tasks"))
    refused = desk.http.post("/shift", data={"csrf": mine, "staff": "2", "hours": "8"})
    assert refused.status_code == 403


def test_a_note_goes_from_shift_to_shift_sealed(line: Line) -> None:
    supervisor = Desk(line.as_staff("supervisor"), "supervisor")
    supervisor.send("/supervise", "/supervise/notes", text="call the shelter at seven")
    assert "call the shelter at seven" in words(supervisor.look("/supervise"))
    file = line.folder / "hotline.db"
    stored = b"".join(path.read_bytes() for path in file.parent.glob("hotline.db*"))
    assert b"call the shelter" not in stored


def test_how_agencies_answer_is_counted(line: Line) -> None:
    line.text("+19565550101", TEXTS[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    line.clock.now += timedelta(minutes=12)
    line.answer(line.mails()[0])
    coordinator = Desk(line.as_staff("coordinator"), "coordinator")
    page = words(coordinator.look("/supervise"))
    assert re.search(r"Webb County Trafficking Task Force \(synthetic\) 1 1 12 min", page)


def test_dispatchers_do_not_see_the_supervisors_page(line: Line) -> None:
    assert Desk(line.as_staff("dispatcher")).http.get("/supervise").status_code == 403
