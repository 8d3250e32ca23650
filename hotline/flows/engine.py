"""The engine: (book, session, event) gives (session, prompts, what then). Pure and total.

``advance`` takes one event, lets the step that waited for it read it, and then runs on until a
step has to wait again. Whatever happens, it ends in one of four ways: it listens, it asks the
shell for something (a transfer, a recording, a look-up), or the contact is over. A caller who
presses 0, stays silent twice or is not understood three times is connected to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hotline.flows import commands, places, prompts, questions
from hotline.flows.book import (
    Ask,
    AskPlace,
    Branch,
    Call,
    End,
    FlowBook,
    LookUp,
    MediumName,
    Record,
    Set,
    Step,
    Transfer,
)
from hotline.flows.session import (
    Answered,
    Begin,
    Event,
    Keys,
    LookedUp,
    Over,
    Prompt,
    Recorded,
    Senses,
    Session,
    Silence,
    Spoke,
    Then,
    Told,
    Transferred,
    Turn,
    WantLookUp,
    WantRecording,
    WantTransfer,
)
from hotline.flows.text import answers, tip_codes

MAX_HOPS = 100
"""Steps without a question in one turn; the checker rules out flows that need more."""
MAX_STORY_PARTS = 200
URGENT = "P0"
SUICIDAL = "suicidal"
"""The fact that someone tells of suicide or self-harm."""
CRISIS, FIRST_WORDS = "common.crisis", "welcome.greet"
"""What is then said about 988, and what names 911."""


def begin(
    book: FlowBook,
    *,
    medium: MediumName,
    language: str,
    params: Mapping[str, str],
    flow: str | None = None,
    facts: Mapping[str, str] | None = None,
) -> Session:
    """A new session at the start of ``flow`` (by default where every contact starts)."""
    first = book.flows[flow or book.start]
    return Session(
        flow=first.id,
        step=first.start,
        medium=medium,
        language=language if language in book.languages else book.default_language,
        params=dict(params),
        facts=dict(facts or {}),
    )


def resume(
    session: Session,
    *,
    story: tuple[str, ...],
    aside: tuple[str, ...],
    place: Mapping[str, Any] | None,
    label: str,
) -> Session:
    """``session`` knowing what an earlier contact of the same report told."""
    params = {**session.params, "place": label} if place else session.params
    return replace(
        session,
        story=story,
        aside=aside,
        place=place,
        place_label=label,
        place_sure=place is not None,
        params=params,
    )


def advance(book: FlowBook, session: Session, event: Event, senses: Senses) -> Turn:
    """One turn of the conversation. Never raises for anything a caller does."""
    run = Run(book, replace(session, turn=session.turn + 1), senses)
    if session.ended:
        return run.turn(Over(session.outcome))
    return run.turn(run.take(event) or run.on())


class Run:
    """One turn in the making. ``questions`` and ``places`` work on it too."""

    def __init__(self, book: FlowBook, session: Session, senses: Senses) -> None:
        self.book = book
        self.session = session
        self.senses = senses
        self.prompts: list[Prompt] = []
        self.learnt: list[Told | Answered] = []
        self.rose = False
        """Whether words of this turn told danger that was not known before."""
        self.in_crisis = False
        """Whether words of this turn tell of suicide or self-harm, their own or another's."""
        self.opening = ""
        """The word that opened a flow; "shelter" answers what is asked first there."""

    def turn(self, then: Then) -> Turn:
        """What came of it; 988 is named right after the first words, which name 911."""
        if self.in_crisis:
            said = self.prompts
            first = next(
                (n for n, prompt in enumerate(said) if prompt.key != FIRST_WORDS), len(said)
            )
            self.prompts = [
                *said[:first],
                *prompts.prompt(self.book, self.session, CRISIS),
                *said[first:],
            ]
        return Turn(self.session, tuple(self.prompts), then, tuple(self.learnt))

    # What happens --------------------------------------------------------------------------------

    def take(self, event: Event) -> Then | None:
        """Let the waiting step read ``event``; an answer of ``None`` means: run on."""
        step = self.step()
        match event:
            case Begin(text):
                return commands.first_words(self, text) if text.strip() else None
            case Silence():
                return self._silent(step)
            case Keys(digits):
                command = answers.key_command(digits, getattr(step, "digits", 0))
                if command:
                    return commands.do(self, command)
                questions.answer(self, step, event)
            case Spoke(text):
                return commands.words(self, step, text)
            case Transferred():
                self._transferred(step, event)
            case Recorded(seconds):
                if isinstance(step, Record):
                    self.go(step.next if seconds > 0 else step.nothing or step.next)
            case LookedUp(found, facts, params):
                if isinstance(step, LookUp):
                    self.session = replace(
                        self.session.knowing(**facts), params={**self.session.params, **params}
                    )
                    self.go(step.found if found else step.next)
        return None

    def _transferred(self, step: Step, event: Transferred) -> None:
        """Whoever is still on the line after a talk was let go; how long it was is a fact."""
        if not isinstance(step, Transfer):
            return
        if event.answered:
            self.session = self.session.knowing(talk="short" if event.short else "long")
            self.go(step.answered)
        else:
            self.go(step.text or step.next if self.is_text else step.next)

    def _silent(self, step: Step) -> Then | None:
        self.session = replace(self.session, silences=self.session.silences + 1)
        if isinstance(step, Ask) and step.quiet:
            self.session = self.understood()
            self.go(step.on_silence)
        elif self.session.silences >= self.book.limits.silences:
            self.to_person()
        elif isinstance(step, Ask) and step.on_silence:
            self.go(step.on_silence)
        else:
            self.say("common.silence")
        return None

    def fact(self, name: str) -> str | None:
        """A fact's value; ``full_language``: whether the language has every prompt."""
        if name == "full_language":
            return "yes" if self.book.languages[self.session.language].full else "no"
        return self.session.fact(name)

    # What is known -------------------------------------------------------------------------------

    @property
    def is_text(self) -> bool:
        """Whether the conversation is by text."""
        return self.session.medium == "text"

    def hear(self, text: str, *, answer: bool = False) -> None:
        """Keep words of the reporter, and read from them what they tell.

        Their secret code is hidden in what is kept: the desk reads that. Words that ``answer`` a
        question and tell nothing else are kept as well, but move nothing: "yes, it is safe now"
        makes no danger less, and a street's name makes none.
        """
        text = tip_codes.hide(text, self.session.params.get("return_code", ""))
        where = f"{self.session.flow}.{self.session.step}"
        self.learnt.append(Told(text, where))
        before = self.session
        self.session = replace(before, story=(*before.story, text)[-MAX_STORY_PARTS:])
        if answer and self._tells_nothing(before, text):
            self.session = replace(self.session, aside=(*before.aside, text)[-MAX_STORY_PARTS:])
        self.assess()
        self.in_crisis |= self._tells_of_suicide(text)
        if URGENT == self.session.fact("urgency") != before.fact("urgency"):
            known = self.senses.assess(before.weighed, before.facts, before.language)
            self.rose = known.get("urgency") != URGENT  # else an earlier contact told it
        if self.session.place is None:
            places.overhear(self, text)

    def _tells_of_suicide(self, text: str) -> bool:
        """Whether these words do so, not only ones that were answered with 988 before."""
        if self.session.fact(SUICIDAL) != "yes":
            return False
        alone = self.senses.assess((text,), {}, self.session.language)
        return alone.get(SUICIDAL) == "yes"

    def note(self, text: str) -> None:
        """Keep words for the people who read the report; they tell nothing that can be sorted."""
        self.learnt.append(Told(text, f"{self.session.flow}.{self.session.step}"))

    def assess(self) -> None:
        """Read anew what the whole story and the answers tell."""
        session = self.session
        heard = self.senses.assess(session.weighed, session.facts, session.language)
        self.session = replace(session, heard=dict(heard))

    def _tells_nothing(self, before: Session, text: str) -> bool:
        """Whether ``text`` tells nothing by itself, or would only make a known danger less."""
        language = before.language
        silence = self.senses.assess((), {}, language)
        alone = self.senses.assess((text,), {}, language)
        if all(silence.get(name) == value for name, value in alone.items()):
            return True
        if not "".join(before.weighed).strip():
            return False
        known = self.senses.assess(before.weighed, before.facts, language)
        after = self.senses.assess((*before.weighed, text), before.facts, language)
        return after.get("urgency", "") > known.get("urgency", "") and "story" not in alone

    def speak(self, language: str) -> None:
        """Go on in ``language``; one without full wording leads to people who speak it."""
        known = self.book.languages.get(language)
        if known is None:
            return
        self.session = replace(self.session, language=language)
        if not known.full:
            self.enter(self.book.other_language)

    # Where it goes -------------------------------------------------------------------------------

    def step(self) -> Step:
        """The step where the session stands; a name that leads nowhere leads to a person."""
        found = self.book.step(self.session.flow, self.session.step)
        if found is None:
            self.enter(self.book.person)
            person = self.book.flows[self.book.person]
            found = person.steps[person.start]
        return found

    def enter(self, flow: str) -> None:
        """Stand at the start of another flow, for good, with patience restored."""
        entered = self.book.flows[flow]
        self.session = replace(
            self.understood(),
            flow=entered.id,
            step=entered.start,
            stack=(),
            asking="",
            options=(),
            pending=None,
        )

    def go(self, step: str) -> None:
        """Stand at ``step`` of the same flow."""
        self.session = replace(self.session, step=step)

    def leave(self, step: Step, next_step: str) -> None:
        """Go on from an answered question, remembering it for going back."""
        trail = (*self.session.trail, (self.session.flow, step.id))[-50:]
        self.session = replace(self.session, trail=trail, repeats=0, reopened="")
        self.go(next_step)

    def to_person(self) -> None:
        """Connect to a person; within that flow itself, go on to its next resort."""
        step = self.step()
        if self.session.flow == self.book.person and step.next:
            self.go(step.next)
        else:
            self.enter(self.book.person)

    def in_danger(self, step: Step) -> None:
        """Danger was told at ``step``: go where its flow answers it, by default to a person."""
        way = self.book.flows[self.session.flow].urgent_way(step)
        self.session = replace(self.understood(), asking="", pending=None)
        if way and self.session.step == step.id:
            self.leave(step, way)
        elif way:
            self.go(way)
        elif not self.is_text:
            self.to_person()

    def understood(self) -> Session:
        """The session with its patience restored."""
        return replace(self.session, silences=0, misses=0, repeats=0)

    def missed(self) -> None:
        """An answer was not understood: ask again, and at the third time connect to a person.

        Danger that was told in it was understood.
        """
        if self.rose:
            return
        misses = self.session.misses + 1
        self.session = replace(self.session, misses=misses, silences=0)
        if misses >= self.book.limits.misses:
            self.to_person()
        else:
            self.say("common.not_understood")

    # Running on ----------------------------------------------------------------------------------

    def say(self, key: str, params: Mapping[str, str] | None = None) -> None:
        """Say the wording of ``key``."""
        self.prompts += prompts.prompt(self.book, self.session, key, params)

    def on(self) -> Then:
        """Run steps until one has to wait."""
        for _ in range(MAX_HOPS):
            then = self._enter(self.step())
            if then is not None:
                return then
        self.enter(self.book.person)
        return WantTransfer("national_hotline")

    def _enter(self, step: Step) -> Then | None:
        reopened = self.session.reopened == f"{self.session.flow}.{step.id}"
        if step.unless is not None and not reopened and step.unless.holds(self.fact):
            self.go(step.next)
            return None
        match step:
            case Ask():
                return questions.ask(self, step)
            case AskPlace():
                return places.ask(self, step)
            case End():
                return self._end(step)
            case Record() if self.is_text:
                self.go(step.nothing or step.next)
            case Transfer() | Record() | LookUp():
                return self._wanted(step)
            case Call():
                self._call(step)
            case Branch():
                ways = (way for way in step.ways if way.when.holds(self.fact))
                self.go(next(ways).next)
            case Set():
                self.session = self.session.knowing(**dict(step.facts))
                self.assess()
                self.go(step.next)
            case _:
                self.say(step.wording)
                self.go(step.next)
        return None

    def _wanted(self, step: Transfer | Record | LookUp) -> Then:
        if isinstance(step, LookUp):
            return WantLookUp(step.name)
        if step.wording:
            self.say(step.wording)
        return (
            WantTransfer(step.to) if isinstance(step, Transfer) else WantRecording(step.max_seconds)
        )

    def _call(self, step: Call) -> None:
        stack = self.session.stack
        if step.comes_back:
            stack = (*stack, (self.session.flow, step.next))
        flow = self.book.flows[step.flow]
        self.session = replace(self.session, flow=flow.id, step=flow.start, stack=stack)

    def _end(self, step: End) -> Then | None:
        if self.session.stack:
            *stack, (flow, back) = self.session.stack
            self.session = replace(self.session, flow=flow, step=back, stack=tuple(stack))
            return None
        if step.wording:
            self.say(step.wording)
        self.session = replace(self.session, outcome=step.outcome)
        return Over(step.outcome)
