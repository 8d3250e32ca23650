"""A visitor of ``/report`` whose browser runs no script: reads pages, presses buttons, writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import httpx

MESSAGE = re.compile(r'<p class="message"[^>]*>(.*?)</p>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
OFFER = re.compile(r'<p class="offer"><button[^>]* value="(\w+)"')


@dataclass
class Seen:
    """What a page shows: sentences, buttons by label, hidden fields, words that were kept."""

    sentences: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    kept: str = ""
    notice: str = ""
    codes: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""

    @property
    def text(self) -> str:
        """All sentences as one."""
        return " ".join(self.sentences)


class _Reader(HTMLParser):
    """Reads the form ``answer`` and what is said before it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self._into: str = ""
        self._said = self._form = False
        self._button: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("class") == "whole":  # a number inside a sentence
            return
        if tag == "html":
            self.seen.language = given.get("lang", "")
        if given.get("class") == "said-now":
            self._said = True
        if tag == "form":
            self._said, self._form = False, given.get("id") == "answer"
        if self._form and tag == "input" and given.get("type") == "hidden":
            self.seen.fields[given["name"]] = given.get("value", "")
        if self._form and tag == "button" and given.get("name") == "key":
            self._button = (given["value"], "")
        self._into = {"p": "p", "textarea": "kept", "dd": "dd", "title": "title"}.get(tag, "")
        if given.get("id") == "notice":
            self._into = "notice"
        if self._said and tag == "p":
            self.seen.sentences.append("")

    def handle_data(self, data: str) -> None:
        if self._button:
            self._button = (self._button[0], self._button[1] + data)
        elif self._into == "p" and self._said:
            self.seen.sentences[-1] += data
        elif self._into == "kept":
            self.seen.kept += data
        elif self._into == "dd":
            self.seen.codes.append(data)
        elif self._into == "title":
            self.seen.title += data
        elif self._into == "notice":
            self.seen.notice += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button:
            self.seen.buttons[self._button[1].strip()] = self._button[0]
            self._button = None
        if tag in {"p", "textarea", "dd", "title"}:
            self._into = ""


def read(page: str) -> Seen:
    """What a page shows."""
    reader = _Reader()
    reader.feed(page)
    return reader.seen


class Visitor:
    """One browser tab."""

    def __init__(self, http: httpx.Client, *, accepts: str = "en-US,en") -> None:
        self.http = http
        self.headers = {"accept-language": accepts, "user-agent": "OldPhone/1.0 marked-agent"}
        self.answer = http.get("/report", headers=self.headers)
        self.seen = read(self.answer.text)

    def send(self, words: str = "", *, key: str = "", files: dict[str, bytes] | None = None) -> str:
        """Send the form; what the next page says."""
        data = {**self.seen.fields, "words": words} | ({"key": key} if key else {})
        sent = [("files", (name, body, _kind(name))) for name, body in (files or {}).items()]
        self.answer = self.http.post("/report", data=data, files=sent or None, headers=self.headers)
        self.seen = read(self.answer.text)
        return self.seen.text

    def press(self, label: str) -> str:
        """Press the button that is called ``label``."""
        return self.send(key=self.seen.buttons[label])

    def ask(self, what: str) -> str:
        """Press a button that answers nothing: ``messages``, ``show``, ``resume``."""
        return self.post(ask=what)

    def post(self, **more: str) -> str:
        """Send the form as it stands, with ``more``; what the next page says."""
        data = {**self.seen.fields, **more}
        self.answer = self.http.post("/report", data=data, headers=self.headers)
        self.seen = read(self.answer.text)
        return self.seen.text

    @property
    def shown(self) -> str:
        """The whole page as it is read, without tags."""
        return unescape(TAG.sub("", self.answer.text))

    @property
    def messages(self) -> list[str]:
        """The messages that the page shows."""
        return [unescape(TAG.sub("", one)) for one in MESSAGE.findall(self.answer.text)]

    @property
    def a_message_waits(self) -> bool:
        """Whether the page says that there is a message."""
        return 'id="waiting" role="status">' in self.answer.text

    @property
    def offered(self) -> str:
        """The language that the page offers to go on in."""
        found = OFFER.search(self.answer.text)
        return found[1] if found else ""

    def come_back(self, tip: str, code: str) -> str:
        """The first page's other form: report number and secret code."""
        data = {"visit": self.seen.fields["visit"], "language": "en", "tip": tip, "code": code}
        self.answer = self.http.post("/report", data=data, headers=self.headers)
        self.seen = read(self.answer.text)
        return self.seen.text

    def speak(self, language: str) -> Seen:
        """Press the button of another language."""
        self.post(speak=language)
        return self.seen

    def codes(self) -> tuple[str, str]:
        """Tip ID and secret code, wherever the page shows them."""
        shown = f"{self.seen.text} {' '.join(self.seen.codes)}"
        tip = re.search(r"\b\d{4}-\d{4}\b", shown)
        code = re.search(r"\b\d{6}\b", shown)
        assert tip and code, shown
        return tip[0], code[0]


def _kind(name: str) -> str:
    ending = name.rpartition(".")[2]
    return {"png": "image/png", "wav": "audio/wav", "txt": "text/plain"}.get(ending, "")
