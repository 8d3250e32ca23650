"""``TEST_CLOCK`` moves the clock of the tests and of every Python process that they start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.moved_clock.sitecustomize import BEGAN, MOMENT, of_children

SAY = "import datetime; print(datetime.datetime.now(datetime.UTC).isoformat())"
AGAIN = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SAY!r}], check=True)"
"""A process that starts another."""


def said(program: str, environment: dict[str, str]) -> datetime:
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    return datetime.fromisoformat(done.stdout.strip())


@pytest.mark.parametrize("program", [SAY, AGAIN], ids=["child", "grandchild"])
@pytest.mark.parametrize(
    "moment", ["2027-03-14T01:59:30-06:00", "2028-02-29T12:00:00Z", "2027-12-31T23:59:50-06:00"]
)
def test_processes_tell_the_moved_time(moment: str, program: str) -> None:
    environment = os.environ | {MOMENT: moment, "PYTHONPATH": str(Path("tests/moved_clock"))}
    environment.pop(BEGAN, None)
    since = said(program, environment) - datetime.fromisoformat(moment)
    assert timedelta(0) <= since < timedelta(minutes=5)


def test_a_process_with_its_own_environment_tells_the_same_time_as_this_one() -> None:
    theirs = said(SAY, {"PATH": os.environ["PATH"], **of_children()})
    assert abs(theirs - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_clock_runs_on() -> None:
    before = time.time()
    while time.time() == before:
        pass
    assert time.time() > before
