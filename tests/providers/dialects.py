"""A line at each phone provider that comes with the service, and the company at its other end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hotline.simulator.companies import COMPANIES
from tests.line import CARRIER, TOKEN, Company, Line, open_line


@dataclass(frozen=True)
class Provider:
    """A provider by its name in the settings, and what an account there needs.

    ``LINE`` in ``environment`` stands for the line's own address, where the company's API is.
    """

    name: str
    company: Company
    environment: dict[str, str] = field(default_factory=dict)


def _at(name: str) -> Provider:
    at = COMPANIES[name]
    company = Company(lambda line: at.dialect(line + CARRIER), at.api, CARRIER + at.below)
    return Provider(name, company, dict(at.account(f"LINE{CARRIER}", TOKEN)))


PROVIDERS = tuple(map(_at, COMPANIES))


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
