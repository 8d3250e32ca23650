"""Forms and addresses as another site, a scanner or a fuzzer would send them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import func, select

from hotline.accounts.staff import ROLES
from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.db.reports import Entry, Report
from hotline.db.tasks import Task
from hotline.web.access import TABLE, Guard
from tests.line import Line, open_line
from tests.security.conftest import Seen
from tests.security.test_who_may_what import SELF_SERVICE, address, csrf_of
from tests.web.desk import Desk

AGENCY = "demo_webb_task_force"
CHANGE_NOTHING = {"/here", "/login/kept"}
"""Someone is noticed as still there; what was typed before a login is shown again."""
STORY = "they keep a girl locked in a nail salon in Laredo and took her passport"
ODD = (
    "' OR 1=1 --", "1; DROP TABLE reports", "%00", "\x00", "a" * 6000, "\r\nSet-Cookie: x=1",
    "../../etc/passwd", "${jndi:ldap://evil.example/x}", "{{7*7}}", "<script>", "\u202e", "ñ",
    "-1", "99999999999999999999", "1e309", "NaN", "null", "[]", "%ff", "🙂", "0x1", " ",
)  # fmt: skip
QUERIES = (
    "/queue?{}", "/queue?state={}", "/queue?q={}", "/queue?page={}", "/tasks?whose={}",
    "/queue/find?tip={}", "/map?state={}", "/audit?about={}", "/audit?before={}", "/directory?q={}",
    "/directory?place={}", "/reports/{}", "/desk/agencies/{}", "/desk/flows/{}",
    "/desk/history/{}", "/supervise/on-call/{}", "/local-data?quarter={}", "/a/{}", "/password/{}",
    "/calendar/{}.ics", "/api/v1/referrals/{}", "/api/v1/referrals?since={}", "/login?next={}",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("forms")) as line:
        line.text("+19565550101", STORY)
        line.clock.now = line.clock.now.replace(hour=19)
        line.work()
        for role in ROLES:
            line.as_staff(role, AGENCY if role == "agency" else None)
        yield line


def everything(line: Line) -> tuple[int, ...]:
    with line.dep.database.read() as db:
        models = (Report, Entry, Task, Staff, AuditEvent)
        return tuple(db.scalar(select(func.count()).select_from(one)) or 0 for one in models)


def role_for(allowed: frozenset[str]) -> str:
    return next(role for role in ROLES if role in allowed)


def test_no_form_is_taken_without_its_token(served: Line, seen: Seen) -> None:
    """Every form that someone logged in may send, by someone who may send it."""
    before, taken = everything(served), []
    others = csrf_of(served, "auditor")
    for (method, path), allowed in TABLE.items():
        unchecked = (method, path) in SELF_SERVICE or path in CHANGE_NOTHING
        if method != "POST" or isinstance(allowed, Guard) or unchecked:
            continue
        browser = served.as_staff(role_for(allowed))
        for fields in ({}, {"csrf": ""}, {"csrf": others}, {"csrf": "0" * 64}):
            if fields.get("csrf") == others and role_for(allowed) == "auditor":
                continue
            answer = browser.post(address(path, served), data=fields, follow_redirects=False)
            if answer.status_code not in {403, 404, 409}:
                taken.append((path, fields, answer.status_code))
    assert seen(taken) == []
    assert everything(served) == before


def test_a_form_of_another_content_type_is_not_taken(served: Line, seen: Seen) -> None:
    """What a page of another site can send without asking first: text/plain and the like."""
    (tip,) = served.tips()
    browser, csrf = served.as_staff("dispatcher"), csrf_of(served, "dispatcher")
    before = everything(served)
    for kind in ("text/plain", "application/json", "text/xml", "", "application/octet-stream"):
        body = f"csrf={csrf}&text=planted"
        answer = browser.post(
            f"/reports/{tip}/note", content=body, headers={"content-type": kind} if kind else {}
        )
        assert seen(answer.status_code) in {400, 403, 409, 415, 422}
    assert everything(served) == before


def test_a_broken_multipart_form_is_a_mistake_of_the_sender(served: Line, seen: Seen) -> None:
    broken = (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("multipart/form-data; boundary=a", b"--a\r\n" * 2000),
        ("multipart/form-data; boundary=" + "b" * 300, b"--"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"+AD0-=1&%"),
        ("application/x-www-form-urlencoded", b"%zz=%&&&=&a=%ff%fe"),
    )
    for path in ("/login", "/language", "/twilio/sms"):
        for kind, body in broken:
            answer = served.http.post(
                path, content=body, headers={"content-type": kind}, follow_redirects=False
            )
            assert seen(answer.status_code) < 500, (path, kind)


def test_odd_queries_and_paths_break_nothing(served: Line, seen: Seen) -> None:
    broken = []
    clients = [served.http, *(served.as_staff(role) for role in ("coordinator", "auditor"))]
    for number, form in enumerate(QUERIES):
        client = clients[0] if number > 15 else clients[2 if "audit" in form else 1]
        for odd in ODD:
            target = httpx.URL(served.base_url).copy_with(
                raw_path=form.format(quoted(odd)).encode()
            )
            answer = client.get(target, follow_redirects=False)
            if answer.status_code >= 500 or "x=1" in answer.headers.get("set-cookie", ""):
                broken.append((form, odd[:20], answer.status_code))
    assert seen(broken) == []


def quoted(odd: str) -> str:
    return odd if odd.startswith("%") else "".join(f"%{byte:02x}" for byte in odd.encode())


# Of the same kind --------------------------------------------------------------------------------


def test_fields_that_a_form_does_not_have_change_nothing(served: Line, seen: Seen) -> None:
    """Mass assignment: a person's own page takes no role, a report's forms no state."""
    (tip,) = served.tips()
    for role, path in (("dispatcher", "/me"), ("supervisor", "/me")):
        Desk(served.as_staff(role), role).send(
            path, path, phone="956-555-0161", role="admin", active="1", agency_id="x", id="1",
            password_hash="x", username="root",
        )  # fmt: skip
    Desk(served.as_staff("dispatcher")).do(
        tip, "note", text="seen", state="closed", urgency="P3", claimed_by="1", author="agency:x"
    )
    agency = Desk(served.as_staff("agency"), "agency")
    agency.send(
        "/portal", "/portal/tokens", name="x", agency_id="demo_florida_farm_workers", scope="list"
    )
    with served.dep.database.read() as db:
        people = {(one.username, one.role) for one in db.scalars(select(Staff))}
        row = db.scalars(select(Report)).one()
        note = db.scalars(select(Entry).where(Entry.kind == "note")).one()
        from hotline.db.accounts import ApiToken

        owners = set(db.scalars(select(ApiToken.agency_id)))
    assert seen(people) == {(role, role) for role in ROLES}
    assert row.state != "closed" and row.claimed_by is None and note.author.startswith("staff:")
    assert owners == {AGENCY}


def test_ids_of_others_objects_are_not_found(served: Line, seen: Seen) -> None:
    """Views, sessions, factors and tokens of someone else, by number, with one's own token."""
    Desk(served.as_staff("supervisor"), "supervisor").send(
        "/queue?state=closed", "/queue/views", name="mine"
    )
    before = everything(served)
    csrf = csrf_of(served, "dispatcher")
    statuses = set()
    for path in (
        "/queue/views/{}/forget", "/me/sessions/{}/end", "/me/factors/{}/remove",
    ):  # fmt: skip
        for number in ("1", "2", "3", "-1", "0", "999999", "abc", "9" * 30):
            mine = path == "/me/sessions/{}/end"
            if mine and number in {"1", "2", "3"}:
                continue
            answer = served.as_staff("dispatcher").post(
                path.format(number), data={"csrf": csrf}, follow_redirects=False
            )
            statuses.add(answer.status_code)
    assert seen(statuses) <= {303, 403, 404, 409, 422}
    assert everything(served)[:4] == before[:4]
    assert "mine" in Desk(served.as_staff("supervisor"), "supervisor").look("/queue")


