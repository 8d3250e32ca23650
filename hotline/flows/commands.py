"""Words that mean the same at every question, and the first words of a text conversation.

STOP and the carriers' other words end a text for good, and no call (``stopping``); HELP, INFO and
AYUDA explain, 0 or "a person" connects, a language's own name switches to it; all but the last also
in other words (``paraphrases``). A choice that the question offers wins over a command of the same
word. Tip ID and secret code, given at any question, open what was reported with them, and are kept
out of the story.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from hotline.flows import return_code, second_texts
from hotline.flows.book import FactQuestion, Language, Question, Step
from hotline.flows.kinds import take_answer
from hotline.flows.run import Run
from hotline.flows.session import Over, Spoke, Then
from hotline.flows.text import answers, paraphrases, stopping

PERSON = frozenset({"person", "woman"})
CARRIERS_STOP, NO_MORE_TEXTS, LIKE_STOP = "stop", paraphrases.ENDS, paraphrases.LIKE_STOP
"""A carrier's word; "stop texting me" in so many words; and a word that may mean either, or not."""
ENDED_BY = "ended_by"
"""The parameter of a session that ended without a carrier's word: danger or HELP opens it again."""
UNASKED = "unasked"
"""The parameter of a session whose reporter was texted without having asked for it."""
ENDINGS = frozenset({CARRIERS_STOP, NO_MORE_TEXTS, LIKE_STOP})
ANSWERED = ENDINGS | {paraphrases.HELP}
"""Commands that go nowhere: danger that comes with one leads where danger leads."""


def first_words(run: Run, text: str) -> Then | None:
    """Read the text that a conversation begins with; ``None`` means: run on."""
    if _as_key(run, run.step(), text) == "person":
        return do(run, "person")
    heard = _heard(run, text)
    ending = _ending(run, run.step(), text)
    if ending:
        heard = Heard(ending, heard.tag)
    elif heard.command in ENDINGS and run.session.flow == run.book.start:
        heard = Heard(None, heard.tag)  # no one has texted them yet: it is what they report
    if heard.command in ENDINGS:
        return _given_command(run, heard.command or "", heard, text)
    command = heard.command
    language = answers.language_named(text, run.book.languages)
    if language:
        run.session = run.session.knowing(language_shown="yes")
        run.speak(language)
        return None
    _hint(run, heard.tag)
    opens = command in run.book.keywords
    if command is not None and (
        command in PERSON or (opens and run.session.flow != run.book.start)
    ):
        if heard.more:
            run.hear(text)
        return do(run, command)
    back = return_code.came_back(run, text) if command is None else None
    if back:
        _hint(run, back)
        return None
    run.opening = text if opens else ""
    asks = command if opens or command == "help" else None
    run.session = run.session.knowing(purpose=asks or "report")
    if command is None:
        _notice(run, text)
    if heard.asks:
        run.note(text)
    elif command in {None, "help"}:
        run.hear(text)  # "nuevo" asks for a new report, and reports nothing: least of all Nuevo, CA
    return None


def words(run: Run, step: Step, text: str) -> Then | None:
    """Read words in mid-conversation: a command, a language, or the answer to ``step``."""
    key = _as_key(run, step, text)
    if key:
        return do(run, key)
    ending = _ending(run, step, text) or second_texts.take_back(run, text)
    if ending:
        return do(run, ending)
    heard = _heard(run, text)
    if heard.command in ENDINGS and _may_answer(run, step, text, heard.command):
        heard = Heard(None, heard.tag)
    command = heard.command
    named = answers.language_named(text, run.book.languages)
    if (command or named) and not _offered(run, step, text):
        if command:
            run.opening = text if command in run.book.keywords else ""
            return _given_command(run, command, heard, text)
        if named and not _asks_for_place(step):
            run.speak(named)
            return None
    if command is None and return_code.given_at(run, step, text):
        return None
    take_answer(run, step, Spoke(text))
    says_story = answers.is_story(text) or run.in_crisis
    if run.is_text and says_story and not _asks_for_place(step):
        _notice(run, text, only_full=True)
    return None


def _ending(run: Run, step: Step, text: str) -> str | None:
    """The command by which ``text`` ends the texts: a carrier's word, or a no to one unasked for.

    What else such a no may mean ("Alto" is a town) is kept for whoever reads the report.
    """
    if _stops(run, step, text):
        return CARRIERS_STOP
    unasked = run.is_text and UNASKED in run.session.params
    refuses = unasked and stopping.refuses_more(text, run.book.languages.values())
    if not (refuses or (run.is_text and stopping.asks_to_stop(text))):
        return None
    run.note(text)
    return NO_MORE_TEXTS


def _stops(run: Run, step: Step, text: str) -> bool:
    """Whether ``text`` ends a text conversation for good."""
    if not (run.is_text and stopping.is_carrier_word(text)):
        return False
    return answers.plain(text) in stopping.NO_PLACES or not _names_place(run, step, text)


def _asks_for_place(step: Step) -> bool:
    return isinstance(step, Question) and step.answer_is_place


def _names_place(run: Run, step: Step, text: str) -> bool:
    """Whether ``text`` answers the question where: "Alto" is a town in Texas and in Georgia."""
    if not _asks_for_place(step):
        return False
    where = run.senses.locate(text, expecting=True, language=run.session.language)
    return where.place is not None or bool(where.options)


