"""Logins as someone would take them over: planted, stolen, idle, led elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import select

from hotline.accounts import staff
from hotline.accounts.staff import COOKIE
from hotline.db.accounts import LoginSession
from hotline.privacy.codes import token_digest
from hotline.web.entering import local
from tests.line import PASSWORD, Line, open_line
from tests.security.conftest import Seen
from tests.web.desk import csrf_in

AWAY = (
    "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example",
    "/%09/evil.example", "/\r\n/evil.example", "\\\\evil.example", "/.//evil.example",
    "///evil.example", "/@evil.example", "javascript:alert(1)", "/\x00/evil.example",
    "http:evil.example", "//evil.example/%2f..", "https:///evil.example", "/\u2028/evil.example",
    "evil.example", "?next=//evil.example", "data:text/html,x", "/\ufe68evil.example",
)  # fmt: skip
"""Ways on that browsers take for another site, or have taken."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("sessions")) as line:
        line.as_staff("dispatcher")
        line.app.state.passwords.hold_seconds = 0.0
        object.__setattr__(line.dep.settings, "public_url", "https://tips.example.org")
        yield line


@pytest.fixture
def browser(served: Line) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.base_url, timeout=60, verify=False) as opened:
        yield opened


def log_in(browser: httpx.Client, **more: str) -> httpx.Response:
    return browser.post("/login", data={"username": "dispatcher", "password": PASSWORD, **more})


def cookies_of(answer: httpx.Response) -> SimpleCookie:
    jar: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        jar.load(header)
    return jar


def open_with(served: Line, token: str) -> int:
    with httpx.Client(base_url=served.base_url, timeout=60, verify=False) as other:
        return other.get("/queue", headers={"cookie": f"{COOKIE}={token}"}).status_code


def test_the_session_cookie_has_every_flag(browser: httpx.Client, seen: Seen) -> None:
    cookie = cookies_of(log_in(browser))[COOKIE]
    flags = {name: cookie[name] for name in ("httponly", "secure", "samesite", "domain", "max-age")}
    assert seen(flags) == {
        "httponly": True, "secure": True, "samesite": "lax", "domain": "", "max-age": "",
    }  # fmt: skip


def test_no_cookie_is_read_by_scripts_or_sent_in_the_clear(
    browser: httpx.Client, seen: Seen
) -> None:
    found = list(cookies_of(log_in(browser)).values())
    found += cookies_of(browser.post("/language", data={"to": "es"})).values()
    loose = [one.key for one in found if one.value and not (one["httponly"] and one["secure"])]
    assert len(found) >= 3 and seen(loose) == []


def test_a_session_is_random_and_stored_as_a_checksum(
    served: Line, browser: httpx.Client, seen: Seen
) -> None:
    tokens = {cookies_of(log_in(browser))[COOKIE].value for _ in range(3)}
    assert len(tokens) == 3 and min(map(len, tokens)) >= 43
    stored = b"".join(file.read_bytes() for file in served.folder.glob("hotline.db*"))
    assert seen([token for token in tokens if token.encode() in stored]) == []
    with served.dep.database.read() as db:
        digests = set(db.scalars(select(LoginSession.digest)))
    assert digests & {token_digest(token) for token in tokens}


def test_a_planted_session_is_replaced(served: Line, browser: httpx.Client, seen: Seen) -> None:
    for planted in ("a" * 43, "", "x", "0" * 5000, 'a"; path=/'):
        answer = browser.post(
            "/login",
            data={"username": "dispatcher", "password": PASSWORD},
            headers={"cookie": f"{COOKIE}={planted}"},
        )
        assert cookies_of(answer)[COOKIE].value != planted
        assert seen(open_with(served, planted)) == 303


