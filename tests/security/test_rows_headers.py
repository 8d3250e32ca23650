"""What every answer carries, whoever asks and whatever broke. One line serves all of them."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select

from hotline.cli import serve
from hotline.db.referrals import Referral
from hotline.web.pages import CONTENT_SECURITY_POLICY, HEADERS
from tests.line import Line, open_line
from tests.security.conftest import Seen
from tests.web.desk import Desk

STORY = "they keep a girl locked in a nail salon in Laredo and took her passport"
AGENCY = "demo_webb_task_force"
PUBLIC = (
    "/",
    "/about",
    "/directory",
    "/directory.json",
    "/local-data",
    "/local-data.csv",
    "/login",
)
MISSING = ("/nothing", "/reports/0000-0000", "/audio/none.mp3", "/static/none.css", "/a/xyz")
STAFF = ("/queue", "/reports/new", "/tasks", "/map", "/me", "/me/factors", "/queue?state=closed")
ROLE_PAGES = {
    "dispatcher": STAFF,
    "supervisor": ("/supervise", "/supervise/on-call"),
    "coordinator": ("/desk", "/desk/history"),
    "admin": ("/staff",),
    "auditor": ("/audit",),
    "agency": ("/portal", "/portal/us"),
}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\son\w+=|\sstyle=", re.I
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("headers")) as line:
        line.text("+19565550101", STORY)
        line.clock.now = line.clock.now.replace(hour=19)
        line.work()
        for role in ROLE_PAGES:
            line.as_staff(role, AGENCY if role == "agency" else None)
        yield line


@pytest.fixture(scope="module")
def answers(served: Line) -> dict[str, httpx.Response]:
    """Every kind of page and of error, by who asked for what."""
    (tip,) = served.tips()
    found = {path: served.http.get(path) for path in (*PUBLIC, *MISSING, "/healthz", "/readyz")}
    found["405"] = served.http.put("/login")
    found["401 API"] = served.http.get("/api/v1/referrals")
    found["404 API"] = served.http.get("/api/v1/none")
    found["422"] = served.as_staff("auditor").get("/audit?before=x")
    found["403 webhook"] = served.http.post("/twilio/sms")
    found["413"] = served.http.post("/login", content=b"x" * 300_000)
    for role, paths in ROLE_PAGES.items():
        more = (f"/reports/{tip}",) if role == "dispatcher" else ()
        found |= {path: served.as_staff(role).get(path) for path in (*paths, *more)}
    return found


def test_every_answer_has_every_header(answers: dict[str, httpx.Response], seen: Seen) -> None:
    missing = [
        f"{path} {name}"
        for path, answer in answers.items()
        for name, value in HEADERS.items()
        if answer.headers.get(name) != value
    ]
    assert len(answers) > 30 and seen(missing) == []


def test_the_policy_allows_nothing_inline_and_no_frame(
    answers: dict[str, httpx.Response], seen: Seen
) -> None:
    assert "unsafe" not in seen(CONTENT_SECURITY_POLICY) and "*" not in CONTENT_SECURITY_POLICY
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in CONTENT_SECURITY_POLICY
    for path, answer in answers.items():
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not INLINE.search(answer.text), path


def test_no_header_names_the_software(seen: Seen) -> None:
    """Uvicorn's own name is switched off where the service is started."""
    source = serve.run.__code__
    assert "server_header" in source.co_names + source.co_consts[-1] or "server_header" in str(
        source.co_consts
    )
    assert seen("x-powered-by" in HEADERS) is False


def test_no_path_leads_out_of_a_folder(served: Line, seen: Seen) -> None:
    ways = (
        "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "%252e%252e%252f",
        "./../", "/", "%2f", "C:%5c", "..%c0%af", "..;/", "%00/../",
    )  # fmt: skip
    statuses = set()
    for folder in ("audio", "static"):
        for way in ways:
            for file in ("hotline.db", "app.py", "etc/passwd", "static/../app.py"):
                answer = served.http.get(f"/{folder}/{way}{file}")
                statuses.add(answer.status_code)
                assert b"SQLite" not in answer.content and "import " not in answer.text
    assert seen(statuses) <= {400, 404, 405}


# More of the same kind ---------------------------------------------------------------------------


def test_what_staff_see_is_kept_by_no_browser_and_no_proxy(
    answers: dict[str, httpx.Response], seen: Seen
) -> None:
    kept = [
        path
        for path, answer in answers.items()
        if path.startswith(("/queue", "/reports", "/tasks", "/me", "/portal", "/staff", "/audit"))
        and "no-store" not in answer.headers.get("cache-control", "")
    ]
    assert seen(kept) == []


