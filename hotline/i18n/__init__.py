"""The interface in English and Spanish: which of them a page speaks, and its sentences.

The English sentence stands in the code and the templates; ``locale/es.po`` has each in Spanish, and
a test finds what is missing there or left over. Sentences have ``{names}`` that are filled in.
Whoever asks for a page chooses: ``?lang=`` for this page, the switch for this browser (a cookie),
else what the browser prefers. The language of the request stands in a context variable, so that a
sentence can be said where it arises. Outside of a request everything is English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs

from babel.messages.pofile import read_po
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hotline.messages import Message as ServiceMessage

HERE = Path(__file__).parent
SPOKEN = {"en": "English", "es": "Español"}
"""Each language of the interface with its own name."""
COOKIE = "hotline_language"
_language: ContextVar[str] = ContextVar("language", default="en")
IN_SCRIPT = re.compile(r'\bsay\("((?:[^"\\]|\\.)*)"')


def language() -> str:
    """The language that is spoken now: ``en`` or ``es``."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _language.set(code if code in SPOKEN else "en")
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalogue() -> Mapping[str, str | tuple[str, ...]]:
    """The Spanish for each English sentence; one that counts has two forms."""
    with (HERE / "locale" / "es.po").open("rb") as file:
        found = read_po(file, locale="es")
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            message.string if isinstance(message.string, str) else tuple(message.string)
        )
        for message in found
        if message.id and message.string
    }


def _told(text: str) -> str:
    if language() == "en":
        return text
    found = catalogue().get(text, text)
    return found if isinstance(found, str) else found[0]


def say(text: str, **values: object) -> str:
    """A sentence in the language that is spoken, its ``{names}`` filled in; plain text."""
    told = _told(text)
    return told.format(**values) if values else told


def say_n(one: str, many: str, n: int, **values: object) -> str:
    """A sentence that counts ``n``."""
    forms: tuple[str, ...] = (one, many)
    if language() != "en":
        found = catalogue().get(one)
        forms = found if isinstance(found, tuple) else forms
    return forms[0 if n == 1 else 1].format(n=n, **values)


def translate(said: ServiceMessage | str) -> str:
    """A message in the language of the page; someone's own words stay as they are."""
    if isinstance(said, str):
        return said
    code = said.code
    if not code.plural:
        return say(code.text, **said.params)
    others = {name: value for name, value in said.params.items() if name != "n"}
    return say_n(code.text, code.plural, int(said.params["n"]), **others)


def shown(text: str, **values: object) -> Markup:
    """:func:`say` for a page: what is filled in is escaped, the sentence itself may have tags."""
    return Markup(_told(text)).format(**values) if values else Markup(_told(text))  # noqa: S704


def shown_n(one: str, many: str, n: int, **values: object) -> Markup:
    """:func:`say_n` for a page."""
    escaped = {name: Markup.escape(value) for name, value in values.items()}
    return Markup(say_n(one, many, n, **escaped))  # noqa: S704 - what is filled in is escaped


@cache
def script_sentences() -> frozenset[str]:
    """What the scripts say, in English."""
    scripts = (HERE.parent / "web" / "static").glob("*.js")
    found = (IN_SCRIPT.findall(script.read_text("utf-8")) for script in scripts)
    return frozenset(text for texts in found for text in texts)


def script_words() -> Markup:
    """For the scripts: their sentences in the language that is spoken, as JSON."""
    told = json.dumps({text: say(text) for text in sorted(script_sentences())}, ensure_ascii=False)
    return Markup(told.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin in it


class Speech:
    """Finds the language of each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the language that is asked for."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(_wanted(scope)):
            await self._app(scope, receive, send)


def _wanted(scope: Scope) -> str:
    headers = Headers(scope=scope)
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    preferred = headers.get("accept-language", "")[:200].lower()
    codes = [part.split(";")[0].strip()[:2] for part in preferred.split(",")]
    wished = (asked, _kept(headers.get("cookie", "")), *codes)
    return next((code for code in wished if code in SPOKEN), "en")


def _kept(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
