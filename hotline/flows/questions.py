"""Asking and reading answers: menus, free wording, numbers, and what is told instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hotline.flows import places, prompts, return_code
from hotline.flows.book import Ask, AskPlace, Choice, Language, Step, Words
from hotline.flows.session import Answered, Keys, Listen, Spoke
from hotline.flows.text import answers, reader, short_answers

if TYPE_CHECKING:
    from hotline.flows.engine import Run

MOST_HINTS = 40
SHORT_WAIT, LONG_WAIT = 6, 10
"""Seconds of silence that end the wait for an answer: to a menu, and to an open question."""


def ask(run: Run, step: Ask) -> Listen | None:
    """Ask, unless the answer is known already; then ``None``."""
    known = run.session.fact(step.fact)
    reopened = run.session.reopened == f"{run.session.flow}.{step.id}"
    if known not in {None, "unknown"} and not step.again and not reopened:
        taken = next((choice for choice in step.choices if choice.value == known), None)
        run.go(taken.next if taken else step.next)
        return None
    if run.opening and step.accepts == "choices":
        opening, run.opening = run.opening, ""
        words, language = run.book.words(run.session.language, step.wording)
        if answers.is_choice(step, words, opening):
            chosen = reader.read(step, words, opening, language).choice
            if chosen is not None:
                _chosen(run, step, chosen)
                return None
    run.prompts += prompts.question(run.book, run.session, step)
    if step.accepts == "digits":
        return Listen(digits=step.digits, seconds=places.DIGITS_WAIT)
    hurry = step.accepts == "choices" and not step.quiet
    return Listen(
        digits=1,
        seconds=SHORT_WAIT if hurry else LONG_WAIT,
        story=step.accepts == "story",
        hints=_hints(run, step),
    )


def _hints(run: Run, step: Ask) -> tuple[str, ...]:
    """Words that a recognizer may expect here: the choices' own, the short ones first."""
    words, _ = run.book.words(run.session.language, step.wording)
    said = {phrase for phrases in words.said.values() for phrase in phrases if len(phrase) > 1}
    return tuple(sorted(said, key=lambda phrase: (len(phrase.split()), phrase)))[:MOST_HINTS]


def answer(run: Run, step: Step, event: Keys | Spoke) -> None:
    """Read what was pressed, said or texted at ``step``; danger told here comes before all else."""
    flow = run.session.flow
    _read(run, step, event)
    if run.rose and run.session.flow == flow:
        run.in_danger(step)


def _read(run: Run, step: Step, event: Keys | Spoke) -> None:
    if isinstance(step, AskPlace):
        places.answer(run, step, event)
    elif not isinstance(step, Ask):
        if isinstance(event, Spoke):
            run.hear(event.text)  # words at a step that waits for something else are kept
    elif step.accepts == "digits":
        _number(run, step, event)
    elif isinstance(event, Keys):
        choice = answers.choice_by_key(step, event.digits)
        if choice:
            _chosen(run, step, choice)
        else:
            _unclear(run, step)
    else:
        _words(run, step, event.text)


def _number(run: Run, step: Ask, event: Keys | Spoke) -> None:
    if return_code.answer(run, step, event):
        run.session = run.understood()
        run.leave(step, step.next)
    else:
        run.missed()


def _words(run: Run, step: Ask, text: str) -> None:
    words, _ = run.book.words(run.session.language, step.wording)
    language = run.book.languages[run.session.language]
    others = _others(run, language)
    choice, extra = reader.read(step, words, text, language, others)
    if choice is None and step.accepts == "choices":
        choice = _in_another_language(run, step, text)
    hint = short_answers.choice_inside(step, _wordings(run, step), text, language, others)
    if hint is not None and not hint.clear:
        choice, hint = None, None  # "no, nobody is listening": yes or no?
    if hint is not None and hint.choice != choice:
        run.hear(
            text, answer=True
        )  # "yes, but he is listening" is no yes, and who listens is worth knowing
        _chosen(run, step, hint.choice)
    elif step.accepts == "story" and (choice is None or extra >= answers.STORY_WORDS):
        run.hear(text)
        _chosen(run, step, Choice("told", None, step.next))
    elif choice is not None:
        if extra or hint is not None:
            run.hear(text, answer=True)
        _chosen(run, step, choice)
    else:
        _told_instead(run, step, text)


def _others(run: Run, language: Language) -> tuple[Language, ...]:
    """The other languages, whose words of denial count too."""
    return tuple(known for known in run.book.languages.values() if known is not language)


def _wordings(run: Run, step: Ask) -> list[Words]:
    """The question's wording in every full language: who is frightened falls into their own."""
    full = (language for language in run.book.languages.values() if language.full)
    return [known.wording[step.wording] for known in full if step.wording in known.wording]


def _in_another_language(run: Run, step: Ask, text: str) -> Choice | None:
    """A "sí" to an English question that nobody chose to be asked in English: go on in Spanish."""
    if run.session.language != run.book.default_language or run.session.fact("chosen_language"):
        return None
    for language in run.book.languages.values():
        words = language.wording.get(step.wording)
        if language.full and words is not None and answers.is_choice(step, words, text):
            run.speak(language.tag)
            return reader.read(step, words, text, language).choice
    return None


def _told_instead(run: Run, step: Ask, text: str) -> None:
    """Keep what was told instead of an answer; a story is no wrong answer.

    It goes on over several texts, or after a breath in a call; a caller who tells it at another
    question has been heard as well, and so has one who says where it is.
    """
    before = run.session.fact("story"), run.session.place_label
    goes_on = answers.is_story(text) and (run.is_text or run.session.fact("story") == "told")
    run.hear(text, answer=True)
    told = (run.session.fact("story"), run.session.place_label) != before
    answered = told or run.session.fact(step.fact) not in {None, "unknown"}
    reopened = run.session.reopened == f"{run.session.flow}.{step.id}"
    asked_before = run.session.misses + run.session.repeats
    if run.is_text and step.on_unclear and asked_before:
        run.session = run.understood()
        run.leave(step, step.on_unclear)
    elif (answered and not reopened) or goes_on:
        repeats = run.session.repeats + 1
        if not run.is_text and not answered and repeats > 2 * run.book.limits.repeats:
            _unclear(run, step)  # a caller who is heard again and again and not understood
            return
        run.session = replace(run.understood(), repeats=repeats)
        if repeats > run.book.limits.repeats and step.next:
            run.leave(step, step.next)
    else:
        _unclear(run, step)


def _unclear(run: Run, step: Ask) -> None:
    """An answer meant nothing; at a quiet question a listener may have spoken, and it is none."""
    if step.quiet:
        run.go(step.on_silence)
    else:
        run.missed()


def _chosen(run: Run, step: Ask, choice: Choice) -> None:
    run.session = run.understood().knowing(**{step.fact: choice.value})
    run.learnt.append(Answered(step.fact, choice.value, f"{run.session.flow}.{step.id}"))
    run.leave(step, choice.next)
    if step.languages:
        run.speak(choice.value)
    run.assess()
