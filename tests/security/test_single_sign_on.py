"""Logging in at an OpenID Connect provider: a real one, in a process of its own, over HTTP.

What a provider, a browser or a thief may send is sent here; what is believed is what Core 1.0 says.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from sqlalchemy import delete, select
from typer.testing import CliRunner

from hotline import openid_settings
from hotline.accounts import logins, single_sign_on, staff
from hotline.accounts.staff import StaffError
from hotline.accounts.throttle import Throttle
from hotline.cli import app
from hotline.db import line_options as options
from hotline.db.accounts import LinkedLogin, LoginSession, Staff
from hotline.db.audit import AuditEvent
from hotline.settings import SettingsError, load_settings
from hotline.transport import openid
from hotline.unit_of_work import Tx
from tests.line import ACCOUNT, KEY, LINE_NUMBER, PASSWORD, TOKEN, Line, open_line
from tests.security import openid_provider
from tests.security.openid_provider import CLIENT, SECRET, Provider
from tests.web.desk import Desk, words

SETTINGS: dict[str, Any] = {
    "oidc_client_id": CLIENT,
    "oidc_client_secret": SECRET,
    "oidc_name": "Webb County",
    "oidc_second_factor": "amr:mfa, acr:phr",
}


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


Add = Callable[..., int]


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


@contextmanager
def window(line: Line) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=line.base_url, timeout=120, verify=False) as opened:
        yield opened


def begin(browser: httpx.Client, going: str = "/queue") -> str:
    """Press the button; where the provider's page is."""
    answer = browser.get("/login/sso", params={"next": going})
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["location"]


def back(line: Line, provider: Provider, browser: httpx.Client, subject: str) -> str:
    """Log in at the provider; the address of ours to which it leads."""
    line.clock.now += timedelta(seconds=1)
    answer = provider.approve(begin(browser), subject)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def sign_in(line: Line, provider: Provider, browser: httpx.Client, subject: str) -> httpx.Response:
    return browser.get(back(line, provider, browser, subject))


def inside(browser: httpx.Client) -> bool:
    return browser.get("/me").status_code == 200


def refused(line: Line, provider: Provider, subject: str) -> str:
    """Someone tries and is not let in: what they read."""
    with window(line) as browser:
        answer = sign_in(line, provider, browser, subject)
        assert answer.status_code in {400, 403, 503}, answer.status_code
        assert not inside(browser)
        return words(answer.text)


def rows(line: Line, action: str) -> list[tuple[str, str]]:
    with line.dep.database.read() as db:
        wanted = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
        return [(row.actor, row.detail) for row in db.scalars(wanted)]


# Getting in -----------------------------------------------------------------------------------


def test_who_is_linked_gets_in_and_where_they_were_going(
    line: Line, provider: Provider, person: Add
) -> None:
    number = person(subject="ana-1")
    provider.user("ana-1")
    with window(line) as browser:
        page = browser.get("/login?next=/tasks").text
        assert "Log in with Webb County" in words(page) and "/login/sso?next=/tasks" in page
        asked = {k: v[0] for k, v in parse_qs(urlsplit(begin(browser)).query).items()}
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43
        assert asked["max_age"] == "1800" and asked["acr_values"] == "phr"
        provider.asked()
        answer = sign_in(line, provider, browser, "ana-1")
        assert answer.status_code == 303 and answer.headers["location"] == "/queue"
        assert inside(browser)
        (token,) = provider.asked()
        assert len(token["code_verifier"]) >= 43 and "client_secret" not in token
        jar = {cookie.name: cookie for cookie in browser.cookies.jar}
        assert "hotline_sso" not in jar, "the attempt is over"
    assert rows(line, "logged_in")[-1] == (f"staff:{number}", "sso")
    with line.dep.database.read() as db:
        (session,) = db.scalars(select(LoginSession))
        assert (session.via, session.factor) == ("sso", "")


