"""What must never go wrong unseen: 911 and 988, the facts that safety reads, the one number.

A slip of the pen here leaves a well-formed book in which a caller in danger does not hear of 911,
an answer to "is it safe?" is kept under a name that nothing reads, or a wrong number is given.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from hotline.config_files import Problem
from hotline.flows import engine, prompts
from hotline.flows.book import (
    FlowBook,
    Language,
    MediumName,
    Question,
    Spoken,
    Words,
)
from hotline.flows.checker.reach import Deaf
from hotline.flows.graph import Graph
from hotline.flows.session import Begin

LineOf = Callable[..., int]
NATIONAL_HOTLINE, NATIONAL_WRITTEN = "8883737888", "1-888-373-7888"
NATIONAL_TEXT = "233733"
EMERGENCY, CRISIS = "911", "988"
GREETING = "welcome.greet"
TELL_911: dict[str, tuple[MediumName, ...]] = {
    GREETING: ("voice", "text"),
    "common.help": ("voice", "text"),
    "report.danger_advice": ("voice",),
    "report.urgent_advice": ("voice", "text"),
    "report.urgent_quiet": ("text",),
    "report.not_safe": ("text",),
    "person.message_thanks": ("voice",),
    "person.number": ("voice",),
    "other_language.number": ("voice",),
    "more.urgent": ("text",),
}
"""Wording that names 911 wherever it is spoken or texted; each answers danger or ends a contact."""
TELL_988: dict[str, tuple[MediumName, ...]] = {"common.crisis": ("voice", "text")}
READ = frozenset(
    {
        "safe", "in_danger", "happening_now", "kind", "role", "minor", "wants_person", "prefers",
        "law_enforcement", "contact", "window", "purpose", "language_shown", "chosen_language",
        "tip", "code", "need", "advised", "danger_asked", "limits", "paged", "place_asked",
        "urgency", "type", "place", "story", "medium", "talk", "full_language", "reachable",
        "locked", "lookalike", "suicidal", "web",
    }
)  # fmt: skip
"""Facts that the service itself reads or knows, by their exact names."""
ASKED = ("safe", "in_danger", "happening_now", "role", "minor", "law_enforcement", "contact")
"""Facts that some question must ask for: urgency, safety and consent hang on them."""
LONG_NAME = 8
"""From so many letters on two of them may be wrong."""
_BETWEEN = r"[\s,.()/\u2010-\u2015\u200e\u200f\u061c\u2066-\u2069-]{0,3}"
_TELEPHONE = re.compile(rf"\d(?:{_BETWEEN}\d){{8,12}}")
_SHORT_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_IN_PARTS = re.compile(r"\d+(?:[\s()/\u2010-\u2015-]{1,3}\d+)+")
ALIKE = 0.9
WRONG_DIGITS = 3
"""A number with at most so many other digits was meant to be the National Hotline's."""


def problems(book: FlowBook, graphs: Sequence[Graph], line_of: LineOf) -> list[Problem]:
    """Everything that could hurt someone without a sign of it."""
    found: list[Problem] = []
    for graph in graphs:
        found += _first_words(book, graph)
    for language in book.languages.values():
        found += _must_tell(book, language)
        found += _numbers(language)
        found += _reversed(language)
    found += _facts(book, line_of)
    found += _mute_questions(graphs)
    return found


