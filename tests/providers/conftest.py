"""A line at each phone provider that comes with the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.line import Line
from tests.providers.dialects import PROVIDERS, Provider, open_line_at


@pytest.fixture(params=PROVIDERS, ids=lambda provider: provider.name)
def line_at_each(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Line]:
    """The same line three times, each with a company that speaks one provider's dialect."""
    provider: Provider = request.param
    with open_line_at(provider, tmp_path, monkeypatch) as opened:
        yield opened
