"""Passwords that are switched off, logging out, the administrator, and the settings."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from hotline import openid_settings
from hotline.accounts import logins, single_sign_on, staff
from hotline.accounts.staff import StaffError
from hotline.cli import app
from hotline.db.accounts import LinkedLogin, Staff
from hotline.settings import SettingsError, load_settings
from hotline.unit_of_work import Tx
from tests.line import ACCOUNT, KEY, LINE_NUMBER, PASSWORD, TOKEN, Line, open_line
from tests.security.openid_provider import CLIENT, SECRET, Provider
from tests.security.single_sign_on.signing_on import (
    Add,
    forget_document,
    inside,
    refused,
    rows,
    sign_in,
    window,
)
from tests.web.desk import Desk, csrf_in, words

# Passwords switched off -------------------------------------------------------------------------


def desk_of(line: Line, name: str) -> Desk:
    browser = httpx.Client(base_url=line.base_url, follow_redirects=True, timeout=120, verify=False)
    return Desk(browser, name)


def password_works(line: Line, name: str) -> bool:
    with window(line) as browser:
        answer = browser.post("/login", data={"username": name, "password": PASSWORD})
        assert answer.status_code in {303, 401, 429}
        return answer.status_code == 303


def test_linked_logins_can_have_no_password_while_a_local_admin_remains(
    line: Line, provider: Provider, person: Add
) -> None:
    person("admin.ada", subject="ada-20")
    linked = person("dispatcher.ana", subject="ana-20")
    person("dispatcher.bo")
    with line.dep.database.write() as db:
        old_link = logins.new_link(db, line.dep, db.get_one(Staff, linked),
                                   logins.By("staff:1", line.clock.now))  # fmt: skip
    ada = desk_of(line, "admin.ada")
    with ada.http:
        switch = {"grace": "14", "no_passwords": "yes"}
        answer = ada.send("/staff", "/staff/rules", **switch)
        assert answer.status_code == 409 and "Add an administrator who logs in" in words(
            answer.text
        )
        assert password_works(line, "dispatcher.ana")
        local = person("admin.lou")
        assert ada.send("/staff", "/staff/rules", **switch).status_code == 200
        assert not password_works(line, "dispatcher.ana"), "linked"
        assert not password_works(line, "admin.ada"), "linked"
        assert password_works(line, "dispatcher.bo") and password_works(line, "admin.lou")
        assert "Create a link for a new password" in words(ada.look("/staff"))
        token = csrf_in(ada.look("/staff"))
        made = ada.http.post(f"/staff/{linked}/password", data={"csrf": token})
        assert made.status_code == 409 and "has no password" in words(made.text)
        old = urlsplit(old_link).path
        assert ada.http.get(old).status_code == 410, "a link from before"
        for doing in ("disable", "invite", "link", "role"):
            sent = {
                "csrf": token,
                "email": "lou@county.example",
                "subject": "lou",
                "role": "auditor",
            }
            shut = ada.http.post(f"/staff/{local}/{doing}", data=sent)
            assert shut.status_code == 409 and "administrator" in words(shut.text), doing
    provider.user("ana-20")
    with window(line) as browser:
        sign_in(line, provider, browser, "ana-20")
        page = browser.get("/me").text
        assert "have no password here" in words(page) and "/me/password" not in page
        line.clock.now += timedelta(minutes=16)
        page = browser.get("/me/factors").text
        assert "come back within 15 minutes" in words(page) and 'name="now"' not in page
        csrf = csrf_in(page)
        late = browser.post("/me/factors/app", data={"csrf": csrf})
        assert late.status_code == 409 and "within 15 minutes" in words(late.text)
        sent = {"csrf": csrf, "now": PASSWORD, "password": "four unrelated words here",
                "again": "four unrelated words here"}  # fmt: skip
        assert browser.post("/me/password", data=sent).status_code == 409
    lou = desk_of(line, "admin.lou")
    with lou.http:
        provider.make(down=["/.well-known/openid-configuration"])
        forget_document(line)
        assert "Logins" in words(lou.look("/staff")), "the day the provider is down"
        assert lou.send("/staff", "/staff/rules", grace="14").status_code == 200
        assert password_works(line, "dispatcher.ana")
    forget_document(line)


def test_who_never_had_a_password_is_not_asked_for_it(
    line: Line, provider: Provider, person: Add
) -> None:
    """Passwords of linked logins count here, but whoever was added by invitation has none."""
    eve = person("dispatcher.eve", subject="eve-30")
    with line.dep.database.write() as db:
        db.get_one(Staff, eve).password_hash = ""
    provider.user("eve-30")
    with window(line) as browser:
        sign_in(line, provider, browser, "eve-30")
        page = browser.get("/me").text
        assert "have no password here" in words(page) and "/me/password" not in page


# Out again, and what was typed --------------------------------------------------------------------


def test_logging_out_ends_the_session_and_leads_to_the_providers_own(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="ana-21")
    provider.user("ana-21")
    with window(line) as browser:
        sign_in(line, provider, browser, "ana-21")
        cookie = browser.cookies["hotline_session"]
        page = browser.post("/logout", data={"csrf": csrf_in(browser.get("/me").text)}).text
        there = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
        assert there and there[1].startswith(f"{provider.issuer}/oauth2/end_session?")
        assert "post_logout_redirect_uri" in there[1] and "client_id=tip-line" in there[1]
        browser.cookies.set("hotline_session", cookie, path="/")
        assert not inside(browser), "the session is over on the server"
        provider.make(document={"end_session_endpoint": None})
        forget_document(line)
        browser.cookies.clear()
        sign_in(line, provider, browser, "ana-21")
        out = browser.post("/logout", data={"csrf": csrf_in(browser.get("/me").text)})
        assert out.headers["location"] == "/login"
    forget_document(line)


def test_a_password_login_is_led_to_no_provider(line: Line, person: Add) -> None:
    person()
    with window(line) as browser:
        browser.post("/login", data={"username": "dispatcher.ana", "password": PASSWORD})
        out = browser.post("/logout", data={"csrf": csrf_in(browser.get("/me").text)})
        assert out.headers["location"] == "/login"


def test_what_was_typed_is_shown_after_logging_in_in_another_tab(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="ana-22")
    person("dispatcher.bo", subject="bo-22")
    for subject in ("ana-22", "bo-22"):
        provider.user(subject)
    with window(line) as browser, window(line) as other:
        sign_in(line, provider, browser, "ana-22")
        once = re.search(r'name="once" value="([^"]+)"', browser.get("/reports/new").text)
        line.clock.now += timedelta(minutes=31)
        typed = {"csrf": "old", "once": once[1] if once else "", "story": "men keep her in a motel"}
        page = browser.post("/reports/new", data=typed, headers={"sec-fetch-site": "same-origin"})
        kept = re.search(r'name="kept" value="([^"]+)"', page.text)
        assert kept and 'target="_blank"' in page.text
        early = browser.post("/login/kept", data={"kept": kept[1]})
        assert early.status_code in {303, 401} and "motel" not in words(early.text)
        line.clock.now = datetime.now(UTC)
        sign_in(line, provider, browser, "ana-22")
        assert "men keep her in a motel" in browser.post("/login/kept", data={"kept": kept[1]}).text
        sign_in(line, provider, other, "bo-22")
        assert "motel" not in other.post("/login/kept", data={"kept": kept[1]}).text


def test_a_login_ends_the_one_before_and_a_new_browser_is_reported(
    line: Line, provider: Provider, person: Add
) -> None:
    number = person(subject="ana-23")
    provider.user("ana-23")
    before = len(rows(line, "new_browser"))
    with window(line) as browser:
        sign_in(line, provider, browser, "ana-23")
        first = browser.cookies["hotline_session"]
        sign_in(line, provider, browser, "ana-23")
        with window(line) as thief:
            thief.cookies.set("hotline_session", first, path="/")
            assert not inside(thief)
            sign_in(line, provider, thief, "ana-23")
    assert rows(line, "new_browser")[before:] == [(f"staff:{number}", "")] * 2, (
        "his and the thief's"
    )


# The administrator ------------------------------------------------------------------------------


def test_an_admin_adds_invites_links_and_unlinks_at_the_page(
    line: Line, provider: Provider, person: Add
) -> None:
    person("admin.ada")
    ada = desk_of(line, "admin.ada")
    with ada.http:
        added = ada.send("/staff", "/staff", name="Nora", username=f"nora{time.time_ns()}",
                         role="supervisor", email="nora@county.example")  # fmt: skip
        assert "can log in now by single sign-on" in words(added.text)
        assert "/password/" not in added.text, "no link for a password"
        assert "invited to log in with Webb County" in words(added.text)
        provider.user("nora", email="nora@county.example", email_verified=True)
        with window(line) as browser:
            assert sign_in(line, provider, browser, "nora").status_code == 303
            assert browser.get("/supervise").status_code == 200
            page = ada.look("/staff")
            assert "logs in with Webb County" in words(page) and "nora@county.example" in page
            with line.dep.database.read() as db:
                number = db.scalars(select(LinkedLogin.staff_id)).one()
            assert ada.send("/staff", f"/staff/{number}/unlink").status_code == 200
            assert not inside(browser), "what is taken away ends the sessions"
        refused(line, provider, "nora")
        ada.send("/staff", f"/staff/{number}/link", subject="nora")
        with window(line) as browser:
            assert sign_in(line, provider, browser, "nora").status_code == 303
        assert ada.send("/staff", f"/staff/{number}/unlink").status_code == 200
        odd = ada.send("/staff", f"/staff/{number}/invite", email="nobody")
        assert odd.status_code == 409 and "not an email address" in words(odd.text)
    done = [
        action for action in ("sso_invited", "sso_linked", "sso_unlinked") if rows(line, action)
    ]
    assert done == ["sso_invited", "sso_linked", "sso_unlinked"]
    assert not any("nora" in detail for _, detail in rows(line, "sso_linked"))


def test_an_operator_does_the_same_by_command(
    line: Line, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DATA_DIR": str(line.folder), "SECRET_KEYS": KEY, "NUMBER": LINE_NUMBER,
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "DEMO": "1",
        "OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"HOTLINE_{name}", value)

    def staff_command(*said: str) -> Any:
        return CliRunner().invoke(app, ["staff", *said])

    name = f"kim{time.time_ns()}"
    added = staff_command("add", name, "--name", "Kim", "--sso", "kim@county.example")
    assert added.exit_code == 0 and "/password/" not in added.output, added.output
    assert f"{name} " in staff_command("list").output and "invited" in staff_command("list").output
    provider.user("kim", email="kim@county.example", email_verified=True)
    with window(line) as browser:
        assert sign_in(line, provider, browser, "kim").status_code == 303
        listed = staff_command("list", "--json").output
        assert '"sso": "linked"' in listed
        assert staff_command("sso", name, "--remove").exit_code == 0
        assert not inside(browser)
    assert staff_command("sso", name, "--id", "kim").exit_code == 0
    with window(line) as browser:
        assert sign_in(line, provider, browser, "kim").status_code == 303
    for odd in ((), ("--id", "a", "--remove"), ("--email", "nobody")):
        refusal = staff_command("sso", name, *odd)
        assert refusal.exit_code != 0 and isinstance(refusal.exception, SettingsError)
    assert rows(line, "sso_invited")[-1][0] == rows(line, "sso_linked")[-1][0] == "command line"


def test_without_settings_there_is_no_single_sign_on(tmp_path: Path) -> None:
    with open_line(tmp_path) as plain, window(plain) as browser:
        assert "/login/sso" not in browser.get("/login").text
        for path in ("/login/sso", "/login/sso/callback?code=x&state=y"):
            answer = browser.get(path)
            assert answer.status_code == 404 and "not set up here" in words(answer.text)
        with plain.dep.database.write() as db:
            tx = Tx(db, plain.dep, plain.clock.now)
            who = staff.add(db, username="x1", name="X", role="admin", password=PASSWORD,
                            now=plain.clock.now)  # fmt: skip
            db.flush()
            with pytest.raises(StaffError, match="No single sign-on is set up"):
                single_sign_on.invite(tx, who, "x@county.example")


# Settings -------------------------------------------------------------------------------------

WHOLE = {"oidc_issuer": "http://localhost:9", "oidc_client_id": "a", "oidc_client_secret": "b"}
BASE = {
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "secret_keys": KEY,
    "number": LINE_NUMBER,
}
ON_LINE = {"mode": "production", "public_url": "https://tips.example.org"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"oidc_issuer": "http://localhost:9"},
            "HOTLINE_OIDC_CLIENT_ID and HOTLINE_OIDC_CLIENT_SE",
        ),
        ({"oidc_client_id": "a"}, "HOTLINE_OIDC_ISSUER and HOTLINE_OIDC_CLIENT_SECRET must be set"),
        ({"oidc_client_secret": "a"}, "HOTLINE_OIDC_ISSUER and HOTLINE_OIDC_CLIENT_ID must be set"),
        ({"oidc_name": "County"}, "HOTLINE_OIDC_NAME is set, so HOTLINE_OIDC_ISSUER"),
        ({"oidc_second_factor": "amr:mfa"}, "HOTLINE_OIDC_SECOND_FACTOR is set, so"),
        (WHOLE | {"oidc_groups_claim": "groups"}, "HOTLINE_OIDC_ROLES go together"),
        (WHOLE | {"oidc_roles": "a=dispatcher"}, "HOTLINE_OIDC_ROLES go together"),
        (WHOLE | {"oidc_groups_claim": "groups", "oidc_roles": "a=boss"}, "the role “boss”"),
        (WHOLE | {"oidc_groups_claim": "groups", "oidc_roles": "a=agency"}, "the role “agency”"),
        (WHOLE | {"oidc_groups_claim": "groups", "oidc_roles": "dispatcher"}, "list of group=role"),
        (WHOLE | {"oidc_second_factor": "mfa"}, "write it as amr:mfa"),
        (WHOLE | {"oidc_scopes": "email"}, "must name the scope openid"),
        (WHOLE | {"oidc_hosts": "https://x.example/"}, "list of host names"),
        (WHOLE | {"oidc_max_age_minutes": -1}, "HOTLINE_OIDC_MAX_AGE_MINUTES"),
        (WHOLE | {"oidc_ca_file": "/nowhere.pem"}, "HOTLINE_OIDC_CA_FILE"),
        (WHOLE | {"oidc_issuer": "login.example.org"}, "HOTLINE_OIDC_ISSUER: is not a provider"),
        (WHOLE | {"oidc_issuer": "ftp://localhost"}, "is not a provider's address"),
        (WHOLE | {"oidc_issuer": "http://localhost/?a=b"}, "is not a provider's address"),
        (WHOLE | {"oidc_issuer": "http://u:p@localhost/"}, "is not a provider's address"),
        (WHOLE | {"oidc_issuer": "https://login.example.org"}, "leaves this machine"),
        (WHOLE | ON_LINE, "HOTLINE_OIDC_ISSUER must begin with https://"),
    ],
)
def test_half_and_wrong_settings_are_refused_in_a_clear_line(given: Any, said: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(**BASE, **given)
    assert said in str(refusal.value) and "\n" not in str(refusal.value)


def test_whole_settings_are_taken() -> None:
    assert not load_settings(**BASE).oidc["issuer"]
    far = WHOLE | ON_LINE | {"oidc_issuer": "https://login.example.org/realms/county"}
    groups = {"oidc_groups_claim": "g", "oidc_roles": "a=b=admin"}
    for given in (WHOLE, far, far | groups | {"oidc_hosts": "a.example, b.example:8443"}):
        assert load_settings(**BASE, **given).oidc["client_id"] == "a"


def test_roles_of_groups_are_roles() -> None:
    assert set(openid_settings.ROLES) == set(staff.ROLES) - {"agency"}
