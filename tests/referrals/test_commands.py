"""What an operator does at the command line: shifts, tasks, dead jobs, returned mail, moving."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from hotline.cli import app
from hotline.intake.reports import OpenReport
from hotline.privacy import erase
from hotline.referrals.channels import webhook
from hotline.referrals.channels.email import envelope_id
from hotline.settings import SettingsError
from tests.line import ACCOUNT, KEY, LINE_NUMBER, TOKEN
from tests.referrals.conftest import ALPHA_DESK, Desk
from tests.referrals.test_bounces import dsn

Run = Callable[..., Result]


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``hotline …`` on the desk's line."""
    known = desk.line.dep.settings
    for name, value in {
        "DEMO": "1",
        "DATA_DIR": str(known.data_dir),
        "RULES_DIR": str(known.rules_dir),
        "PUBLIC_URL": known.public_url,
        "SECRET_KEYS": KEY,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "NUMBER": LINE_NUMBER,
        "TIME_ZONE": known.time_zone,
    }.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)

    def doing(*words: str, given: bytes | None = None) -> Result:
        result = CliRunner().invoke(app, list(words), input=given)
        if isinstance(result.exception, SettingsError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return doing


def test_who_is_paged_and_when(desk: Desk, run: Run) -> None:
    desk.staff("sol", "supervisor", shift=False)
    run("staff", "reach", "sol", "--phone", "+1 956 555 0161", "--email", "sol@line.example")
    run("staff", "shift", "sol", "--hours", "8")
    shifts = json.loads(run("staff", "shifts", "--json").stdout)
    assert [(s["of"], s["username"], s["text_and_call"]) for s in shifts] == [
        ("dispatchers", "sol", True),
        ("supervisors", "sol", True),
    ]
    shown = run("staff", "shifts").stdout + run("staff", "list").stdout
    assert "0161" not in shown, "where somebody is reached is shown to nobody"
    assert "not on shift" in run("staff", "shift", "sol", "--hours", "0").stdout
    for wrong in (["--phone", "12"], ["--email", "nobody"]):
        with pytest.raises(SettingsError):
            run("staff", "reach", "sol", *wrong)
    with pytest.raises(SettingsError, match="no login"):
        run("staff", "shift", "nobody")


def test_a_hand_off_by_telephone_is_done_and_acknowledged(desk: Desk, run: Run) -> None:
    tip = desk.report()
    (task,) = desk.tasks("hand_off")
    run("tasks", "priority", str(task.id), "--to", "P0")
    run("tasks", "assign", str(task.id), "--to", "supervisors")
    later = (task.due_at + timedelta(days=1500)).isoformat()
    run("tasks", "snooze", str(task.id), "--until", later)
    run("tasks", "done", str(task.id), "--note", "CASE 7")
    assert desk.states(tip)["national_hotline"] == "acknowledged"
    with pytest.raises(SettingsError, match="no task"):
        run("tasks", "done", "999")
    with pytest.raises(SettingsError, match="done already"):
        run("tasks", "assign", str(task.id), "--to", "dispatchers")
    with pytest.raises(SettingsError, match="not a time"):
        run("tasks", "snooze", str(task.id), "--until", "tomorrow")


def test_a_dead_job_is_tried_again_when_its_cause_is_mended(desk: Desk, run: Run) -> None:
    desk.postman.refuse[ALPHA_DESK] = "550 no"
    desk.report("alpha", urgency="P2", minutes=1440)
    desk.line.work()
    (dead,) = json.loads(run("jobs", "list", "--json").stdout)
    assert dead["error"] == "the mail server refused the receiver (550)"
    assert ALPHA_DESK not in run("jobs", "list").stdout
    desk.postman.refuse.clear()
    run("jobs", "retry", str(dead["id"]))
    desk.line.skip_to(desk.now + timedelta(days=1500))
    assert not desk.jobs(state="dead")
    with pytest.raises(SettingsError, match="no dead job"):
        run("jobs", "retry", "999")


def test_returned_mail_is_read_from_standard_input(desk: Desk, run: Run) -> None:
    desk.report("alpha")
    desk.line.work()
    returned = dsn(id_=envelope_id(desk.line.dep.keys, desk.jobs("alert")[0].key))
    assert "failed" in run("bounce", given=returned).stdout
    assert desk.deliveries()[0].state == "failed"
    assert "not known here" in run("bounce", given=dsn()).stdout
    assert "not a delivery report" in run("bounce", given=b"Subject: hello\n\nhello").stdout


@pytest.mark.postgres
def test_the_line_moves_by_one_command(
    desk: Desk, run: Run, new_postgres: Callable[[], str]
) -> None:
    desk.report("alpha")
    said = run("move", "--to", new_postgres()).stdout
    assert "the same on both sides" in said
    with pytest.raises(SettingsError):
        run("move", "--to", "nonsense")
    with pytest.raises(SettingsError, match="same database"):
        run("move", "--to", desk.line.dep.settings.database)


def test_a_closed_report_is_erased_and_an_open_one_is_not(desk: Desk, run: Run) -> None:
    tip = desk.report("alpha")
    with pytest.raises(SettingsError, match="close it first"):
        run("reports", "erase", tip, "--yes")

    def close(_db: object, _dep: object, opened: OpenReport) -> None:
        opened.row.state, opened.row.closed_at = "closed", desk.now

    desk.change(tip, close)
    assert f"{tip} is erased" in run("reports", "erase", tip, given=b"y\n").stdout
    assert erase.is_erased(desk.row(tip))
    assert tip in run("reports", "list").stdout, "that it was there is still counted"
    with pytest.raises(SettingsError, match="no report"):
        run("reports", "erase", "1111-1116", "--yes")


def test_the_operator_gets_an_agencys_webhook_secret_by_command(desk: Desk, run: Run) -> None:
    rows = json.loads(run("agencies", "webhook-secret", "beta", "--json").output)
    assert rows == [
        {
            "address": desk.hook.url,
            "secret": webhook.secret_for(desk.line.dep.keys, desk.hook.url),
        }
    ]
    for wrong, why in (("betta", "beta"), ("alpha", "has no webhook")):
        with pytest.raises(SettingsError, match=why):
            run("agencies", "webhook-secret", wrong)
