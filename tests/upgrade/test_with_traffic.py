"""A line is updated while people text and call: nothing is lost, and no one is notified twice.

The version before runs from the history as a process of its own; it is stopped as an operator stops
it, ``hotline upgrade`` runs, and this version is started. The provider posts again what was not
answered, as it does. :mod:`tests.faults.proof` judges, as after a night of killed processes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from hotline.deployment import Deployment, utc_now
from hotline.intake.expire import expire_contacts
from hotline.wiring import new_worker
from tests.command import hotline_with
from tests.faults.kills import carrier, environment_of, free_port, outcome_of
from tests.faults.stream import Stream
from tests.line import ACCOUNT, LINE_NUMBER, TOKEN, settings_for
from tests.moved_clock.sitecustomize import of_children
from tests.referrals.receivers import Postman

ROOT = Path(__file__).parents[2]
BEFORE = "2bd0ba40cfdc71910318cc872085fe8cfe4199a6"
PEOPLE = 2
TEXTS = 14
"""How many are answered by each version at least."""
PATIENCE = 180.0
PUBLIC = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the version before; where the history is not here, those of this one."""
    packed = subprocess.run(
        ["git", "archive", BEFORE, "hotline", "ivr_flows", "routing_rules"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if packed.returncode:
        return ROOT
    folder = tmp_path_factory.mktemp("before")
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    return folder


def command(code: Path, environment: Mapping[str, str], *words: str) -> None:
    """``hotline`` of the version in ``code``."""
    subprocess.run(
        [sys.executable, "-m", "hotline", *words],
        cwd=code,
        env={"PATH": os.environ["PATH"], **of_children(), **environment},
        check=True,
        capture_output=True,
    )


@contextmanager
def served(code: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """``hotline serve`` of the version in ``code``; at the end it is asked to stop."""
    ready = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-m", "hotline", "serve"],
        cwd=code,
        env={"PATH": os.environ["PATH"], **of_children(), **environment},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None

        def listen() -> None:
            for line in process.stderr or ():
                if "ready at" in line:
                    ready.set()

        threading.Thread(target=listen, daemon=True).start()
        try:
            assert ready.wait(PATIENCE), "it did not start"
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0


def until_texts(stream: Stream, count: int) -> None:
    """Wait until so many more texts were answered."""
    wanted, over = len(stream.accepted) + count, time.monotonic() + PATIENCE
    while len(stream.accepted) < wanted:
        assert time.monotonic() < over, "no texts were answered"
        time.sleep(0.05)


def test_an_update_under_traffic_loses_nothing_and_notifies_no_one_twice(
    before: Path, tmp_path: Path
) -> None:
    folder, port = tmp_path / "line", free_port()
    with Postman() as postman, carrier(PUBLIC) as (company, api):
        environment = environment_of(folder, "", PUBLIC, api, postman.url)
        environment["HOTLINE_PORT"] = str(port)
        command(before, environment, "staff", "add", "dana", "--name", "Dana Example", "--link")
        reach = (
            "staff",
            "reach",
            "dana",
            "--phone",
            "+19565550162",
            "--email",
            "dana@line.example",
        )
        command(before, environment, *reach)
        stream = Stream([f"http://127.0.0.1:{port}"], PUBLIC, TOKEN, ACCOUNT, LINE_NUMBER, seed=16)
        people = stream.people(PEOPLE)
        with served(before, environment):
            until_texts(stream, TEXTS)
        looked = hotline_with(environment, "upgrade", "--check")
        assert looked.returncode == 0, looked.stdout + looked.stderr
        upgraded = hotline_with(environment, "upgrade")
        assert upgraded.returncode == 0, upgraded.stdout + upgraded.stderr
        with served(ROOT, environment):
            until_texts(stream, TEXTS)
            stream.stop.set()
            for person in people:
                person.join(PATIENCE)
        later = timedelta(minutes=3)  # in which every conversation ends that nobody goes on with
        settings = settings_for(folder, PUBLIC, postman.port, twilio_api_url=api)
        dep = Deployment.of(settings, clock=lambda: utc_now() + later)
        dep.publish_folders()
        worker = new_worker(dep)
        expire_contacts(dep)
        while worker.beat():
            expire_contacts(dep)
        worker.stop()
        outcome = outcome_of("sqlite", dep, stream, postman, company, utc_now())
        dep.close()
    assert outcome.problems == []
    assert outcome.doubled == 0
    assert outcome.mails > 0
    assert outcome.texts >= 2 * TEXTS