def digits_of(text: str) -> str:
    """``text`` with every digit of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def tells(text: str, number: str) -> bool:
    """Whether ``text`` names a three-digit number: 911, 9 1 1 or 9-1-1, and not as part of more."""
    spaced = r"[\s,.\u00a0-]{0,2}".join(number)
    return re.search(rf"(?<!\d)(?<!\d[-.]){spaced}(?!\d|[-.]\d)", digits_of(text)) is not None


# 911 and 988 -------------------------------------------------------------------------------------


def _first_words(book: FlowBook, graph: Graph) -> Iterator[Problem]:
    """The very first thing that a contact hears or reads names 911."""
    begun = engine.begin(book, medium=graph.medium, language=graph.language, params={})
    try:
        said = engine.advance(book, begun, Begin("hm" if graph.medium == "text" else ""), Deaf())
    except KeyError:
        return  # a wording is missing, which is said elsewhere
    first = said.prompts[0] if said.prompts else None
    if first is not None and tells(first.text, EMERGENCY):
        return
    key = first.key.partition("/")[0] if first else GREETING
    try:
        words, language = book.words(graph.language, key)
    except KeyError:
        return
    what = f"the first words of a {_contact(graph.medium)} in {language.name} do not name 911."
    fix = "say 911 (on the telephone 9 1 1) before anything else."
    yield Problem(words.file, words.prompt.line, what, fix)


def _contact(medium: MediumName) -> str:
    return "call" if medium == "voice" else "text conversation"


def _must_tell(book: FlowBook, language: Language) -> Iterator[Problem]:
    for number, wordings in ((EMERGENCY, TELL_911), (CRISIS, TELL_988)):
        for key, media in wordings.items():
            words = language.wording.get(key)
            for medium in media if words is not None else ():
                said = getattr(words.prompt, medium) if words else ""
                lost = words.prompt.call_only if words and medium == "text" else ""
                if words and lost and not tells(lost, number):
                    what = f"{key} (call_only) in {language.name} does not name {number}."
                    yield Problem(words.file, words.prompt.line, what, f"name it: {number}.")
                if words and said.strip() and not tells(said, number):
                    what = f"{key} ({medium}) in {language.name} does not name {number}."
                    spoken = " ".join(number) if medium == "voice" else number
                    yield Problem(words.file, words.prompt.line, what, f"name it: {spoken}.")
    for words in language.wording.values():
        for part in words.prompt.then:
            if not part.voice.strip() and not part.text.strip():
                what = "a part of this wording in another language says nothing."
                yield Problem(words.file, part.line, what, "write what it says, or delete it.")


# Numbers -----------------------------------------------------------------------------------------


def _numbers(language: Language) -> Iterator[Problem]:
    """Numbers that were meant to be the National Hotline's, and are not."""
    for words, spoken in all_spoken(language):
        for said in (spoken.voice, spoken.text, spoken.web, spoken.call_only):
            plain = digits_of(prompts.PARAMETER.sub(" ", said))
            for found in _TELEPHONE.finditer(plain):
                number = re.sub(r"\D", "", found.group())
                if misses_the_hotline(number):
                    what = f"{found.group()!r} is almost the National Hotline's number."
                    yield Problem(words.file, spoken.line, what, f"it is {NATIONAL_WRITTEN}.")
            for code in _SHORT_CODE.findall(plain):
                if code != NATIONAL_TEXT and _different(code, NATIONAL_TEXT) <= 2:
                    what = f"{code} is almost the National Hotline's number for texts."
                    yield Problem(words.file, spoken.line, what, f"it is {NATIONAL_TEXT}.")


def _reversed(language: Language) -> Iterator[Problem]:
    """Numbers in parts that a screen shows in the wrong order: 7888-373-888-1.

    After letters that run from right to left, only a full stop, a comma or a colon holds the parts
    of a number together (Unicode Standard Annex 9, rule W4); a hyphen or a blank parts them.
    """
    for words, spoken in all_spoken(language) if language.right_to_left else ():
        written = digits_of(f"{spoken.text} {spoken.web} {spoken.call_only}")
        for found in _IN_PARTS.finditer(written):
            what = f"{found.group()!r} is shown with its parts in reverse in {language.name}."
            fix = "write full stops between the parts: 1.888.373.7888."
            yield Problem(words.file, spoken.line, what, fix)


def misses_the_hotline(number: str) -> bool:
    """Whether digits were meant to be the National Hotline's: some wrong, swapped, or missing."""
    if NATIONAL_HOTLINE in number:
        return False
    return any(map(_almost, {number, number.removeprefix("1")}))


