"""Every ``hotline …`` and ``make …`` in the documents exists, with its options; safe ones are run.

A command is taken from a span in backticks or a block of code. It is looked up in the real command
line, word by word: command, its subcommand, each option, and no more arguments than it takes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperArgument, TyperGroup

from hotline.cli import app
from tests.command import hotline
from tests.test_docs import DOCUMENTS, ROOT

SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
STARTS = re.compile(r"(?:^|sudo |\$ |bin/|…/|-- |&& )(hotline|make) (?=[\w.-])")
STOP = re.compile(r"\s(?:[|<>;#&].*|\(.*|2>.*)|;|\s{3,}\S.*|\\n.*")
HOLES = re.compile(r"[A-Z][A-Z_]*(?:\.\.\.)?|…|\.\.\.")
MAKE = frozenset(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
SAFE = ("schema ", "flows ", "agencies list", "explain --", "staff --help")
"""Commands that only read and are quick. Those of routing_cases.md have a test of their own."""


def spans_and_lines(text: str) -> Iterator[str]:
    """What stands in backticks, and each line of a block of code."""
    fenced = False
    prose = []
    for line in text.split("\n"):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        if not fenced:
            prose.append(line)
    for span in SPAN.findall("\n".join(prose)):
        yield " ".join(span.split())


def commands_in(text: str) -> Iterator[tuple[str, ...]]:
    """Each command as its words; ``text|call`` is one command for each."""
    for piece in spans_and_lines(text):
        for found in STARTS.finditer(piece):
            rest = STOP.split(piece[found.end() :], maxsplit=1)[0]
            if rest.count('"') % 2:  # the command itself stands in quotes
                rest = rest.partition('"')[0]
            for one in product(*(word.split("|") for word in shlex.split(rest))):
                yield found[1], *one


def trouble_with(words: Sequence[str], command: Any) -> str | None:
    """What of ``words`` the command line does not know, or ``None``."""
    said = list(words)
    while isinstance(command, TyperGroup) and said and not said[0].startswith("-"):
        if said[0] not in command.commands:
            return f"no command {said[0]}"
        _, command, said = command.resolve_command(typer.Context(command), said)
    options = {name: one for one in command.params for name in (*one.opts, *one.secondary_opts)}
    given = 0
    while said:
        word = said.pop(0)
        if word.startswith("-") and len(word) > 1:
            name, equals, _ = word.partition("=")
            if name not in options and name != "--help":
                return f"no option {name}"
            if not equals and name in options and not getattr(options[name], "is_flag", False):
                said = said[1:]
        elif not HOLES.fullmatch(word):
            given += 1
    taken = [one for one in command.params if isinstance(one, TyperArgument)]
    most = sum(one.nargs for one in taken) if all(one.nargs > 0 for one in taken) else given
    if given > most:
        return f"{given} arguments where {most} are taken"
    return None


def all_commands() -> list[tuple[str, tuple[str, ...]]]:
    found = {
        words: path.relative_to(ROOT).as_posix()
        for path in (*DOCUMENTS, ROOT / "CONTRIBUTING.md")
        for words in commands_in(path.read_text("utf-8"))
    }
    return sorted((path, words) for words, path in found.items())


def test_the_commands_of_every_document_exist_with_their_options() -> None:
    line = typer.main.get_command(app)
    wrong = []
    for path, (program, *words) in all_commands():
        if program == "make":
            unknown = [
                w for w in words if w not in MAKE and "=" not in w and not HOLES.fullmatch(w)
            ]
            why = f"no target {unknown[0]}" if unknown else None
        else:
            why = trouble_with(words, line)
        if why:
            wrong.append(f"{path}: {program} {' '.join(words)}: {why}")
    assert not wrong, "\n".join(wrong)


def test_the_safe_commands_of_the_documents_work(tmp_path: Path) -> None:
    """As they are written, on an empty line's data."""
    safe = [
        words
        for path, (program, *words) in all_commands()
        if program == "hotline" and " ".join(words).startswith(SAFE) and "routing_cases" not in path
        if "--place" in words or "--text" in words or words[0] != "explain"
    ]
    assert len(safe) >= 10
    for words in safe:
        done = hotline(tmp_path, *words)
        assert done.returncode == 0 and done.stdout, (words, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("`hotline inti`", "no command inti"),
        ("`hotline check flow`", "no command flow"),
        ("`hotline staff remove lee`", "no command remove"),
        ("`hotline doctor --jsno`", "no option --jsno"),
        ("    sudo .venv/bin/hotline connect twilio --sett", "no option --sett"),
        ("    $ hotline backup one.db two.db", "2 arguments where 1 are taken"),
        ("```\nsudo hotline reports erase --now 1234-5678\n```", "no option --now"),
        ("`hotline test fax|call LOGIN`", "no command fax"),
    ],
)
def test_a_slip_in_a_document_is_found(written: str, why: str) -> None:
    line = typer.main.get_command(app)
    found = [trouble_with(words, line) for _, *words in commands_in(written)]
    assert why in found
