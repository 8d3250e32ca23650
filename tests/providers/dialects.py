"""A line at each phone provider that comes with the service, and the company at its other end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hotline.simulator import telnyx
from hotline.simulator.dialect import SIGNALWIRE
from tests.line import CARRIER, TOKEN, Company, Line, open_line


@dataclass(frozen=True)
class Provider:
    """A provider by its name in the settings, and what an account there needs.

    ``LINE`` in ``environment`` stands for the line's own address, where the company's API is.
    """

    name: str
    company: Company
    environment: dict[str, str] = field(default_factory=dict)


PROVIDERS = (
    Provider("twilio", Company()),
    Provider(
        "signalwire",
        Company(lambda _: SIGNALWIRE, prefix=f"{CARRIER}/api/laml"),
        {
            "HOTLINE_SIGNALWIRE_API_URL": f"LINE{CARRIER}/api/laml",
            "HOTLINE_SIGNALWIRE_SPACE": "example.signalwire.com",
            "HOTLINE_SIGNALWIRE_PROJECT_ID": "11111111-2222-3333-4444-555555555555",
            "HOTLINE_SIGNALWIRE_API_TOKEN": "PT-synthetic",
            "HOTLINE_SIGNALWIRE_SIGNING_KEYS": f"an-older-key, {TOKEN}",
        },
    ),
    Provider(
        "telnyx",
        Company(lambda line: telnyx.Telnyx(line + CARRIER), telnyx.rest_api),
        {
            "HOTLINE_TELNYX_API_URL": f"LINE{CARRIER}/v2",
            "HOTLINE_TELNYX_API_KEY": "KEY-synthetic",
            "HOTLINE_TELNYX_PUBLIC_KEY": telnyx.public_key(TOKEN),
            "HOTLINE_TELNYX_ACCOUNT_ID": "cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b",
            "HOTLINE_TELNYX_APPLICATION_ID": "1234567890",
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
        company=provider.company,
        prepare=prepare,
        provider=provider.name,
        twilio_account_sid="",
        twilio_auth_token="",
    ) as line:
        yield line
