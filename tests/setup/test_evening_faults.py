"""Each fault of a line is named by ``hotline doctor``: one line, with what to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from hotline.transport import tls
from tests.command import hotline_with
from tests.setup.evening import LEE, MARIA, Evening, until
from tests.setup.evening_faults import FAULTS, in_process, nobody_reached


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_in_one_line_with_its_fix(evening: Evening, name: str) -> None:
    fault, check, what, fix = FAULTS[name]
    with fault(evening):
        inside = ("--inside",) if check in {"database", "worker", "keys"} else ()
        done = in_process(evening, "doctor", *inside)
    lines = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert done.returncode == 1 and len(lines) == 1, done.stdout
    assert lines[0].startswith(f"WRONG  {check}: ") and what in lines[0], lines[0]
    assert fix in lines[0].partition(" Fix: ")[2], lines[0]
    assert MARIA not in done.stdout and LEE not in done.stdout


def test_a_clock_that_is_wrong_is_named(evening: Evening) -> None:
    ahead = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
    own = evening.environment | {
        "TEST_CLOCK": ahead,
        "PYTHONPATH": str(Path(__file__).parents[1] / "moved_clock"),
    }
    own.pop("TEST_CLOCK_BEGAN", None)
    done = subprocess.run(
        [sys.executable, "-m", "hotline", "doctor", "--quiet"], cwd=evening.program, env=own,
        capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert re.search(r"WRONG  clock: it is 1,[12]\d\d s ahead", done.stdout), done.stdout
    assert "timedatectl set-ntp true" in done.stdout


def test_a_certificate_that_nobody_trusts_is_named(evening: Evening) -> None:
    """By a machine that does not know the authority, as every telephone company is."""
    own = evening.environment
    own.pop("SSL_CERT_FILE")
    before = dict(os.environ)
    tls.trusted.cache_clear()
    try:
        done = hotline_with(own, "doctor", "--quiet")
    finally:
        os.environ.clear()
        os.environ.update(before)
        tls.trusted.cache_clear()
    lines = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert len(lines) == 1 and "is not valid" in lines[0] and "let Caddy get one" in lines[0]


def test_green_again_when_all_faults_are_out(evening: Evening) -> None:
    until(lambda: in_process(evening, "doctor").returncode == 0, "green again")


def test_who_watches_and_who_works_hear_of_it(evening: Evening) -> None:
    """Readiness says it, and so does every page of the queue."""
    with evening.browser() as browser, nobody_reached(evening):
        ready = browser.get("/readyz?worker=required")
        assert ready.status_code == 503 and "nobody can be paged" in ready.json()["status"]
        assert any("hotline staff reach" in line for line in ready.json()["doctor"])
        assert browser.get("/readyz").status_code == 200, "calls are taken all the same"
    with httpx.Client(verify=False) as other:
        assert other.get(f"{evening.url}/metrics").status_code == 404
