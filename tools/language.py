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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import codespell_lib
from babel.messages.pofile import read_po
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "tools" / "words.yaml"
SAID = {"voice", "text", "say", "name", "help", "title", "why", "reason", "notes", "en"}
"""Keys of the data files whose values people read; all others hold words to listen for."""
DOCS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs", "deploy")
PYTHON = ("hotline", "tools", "bench")
QUOTED = re.compile(r"``[^`]*``|`[^`]*`|\"[^\"]{0,200}\"|“[^”]*”|\*[^*\n]{1,120}\*")
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


def texts() -> Iterator[Text]:
    """Everything that is checked."""
    yield from _templates()
    yield from _catalog()
    yield from _prompts()
    yield from _documents()
    for folder in PYTHON:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield from _python(file)


def _templates() -> Iterator[Text]:
    for file in sorted((ROOT / "hotline").rglob("*.html")):
        whole = file.read_text("utf-8")
        said = re.sub(r"\{\{.*?\}\}", lambda m: " ".join(_literals(m[0])), whole, flags=re.DOTALL)
        for number, line in enumerate(TAGS.sub(_blank, said).splitlines(), 1):
            yield Text("pages", file, number, line)


def _literals(expression: str) -> list[str]:
    return [a or b for a, b in re.findall(r"_n?\(\s*(?:\"([^\"]*)\"|'([^']*)')", expression)]


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _catalog() -> Iterator[Text]:
    for file in sorted((ROOT / "hotline").rglob("es.po")):
        with file.open("rb") as stream:
            for message in read_po(stream):
                ids = [message.id] if isinstance(message.id, str) else message.id
                for words in ids:
                    yield Text("pages", file, message.lineno or 0, words)


def _prompts() -> Iterator[Text]:
    for pattern in ("ivr_flows/en/*.yaml", "hotline/**/wording/*.yaml", "routing_rules/*.yaml"):
        for file in sorted(ROOT.glob(pattern)):
            data = YAML().load(file.read_text("utf-8"))
            yield from _said(file, data, said=False)


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


def _documents() -> Iterator[Text]:
    for name in DOCS:
        path = ROOT / name
        files = sorted(path.rglob("*.md")) if path.is_dir() else [path] if path.exists() else []
        for file in files:
            fenced = False
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                fenced ^= line.lstrip().startswith("```")
                if not fenced and not line.startswith("    "):
                    yield Text("docs", file, number, QUOTED.sub("", line))


def _python(file: Path) -> Iterator[Text]:
    source = file.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text("code", file, token.start[0], QUOTED.sub("", token.string))
    tree = ast.parse(source)
    lists = {id(words) for words in map(_split_words, ast.walk(tree)) if words is not None}
    for node in ast.walk(tree):
        match node:
            case ast.Constant() if id(node) in lists:
                continue  # a list of words that reporters use
            case ast.Constant(value=str(words)) if " " in words:
                yield Text("code", file, node.lineno, QUOTED.sub("", words))


def _split_words(node: ast.AST) -> ast.expr | None:
    """The string of a list of words, ``"a b c".split()``."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant() as words, attr="split"), args=[]):
            return words
    return None


def british() -> list[str]:
    """What codespell finds, one line each; its settings are in pyproject.toml."""
    said = io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(said):
        codespell_lib.main()
    return said.getvalue().splitlines()


def banned() -> list[str]:
    """Each use of a word that is not used here, with what to say instead."""
    listed = bans()
    return [
        f"{text}: {hit[0]!r} in {text.area}: say {ban.instead}"
        for text in texts()
        for ban in listed
        if text.area in ban.areas and (hit := ban.pattern.search(text.words))
    ]


if __name__ == "__main__":
    lines = [*banned(), *british()]
    print("\n".join(lines) or "language: nothing to fix")
    sys.exit(1 if lines else 0)
