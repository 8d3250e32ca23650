"""The flow language as values: flows made of steps, wording in several languages, a book of both.

A flow says what happens; the wording, one folder per language, says it in words. What the kinds of
steps have in common is here; each kind is one module in ``steps``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from hotline.flows.conditions import Condition

MediumName = Literal["voice", "text"]
DANGER_REPORTED = "danger reported"
"""The label of the way that danger takes when it is reported at a question."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a menu: the value that is kept, its key on the phone, where it leads."""

    value: str
    key: str | None
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step has: its name, its line in the file, its wording and when to skip it."""

    id: str
    line: int
    wording: str
    next: str = ""
    unless: Condition | None = None
    """Skipped when this holds."""

    def exits(self) -> Iterator[tuple[str, str]]:
        """Every (label, step) that may follow in the same flow."""
        if self.next:
            yield "", self.next

    def other_flows(self) -> Iterator[str]:
        """Every other flow that the step leads to."""
        yield from ()

    def keeps(self) -> Iterator[str]:
        """The names of the facts that the step keeps."""
        yield from ()

    def conditions(self) -> Iterator[Condition]:
        """Every condition that decides about the step or its exits."""
        if self.unless is not None:
            yield self.unless


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Step):
    """A step that waits for the reporter to answer; its answer is kept under ``fact``."""

    urgent: str = ""
    """The step for danger that is reported here; by default the flow's."""
    fact: str
    answer_is_place: ClassVar[bool] = False
    """The answer is the name of a place: no word of it chooses a language or ends a text."""

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        if self.next:
            yield "", self.next
        if self.urgent:
            yield DANGER_REPORTED, self.urgent

    def keeps(self) -> Iterator[str]:
        """See :meth:`Step.keeps`."""
        yield self.fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuestion(Question):
    """A question with choices, free wording or a number for an answer.

    ``accepts``: ``choices`` (a menu), ``story`` (free wording, kept sealed as part of the report)
    or ``digits`` (a number of ``digits`` digits). A story may have choices too, for those who
    cannot speak. A question whose fact is known already is skipped, unless ``again`` is set.
    ``on_silence`` names a step for no answer; without it the question is asked again.
    ``on_unclear`` names a step for a text that was answered unclearly twice. With ``quiet``
    neither silence nor unclear words ring anyone: both lead to ``on_silence``.
    """

    accepts: Literal["choices", "story", "digits"] = "choices"
    choices: tuple[Choice, ...] = ()
    digits: int = 0
    again: bool = False
    on_silence: str = ""
    on_unclear: str = ""
    on_repeat: str = ""
    """Where "repeat" leads; by default the question is asked again."""
    quiet: bool = False
    languages: bool = False
    """Whether the choices are languages, which the session then switches to."""
    care: Literal["", "consent", "safety"] = ""
    """Where a yes may hurt someone, nothing but a clear yes counts as one (see ``reader``)."""
    whose: bool = False
    """Whether someone who counts themselves in means ``self`` (see ``whose_answer``)."""
    under: int = 0
    """The age that is asked about: an age below it alone means ``yes``, another ``no``."""

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        for choice in self.choices:
            yield choice.value, choice.next
        if self.next and (self.accepts != "choices" or not self.again or self.unless):
            yield "", self.next
        if self.on_silence:
            yield "silence", self.on_silence
        if self.on_repeat:
            yield "repeat", self.on_repeat
        if self.on_unclear:
            yield "unclear twice", self.on_unclear
        if self.urgent:
            yield DANGER_REPORTED, self.urgent


