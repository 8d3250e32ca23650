"""What the flow engine asks of triage and of the locator, answered by them. Still pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hotline.domain import Known, Place, Role, Type, Urgency
from hotline.flows.run import GIVEN, HARM
from hotline.flows.session import Option, Where
from hotline.flows.text.answers import plain
from hotline.geo import Locator
from hotline.geo.points import pins
from hotline.geo.types import CallerPlace
from hotline.intake.whose_report import OF_OTHERS, doubtful, stated
from hotline.routing.emergency_centers import EmergencyCenter
from hotline.triage import RELEASED, Sorter, Triage

SURE_ENOUGH = 0.6
"""From this confidence on a heard fact is not asked again."""
STORY_WORDS = 8
"""From how many words on a text counts as the story, even when nothing in it is understood."""
UNSURE = "unsure"
ROLE_DOUBT = "role_doubt"
"""The fact that the role of others was only guessed, or that the words do not bear it out."""
RELAY = re.compile(r"\b(?:relay|relevo)\b", re.IGNORECASE)
"""What the operator of a relay service (711) introduces a call with, which is not the story."""
RELAYED = re.compile(
    r"\b(?:this is |esta es )?(?:an? |una? )?(?:with (?:a )?)?(?:con )?(?:una )?"
    r"(?:relay (?:operator|call|service)|operador[a]? de relevo"
    r"|llamada(?: de relevo)?(?: para usted)?)\b",
    re.IGNORECASE,
)
"""The operator's own words in it: taken out, as a call that is announced is no call for help."""


SPANISH_ALONE = frozenset(
    "suicidio suicidarme suicidarse suicida matarme morirme ahorcarme cortarme auxilio".split()
)
"""Words that are Spanish alone, also in a text too short to tell its language."""
NO_THEN = re.compile(
    r"(?:(?<=^no)|(?<=[.!?\n] no)|(?<=^nah)|(?<=^nope)) "
    r"(?=(?:please|pls|plz|s?he|s?hes|s?he['\u2019]s|they|theyre|they['\u2019]re|my|his|her"
    r"|help|hurry|(?:someone|somebody)|there|por favor|porfavor|[e\u00e9]l|ella|ellos|mi|ayuda"
    r"|ap[u\u00fa]rense|hay)\b)",
    re.IGNORECASE,
)
"""The space after a "no" that answers us, where a sentence of its own follows without a comma."""
NO_REPLY = re.compile(
    r"(?<=\w)[\s,.]+(?:but |pero )?(?:please |pls |por favor )?(?:(?:do not|dont|don['\u2019]t) "
    r"(?:text|call|write|message|reply|respond|answer)|no (?:me )?(?:escriban?|llamen?|contesten?"
    r"|respondan?))(?: me)?(?: back)?(?: please| pls| por favor| thanks)?[\s.!]*$",
    re.IGNORECASE,
)
"""After an answer: a wish about our texts, which tells of nobody who listens. Alone it may."""


def answers_of(facts: Mapping[str, str]) -> dict[str, str]:
    """The answers that triage knows, without those that say "not sure".

    A "no" to danger is none of them: it was true when it was said, and must not outweigh the danger
    that is reported a minute or a day later.
    """
    known = {name: value for name, value in facts.items() if value not in {UNSURE, GIVEN}}
    return {
        name: known[name]
        for name in TRIAGE_ANSWERS
        if name in known and not (name in OF_DANGER and known[name] != "yes")
    }


OF_DANGER = frozenset({"in_danger", "happening_now"})
TRIAGE_ANSWERS = ("in_danger", "kind", "role", "minor", "happening_now", "wants_person")
"""What was answered, by the name of its fact, that triage weighs together with the words."""


Doubt = tuple[str | None, str | None, tuple[str, ...]]
"""A role that was chosen, one that was guessed, and the story that it is held against."""
Asked = tuple[str, tuple[tuple[str, str], ...], str]
"""All that a sorting depends on: the words, the answers that triage weighs, and the language."""


def _asked(story: Sequence[str], facts: Mapping[str, str], language: str) -> Asked:
    answers = tuple(sorted(answers_of(facts).items()))
    return "\n".join(map(triage_text, story)), answers, language


