"""Words of strangers, agencies and staff are words wherever they are shown, and never markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from sqlalchemy import update

from hotline.accounts.staff import ROLES
from hotline.db.accounts import Staff
from tests.line import Line, open_line
from tests.security.conftest import Seen
from tests.web.desk import Desk, csrf_in

AGENCY = "demo_webb_task_force"
STORY = "they keep a girl locked in a nail salon in Laredo and took her passport"
MARK = "quaggamark"
PAYLOADS = (
    f"<img src=x onerror=alert('{MARK}')>",
    f"\"><svg/onload=alert('{MARK}')>",
    f"</textarea><script>alert('{MARK}')</script>",
    f"javascript:alert('{MARK}')//",
    f"{{{{7*7}}}} {{% raw %}} ${{7*7}} <%= 7*7 %> {MARK}",
    f"<!--{MARK}--><iframe src='//evil.example'>",
)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line on which everyone who can write anything has written markup."""
    with open_line(tmp_path_factory.mktemp("markup")) as line:
        for number, payload in enumerate(PAYLOADS):
            line.text(f"+195655501{number + 10:02d}", f"{STORY} {payload}", FromCity=payload)
        line.clock.now = line.clock.now.replace(hour=19)
        line.work()
        assert len(line.tips()) == len(PAYLOADS)
        for role in ROLES:
            line.as_staff(role, AGENCY if role == "agency" else None)
        with line.dep.database.write() as db:
            db.execute(
                update(Staff).where(Staff.role == "supervisor").values(name=PAYLOADS[0][:80])
            )
        desk = Desk(line.as_staff("dispatcher"))
        for tip, payload in zip(line.tips(), PAYLOADS, strict=True):
            desk.do(tip, "note", text=payload)
            desk.do(tip, "task", words=payload, due="60")
            desk.do(tip, "override", field="urgency", value="P1", reason=payload)
        desk.send("/queue?state=closed", "/queue/views", name=PAYLOADS[0][:30])
        Desk(line.as_staff("supervisor"), "supervisor").http.post(
            "/supervise/notes",
            data={"csrf": csrf(line, "supervisor"), "text": PAYLOADS[1]},
        )
        yield line


def csrf(line: Line, role: str) -> str:
    return csrf_in(line.as_staff(role).get("/me").text)


class Planted(HTMLParser):
    """Finds in a page what only the payloads can have brought: tags, handlers, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            leads = name in {"src", "href", "action"} and re.match(
                r"\s*(javascript:|//|https?://evil)", value or ""
            )
            if name.startswith("on") or leads:
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and MARK in data:
            self.found.append(f"in <{self.cdata_elem}>: {data[:60]}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append(f"<!--{data}-->")


def loose(pages: dict[str, str]) -> list[str]:
    all_found = []
    for path, page in pages.items():
        parser = Planted()
        parser.feed(page)
        all_found += [f"{path}: {one}" for one in parser.found]
    return all_found


def test_markup_is_text_wherever_it_is_shown(marked: Line, seen: Seen) -> None:
    tips = marked.tips()
    paths = ["/queue", "/tasks", "/tasks?whose=all", "/map", "/supervise", "/me", "/reports/new"]
    paths += [f"/reports/{tip}" for tip in tips] + [f"/reports/{tips[0]}/what-if"]
    paths += [f"/reports/{tip}/sheet/agency" for tip in tips[:2]] + [f"/queue?q={PAYLOADS[1]}"]
    pages = {path: marked.as_staff("supervisor").get(path).text for path in paths}
    assert seen(loose(pages)) == []
    shown = [path for path, page in pages.items() if MARK in page]
    assert len(shown) > 6, "it is there, as text"
    for tip, payload in zip(tips, PAYLOADS, strict=True):
        assert html.escape(payload, quote=False)[:12] in pages[f"/reports/{tip}"].replace(
            "&#34;", '"'
        ).replace("&#39;", "'").replace("&quot;", '"')
    assert "49" not in re.findall(r"\{\{7\*7\}\}|\b49\b", pages[f"/reports/{tips[4]}"])


def test_an_agencys_own_words_are_text_too(marked: Line, seen: Seen) -> None:
    agency = Desk(marked.as_staff("agency"), "agency")
    pages = {"token": agency.send("/portal", "/portal/tokens", name=PAYLOADS[1]).text}
    pages |= {path: agency.look(path) for path in ("/portal", "/portal/us")}
    for tip in marked.tips():
        page = agency.http.get(f"/portal/{tip}")
        pages[tip] = page.text
        asked = re.search(r'name="csrf" value="([^"]+)"', page.text)
        if asked:
            sent = {"csrf": asked[1], "do": "ask", "text": PAYLOADS[2]}
            pages[f"asked {tip}"] = agency.http.post(f"/portal/{tip}", data=sent).text
    pages |= {
        tip: marked.as_staff("supervisor").get(f"/reports/{tip}").text for tip in marked.tips()
    }
    assert seen(loose(pages)) == []


def test_an_email_holds_no_markup_and_no_word_of_it(marked: Line, seen: Seen) -> None:
    mails = [mail.subject + mail.body for mail in marked.mails()]
    assert mails and seen([mail for mail in mails if MARK in mail]) == []


def test_a_search_shows_what_was_searched_as_text(marked: Line, seen: Seen) -> None:
    pages = {}
    for payload in PAYLOADS:
        for path in ("/directory", "/login", "/local-data", "/nothing"):
            for name in ("q", "place", "next", "lang", "state"):
                pages[f"{path} {name} {payload}"] = marked.http.get(
                    path, params={name: payload}
                ).text
    assert seen(loose(pages)) == []


def test_names_of_staff_with_direction_marks_are_refused_or_shown_bare(
    marked: Line, seen: Seen
) -> None:
    """A name that reads as another one: right-to-left marks, control characters, no width."""
    admin = Desk(marked.as_staff("admin"), "admin")
    for odd in (
        "Dana\u202eelpmaxE",
        "Dana\u2066Example",
        "Dana\x00",
        "Da\u200bna",
        "Dana\nExample",
    ):
        fields = {"username": "dana", "name": odd, "role": "dispatcher"}
        admin.http.post("/staff", data={"csrf": csrf(marked, "admin"), **fields})
    page = admin.look("/staff")
    assert seen([mark for mark in "\u202e\u2066\x00\u200b" if mark in page]) == []
