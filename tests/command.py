"""Runs ``hotline`` on a line's data, in this process: starting another takes over a second.

That the process itself ends as it should is shown by ``tests/harm/test_keys.py``.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from typer.testing import CliRunner

from hotline.cli import app
from hotline.errors import OperatorError
from tests.line import ACCOUNT, KEY, LINE_NUMBER, TOKEN, Line


def environment(line: Line) -> dict[str, str]:
    """What ``hotline`` reads in a terminal beside ``line`` while it is served."""
    return environment_of(line.folder) | {"HOTLINE_PUBLIC_URL": line.base_url}


def environment_of(folder: Path, keys: str = KEY) -> dict[str, str]:
    """What ``hotline`` needs to work on the data in ``folder``."""
    return {
        "HOTLINE_DEMO": "1",
        "HOTLINE_DATA_DIR": str(folder),
        "HOTLINE_TWILIO_ACCOUNT_SID": ACCOUNT,
        "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
        "HOTLINE_NUMBER": LINE_NUMBER,
        "HOTLINE_SECRET_KEYS": keys,
    }


def hotline(
    folder: Path, *words: str, keys: str = KEY, said: str = ""
) -> subprocess.CompletedProcess[str]:
    """``hotline`` with ``words``, on the data in ``folder``; ``said`` is what is typed."""
    return hotline_with(environment_of(folder, keys), *words, said=said)


def hotline_with(
    environment: Mapping[str, str], *words: str, said: str = ""
) -> subprocess.CompletedProcess[str]:
    """``hotline`` with ``words``, where these variables are set."""
    result = CliRunner().invoke(app, list(words), input=said, env=environment)
    code, errors = result.exit_code, result.stderr
    if isinstance(result.exception, OperatorError):  # as hotline.cli.main says it
        code, errors = 2, errors + "\n".join(result.exception.lines)
    elif not isinstance(result.exception, SystemExit | None):
        raise result.exception
    return subprocess.CompletedProcess(words, code, result.stdout, errors)
