"""``hotline train``: its own data and logins, nothing that leaves, reset by a button."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from hotline.privacy.egress import Egress, EgressRefusedError
from hotline.settings import Mode, load_settings
from hotline.web.access import TABLE, TRAINING
from tests.command import environment_of, hotline_with
from tests.line import KEY, LINE_NUMBER
from tests.moved_clock.sitecustomize import of_children
from tests.server import Server

PATIENCE = 180.0
TIP = re.compile(r'href="/reports/(\d{4}-\d{4})"')
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
REAL = {
    "HOTLINE_MODE": "production",
    "HOTLINE_PUBLIC_URL": "https://tips.example.org",
    "HOTLINE_TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
    "HOTLINE_TWILIO_AUTH_TOKEN": "real" * 8,
    "HOTLINE_NUMBER": LINE_NUMBER,
    "HOTLINE_SMTP_URL": "smtps://tips:secret@mail.example.org:465",
    "HOTLINE_MAIL_FROM": "tips@example.org",
    "HOTLINE_SECRET_KEYS": KEY,
    "HOTLINE_LINE_NAME": "Webb County Tip Line",
    "HOTLINE_TIME_ZONE": "America/Chicago",
}
"""A line's own settings; none of its secrets may reach the training."""


class Training:
    """``hotline train`` in a process of its own."""

    def __init__(self, folder: Path) -> None:
        held = Server()
        self.port = held.port
        held.stop()
        self.folder = folder
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.said = ""
        self._browsers: list[httpx.Client] = []
        self._ready = threading.Semaphore(0)
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "hotline", "train", "--port", str(self.port),
             "--trainees", "ana", "--speed", "30", "--public-url", "https://train.example.org"],
            env={"PATH": os.environ["PATH"], **of_children(), **REAL,
                 "HOTLINE_DATA_DIR": str(folder)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout:
            for line in self._process.stdout:
                self.said += line
                if "Ctrl-C" in line:
                    self._ready.release()

    def started(self) -> None:
        assert self._ready.acquire(timeout=PATIENCE), self.said

    def browser(self, name: str) -> httpx.Client:
        """Someone who is logged in; the proxy in front speaks https."""
        password = re.findall(rf"^{name} (\S+)$", self.logins, re.MULTILINE)[0]
        headers = {"x-forwarded-proto": "https", "host": "train.example.org"}
        opened = httpx.Client(
            base_url=self.base_url, headers=headers, timeout=60, verify=False,
            follow_redirects=False,
        )  # fmt: skip
        answer = opened.post("/login", data={"username": name, "password": password})
        assert answer.status_code == 303, answer.text
        given = answer.headers.get_list("set-cookie")  # they are for https alone
        opened.headers["cookie"] = "; ".join(cookie.split(";")[0] for cookie in given)
        opened.cookies.clear()
        self._browsers.append(opened)
        return opened

    @property
    def logins(self) -> str:
        return (self.folder / "training" / "logins.txt").read_text("utf-8")

    def close(self) -> None:
        for browser in self._browsers:
            browser.close()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE)

    def end(self) -> int:
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE)


@pytest.fixture
def training(tmp_path: Path) -> Iterator[Training]:
    running = Training(tmp_path)
    yield running
    running.close()


def until(looked: Callable[[], bool]) -> None:
    over = time.monotonic() + PATIENCE
    while not looked():
        assert time.monotonic() < over
        time.sleep(0.5)


def test_a_trainer_plays_an_exercise_and_begins_again(training: Training) -> None:
    training.started()
    folder = training.folder / "training"
    assert (folder / "logins.txt").stat().st_mode & 0o777 == 0o600
    assert not (training.folder / "hotline.db").exists(), "the line's database is not opened"
    for name, secret in REAL.items():
        if name.endswith(("TOKEN", "KEYS", "SID")):
            assert secret not in training.said
    trainer, ana = training.browser("trainer"), training.browser("ana")
    assert ana.get("/training").status_code == 403
    assert httpx.get(f"{training.base_url}/training", timeout=60, verify=False).status_code != 200
    page = trainer.get("/training").text
    assert "TRAINING Webb County Tip Line" in page
    assert "The clock runs 30 times as fast." in page
    (csrf,) = set(CSRF.findall(page))
    assert trainer.post("/training", data={"csrf": csrf, "exercise": "none"}).status_code == 404
    assert trainer.post("/training", data={"exercise": "05_danger_now"}).status_code != 303
    played = trainer.post("/training", data={"csrf": csrf, "exercise": "05_danger_now"})
    assert played.status_code == 303
    until(lambda: bool(TIP.search(trainer.get("/training").text)))
    tip = TIP.findall(trainer.get("/training").text)[0]
    assert ana.get(f"/reports/{tip}").status_code == 200
    graded = trainer.get("/training").text
    assert re.search(r"<strong>(open|missed)</strong>: Claim it", graded)
    unsure = trainer.post("/training", data={"csrf": csrf, "do": "reset"})
    assert unsure.status_code == 409
    sure = trainer.post("/training", data={"csrf": csrf, "do": "reset", "sure": "yes"})
    assert sure.status_code == 200
    training.started()  # again, with the same logins
    again = training.browser("trainer").get("/training").text
    assert "Nothing was played yet." in again
    assert training.browser("ana").get(f"/reports/{tip}").status_code == 404
    assert training.end() == 0


def test_its_settings_let_nothing_leave_but_its_own_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment_of(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("HOTLINE_DEMO")
    settings = load_settings(mode=Mode.TRAINING, public_url="https://train.example.org")
    assert not settings.production
    with pytest.raises(EgressRefusedError):
        Egress(production=settings.production).check("mail.example.org", 25)
    for name, value in (
        ("smtp_url", "smtp://mail.example.org"),
        ("twilio_api_url", "https://api.example.org"),
        ("oidc_issuer", "https://id.example.org"),
    ):
        with pytest.raises(Exception, match="leaves this machine"):
            load_settings(
                mode=Mode.TRAINING, public_url="https://train.example.org", **{name: value}
            )


def test_only_who_supervises_opens_the_trainer_s_page() -> None:
    assert not TABLE.keys() & TRAINING.keys()
    assert set(TRAINING.values()) == {frozenset({"supervisor", "coordinator"})}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trainees", "Ana Example"), "is no login"),
        (("--trainees", "trainer"), "is no login"),
        (("--trainees", " , "), "name at least one"),
        (("--exercises", "nowhere"), "is not a folder"),
    ],
)
def test_a_bad_option_is_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = hotline_with({"HOTLINE_DATA_DIR": str(tmp_path)}, "train", *words)
    assert done.returncode == 2
    assert said in done.stderr