@pytest.mark.parametrize("going", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere(line: Line, provider: Provider, person: Add, going: str) -> None:
    person(subject="ana-2")
    provider.user("ana-2")
    with window(line) as browser:
        line.clock.now += timedelta(seconds=1)
        answer = provider.approve(begin(browser, going), "ana-2")
        assert browser.get(answer.headers["location"]).headers["location"] == "/"


def forget_document(line: Line) -> None:
    """As an hour later: the provider is asked again what it is."""
    assert line.dep.openid is not None
    line.dep.openid._known = openid._Known()


@pytest.mark.parametrize(
    "document",
    [
        {"token_endpoint_auth_methods_supported": ["client_secret_post"]},
        {"token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"]},
        {"id_token_signing_alg_values_supported": None},
        {"userinfo_endpoint": None, "end_session_endpoint": None},
    ],
)
def test_providers_of_several_kinds_are_served(
    line: Line, provider: Provider, person: Add, document: dict[str, Any]
) -> None:
    person(subject="ana-3")
    provider.user("ana-3")
    provider.make(document=document)
    forget_document(line)
    with window(line) as browser:
        assert sign_in(line, provider, browser, "ana-3").status_code == 303 and inside(browser)


def test_a_key_that_was_turned_over_is_asked_for(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="ana-4")
    provider.user("ana-4")
    with window(line) as browser:
        assert sign_in(line, provider, browser, "ana-4").status_code == 303
        provider.make(rotate=True)
        line.clock.now += openid.AGAIN_AFTER
        assert sign_in(line, provider, browser, "ana-4").status_code == 303


def test_one_odd_key_does_not_spoil_the_others(line: Line, provider: Provider, person: Add) -> None:
    person(subject="ana-5")
    provider.user("ana-5")
    odd: list[Any] = [
        "text", None, {}, {"kty": "new"}, {"kty": "oct", "k": "c2VjcmV0", "kid": "s"},
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"}, {"kty": "RSA", "n": 5, "e": "AQAB"},
        {"kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"},
    ]  # fmt: skip
    provider.make(jwks=odd)
    forget_document(line)
    with window(line) as browser:
        assert sign_in(line, provider, browser, "ana-5").status_code == 303


# What the provider says, and is not believed ----------------------------------------------------

NOW = int(time.time())
CLAIMS: dict[str, dict[str, Any]] = {
    "the nonce of another attempt": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "a nonce among several": {"nonce": ["another"]},
    "for another client": {"aud": "another"},
    "for other clients": {"aud": ["another", "third"]},
    "for a client whose name begins like ours": {"aud": f"{CLIENT}2"},
    "for us and another, of no party": {"aud": [CLIENT, "another"]},
    "for us, of another party": {"azp": "another"},
    "of another issuer": {"iss": "http://localhost:1"},
    "of no issuer": {"iss": None},
    "expired": {"exp": NOW - 3600},
    "expires never": {"exp": None},
    "expires as a text": {"exp": str(NOW + 3600)},
    "expires as a truth": {"exp": True},
    "of tomorrow": {"iat": NOW + 86_400},
    "not before tomorrow": {"nbf": NOW + 86_400},
    "of a login two hours ago": {"auth_time": NOW - 7200},
    "of a login at no time": {"auth_time": None},
    "of a login at a text": {"auth_time": str(NOW)},
    "of a login at a truth": {"auth_time": True},
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS.keys())
def test_a_token_that_says_wrong_opens_nothing(
    line: Line, provider: Provider, person: Add, claims: dict[str, Any]
) -> None:
    person(subject="eve-1")
    provider.user("eve-1", **claims)
    assert "Webb County did not log you in" in refused(line, provider, "eve-1")
    assert rows(line, "sso_refused")[-1][0] == "single sign-on"


def test_a_token_for_us_and_another_of_our_party_is_ours(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="ana-6")
    provider.user("ana-6", aud=["another", CLIENT], azp=CLIENT, nbf=NOW - 5)
    with window(line) as browser:
        assert sign_in(line, provider, browser, "ana-6").status_code == 303


@pytest.mark.parametrize(
    "sign",
    ["none", "cut", "public key as secret", "client secret", "own key in the header", "", "a.b.c"],
)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    line: Line, provider: Provider, person: Add, sign: str
) -> None:
    person(subject="eve-2")
    provider.user("eve-2")
    provider.make(sign=sign)
    assert "did not log you in" in refused(line, provider, "eve-2")


