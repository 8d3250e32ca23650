"""Words that mean the same at every question, and the first words of a text conversation.

STOP ends at once, HELP, INFO and AYUDA explain, 0 or "a person" connects, a language's own name
switches to it. A choice that the question offers wins over a command of the same word.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hotline.flows import answers, questions
from hotline.flows.book import Ask, AskPlace, Step
from hotline.flows.session import Over, Spoke, Then

if TYPE_CHECKING:
    from hotline.flows.engine import Run

PERSON = frozenset({"person", "woman"})


def first_words(run: Run, text: str) -> Then | None:
    """Read the text that a conversation begins with; ``None`` means: run on."""
    command, tag = _heard(run, text)
    if command == "stop":
        return do(run, command)
    language = answers.language_named(text, run.book.languages)
    if language:
        run.session = run.session.knowing(language_shown="yes")
        run.speak(language)
        return None
    _hint(run, tag)
    opens = command in run.book.keywords
    if command is not None and (
        command in PERSON or (opens and run.session.flow != run.book.start)
    ):
        return do(run, command)
    run.opening = text if opens else ""
    asks = command if opens or command == "help" else None
    run.session = run.session.knowing(purpose=asks or "report")
    if command is None:
        _notice(run, text)
    if command in {None, "help"}:
        run.hear(text)  # "nuevo" asks for a new report, and tells nothing: least of all Nuevo, CA
    return None


def words(run: Run, step: Step, text: str) -> Then | None:
    """Read words in mid-conversation: a command, a language, or the answer to ``step``."""
    key = _as_key(run, text)
    if key:
        return do(run, key)
    command, tag = _heard(run, text)
    if command == "stop":
        return do(run, command)
    named = answers.language_named(text, run.book.languages)
    if (command or named) and not _offered(run, step, text):
        if command:
            run.opening = text if command in run.book.keywords else ""
            return _told_command(run, command, tag, text)
        if named and not isinstance(step, AskPlace):
            run.speak(named)
            return None
    questions.answer(run, step, Spoke(text))
    if run.is_text and answers.is_story(text) and not isinstance(step, AskPlace):
        _notice(run, text, only_full=True)
    return None


def do(run: Run, command: str) -> Then | None:
    """Do what ``command`` asks; words that mean nothing here only repeat the question."""
    match command:
        case "person" | "woman":
            wanted = {"wants_person": "yes"} | ({"prefers": "woman"} if command == "woman" else {})
            run.session = run.session.knowing(**wanted)
            run.assess()
            run.enter(run.book.person)
        case "stop":
            run.session = replace(run.session, outcome="stopped")
            return Over("stopped")
        case "back":
            _back(run)
        case "help":
            run.say("common.help")
        case _ if command in run.book.keywords:
            run.enter(run.book.keywords[command])
    return None


def _told_command(run: Run, command: str, tag: str, text: str) -> Then | None:
    if command == "help":
        run.hear(text)  # "help" may be all that somebody dares to write
    where = run.session.flow
    _hint(run, tag)
    return None if run.session.flow != where else do(run, command)


def _as_key(run: Run, text: str) -> str | None:
    """The command of a key that was typed or named: "0", "zero", "*", "#"."""
    digits = run.book.languages[run.session.language].digits
    said = answers.plain(text)
    named = digits.get(said, "") if len(said) > 2 else ""
    return answers.COMMAND_KEYS.get(named or text.strip())


def _heard(run: Run, text: str) -> tuple[str | None, str]:
    """The command that the whole of ``text`` is, and the language that it is a word of."""
    own = run.book.languages[run.session.language]
    others = (known for known in run.book.languages.values() if known is not own)
    for language in (own, *others):
        command = answers.command_in(text, (language,), run.book.keywords)
        if command:
            return command, language.tag
    return None, own.tag


def _hint(run: Run, tag: str) -> None:
    """A command in another language shows it, as long as nobody chose one: AYUDA is Spanish.

    Never the other way: carriers teach everyone the English words.
    """
    if run.session.language == run.book.default_language and tag != run.session.language:
        run.session = run.session.knowing(language_shown="yes")
        run.speak(tag)


def _notice(run: Run, text: str, *, only_full: bool = False) -> None:
    """Go on in the language that ``text`` is written in."""
    language = run.senses.language_of(text)
    known = run.book.languages.get(language or "")
    if known is None or (only_full and not known.full):
        return
    run.session = run.session.knowing(language_shown="yes")
    if known.tag != run.session.language:
        run.speak(known.tag)


def _offered(run: Run, step: Step, text: str) -> bool:
    """Whether ``text`` is a choice offered here, which wins over a command of that name."""
    if not isinstance(step, Ask):
        return False
    said, _ = run.book.words(run.session.language, step.wording)
    return answers.is_choice(step, said, text)


def _back(run: Run) -> None:
    """Ask the question before once more, whatever is known of its answer."""
    session = run.session
    if not session.trail:
        return
    *trail, (flow, step) = session.trail
    asked = run.book.step(flow, step)
    facts = dict(session.facts)
    if isinstance(asked, Ask):
        facts.pop(asked.fact, None)
    session = replace(
        session,
        flow=flow,
        step=step,
        trail=tuple(trail),
        facts=facts,
        asking="",
        options=(),
        pending=None,
        reopened=f"{flow}.{step}",
    )
    if isinstance(asked, AskPlace):
        session = replace(session, place=None, place_sure=False, place_label="")
    run.session = session
    run.assess()
