"""A line at each phone provider that comes with the service, and the company at its other end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hotline.simulator import dialect
from hotline.simulator.dialect import Dialect
from tests.line import CARRIER, TOKEN, Line, open_line


@dataclass(frozen=True)
class Provider:
    """A provider by its name in the settings, and what an account there needs.

    ``LINE`` in ``environment`` stands for the line's own address, where the company's API is.
    """

    name: str
    dialect: Dialect
    environment: dict[str, str] = field(default_factory=dict)


PROVIDERS = (
    Provider("twilio", dialect.TWILIO),
    Provider(
        "signalwire",
        dialect.SIGNALWIRE,
        {
            "HOTLINE_SIGNALWIRE_API_URL": f"LINE{CARRIER}/api/laml",
            "HOTLINE_SIGNALWIRE_SPACE": "example.signalwire.com",
            "HOTLINE_SIGNALWIRE_PROJECT_ID": "11111111-2222-3333-4444-555555555555",
            "HOTLINE_SIGNALWIRE_API_TOKEN": "PT-synthetic",
            "HOTLINE_SIGNALWIRE_SIGNING_KEYS": f"an-older-key, {TOKEN}",
        },
    ),
)


@contextlib.contextmanager
def open_line_at(
    provider: Provider, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Line]:
    """A demo line whose only provider is this one; others' settings are not given."""
    if provider.name == "twilio":
        with open_line(folder, reports_answers=True) as line:
            yield line
        return

    def prepare(address: str) -> None:
        for name, value in provider.environment.items():
            monkeypatch.setenv(name, value.replace("LINE", address))

    with open_line(
        folder,
        reports_answers=True,
        dialect=provider.dialect,
        prepare=prepare,
        provider=provider.name,
        twilio_account_sid="",
        twilio_auth_token="",
    ) as line:
        yield line
