"""Who gets in by an OpenID Connect provider, and whose word is not believed.

What a provider, a browser or a thief may send is sent here; what is believed is what Core 1.0 says.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from hotline.accounts import single_sign_on
from hotline.db.accounts import LoginSession
from hotline.transport import openid
from hotline.unit_of_work import Tx
from tests.line import PASSWORD, Line
from tests.security.openid_provider import CLIENT, Provider
from tests.security.single_sign_on.signing_on import (
    Add,
    back,
    begin,
    forget_document,
    inside,
    refused,
    rows,
    sign_in,
    window,
)
from tests.web.desk import words

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
