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
from hotline.flows.text import answers, reader, short_answers
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
    "i can it this that he she they we you am is are was be being do does did really very so too"
    " feel think believe want wish like to a an the me my yo el ella eso esto es esta estoy son soy"
    " creo que siento muy tan quiero puedo debe deberia".split()
)
"""Words after which a denial still waits for what it denies."""
_REPORTS = frozenset("says said say dice dijo dijera keep por all".split())
_NOTS = frozenset({"not", "que no"})
_DEGREES = frozenset("really very much quite too mucho tanto muy".split())
_ROADS = frozenset({"stop"})
"""A doubt in an answer that also begins the rest of a story: "at the truck", "stop in Barstow"."""
_SPLIT_NOT = re.compile(r"n?['\u2019]t\b", re.IGNORECASE)
"""The second half of "isn't", sent by itself."""
_SIGNS = 0x2000
"""Signs beyond are pictures: a face, a thumb."""
_SAD = re.compile(r"[:;=]['\u2019-]?[(/|\\\[]")
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
    if said in known.passing or any(mock.startswith(f"{said} ") for mock in known.mocks):
        return True
    doubt = one_of(known.doubts | known.wonders).match(said)
    if last in _OPEN | _REPORTS | known.turns or (doubt and doubt.group() not in _ROADS):
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
    whole = _means(run, asked, both, own=True)
    if len(text.split()) > LONGEST or whole not in {None, NO}:
        return False
    waits = run.step()
    answered = isinstance(waits, FactQuestion) and (
        _means(run, waits, text) is not None
        or (waits.accepts == "story" and not run.reports_nothing(text))
    )
    goes_on = any(_goes_on(agreed, text, known, answered=answered) for known in full)
    if any(_is_no_to_an_if(agreed, normal(text, known), known) for known in full):
        run.only_answers = True  # "no me oye" reports nothing after "si"
        return True
    if goes_on or run.tells_harm(text):
        return goes_on and not run.tells_harm(text)
    if answered:
        return False
    stray = asked.care != SAFETY and _is_stray(run, waits, text, full)
    return stray or _takes_away(run, asked, agreed, text, full)


def _takes_away(
    run: Run, asked: FactQuestion, agreed: str, text: str, full: Iterable[Answers]
) -> bool:
    """Whether ``text`` reports nothing, and says no or who is near, may see this, or for how long.

    A plain no may refuse to tell more, where it is not consent that was given.
    """
    if "?" in text or not run.reports_nothing(text):
        return False
    if any(_is_plain_no(normal(text, known), known) for known in full):
        return asked.care != SAFETY and isinstance(run.step(), FactQuestion)
    if " " in text.strip() and _means(run, asked, joined(agreed, text)) == NO:
        return True
    open_end = any(_ends_open(normal(agreed, known), known) for known in full)
    return open_end or any(_is_near(normal(text, known), known) for known in full)


def _is_plain_no(said: str, known: Answers) -> bool:
    """Whether it is a no with nothing but politeness: "no", "no thanks", "nope"."""
    first = said.partition(" ")[0]
    return first in known.no & known.openers and not left_over(
        said, frozenset({first}), known.closes, known.fillers
    )


def _ends_open(agreed: str, known: Answers) -> bool:
    """Whether a yes has begun another sentence: "yes it is", "sí, estoy"."""
    *before, last = agreed.split() or [""]
    return bool(before) and (last in _OPEN or last in known.subjects or last in {"aqui", "here"})


def _is_near(said: str, known: Answers) -> bool:
    """Whether it is a doubt or an "if", or names someone near, who may see this, or a time."""
    if one_of(known.doubts).match(said) or one_of(known.riders).search(said):
        return True
    return left_over(" ".join(one_of(known.topics).findall(said)), known.copulas) != ""


