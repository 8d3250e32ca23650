"""What was decided of a report can be shown again, and what would be decided now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hotline.db.audit import AuditEvent
from hotline.db.referrals import DecisionRow
from hotline.intake.reports import report_by_tip
from hotline.intake.route_report import DECISION
from hotline.settings import SettingsError
from tests.directory.command import at_line, edit, on_that_day, rules_copy, run
from tests.line import Line, open_line, tip_in

CALLER = "+19565550123"
LAREDO = "my neighbor keeps a girl locked in his nail salon in Laredo, he took her passport"


@pytest.fixture
def own_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line with its own copy of directory and rules; ``hotline`` works on it."""
    with open_line(tmp_path / "data", rules_dir=rules_copy(tmp_path)) as opened:
        at_line(opened, monkeypatch)
        with on_that_day():
            yield opened


@pytest.fixture
def shipped_line(line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line with the shipped files; ``hotline`` works on it."""
    at_line(line, monkeypatch)
    with on_that_day():
        yield line


def reported(line: Line) -> str:
    return tip_in(line.text(CALLER, LAREDO, "yes", "not sure", "I don't know", "no"))


def replayed(tip_id: str, expect: int = 0) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("replay", tip_id, "--json", expect=expect).output)
    return found


def test_nothing_has_changed_so_all_is_the_same_and_looking_is_audited(shipped_line: Line) -> None:
    tip_id = reported(shipped_line)
    found = replayed(tip_id)
    assert found["again"]["same"] is True
    assert found["facts_changed"] == found["differences"] == []
    assert found["then"]["version"] == found["now"]["version"]
    printed = run("replay", tip_id).output
    assert "the same, as it must be" in printed
    assert "1 Webb County Trafficking Task Force (synthetic): an alert" in printed
    with shipped_line.dep.database.read() as db:
        looked = db.scalars(select(AuditEvent).where(AuditEvent.detail == "replay")).all()
    assert [(event.action, event.subject, event.actor) for event in looked] == [
        ("viewed", f"report:{tip_id}", "command line")
    ] * 2


def test_an_agency_that_was_retired_since_would_not_be_asked_now(own_line: Line) -> None:
    tip_id = reported(own_line)
    file = own_line.dep.settings.rules_dir / "demo" / "agencies" / "TX.yaml"
    edit(file, "status: verified", "status: retired")
    own_line.dep.publish_folders()
    found = replayed(tip_id)
    assert found["again"]["same"] is True, "the old version decides as it did"
    assert found["then"]["version"] != found["now"]["version"]
    gone = [printed for printed in found["differences"] if "no longer asked" in printed]
    assert gone == [
        "Webb County Trafficking Task Force (synthetic) is no longer asked: the line is retired"
    ]


def test_what_a_dispatcher_corrected_since_is_reported_as_a_changed_fact(
    shipped_line: Line,
) -> None:
    tip_id = reported(shipped_line)
    with shipped_line.dep.database.write() as db:
        opened = report_by_tip(db, shipped_line.dep, tip_id)
        assert opened is not None
        opened.row.role = "self"
    found = replayed(tip_id)
    assert found["again"]["same"] is True
    assert "role was third_party, is self" in found["facts_changed"]
    assert found["differences"]


def test_a_decision_that_was_tampered_with_is_found_out(shipped_line: Line) -> None:
    tip_id = reported(shipped_line)
    with shipped_line.dep.database.write() as db:
        opened = report_by_tip(db, shipped_line.dep, tip_id)
        assert opened is not None
        row = db.scalars(select(DecisionRow).order_by(DecisionRow.id.desc())).first()
        assert row is not None
        body = json.loads(opened.key.open(row.body, DECISION))
        body["offers"] = body["offers"][1:]
        row.body = opened.key.seal(json.dumps(body), DECISION)
    assert replayed(tip_id, expect=1)["again"]["same"] is False
    assert "NOT the same: Webb County" in run("replay", tip_id, expect=1).output


def test_a_decision_without_its_facts_or_its_version_says_so(shipped_line: Line) -> None:
    tip_id = reported(shipped_line)
    with shipped_line.dep.database.write() as db:
        opened = report_by_tip(db, shipped_line.dep, tip_id)
        assert opened is not None
        for row in db.scalars(select(DecisionRow)):
            body = json.loads(opened.key.open(row.body, DECISION))
            del body["case"]
            row.body = opened.key.seal(json.dumps(body), DECISION)
    assert "was not kept with it" in run("replay", tip_id).output
    with shipped_line.dep.database.write() as db:
        db.execute(update(DecisionRow).values(version="0" * 64))
    assert "this version is not stored here" in run("replay", tip_id).output


def test_a_tip_id_that_is_none(shipped_line: Line) -> None:
    refused = run("replay", "0000-0000", expect=2).exception
    assert isinstance(refused, SettingsError)


# hotline rules diff ---------------------------------------------------------------------------


def test_two_published_versions_are_compared_by_the_beginning_of_their_names(
    own_line: Line,
) -> None:
    first = own_line.dep.publish_folders().digest
    edit(
        own_line.dep.settings.rules_dir / "agencies" / "OH.yaml",
        "status: verified",
        "status: retired",
    )
    own_line.dep.publish_folders()
    printed = run("rules", "diff", first[:10], "served").output
    assert "oh_hotline > national_hotline  =>  national_hotline" in printed
    assert "no longer asked, and for how many kinds of case: oh_hotline" in printed
    assert "Adams County, OH" in printed


def test_a_folder_is_compared_with_what_is_served(own_line: Line) -> None:
    rules = str(own_line.dep.settings.rules_dir)
    assert "no case changes" in run("rules", "diff", "served", rules).output
    edit(Path(rules) / "agencies" / "TX.yaml", "status: verified", "status: unverified")
    found = json.loads(run("rules", "diff", "served", rules, "--json").output)
    assert found["changes"]
    assert {place[-2:] for change in found["changes"] for place in change["places"]} == {"TX"}


def test_a_version_that_is_not_there_is_reported(own_line: Line) -> None:
    refused = run("rules", "diff", "served", "fffffff", expect=2).exception
    assert "neither a folder nor a published version" in str(refused)