def test_an_algorithm_is_not_believed_because_the_document_offers_it(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="eve-3")
    provider.user("eve-3")
    for offered, sign in ((["none"], "none"), (["HS256", "none"], "public key as secret")):
        provider.make(sign=sign, document={"id_token_signing_alg_values_supported": offered})
        forget_document(line)
        assert "did not log you in" in refused(line, provider, "eve-3")
    forget_document(line)


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "http://localhost:1"},
        {"issuer": None},
        {"jwks_uri": "http://127.0.0.2:9/jwks"},
        {"token_endpoint": "http://127.0.0.2:9/token"},
        {"token_endpoint": "https://localhost/token"},
        {"token_endpoint": None},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": ["http://localhost"]},
        {"jwks_uri": "http://[::1"},
    ],
)
def test_only_the_issuer_is_asked_and_believed(
    line: Line, provider: Provider, person: Add, document: dict[str, Any]
) -> None:
    person(subject="eve-4")
    provider.user("eve-4")
    provider.make(document=document)
    forget_document(line)
    with window(line) as browser:
        answer = browser.get("/login/sso")
        if answer.status_code == 303:
            leads = provider.approve(answer.headers["location"], "eve-4").headers["location"]
            answer = browser.get(leads)
        assert answer.status_code == 503 and not inside(browser)
        assert "does not answer" in words(answer.text)
    forget_document(line)


@pytest.mark.parametrize(
    ("named", "status"), [("ours", 303), ("http://localhost:1", 403), ("", 403), (None, 403)]
)
def test_the_issuer_that_the_answer_names_must_be_the_one(
    line: Line, provider: Provider, person: Add, named: str | None, status: int
) -> None:
    person(subject="ana-7")
    provider.user("ana-7")
    provider.make(document={"authorization_response_iss_parameter_supported": True})
    forget_document(line)
    with window(line) as browser:
        address = back(line, provider, browser, "ana-7")
        given = {} if named is None else {"iss": provider.issuer if named == "ours" else named}
        params = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
        answer = browser.get("/login/sso/callback", params=params | given)
        assert answer.status_code == status
    forget_document(line)


# The browser ----------------------------------------------------------------------------------


def test_an_answer_belongs_to_the_browser_and_the_attempt(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="ana-8")
    provider.user("ana-8")
    provider.user("eve-8")
    person("dispatcher.eve", subject="eve-8")
    with window(line) as mine, window(line) as other:
        address = back(line, provider, mine, "ana-8")
        code, state = (parse_qs(urlsplit(address).query)[name][0] for name in ("code", "state"))
        provider.asked()
        assert other.get(address).status_code == 400, "another browser, without an attempt"
        begin(other)
        assert other.get(address).status_code == 400, "another browser, with one of its own"
        for wrong in ("", "x", state[:-1], state + "x", "é", state.upper()):
            params = {"code": code, "state": wrong}
            assert mine.get("/login/sso/callback", params=params).status_code == 400, wrong
        assert not provider.asked(), "and the provider was not asked"
        theirs = parse_qs(urlsplit(back(line, provider, other, "eve-8")).query)["code"][0]
        swapped = mine.get("/login/sso/callback", params={"code": theirs, "state": state})
        assert swapped.status_code == 403 and not inside(mine), "a code of another's attempt"


def test_an_answer_counts_once(line: Line, provider: Provider, person: Add) -> None:
    person(subject="ana-9")
    provider.user("ana-9")
    with window(line) as browser:
        address = back(line, provider, browser, "ana-9")
        attempt = browser.cookies["hotline_sso"]
        assert browser.get(address).status_code == 303
        browser.cookies.clear()
        assert browser.get(address).status_code == 400, "the attempt is over"
        browser.cookies.set("hotline_sso", attempt, path="/login")
        assert browser.get(address).status_code == 403 and not inside(browser), "nor twice"


