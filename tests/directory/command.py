"""Runs ``hotline`` in a test, on the line or the folders of that test."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from hotline.cli import app
from hotline.settings import REPOSITORY
from tests.line import Line

Command = Callable[..., Result]


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
