"""A dispatcher's browser without a screen: opens pages and sends their forms."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import httpx

from tests.line import PASSWORD

FORM = re.compile(r'<form[^>]*action="(?P<action>[^"]*)"[^>]*>(?P<body>.*?)</form>', re.DOTALL)
FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
TOKEN = re.compile(r'(?:data-csrf|name="csrf" value)="([^"]+)"')


@dataclass
class Desk:
    """One person's browser."""

    http: httpx.Client
    username: str = "dispatcher"

    def look(self, path: str) -> str:
        """A page's HTML; somebody whose login ran out logs in again."""
        answer = self.http.get(path)
        if answer.url.path == "/login":
            self.log_in()
            answer = self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}\n{answer.text[:500]}"
        return answer.text

    def log_in(self) -> None:
        """Log in (again)."""
        self.http.post("/login", data={"username": self.username, "password": PASSWORD})

    def send(self, page: str, action: str, /, **fields: str) -> httpx.Response:
        """Fill in the form of ``page`` that goes to ``action``, and send it."""
        form = next(f for f in FORM.finditer(self.look(page)) if f["action"] == action)
        hidden = {name: html.unescape(value) for name, value in FIELD.findall(form["body"])}
        return self.http.post(action, data=hidden | fields)

    def do(self, tip: str, action: str, /, **fields: str) -> httpx.Response:
        """One action on a report's page."""
        return self.send(f"/reports/{tip}", f"/reports/{tip}/{action}", **fields)


def csrf_in(page: str) -> str:
    """The token without which no form of this page's visitor is taken."""
    found = TOKEN.search(page)
    assert found, page[:500]
    return found[1]


def words(page: str) -> str:
    """What of a page a person reads."""
    shown = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))


def fields_of(desk: Desk, path: str) -> dict[str, str]:
    """The fields of a form as a browser would send them."""
    page = desk.look(path)
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    fields |= dict(
        re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page, re.DOTALL)
    )
    for name, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        first = re.search(r'value="([^"]*)"', options)
        fields[name] = (chosen or first)[1]  # type: ignore[index]
    for name in re.findall(r'<input type="checkbox" name="([^"]+)" value="1">', page):
        fields.pop(name, None)  # not ticked
    return {name: html.unescape(value) for name, value in fields.items() if name != "tip"}
