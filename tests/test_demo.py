"""What a newcomer types: the demo, a conversation from a file, and the report that came of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hotline.settings import REPOSITORY
from tests.command import hotline_with
from tests.line import tip_in
from tests.moved_clock.sitecustomize import of_children
from tests.server import Server

STORIES = Path(__file__).parent / "stories"
PATIENCE = 180.0


class Demo:
    """``hotline demo`` in a folder of its own, as ``make demo`` starts it."""

    def __init__(self, folder: Path) -> None:
        held = Server()  # finds a free port, and lets go of it
        self.port = held.port
        held.stop()
        self.environment = {
            "PATH": os.environ["PATH"],
            **of_children(),
            "HOTLINE_DATA_DIR": str(folder),
            "HOTLINE_PORT": str(self.port),
        }
        self._process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """Start it; what it printed, up to how it is ended."""
        reported = threading.Event()  # one for each process: the listener of an ended one is late
        self.said.clear()
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "hotline", "demo"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, args=(self._process, reported), daemon=True).start()
        assert reported.wait(PATIENCE), "".join(self.said)
        return "".join(self.said)

    def _listen(self, process: subprocess.Popen[str], reported: threading.Event) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.said.append(line)
                if "Ctrl-C" in line:
                    reported.set()
        reported.set()

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(PATIENCE)
        self._process = None
        return code

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)

    def type(self, *words: str) -> str:
        """Another window: ``hotline`` with these words; what it printed."""
        done = hotline_with(self.environment, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path / "var")
    yield running
    running.close()


def test_the_demo_says_where_it_is_ends_with_ctrl_c_and_keeps_its_data(demo: Demo) -> None:
    said = demo.start()
    for path in ("/simulator", "/queue"):
        assert f"{demo.base_url}{path}" in said
        assert (
            httpx.get(
                f"{demo.base_url}{path}", follow_redirects=True, timeout=60, verify=False
            ).status_code
            == 200
        )
    tip = tip_in(demo.type("simulate", "text", str(STORIES / "laredo_nail_salon.yaml")))
    shown = json.loads(demo.type("reports", "show", tip, "--json"))
    assert (shown["type"], shown["state"]) == ("labor", "TX")
    assert shown["decision"]["reasons"]
    assert shown["referrals"][0]["state"] in {"planned", "offered"}

    said = demo.type("simulate", "call", str(STORIES / "columbus_motel_call.yaml"))
    assert "9 1 1" in said
    assert "Press 1 to be connected" in said
    called, texted = reports_in(demo)
    assert (called["type"], called["minor"], called["state"]) == ("sex", "yes", "OH")
    assert texted["tip_id"] == tip
    assert demo.interrupt() == 0, "".join(demo.said)
    assert "Traceback" not in "".join(demo.said)

    demo.environment["HOTLINE_PROVIDER"] = "telnyx"  # another phone company, the same reports
    demo.start()
    del demo.environment["HOTLINE_PROVIDER"]
    assert reports_in(demo) == [called, texted]
    tips = {tip}
    for number in ("+19565550177", "+19565550178"):  # two telephones, each in a window of its own
        caller = ("--caller", number)
        tips.add(
            tip_in(demo.type("simulate", "text", str(STORIES / "laredo_nail_salon.yaml"), *caller))
        )
        said = demo.type("simulate", "call", str(STORIES / "columbus_motel_call.yaml"), *caller)
        assert "Press 1 to be connected" in said
    assert len(tips) == 3
    assert json.loads(demo.type("tasks", "list", "--json"))
    assert demo.interrupt() == 0


def reports_in(demo: Demo) -> list[dict[str, str]]:
    """The reports, always in the same order."""
    listed: list[dict[str, str]] = json.loads(demo.type("reports", "list", "--json"))
    return sorted(listed, key=lambda row: row["type"], reverse=True)


def test_a_second_demo_says_what_to_do_and_does_not_disturb_the_first(
    demo: Demo, tmp_path: Path
) -> None:
    demo.start()
    fresh = Server()
    free = fresh.port
    fresh.stop()
    for settings, complaint in (
        ({"HOTLINE_PORT": str(free)}, f"already running at {demo.base_url}"),
        (
            {"HOTLINE_PORT": str(demo.port), "HOTLINE_DATA_DIR": str(tmp_path / "var2")},
            f"HOTLINE_PORT={demo.port + 1} make demo",
        ),
        ({"HOTLINE_HOST": "0.0.0.0"}, "on this machine only"),
        ({"HOTLINE_HOST": "example.org"}, "ssh -L"),
    ):
        second = hotline_with(demo.environment | settings, "demo")
        assert second.returncode == 2, second.stdout + second.stderr
        assert complaint in second.stderr
    assert tip_in(demo.type("simulate", "text", str(STORIES / "laredo_nail_salon.yaml")))


def refused(environment: dict[str, str], *words: str) -> str:
    """What ``hotline`` in a process of its own wrote when it ended with 2."""
    done = subprocess.run(
        [sys.executable, "-m", "hotline", *words],
        env={"PATH": os.environ["PATH"], **of_children(), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_a_missing_setting_is_one_clear_line_and_exit_2(tmp_path: Path) -> None:
    assert "HOTLINE_SECRET_KEYS" in refused({"HOTLINE_DATA_DIR": str(tmp_path)}, "serve")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("reports", "list"), "must be set"),
        (("simulate", "text"), "must be set"),
        (("explain", "--type", "nonsense"), "nonsense"),
        (("schema", "flows"), "there is no schema"),
        (("demo", "--provider", "vonage"), "twilio, signalwire, telnyx"),
    ],
)
def test_a_bad_setting_or_word_is_one_clear_line_and_exit_2(
    tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    done = hotline_with({"HOTLINE_DATA_DIR": str(tmp_path)}, *words)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


UNREADABLE = {"ivr_flows/en/report.yaml": ("wording:", "wording: [")}
WRONG = {
    "ivr_flows/report.yaml": ("next: limits", "next: limitz"),
    "routing_rules/agencies/TX.yaml": ("kind:", "kinde:"),
    "routing_rules/national.yaml": ("refer:", "refers:"),
}


@pytest.mark.parametrize("mistakes", [UNREADABLE, WRONG], ids=["unreadable", "wrong"])
def test_mistakes_in_files_stop_check_and_serve_and_each_is_reported_with_file_line_and_fix(
    tmp_path: Path, mistakes: dict[str, tuple[str, str]]
) -> None:
    for folder in ("ivr_flows", "routing_rules"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    for file, (old, new) in mistakes.items():
        broken = tmp_path / file
        broken.write_text(broken.read_text("utf-8").replace(old, new, 1), "utf-8")
    environment = {
        "HOTLINE_DATA_DIR": str(tmp_path / "var"),
        "HOTLINE_FLOWS_DIR": str(tmp_path / "ivr_flows"),
        "HOTLINE_RULES_DIR": str(tmp_path / "routing_rules"),
        "HOTLINE_TWILIO_ACCOUNT_SID": "AC0",
        "HOTLINE_TWILIO_AUTH_TOKEN": "0",
        "HOTLINE_NUMBER": "+19565550100",
        "HOTLINE_SECRET_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    }
    checked = hotline_with(environment, "check")
    assert checked.returncode == 1, checked.stdout
    for reported in (checked.stdout + checked.stderr, refused(environment, "serve")):
        for file in mistakes:
            assert re.search(rf"{re.escape(file)}:\d+: .+ Fix: ", reported), (file, reported)
