"""``python -m tools.language``: plain American English in what people read; exit 1 if not.

Two things are checked: US spelling (codespell's list of British forms), and the words that this
project does not use (``tools/words.yaml``, each with what to say instead). What reporters say is
never looked at: word lists, stories, test conversations.

Areas: *pages* (templates, messages, their English in the catalog), *prompts* (what the line
says), *docs*, and *code* (comments, docstrings and the texts of errors).
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import codespell_lib
from babel.messages.pofile import read_po
from ruamel.yaml import YAML

from tools.lint_cache import LintCache

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "tools" / "words.yaml"
SAID = {"voice", "text", "say", "name", "help", "title", "why", "reason", "notes", "en"}
"""Keys of the data files whose values people read; all others hold words to listen for."""
DOCS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs", "deploy")
PYTHON = ("hotline", "tools", "bench")
QUOTED = re.compile(r"``[^`]*``|`[^`]*`|\"[^\"]{0,200}\"|“[^”]*”|\*[^*\n]{1,120}\*")
RAW = re.compile(r"[rR][fF]?[\"']|[fF][rR][\"']")
"""How a raw string begins. None is a text that people read, a docstring aside."""
TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """Some words that people read, and where they are."""

    area: str
    file: Path
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Ban:
    """A word that is not used, and what is said instead."""

    pattern: re.Pattern[str]
    instead: str
    areas: frozenset[str]


def bans() -> list[Ban]:
    """The list of ``tools/words.yaml``."""
    everywhere = ["pages", "prompts", "docs", "code"]
    return [
        Ban(
            re.compile(rf"(?<![\w-])(?:{entry['word']})(?![\w-])", re.IGNORECASE),
            entry["say"],
            frozenset(entry.get("in", everywhere)),
        )
        for entry in YAML(typ="safe").load(WORDS.read_text("utf-8"))
    ]


Reader = Callable[[Path], Iterator[Text]]


def readers() -> dict[Path, Reader]:
    """Every file that is checked, and how its words are found."""
    found: dict[Path, Reader] = {}
    for pattern, read in (
        ("hotline/**/*.html", _template),
        ("hotline/**/es.po", _catalog),
        ("ivr_flows/en/*.yaml", _prompts),
        ("hotline/**/wording/*.yaml", _prompts),
        ("routing_rules/*.yaml", _prompts),
        *((f"{folder}/**/*.py", python_texts) for folder in PYTHON),
        *((name if name.endswith(".md") else f"{name}/**/*.md", _document) for name in DOCS),
    ):
        found |= {file: read for file in ROOT.glob(pattern) if "migrations" not in file.parts}
    return found


def _template(file: Path) -> Iterator[Text]:
    whole = file.read_text("utf-8")
    said = re.sub(r"\{\{.*?\}\}", lambda m: " ".join(_literals(m[0])), whole, flags=re.DOTALL)
    for number, line in enumerate(TAGS.sub(_blank, said).splitlines(), 1):
        yield Text("pages", file, number, line)


def _literals(expression: str) -> list[str]:
    return [a or b for a, b in re.findall(r"_n?\(\s*(?:\"([^\"]*)\"|'([^']*)')", expression)]


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _catalog(file: Path) -> Iterator[Text]:
    with file.open("rb") as stream:
        for message in read_po(stream):
            ids = [message.id] if isinstance(message.id, str) else message.id
            for words in ids:
                yield Text("pages", file, message.lineno or 0, words)


def _prompts(file: Path) -> Iterator[Text]:
    yield from _said(file, YAML().load(file.read_text("utf-8")), said=False)


def _said(file: Path, value: Any, *, said: bool, line: int = 0) -> Iterator[Text]:
    if isinstance(value, dict):
        for key, inner in value.items():
            at = value.lc.value(key)[0] + 1 if hasattr(value, "lc") else line
            yield from _said(file, inner, said=key in SAID, line=at)
    elif isinstance(value, list):
        for inner in value:
            yield from _said(file, inner, said=said, line=line)
    elif said and isinstance(value, str):
        yield Text("prompts", file, line, value)


def _document(file: Path) -> Iterator[Text]:
    fenced = False
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and not line.startswith("    "):
            yield Text("docs", file, number, QUOTED.sub("", line))


def python_texts(file: Path) -> Iterator[Text]:
    """The comments, docstrings and longer texts of a module."""
    source = file.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text("code", file, token.start[0], QUOTED.sub("", token.string))
    tree = ast.parse(source)
    said = {id(node) for node in _vocabulary(tree, source.splitlines())}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(words)) if " " in words and id(node) not in said:
                yield Text("code", file, node.lineno, QUOTED.sub("", words))


def _vocabulary(tree: ast.AST, lines: list[str]) -> Iterator[ast.AST]:
    """The strings that hold what reporters say: lists of words, and patterns to find them by."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Constant() as words, attr="split"), args=[]):
                yield words
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
                yield from ast.walk(node)
            case ast.Constant(value=str()) | ast.JoinedStr() if id(node) not in docs:
                if RAW.match(lines[node.lineno - 1], node.col_offset):
                    yield from ast.walk(node)


def british() -> list[str]:
    """What codespell finds, one line each; its settings are in pyproject.toml."""
    said = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(said):
        codespell_lib.main()
    return said.getvalue().splitlines()


def banned(wanted: dict[Path, Reader]) -> list[str]:
    """Each use of a word that is not used here, with what to say instead."""
    listed = bans()
    return [
        f"{text}: {hit[0]!r} in {text.area}: say {ban.instead}"
        for file, read in sorted(wanted.items())
        for text in read(file)
        for ban in listed
        if text.area in ban.areas and (hit := ban.pattern.search(text.words))
    ]


def _spelled() -> list[Path]:
    """Where codespell reads; what its settings skip, it skips."""
    folders = [ROOT / name for name in (*PYTHON, "tests", "docs", "deploy", "ivr_flows")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [
        *files,
        *(ROOT / "routing_rules").rglob("*.yaml"),
        *ROOT.glob("*.md"),
        ROOT / "Makefile",
    ]


def main() -> list[str]:
    """What is to be fixed. Files that were clean before and have not changed are not read again."""
    rules = [Path(__file__), WORDS, ROOT / "pyproject.toml"]
    words, spelling = LintCache("words", rules), LintCache("spelling", rules)
    known = readers()
    to_read, to_spell = words.changed(known), spelling.changed(_spelled())
    found = banned({file: known[file] for file in to_read}) if to_read else []
    found += british() if to_spell else []
    if not found:
        words.keep(to_read)
        spelling.keep(to_spell)
    return found


if __name__ == "__main__":
    lines = main()
    print("\n".join(lines) or "language: nothing to fix")
    sys.exit(1 if lines else 0)