def _almost(number: str) -> bool:
    if len(number) == len(NATIONAL_HOTLINE):
        swapped = sorted(number) == sorted(NATIONAL_HOTLINE)
        return swapped or _different(number, NATIONAL_HOTLINE) <= WRONG_DIGITS
    alike = difflib.SequenceMatcher(None, number, NATIONAL_HOTLINE, autojunk=False).ratio()
    return alike >= ALIKE


def _different(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def all_spoken(language: Language) -> Iterator[tuple[Words, Spoken]]:
    """Every wording of a language: prompts, their parts in other languages, and choices."""
    for words in language.wording.values():
        yield words, words.prompt
        for part in (*words.prompt.then, *words.choices.values()):
            yield words, part


# Facts -------------------------------------------------------------------------------------------


def _facts(book: FlowBook, line_of: LineOf) -> Iterator[Problem]:
    """Facts whose name is a slip of the pen: nothing reads them, and safety reads another."""
    steps = [step for flow in book.flows.values() for step in flow.steps.values()]
    asked = {step.fact for step in steps if isinstance(step, Question)}
    slips: dict[str, str] = {}
    for name, file, line in dict.fromkeys(_kept(book)):
        meant = _near(name, READ - {"place"}) if name not in READ else ""  # only ask_place keeps it
        if meant:
            slips[name] = meant
            what = f"the fact {name!r} is none that the service reads."
            fix = f"did you mean {meant!r}? Safety and urgency read that."
            yield Problem(file, line, what, fix)
    names = (READ | {name for name, _, _ in _kept(book)}) - slips.keys()
    for name, file, line in dict.fromkeys(_conditions(book)):
        meant = _near(name, names) if name not in names else ""
        if meant:
            what = f"a condition asks for the fact {name!r}, which no step ever keeps."
            yield Problem(file, line, what, f"did you mean {meant!r}?")
    for name in ASKED:
        if name not in asked and name not in slips.values():
            what = f"no question asks for the fact {name!r}, on which safety and urgency hang."
            line = line_of("line.yaml", "start")
            yield Problem("line.yaml", line, what, f"let a menu keep it: `fact: {name}`.")


def _kept(book: FlowBook) -> Iterator[tuple[str, str, int]]:
    """Each fact that a step keeps, with file and line."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            for name in step.keeps():
                yield name, flow.file, step.line


def _conditions(book: FlowBook) -> Iterator[tuple[str, str, int]]:
    """Each fact that a condition asks for, with file and line."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            for condition in step.conditions():
                for name in condition.names():
                    yield name, flow.file, step.line


def _near(name: str, known: frozenset[str] | set[str]) -> str:
    """The known name of which ``name`` is a slip: a letter or two, or the way it is parted."""
    for other in sorted(known):
        slips = 2 if len(other) >= LONG_NAME else 1
        if _bare(name) == _bare(other) or (len(other) > 3 and _edits(name, other) <= slips):
            return other
    return ""


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _edits(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with the next to get from one word to the other."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


# Questions ---------------------------------------------------------------------------------------


def _mute_questions(graphs: Sequence[Graph]) -> Iterator[Problem]:
    """Questions of which only the answers are heard: "Press 1 for yes" to nothing."""
    for graph in graphs:
        language = graph.book.languages[graph.language]
        for node in graph.edges if language.full else ():
            step = graph.step(node)
            words = language.wording.get(step.wording)
            if words is None or not isinstance(step, Question) or not graph.may_run(node):
                continue
            said = getattr(words.prompt, graph.medium)
            if said.strip() or (graph.medium == "voice" and words.prompt.audio):
                continue
            values = {choice.value for choice in getattr(step, "choices", ())}
            if not values or "yes" in values:
                what = f"{step.wording} says nothing before its answers ({graph.medium})."
                fix = f"write the question: `{graph.medium}: …`."
                yield Problem(words.file, words.prompt.line, what, fix)
