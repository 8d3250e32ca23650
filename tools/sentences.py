"""``python -m tools.sentences``: what each language of the interface lacks; exit 1 if anything.

The sentences come from templates, scripts, code, and the names of codes. What a language lacks is
shown in English, so a new file may start small. What a file has and no page says is listed, too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

from hotline import channel_kinds, i18n
from hotline.console import corrections, new_report, report_page, supervise
from hotline.followups.task_kinds import KINDS
from hotline.i18n import catalogs, display_names
from hotline.messages import MessageCode
from hotline.public import directory_page
from hotline.web import pages

HOTLINE = Path(i18n.__file__).parents[1]
TEMPLATES = HOTLINE / "web" / "templates"
CODE = ("accounts", "console", "directory", "i18n", "portal", "public", "web")
KEYWORDS = {"_": None, "say": None, "shown": None, "_n": (1, 2), "say_n": (1, 2)}
NOT_SAID = ("coverage.html", "simulator.html", "training.html")
"""An emailed report, the demo's phone and the trainer's page: in English."""


def in_templates() -> Iterator[str]:
    """What templates say."""
    for file in sorted(TEMPLATES.glob("*.html")):
        with file.open("rb") as template:
            for _, function, said, _ in babel_extract(template, ("_", "_n"), (), {}):
                yield _first(function, said)


def _first(function: str, said: object) -> str:
    return str(said[0] if isinstance(said, tuple) else said)


def in_code() -> Iterator[str]:
    """What is in ``say("…")``, or in a constant that is given to it."""
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
    """The names of codes, and labels that code looks up."""
    for book in (
        *display_names.BOOKS.values(),
        directory_page.NEEDS,
        corrections.NAMES,
        new_report.WAYS,
    ):
        yield from book.values()
    yield from (kind.labels["en"] for kind in channel_kinds.KINDS.values())
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
    yield from ("By type", "By month", "By county", "By channel", "Place unknown")
    yield from ("Other places", "same phone number", "same plate", "same county")
    yield from ("same web address", "same username", "same business")
    yield from ("same type", "within a week", "alert", "by phone", "not considered")
    yield from ("Agency not found.", "File not found.")
    yield from ("Version not found.", "Flow not found.")


def every() -> set[str]:
    """Every sentence of the interface, in English."""
    found = {*in_templates(), *in_code(), *in_books(), *pages.script_sentences()}
    return {text for text in found if re.search("[A-Za-z0-9]", text)}


def known(code: str) -> set[str]:
    """What the file of a language translates, by the English."""
    translated = (message for message in catalogs.catalog(code) if message.id and message.string)
    return {m.id if isinstance(m.id, str) else m.id[0] for m in translated}


def problems() -> Iterator[str]:
    """Each sentence that a file lacks, and each that it has for nothing, one line each."""
    wanted = every()
    for code, file in catalogs.files().items():
        have = known(code)
        yield from (f"{file.name}: no translation of {text!r}" for text in sorted(wanted - have))
        yield from (f"{file.name}: no page says {text!r}" for text in sorted(have - wanted))


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found) or "sentences: every language is complete")
    sys.exit(1 if found else 0)
