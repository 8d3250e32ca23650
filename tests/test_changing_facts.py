"""What was told first may be too little, or wrong; what is told later moves the report on."""

from __future__ import annotations

from dataclasses import replace

from hotline.domain import Place
from hotline.intake import route_report
from hotline.intake.reports import report_by_tip
from hotline.unit_of_work import Tx
from tests.line import Line

CALLER = "+19565550123"


def asked(line: Line) -> dict[str, str]:
    """The chain of the only report: agency and state, in order."""
    return {r["agency_id"]: r["state"] for r in line.report()["referrals"] if not r["also"]}


def test_the_local_agency_does_not_wait_for_the_national_hotline_that_was_asked_first(
    line: Line,
) -> None:
    """Danger is told before the place: a dispatcher is asked at once, then the county."""
    line.text(
        CALLER, "my neighbor has a gun, he locked the women in and makes them work for nothing"
    )
    line.text(CALLER, "yes")
    assert asked(line) == {"national_hotline": "offered"}
    line.text(CALLER, "Laredo, Texas")
    states = asked(line)
    assert list(states)[-1] == "national_hotline"
    assert states["national_hotline"] == "offered"
    assert states["demo_webb_task_force"] == "offered"
    line.work()
    assert line.mails("webb.example")


def test_the_last_resort_stays_open_whoever_else_was_asked(line: Line) -> None:
    line.text(
        CALLER, "my neighbor has a gun, he locked the women in and makes them work for nothing"
    )
    line.text(CALLER, "yes", "Laredo, Texas")
    line.pass_time(hours=3)
    states = asked(line)
    assert states["national_hotline"] == "offered"
    assert [task for task in line.report()["tasks"] if task["state"] == "open"]


def test_an_agency_that_was_only_planned_for_a_wrong_place_is_not_asked(line: Line) -> None:
    line.text(
        CALLER, "my neighbor took the passports of the women in his nail salon in Laredo Texas"
    )
    line.text(CALLER, "yes", "no", "2", "no")
    line.work()
    before = asked(line)
    texan = {agency for agency in before if agency != "national_hotline"}
    assert "planned" in before.values()
    columbus = Place(state="OH", county="Franklin", fips="39049", city="Columbus", confidence=1.0)
    with line.dep.database.write() as db:
        report = report_by_tip(db, line.dep, line.tips()[0])
        assert report is not None
        report.keep(replace(report.assessment(), place=columbus), line.clock.now)
        version = line.dep.library.current(db)
        route_report.route(
            Tx(db, line.dep, line.clock.now), report, version, cause="place corrected"
        )
    after = asked(line)
    assert {agency: after[agency] for agency in texan & set(after)} == {
        agency: state for agency, state in before.items() if agency in texan and state != "planned"
    }
    assert set(after) - texan - {"national_hotline"}, "somebody in Ohio is asked now"


def test_when_one_agency_has_it_the_others_need_not_answer(line: Line) -> None:
    line.text(
        CALLER, "my neighbor has a gun, he locked the women in and makes them work for nothing"
    )
    line.text(CALLER, "yes", "Laredo, Texas")
    line.work()
    line.answer(line.mails("webb.example")[0])
    line.pass_time(hours=30)
    states = asked(line)
    assert states["demo_webb_task_force"] == "acknowledged"
    assert states["national_hotline"] == "recalled"
    tasks = [task for task in line.report()["tasks"] if task["state"] == "open"]
    kinds = [task["kind"] for task in tasks]
    assert "hand_off" not in kinds
    assert kinds.count("outcome_24h") == kinds.count("outcome_7d") == 1