@dataclass(frozen=True)
class Flow:
    """A flow: its steps by name, in the order of the file."""

    id: str
    about: str
    start: str
    steps: Mapping[str, Step]
    file: str
    urgent: str = ""
    """The step that danger leads to when it is reported at one of the flow's questions."""

    def urgent_way(self, step: Step) -> str:
        """Where danger leads that is reported at ``step``; empty when the flow does not say."""
        return (step.urgent or self.urgent) if isinstance(step, Question) else ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The wording of one thing in one language: for the phone, for a text, or recorded."""

    voice: str
    text: str
    web: str = ""
    """What stands on the web page instead of ``text``; empty where ``text`` fits there too."""
    call_only: str = ""
    """What is written instead of both where the 911 center of the place takes no texts."""
    audio: str | None = None
    line: int = 1
    language: str | None = None
    """The language it is in, when that is not the one of its file."""
    then: tuple[Spoken, ...] = ()
    """What is said right after it in other languages, each in its own voice."""


@dataclass(frozen=True, slots=True)
class Words:
    """The wording of a step in one language, its choices, and the words that mean each choice.

    ``said`` are a choice's words; ``inside`` are patterns that mean it in any short answer.
    """

    prompt: Spoken
    choices: Mapping[str, Spoken] = field(default_factory=dict)
    said: Mapping[str, frozenset[str]] = field(default_factory=dict)
    inside: Mapping[str, frozenset[str]] = field(default_factory=dict)
    file: str = ""


NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Sayings:
    """The commands in other words (see ``paraphrases``), by command; and what goes with numbers.

    ``fillers`` finds words that count for nothing ("please"). A text with one of ``number_names``
    ("code") gives tip ID or secret code; ``with_numbers`` are words around them.
    """

    fillers: re.Pattern[str] = NOTHING
    patterns: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    number_names: tuple[str, ...] = ()
    with_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Answers:
    """How people answer in one language, in plain words (see ``reader``).

    ``yes`` and ``no`` are all the ways to say them; ``lead`` (with accents) is a yes that cannot
    mean anything else at the start of an answer. ``denies`` turns what follows, or what it ends,
    into its opposite; ``spares`` are phrases with such a word that deny nothing ("not only").
    ``turns`` begin another clause ("but"), ``corrects`` one that takes back what was said.
    ``doubts`` make a yes uncertain. ``frame`` is around an answer and adds nothing ("it
    is"), and neither do ``fillers`` ("please"). ``topics`` show that a sentence is about who is
    near, who may see or hear, or when, and is no story. ``mocks`` sound like a yes and mean the
    opposite ("oh sure"); ``people`` are those who might listen ("my boss"); ``subjects`` begin a
    sentence after one of ``openers``. ``trails`` at the end of an answer leave it unfinished
    ("and"), whatever of ``hesitates`` follows; ``passing`` ("for now") warns where nobody is near
    only for a while, and so do ``nows`` beside a denial ("not here right now"); ``wonders`` and, at
    consent, ``conditions`` (both with accents) ask or depend ("qué", "si es seguro"). ``press``,
    ``keys`` and ``numbers`` read keys and ages.
    """

    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    core: tuple[str, str] = ("", "")
    """The first of each, as it is written: what a thumb up or down means."""
    lead: frozenset[str] = frozenset()
    denies: frozenset[str] = frozenset()
    spares: frozenset[str] = frozenset()
    turns: frozenset[str] = frozenset()
    corrects: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()
    frame: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()
    """Those of ``topics`` that alone do not show it: "is"."""
    mocks: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    trails: frozenset[str] = frozenset()
    closes: frozenset[str] = frozenset()
    """What asks for nothing after someone wanted no more texts: "thanks", "go away"."""
    hesitates: frozenset[str] = frozenset()
    passing: frozenset[str] = frozenset()
    nows: frozenset[str] = frozenset()
    riders: frozenset[str] = frozenset()
    """What limits an answer to "is it safe" and reports nothing: "hurry", "while he is out"."""
    wonders: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    press: frozenset[str] = frozenset()
    ages: frozenset[str] = frozenset()
    keys: tuple[tuple[str, str], ...] = ()
    """Words for a key other than the digits: "first", and "too", which a recognizer writes."""
    numbers: tuple[tuple[str, str], ...] = ()
    long_forms: tuple[tuple[str, str], ...] = ()
    """Contractions and what they stand for: "isnt", "is not"."""


@dataclass(frozen=True)
class Language:
    """A language of the line.

    ``tag`` is the BCP 47 primary subtag; ``voice`` and ``locale`` what Twilio's ``<Say>`` needs,
    no voice meaning that only recorded audio can be played; ``speech`` the recognizer's language.
    """

    tag: str
    name: str
    locale: str
    voice: str | None = None
    speech: str | None = None
    full: bool = False
    right_to_left: bool = False
    also: frozenset[str] = frozenset()
    """Languages that the line does not have, whose writers are answered in this one."""
    reviewed: str | None = None
    ask_reviewer: tuple[str, ...] = ()
    """What only a native speaker should decide, as questions in English."""
    wording: Mapping[str, Words] = field(default_factory=dict)
    commands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    digits: Mapping[str, str] = field(default_factory=dict)
    sayings: Sayings = Sayings()
    answers: Answers = Answers()
    automatic: tuple[str, ...] = ()
    """Automatic replies that are no message, with ``...`` for any words."""


@dataclass(frozen=True)
class Limits:
    """How patient a flow is before it connects to a person."""

    silences: int = 2
    misses: int = 3
    repeats: int = 2
    """How often a text conversation asks the same question again while the story goes on."""


@dataclass(frozen=True)
class FlowBook:
    """All flows and all wording of one version."""

    flows: Mapping[str, Flow]
    languages: Mapping[str, Language]
    start: str
    person: str
    more: str
    other_language: str
    keywords: Mapping[str, str] = field(default_factory=dict)
    """Command words that open a flow, by command."""
    limits: Limits = Limits()
    default_language: str = "en"

    def step(self, flow: str, step: str) -> Step | None:
        """The step, or ``None`` where a name leads nowhere."""
        found = self.flows.get(flow)
        return found.steps.get(step) if found else None

    def answering(self, language: str | None) -> Language | None:
        """The language to answer one in, itself or one that is near to it; ``None`` for neither."""
        near = (known for known in self.languages.values() if language in known.also)
        return self.languages.get(language or "") or next(near, None)

    def words(self, language: str, key: str) -> tuple[Words, Language]:
        """The wording of ``key`` in ``language``, else in the default language.

        Raises :class:`KeyError` for a key that no language has, which the checker rules out.
        """
        for tag in (language, self.default_language):
            known = self.languages.get(tag)
            if known is not None and key in known.wording:
                return known.wording[key], known
        raise KeyError(key)