def _may_answer(run: Run, step: Step, text: str, command: str | None) -> bool:
    """Whether what sounds like STOP answers ``step``: a town, or "salir" to what is happening."""
    is_story = isinstance(step, FactQuestion) and step.accepts == "story" and run.is_text
    return (is_story and command == LIKE_STOP) or _names_place(run, step, text)


def do(run: Run, command: str) -> Then | None:
    """Do what ``command`` asks; words that mean nothing here only repeat the question."""
    match command:
        case "person" | "woman":
            wanted = {"wants_person": "yes"} | ({"prefers": "woman"} if command == "woman" else {})
            run.session = run.session.knowing(**wanted)
            run.assess()
            run.enter(run.book.person)
        case _ if command in ENDINGS and not run.is_text:
            run.say("common.hang_up")  # "Stop!" is shouted at someone else: it ends no call
        case "how_to_stop":
            run.say("common.how_to_stop")
        case "stop":
            run.session = replace(run.session, outcome="stopped")
            return Over("stopped")
        case "stop_text":
            params = {**run.session.params, ENDED_BY: "words"}
            run.session = replace(run.session, outcome="stopped", params=params)
            return Over("stopped")
        case "back":
            _back(run)
        case "repeat":
            step = run.step()
            run.go((isinstance(step, FactQuestion) and step.on_repeat) or step.id)
        case "help":
            run.say("common.help")
        case _ if command in run.book.keywords:
            run.enter(run.book.keywords[command])
    return None


def _given_command(run: Run, command: str, heard: Heard, text: str) -> Then | None:
    if heard.asks or (command in ENDINGS and not run.is_text and not heard.more):
        run.note(text)
    elif command in {"help", LIKE_STOP} or heard.more:
        run.hear(text)  # "help" may be all that someone dares to write
    if run.new_danger and command in ANSWERED:
        run.in_danger(run.step())
        return None
    where = run.session.flow
    if run.is_text or command not in ENDINGS:  # a shout chooses no language
        _hint(run, heard.tag)
    return None if run.session.flow != where else do(run, command)


def _as_key(run: Run, step: Step, text: str) -> str | None:
    """The command of a key that was typed or named: "0", "zero", "*", "#"."""
    digits = run.book.languages[run.session.language].digits
    said = answers.plain(text)
    named = digits.get(said, "") if len(said) > 2 else ""
    return answers.key_command(named or text, getattr(step, "digits", 0))


class Heard(NamedTuple):
    """A command, the language that it is said in, and whether more was said with it.

    ``asks``: it is nothing but a question about us, which reports nothing.
    """

    command: str | None
    tag: str
    more: bool = False
    asks: bool = False


def _heard(run: Run, text: str) -> Heard:
    """The command that ``text`` is, in the session's language or in another."""
    own = run.book.languages[run.session.language]
    languages = (own, *(known for known in run.book.languages.values() if known is not own))
    for language in languages:
        command = answers.command_in(text, (language,), run.book.keywords)
        if command == CARRIERS_STOP:  # of a language's list; carriers' words in a text came before
            command = LIKE_STOP
        if command:
            return Heard(command, language.tag)
    for language in languages:
        said = paraphrases.command_in(text, language)
        if said:
            return Heard(said[0], language.tag, said[1], _asks_about_us(said, text, language))
    return Heard(None, own.tag)


def _asks_about_us(said: tuple[str, bool], text: str, language: Language) -> bool:
    """Whether ``said`` is "is this the police?", and neither a cry for help nor more than that."""
    return said == (paraphrases.HELP, False) and not paraphrases.cries(text, language)


def _hint(run: Run, tag: str) -> None:
    """A command in another language shows it, as long as no language was chosen: AYUDA is Spanish.

    Never the other way: carriers teach everyone the English words.
    """
    if run.session.language == run.book.default_language and tag != run.session.language:
        run.session = run.session.knowing(language_shown="yes")
        run.follow_language(tag)


def _notice(run: Run, text: str, *, only_full: bool = False) -> None:
    """Go on in the language that ``text`` is written in."""
    own = run.book.languages[run.session.language].answers
    if answers.plain(text) in own.yes | own.no:
        return  # "claro que no" to a Spanish question, which has little Spanish in it
    full = (known.answers for known in run.book.languages.values() if known.full)
    if answers.is_too_short(text) and not any(answers.plain(text) in one.yes for one in full):
        return  # "ko" is Tagalog, and a Vietnamese no
    shown = answers.language_shown(text, run.book.languages)
    language = shown or run.senses.language_of(text)
    known = run.book.answering(language)
    if known is None or (only_full and not known.full):
        return
    run.session = run.session.knowing(language_shown="yes")
    run.follow_language(known.tag)


def _offered(run: Run, step: Step, text: str) -> bool:
    """Whether ``text`` is a choice offered here, which wins over a command of that name."""
    if not isinstance(step, FactQuestion):
        return False
    said, _ = run.book.words(run.session.language, step.wording)
    return answers.is_choice(step, said, text)


def _back(run: Run) -> None:
    """Ask the previous question again, even if its answer is known."""
    session = run.session
    if not session.trail:
        return
    *trail, (flow, step) = session.trail
    asked = run.book.step(flow, step)
    facts = dict(session.facts)
    if isinstance(asked, Question):
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
    if asked is not None and _asks_for_place(asked):
        session = replace(session, place=None, place_sure=False, place_label="")
    run.session = session
    run.assess()
