"""An agency changes its own hours; the coordinator decides; a supervisor sets turns on call."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.followups import paging
from hotline.privacy import audit
from tests.line import Line
from tests.web.desk import Desk, csrf_in, fields_of, words

AGENCY = "demo_webb_task_force"


@pytest.fixture
def agency(own_line: Line) -> Desk:
    return Desk(own_line.as_staff("agency", AGENCY), "agency")


def served(line: Line) -> str:
    """The agency's hours as they are served."""
    with line.dep.database.read() as db:
        return str(line.dep.library.current(db).rules.agencies[AGENCY].hours)


def form(agency: Desk) -> dict[str, str]:
    """The agency's form as its browser sends it when nothing was changed."""
    return {n: v for n, v in fields_of(agency, "/portal/us").items() if n != "to"}


def asks_for_office_hours(agency: Desk) -> None:
    fields = form(agency) | {
        "hours": "listed",
        "hours_open": "mo-fr 08:30-17:00",
        "hours_zone": "America/Chicago",
        "why": "from Monday on",
    }
    looked = agency.http.post("/portal/us", data=fields | {"do": "look"})
    assert "What would change" in looked.text and "mo-fr 08:30-17:00" in looked.text
    asked = agency.http.post("/portal/us", data=fields | {"do": "ask"})
    assert "waits for the coordinator" in words(asked.text)


def test_a_change_is_served_when_the_coordinator_has_looked(
    own_line: Line, agency: Desk, desk: Desk
) -> None:
    asks_for_office_hours(agency)
    assert served(own_line) == "day and night", "nothing changes before somebody has looked"
    assert "An agency asked to change its entry" in words(
        own_line.as_staff("supervisor").get("/tasks").text
    )
    page = words(desk.look("/desk"))
    assert "Change requests from agencies" in page
    page = words(desk.look("/desk/asked/1"))
    assert "from Monday on" in page and "mo-fr 08:30-17:00" in page
    desk.send("/desk/asked/1", "/desk/asked/1", do="publish")
    assert served(own_line).lower().startswith("mo-fr 08:30-17:00")
    assert "Your change is in use since" in words(agency.look("/portal/us"))
    twice = desk.http.post("/desk/asked/1", data={"do": "publish", "csrf": csrf(desk)})
    assert twice.status_code == 409 and "already decided this" in twice.text
    with own_line.dep.database.read() as db:
        done = [e.action for e in db.scalars(select(AuditEvent)) if e.action.startswith("change_")]
        assert done == ["change_asked", "change_published"]
        assert list(audit.verify(db, own_line.dep.keys)) == []


def csrf(desk: Desk) -> str:
    return csrf_in(desk.look("/desk"))


def test_a_declined_change_says_why_to_the_agency_and_changes_nothing(
    own_line: Line, agency: Desk, desk: Desk
) -> None:
    asks_for_office_hours(agency)
    nothing = desk.send("/desk/asked/1", "/desk/asked/1", do="decline")
    assert nothing.status_code == 409 and "Give a reason" in nothing.text
    desk.send("/desk/asked/1", "/desk/asked/1", do="decline", why="Call me first, please")
    assert "Call me first, please" in words(agency.look("/portal/us"))
    assert served(own_line) == "day and night"


def test_an_agency_takes_its_wish_back_or_replaces_it(agency: Desk, desk: Desk) -> None:
    asks_for_office_hours(agency)
    agency.send("/portal/us", "/portal/us/withdraw")
    assert "waits for the coordinator" not in words(agency.look("/portal/us"))
    assert desk.http.get("/desk/asked/1").status_code == 409
    asks_for_office_hours(agency)
    asks_for_office_hours(agency)
    assert desk.http.get("/desk/asked/2").status_code == 409
    assert desk.http.get("/desk/asked/3").status_code == 200


def test_what_cannot_be_is_said_in_words_and_stays_in_the_form(agency: Desk) -> None:
    fields = form(agency) | {"c1_address": "956-555-01", "do": "ask"}
    page = agency.http.post("/portal/us", data=fields)
    assert "956-555-01" in page.text and "waits for the coordinator" not in words(page.text)
    assert 'role="alert"' in page.text
    empty = form(agency) | {"hours": "listed", "hours_open": "", "do": "ask"}
    assert "Write the hours" in words(agency.http.post("/portal/us", data=empty).text)


def test_a_number_is_written_as_people_write_it(own_line: Line, agency: Desk, desk: Desk) -> None:
    agency.http.post("/portal/us", data=form(agency) | {"c1_address": "956-555-0177", "do": "ask"})
    desk.send("/desk/asked/1", "/desk/asked/1", do="publish")
    with own_line.dep.database.read() as db:
        points = own_line.dep.library.current(db).rules.agencies[AGENCY].contacts
    assert "+19565550177" in {point.address for point in points}


def test_a_supervisor_sets_turns_on_call(own_line: Line) -> None:
    sol = Desk(own_line.as_staff("supervisor"), "supervisor")
    path = f"/supervise/on-call/{AGENCY}"
    page = sol.look(path)
    rows = [n for n in range(9) if f'name="c{n}_turn"' in page]
    turns = {f"c{rows[0]}_turn": "1", f"c{rows[1]}_turn": "3"}
    shared = {"since": "2026-11-23", "at": "08:00", "days": "7", "zone": "America/Chicago"}
    wrong = sol.send(path, path, do="publish", **turns, **shared)
    assert wrong.status_code == 409 and "with no gaps" in wrong.text
    turns[f"c{rows[1]}_turn"] = "2"
    looked = sol.send(path, path, do="look", **turns, **shared)
    assert "turns: 2" in words(looked.text)
    sol.send(path, path, do="publish", **turns, **shared)
    page = words(sol.look("/supervise"))
    assert "Webb County Trafficking Task Force (synthetic)" in page.split("On call at agencies")[1]
    with own_line.dep.database.read() as db:
        points = own_line.dep.library.current(db).rules.agencies[AGENCY].contacts
    on_call = [point.on_call for point in points if point.on_call]
    assert [turn.has_turn(own_line.clock()) for turn in on_call] == [True, False]


def test_a_dispatcher_says_where_to_page_them(own_line: Line) -> None:
    dana = Desk(own_line.as_staff("dispatcher"))
    assert "no alerts set up" in words(own_line.as_staff("supervisor").get("/supervise").text)
    wrong = dana.send("/me", "/me", phone="55", email="")
    assert wrong.status_code == 409 and "is not a phone number" in wrong.text
    dana.send("/me", "/me", phone="956-555-0161", email="dana@line.example")
    with own_line.dep.database.read() as db:
        person = db.scalars(select(Staff).where(Staff.role == "dispatcher")).one()
        reach = paging.reach_of(own_line.dep.keys, person)
    assert reach == paging.Reach("+19565550161", "dana@line.example")
    made = dana.send("/me", "/me/calendar")
    assert "/calendar/" in made.text
