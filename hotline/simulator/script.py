"""Conversations as files: who says what. Read, written and compared; ``replay_script`` runs them.

    title: A neighbor in Laredo
    medium: text
    caller: "+19565550123"
    dialogue:
      - texts: my neighbor keeps a girl locked in
      - line: In danger? Call 911, or text 911 if you cannot talk. …
      - texts: "yes"
    expect: {type: labor, state: TX}

One step is one thing that someone does or hears; docs/conversations.md names them all. Tip IDs and
return codes differ each time: they are written ``TIP`` and ``CODE``, in what is heard and in what
is pressed, said or texted.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from hotline.config_files import Problem, check_schema, parse_yaml

_SPOKEN_TIP = re.compile(r"\b\d(?:, \d){7}\b")
_SPOKEN_CODE = re.compile(r"\b\d(?:, \d){5}\b")
_TIP = re.compile(r"\b\d{4}-\d{4}\b")
_CODE = re.compile(r"\b\d{6}\b")
HEARD = frozenset(
    {"line", "line_has", "any", "line_texts", "rings", "agency_hears", "interpreter_hears"}
)
"""The steps that say what is heard; all others say what someone does."""
WIDTH = 90
_PLAIN = re.compile(r"(?:\d+ )?[^\W\d_](?:[^\n:#\"'{}\[\]&*!|>%@`\\]|:(?=\S)|'(?=\w))*(?<!\s)")
"""What needs no quotes: begins with a word, and holds nothing that YAML takes for its own."""
_NOT_WORDS = {"yes", "no", "y", "n", "true", "false", "null", "on", "off"}
EXPECT = "# What must come of it, for the test:\n# expect: {type: labor, state: TX}\n"


class Step(NamedTuple):
    """One step: what is done or heard, its words, and the line of the file where it stands."""

    doing: str
    what: Any
    line: int = 0

    @property
    def is_heard(self) -> bool:
        """Whether it tells what is heard."""
        return self.doing in HEARD

    def __str__(self) -> str:
        """As it is written in the file."""
        shown = str(self.what).lower() if isinstance(self.what, bool) else str(self.what)
        return f"{self.doing}: {shown}"


@dataclass(frozen=True)
class Script:
    """A conversation. ``expect`` is for the test that runs it: what the report must say."""

    title: str
    medium: str
    caller: str
    dialogue: tuple[Step, ...]
    expect: dict[str, Any] = field(default_factory=dict)
    any: bool = False
    """Whether the line may say anything wherever the dialogue does not tell what it says."""
    name: str = ""

    def by(self, caller: str) -> Script:
        """The same from another telephone."""
        return replace(self, caller=caller)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a conversation, for editors too."""
    file = resources.files("hotline.simulator").joinpath("schemas", "conversation.json")
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def read_script(name: str, text: str) -> Script | list[Problem]:
    """The script in ``text``, or what is wrong with it, each with file and line."""
    document = parse_yaml(name, text)
    if isinstance(document, Problem):
        return [document]
    problems = check_schema(document, schema())
    if problems:
        return problems
    data = document.data
    return Script(
        title=data["title"],
        medium=data["medium"],
        caller=data.get("caller", "+19565550123"),
        dialogue=tuple(
            Step(doing, what, document.line("dialogue", position))
            for position, step in enumerate(data["dialogue"])
            for doing, what in step.items()
        ),
        expect=data.get("expect", {}),
        any=data.get("any", False),
        name=name,
    )


def write_script(title: str, medium: str, caller: str, steps: Sequence[Step]) -> str:
    """A script as YAML, from what was said in a live try; what to expect is left to the writer."""
    head = {"title": title, "about": "", "medium": medium, "caller": caller}
    lines = (f"{name}: {_quoted(words)}" for name, words in head.items())
    return "\n".join(lines) + "\n" + dialogue(steps) + EXPECT


def dialogue(steps: Sequence[Step]) -> str:
    """Steps as they are written, one thing a step, no line too long to read."""
    return "dialogue:\n" + "".join(f"  - {step.doing}: {_written(step.what)}\n" for step in steps)


def _written(what: Any) -> str:
    if not isinstance(what, str):
        return str(what).lower()
    if "\n" not in what:
        short = _quoted(what) if len(what) < WIDTH - 20 else ""
        return short or _block(">-", textwrap.wrap(what, WIDTH, break_on_hyphens=False))
    return _block("|-", [part for line in what.splitlines() for part in _lines(line)])


def _lines(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, break_on_hyphens=False) or [""]


def _block(sign: str, lines: Sequence[str]) -> str:
    return "\n".join([sign, *(f"      {line}".rstrip() for line in lines)])


def _quoted(words: str) -> str:
    """Words as they may stand in YAML: in quotes where they would be read as something else."""
    return (
        words
        if _PLAIN.fullmatch(words) and words.lower() not in _NOT_WORDS
        else json.dumps(words, ensure_ascii=False)
    )


def span(words: str) -> timedelta:
    """The time in ``45 minutes``, ``3 hours``, ``2 days``."""
    count, unit = words.split()
    return timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(count)})


# Numbers that differ each time ----------------------------------------------------------------


@dataclass
class Codes:
    """The tip ID and the return code that the line gave last."""

    tip_id: str | None = None
    return_code: str | None = None

    def notice(self, said: str) -> None:
        """Read them from what the line said, texted or spoken."""
        tip = _TIP.search(said) or _SPOKEN_TIP.search(said)
        if not tip:
            return
        digits = re.sub(r"\D", "", tip.group())
        self.tip_id = f"{digits[:4]}-{digits[4:]}"
        rest = said.replace(tip.group(), "")
        code = _CODE.search(rest) or _SPOKEN_CODE.search(rest)
        self.return_code = re.sub(r"\D", "", code.group()) if code else self.return_code

    def fill(self, step: Step) -> str:
        """What is pressed, said or texted, with the numbers in place of their names.

        Raises :class:`LookupError` for a number that the line never gave.
        """
        words = str(step.what)
        for name, number in (("TIP", self.tip_id), ("CODE", self.return_code)):
            wanted = re.compile(rf"\b{name}\b")
            if not wanted.search(words):
                continue
            if number is None:
                raise LookupError(
                    f"the line has given no {name} yet; for the word itself write {name.lower()}"
                )
            digits = number.replace("-", "")
            given = {"texts": number, "press": digits, "says": " ".join(digits)}[step.doing]
            words = wanted.sub(given, words)
        return words

    def hide(self, words: str) -> str:
        """``words`` with the numbers' names in their place, however they were typed."""
        for name, number in (("TIP", self.tip_id), ("CODE", self.return_code)):
            words = re.sub(rf"\b{name}\b", name.lower(), words)  # the keyword, not the number
            if number:
                loose = r"[\s,-]*".join(number.replace("-", ""))
                words = re.sub(rf"\b{loose}\b", name, words)
        return words


def masked(said: str) -> str:
    """What was said with codes replaced, so that two conversations can be compared."""
    said = _SPOKEN_TIP.sub("TIP", said)
    said = _SPOKEN_CODE.sub("CODE", said)
    said = _CODE.sub("CODE", _TIP.sub("TIP", said))
    return "\n".join(" ".join(line.split()) for line in said.splitlines())


def alike(one: str, other: str) -> bool:
    """Whether two things said are the same but for blanks and line ends."""
    return one.split() == other.split()
