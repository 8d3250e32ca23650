"""The words of an answer: in plain form, as a key, as a number, as a command such as "repeat".

``reader`` decides which choice an answer means.

Words are compared without case, accents or punctuation, so that a recognizer's "Sí." and a
texted "si" are one answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from hotline.flows.book import Choice, FactQuestion, Language, Words
from hotline.flows.text.phrases import UNSPACED

COMMAND_KEYS = {"*": "repeat", "#": "back"}
ACTIONS = frozenset(
    {"person", "woman", "repeat", "back", "stop", "how_to_stop", "help", "start", "new"}
)
"""Commands that mean the same at every question; a flow's keywords come on top."""
SHORT = 24
"""Up to how many letters the plain form of a phrase is remembered."""
STORY_WORDS = 3
"""From how many words on an unexpected text is taken as part of the story."""
_NOT_WORD = re.compile(r"[^\w\s]|_")
_ZEROS = re.compile(r"[\W_]*0[\W_0]*")
_SOS = re.compile("(?:\U0001f198\\s*)+")
_HELD = re.compile(r"([^\W\d_])\1{2,}(?!\w)")
CLAUSE_END = re.compile(r"[.,;:!?\n\u2013\u2014\u3001\u3002\uff0c]| - ")


def plain(text: str) -> str:
    """``text`` in lower case, without accents and punctuation, with single spaces."""
    return _plain_short(text) if len(text) <= SHORT else _plain(text)


def _plain(text: str) -> str:
    if text.isascii():  # nothing to take apart, and most texts
        return " ".join(_NOT_WORD.sub(" ", text.lower().replace("'", "")).split())
    text = _SOS.sub(" sos ", text)  # a sign that is a word
    folded = unicodedata.normalize("NFKD", text).casefold()  # first: a styled capital is a letter
    decomposed = unicodedata.normalize("NFKD", folded)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    composed = unicodedata.normalize("NFC", bare)  # Hangul falls apart otherwise
    joined = composed.replace("'", "").replace("\u2019", "")  # "don't" is "dont", not two words
    return " ".join(_NOT_WORD.sub(" ", joined).split())


def unstretched(said: str) -> str:
    """``said`` without letters that were held down at the end of a word: "helppp", "ayudaaaa"."""
    return _HELD.sub(r"\1", said)


_plain_short = lru_cache(maxsize=4096)(_plain)
"""The phrases of flows are compared with every answer. What is longer is someone's own,
and is not kept."""


def key_command(keys: str, digits: int = 0) -> str | None:
    """The command that ``keys``, pressed or typed, are: zeros alone call a person.

    However many they are, and with whatever ``*`` or ``#``: a frightened hand presses more than
    once. Only as many zeros as the number that is asked for has ``digits`` are that number; no
    ZIP, and no longer number, is zeros alone.
    """
    if _ZEROS.fullmatch(keys):
        return None if digits and keys.count("0") == digits else "person"
    return COMMAND_KEYS.get(keys.strip())


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


SHOWS = ("yes", "no", "unknown", "shows")
"""The commands whose words show the language of whoever writes nothing else."""
FEWEST_LETTERS = 3


def is_too_short(text: str) -> bool:
    """Whether a text has too few letters to tell a language by: "k", "da"; "dạ" is enough."""
    return text.isascii() and sum(map(str.isalnum, text)) < FEWEST_LETTERS


def language_shown(text: str, languages: Mapping[str, Language]) -> str | None:
    """The tag of the only language that has the whole of ``text`` among its answers."""
    tags = [] if is_too_short(text) else _answered_in(text, languages)
    return tags[0] if len(tags) == 1 else None


def is_an_answer(text: str, languages: Mapping[str, Language]) -> bool:
    """Whether the whole of ``text`` is a yes, a no or the like in any of ``languages``."""
    return bool(_answered_in(text, languages))


def _answered_in(text: str, languages: Mapping[str, Language]) -> list[str]:
    said = plain(text)
    return [
        tag
        for tag, language in languages.items()
        if any(said in language.commands.get(name, ()) for name in SHOWS)
    ]


def choice_by_key(ask: FactQuestion, digits: str) -> Choice | None:
    """The choice with the key ``digits``."""
    return next((choice for choice in ask.choices if choice.key and choice.key == digits), None)


def is_choice(ask: FactQuestion, words: Words, text: str) -> bool:
    """Whether the whole of ``text`` is one of the words for a choice."""
    said = plain(text)
    return any(said in words.said.get(choice.value, ()) for choice in ask.choices)


def count(said: str) -> int:
    """How many words ``said`` has; in a script without spaces, how many pairs of signs."""
    return sum(max(1, len(word) // 2) if UNSPACED.search(word) else 1 for word in said.split())


def read_digits(text: str, language: Language) -> str:
    """The digits in ``text``, spoken ones ("four", "cuatro") included, in order."""
    words = plain(text).split()
    return "".join(word if word.isdigit() else language.digits.get(word, "") for word in words)


def unspelled(text: str, language: Language) -> str:
    """``text`` with what was spelled in it made words, and a number said digit by digit made one.

    "W A C O, Texas" and "W as in water, A as in apple, …" are Waco; "seven eight oh four oh" is
    78040. Two letters are left alone: "N W" is a direction.
    """
    words = plain(text).split()
    if words and all(word.isdigit() or word in language.digits for word in words):
        return read_digits(text, language)
    letters = _NAMED_LETTER.sub(r"\1 ", text)
    return _SPELLED.sub(lambda run: re.sub(r"[\s.,-]+", "", run.group()), letters)


_NAMED_LETTER = re.compile(
    r"\b([^\W\d_]),? (?:as in|like|for|de|como) \1[^\W\d_]+[\s,.]*", re.IGNORECASE
)
_SPELLED = re.compile(r"\b[^\W\d_](?:[\s.,-]{1,2}[^\W\d_]\b){2,}")


def is_story(text: str) -> bool:
    """Whether a text that answers no question is long enough to be part of the story."""
    said = plain(text)
    spaced = len(said.split()) >= STORY_WORDS
    return spaced or (not said.isascii() and len(said) >= STORY_WORDS * 2)
