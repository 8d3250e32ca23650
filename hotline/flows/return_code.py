"""A reporter returns: tip ID and secret code, given at any question, and the story without them.

``thanks`` gives both in one text, so they come back in one: "CODE 8208-9129 589816". The flow that
asks for them says how long they are; what they are called is in each language's ``sayings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.flows.book import FactQuestion, Language, Step
from hotline.flows.run import Run
from hotline.flows.session import Keys, Spoke
from hotline.flows.text import answers, paraphrases, tip_codes

FLOW = "returning"
"""The keyword that opens the flow."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What a text says of the two numbers: facts by name, and the text without the digits."""

    facts: Mapping[str, str]
    rest: str
    story: bool
    """Whether the text says more than the numbers."""
    opens: bool
    """Whether the text asks for the report, and does not only hold such numbers."""
    language: str


def came_back(run: Run, text: str) -> str | None:
    """Whether a first text holds the numbers; the language that calls them by name.

    Danger is asked about first, and then the report is looked up without asking.
    """
    given = _given(run, text)
    if given is None or not given.opens:
        return None
    first = run.session.flow == run.book.start
    if not _keep(run, given):
        run.session = run.session.knowing(purpose="report") if first else run.session
    elif first:
        run.session = run.session.knowing(purpose=FLOW)
    else:
        run.enter(run.book.keywords[FLOW])
    return given.language


def given_at(run: Run, step: Step, text: str) -> bool:
    """Whether words at another question held the numbers; if so, they were acted on."""
    asks_for_one = isinstance(step, FactQuestion) and bool(step.digits)
    given = None if asks_for_one else _given(run, text)
    if given is None:
        return False
    inside = run.session.flow == run.book.keywords.get(FLOW)
    if given.opens and (not inside or len(given.facts) == len(_numbers_asked(run))):
        if _keep(run, given):
            run.enter(run.book.keywords[FLOW])
        else:
            run.in_danger(step)
        return True
    if inside and not given.story and isinstance(step, FactQuestion) and step.accepts == "choices":
        run.missed()  # a code alone is neither an answer nor a story
        return True
    return False


def answer(run: Run, step: FactQuestion, event: Keys | Spoke) -> bool:
    """Read the number that ``step`` asks for, perhaps with the other one, and words around it."""
    given = event.digits if isinstance(event, Keys) else event.text
    asked = _numbers_asked(run)
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
            run.hear(found.rest)  # said instead of a number; a mistyped code alone is not a story
        return False
    if story and found.numbers:
        run.hear(found.rest)
    if run.new_danger:
        return False  # danger is answered first, and no code is kept in the meantime
    run.session = run.session.knowing(**facts)
    return True


def _numbers_asked(run: Run) -> dict[int, str]:
    """The facts that the flow asks for by number, by how many digits, in their order."""
    flow = run.book.flows.get(run.book.keywords.get(FLOW, ""))
    steps = flow.steps.values() if flow else ()
    return {
        step.digits: step.fact for step in steps if isinstance(step, FactQuestion) and step.digits
    }


def _given(run: Run, text: str) -> _Given | None:
    asked = _numbers_asked(run)
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
    given = found.numbers if whole else {first: found.numbers.get(first, "")}
    facts = {asked[length]: number for length, number in given.items() if number}
    return _Given(facts, found.rest, story, opens, named or run.session.language)


def _languages(run: Run) -> list[Language]:
    own = run.book.languages[run.session.language]
    return [own, *(known for known in run.book.languages.values() if known is not own)]


def _names(language: Language, said: str) -> bool:
    return any(f" {name} " in f" {said} " for name in language.sayings.number_names)


def _more_than_numbers(run: Run, rest: str) -> bool:
    """Whether the text around numbers says something: "they moved", and not "my code is"."""
    left = answers.plain(rest)
    for language in run.book.languages.values():
        around = language.sayings.with_numbers.union(language.sayings.number_names)
        words = paraphrases.without_fillers(left, language.sayings).split()
        left = " ".join(word for word in words if word not in around and not word.isdigit())
    return answers.is_story(left)


def _keep(run: Run, given: _Given) -> bool:
    """Keep what else was said, and the numbers unless danger has to be answered."""
    if given.story:
        run.hear(given.rest)
    if run.new_danger:
        return False
    run.session = run.session.knowing(**given.facts)
    return True
