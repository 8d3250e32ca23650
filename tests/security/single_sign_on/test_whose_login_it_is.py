"""Which login an account at the provider opens, with which role and second factor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pyotp
import pytest
from sqlalchemy import select

from hotline.accounts import logins, single_sign_on
from hotline.accounts.staff import StaffError
from hotline.db.accounts import LinkedLogin, Staff
from hotline.unit_of_work import Tx
from tests.line import Line
from tests.security.openid_provider import Provider
from tests.security.single_sign_on.signing_on import (
    Add,
    inside,
    refused,
    rows,
    sign_in,
    window,
)
from tests.web.desk import Desk, words

# Whose login it is ----------------------------------------------------------------------------


def test_who_is_not_linked_gets_nothing_and_sees_the_id_to_ask_with(
    line: Line, provider: Provider, person: Add
) -> None:
    person()
    before = len(rows(line, "login_added"))
    provider.user("stranger-1", email="ana@county.example", email_verified=True,
                  preferred_username="dispatcher.ana", name="Ana")  # fmt: skip
    said = refused(line, provider, "stranger-1")
    assert "no login here is linked to that account" in said and "stranger-1" in said
    assert rows(line, "sso_refused")[-1] == ("single sign-on", "not linked")
    assert len(rows(line, "login_added")) == before, "no login is ever made"


@pytest.mark.parametrize(
    ("claims", "linked"),
    [
        ({"email": "ana@county.example", "email_verified": True}, True),
        ({"email": "Ana@County.Example", "email_verified": "true"}, True),
        ({"email": "ana@county.example"}, False),
        ({"email": "ana@county.example", "email_verified": False}, False),
        ({"email": "ana@county.example", "email_verified": "yes"}, False),
        ({"email": "ana@county.example", "email_verified": 1}, False),
        ({"email": "eve@county.example", "email_verified": True}, False),
        ({"email": "ana@county.example.evil", "email_verified": True}, False),
        ({"email": ["ana@county.example"], "email_verified": True}, False),
        ({"email_verified": True}, False),
    ],
)
def test_an_invitation_needs_the_verified_address(
    line: Line, provider: Provider, person: Add, claims: dict[str, Any], linked: bool
) -> None:
    number = person(email="ana@county.example")
    subject = f"invited-{abs(hash(str(claims)))}"
    provider.user(subject, **claims)
    with window(line) as browser:
        answer = sign_in(line, provider, browser, subject)
        assert (answer.status_code == 303) is linked is inside(browser)
    if linked:
        assert rows(line, "sso_linked")[-1] == (f"staff:{number}", "by email")


def test_an_invitation_binds_once_and_the_id_counts_from_then_on(
    line: Line, provider: Provider, person: Add
) -> None:
    person(email="ana@county.example")
    told = {"email": "ana@county.example", "email_verified": True}
    provider.user("quagga-first", **told)
    provider.user("second", **told)
    with window(line) as browser:
        assert sign_in(line, provider, browser, "quagga-first").status_code == 303
    assert "no login here" in refused(line, provider, "second"), "the same address, another id"
    provider.user("quagga-first", email="married@county.example", email_verified=True)
    with window(line) as browser:
        assert sign_in(line, provider, browser, "quagga-first").status_code == 303
    line.work()
    with line.dep.database.read() as db:
        stored = b"".join(path.read_bytes() for path in line.folder.glob("hotline.db*"))
        assert db.scalars(select(LinkedLogin)).one().digest
    assert b"ana@county.example" not in stored and b"quagga" not in stored


def test_a_login_that_was_turned_off_stays_off(line: Line, provider: Provider, person: Add) -> None:
    number = person(subject="ana-13")
    provider.user("ana-13")
    with window(line) as browser:
        assert sign_in(line, provider, browser, "ana-13").status_code == 303
        with line.dep.database.write() as db:
            by = logins.By("staff:1", line.clock.now)
            logins.disable(db, line.dep, db.get_one(Staff, number), by)
        assert not inside(browser)
    assert "turned off" in refused(line, provider, "ana-13")
    assert rows(line, "sso_refused")[-1] == (f"staff:{number}", "turned off")
    person("dispatcher.bo", email="bo@county.example")
    with line.dep.database.write() as db:
        for one in db.scalars(select(Staff)):
            one.active = False
    provider.user("bo-13", email="bo@county.example", email_verified=True)
    refused(line, provider, "bo-13")
    with line.dep.database.read() as db:
        assert not db.scalars(select(LinkedLogin).where(LinkedLogin.digest.is_not(None))).all()[1:]


def test_one_account_there_is_one_login_here(line: Line, person: Add) -> None:
    person(subject="ana-14")
    with pytest.raises(StaffError, match="already linked"):
        person("dispatcher.bo", subject="ana-14")
    person("dispatcher.cy", email="cy@county.example")
    with pytest.raises(StaffError, match="already linked"):
        person("dispatcher.bo", email="CY@county.example")


NO_ADDRESS = ("", "ana", "ana@county", "@county.example", "a b@x.example", "a" * 200 + "@x.example")


@pytest.mark.parametrize("email", NO_ADDRESS)
def test_what_is_no_address_is_not_invited(line: Line, person: Add, email: str) -> None:
    number = person()
    with line.dep.database.write() as db, pytest.raises(StaffError, match="email address"):
        tx = Tx(db, line.dep, line.clock.now)
        single_sign_on.invite(tx, db.get_one(Staff, number), email)


# Roles and second factors -----------------------------------------------------------------------


@contextmanager
def believing(line: Line, **more: Any) -> Iterator[None]:
    """Other settings of the provider, for a while."""
    assert line.dep.openid is not None
    before = line.dep.openid.at
    line.dep.openid.at = replace(before, **more)
    try:
        yield
    finally:
        line.dep.openid.at = before


def role_of(line: Line, number: int) -> str:
    with line.dep.database.read() as db:
        return db.get_one(Staff, number).role


def test_the_role_is_ours_whatever_the_token_says(
    line: Line, provider: Provider, person: Add
) -> None:
    number = person(subject="ana-15")
    provider.user("ana-15", role="admin", roles=["coordinator"], groups=["admins"])
    with window(line) as browser:
        assert sign_in(line, provider, browser, "ana-15").status_code == 303
        assert role_of(line, number) == "dispatcher" and browser.get("/staff").status_code == 403


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["line-leads"], "supervisor"),
        (["line-staff", "line-leads"], "supervisor"),
        ("line-staff", "dispatcher"),
        (["other", "line-staff"], "dispatcher"),
        (["LINE-STAFF"], None),
        (["other"], None),
        ([], None),
        ({"line-staff": True}, None),
        (None, None),
    ],
)
def test_groups_give_roles_where_the_settings_say_so(
    line: Line, provider: Provider, person: Add, groups: Any, role: str | None
) -> None:
    number = person(subject="ana-16")
    provider.user("ana-16", groups=groups)
    roles = (("line-leads", "supervisor"), ("line-staff", "dispatcher"))
    with believing(line, groups_claim="groups", roles=roles), window(line) as browser:
        answer = sign_in(line, provider, browser, "ana-16")
        assert (answer.status_code == 303) is (role is not None) is inside(browser)
    assert role_of(line, number) == (role or "dispatcher")
    if role == "supervisor":
        assert rows(line, "role_changed")[-1] == ("single sign-on", "dispatcher to supervisor")


def test_a_group_takes_the_role_from_no_last_administrator(
    line: Line, provider: Provider, person: Add
) -> None:
    number = person("admin.ada", subject="ada-17")
    provider.user("ada-17", groups=["line-staff"])
    roles = (("line-staff", "dispatcher"),)
    with believing(line, groups_claim="groups", roles=roles):
        refused(line, provider, "ada-17")
    assert role_of(line, number) == "admin"
    assert rows(line, "sso_refused")[-1] == (f"staff:{number}", "last administrator")


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": "mfa"}, True),
        ({"acr": "phr"}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["otp"]}, False),
        ({"acr": "mfa"}, False),
        ({"amr": ["phr"]}, False),
        ({"amr": {"mfa": 1}}, False),
        ({}, False),
    ],
)
def test_the_providers_second_factor_counts_if_the_operator_says_so(
    line: Line, provider: Provider, person: Add, told: dict[str, Any], counts: bool
) -> None:
    number = person("supervisor.sol", subject="sol-18")
    provider.user("sol-18", **told)
    object.__setattr__(line.dep.settings, "require_second_factor", True)
    try:
        line.clock.now += timedelta(days=15)
        with line.dep.database.write() as db:
            db.get_one(Staff, number).grace_from = line.clock.now - timedelta(days=15)
        line.clock.now = datetime.now(UTC)
        with line.dep.database.write() as db:
            db.get_one(Staff, number).created_at = line.clock.now - timedelta(days=15)
            db.get_one(Staff, number).grace_from = None
        with window(line) as browser:
            assert sign_in(line, provider, browser, "sol-18").status_code == 303
            led = browser.get("/queue")
            assert (led.status_code == 200) is counts
            assert counts or led.headers["location"] == "/me/factors"
    finally:
        object.__setattr__(line.dep.settings, "require_second_factor", False)


def test_who_has_a_second_factor_here_is_asked_for_it(
    line: Line, provider: Provider, person: Add
) -> None:
    number = person("supervisor.tom", subject="tom-19")
    provider.user("tom-19")
    desk = Desk(httpx.Client(base_url=line.base_url, follow_redirects=True, timeout=120,
                             verify=False), "supervisor.tom")  # fmt: skip
    with desk.http:
        page = desk.send("/me/factors", "/me/factors/app", name="").text
        found = re.search(r'<code class="token">((?:[A-Z2-7]{4} )+)', page)
        assert found
        secret = pyotp.TOTP(found[1].replace(" ", ""))
        desk.send("/me/factors", "/me/factors/confirm", code=secret.at(line.clock.now))
    with window(line) as browser:
        page = sign_in(line, provider, browser, "tom-19").text
        assert "One more step" in words(page) and not inside(browser)
        line.clock.now += timedelta(seconds=60)
        code = secret.at(line.clock.now)
        assert browser.post("/login/second", data={"code": code}).status_code == 303
        assert inside(browser)
    assert rows(line, "logged_in")[-1] == (f"staff:{number}", "sso totp")
    provider.user("tom-19", amr=["mfa"])
    with window(line) as browser:
        assert sign_in(line, provider, browser, "tom-19").status_code == 303 and inside(browser)
    assert rows(line, "logged_in")[-1] == (f"staff:{number}", "sso")
