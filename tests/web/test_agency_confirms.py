"""Twice a year an agency is asked by email to confirm its own entry; one button does it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline.followups import maintenance
from hotline.routing.types import Agency, Beds, Intake
from hotline.unit_of_work import Tx
from tests.line import Line
from tests.web.desk import Desk, words

AGENCY = "demo_webb_task_force"
CONFIRM = "/portal/us/confirm"


@pytest.fixture
def agency(own_line: Line) -> Desk:
    return Desk(own_line.as_staff("agency", AGENCY), "agency")


def entry(line: Line) -> Agency:
    with line.dep.database.read() as db:
        return line.dep.library.current(db).rules.agencies[AGENCY]


def test_a_button_confirms_the_entry_with_intake_and_beds(own_line: Line, agency: Desk) -> None:
    assert "You have not confirmed it yet." in words(agency.look("/portal/us"))
    answer = agency.send("/portal/us", CONFIRM, intake="waiting_list", free="2", of="12")
    assert "Your entry is confirmed" in words(answer.text)
    today = own_line.dep.clock().date()
    found = entry(own_line)
    assert found.confirmed_on == today
    assert (found.intake, found.intake_on) == (Intake.WAITING_LIST, today)
    assert found.beds == Beds(2, today, 12)
    assert f"You last confirmed it on {today}" in words(agency.look("/portal/us"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"intake": ""}, "Choose whether you take people in."),
        ({"intake": "perhaps"}, "Choose whether you take people in."),
        ({"intake": "open", "free": "many"}, "Write the free beds"),
        ({"intake": "open", "free": "13", "of": "12"}, "13 beds are free"),
    ],
)
def test_an_answer_that_is_none_confirms_nothing(
    own_line: Line, agency: Desk, given: dict[str, str], said: str
) -> None:
    before = entry(own_line)
    answer = agency.send("/portal/us", CONFIRM, **given)
    assert said in words(answer.text)
    assert entry(own_line) == before


def test_the_email_goes_out_in_march_and_september_and_names_no_report(own_line: Line) -> None:
    for month, expected in ((2, 0), (3, 1), (4, 1), (9, 2)):
        own_line.skip_to(datetime(2027, month, 2, 18, tzinfo=UTC))
        with own_line.dep.database.write() as db:
            maintenance.plan(Tx(db, own_line.dep, own_line.dep.clock()))
        own_line.work()
        own_line.skip_to(datetime(2027, month, 5, 18, tzinfo=UTC))
        own_line.work()
        asked = [m for m in own_line.mails() if "please confirm your entry" in m.subject]
        mine = [m for m in asked if "Webb County Trafficking Task Force" in m.body]
        assert len(mine) == expected, month
    assert "/portal/us" in mine[0].body
    assert "This is not a report" in mine[0].body