def test_logging_out_ends_it_on_the_server(served: Line, browser: httpx.Client, seen: Seen) -> None:
    token = cookies_of(log_in(browser))[COOKIE].value
    browser.cookies.set(COOKIE, token)
    page = browser.get("/queue", headers={"cookie": f"{COOKIE}={token}"}).text
    csrf = csrf_in(page)
    assert open_with(served, token) == 200
    for wrong in ({}, {"csrf": "0" * 64}):
        browser.post("/logout", data=wrong, headers={"cookie": f"{COOKIE}={token}"})
        assert open_with(served, token) == 200, "nobody is logged out by another site's form"
    browser.post("/logout", data={"csrf": csrf}, headers={"cookie": f"{COOKIE}={token}"})
    assert seen(open_with(served, token)) == 303


def test_idle_and_old_sessions_end(served: Line, browser: httpx.Client, seen: Seen) -> None:
    begun = served.clock.now
    try:
        idle = cookies_of(log_in(browser))[COOKIE].value
        served.clock.now += timedelta(minutes=served.dep.settings.staff_idle_minutes + 1)
        assert open_with(served, idle) == 303
        used = cookies_of(log_in(browser))[COOKIE].value
        for _ in range(26):
            served.clock.now += timedelta(minutes=29)
            last = open_with(served, used)
        assert seen(last) == 303, "however much it was used"
        assert timedelta(hours=12) == staff.LONGEST_SESSION
    finally:
        served.clock.now = begun


def test_no_way_on_leads_off_the_site(browser: httpx.Client, seen: Seen) -> None:
    away = []
    for path in AWAY:
        for answer in (log_in(browser, next=path), browser.post("/language", data={"back": path})):
            place = answer.headers["location"]
            gone = httpx.URL("https://tips.example.org/login").join(place)
            if gone.host != "tips.example.org" or place.startswith(("//", "/\\", "/\t")):
                away.append((path, place))
        assert "javascript:" not in browser.get("/login", params={"next": path}).text
    assert seen(away) == []
    for kept in ("/queue?state=closed", "/reports/1234-5678#note", "/a//b", "/"):
        assert local(kept) == kept


def test_a_wrong_name_and_a_wrong_password_look_the_same(
    served: Line, browser: httpx.Client, seen: Seen
) -> None:
    answers = []
    for name in ("dispatcher", "nobody at all"):
        served.app.state.passwords.throttle.__init__()
        answer = browser.post("/login", data={"username": name, "password": "not this one"})
        answers.append(
            (answer.status_code, answer.text.replace(f'value="{name}"', ""), len(answer.headers))
        )
    assert answers[0] == answers[1] and seen(answers[0][0]) == 401


def test_a_cookie_of_any_shape_is_no_login(served: Line, seen: Seen) -> None:
    odd = (
        "%00",
        "a" * 7000,
        "' OR 1=1 --",
        "é".encode().decode("latin-1"),
        "[]",
        "None",
        "0",
        "..",
    )
    statuses = {open_with_raw(served, value) for value in odd}
    assert seen(statuses) == {303}


def open_with_raw(served: Line, value: str) -> int:
    with httpx.Client(base_url=served.base_url, timeout=60, verify=False) as other:
        cookie = f"{COOKIE}={value}".encode("latin-1")
        return other.get("/queue", headers={"cookie": cookie}).status_code


def test_a_session_is_in_no_address_and_no_page(
    served: Line, browser: httpx.Client, seen: Seen
) -> None:
    answer = log_in(browser)
    token = cookies_of(answer)[COOKIE].value
    page = browser.get("/me", headers={"cookie": f"{COOKIE}={token}"})
    assert page.status_code == 200
    assert seen(token in page.text or token in answer.headers["location"]) is False
    with httpx.Client(base_url=served.base_url, timeout=60, verify=False) as other:
        assert other.get("/queue", params={COOKIE: token}).status_code == 303
        assert other.get("/queue", headers={"authorization": f"Bearer {token}"}).status_code == 303


def test_a_password_never_comes_back_in_a_page(browser: httpx.Client, seen: Seen) -> None:
    answer = browser.post("/login", data={"username": "dispatcher", "password": "Quagga zebra 77"})
    assert seen("Quagga zebra" in answer.text) is False
    assert 'type="password"' in answer.text
