"""Closed reports are erased in time by the policy, on by default, and never while on legal hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from hotline import wiring
from hotline.cli import app
from hotline.db.audit import AuditEvent
from hotline.db.reports import Report, Reporter
from hotline.db.states import ReportState
from hotline.domain import Type
from hotline.followups import retention
from hotline.intake.reporters import forget_handles, reporter_for
from hotline.intake.reports import new_report
from hotline.privacy import erase, holds
from hotline.privacy.pseudonyms import Address
from hotline.routing.retention import Retention, read_retention
from tests.command import environment
from tests.directory.command import on_that_day
from tests.line import Line, open_line

WORD = "quaggazebra"
SHIPPED = {
    ("referred", "sex"): 365,
    ("referred", "labor"): 365,
    ("help_given", "both"): 365,
    ("no_action_possible", "high_risk"): 365,
    ("emergency_services", "not_specified"): 365,
    ("handed_to_national_hotline", "sex"): 365,
    ("test", "sex"): 30,
    ("joined", "labor"): 30,
    ("duplicate", "sex"): 90,
    ("look_alike_referred", "high_risk"): 90,
}


def closed(line: Line, disposition: str, kind: str, number: int = 0) -> str:
    with line.dep.database.write() as db:
        number_of = f"+195655501{number:02d}"
        who = reporter_for(db, line.dep, Address(number_of, number_of), line.clock.now)
        report, _ = new_report(db, line.dep, medium="text", reporter=who, now=line.clock.now)
        report.tell(f"{WORD} {number}", at=line.clock.now, kind="told")
        row = report.row
        row.state, row.closed_at = ReportState.CLOSED, line.clock.now
        row.disposition, row.type = disposition, Type(kind)
        return row.tip_id


def erased(line: Line) -> set[str]:
    with line.dep.database.read() as db:
        return {row.tip_id for row in db.scalars(select(Report)) if erase.is_erased(row)}


def record(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        wanted = select(AuditEvent.detail).where(AuditEvent.action == retention.PURGED)
        return list(db.scalars(wanted.order_by(AuditEvent.id)))


def test_the_shipped_policy_erases_by_how_it_ended_and_by_default(line: Line) -> None:
    tips = {
        closed(line, disposition, kind, number): days
        for number, ((disposition, kind), days) in enumerate(SHIPPED.items())
    }
    begun = line.clock.now
    for days in sorted({*SHIPPED.values()}):
        line.clock.now = begun + timedelta(days=days) - timedelta(seconds=1)
        wiring.delete_old_data(line.dep)
        assert erased(line) == {tip for tip, kept in tips.items() if kept < days}
        line.clock.now = begun + timedelta(days=days)
        wiring.delete_old_data(line.dep)
        assert erased(line) == {tip for tip, kept in tips.items() if kept <= days}
    assert [row.split(" erased")[0] for row in record(line)] == ["2", "2", "6"]
    assert "ended as test: 1" in record(line)[0]
    on_disk = b"".join(file.read_bytes() for file in line.folder.glob("hotline.db*"))
    assert WORD.encode() not in on_disk


def test_what_is_open_or_received_is_never_past_its_time(line: Line) -> None:
    tips = [closed(line, "test", "sex", number) for number in range(3)]
    with line.dep.database.write() as db:
        db.execute(update(Report).where(Report.tip_id == tips[0]).values(state=ReportState.OPEN))
        db.execute(
            update(Report).where(Report.tip_id == tips[1]).values(state=ReportState.RECEIVING)
        )
    line.clock.now += timedelta(days=4000)
    wiring.delete_old_data(line.dep)
    assert erased(line) == {tips[2]}


@pytest.mark.parametrize(("most", "after"), [(7, 7), (60, 60), (400, 365)])
def test_the_setting_caps_what_the_policy_says(tmp_path: Path, most: int, after: int) -> None:
    with open_line(tmp_path, keep_closed_days=most) as line:
        tip = closed(line, "referred", "sex")
        line.clock.now += timedelta(days=after - 1)
        wiring.delete_old_data(line.dep)
        assert erased(line) == set()
        line.clock.now += timedelta(days=1)
        wiring.delete_old_data(line.dep)
        assert erased(line) == {tip}


# Legal hold ---------------------------------------------------------------------------------------


def hold(line: Line, tip: str | None, why: str = "subpoena 26-114, county court") -> None:
    with line.dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == tip)).first() if tip else None
        holds.place(db, line.dep.keys, row, why=why, by="test", now=line.clock.now)


@pytest.mark.parametrize("everything", [False, True])
def test_a_hold_keeps_the_report_and_its_number_until_it_is_lifted(
    line: Line, *, everything: bool
) -> None:
    tip, other = closed(line, "test", "sex", 1), closed(line, "test", "sex", 2)
    hold(line, None if everything else tip)
    line.clock.now += timedelta(days=500)
    wiring.delete_old_data(line.dep)
    kept = {tip, other} if everything else {tip}
    assert erased(line) == {tip, other} - kept
    with line.dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == tip)).one()
        assert row.reporter_id is not None
        assert db.get_one(Reporter, row.reporter_id).handle is not None, "its number stays"
        with pytest.raises(holds.HoldError, match="subpoena 26-114"):
            erase.erase(db, line.dep.keys, row, by="test", now=line.clock.now)
    with line.dep.database.write() as db:
        row = None if everything else db.scalars(select(Report).where(Report.tip_id == tip)).one()
        assert holds.lift(db, line.dep.keys, row, by="test", now=line.clock.now) == 1
    assert forget_handles(line.dep, line.clock.now) == (2 if everything else 1)
    wiring.delete_old_data(line.dep)
    assert erased(line) == {tip, other}


def test_two_holds_on_one_report_are_lifted_together_and_one_on_all_stays(line: Line) -> None:
    tip = closed(line, "test", "sex")
    for why in ("order of one court", "order of another"):
        hold(line, tip, why)
    hold(line, None, "everything of 2026")
    with line.dep.database.write() as db:
        row = db.scalars(select(Report)).one()
        assert holds.lift(db, line.dep.keys, row, by="test", now=line.clock.now) == 2
        still = holds.hold_on(db, row)
        assert still is not None and still.why == "everything of 2026"
        with pytest.raises(holds.HoldError, match="no such hold"):
            holds.lift(db, line.dep.keys, row, by="test", now=line.clock.now)


@pytest.mark.parametrize("why", ["", "  ", "\n\t", "x" * 201])
def test_a_hold_says_who_ordered_it(line: Line, why: str) -> None:
    tip = closed(line, "test", "sex")
    with pytest.raises(holds.HoldError, match="who ordered it"):
        hold(line, tip, why)


def test_what_is_erased_cannot_be_held(line: Line) -> None:
    tip = closed(line, "test", "sex")
    line.clock.now += timedelta(days=31)
    wiring.delete_old_data(line.dep)
    with pytest.raises(holds.HoldError, match="is erased"):
        hold(line, tip)


# By command ---------------------------------------------------------------------------------------


@pytest.fixture
def command(line: Line, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    for name, value in environment(line).items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Result:
        with on_that_day():
            return CliRunner().invoke(app, ["retention", *words])

    return run


def test_a_dry_run_says_what_would_go_and_why_and_touches_nothing(
    line: Line, command: Callable[..., Result]
) -> None:
    old, held, young = (closed(line, *what, n) for n, what in enumerate(list(SHIPPED)[5:8]))
    with line.dep.database.write() as db:
        long_ago = line.clock.now - timedelta(days=4000)
        db.execute(update(Report).where(Report.tip_id != young).values(closed_at=long_ago))
    assert command("hold", held, "--why", "court order 7").exit_code == 0
    listed = {
        row["tip_id"]: row for row in json.loads(command("run", "--dry-run", "--json").output)
    }
    assert listed[old]["would_be"] == "erased" and listed[old]["rule"] == "usually"
    assert listed[held]["would_be"] == "kept: legal hold"
    assert young not in listed
    assert erased(line) == set() and record(line) == []
    assert "1 reports are erased" in command("run").output
    assert erased(line) == {old}
    assert "1 erased (usually: 1); 1 on legal hold" in command("log").output
    assert json.loads(command("holds", "--json").output)[0]["why"] == "court order 7"
    assert command("release", held).exit_code == 0
    assert "1 reports are erased" in command("run").output
    assert command("run").output.startswith("0 reports")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hold", "9999-9999", "--why", "x"), "there is no report"),
        (("hold", "nonsense", "--why", "x"), "there is no report"),
        (("release", "all"), "there is no such hold"),
        (("hold", "all", "--why", " "), "who ordered it"),
    ],
)
def test_a_hold_that_cannot_be_is_said(
    command: Callable[..., Result], words: tuple[str, ...], said: str
) -> None:
    done = command(*words)
    assert done.exit_code and said in str(done.exception)


# The policy's words -------------------------------------------------------------------------------

days = st.one_of(st.none(), st.integers(1, 9999))
words = st.dictionaries(st.sampled_from(["referred", "test", "duplicate"]), days)
kinds = st.dictionaries(st.sampled_from(["sex", "labor", "both"]), days)


def text_of(value: int | None) -> str:
    return "until erased" if value is None else f"{value} days"


@given(days, words, kinds, st.sampled_from(["referred", "test", "joined", ""]), st.text(max_size=5))
def test_how_it_ended_goes_before_its_type_and_both_before_the_rest(
    usually: int | None,
    by_disposition: dict[str, int | None],
    by_type: dict[str, int | None],
    disposition: str,
    kind: str,
) -> None:
    policy = read_retention(
        {
            "usually": text_of(usually),
            "by_disposition": {name: text_of(value) for name, value in by_disposition.items()},
            "by_type": {name: text_of(value) for name, value in by_type.items()},
        }
    )
    assert policy == Retention(usually, by_disposition, by_type)
    wanted = by_disposition.get(disposition, by_type.get(kind, usually))
    assert policy.days(disposition, kind)[1] == wanted


def test_without_a_word_in_the_policy_a_year_is_kept() -> None:
    assert read_retention({}) == Retention(365, {}, {})
