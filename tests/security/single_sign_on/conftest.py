"""One provider and one line a file, and people who may log in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select

from hotline.accounts import single_sign_on, staff
from hotline.accounts.throttle import Throttle
from hotline.db import line_options as options
from hotline.db.accounts import LinkedLogin, LoginSession, Staff
from hotline.unit_of_work import Tx
from tests.line import PASSWORD, Line, open_line
from tests.security import openid_provider
from tests.security.openid_provider import Provider
from tests.security.single_sign_on.signing_on import (
    SETTINGS,
    Add,
)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with openid_provider.running() as started:
        yield started


@pytest.fixture(scope="module")
def one_line(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("sso")
    with open_line(folder, oidc_issuer=provider.issuer, **SETTINGS) as opened:
        provider.make(register=[opened.base_url + "/login/sso/callback"])
        opened.app.state.passwords.hold_seconds = 0.0
        opened.app.state.passwords.sign_on.seconds = 60.0
        opened.clock.now = datetime.now(UTC)
        yield opened


@pytest.fixture
def line(one_line: Line, provider: Provider) -> Iterator[Line]:
    """The one line, with nobody linked, nothing remembered, and the provider as it should be."""
    with one_line.dep.database.write() as db:
        for table in (LinkedLogin, LoginSession):
            db.execute(delete(table))
        for person in db.scalars(select(Staff)):
            person.active, person.role = True, person.username.partition(".")[0]
        options.set_value(db, options.NO_PASSWORDS, "no")
    provider.make()
    one_line.clock.now = max(one_line.clock.now, datetime.now(UTC))
    one_line.app.state.passwords.throttle = Throttle()
    one_line._logins.clear()
    yield one_line


@pytest.fixture
def person(line: Line) -> Add:
    """A login, and its link: ``subject`` at the provider, or an invited ``email``."""

    def add(name: str = "dispatcher.ana", subject: str = "", email: str = "") -> int:
        with line.dep.database.write() as db:
            found = db.scalars(select(Staff).where(Staff.username == name)).first()
            role = name.partition(".")[0]
            found = found or staff.add(
                db, username=name, name="Ana", role=role, password=PASSWORD, now=line.clock.now
            )
            db.flush()
            tx = Tx(db, line.dep, line.clock.now, "staff:1")
            if subject:
                single_sign_on.link(tx, found, subject)
            if email:
                single_sign_on.invite(tx, found, email)
            return found.id

    return add
