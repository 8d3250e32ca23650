"""Menus and open questions: how they are asked, and how an answer to them is read.

Their kinds, ``menu`` and ``ask``, differ only in what a file may say of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from hotline.flows import looks, prompts, return_code, second_texts
from hotline.flows.book import (
    DANGER_REPORTED,
    Choice,
    FactQuestion,
    FlowBook,
    Language,
    Words,
)
from hotline.flows.kinds import Common, Exit, Given, StepKind, View
from hotline.flows.run import GIVEN, Run
from hotline.flows.session import Answered, Keys, Listen, Prompt, Session, Spoke, Then
from hotline.flows.text import answers, no_answer, reader, short_answers
from hotline.flows.text.reader import NO, SAFETY
from hotline.flows.text.worked_out import once

MOST_HINTS = 40
SHORT_WAIT, LONG_WAIT = 6, 10
"""Seconds of silence that end the wait for an answer: to a menu, and to an open question."""
DIGITS_WAIT = 5
"""Seconds until a key counts that could begin a number: a lone 0 calls a person no later."""
STORIES = 3
"""How many times as often as elsewhere a question of safety is asked again over a story."""
UNCLEAR = "unclear twice"
"""The label of the way that a second unclear text takes."""
OTHER_ANSWER = {"story": "answered", "digits": "digits", "choices": "otherwise"}
"""The arrow's label for an answer that is none of the choices."""
Q = TypeVar("Q", bound=FactQuestion)


class FactQuestionKind(StepKind[Q]):
    """What the kinds of questions about a fact have in common."""

    look = looks.ASK

    def read(self, common: Common, given: Given) -> Q:
        """See :meth:`StepKind.read`."""
        entry = {**given, "choices": _choices(given)}
        return super().read(common, entry)

    def do(self, run: Run, step: Q) -> Then | None:
        """See :meth:`StepKind.do`."""
        return ask(run, step)

    def answer(self, run: Run, step: Q, event: Keys | Spoke) -> None:
        """See :meth:`StepKind.answer`."""
        if step.accepts == "digits":
            _number(run, step, event)
        elif isinstance(event, Keys):
            choice = answers.choice_by_key(step, event.digits)
            if choice:
                _chosen(run, step, choice)
            else:
                _unclear(run, step)
        else:
            _words(run, step, event.text)

    def edges(self, step: Q, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        for choice in step.choices:
            yield Exit("choice", choice.value, choice.next)
            if not step.again:
                yield Exit("known", choice.value, choice.next)
        if step.next and (step.accepts != "choices" or view.medium == "text"):
            yield Exit("answer", "answered", step.next)
        if step.next and not step.again:
            yield Exit("known", "known", step.next)
        if step.on_silence and view.medium == "voice":
            yield Exit("silence", "silence", step.on_silence)
        if step.on_repeat:
            yield Exit("choice", "repeat", step.on_repeat)
        if step.on_unclear and view.medium == "text":
            yield Exit("answer", UNCLEAR, step.on_unclear)
        if view.urgent:
            yield Exit("answer", DANGER_REPORTED, view.urgent)

    def keys(self, step: Q) -> list[str]:
        """See :meth:`StepKind.keys`."""
        return [choice.key for choice in step.choices if choice.key]

    def spoken(self, book: FlowBook, session: Session, step: Q) -> list[Prompt]:
        """See :meth:`StepKind.spoken`: the question and its choices."""
        return prompts.question(book, session, step)

    def arrows(self, step: Q) -> Iterator[tuple[str, str]]:
        """See :meth:`StepKind.arrows`: each choice with its key."""
        keys = {choice.value: choice.key for choice in step.choices}
        targets = set()
        for label, target in step.exits():
            if label or target not in targets:
                key = keys.get(label)
                words = f"{key} {label}" if key else label or OTHER_ANSWER[step.accepts]
                targets.add(target)
                yield words.replace("_", " "), target


def _choices(given: Given) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            value,
            str(choice["key"]) if "key" in choice else None,
            choice.get("next", given.get("next", "")),
        )
        for value, choice in given.get("choices", {}).items()
    )


def ask(run: Run, step: FactQuestion) -> Listen | None:
    """Ask, unless the answer is known already; then ``None``."""
    known = run.session.fact(step.fact)
    reopened = run.reopened(step)
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
        return Listen(digits=step.digits, seconds=DIGITS_WAIT)
    hurry = step.accepts == "choices" and not step.quiet
    return Listen(
        digits=1,
        seconds=SHORT_WAIT if hurry else LONG_WAIT,
        story=step.accepts == "story",
        hints=_hints(run, step),
    )


