"""One turn of a conversation while it is made: what is known, what was said, where it goes.

The steps, the commands and the readers of answers all work on a :class:`Run`. It holds the
session, which it replaces and never changes, the prompts said in this turn, and what was learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hotline.flows import prompts
from hotline.flows.book import FlowBook, Step
from hotline.flows.session import (
    Answered,
    Option,
    Prompt,
    Senses,
    Session,
    Statement,
    Then,
    Turn,
)
from hotline.flows.text import answers, tip_codes

MAX_STORY_PARTS = 200
URGENT = "P0"
HARM = "harm"
"""The fact that the words tell of violence, danger or a cry for help."""
GIVEN = "told"
"""The value of a fact such as ``story`` that was given, as running conversations hold it."""
SUICIDAL = "suicidal"
"""The fact that someone speaks of suicide or self-harm."""
CHOSEN, OFFERED = "language_chosen", "language_offered"
"""Parameters of a page: its language was chosen; another one was written in, and may be."""
CRISIS, FIRST_WORDS = "common.crisis", "welcome.greet"
"""What is then said about 988, and the wording that names 911."""
TEXTS_SAID = "text_911_said"
"""The parameter that holds what someone in danger has read of texts to 911 where they are."""


class Run:
    """One turn in the making."""

    def __init__(self, book: FlowBook, session: Session, senses: Senses) -> None:
        self.book = book
        self.session = session
        self.senses = senses
        self.prompts: list[Prompt] = []
        self.learned: list[Statement | Answered] = []
        self.new_danger = False
        """Whether words of this turn report danger that was not known before."""
        self.in_crisis = False
        """Whether words of this turn speak of suicide or self-harm, their own or another's."""
        self.poorly_heard = False
        """Whether the machine that recognized the words of this turn is not sure of them."""
        self.only_answers = False
        """Whether the words of this turn only say whether it is safe, when and how long."""
        self.opening = ""
        """The word that opened a flow; "shelter" answers what is asked first there."""
        if session.place is not None and prompts.TEXT_911 not in session.params:
            self._know_center(session.place)  # the place of an earlier conversation

    def turn(self, then: Then) -> Turn:
        """The finished turn; 988 is named right after the first words, which name 911."""
        self._say_if_911_takes_texts()
        if self.in_crisis:
            self._say_first(CRISIS)
        return Turn(self.session, tuple(self.prompts), then, tuple(self.learned))

    def _say_first(self, key: str) -> None:
        """Say the wording of ``key`` right after the first words."""
        said = self.prompts
        first = next((n for n, prompt in enumerate(said) if prompt.key != FIRST_WORDS), len(said))
        more = prompts.prompt(self.book, self.session, key)
        self.prompts = [*said[:first], *more, *said[first:]]

    def _say_if_911_takes_texts(self) -> None:
        """Once, to someone in danger who writes, where the center of their place is known."""
        params = self.session.params
        answer = params.get(prompts.TEXT_911, "")
        urgent = self.is_text and self.session.fact("urgency") == URGENT
        if not urgent or not self.prompts or params.get(TEXTS_SAID, "") == answer:
            return
        key = f"common.text_911_{answer}"
        if key in self.book.languages[self.session.language].wording:
            self._say_first(key)
            self.session = replace(self.session, params={**params, TEXTS_SAID: answer})

    # What is known -------------------------------------------------------------------------------

    @property
    def is_text(self) -> bool:
        """Whether the conversation is by text."""
        return self.session.medium == "text"

    @property
    def here(self) -> str:
        """The current step as ``flow.step``."""
        return f"{self.session.flow}.{self.session.step}"

    def fact(self, name: str) -> str | None:
        """A fact's value; ``full_language``: whether the language has every prompt."""
        if name == "full_language":
            return "yes" if self.book.languages[self.session.language].full else "no"
        return self.session.fact(name)

    def reopened(self, step: Step) -> bool:
        """Whether the reporter went back to ``step``: it is asked although the answer is known."""
        return self.session.reopened == f"{self.session.flow}.{step.id}"

    # What is heard -------------------------------------------------------------------------------

    def hear(self, text: str, *, answer: bool = False) -> None:
        """Keep the reporter's words, and read from them what they report.

        Their secret code is hidden in what is kept: staff read that. Words that ``answer`` a
        question and report nothing else are kept as well, but change nothing: "yes, it is safe now"
        makes no danger less, and a street's name makes none.
        """
        text = tip_codes.hide(text, self.session.params.get("return_code", ""))
        self.note(text)
        before = self.session
        self.session = replace(before, story=(*before.story, text)[-MAX_STORY_PARTS:])
        if answer and (self.only_answers or self._reports_nothing(before, text)):
            self.session = replace(self.session, aside=(*before.aside, text)[-MAX_STORY_PARTS:])
        self.assess()
        self.in_crisis |= self._speaks_of_suicide(text)
        if URGENT == self.session.fact("urgency") != before.fact("urgency"):
            known = self.senses.assess(before.weighed, before.facts, before.language)
            self.new_danger = known.get("urgency") != URGENT  # else an earlier contact reported it
        if self.session.place is None:
            self._overhear_place(text)

    def note(self, text: str) -> None:
        """Keep words for the people who read the report; they report nothing to be sorted."""
        self.learned.append(Statement(text, self.here))

    def assess(self) -> None:
        """Read again what the whole story and the answers report."""
        session = self.session
        heard = self.senses.assess(session.weighed, session.facts, session.language)
        self.session = replace(session, heard=dict(heard))

    def tells_harm(self, text: str) -> bool:
        """Whether these words alone tell of violence, danger or a cry for help."""
        return self.senses.assess((text,), {}, self.session.language).get(HARM) == "yes"

    def reports_nothing(self, text: str) -> bool:
        """Whether ``text`` alone reports nothing, or would only make a known danger less."""
        return self._reports_nothing(self.session, text)

    def _speaks_of_suicide(self, text: str) -> bool:
        """Whether these words do so, not only ones that were answered with 988 before."""
        if self.session.fact(SUICIDAL) != "yes":
            return False
        alone = self.senses.assess((text,), {}, self.session.language)
        return alone.get(SUICIDAL) == "yes"

    def _reports_nothing(self, before: Session, text: str) -> bool:
        """Whether ``text`` alone reports nothing, or would only make a known danger less."""
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

    def _overhear_place(self, text: str) -> None:
        """Keep a place that was named in passing; on the phone it is read back later."""
        if answers.is_an_answer(text, self.book.languages):
            return  # "ko dc" is a Vietnamese no, and no place
        where = self.senses.locate(text, expecting=False, language=self.session.language)
        if where.place is not None:
            self.keep_place(where.place, sure=self.is_text and where.sure)
        elif where.options:
            self.session = replace(self.session, options=where.options, place_label=where.name)

    def keep_place(self, place: Option, *, sure: bool) -> None:
        """Keep ``place`` as the place of the report; a ``sure`` one is not asked about again."""
        self.session = replace(
            self.session,
            place=place.place,
            place_label=place.label,
            place_sure=sure,
            options=(),
            params={**self.session.params, "place": place.label},
        )
        self._know_center(place.place)

    def _know_center(self, place: Mapping[str, object]) -> None:
        """Keep whether the 911 center of ``place`` takes texts; wording depends on it."""
        params = {n: v for n, v in self.session.params.items() if n != prompts.TEXT_911}
        takes = self.senses.takes_texts(place)
        known = {prompts.TEXT_911: takes} if takes in {"yes", "no"} else {}
        self.session = replace(self.session, params={**params, **known})

    # What is said --------------------------------------------------------------------------------

    def say(self, key: str, params: Mapping[str, str] | None = None) -> None:
        """Say the wording of ``key``."""
        self.prompts += prompts.prompt(self.book, self.session, key, params)

    def speak(self, language: str) -> None:
        """Go on in ``language``; one without full wording leads to people who speak it."""
        known = self.book.languages.get(language)
        if known is None:
            return
        self.session = replace(self.session, language=language)
        if not known.full:
            self.enter(self.book.other_language)

    def choose_language(self, language: str) -> None:
        """Go on in the ``language`` of a button that was pressed; it stays until another is."""
        self.speak(language)
        self._offer(language, **{CHOSEN: "yes"})

    def follow_language(self, language: str) -> None:
        """Go on in the ``language`` that someone writes in; a page in a chosen one offers it."""
        if self.language_is_chosen:
            self._offer(language)
        elif language != self.session.language:
            self.speak(language)

    def _offer(self, language: str, **more: str) -> None:
        """Have the page offer ``language``, unless it is in it."""
        params = {name: value for name, value in self.session.params.items() if name != OFFERED}
        offered = {OFFERED: language} if language != self.session.language else {}
        self.session = replace(self.session, params={**params, **offered, **more})

    @property
    def language_is_chosen(self) -> bool:
        """Whether a page is in a language that a button or the browser's settings chose."""
        own = self.session.language != self.book.default_language
        return self.session.web and (own or CHOSEN in self.session.params)

    # Where it goes -------------------------------------------------------------------------------

    def step(self) -> Step:
        """The current step; a name that leads nowhere leads to a person."""
        found = self.book.step(self.session.flow, self.session.step)
        if found is None:
            self.enter(self.book.person)
            person = self.book.flows[self.book.person]
            found = person.steps[person.start]
        return found

    def enter(self, flow: str) -> None:
        """Go to the start of another flow for good, with patience restored."""
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

    def call(self, flow: str, *, back: str = "") -> None:
        """Go to the start of another flow; its end comes ``back`` to a step of this flow, if any.

        Without ``back`` the flow ends as this one would have ended.
        """
        stack = self.session.stack
        if back:
            stack = (*stack, (self.session.flow, back))
        called = self.book.flows[flow]
        self.session = replace(self.session, flow=called.id, step=called.start, stack=stack)

    def go(self, step: str) -> None:
        """Go to ``step`` of the same flow."""
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
        """Danger was reported at ``step``: go where its flow answers it, else to a person."""
        way = self.book.flows[self.session.flow].urgent_way(step)
        self.session = replace(self.understood(), asking="", pending=None)
        if way and self.session.step == step.id:
            self.leave(step, way)
        elif way:
            self.go(way)
        elif not self.is_text:
            self.to_person()

    # Patience ------------------------------------------------------------------------------------

    def understood(self) -> Session:
        """The session with its patience restored."""
        return replace(self.session, silences=0, misses=0, repeats=0)

    def missed(self) -> None:
        """An answer was not understood: ask again, and at the third time connect to a person.

        Danger that was reported in it was understood.
        """
        if self.new_danger:
            return
        misses = self.session.misses + 1
        self.session = replace(self.session, misses=misses, silences=0)
        if misses >= self.book.limits.misses:
            self.to_person()
        else:
            self.say("common.not_understood")
