"""One agency against another: tokens, referrals, entries. One line serves all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.accounts import logins, staff
from hotline.db.accounts import ApiToken
from hotline.db.referrals import Referral
from hotline.domain import hidden_characters
from tests.line import PASSWORD, Line, open_line
from tests.security.conftest import Seen
from tests.web.desk import Desk, csrf_in
from tests.web.night import TEXTS

AGENCY, OTHER = "demo_webb_task_force", "demo_florida_farm_workers"


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A report offered to one agency, and a person at each of two."""
    with open_line(tmp_path_factory.mktemp("agencies")) as line:
        line.text("+19565550101", TEXTS[0])
        line.skip_to(line.clock.now + timedelta(minutes=31))
        line.as_staff("agency", AGENCY)
        with line.dep.database.write() as db:
            staff.add(
                db, username="other", name="Other Example", role="agency", now=line.clock.now,
                password=PASSWORD, agency_id=OTHER,
            )  # fmt: skip
        yield line


@pytest.fixture(scope="module")
def other(offered: Line) -> Iterator[Desk]:
    with httpx.Client(
        base_url=offered.base_url, follow_redirects=True, timeout=60, verify=False
    ) as browser:
        desk = Desk(browser, "other")
        desk.log_in()
        yield desk


def token_of(desk: Desk, **fields: str) -> str:
    page = desk.send("/portal", "/portal/tokens", name="system", **fields).text
    found = re.search(r"hl_[\w-]{40,}", page)
    assert found
    return found[0]


def state(line: Line) -> list[tuple[str, str]]:
    with line.dep.database.read() as db:
        return [(row.agency_id, row.state) for row in db.scalars(select(Referral))]


def test_another_agencys_token_finds_nothing_and_answers_nothing(
    offered: Line, other: Desk, seen: Seen
) -> None:
    (tip,), before = offered.tips(), state(offered)
    headers = {"authorization": f"Bearer {token_of(other, scope='answer')}"}
    with httpx.Client(base_url=offered.base_url, headers=headers, verify=False) as system:
        address = f"/api/v1/referrals/{tip}"
        found = [system.get(address).status_code]
        found += [
            system.post(address, json={"do": do}).status_code
            for do in ("acknowledge", "decline", "close", "ask")
        ]
        assert seen(system.get("/api/v1/referrals").json()) == []
    assert set(found) <= {404, 422} and found[0] == found[1] == 404
    assert state(offered) == before


def test_nobody_revokes_another_agencys_token(offered: Line, other: Desk, seen: Seen) -> None:
    token = token_of(Desk(offered.as_staff("agency"), "agency"))
    with offered.dep.database.read() as db:
        ids = db.scalars(select(ApiToken.id).where(ApiToken.agency_id == AGENCY)).all()
    csrf = csrf_in(other.look("/portal"))
    assert ids
    for number in (*ids, 0, 999):
        other.http.post(f"/portal/tokens/{number}/revoke", data={"csrf": csrf})
    answer = httpx.get(
        f"{offered.base_url}/api/v1/referrals",
        headers={"authorization": f"Bearer {token}"},
        verify=False,
    )
    assert seen(answer.status_code) == 200


def test_a_token_is_taken_in_its_header_alone(offered: Line, seen: Seen) -> None:
    token = token_of(Desk(offered.as_staff("agency"), "agency"))
    address = f"{offered.base_url}/api/v1/referrals"
    odd = [
        httpx.get(address, params={"token": token, "access_token": token}, verify=False),
        httpx.get(address, cookies={"authorization": f"Bearer {token}"}, verify=False),
    ]
    values = (token, f"Token {token}", f"Bearer {token[:-1]}", f"Bearer {token} x", "Bearer")
    odd += [httpx.get(address, headers={"authorization": one}, verify=False) for one in values]
    assert seen({answer.status_code for answer in odd}) == {401}
    assert not [answer for answer in odd if token in answer.text]


def test_a_token_opens_no_page_of_staff_and_a_login_no_api(offered: Line, seen: Seen) -> None:
    token = token_of(Desk(offered.as_staff("agency"), "agency"))
    (tip,) = offered.tips()
    statuses = set()
    for path in ("/queue", f"/reports/{tip}", "/portal", "/me", "/staff", "/audit"):
        answer = httpx.get(
            f"{offered.base_url}{path}", headers={"authorization": f"Bearer {token}"}, verify=False
        )
        statuses.add(answer.status_code)
    assert seen(statuses) == {303}
    assert offered.as_staff("agency").get("/api/v1/referrals").status_code == 401


def test_a_token_of_an_agency_that_a_login_does_not_belong_to_is_not_made(
    offered: Line, other: Desk, seen: Seen
) -> None:
    for fields in ({"agency": AGENCY}, {"agency_id": AGENCY}, {"scope": "answer", "days": "0"}):
        token_of(other, **fields)
    with offered.dep.database.read() as db:
        mine = db.scalars(select(ApiToken).where(ApiToken.agency_id == AGENCY)).all()
        theirs = db.scalars(select(ApiToken).where(ApiToken.agency_id == OTHER)).all()
    assert seen(len(theirs)) >= 3 and all(one.name == "system" for one in mine)


def test_the_api_asks_for_what_it_documents(offered: Line, seen: Seen) -> None:
    token = token_of(Desk(offered.as_staff("agency"), "agency"), scope="answer")
    (tip,), before = offered.tips(), state(offered)
    odd = (
        b"", b"[]", b"null", b"{", b'{"do": 1}', b'{"do": true}',
        b'{"do": "acknowledge", "do": "x"}',
        b'{"do": "ACKNOWLEDGE"}', b'{"do": "acknowledge\\u0000"}', b'{"state": "closed"}',
        b'{"do": ' + b"[" * 5000 + b"]" * 5000 + b"}", b'{"do": 1e999}', b"\xff\xfe",
    )  # fmt: skip
    statuses = set()
    for body in odd:
        answer = httpx.post(
            f"{offered.base_url}/api/v1/referrals/{tip}",
            content=body,
            headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
            verify=False,
        )
        statuses.add(answer.status_code)
    assert seen(statuses) <= {400, 409, 422} and state(offered) == before


# Names that read as others ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Webb County\u202eecilop", "Dana\u2066Example", "Da\u200bna", "\ufeffDana", "Dana\x00",
        "Dana\x1b[31m", "Dana\u2028Example", "Da\u00adna", "Dana\u200f", "Da\ue000na", "\ud800Dana",
    ],
)  # fmt: skip
def test_a_name_that_reads_as_another_is_refused(offered: Line, name: str, seen: Seen) -> None:
    assert seen(hidden_characters(name)).startswith("U+")
    with offered.dep.database.write() as db, pytest.raises(staff.StaffError):
        by = logins.By("test", offered.clock.now)
        logins.add(db, offered.dep, by, username="dana", name=name, role="dispatcher")


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_a_name_in_any_script_is_what_it_looks_like(name: str) -> None:
    assert hidden_characters(name) == ""
    assert hidden_characters(f"{name}\u202e") == "U+202E"
    assert hidden_characters(f" {name}\n\t{name} ") == ""