def _goes_on(agreed: str, text: str, known: Answers, *, answered: bool) -> bool:
    """Whether ``text`` begins as only the rest of a sentence does, or makes ``agreed`` an "if".

    What is ``answered`` to the question that waits, "not sure", goes on only after a "but".
    """
    said = normal(text, known)
    if not said:
        return _SAD.search(text) is not None or any(ord(sign) > _SIGNS for sign in text)
    whole = normal(joined(agreed, text), known)
    if one_of(known.turns).match(said) or one_of(known.mocks).search(said):
        return True
    if (" " in said and whole in known.no) or _is_no_to_an_if(agreed, said, known):
        return True
    return not answered and _is_the_rest(agreed, text, said, known)


def _is_the_rest(agreed: str, text: str, said: str, known: Answers) -> bool:
    """Whether ``text``, in plain words ``said``, denies, doubts or limits what was agreed."""
    whole = normal(joined(agreed, text), known)
    if _spans(agreed, said, whole, known) or said in known.corrects or said in _NOTS:
        return True
    if said in known.closes - known.trails or not left_over(said, known.no):
        by_degree = _is_short(said) and _denies_by_degree(said, known)
        return by_degree or (not _is_plain_no(said, known) and said in known.no)
    short = _limits(said, known) or _denies_by_degree(said, known) or _SPLIT_NOT.match(text)
    return (_is_short(said) and bool(short)) or _becomes_an_if(agreed, text, known)


def _spans(agreed: str, said: str, whole: str, known: Answers) -> bool:
    """Whether a doubt, mockery or correction lies across both: "yes I", "suppose"."""
    words = one_of(known.doubts | known.mocks | known.corrects | known.passing)
    begins = len(agreed.split())
    if any(
        whole[: match.start()].count(" ") < begins <= whole[: match.end()].count(" ")
        for match in words.finditer(whole)
    ):
        return True
    return said in known.nows and bool(denials(normal(agreed, known), known))


def _limits(said: str, known: Answers) -> bool:
    """Whether it begins with a doubt or a limit in time, or is a beginning itself: "and"."""
    begins = one_of(known.passing | known.doubts | known.nows).match(said) is not None
    first, _, rest = said.partition(" ")
    number = rest.isdigit() and (first in known.trails or first in known.denies)
    ends = said.rpartition(" ")[2] in known.turns
    trails = any(said.endswith(f" {ending}") for ending in known.trails if " " in ending)
    adds = not left_over(said, known.trails, known.hesitates, known.fillers)
    return begins or number or ends or trails or adds


def _is_no_to_an_if(agreed: str, said: str, known: Answers) -> bool:
    """Whether "si" was no yes but an "if" about someone: "si", "mi jefe no se entera".

    Or ``said`` begins with such an "if" itself: "si no se entera mi jefe".
    """
    asks = one_of(known.wonders).match(said)
    if asks is not None and asks.group().startswith("si "):
        return True
    about = said.partition(" ")[0] in known.people and bool(denials(said, known))
    denied = any(start == 0 for start, _ in denials(said, known)) and _is_short(said)
    about = about or (denied and one_of(known.topics).search(said) is not None)
    last = first_words(agreed).rpartition(" ")[2]
    return about and any(asks.partition(" ")[0] == last for asks in known.conditions)


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


def _means(run: Run, step: FactQuestion, text: str, *, own: bool = False) -> str | None:
    """What ``text`` answers at ``step``, in any language that words it; ``None`` for nothing.

    ``own``: only in the language of the conversation, where it has one that we read in full.
    """
    every = tuple(run.book.languages.values())
    words = [language.wording.get(step.wording) for language in every if language.full]
    wordings = tuple(wording for wording in words if wording is not None)
    spoken = run.book.languages[run.session.language]
    for language in (spoken,) if own and spoken.full else every:
        wording = language.wording.get(step.wording)
        if language.full and wording is not None:
            others = tuple(other for other in every if other is not language)
            hint = short_answers.choice_inside(step, wordings, text, language, others)
            choice = reader.read(step, wording, text, language, others).choice
            choice = (hint.choice if hint.clear else None) if hint is not None else choice
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
