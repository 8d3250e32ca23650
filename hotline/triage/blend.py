"""Rules and the learned model together: what each says, and what then is answered.

On reports that neither had seen, rules alone found the type with a macro-F1 of 0.63, the model
alone with 0.79, both together with 0.80; the rules missed every third emergency, both together
every twentieth (docs/decisions/0005). Pressed keys, rumours, crises and texts of a few words are
left to the rules.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from hotline.domain import Evidence, Known, Lookalike, Type
from hotline.triage import learned
from hotline.triage.classification import EXPLOITED, NO_HIGH_RISK
from hotline.triage.features import Features
from hotline.triage.learned import Chances
from hotline.triage.reading import Reading
from hotline.triage.types import Finding
from hotline.triage.urgency import DANGER, Danger

LEAST_WORDS = 8
"""A shorter text tells the model too little."""
BRIEF = 14
"""In a text of fewer words small words ("are", "in a") weigh so much that they are left out."""
RULES_WEIGH = 1.0
"""How much the rules' answer adds, on the scale of the logarithm of the model's chances."""
SURE = 0.85
SURE_WEIGHS = 0.7
"""How much more it adds where they found both purpose and means with such confidence."""
NO_PURPOSE = 0.5
"""How much speaks against a type of whose purpose the rules saw nothing, on the same scale."""
BOTH_SEEN = 1.3
"""How much speaks for both where the rules found one of the two and saw the other's purpose, too:
they share their means. Chosen in cross-validation over the lessons."""
MOST_SURE = 0.97
MINOR = 0.5
"""From this chance on the model takes a hint of a child for one."""
MINOR_ALONE = 0.6
"""From this one on it sees one where the rules have no hint."""
NO_CHILD = 0.1
"""Below this chance words of youth without an age ("5th grade") are no child."""
STATED = frozenset({"age_under_18", "minor", "child_for_sale"})
"""An age below 18, or the key that was pressed, or children by that name who are sold."""


def _bounded(sure: float) -> float:
    """No text makes any answer certain."""
    return round(min(MOST_SURE, sure), 3)


@dataclass(frozen=True, slots=True)
class Purposes:
    """What the rules saw of the purposes that the law asks for, however faint.

    ``sold_child``: a minor and cues of commercial sex, for which the law asks no more.
    ``for_sale``: a minor of whom the words tell payment, advertising or cars, too; that is enough.
    ``means_denied``: the text says that there is no force, fraud or coercion, and of no other.
    """

    sex: bool
    labor: bool
    sold_child: bool
    for_sale: bool = False
    means_denied: bool = False


@dataclass(frozen=True, slots=True)
class Second:
    """The model's view of a text, as a second opinion."""

    reading: Reading
    features: Features
    chances: Chances
    dull: frozenset[str]
    """Small words, which explain nothing to a reader."""

    def type(
        self, rules: Finding[Type], lookalike: Lookalike | None, purposes: Purposes
    ) -> Finding[Type]:
        """The type that both together find likeliest."""
        if lookalike in NO_HIGH_RISK:
            return rules
        scores = {kind: math.log(chance + 1e-9) for kind, chance in self.chances.types.items()}
        if rules.value is not Type.NOT_SPECIFIED:
            scores[rules.value] += RULES_WEIGH
            if rules.value in EXPLOITED and rules.confidence >= SURE:
                scores[rules.value] += SURE_WEIGHS
        if purposes.sold_child and lookalike is None:
            scores[Type.SEX] += RULES_WEIGH
        for kind, has_purpose in ((Type.SEX, purposes.sex), (Type.LABOR, purposes.labor)):
            scores[kind] -= 0.0 if has_purpose else NO_PURPOSE
        if not (purposes.sex and purposes.labor):
            scores[Type.BOTH] -= NO_PURPOSE
        elif rules.value in {Type.SEX, Type.LABOR}:
            scores[Type.BOTH] += BOTH_SEEN
        if purposes.for_sale and lookalike is None:
            scores = {kind: score for kind, score in scores.items() if kind in EXPLOITED}
        elif purposes.means_denied and rules.value not in EXPLOITED:
            scores = {kind: score for kind, score in scores.items() if kind not in EXPLOITED}
        best = max(scores, key=lambda kind: scores[kind])
        sure = learned.softmax([scores[best], *(scores[kind] for kind in scores if kind != best)])
        if best is rules.value:
            return Finding(best, _bounded(max(sure[0], rules.confidence)), rules.evidence)
        shown = self._shown(best.value)
        return Finding(best, _bounded(sure[0]), (*shown, *rules.evidence))

    def danger(self) -> Danger:
        """How likely it is that there is danger now, and the words that say so where it counts."""
        chance = content = self.chances.danger
        if len(self.reading.words) < BRIEF:
            content = learned.without_small_words(
                self.reading, self.features, self.chances, self.dull
            )
        return Danger(chance, content, self._shown(learned.DANGER) if chance >= DANGER else ())

    def minor(
        self, rules: Finding[Known], *, of_another: bool = False, for_sale: bool = False
    ) -> Finding[Known]:
        """Whether a child is concerned where the rules have only hints, or none.

        A stated age is never overruled. ``of_another``: the words of youth are of someone who is
        not exploited (a child of theirs, a class that they teach); then they prove nothing.
        ``for_sale``: a sale is reported, too; then "minor" and "child" are taken at their word.
        """
        signs = {evidence.indicator for evidence in rules.evidence if evidence.weight > 0}
        chance = self.chances.minor
        at_their_word = for_sale and "child_words" in signs
        doubted = not signs & STATED and not at_their_word
        if rules.value is Known.YES and doubted and chance < NO_CHILD:
            return Finding(Known.UNKNOWN, round(1 - chance, 3), rules.evidence)
        if of_another and not signs & STATED:
            return rules
        if rules.value is not Known.UNKNOWN or chance < (MINOR if signs else MINOR_ALONE):
            return rules
        shown = self._shown(learned.MINOR)
        return Finding(Known.YES, round(chance, 3), (*rules.evidence, *shown))

    def _shown(self, question: str) -> tuple[Evidence, ...]:
        return learned.evidence(self.reading, self.features, self.chances, question, self.dull)
