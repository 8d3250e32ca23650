"""What the shipped line reads an answer as, at any question and in any language, without a call."""

from __future__ import annotations

from functools import cache

from hotline.flows.book import FactQuestion, Language, Words
from hotline.flows.text import reader, short_answers
from tests.flows.talk import shipped


def questions() -> list[tuple[str, str]]:
    """Every question with choices, by ``flow.step``, in every language that words it."""
    return [
        (f"{flow.id}.{step.id}", tag)
        for flow in shipped().flows.values()
        for step in flow.steps.values()
        if isinstance(step, FactQuestion) and step.choices
        for tag, language in shipped().languages.items()
        if step.wording in language.wording
    ]


def question(name: str, tag: str) -> tuple[FactQuestion, Words, Language]:
    """A question, its words in a language, and the language."""
    step = shipped().step(*name.split("."))
    assert isinstance(step, FactQuestion)
    language = shipped().languages[tag]
    return step, language.wording[step.wording], language


@cache
def others(tag: str) -> tuple[Language, ...]:
    """The further languages of the line."""
    return tuple(known for known in shipped().languages.values() if known.tag != tag)


def meant(name: str, tag: str, text: str) -> str | None:
    """The value that ``text`` is read as; ``None`` when it is asked again."""
    step, words, language = question(name, tag)
    choice, _ = reader.read(step, words, text, language, others(tag))
    full = [known for known in shipped().languages.values() if known.full]
    wordings = [known.wording[step.wording] for known in full if step.wording in known.wording]
    hint = short_answers.choice_inside(step, wordings, text, language, others(tag))
    if hint is not None:
        choice = hint.choice if hint.clear else None
    return choice.value if choice else None
