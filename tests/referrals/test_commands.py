"""What an operator does at the command line: shifts, tasks, dead jobs, returned mail, moving."""

from __future__ import annotations

import json
import re
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


CLOCK_TIME = re.compile(r"\b\d{1,2}:\d\d [AP]M C[SD]T\b")


def test_a_state_that_no_job_has_is_refused() -> None:
    refused = CliRunner().invoke(app, ["jobs", "list", "--state", "lost"])
    assert refused.exit_code == 2
    assert "'leased'" in refused.output


def test_times_are_the_lines_own_for_people_and_utc_for_programs(desk: Desk, run: Run) -> None:
    """One clock, with its name; never two zones without one."""
    desk.staff("sol", "supervisor", shift=False)
    run("staff", "reach", "sol", "--email", "sol@line.example")
    tip = desk.report()
    desk.report("alpha", urgency="P2", minutes=1440)
    said = run("staff", "shift", "sol", "--hours", "8").stdout
    run("reports", "show", tip)
    lists = {
        ("reports", "list"): "created_at",
        ("referrals", "list"): "due_at",
        ("tasks", "list"): "due_at",
        ("jobs", "list", "--state", "due"): "due_at",
        ("staff", "shifts"): "until",
        ("audit", "tail", "--subject", f"report:{tip}"): "at",
    }
    shown = [said, run("reports", "show", tip).stdout, *(run(*words).stdout for words in lists)]
    for text in shown:
        assert CLOCK_TIME.search(text), text
        assert "UTC" not in text and "+00:00" not in text, text
    for words, column in lists.items():
        moments = [row[column] for row in json.loads(run(*words, "--json").stdout)]
        assert all(m.endswith("+00:00") and "T" in m for m in moments if m), words


@pytest.mark.parametrize(
    ("until", "utc"),
    [
        ("2030-11-25T09:00", "2030-11-25T15:00:00+00:00"),
        ("2030-07-25T09:00", "2030-07-25T14:00:00+00:00"),
        ("2030-11-25T09:00-05:00", "2030-11-25T14:00:00+00:00"),
        ("2030-11-25T09:00Z", "2030-11-25T09:00:00+00:00"),
    ],
)
def test_a_time_without_a_zone_is_the_lines(desk: Desk, run: Run, until: str, utc: str) -> None:
    desk.report()
    (task,) = desk.tasks("hand_off")
    run("tasks", "snooze", str(task.id), "--until", until)
    (row,) = json.loads(run("tasks", "list", "--json").stdout)
    assert row["due_at"] == utc
