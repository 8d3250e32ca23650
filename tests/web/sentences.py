"""Every sentence of the interface: from templates, scripts, code, and the books of names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

from hotline import i18n
from hotline.console import corrections, new_report, report_page, supervise
from hotline.followups.task_kinds import KINDS
from hotline.i18n import display_names
from hotline.messages import MessageCode
from hotline.public import directory_page
from hotline.web import pages

HOTLINE = Path(i18n.__file__).parents[1]
TEMPLATES = HOTLINE / "web" / "templates"
CODE = ("accounts", "console", "directory", "i18n", "portal", "public", "web")
KEYWORDS = {"_": None, "say": None, "shown": None, "_n": (1, 2), "say_n": (1, 2)}
NOT_SAID = ("coverage.html", "simulator.html")
"""A report that is mailed, and the demo's telephone: in English."""


def in_templates() -> Iterator[str]:
    for file in sorted(TEMPLATES.glob("*.html")):
        with file.open("rb") as template:
            for _, function, said, _ in babel_extract(template, ("_", "_n"), (), {}):
                yield _first(function, said)


def _first(function: str, said: object) -> str:
    return str(said[0] if isinstance(said, tuple) else said)


def in_code() -> Iterator[str]:
    """What stands in ``say("…")``, or in a name of capitals that is given to it."""
    files = [file for part in CODE for file in sorted((HOTLINE / part).rglob("*.py"))]
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    for file in files:
        with file.open("rb") as source:
            for _, message, *_ in extract("python", source, KEYWORDS):
                yield message if isinstance(message, str) else message[0]
    wanted = {name for tree in trees for name in _given(tree)}
    for node in (node for tree in trees for node in tree.body):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                if name in wanted:
                    yield text


def _given(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="say"), args=[ast.Name(id=name), *_]):
                yield name
            case ast.Call(func=ast.Name(id="say"), args=[ast.Attribute(attr=name), *_]):
                yield name


def in_books() -> Iterator[str]:
    for book in (
        *display_names.BOOKS.values(),
        directory_page.NEEDS,
        corrections.NAMES,
        new_report.WAYS,
    ):
        yield from book.values()
    for label, values in new_report.ASKED.values():
        yield label
        yield from values.values()
    for book in corrections.BOOKS.values():
        yield from book.values()
    yield from supervise.SHIFTS.values()
    yield from (label for label, _ in report_page.SNOOZES)
    yield from (word for _, word in pages.SURE)
    yield from (code.text for code in MessageCode)
    yield from (kind.label for kind in KINDS.values())
    yield from ("By kind", "By month", "By county", "By channel", "Place not known")
    yield from ("Other places", "the same telephone number", "the same plate", "in one county")
    yield from ("the same web address", "the same user name", "the same business")
    yield from ("of one kind", "within a week", "alert", "by telephone", "not looked at")
    yield from ("There is no such agency here.", "There is no such file here.")
    yield from ("There is no such version here.", "There is no such flow here.")


def every() -> set[str]:
    found = {*in_templates(), *in_code(), *in_books(), *i18n.script_sentences()}
    return {text for text in found if re.search("[A-Za-z]", text)}
