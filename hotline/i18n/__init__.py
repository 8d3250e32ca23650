"""The interface in several languages: which of them a page speaks, and its sentences.

Sentences are written in English in the code and the templates; :mod:`hotline.i18n.catalogs` has
them in other languages. Their ``{names}`` are filled in. A reader chooses: ``?lang=`` for this
page, the switch for this browser (a cookie), else what the browser prefers. The language of a
request is in a context variable, so that any code can say a sentence in it. Outside of a request
everything is English.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from markupsafe import Markup

from hotline.i18n.catalogs import SOURCE, languages, translations
from hotline.messages import Message as ServiceMessage

COOKIE = "hotline_language"
_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def language() -> str:
    """The code of the language that is spoken now, such as ``en``."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while; one that is not offered is English."""
    token = _language.set(code if code in languages() else SOURCE)
    try:
        yield
    finally:
        _language.reset(token)


def _translated(text: str) -> str:
    return translations(language()).gettext(text) if text else ""  # gettext("") is the header


def say(text: str, **values: object) -> str:
    """A sentence in the language that is spoken, its ``{names}`` filled in; plain text."""
    sentence = _translated(text)
    return sentence.format(**values) if values else sentence


def say_n(one: str, many: str, n: int, **values: object) -> str:
    """A sentence that counts ``n``."""
    return translations(language()).ngettext(one, many, n).format(n=n, **values)


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
    sentence = Markup(_translated(text))  # noqa: S704 - our own sentences
    return sentence.format(**values) if values else sentence


def shown_n(one: str, many: str, n: int, **values: object) -> Markup:
    """:func:`say_n` for a page."""
    escaped = {name: Markup.escape(value) for name, value in values.items()}
    return Markup(say_n(one, many, n, **escaped))  # noqa: S704 - what is filled in is escaped
