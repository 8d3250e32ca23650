"""One evening for all tests of the set-up: a line that ``hotline init`` made, and that serves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.setup.evening import Evening


@pytest.fixture(scope="package")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """A line that was set up as the guide says, and serves. A test leaves it as it found it."""
    if shutil.which("caddy") is None:
        pytest.skip("Caddy is not installed; with it on the PATH the evening is played too")
    town = Evening(tmp_path_factory.mktemp("evening"))
    with town.world():
        with town.step("hotline init"):
            town.printed = town.init()
        with town.step("start the service"):
            town.start_service()
        with town.step("start Caddy and get a certificate"):
            town.start_caddy()
        with town.step("hotline connect --set"):
            connected = town.hotline("connect", "twilio", "--set")
            assert connected.returncode == 0, connected.stdout + connected.stderr
        yield town
