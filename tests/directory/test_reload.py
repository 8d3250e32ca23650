"""Flows and rules that change while the line is open: good ones are taken up, bad ones refused."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hotline.cli.environment import serving_deployment
from hotline.config_versions.store import BrokenFilesError
from hotline.db.tasks import Task
from hotline.followups.config_reload import Reload
from hotline.followups.task_kinds import BROKEN_FILES
from hotline.settings import REPOSITORY
from tests.directory.command import at_line, edit, rules_copy
from tests.line import Line, open_line, tip_in

CALLER, OTHER = "+19565550123", "+19565550124"
LAREDO = "my neighbor keeps a girl locked in his nail salon in Laredo, he took her passport"
GREETING = "In danger? Call 911, or text 911 if you cannot talk."
AGENCY = "status: verified"


@pytest.fixture
def own_line(tmp_path: Path) -> Iterator[Line]:
    """A line with its own copy of the files."""
    flows = Path(shutil.copytree(REPOSITORY / "ivr_flows", tmp_path / "flows"))
    with open_line(tmp_path / "data", flows_dir=flows, rules_dir=rules_copy(tmp_path)) as opened:
        yield opened


@pytest.fixture
def reload(own_line: Line) -> Reload:
    watching = Reload(own_line.dep)
    assert watching.look() == "same", "what was published at start is no change"
    return watching


def ready(line: Line) -> dict[str, Any]:
    answer = line.http.get("/readyz")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def broken_tasks(line: Line) -> list[tuple[str, str]]:
    browser = line.as_staff("supervisor")
    assert browser.get("/tasks").status_code == 200
    with line.dep.database.read() as db:
        found = db.scalars(select(Task).where(Task.kind == BROKEN_FILES.name).order_by(Task.id))
        return [(task.state, task.owner) for task in found]


def change(file: Path, old: str, new: str) -> None:
    """As an editor saves: the file may be of the same size, but its time is another."""
    before = file.stat().st_mtime_ns
    edit(file, old, new)
    os.utime(file, ns=(before + 1_000_000_000, before + 1_000_000_000))


def test_a_good_change_is_served_without_a_restart_and_a_conversation_ends_as_it_began(
    own_line: Line, reload: Reload
) -> None:
    began_with = ready(own_line)["version"]
    own_line.text(CALLER, LAREDO)
    flows = own_line.dep.settings.flows_dir
    change(flows / "en" / "welcome.yaml", GREETING, "In danger now? Call or text 911.")
    change(
        own_line.dep.settings.rules_dir / "demo" / "agencies" / "TX.yaml", AGENCY, "status: retired"
    )
    assert [reload.look(), reload.look(), reload.look()] == ["changing", "published", "same"]
    assert ready(own_line)["version"] != began_with
    assert "In danger now? Call or text 911." in own_line.text(OTHER, LAREDO)

    old = own_line.report(tip_in(own_line.text(CALLER, "yes", "not sure", "I don't know", "no")))
    new = own_line.report(tip_in(own_line.text(OTHER, "yes", "not sure", "I don't know", "no")))
    assert old["referrals"][0]["agency_id"] == "demo_webb_task_force"
    assert new["referrals"][0]["agency_id"] != "demo_webb_task_force"


def test_a_bad_change_is_refused_and_reported_and_fixing_it_is_reported_too(
    own_line: Line, reload: Reload, caplog: pytest.LogCaptureFixture
) -> None:
    served = ready(own_line)["version"]
    file = own_line.dep.settings.rules_dir / "agencies" / "TX.yaml"
    change(file, AGENCY, "status: verifed")
    with caplog.at_level(logging.ERROR):
        assert [reload.look(), reload.look(), reload.look()] == ["changing", "refused", "same"]
    reported = "routing_rules/agencies/TX.yaml:8: agencies.tx_iwatch.status is 'verifed'."
    assert any(record.message.startswith(reported) for record in caplog.records)
    assert "did you mean 'verified'?" in caplog.text
    state = ready(own_line)
    assert state["version"] == served
    assert state["files_refused"][0].startswith(reported)
    assert broken_tasks(own_line) == [("open", "supervisors")]
    assert reported in own_line.as_staff("supervisor").get("/tasks").text.replace("&#39;", "'")
    assert tip_in(own_line.text(CALLER, LAREDO, "yes", "not sure", "I don't know", "no"))

    change(file, "status: verifed", "status:  verifed")
    assert [reload.look(), reload.look()] == ["changing", "refused"]
    assert broken_tasks(own_line) == [("open", "supervisors")], "one task, however often"

    change(file, "status:  verifed", "status: unverified")
    assert [reload.look(), reload.look()] == ["changing", "published"]
    state = ready(own_line)
    assert state["files_refused"] == []
    assert state["version"] != served
    assert broken_tasks(own_line) == [("done", "supervisors")]


def test_files_are_taken_up_when_they_have_come_to_rest(own_line: Line, reload: Reload) -> None:
    rules = own_line.dep.settings.rules_dir / "agencies"
    change(rules / "TX.yaml", AGENCY, "status: unverified")
    assert reload.look() == "changing"
    change(rules / "OH.yaml", AGENCY, "status: unverified")
    assert reload.look() == "changing", "somebody is still saving"
    (rules / "NEW.yaml").write_text("of: TX\nagencies: {}\n", "utf-8")
    assert reload.look() == "changing"
    assert reload.look() == "published"
    (rules / "NEW.yaml").unlink()
    assert [reload.look(), reload.look()] == ["changing", "published"]


def test_a_database_that_is_away_is_tried_again(
    own_line: Line, reload: Reload, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(own_line.dep.settings.rules_dir / "agencies" / "TX.yaml", AGENCY, "status: unverified")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("away"))

    assert reload.look() == "changing"
    with monkeypatch.context() as patched:
        patched.setattr("hotline.deployment.publish", away)
        assert reload.look() == "later"
    assert reload.look() == "published"


def test_what_changed_between_start_and_the_first_look_is_seen(own_line: Line) -> None:
    change(own_line.dep.settings.rules_dir / "agencies" / "TX.yaml", AGENCY, "status: unverified")
    late = Reload(own_line.dep)
    assert [late.look(), late.look()] == ["changing", "published"]


def test_it_watches_in_the_background(own_line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = threading.Event()
    watching = Reload(own_line.dep, every=0.01)
    look = watching.look

    def noted() -> str:
        found = look()
        if found == "published":
            seen.set()
        return found

    monkeypatch.setattr(watching, "look", noted)
    watching.start()
    change(own_line.dep.settings.rules_dir / "agencies" / "TX.yaml", AGENCY, "status: unverified")
    assert seen.wait(60)
    watching.stop()


def test_a_restart_with_broken_files_serves_what_was_served_before(
    own_line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_line(own_line, monkeypatch)
    served = ready(own_line)["version"]
    edit(own_line.dep.settings.rules_dir / "agencies" / "TX.yaml", AGENCY, "status: verifed")
    monkeypatch.setattr("hotline.cli.environment.configure_logging", lambda *_: None)
    again = serving_deployment()
    with again.database.read() as db:
        assert again.library.current(db).digest.startswith(served)
    assert again.library.refused
    again.database.close()
    assert broken_tasks(own_line) == [("open", "supervisors")]


def test_a_first_start_with_broken_files_is_refused(
    tmp_path: Path, own_line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_line(own_line, monkeypatch)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path / "new"))
    monkeypatch.setattr("hotline.cli.environment.configure_logging", lambda *_: None)
    edit(own_line.dep.settings.rules_dir / "agencies" / "TX.yaml", AGENCY, "status: verifed")
    with pytest.raises(BrokenFilesError):
        serving_deployment()
