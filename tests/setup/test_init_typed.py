"""``hotline init`` typed at a terminal, left in the middle, and run again."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hotline.cli.setup_answers import typed_code
from tests.moved_clock.sitecustomize import of_children

PATIENCE = 60.0
LEAVE, ENTER = "\x03", "\n"
IN_TERMINAL = 'exec "$0" -m hotline init <"$1" >"$1" 2>&1'
"""Whoever opens a terminal first in a session of its own gets its Ctrl-C."""
FIRST = [
    ("What is the line called", "Webb County Tip Line"),
    ("Its phone number", "not a number"),
    ("is not a telephone number", ""),
    ("Its phone number", "956 555 0100"),
    ("Which county or city", "Webb County, TX"),
    ("More languages", "vi"),
    ("Refer to local agencies too", "n"),
    ("production, or rehearsal", "rehearsal"),
    ("The address of the line", "http://127.0.0.1:8000"),
    ("Time zone", LEAVE),
]
"""What is printed, and what is then typed; Ctrl-C at the time zone."""


def typed(folder: Path, dialog: list[tuple[str, str]]) -> tuple[int, str]:
    """The exit code and all that a terminal shows."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["/bin/sh", "-c", IN_TERMINAL, sys.executable, os.ttyname(theirs)], cwd=folder,
        env={"PATH": os.environ["PATH"], "HOTLINE_HOME": str(folder / "etc"), **of_children()},
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown, at = "", 0
    try:
        for question, answer in dialog:
            end = time.monotonic() + PATIENCE
            while question not in shown[at:]:
                assert time.monotonic() < end, shown
                if select.select([ours], [], [], 0.5)[0]:
                    shown += os.read(ours, 4096).decode("utf-8", "replace")
            at = shown.index(question, at) + len(question)
            if answer:
                os.write(ours, answer.encode() + (b"" if answer in {LEAVE, ENTER} else b"\n"))
        code = process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)
    return code, shown


def test_what_was_typed_before_it_was_left_is_offered_again(tmp_path: Path) -> None:
    code, shown = typed(tmp_path, FIRST)
    assert code == 1 and "Traceback" not in shown, shown
    settings = tmp_path / "etc" / "hotline.env"
    assert "HOTLINE_MODE=rehearsal" in settings.read_text("utf-8")
    assert settings.stat().st_mode & 0o777 == 0o600
    again = [
        ("What is the line called [Webb County Tip Line]", ENTER),
        ("Its phone number [+19565550100]", ENTER),
        ("Webb County, TX]", ENTER),
        ("[vi]", ENTER),
        ("[y/N]", "n"),
        ("[rehearsal]", ENTER),
        ("[http://127.0.0.1:8000]", ENTER),
        ("Time zone [America/Chicago]", LEAVE),
    ]
    code, shown = typed(tmp_path, again)
    assert code == 1 and "Traceback" not in shown, shown


def test_nobody_there_to_type_the_code_means_not_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert typed_code("Code") == ""
