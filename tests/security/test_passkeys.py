"""Passkeys in a real Chromium with its virtual authenticator, and answers that nobody may send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from hotline.accounts import passkeys
from hotline.db.factors import SecondFactor
from tests.line import PASSWORD, Line

pytestmark = pytest.mark.browser
PIN_AND_TOUCH = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


EMPTY_ATTESTATION = json.dumps({
    "id": "AA", "rawId": "AA", "type": "public-key",
    "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
})  # fmt: skip


@pytest.fixture
def at_localhost(line: Line) -> str:
    """The line's address by a name: browsers make no passkeys for an IP address."""
    address = line.base_url.replace("127.0.0.1", "localhost")
    object.__setattr__(line.dep.settings, "public_url", address)
    return address


def with_key(browser: Browser, **options: Any) -> tuple[Page, Any, str]:
    page = browser.new_context().new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": PIN_AND_TOUCH | options})
    return page, session, made["authenticatorId"]


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/login?next=/me")
    page.fill("#username", "dispatcher")
    page.fill("#password", PASSWORD)
    page.click("text=Log in >> nth=-1")


def stored(line: Line) -> list[SecondFactor]:
    with line.dep.database.read() as db:
        return list(db.scalars(select(SecondFactor)))


def test_a_passkey_is_added_used_counted_and_a_copy_is_refused(
    line: Line, at_localhost: str, browser: Browser
) -> None:
    line.as_staff()
    page, session, authenticator = with_key(browser)
    log_in(page, at_localhost)
    page.goto(f"{at_localhost}/me/factors")
    page.click("text=Add a passkey on this device")
    page.wait_for_selector("#recovery")
    (row,) = stored(line)
    assert (row.kind, row.confirmed_at) == ("passkey", line.clock.now)
    page.context.clear_cookies()
    log_in(page, at_localhost)
    page.click("text=Use your passkey")
    page.wait_for_url(f"{at_localhost}/me")
    (used,) = stored(line)
    assert used.counter > row.counter
    # A copy of the key counts on its own and falls behind.
    (credential,) = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})[
        "credentials"
    ]
    session.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    copy = {"authenticatorId": authenticator, "credential": credential | {"signCount": 0}}
    session.send("WebAuthn.addCredential", copy)
    page.context.clear_cookies()
    log_in(page, at_localhost)
    page.click("text=Use your passkey")
    page.wait_for_selector("[role=alert] >> text=That did not work")
    assert stored(line)[0].counter == used.counter
    page.context.close()


@pytest.mark.parametrize("wrong", ["isBogusSignature", "isBadUV", "isBadUP"])
def test_a_bad_answer_of_an_authenticator_opens_nothing(
    line: Line, at_localhost: str, browser: Browser, wrong: str
) -> None:
    line.as_staff()
    page, session, authenticator = with_key(browser)
    log_in(page, at_localhost)
    page.goto(f"{at_localhost}/me/factors")
    page.click("text=Add a passkey on this device")
    page.wait_for_selector("#recovery")
    page.context.clear_cookies()
    bits = {"authenticatorId": authenticator, wrong: True}
    session.send("WebAuthn.setResponseOverrideBits", bits)
    log_in(page, at_localhost)
    page.click("text=Use your passkey")
    page.wait_for_selector("[role=alert] >> text=That did not work")
    page.goto(f"{at_localhost}/me")
    assert "/login" in page.url
    page.context.close()


def test_no_passkey_is_offered_where_browsers_make_none() -> None:
    for address in ("http://127.0.0.1:8000", "https://[2001:db8::1]", "http://tips.example.org"):
        assert passkeys.site(address, "Line") is None
    for address in ("https://tips.example.org", "http://localhost:8000"):
        made = passkeys.site(address, "Line")
        assert made and made.origin == address and ":" not in made.host


@pytest.mark.parametrize(
    "answer",
    [
        "", "x", "null", "[]", "{}", '{"id": 1}', '{"response": {}}', '{"id": "", "response": {}}',
        '{"id": "ä", "response": {"clientDataJSON": "e30"}}', EMPTY_ATTESTATION,
        "x" * 30_000, json.dumps({"id": "A" * 5000, "response": {"transports": [1, None]}}),
    ],
)  # fmt: skip
def test_anything_else_than_a_passkeys_answer_is_refused_without_an_error(answer: str) -> None:
    site = passkeys.site("https://tips.example.org", "Line")
    assert site
    with pytest.raises(passkeys.PasskeyError):
        passkeys.read_new(site, answer, b"c" * 64, b"h" * 32)
    key = passkeys.Passkey(b"id", b"key", b"handle", ("usb",))
    assert passkeys.Passkey.read(key.as_json()) == key
    with pytest.raises(passkeys.PasskeyError):
        passkeys.check(site, key, 0, answer, b"c" * 64)
