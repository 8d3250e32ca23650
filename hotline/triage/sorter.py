"""The sorter: a text and the pressed keys in, a :class:`Triage` out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from hotline.config_files import Problem
from hotline.domain import Known, Lookalike, Type
from hotline.triage import classification, learned, lexicon_cache, urgency
from hotline.triage.ages import RELEASED, with_ages
from hotline.triage.asides import without_asides, without_stray_words
from hotline.triage.blend import BRIEF, LEAST_WORDS, Purposes, Second
from hotline.triage.cries import cries_in
from hotline.triage.features import features_of
from hotline.triage.harmless_phrases import without_figures_of_speech, without_finds
from hotline.triage.learned import Learned
from hotline.triage.lexicon import SPOKEN_TOGETHER, Lexicon, load_lexicon
from hotline.triage.matcher import Match
from hotline.triage.professions import jobs_in
from hotline.triage.reading import Reading, read
from hotline.triage.signs import Signs, signs_of, together
from hotline.triage.suicide_words import suicide_in, without_figures
from hotline.triage.text_language import NEAR, UNKNOWN, language_of
from hotline.triage.types import Finding, Triage

_SPELLED = re.compile(r"\b(?:[A-Za-z] ){3,20}[A-Za-z]\b")
"""Four single letters in a row spell a name, and tell nothing of what happened."""
ENOUGH = classification.ENOUGH
UNSETTLED = frozenset({Type.NOT_SPECIFIED, Type.HIGH_RISK})
HOLDS_AT_WORK = frozenset(
    {"retention_of_documents", "debt_bondage", "withheld_wages", "immigration_threat"}
)
OF_SEX = frozenset({"commercial_sex", "forced_commercial_sex", "pimping", "sold"})
NO_ANSWERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Sorter:
    """Says what a report is. Pure: the same words and answers, the same triage."""

    lexicon: Lexicon
    model: Learned

    def language_of(self, text: str) -> Finding[str]:
        """The language of ``text``; "und" when the language is unclear."""
        reading = self._read(text)
        return language_of(reading, self.lexicon.matcher.find(reading), self.lexicon.common)

    def classify(
        self,
        text: str,
        *,
        answers: Mapping[str, str] = NO_ANSWERS,
        language: str | None = None,
        on: date = RELEASED,
    ) -> Triage:
        """Triage of ``text`` and of the ``answers`` to ``in_danger``, ``kind``, ``role``,
        ``minor``, ``happening_now``, ``wants_person``.

        ``language`` is that of the conversation; it stands where the text itself does not tell.
        ``on`` is the day of the report, from which "born in 2011" and "class of 2028" are counted.
        Any text gives an answer; none raises.
        """
        reading, matches, spoken = self._heard(text)
        if spoken.value == UNKNOWN and language:
            spoken = Finding(language, 0.3)
        heard = self._signs(reading, matches, spoken.value, on)
        role = classification.decide_role(heard, answers)
        signs = classification.without_hearsay(heard, role.value)
        read_in_full = spoken.value in (*SPOKEN_TOGETHER, UNKNOWN)
        second = self._second(reading, heard) if read_in_full and signs is heard else None
        minor = classification.decide_minor(signs, answers)
        if second:
            minor = second.minor(
                minor,
                of_another=classification.youth_of_another(signs),
                for_sale=signs.score("childcue") >= classification.ENOUGH,
            )
        parts = classification.elements(signs, minor)
        kind, lookalike = self._kind(signs, parts, minor, answers, second)
        if not read_in_full and "kind" not in answers:
            kind = _where_not_what(signs, parts, kind, minor)
        if kind.value not in classification.EXPLOITED and "kind" not in answers:
            kind, lookalike = _child_first(signs, minor, kind, lookalike)
        signals = urgency.decide_signals(signs, answers)
        facts = urgency.Facts(
            parts=parts,
            type=kind.value,
            role=role.value,
            minor=minor,
            lookalike=lookalike.value,
            words=len(reading.words),
            read_in_full=read_in_full,
            danger=second.danger() if second else None,
        )
        return Triage(
            type=kind,
            urgency=urgency.decide_urgency(signs, facts, signals),
            role=role,
            minor=minor,
            language=spoken,
            lookalike=lookalike,
            signals=signals,
        )

    def _kind(
        self,
        signs: Signs,
        parts: classification.Elements,
        minor: Finding[Known],
        answers: Mapping[str, str],
        second: Second | None,
    ) -> tuple[Finding[Type], Finding[Lookalike | None]]:
        """The type and the look-alike, as rules and model together find them."""
        kind = classification.decide_type(signs, parts, minor, answers)
        lookalike = classification.decide_lookalike(signs, parts, kind.value, minor)
        named = lookalike.value
        if kind.value is Type.NOT_SPECIFIED and named and named not in classification.NO_HIGH_RISK:
            kind = Finding(Type.HIGH_RISK, lookalike.confidence, lookalike.evidence)
        kept = signs.score("kept") >= classification.ENOUGH and kind.value is Type.HIGH_RISK
        if second is None or "kind" in answers or kept:
            return kind, lookalike
        purposes = _purposes(signs, parts, minor)
        if len(second.reading.words) < BRIEF and _rules_suffice(kind.value, purposes, minor):
            return kind, lookalike
        weighed = second.type(kind, named, purposes)
        if weighed.value is not kind.value:
            lookalike = classification.decide_lookalike(signs, parts, weighed.value, minor)
        return weighed, lookalike

    def _second(self, reading: Reading, signs: Signs) -> Second | None:
        """What the learned model makes of a text that is long enough for it."""
        if len(reading.words) - _spelled_letters(reading) < LEAST_WORDS:
            return None
        features = features_of(reading, signs, self.lexicon)
        chances = self.model.judge(features)
        return Second(reading, features, chances, self.lexicon.small_words)

    def signs_of(self, text: str) -> tuple[Reading, Signs]:
        """The words of ``text`` and the signs in them."""
        reading, matches, spoken = self._heard(text)
        return reading, self._signs(reading, matches, spoken.value)

    def _heard(self, text: str) -> tuple[Reading, Sequence[Match], Finding[str]]:
        """The story in ``text`` without what only answers the line, its phrases, its language."""
        whole = without_figures_of_speech(without_asides(self._read(text)))
        reading, matches = without_stray_words(
            whole,
            self.lexicon.matcher.find(whole),
            lambda name: self.lexicon.indicators[name].counts,
        )
        return reading, matches, language_of(reading, matches, self.lexicon.common)

    def _read(self, text: str) -> Reading:
        return read(text, self.lexicon.spelling)

    def _signs(
        self, reading: Reading, matches: Sequence[Match], language: str, on: date = RELEASED
    ) -> Signs:
        language = NEAR.get(language, language)
        common = self.lexicon.common.get(language, frozenset())
        own = frozenset() if language in SPOKEN_TOGETHER else common  # its words, not English ones
        heard = [
            match
            for match in matches
            if match.phrase.language == language
            or (
                match.phrase.language in SPOKEN_TOGETHER
                and not (match.first == match.last and reading.words[match.first] in own)
            )
        ]
        signs = without_figures(reading, signs_of(reading, heard, self.lexicon))
        signs = without_finds(reading, signs)
        with_age = with_ages(reading, signs, self.lexicon.numbers, on)
        return classification.without_rumour(
            with_age.with_signs(
                (*jobs_in(reading, signs), *cries_in(reading), *suicide_in(reading))
            )
        )


def _spelled_letters(reading: Reading) -> int:
    """How many letters the longest name has that is spelled out: L A R E D O has six."""
    return max((len(name.split()) for name in _SPELLED.findall(reading.text)), default=0)


def _child_first(
    signs: Signs,
    minor: Finding[Known],
    kind: Finding[Type],
    lookalike: Finding[Lookalike | None],
) -> tuple[Finding[Type], Finding[Lookalike | None]]:
    """Sex trafficking where a minor and anything given for sex are reported."""
    if not classification.child_is_sold(signs, minor, lookalike.value):
        return kind, lookalike
    evidence = (*signs.evidence("sex", "sexcue", "childcue"), *minor.evidence)
    return Finding(Type.SEX, minor.confidence, evidence), Finding(None, minor.confidence)


def _where_not_what(
    signs: Signs, parts: classification.Elements, kind: Finding[Type], minor: Finding[Known]
) -> Finding[Type]:
    """Sex alone where of labor only the place is named, in a language of core words.

    A hotel or a nail salon in a story of sex is where it happens; labor beside it is wages that are
    kept, hours, or work that is named as forced.
    """
    named = {sign.indicator.name for sign in signs.found if not sign.denied}
    if kind.value in UNSETTLED and _holds_at_work(named) and signs.score("free") < ENOUGH:
        return Finding(Type.LABOR, ENOUGH, signs.evidence("means", "hardship"))
    if "forced_labor" in named or parts.hardship >= classification.ALMOST:
        return kind
    sold = together((signs.score("sex"), signs.score("sexcue")))
    child = minor.value is Known.YES and sold >= classification.ENOUGH
    sure = child or sold >= classification.GRAVE
    if kind.value is Type.BOTH or (kind.value is Type.LABOR and sure):
        return Finding(Type.SEX, kind.confidence, kind.evidence)
    return kind


def _holds_at_work(named: Set[str]) -> bool:
    """Whether two ways of holding workers are reported: papers, debt, pay, deportation.

    Which work it is takes more words than the lists of most languages have.
    """
    return len(named & HOLDS_AT_WORK) >= 2 and named.isdisjoint(OF_SEX)


def _rules_suffice(kind: Type, purposes: Purposes, minor: Finding[Known]) -> bool:
    """Whether the rules saw all the elements that the law asks for, or nothing of any purpose.

    Between the two the model decides also in a brief text.
    """
    unseen = not (purposes.sex or purposes.labor) and minor.value is not Known.YES
    nothing = unseen and kind is Type.NOT_SPECIFIED
    return nothing or kind in classification.EXPLOITED


def _purposes(signs: Signs, parts: classification.Elements, minor: Finding[Known]) -> Purposes:
    sex = max(parts.sex, signs.score("sexcue")) >= classification.SOMETHING_BAD
    labor = max(parts.labor, signs.score("work")) >= classification.SOMETHING_BAD
    child = minor.value is Known.YES
    for_sale = child and signs.score("childcue") >= classification.ENOUGH
    denied = not child and classification.means_are_denied(signs)
    return Purposes(sex, labor, sex and child, for_sale, denied)


def load(files: Mapping[str, str]) -> tuple[Sorter | None, list[Problem]]:
    """The sorter of ``files`` (path below ``routing_rules/lexicon/`` to text), and all problems.

    There is no sorter when any problem is an error.
    """
    lexicon, problems = lexicon_cache.load(files), list[Problem]()
    if lexicon is None:
        lexicon, problems = load_lexicon(files)
    return (Sorter(lexicon, learned.load()) if lexicon else None), problems