def test_login_pages_and_links_are_not_kept_either(served: Line, seen: Seen) -> None:
    with served.dep.database.read() as db:
        assert db.scalars(select(Referral.id)).first() is not None
    paths = ("/login", "/a/" + "x" * 43, "/password/" + "x" * 43, "/login/second")
    kept = [
        path
        for path in paths
        if "no-store" not in served.http.get(path).headers.get("cache-control", "")
    ]
    assert seen(kept) == []


def test_no_page_tells_another_site_where_it_came_from(
    answers: dict[str, httpx.Response], seen: Seen
) -> None:
    assert {answer.headers["referrer-policy"] for answer in answers.values()} == {"no-referrer"}
    loose = [
        path
        for path, answer in answers.items()
        if re.search(r'<a[^>]*target="_blank"(?![^>]*noopener)', answer.text)
    ]
    assert seen(loose) == []


def test_no_page_loads_anything_from_elsewhere(
    answers: dict[str, httpx.Response], seen: Seen
) -> None:
    elsewhere = {
        address
        for answer in answers.values()
        if answer.headers.get("content-type", "").startswith("text/html")
        for address in re.findall(
            r'<(?:script|img|link|iframe)[^>]*(?:src|href)="([^"]+)"', answer.text
        )
        if not address.startswith(("/", "data:"))
    }
    assert seen(elsewhere) == set()


def test_an_error_says_nothing_of_the_inside(
    answers: dict[str, httpx.Response], served: Line, seen: Seen
) -> None:
    words = ("Traceback", "sqlalchemy", "sqlite", "/site-packages", 'File "', "pydantic", "psycopg")
    leaks = [
        (path, word)
        for path, answer in answers.items()
        if answer.status_code >= 400
        for word in words
        if word.lower() in answer.text.lower()
    ]
    assert seen(leaks) == []
    assert str(served.folder) not in "".join(answer.text for answer in answers.values())


def test_no_other_site_may_read_an_answer(served: Line, seen: Seen) -> None:
    allowed = []
    for path in (*PUBLIC, "/queue", "/api/v1/referrals", "/api/v1/openapi.json", "/readyz"):
        for method in ("GET", "OPTIONS"):
            answer = served.http.request(
                method,
                path,
                headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
            )
            allowed += [name for name in answer.headers if name.startswith("access-control-")]
    assert seen(allowed) == []


def test_a_host_of_elsewhere_stands_in_no_answer(served: Line, seen: Seen) -> None:
    foreign = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-original-url": "/x"}
    told = []
    for path in (*PUBLIC, "/queue", "/nothing", "/static", "/directory/"):
        answer = served.http.get(path, headers=foreign, follow_redirects=False)
        if "evil.example" in answer.text + answer.headers.get("location", ""):
            told.append(path)
    assert seen(told) == []


@pytest.mark.parametrize(
    ("request_line", "hosts", "status"),
    [
        ("GET / HTTP/1.1", [], "400"),
        ("GET / HTTP/1.1", ["one.example", "two.example"], "400"),
        ("GET / HTTP/1.1", ["one.example", "one.example"], "400"),
        ("GET / HTTP/1.1", ["one.example"], "200"),
        ("GET / HTTP/1.0", [], "200"),
    ],
)
def test_a_request_says_once_for_which_host_it_is(
    served: Line, request_line: str, hosts: list[str], status: str
) -> None:
    sent = [request_line, *(f"Host: {host}" for host in hosts), "Connection: close", "", ""]
    address = urlsplit(served.base_url)
    with socket.create_connection((address.hostname or "", address.port or 0), 60) as connection:
        connection.sendall("\r\n".join(sent).encode())
        first = connection.makefile("rb").readline().decode()
    assert first.split()[1] == status


def test_staff_files_are_downloads_or_sandboxed(served: Line, seen: Seen) -> None:
    """A file that could be a page is offered as a file: tables, calendars."""
    answer = served.http.get("/local-data.csv")
    assert seen(answer.headers["content-type"]).startswith("text/csv")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_method_override_headers_do_nothing(served: Line, seen: Seen) -> None:
    desk = Desk(served.as_staff("dispatcher"))
    (tip,) = served.tips()
    for name in ("x-http-method-override", "x-method-override", "x-http-method"):
        answer = desk.http.get(f"/reports/{tip}", headers={name: "POST"})
        assert seen(answer.status_code) == 200
        assert desk.http.post(f"/reports/{tip}/claim", headers={name: "GET"}).status_code == 403
