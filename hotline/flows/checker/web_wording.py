"""The wording of the web page: nothing missing, and no number lost that the text names."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.config_files import Problem, Severity
from hotline.flows.book import FlowBook, Language, Words
from hotline.flows.checker.safety import CRISIS, EMERGENCY, NATIONAL_HOTLINE, all_spoken, tells
from hotline.flows.prompts import PARAMETER
from hotline.flows.text.answers import command_in
from hotline.flows.web_page import MUST_NAME_911, PAGE_WORDS

KEPT = (EMERGENCY, CRISIS, f"1{NATIONAL_HOTLINE}")
"""Numbers that stand on the page wherever they stand in the text."""


def problems(book: FlowBook) -> list[Problem]:
    """What is wrong with it, in every language."""
    default = book.languages[book.default_language]
    if not any(f"common.web_{name}" in default.wording for name in PAGE_WORDS):
        file, line = f"{default.tag}/common.yaml", 1
        what = "nothing says what stands on the web page /report, so it is not offered."
        fix = "take the web_… wording over from the files that this version brings."
        return [Problem(file, line, what, fix, "warning")]
    found = []
    for language in book.languages.values():
        found += list(_page(language, "error" if language is default else "warning"))
        found += list(_numbers(language))
        found += list(_word(language, book))
    return found


def _page(language: Language, severity: Severity) -> Iterator[Problem]:
    for name in PAGE_WORDS:
        words = language.wording.get(f"common.web_{name}")
        if words is None or not words.prompt.web:
            yield _lacks(language, name, words, severity)
        elif name in MUST_NAME_911 and not tells(words.prompt.web, EMERGENCY):
            what = f"common.web_{name} in {language.name} does not name {EMERGENCY}."
            yield Problem(words.file, words.prompt.line, what, f"name it: {EMERGENCY}.")


def _word(language: Language, book: FlowBook) -> Iterator[Problem]:
    """The word that a poster says to text is one that the line knows as a call for help."""
    words = language.wording.get("common.web_word")
    if words is None or command_in(words.prompt.web, book.languages.values()) == "help":
        return
    what = f"posters in {language.name} say to text {words.prompt.web!r}, which asks for no help."
    yield Problem(words.file, words.prompt.line, what, "take a word of `commands: help:`.")


def _numbers(language: Language) -> Iterator[Problem]:
    """The page names the numbers that the text names, and no parameter that the text lacks."""
    for words, spoken in all_spoken(language):
        if not (spoken.web and spoken.text):
            continue
        for number in KEPT:
            if tells(spoken.text, number) and not tells(spoken.web, number):
                what = f"the text names {number}, and what stands on the web page does not."
                yield Problem(words.file, spoken.line, what, "name it in `web:` as well.")
        extra = set(PARAMETER.findall(spoken.web)) - set(PARAMETER.findall(spoken.text))
        for name in sorted(extra):
            what = f"`web:` has {{{name}}} and `text:` does not, so nothing fills it."
            yield Problem(words.file, spoken.line, what, "take it out, or name it in both.")


def _lacks(language: Language, name: str, words: Words | None, severity: Severity) -> Problem:
    file = words.file if words else f"{language.tag}/common.yaml"
    what = f"{language.name} lacks web_{name}, which stands on the web page /report."
    fix = f"add `web_{name}: {{web: …}}` below `wording:`; see en/common.yaml."
    return Problem(file, words.prompt.line if words else 1, what, fix, severity)
