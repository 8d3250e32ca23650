"""Somebody comes back: tip ID and secret code wherever they are told, and the story without them.

``thanks`` gives both in one text, so they come back in one: "CODE 8208-9129 589816". The flow that
asks for them says how long they are; what they are called stands in each language's ``sayings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotline.flows.book import Ask, Language, Step
from hotline.flows.session import Keys, Spoke
from hotline.flows.text import answers, paraphrases, tip_codes

if TYPE_CHECKING:
    from hotline.flows.engine import Run

FLOW = "returning"
"""The keyword that opens the flow."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a text tells of the two numbers: facts by name, and the text without the digits."""

    facts: Mapping[str, str]
    rest: str
    story: bool
    """Whether more is told than the numbers."""
    opens: bool
    """Whether the text asks for the report, and does not only hold such numbers."""
    language: str


def came_back(run: Run, text: str) -> str | None:
    """Whether a first text holds the numbers; the language that calls them by name.

    Danger is told of first, and then the report is looked for without asking.
    """
    told = _told(run, text)
    if told is None or not told.opens:
        return None
    first = run.session.flow == run.book.start
    if not _keep(run, told):
        run.session = run.session.knowing(purpose="report") if first else run.session
    elif first:
        run.session = run.session.knowing(purpose=FLOW)
    else:
        run.enter(run.book.keywords[FLOW])
    return told.language


def told_at(run: Run, step: Step, text: str) -> bool:
    """Whether words at another question held the numbers, and what that means was done."""
    asks_for_one = isinstance(step, Ask) and bool(step.digits)
    told = None if asks_for_one else _told(run, text)
    if told is None:
        return False
    inside = run.session.flow == run.book.keywords.get(FLOW)
    if told.opens and (not inside or len(told.facts) == len(_asked(run))):
        if _keep(run, told):
            run.enter(run.book.keywords[FLOW])
        else:
            run.in_danger(step)
        return True
    if inside and not told.story and isinstance(step, Ask) and step.accepts == "choices":
        run.missed()  # a code by itself is no answer, and no story
        return True
    return False


def answer(run: Run, step: Ask, event: Keys | Spoke) -> bool:
    """Read the number that ``step`` asks for, perhaps with the other one, and words around it."""
    given = event.digits if isinstance(event, Keys) else event.text
    asked = _asked(run)
    asked = asked if asked.get(step.digits) == step.fact else {step.digits: step.fact}
    found = tip_codes.find(given, list(asked))
    spoken = answers.read_digits(given, run.book.languages[run.session.language])
    story = isinstance(event, Spoke) and _more_than_numbers(run, found.rest)
    if len(found.numbers) == len(asked):
        facts = {asked[length]: number for length, number in found.numbers.items()}
    elif step.digits in found.numbers or len(spoken) == step.digits:
        facts = {step.fact: found.numbers.get(step.digits, spoken)}
    else:
        if story or (isinstance(event, Spoke) and not spoken):
            run.hear(found.rest)  # told instead of a number; a mistyped code itself is no story
        return False
    if story and found.numbers:
        run.hear(found.rest)
    if run.rose:
        return False  # danger is answered first, and no code is kept meanwhile
    run.session = run.session.knowing(**facts)
    return True


def _asked(run: Run) -> dict[int, str]:
    """The facts that the flow asks for by number, by how many digits, in their order."""
    flow = run.book.flows.get(run.book.keywords.get(FLOW, ""))
    steps = flow.steps.values() if flow else ()
    return {step.digits: step.fact for step in steps if isinstance(step, Ask) and step.digits}


def _told(run: Run, text: str) -> _Told | None:
    asked = _asked(run)
    found = tip_codes.find(text, list(asked))
    if not found.numbers:
        return None
    rest = answers.plain(found.rest)
    named = next((known.tag for known in _languages(run) if _names(known, rest)), "")
    story = _more_than_numbers(run, found.rest)
    first = next(iter(asked))
    whole = len(found.numbers) == len(asked)
    if whole:
        opens = bool(named) or len(rest.split()) <= paraphrases.MOST_WORDS
    else:
        opens = not story and bool(named or (not rest and first in found.numbers))
    told = found.numbers if whole else {first: found.numbers.get(first, "")}
    facts = {asked[length]: number for length, number in told.items() if number}
    return _Told(facts, found.rest, story, opens, named or run.session.language)


def _languages(run: Run) -> list[Language]:
    own = run.book.languages[run.session.language]
    return [own, *(known for known in run.book.languages.values() if known is not own)]


def _names(language: Language, said: str) -> bool:
    return any(f" {name} " in f" {said} " for name in language.sayings.number_names)


def _more_than_numbers(run: Run, rest: str) -> bool:
    """Whether the text around numbers tells something: "they moved", and not "my code is"."""
    left = answers.plain(rest)
    for language in run.book.languages.values():
        around = language.sayings.with_numbers.union(language.sayings.number_names)
        words = paraphrases.without_besides(left, language.sayings).split()
        left = " ".join(word for word in words if word not in around and not word.isdigit())
    return answers.is_story(left)


def _keep(run: Run, told: _Told) -> bool:
    """Keep what was told besides, and the numbers; not those when danger has to be answered."""
    if told.story:
        run.hear(told.rest)
    if run.rose:
        return False
    run.session = run.session.knowing(**told.facts)
    return True