def test_an_attempt_counts_once_whatever_the_provider_says(
    line: Line, provider: Provider, person: Add
) -> None:
    number = person(subject="ana-10")
    begun = line.clock.now
    who = openid.Proven(provider.issuer, "ana-10", "", (), frozenset())
    with line.dep.database.write() as db:
        tx = Tx(db, line.dep, line.clock.now)
        assert single_sign_on.admit(tx, who, begun) == single_sign_on.Admitted(number, "")
        for earlier in (begun, begun - timedelta(minutes=1)):
            assert single_sign_on.admit(tx, who, earlier) == single_sign_on.Refused("used before")
        later = single_sign_on.admit(tx, who, begun + timedelta(seconds=1))
        assert later == single_sign_on.Admitted(number, "")


def test_an_attempt_ends_after_ten_minutes_and_cannot_be_made_up(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="ana-11")
    provider.user("ana-11")
    with window(line) as browser:
        address = back(line, provider, browser, "ana-11")
        kept = browser.cookies["hotline_sso"].strip('"')
        for wrong in ("", "x", "é", kept[:-8] + "AAAAAAA=", kept[1:], "A" + kept):
            sent = {"cookie": f"hotline_sso={wrong}".encode()}
            with window(line) as bare:
                assert bare.get(address, headers=sent).status_code == 400, wrong
        line.clock.now += timedelta(minutes=10, seconds=1)
        assert browser.get(address).status_code == 400


@pytest.mark.parametrize(
    "params", [{"error": "access_denied"}, {"error": "<b>x</b>", "error_description": "<i>"}, {}]
)
def test_what_the_provider_declines_is_said_without_its_words(
    line: Line, params: dict[str, str]
) -> None:
    with window(line) as browser:
        state = parse_qs(urlsplit(begin(browser)).query)["state"][0]
        answer = browser.get("/login/sso/callback", params={"state": state, **params})
        assert answer.status_code == 403 and "did not log you in" in words(answer.text)
        assert "<b>" not in answer.text and "<i>" not in answer.text


def test_whoever_tries_codes_waits_and_the_provider_is_spared(
    line: Line, provider: Provider
) -> None:
    provider.asked()
    said = []
    for _ in range(12):
        with window(line) as browser:
            state = parse_qs(urlsplit(begin(browser)).query)["state"][0]
            params = {"code": "guess", "state": state}
            said.append(browser.get("/login/sso/callback", params=params).status_code)
    assert set(said) == {403, 429} and said[-1] == 429
    assert len(provider.asked()) == said.count(403) < 8


def test_when_the_provider_is_down_it_is_said_and_passwords_count(
    line: Line, provider: Provider, person: Add
) -> None:
    person(subject="ana-12")
    person("admin.ada")
    provider.user("ana-12")
    for down in ("/.well-known/openid-configuration", "/oauth2/token", "/jwks"):
        provider.make()
        forget_document(line)
        with window(line) as browser:
            if "token" in down or "jwks" in down:
                address = back(line, provider, browser, "ana-12")
                provider.make(down=[down])
                answer = browser.get(address)
            else:
                provider.make(down=[down])
                answer = browser.get("/login/sso")
            assert answer.status_code == 503 and "retry-after" in answer.headers, down
            assert "Webb County does not answer" in words(answer.text)
            sent = {"username": "admin.ada", "password": PASSWORD}
            assert browser.post("/login", data=sent).status_code == 303 and inside(browser)
    forget_document(line)
    provider.make(down=["/userinfo"])
    with window(line) as browser:
        assert sign_in(line, provider, browser, "ana-12").status_code == 303, "it is not needed"


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
        token = re.search(r'name="csrf" value="([^"]+)"', ada.look("/staff"))
        assert token
        made = ada.http.post(f"/staff/{linked}/password", data={"csrf": token[1]})
        assert made.status_code == 409 and "has no password" in words(made.text)
        old = urlsplit(old_link).path
        assert ada.http.get(old).status_code == 410, "a link from before"
        for doing in ("disable", "invite", "link", "role"):
            sent = {
                "csrf": token[1],
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
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf
        late = browser.post("/me/factors/app", data={"csrf": csrf[1]})
        assert late.status_code == 409 and "within 15 minutes" in words(late.text)
        sent = {"csrf": csrf[1], "now": PASSWORD, "password": "four unrelated words here",
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


# Out again, and what was typed --------------------------------------------------------------------


def csrf_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


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
