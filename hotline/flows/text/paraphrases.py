"""The commands in other words: "I want to speak to a real person please" asks for a person.

Each language has its sayings beside its commands (``common.yaml``), made of parts that a
coordinator edits. A saying must be the whole of a short text, or of a clause of it: "I talked to
someone at the motel" asks for no one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hotline.config_files import Document, Problem, did_you_mean
from hotline.flows.book import NOTHING, Language, Sayings
from hotline.flows.text import stopping
from hotline.flows.text.answers import CLAUSE_END, plain, unstretched

LONGEST = 300
"""Characters of a text that may be a command, with whatever follows it."""
MOST_WORDS = 8
"""How long a text may be of which a clause asks for something; fillers are not counted."""
ENDS, WOMAN, PERSON = "stop_text", "woman", "person"
HELP, LIKE_STOP = "help", "how_to_stop"
"""A cry for help, or a question about us; and words for an end that may be meant for others."""
NEEDED = (ENDS, WOMAN, PERSON)
COMMANDS = (*NEEDED, HELP, LIKE_STOP)
"""What can be said in other words, the most pressing first; a full language has the needed ones."""
LONG_ENOUGH = 3
"""From so many words on a saying can only be meant for us."""
_TOKEN = re.compile(r"(?:<(?P<part>\w+)>|(?P<word>[^\s<>?]+))(?P<maybe>\?)?")
_FOLLOWS = "..."


def command_in(text: str, language: Language) -> tuple[str, bool] | None:
    """The command that a short text is in other words, and whether it says more than that."""
    said = without_fillers(plain(text), language.sayings)
    if len(text) > LONGEST or not said:
        return None  # a story, or nothing
    for command in (WOMAN, PERSON):
        if said in language.commands.get(command, ()):
            return command, False  # "operator please"
    if cries(text, language):
        return HELP, False
    whole = _said(said, language.sayings)
    if whole or len(said.split()) > MOST_WORDS:
        return whole
    for clause in CLAUSE_END.split(text):
        if plain(clause) in language.digits or plain(clause).isdecimal():
            continue  # "seven, eight, zero, four, zero" is a ZIP code
        part = without_fillers(plain(clause), language.sayings)
        found = _said(part, language.sayings)
        if found and (found[0] != ENDS or " " in part):  # "Stop. He is here" ends nothing
            return found[0], True
    return None


def cries(text: str, language: Language) -> bool:
    """Whether the whole of ``text`` is a cry for help: "plz helppp", "socorrooo"."""
    words = language.commands.get(HELP, ())
    bare = unstretched(plain(text))
    return bare in words or without_fillers(bare, language.sayings) in words


def ends(text: str, language: Language) -> bool:
    """Whether ``text`` ends a text conversation."""
    found = command_in(text, language)
    return found is not None and found[0] == ENDS


def without_fillers(said: str, sayings: Sayings) -> str:
    """``said`` without the words that count for nothing: "please", "hello"."""
    return " ".join(sayings.fillers.sub(" ", said).split())


def _said(said: str, sayings: Sayings) -> tuple[str, bool] | None:
    for command in COMMANDS:
        for pattern in sayings.patterns.get(command, ()):
            found = pattern.fullmatch(f"{said} ")
            if found:
                return command, bool(found.groupdict().get("more"))
    return None


# Reading them from a file --------------------------------------------------------------------


def read(document: Document) -> tuple[Sayings, list[Problem]]:
    """The sayings of a wording file, and what is wrong with them."""
    given: Mapping[str, Any] = document.data.get("sayings", {})
    parts = {
        name: [plain(word) for word in words] for name, words in given.get("parts", {}).items()
    }
    problems = list(_wrong(document, given, parts))
    if problems:
        return Sayings(), problems
    patterns = {
        command: tuple(
            _pattern(saying, parts)
            for saying in given.get(command, ())
            if command != ENDS or not any(_shouts(_tokens(saying), parts))
        )
        for command in COMMANDS
    }
    fillers = _one_of(map(plain, given.get("besides", ())))
    numbers = given.get("numbers", {})
    return Sayings(
        fillers=re.compile(rf"(?<!\S){fillers}(?!\S)") if "besides" in given else NOTHING,
        patterns=patterns,
        number_names=tuple(map(plain, numbers.get("names", ()))),
        with_numbers=frozenset(map(plain, numbers.get("around", ()))),
    ), []


def shouted(document: Document) -> Iterator[Problem]:
    """Words that would end a conversation though they may be shouted at someone else.

    :func:`read` leaves such a saying out, so that a version which was published before this was
    refused can still be served.
    """
    given: Mapping[str, Any] = document.data.get("sayings", {})
    parts = {name: list(map(plain, words)) for name, words in given.get("parts", {}).items()}
    for saying in given.get(ENDS, ()):
        for shout in _shouts(_tokens(saying), parts):
            what = f"{shout!r} may be shouted at someone else, and must not end a conversation."
            fix = "say what is to end (`stop texting me`), or move it to `how_to_stop:`."
            yield document.problem(("sayings", ENDS), what, fix)


def _tokens(saying: str) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(saying.removesuffix(_FOLLOWS)))


def _pattern(saying: str, parts: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    written = saying.removesuffix(_FOLLOWS)
    pieces = []
    for token in _TOKEN.finditer(written):
        words = parts[token["part"]] if token["part"] else [plain(token["word"])]
        piece = f"{_one_of(words)} "
        pieces.append(f"(?:{piece})?" if token["maybe"] else piece)
    return re.compile("".join(pieces) + ("(?P<more>.*)" if written != saying else ""))


def _shouts(tokens: Iterable[re.Match[str]], parts: Mapping[str, list[str]]) -> Iterator[str]:
    """Words that alone would end a conversation, and are not the carriers'."""
    needed = [token for token in tokens if not token["maybe"]]
    if len(needed) != 1:
        return
    part = needed[0]["part"]
    for phrase in parts.get(part, ()) if part else [plain(needed[0]["word"])]:
        if len(phrase.split()) < LONG_ENOUGH and stopping.unlike_carriers(phrase):
            yield phrase


def _one_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


def _wrong(
    document: Document, given: Mapping[str, Any], parts: Mapping[str, list[str]]
) -> Iterator[Problem]:
    used: set[str] = set()
    for command in COMMANDS:
        for saying in given.get(command, ()):
            where = ("sayings", command)
            tokens = _tokens(saying)
            for token in tokens:
                part = token["part"]
                used.add(part or "")
                if part and part not in parts:
                    what = f"the saying {saying!r} has the part <{part}>, which is not there."
                    fix = did_you_mean(part, parts) or "add it below `parts:`."
                    yield document.problem(where, what, fix)
            if all(token["maybe"] for token in tokens):
                what = f"the saying {saying!r} fits any text: all of it may be missing."
                yield document.problem(where, what, "take a `?` away.")
    for name, words in parts.items():
        if name not in used:
            fix = did_you_mean(name, used) or "use it in a saying, or delete it."
            yield document.problem(("sayings", "parts", name), f"no saying has <{name}>.", fix)
        if not all(words):
            what = f"the part <{name}> has a word without letters."
            yield document.problem(("sayings", "parts", name), what, "delete it.")
