"""What one short text leaves to the next, where a yes may hurt someone.

"I am not" and, in a text of its own, "ok with that" are no yes; "yes" and then "sorry no" is none
either. No clock decides: the first is known by how it ends, the second by how it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from hotline.flows.book import Answers, FactQuestion, Language
from hotline.flows.run import Run
from hotline.flows.text.clauses import denials, merged, normal
from hotline.flows.text.reader import NO

BEGUN = "denial_begun"
"""The parameter of a session that holds the question, and a denial that was only begun."""
MOST_WORDS = 5
"""Who writes more has said what they mean."""
_OPEN = frozenset(
    "i it this that he she we you am is are was be being do does did really very so too feel think"
    " believe want wish like to a an the me my yo el ella eso esto es esta estoy son soy creo que"
    " siento muy tan quiero puedo debe deberia".split()
)
"""Words after which a denial still waits for what it denies."""
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
    if run.is_text and step.care and is_begun_denial(text, known):
        params = {**run.session.params, BEGUN: f"{run.here} {text}"}
        run.session = replace(run.session, params=params)


def is_begun_denial(text: str, known: Answers) -> bool:
    """Whether it ends in the middle of a denial: "not", "I don't think", "no me siento"."""
    said = normal(text, known)
    if not said or len(said.split()) > MOST_WORDS:
        return False
    return any(set(said[end:].split()) <= _OPEN for _, end in denials(said, known))


def take_back(run: Run, text: str) -> str | None:
    """The command "back" for a text right after a careful yes that denies it: "sorry no".

    A no alone answers what was asked last, and so does a polite "no, sorry".
    """
    if not run.is_text or not run.session.trail:
        return None
    asked = run.book.step(*run.session.trail[-1])
    if not isinstance(asked, FactQuestion) or not asked.care:
        return None
    if run.session.facts.get(asked.fact) in {None, NO, "unknown"}:
        return None
    full = [language.answers for language in run.book.languages.values() if language.full]
    if not any(_is_corrected_no(normal(text, known), known) for known in full):
        return None
    run.note(text)
    return "back"


def _is_corrected_no(said: str, known: Answers) -> bool:
    for phrase in known.corrects:
        first, rest = said[: len(phrase)], said[len(phrase) :]
        if first == phrase and rest.strip() in known.no:
            return True
    word, _, after = said.partition(" ")
    return word in known.no and _PUTS_OFF.fullmatch(after) is not None
