"""A line at each phone provider that comes with the service, and the company at its other end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from hotline.simulator.companies import COMPANIES, Company
from hotline.simulator.dialect import Dialect
from tests.line import CARRIER, TOKEN, Line, open_line


@dataclass(frozen=True)
class Provider:
    """A provider by its name in the settings."""

    name: str

    @property
    def company(self) -> Company:
        """The phone company that is simulated for it."""
        return COMPANIES[self.name]

    @property
    def settings(self) -> Mapping[str, str]:
        """The settings of a line with this provider alone: others' are not given."""
        others = (
            {} if self.name == "twilio" else {"twilio_account_sid": "", "twilio_auth_token": ""}
        )
        return {"provider": self.name, **others}

    def dialect(self, line: str) -> Dialect:
        """How it speaks to a line at this address."""
        return self.company.dialect(line + CARRIER)

    def account(self, line: str) -> Mapping[str, str]:
        """What an account there needs in the environment of a line at this address."""
        return self.company.account(line + CARRIER, TOKEN)


PROVIDERS = tuple(map(Provider, COMPANIES))


@contextlib.contextmanager
def open_line_at(
    provider: Provider, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Line]:
    """A demo line whose only provider is this one; others' settings are not given."""

    def prepare(address: str) -> None:
        for name, value in provider.account(address).items():
            monkeypatch.setenv(name, value)

    with open_line(
        folder,
        reports_answers=True,
        company=provider.company,
        prepare=prepare,
        **provider.settings,
    ) as line:
        yield line
