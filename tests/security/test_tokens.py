"""Tokens of agencies' systems: what they may do, until when. Rows P1 to P7 and "scopes, expiry"."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from hotline.portal import api_tokens
from tests.line import Line
from tests.web.desk import Desk, words
from tests.web.night import TEXTS

AGENCY = "demo_webb_task_force"


@pytest.fixture
def offered(line: Line) -> Line:
    line.text("+19565550101", TEXTS[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    return line


def made(line: Line, **fields: str) -> str:
    agency = Desk(line.as_staff("agency", AGENCY), "agency")
    page = agency.send("/portal", "/portal/tokens", name="case system", **fields).text
    found = re.search(r"hl_[\w-]{40,}", page)
    assert found
    return found[0]


def asked(line: Line, token: str, do: str = "") -> httpx.Response:
    headers = {"authorization": f"Bearer {token}"}
    (tip,) = line.tips()
    address = f"{line.base_url}/api/v1/referrals"
    if do == "list":
        return httpx.get(address, headers=headers, timeout=60, verify=False)
    if do == "read":
        return httpx.get(f"{address}/{tip}", headers=headers, timeout=60, verify=False)
    return httpx.post(
        f"{address}/{tip}", headers=headers, json={"do": "acknowledge"}, timeout=60, verify=False
    )


@pytest.mark.parametrize(
    ("scope", "may"),
    [
        ("list", {"list"}),
        ("read", {"list", "read"}),
        ("answer", {"list", "read", "answer"}),
        ("everything", {"list"}),
        ("", {"list"}),
        ("ANSWER", {"list"}),
    ],
)
def test_a_token_does_what_its_scope_says_and_no_more(
    offered: Line, scope: str, may: set[str]
) -> None:
    token = made(offered, scope=scope)
    for do in ("list", "read", "answer"):
        answer = asked(offered, token, do)
        assert answer.status_code == (200 if do in may else 403), (do, answer.text)
        if do not in may:
            assert "a token that may" in answer.json()["detail"]
    state = offered.report()["referrals"][0]["state"]
    assert (state == "acknowledged") == ("answer" in may)


@pytest.mark.parametrize(
    ("days", "lasts"),
    [("30", 30), ("90", 90), ("365", 365), ("", 365), ("9999", 30), ("-1", 30), ("x", 30)],
)
def test_a_token_runs_out_and_the_portal_says_when(offered: Line, days: str, lasts: int) -> None:
    token = made(offered, days=days)
    offered.clock.now += timedelta(days=lasts) - timedelta(seconds=1)
    assert asked(offered, token, "list").status_code == 200
    offered.clock.now += timedelta(seconds=1)
    late = asked(offered, token, "list")
    assert late.status_code == 401 and "run out" in late.json()["detail"]
    agency = Desk(offered.as_staff("agency", AGENCY), "agency")
    assert "has run out" in words(agency.look("/portal"))


def test_tokens_that_ran_out_do_not_count_and_no_token_is_in_the_database(offered: Line) -> None:
    first = made(offered, days="30")
    for _ in range(api_tokens.MOST - 1):
        made(offered, days="30")
    agency = Desk(offered.as_staff("agency", AGENCY), "agency")
    full = agency.send("/portal", "/portal/tokens", name="one more")
    assert "at most" in words(full.text)
    offered.clock.now += timedelta(days=31)
    made(offered)
    stored = b"".join(path.read_bytes() for path in offered.folder.glob("hotline.db*"))
    assert first.encode() not in stored