def test_a_form_that_comes_from_another_site_is_refused_even_with_its_token(
    served: Line, seen: Seen
) -> None:
    """Browsers say where a form comes from; a token that leaked is worth nothing elsewhere."""
    (tip,) = served.tips()
    csrf = csrf_of(served, "dispatcher")
    before = everything(served)
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
    ):
        answer = served.as_staff("dispatcher").post(
            f"/reports/{tip}/note", data={"csrf": csrf, "text": "planted"}, headers=headers
        )
        assert seen(answer.status_code) == 403, headers
    assert everything(served) == before


def test_a_tip_id_is_looked_up_in_one_spelling(served: Line, seen: Seen) -> None:
    (tip,) = served.tips()
    found = {}
    for spelled in (f"{tip}%00", f"{tip}%20", f"{tip};x", f"{tip}/", f"{tip}.json", f"0{tip}"):
        answer = served.as_staff("auditor").get(f"/reports/{spelled}", follow_redirects=False)
        found[spelled] = answer.status_code
    assert seen(set(found.values())) <= {307, 403, 404}


def test_links_in_pages_are_relative_to_this_site(served: Line, seen: Seen) -> None:
    pages = [served.as_staff(role).get("/me").text for role in ROLES]
    pages += [served.http.get(path).text for path in ("/", "/about", "/directory", "/login")]
    forms = {action for page in pages for action in re.findall(r'<form[^>]*action="([^"]*)"', page)}
    assert seen([action for action in forms if not action.startswith("/")]) == []
