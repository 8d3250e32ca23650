"""Reading an answer: a key, a word that means a choice, a number, a command such as "repeat".

Words are compared without case, accents or punctuation, so that a recogniser's "Sí." and a
texted "si" are one answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from hotline.flows.book import Ask, Choice, Language, Words

COMMAND_KEYS = {"0": "person", "*": "repeat", "#": "back"}
ACTIONS = frozenset({"person", "repeat", "back", "stop", "help", "start", "new"})
"""Commands that mean the same at every question; a flow's keywords come on top."""
STORY_WORDS = 3
"""From how many words on an unexpected text is taken as part of the story."""
_NOT_WORD = re.compile(r"[^\w\s]|_")


def plain(text: str) -> str:
    """``text`` in lower case, without accents and punctuation, with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    composed = unicodedata.normalize("NFC", bare)  # Hangul falls apart otherwise
    return " ".join(_NOT_WORD.sub(" ", composed).split())


def command_in(
    text: str, languages: Iterable[Language], keywords: Iterable[str] = ()
) -> str | None:
    """The command that the whole of ``text`` is, in the first language that knows it."""
    said = plain(text)
    commands = ACTIONS.union(keywords)
    for language in languages:
        for command, words in language.commands.items():
            if command in commands and said in words:
                return command
    return None


def language_named(text: str, languages: Mapping[str, Language]) -> str | None:
    """The tag of the language whose own name (or English name) the whole of ``text`` is."""
    said = plain(text)
    for tag, language in languages.items():
        if said in language.commands.get("language", frozenset()) or said == plain(language.name):
            return tag
    return None


def choice_by_key(ask: Ask, digits: str) -> Choice | None:
    """The choice with the key ``digits``."""
    return next((choice for choice in ask.choices if choice.key and choice.key == digits), None)


def is_choice(ask: Ask, words: Words, text: str) -> bool:
    """Whether the whole of ``text`` is one of the words for a choice."""
    said = plain(text)
    return any(said in words.said.get(choice.value, ()) for choice in ask.choices)


def choice_by_words(ask: Ask, words: Words, text: str) -> tuple[Choice | None, bool]:
    """The choice that ``text`` means, and whether more was said besides.

    The longest phrase wins ("not safe" over "safe"); two choices with equally long ones mean
    nothing.
    """
    said = plain(text)
    if not said:
        return None, False
    by_key = choice_by_key(ask, said)
    if by_key:
        return by_key, False
    best: list[Choice] = []
    longest = ""
    for choice in ask.choices:
        for phrase in words.said.get(choice.value, ()):
            if not _contains(said, phrase) or len(phrase) < len(longest):
                continue
            best = [choice] if len(phrase) > len(longest) else [*best, choice]
            longest = phrase
    if len({choice.value for choice in best}) != 1:
        return None, False
    return best[0], len(said.split()) >= len(longest.split()) + STORY_WORDS


def _contains(said: str, phrase: str) -> bool:
    if phrase.isascii():
        return f" {phrase} " in f" {said} "
    return phrase in said  # scripts without spaces between words


def read_digits(text: str, language: Language) -> str:
    """The digits in ``text``, spoken ones ("four", "cuatro") included, in order."""
    words = plain(text).split()
    return "".join(word if word.isdigit() else language.digits.get(word, "") for word in words)


def is_story(text: str) -> bool:
    """Whether a text that answers no question is long enough to be part of the story."""
    said = plain(text)
    spaced = len(said.split()) >= STORY_WORDS
    return spaced or (not said.isascii() and len(said) >= STORY_WORDS * 2)
