"""What one short text leaves to the next, where a yes may hurt someone.

"I am not" and, in a text of its own, "ok with that" are no yes; "yes" and then "sorry no" or "but
he is here" is none either. No clock decides: the first text is known by how it ends, the second by
how it begins, and both are read as the one sentence that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from hotline.flows.book import Answers, Choice, FactQuestion, Language, Step
from hotline.flows.run import Run
from hotline.flows.text import answers, reader
from hotline.flows.text.clauses import denials, first_words, merged, normal
from hotline.flows.text.phrases import left_over, one_of
from hotline.flows.text.reader import NO, SAFETY

BEGUN = "denial_begun"
"""The parameter of a session that holds the question, and a denial that was only begun."""
AGREED = "agreed"
"""The parameter of a session that holds the words of a careful yes, until the next text."""
MOST_WORDS, LONGEST = 5, 9
"""Who writes more has said what they mean; beyond the second it is a story."""
_OPEN = frozenset(
    "i can it this that he she we you am is are was be being do does did really very so too feel"
    " think believe want wish like to a an the me my yo el ella eso esto es esta estoy son soy"
    " creo que siento muy tan quiero puedo debe deberia".split()
)
"""Words after which a denial still waits for what it denies."""
_REPORTS = frozenset("says said say dice dijo dijera keep por all".split())
_DEGREES = frozenset("really very much quite too mucho tanto muy".split())
_SPLIT_NOT = re.compile(r"n?['\u2019]t\b", re.IGNORECASE)
"""The second half of "isn't", sent by itself."""
_SIGNS = 0x2000
"""Signs beyond are pictures: a face, a thumb."""
_PUTS_OFF = re.compile(
    r"(?:wait|hold on|actually|i mean|i meant|espera|espere|mejor dicho|mas bien|digo|quise decir)"
)


def begun(run: Run) -> str:
    """The denial that the last text began at this question, once; empty when there was none."""
    known = run.session.params.get(BEGUN, "")
    if known:
        others = {name: said for name, said in run.session.params.items() if name != BEGUN}
        run.session = replace(run.session, params=others)
    here, _, words = known.partition(" ")
    return words if here == run.here else ""


def leave(
    run: Run, step: FactQuestion, text: str, language: Language, others: Iterable[Language]
) -> None:
    """Remember ``text``, which answered nothing, when it only begins a denial: "it's not"."""
    known = merged(language.answers, tuple(other.answers for other in others))
    if run.is_text and step.care and (is_begun_denial(text, known) or is_unfinished(text, known)):
        params = {**run.session.params, BEGUN: f"{run.here} {text}"}
        run.session = replace(run.session, params=params)


def is_unfinished(text: str, known: Answers) -> bool:
    """Whether a few words wait for the rest: "am I", "he says", "if he leaves", "a lo mejor"."""
    said = normal(text, known)
    if not said or "?" in text or len(said.split()) > MOST_WORDS:
        return False
    last = said.split()[-1]
    if last in _OPEN or last in _REPORTS or one_of(known.doubts | known.wonders).match(said):
        return True
    return any(said == ending or said.endswith(f" {ending}") for ending in known.trails)


def is_begun_denial(text: str, known: Answers) -> bool:
    """Whether it ends in the middle of a denial: "not", "I don't think", "no me siento"."""
    said = normal(text, known)
    if not said or len(said.split()) > LONGEST:
        return False
    return any(set(said[end:].split()) <= _OPEN for _, end in denials(said, known))


def agree(run: Run, step: FactQuestion, choice: Choice, text: str) -> None:
    """Remember the words of a careful yes, for a next text that may still qualify it."""
    if run.is_text and step.care and choice.value != NO and len(text.split()) <= LONGEST:
        run.session = replace(run.session, params={**run.session.params, AGREED: text})


def take_back(run: Run, text: str) -> str | None:
    """The command "back" for a text right after a careful yes that denies or qualifies it.

    "Sorry no", "but not now", "if it is anonymous". A no alone answers what was asked last, and so
    does a polite "no, sorry"; whoever reports harm with it is heard, not asked again.
    """
    params = run.session.params
    agreed = params.get(AGREED, "")
    if agreed:
        others = {name: said for name, said in params.items() if name != AGREED}
        run.session = replace(run.session, params=others)
    if not run.is_text or not run.session.trail:
        return None
    asked = run.book.step(*run.session.trail[-1])
    if not isinstance(asked, FactQuestion) or not asked.care:
        return None
    if run.session.facts.get(asked.fact) in {None, NO, "unknown"}:
        return None
    full = [language.answers for language in run.book.languages.values() if language.full]
    corrected = any(_is_corrected_no(normal(text, known), known) for known in full)
    if not corrected and not (agreed and _qualifies(run, asked, agreed, text, full)):
        return None
    if corrected:
        run.note(text)
    else:
        run.hear(text, answer=True)
    return "back"


def _qualifies(
    run: Run, asked: FactQuestion, agreed: str, text: str, full: Iterable[Answers]
) -> bool:
    """Whether ``agreed`` was a yes only until ``text`` went on: "yes", "but he is here"."""
    both = joined(agreed, text)
    if len(text.split()) > LONGEST or _means(run, asked, both) not in {None, NO}:
        return False
    waits = run.step()
    answered = isinstance(waits, FactQuestion) and (
        _means(run, waits, text) is not None
        or (waits.accepts == "story" and not run.reports_nothing(text))
    )
    goes_on = any(_goes_on(agreed, text, known, answered=answered) for known in full)
    stray = asked.care != SAFETY and not answered and _is_stray(run, waits, text, full)
    return (goes_on or stray) and not run.tells_harm(text)


def _goes_on(agreed: str, text: str, known: Answers, *, answered: bool) -> bool:
    """Whether ``text`` begins as only the rest of a sentence does, or makes ``agreed`` an "if".

    What is ``answered`` to the question that waits, "not sure", goes on only after a "but".
    """
    said = normal(text, known)
    if not said:
        return any(ord(sign) > _SIGNS for sign in text)
    whole = normal(joined(agreed, text), known)
    if one_of(known.turns | known.mocks).match(said) or (" " in said and whole in known.no):
        return True
    if answered:
        return False
    if _is_short(said) and _denies_by_degree(said, known):
        return True
    if said in known.closes - known.trails or not left_over(said, known.no):
        return False
    short = _is_short(said) and (_limits(said, known) or _SPLIT_NOT.match(text) is not None)
    return short or whole in known.mocks or _becomes_an_if(agreed, text, known)


def _limits(said: str, known: Answers) -> bool:
    """Whether it begins with a doubt or a limit in time, or is a beginning itself: "and"."""
    begins = one_of(known.passing | known.doubts | known.nows).match(said) is not None
    return begins or not left_over(said, known.trails, known.hesitates, known.fillers)


def _becomes_an_if(agreed: str, text: str, known: Answers) -> bool:
    """Whether "si" was no yes: "si", "no me ve"."""
    asks = one_of(known.wonders | known.conditions)
    both, before = first_words(joined(agreed, text)), first_words(agreed)
    about_it = one_of(known.topics).search(normal(text, known)) is not None
    return about_it and asks.match(both) is not None and asks.match(before) is None


def _denies_by_degree(said: str, known: Answers) -> bool:
    """Whether it only takes back what was said: "not really though", "no mucho"; no bare no."""
    first, *rest = said.split()
    if not any(start == 0 for start, _ in denials(said, known)):
        return False
    adds_nothing = set(" ".join(known.frame | known.fillers | known.turns | known.denies).split())
    by_degree = bool(_DEGREES.intersection(rest)) or not {first, said} & known.no
    return bool(rest) and by_degree and adds_nothing.union(_DEGREES).issuperset(rest)


def _is_stray(run: Run, waits: Step, text: str, full: Iterable[Answers]) -> bool:
    """Whether a few words are no number, no no, no question and no story."""
    if not isinstance(waits, FactQuestion) or waits.accepts != "choices" or "?" in text:
        return False
    if answers.plain(text).isdigit() or not _is_short(text) or not run.reports_nothing(text):
        return False
    return not any(
        one_of(known.no).match(normal(text, known))
        or one_of(known.wonders).match(first_words(text))
        for known in full
    )


def _is_short(text: str) -> bool:
    return len(text.split()) <= MOST_WORDS


def _means(run: Run, step: FactQuestion, text: str) -> str | None:
    """What ``text`` answers at ``step``, in any language that words it; ``None`` for nothing."""
    every = tuple(run.book.languages.values())
    for language in every:
        words = language.wording.get(step.wording)
        if language.full and words is not None:
            others = tuple(other for other in every if other is not language)
            choice = reader.read(step, words, text, language, others).choice
            if choice is not None:
                return choice.value
    return None


def joined(before: str, text: str) -> str:
    """Two texts as the one sentence that was sent in two."""
    return before + ("" if _SPLIT_NOT.match(text) else " ") + text


def _is_corrected_no(said: str, known: Answers) -> bool:
    for phrase in known.corrects:
        first, rest = said[: len(phrase)], said[len(phrase) :]
        if first == phrase and rest.strip() in known.no:
            return True
    word, _, after = said.partition(" ")
    return word in known.no and _PUTS_OFF.fullmatch(after) is not None