@dataclass(frozen=True)
class CallSenses:
    """The senses for one contact; ``caller`` orders places of one name, and does no more."""

    sorter: Sorter
    locator: Locator
    served: frozenset[str] = frozenset()
    caller: CallerPlace | None = None
    centers: Mapping[str, EmergencyCenter] = field(default_factory=dict)
    """The 911 centers that are known, by county."""
    on: date = RELEASED
    """The day of the report, from which years of birth and of graduation are counted."""
    _known: dict[Asked, Triage] = field(default_factory=dict, repr=False, compare=False)
    """What was sorted already: the same words are asked about more than once."""
    _doubts: dict[Doubt, bool] = field(default_factory=dict, repr=False, compare=False)
    """The same for :func:`_is_doubtful`."""

    def classify(self, story: Sequence[str], facts: Mapping[str, str], language: str) -> Triage:
        """Triage of the whole story together with the answers."""
        asked = _asked(story, facts, language)
        if asked not in self._known:
            self._known[asked] = self.sorter.classify(
                asked[0], answers=dict(asked[1]), language=language, on=self.on
            )
        return self._known[asked]

    def recall(
        self, story: Sequence[str], facts: Mapping[str, str], language: str, triage: Triage
    ) -> None:
        """An earlier step sorted these words and answers as ``triage``: do not sort them again."""
        self._known[_asked(story, facts, language)] = triage

    def assess(
        self, story: Sequence[str], answers: Mapping[str, str], language: str
    ) -> Mapping[str, str]:
        """See :class:`hotline.flows.Senses`."""
        triage = self.classify(story, answers, language)
        heard = {
            "type": triage.type.value.value,
            "urgency": triage.urgency.value.value,
        }
        if triage.role.confidence >= SURE_ENOUGH:
            heard["role"] = triage.role.value.value
        if self._is_doubtful(answers.get("role"), heard.get("role"), tuple(story)):
            heard[ROLE_DOUBT] = "yes"
        if triage.minor.value is not Known.UNKNOWN and triage.minor.confidence >= SURE_ENOUGH:
            heard["minor"] = triage.minor.value.value
        for name, finding in triage.signals.items():
            if finding.value is not Known.UNKNOWN and finding.confidence >= SURE_ENOUGH:
                heard[name] = finding.value.value
        if _tells_harm(triage):
            heard[HARM] = "yes"
        understood = triage.type.value is not Type.NOT_SPECIFIED or triage.lookalike.value
        if understood or any(_tells(part) for part in story):
            heard["story"] = GIVEN
        return heard

    def _is_doubtful(self, *asked: *Doubt) -> bool:
        if asked not in self._doubts:
            self._doubts[asked] = _is_doubtful(*asked)
        return self._doubts[asked]

    def locate(self, text: str, *, expecting: bool, language: str) -> Where:
        """See :class:`hotline.flows.Senses`."""
        found = self.locator.locate(
            text,
            expecting=expecting,
            served=self.served,
            caller=self.caller,
            language=language,
        )
        question = found.question
        if found.best is not None and (question is None or not question.options):
            return Where(self._option(found.best), sure=question is None and not found.doubt)
        if question is not None and question.options:
            options = tuple(self._option(place) for place in question.options)
            return Where(None, question.name, options)
        return Where(abroad=found.abroad, link=found.link)

    def language_of(self, text: str) -> str | None:
        """See :class:`hotline.flows.Senses`."""
        finding = self.sorter.language_of(text)
        if finding.value != "und":
            return finding.value
        return "es" if SPANISH_ALONE.intersection(plain(text).split()) else None

    def takes_texts(self, place: Mapping[str, object]) -> str:
        """See :class:`hotline.flows.Senses`."""
        center = self.centers.get(str(place.get("fips")))
        return (center.text_to_911 if center else Known.UNKNOWN).value

    def _option(self, place: Place) -> Option:
        return Option(self.locator.label(place), place.as_json())


def _is_doubtful(chosen: str | None, guessed: str | None, story: Sequence[str]) -> bool:
    """Whether the role of others that is known was neither chosen nor stated in plain words."""
    if chosen in OF_OTHERS:
        return doubtful(Role(chosen), story)
    return not chosen and guessed in OF_OTHERS and not stated(Role(guessed), story)


def _tells_harm(triage: Triage) -> bool:
    """Whether words, and not only how few they are, made it urgent."""
    urgent = triage.urgency.value in {Urgency.P0, Urgency.P1}
    return urgent and any(sign.phrase and sign.weight > 0 for sign in triage.urgency.evidence)


def triage_text(part: str) -> str:
    """A caller's or texter's words as triage reads them: pins and announcements are blanked.

    The digits of a map link are no ages, and an operator's words are not the reporter's. The
    result is as long as ``part``, so that offsets of evidence stay true. A "no" that only opens
    what follows denies none of it: "no hes hitting me".
    """
    spoken = NO_THEN.sub(",", pins.without(_without_operator(part)))
    return NO_REPLY.sub(lambda words: " " * len(words.group()), spoken)


def _tells(part: str) -> bool:
    """Whether words are long enough to be the story, whatever they say."""
    return len(part.split()) >= STORY_WORDS and not RELAY.search(part)


def _without_operator(part: str) -> str:
    """``part`` with an operator's announcement blanked: what stands where it stood stays there."""
    if not RELAY.search(part):
        return part
    return RELAYED.sub(lambda words: " " * len(words.group()), part)
