"""Runs ``hotline`` in a test, on the line or the folders of that test."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from typer.testing import CliRunner

from hotline.cli import app
from hotline.settings import REPOSITORY
from tests.line import Line

Command = Callable[..., Result]
CHECKED = re.compile(r"\b(?:read|called): (\d{4}-\d\d-\d\d)")


@cache
def day_of_the_directory() -> datetime:
    """The day of its newest check: no entry is from the future then, and none is out of date."""
    files = (REPOSITORY / "routing_rules").rglob("*.yaml")
    dates = (day for file in files for day in CHECKED.findall(file.read_text("utf-8")))
    return datetime.fromisoformat(f"{max(dates)}T18:00:00+00:00")


def on_that_day() -> time_machine.travel:
    """Commands read the machine's clock; within this it is :func:`day_of_the_directory`."""
    return time_machine.travel(day_of_the_directory())


def rules_copy(folder: Path) -> Path:
    """A copy of the shipped directory and rules, to be edited."""
    return Path(shutil.copytree(REPOSITORY / "routing_rules", folder / "rules"))


def edit(file: Path, old: str, new: str) -> None:
    """As a coordinator would, in an editor."""
    text = file.read_text("utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new, 1), "utf-8")


def run(*words: str, expect: int = 0, said: str | None = None) -> Result:
    """``hotline`` with ``words``; its exit code is ``expect``."""
    result = CliRunner().invoke(app, list(words), input=said, catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        if expect != 2:
            raise result.exception
        return result
    assert result.exit_code == expect, result.output
    return result


def at_line(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command work on the data of ``line``."""
    given = line.dep.settings
    for name, value in {
        "DEMO": "1",
        "DATA_DIR": str(given.data_dir),
        "PUBLIC_URL": given.public_url,
        "TWILIO_ACCOUNT_SID": given.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": given.twilio_auth_token,
        "TWILIO_API_URL": given.twilio_api_url,
        "NUMBER": given.number,
        "SMTP_URL": given.smtp_url,
        "SECRET_KEYS": ",".join(base64.b64encode(key).decode() for key in given.secret_keys),
        "RULES_DIR": str(given.rules_dir),
        "FLOWS_DIR": str(given.flows_dir),
    }.items():
        monkeypatch.setenv(f"HOTLINE_{name}", value)
