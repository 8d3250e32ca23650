"""One served line for the tests of a module: each visit is a reporter of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from hotline.intake.web_visits import WITHIN
from tests.line import Line, open_line


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line that all tests of a module share."""
    with open_line(tmp_path_factory.mktemp("shared")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def calm(request: pytest.FixtureRequest) -> None:
    """So long after the last test that its visits make no flood."""
    if "shared" in request.fixturenames:
        request.getfixturevalue("shared").clock.now += WITHIN + timedelta(minutes=1)