def _hints(run: Run, step: FactQuestion) -> tuple[str, ...]:
    """Words that a recognizer may expect here: the choices' own, the short ones first."""
    words, _ = run.book.words(run.session.language, step.wording)
    return _expected(words)


@once
def _expected(words: Words) -> tuple[str, ...]:
    return likely(words.said.values())


def likely(answers: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """What a recognizer may expect: the ways to say each answer, the short ones first."""
    said = {phrase for phrases in answers for phrase in phrases if len(phrase) > 1}
    return tuple(sorted(said, key=lambda phrase: (len(phrase.split()), phrase)))[:MOST_HINTS]


def _number(run: Run, step: FactQuestion, event: Keys | Spoke) -> None:
    if return_code.answer(run, step, event):
        run.session = run.understood()
        run.leave(step, step.next)
    else:
        run.missed()


def _words(run: Run, step: FactQuestion, text: str) -> None:
    _fall_into_language(run, text)
    language = run.book.languages[run.session.language]
    others = _others(run, language)
    run.only_answers = step.care == SAFETY and no_answer.only_limits(text, (language, *others))
    said, (choice, extra) = _reading(run, step, text, language, others)
    if run.poorly_heard and choice is not None and step.care and choice.value != NO:
        _unclear(run, step)  # a yes that may hurt someone is not taken from a guess
        return
    if choice is None and step.accepts == "choices":
        choice = _in_another_language(run, step, said)
    if choice is None and step.languages:
        choice = _language_spoken(run, step, text)
        run.opening, extra = (text, 1) if choice else ("", extra)
    hint = short_answers.choice_inside(step, _wordings(run, step), said, language, others)
    if hint is not None and not hint.clear:
        choice, hint = None, None  # "no, nobody is listening": yes or no?
    if hint is not None and hint.choice != choice:
        run.hear(text, answer=True)  # "yes, but he is listening" is a no, and says who listens
        _chosen(run, step, hint.choice)
        second_texts.agree(run, step, hint.choice, said)
    elif step.accepts == "story" and (choice is None or extra >= answers.STORY_WORDS):
        run.hear(text)
        _chosen(run, step, Choice(GIVEN, None, step.next))
    elif choice is not None:
        if extra or hint is not None:
            run.hear(text, answer=True)
        _chosen(run, step, choice)
        second_texts.agree(run, step, choice, said)
        run.new_danger |= _refused_in_fear(run, step, choice, text, extra)
    elif step.care == SAFETY and no_answer.is_unsure(text, (language, *others)):
        run.hear(text, answer=True)
        _unsure(run, step)
    elif step.care == SAFETY and run.is_text and no_answer.wants_no_reply(text, language):
        run.hear(text, answer=True)  # "yes, but don't text back"
        _chosen(run, step, next(choice for choice in step.choices if choice.value == NO))
    else:
        _other_words(run, step, text)
        second_texts.leave(run, step, text, language, others)


def _reading(
    run: Run, step: FactQuestion, text: str, language: Language, others: tuple[Language, ...]
) -> tuple[str, reader.Reading]:
    """What was said, with a denial that the text before only began, and what that means."""
    words, _ = run.book.words(run.session.language, step.wording)
    found = reader.read(step, words, text, language, others)
    begun = second_texts.begun(run)
    refuses = found.choice is not None and found.choice.value == NO
    if not begun or not step.care or refuses or answers.plain(text).isdigit():
        return text, found
    said = second_texts.joined(begun, text)
    return said, reader.read(step, words, said, language, others)


def _refused_in_fear(run: Run, step: FactQuestion, choice: Choice, text: str, extra: int) -> bool:
    """Whether "no" to "is it safe" tells of harm with it: "no, he's hitting me".

    Then danger is answered, and nobody reads that we will not text again.
    """
    refused = bool(extra) and step.care == SAFETY and choice.value == NO
    return refused and not run.only_answers and run.tells_harm(text)


def _unsure(run: Run, step: FactQuestion) -> None:
    """Who does not know whether it is safe is not asked to go on: as if they had said no."""
    refusal = next((choice for choice in step.choices if choice.value == NO), None)
    if run.is_text and step.on_unclear:
        run.session = run.understood()
        run.leave(step, step.on_unclear)
    elif refusal is not None:
        _chosen(run, step, refusal)
    else:
        _unclear(run, step)


def _fall_into_language(run: Run, text: str) -> None:
    """Go on in another full language whose answer the whole of ``text`` is: "claro que no"."""
    if run.session.language != run.book.default_language or run.session.fact("chosen_language"):
        return
    said = answers.plain(text)
    own = run.book.languages[run.session.language].answers
    if said in own.yes | own.no:
        return
    for language in run.book.languages.values():
        if language.full and said in language.answers.yes | language.answers.no:
            run.follow_language(language.tag)
            return


def _others(run: Run, language: Language) -> tuple[Language, ...]:
    """The other languages, whose words of denial count too."""
    return tuple(known for known in run.book.languages.values() if known is not language)


def _wordings(run: Run, step: FactQuestion) -> list[Words]:
    """The question's wording in every full language: fear brings back one's own."""
    full = (language for language in run.book.languages.values() if language.full)
    return [known.wording[step.wording] for known in full if step.wording in known.wording]


def _in_another_language(run: Run, step: FactQuestion, text: str) -> Choice | None:
    """A "sí" to an English question, when no one chose English: go on in Spanish."""
    if run.session.language != run.book.default_language or run.session.fact("chosen_language"):
        return None
    for language in run.book.languages.values():
        words = language.wording.get(step.wording)
        if language.full and words is not None and answers.is_choice(step, words, text):
            run.follow_language(language.tag)
            return reader.read(step, words, text, language).choice
    return None


INTRODUCTION_WORDS = 8
"""From how many words on nothing is chosen for someone: a relay operator may introduce a call."""


def _language_spoken(run: Run, step: FactQuestion, text: str) -> Choice | None:
    """The language in which someone says what they want where the language is asked for."""
    flow = run.book.flows[run.session.flow]
    later = [other for other in flow.steps.values() if isinstance(other, FactQuestion)]
    for choice in step.choices:
        language = run.book.languages.get(choice.value)
        if language is None or not language.full:
            continue
        answers_one = any(
            answers.is_choice(other, language.wording[other.wording], text)
            for other in later
            if other.wording in language.wording
        )
        short = answers.count(text) < INTRODUCTION_WORDS
        if answers_one or (short and run.senses.language_of(text) == choice.value):
            return choice
    return None


def _other_words(run: Run, step: FactQuestion, text: str) -> None:
    """Keep what was said instead of an answer; a story is not a wrong answer.

    It goes on over several texts, or after a breath in a call; a caller who gives it at another
    question has been heard as well, and so has one who says where it is.
    """
    before = run.session.fact("story"), run.session.place_label
    goes_on = answers.is_story(text) and (run.is_text or run.session.fact("story") == GIVEN)
    run.hear(text, answer=True)
    learned = (run.session.fact("story"), run.session.place_label) != before
    answered = learned or run.session.fact(step.fact) not in {None, "unknown"}
    reopened = run.reopened(step)
    if run.is_text and step.on_unclear:
        _ask_on(run, step, text)
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


def _ask_on(run: Run, step: FactQuestion, text: str) -> None:
    """Ask again, until two texts said nothing: a story instead of an answer costs no try.

    Someone who has been asked again and again over their story is finally left alone.
    """
    every = tuple(run.book.languages.values())
    tells = no_answer.says_something(text, every)
    tries, stories = run.session.misses, run.session.repeats
    if (tries and not tells) or stories > STORIES * run.book.limits.repeats:
        run.session = run.understood()
        run.leave(step, step.on_unclear)
    elif tells:
        run.session = replace(run.session, repeats=stories + 1)
    else:
        _unclear(run, step)


def _unclear(run: Run, step: FactQuestion) -> None:
    """An answer meant nothing; at a quiet question it is ignored: a listener may have spoken."""
    if step.quiet:
        run.go(step.on_silence)
    else:
        run.missed()


def _chosen(run: Run, step: FactQuestion, choice: Choice) -> None:
    run.session = run.understood().knowing(**{step.fact: choice.value})
    run.learned.append(Answered(step.fact, choice.value, f"{run.session.flow}.{step.id}"))
    run.leave(step, choice.next)
    if step.languages:
        run.speak(choice.value)
    run.assess()
