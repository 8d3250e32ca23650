"""A random walk over every shipped flow: whatever comes, the conversation stays whole.

Any digits, words, order, repetition or silence, on both media, in all languages: no exception, no
dead end, no word of the reporter lost, and the session is the same after it was saved and read.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline import flows
from hotline.flows.book import FactQuestion, FlowBook, MediumName, Question
from hotline.flows.session import (
    Begin,
    Event,
    Keys,
    Listen,
    LookedUp,
    Over,
    Recorded,
    Session,
    Silence,
    Spoke,
    Statement,
    Transferred,
    Turn,
    WantLookUp,
    WantRecording,
    WantTransfer,
)
from hotline.flows.steps.look_up import LookUp
from hotline.flows.steps.record import Record
from hotline.flows.steps.transfer import Transfer
from hotline.flows.text import answers, paraphrases
from tests.flows.talk import CODES, SimpleSenses, shipped

REPOSITORY = Path(__file__).parents[2]
MEDIA: tuple[MediumName, ...] = ("voice", "text")
WORDS = [
    *"yes no si sí 1 2 3 0 * # 7 stop help ayuda alto info start new back repeat what".split(),
    *"code clave shelter albergue español english 中文 tiếng việt русский person mujer".split(),
    "can I speak to a real person please", "necesito hablar con una mujer", "stop texting me",
    "no me escriba más", "00", "0#", "🆘", "code 1234-5678 654321", "it is 589816 my dear friend",
    "not sure", "no sé", "I don't know", "talk to a woman", "laredo", "springfield", "missouri",
    "78040", "1234-5678", "123456", "one two three four five six", "the border", "the motel",
    "no, it is in Springfield, IL", "yes. he has a gun", "there is no way out of the house",
    "my neighbor keeps a girl locked in and she works all day and all night",
    "mi vecino tiene a una muchacha aquí y no la deja salir nunca de la casa",
    "我被关在餐馆里", "네", "😀", "\x00", "{tip_id}", "<Say>", " ", "",
]  # fmt: skip
KNOWN: list[dict[str, str]] = [
    {},
    {"in_danger": "yes"},
    {"in_danger": "yes", "place_asked": "yes"},
    {"reachable": "no"},
    {"safe": "no"},
    {"safe": "yes", "contact": "yes"},
    {"paged": "yes"},
]
"""What may be known when a conversation begins: of an earlier one, or of a hidden number."""
STEPS = 0
STOOD: set[str] = set()


class Walk:
    """One conversation that stumbles on."""

    def __init__(
        self,
        book: FlowBook,
        senses: flows.Senses,
        medium: MediumName,
        language: str,
        flow: str,
        facts: Mapping[str, str] = {},
    ) -> None:
        self.book, self.senses = book, senses
        self.session = flows.begin(
            book, medium=medium, language=language, params=CODES, flow=flow, facts=facts
        )
        self.kept: list[str] = []

    def take(self, event: Event) -> Turn:
        """One event, and everything that must hold after any event."""
        global STEPS  # noqa: PLW0603
        STEPS += 1
        before = self.session
        turn = flows.advance(self.book, before, event, self.senses)
        self._nothing_is_lost(before, event, turn)
        saved = Session.from_json(json.loads(json.dumps(turn.session.as_json())))
        assert saved == turn.session
        assert turn.session.turn == before.turn + 1
        flow = self.book.flows[turn.session.flow]
        assert turn.session.step in flow.steps
        assert isinstance(turn.then, Over) == turn.session.ended
        assert all("{" not in prompt.text or "{" in str(event) for prompt in turn.prompts)
        if isinstance(turn.then, Listen):
            assert turn.prompts or before.flow == "person", "a question is always worded"
        self.session = saved
        STOOD.add(f"{saved.flow}.{saved.step}")
        return turn

    def _nothing_is_lost(self, before: Session, event: Event, turn: Turn) -> None:
        """Words are kept unless they are a command, an answer, a number or a place."""
        heard = [learned.text for learned in turn.learned if isinstance(learned, Statement)]
        self.kept += heard
        lost = {name for name in before.facts if name not in turn.session.facts}
        went_back = turn.session.reopened and turn.session.reopened != before.reopened
        assert len(lost) <= (1 if went_back else 0), lost
        if not isinstance(event, Spoke | Begin) or not answers.is_story(event.text):
            return
        digits = answers.read_digits(event.text, self.book.languages[before.language])
        known = answers.command_in(event.text, self.book.languages.values(), self.book.keywords)
        asked = any(
            paraphrases.command_in(event.text, known) for known in self.book.languages.values()
        )
        named = answers.language_named(event.text, self.book.languages)
        if not (
            event.text in heard
            or digits
            or known
            or asked
            or named
            or self._is_answer(before, event)
        ):
            raise AssertionError(f"{event.text!r} was lost at {before.flow}.{before.step}")

    def _is_answer(self, before: Session, event: Spoke | Begin) -> bool:
        step = self.book.step(before.flow, before.step)
        if isinstance(step, FactQuestion):
            words, _ = self.book.words(before.language, step.wording)
            return answers.is_choice(step, words, event.text)
        commands = self.book.languages[before.language].commands
        return answers.plain(event.text) in {*commands["unknown"], *commands.get("yes", ())}

    def can_still_end_well(self, turn: Turn) -> bool:
        """From here, asking for a person rings one, or the contact is over."""
        ask: Event = Keys("0") if self.session.medium == "voice" else Spoke("0")
        session = self.session
        for _ in range(8):
            match turn.then:
                case Over() | WantTransfer():
                    return True
                case WantLookUp():
                    event: Event = LookedUp(found=False)
                case WantRecording():
                    event = Recorded(0)
                case _:
                    event = ask
            turn = flows.advance(self.book, session, event, self.senses)
            session = turn.session
        return False


def stumble(walk: Walk, choose: random.Random, steps: int) -> None:
    """Walk on until it is over, or ``steps`` were taken."""
    turn = walk.take(Begin(choose.choice(WORDS) if walk.session.medium == "text" else ""))
    for number in range(steps):
        if number % 7 == 0:
            assert walk.can_still_end_well(turn), walk.session
        match turn.then:
            case Over():
                return
            case WantTransfer():
                event: Event = Transferred(choose.random() < 0.2, short=choose.random() < 0.5)
            case WantRecording():
                event = Recorded(choose.choice([0, 0, 12]))
            case WantLookUp():
                found = choose.random() < 0.5
                facts = {"locked": choose.choice(["yes", "no"])}
                event = LookedUp(found, facts, {"messages": "Hello.", "help": "555-0100"})
            case _:
                event = _answer(walk, choose)
        if choose.random() < 0.03:  # late, repeated and impossible callbacks come as well
            event = choose.choice(
                [Transferred(False), Recorded(3), Silence(), Keys("*"), LookedUp(False), Begin("x")]
            )
        turn = walk.take(event)


def _answer(walk: Walk, choose: random.Random) -> Event:
    """What somebody may do at a question: mostly something sensible, so that walks get far."""
    step = walk.book.step(walk.session.flow, walk.session.step)
    if isinstance(step, FactQuestion) and step.digits and choose.random() < 0.7:
        number = "".join(choose.choices("0123456789", k=step.digits))
        return Spoke(number) if walk.session.medium == "text" else Keys(number)
    sensible = isinstance(step, FactQuestion) and step.choices and choose.random() < 0.6
    if walk.session.medium == "text":
        if sensible and isinstance(step, FactQuestion):
            return Spoke(choose.choice(step.choices).key or "1")
        return Spoke(choose.choice(WORDS))
    if sensible and isinstance(step, FactQuestion):
        return Keys(choose.choice(step.choices).key or "1")
    kinds: list[Callable[[], Event]] = [
        lambda: Keys(choose.choice("0123456789*#")),
        lambda: Keys("".join(choose.choices("0123456789*#", k=choose.randint(1, 9)))),
        lambda: Spoke(choose.choice(WORDS)),
        Silence,
    ]
    return choose.choice(kinds)()


def starts(book: FlowBook) -> list[tuple[MediumName, str, str]]:
    """Every medium, language and flow; what adds to an earlier text begins by text only."""
    every = itertools.product(MEDIA, book.languages, book.flows)
    return [start for start in every if start[0] == "text" or start[2] != book.more]


def test_thousands_of_steps_over_every_flow_medium_and_language() -> None:
    """No exception, no dead end, no lost word: 30,000 steps and more, the same every time."""
    book, senses = shipped(), SimpleSenses()
    first = STEPS
    STOOD.clear()
    for seed in itertools.count():
        for number, (medium, language, flow) in enumerate(starts(book)):
            choose = random.Random(f"{seed}:{number}")
            known = choose.choice(KNOWN)
            stumble(Walk(book, senses, medium, language, flow, known), choose, 40)
        if STEPS - first > 30_000:
            break
    waiting = {
        f"{flow.id}.{step.id}"
        for flow in book.flows.values()
        for step in flow.steps.values()
        if isinstance(step, Question | Transfer | Record | LookUp)
    }
    assert waiting <= STOOD, f"never stood at {waiting - STOOD}"


@settings(max_examples=150)
@given(
    st.sampled_from(starts(shipped())),
    st.lists(
        st.one_of(
            st.text(max_size=40).map(Spoke),
            st.sampled_from(WORDS).map(Spoke),
            st.text("0123456789*#", max_size=9).map(Keys),
            st.just(Silence()),
            st.builds(Transferred, st.booleans(), st.booleans()),
            st.integers(0, 200).map(Recorded),
            st.booleans().map(LookedUp),
        ),
        max_size=30,
    ),
)
def test_any_events_in_any_order(start: tuple[MediumName, str, str], events: list[Event]) -> None:
    walk = Walk(shipped(), SimpleSenses(), *start)
    turn = walk.take(Begin())
    for event in events:
        if isinstance(turn.then, Over):
            break
        turn = walk.take(event)
    assert walk.can_still_end_well(turn)


@cache
def real_senses() -> flows.Senses | None:
    """Triage and locator as they run; ``None`` while the lexicon is broken."""
    from hotline import triage
    from hotline.config_files import read_folder
    from hotline.geo import Locator
    from hotline.intake.nlu import CallSenses

    sorter, _ = triage.load(read_folder(REPOSITORY / "routing_rules" / "lexicon"))
    return CallSenses(sorter, Locator.load()) if sorter is not None else None


def test_the_walk_with_real_triage_and_places() -> None:
    senses = real_senses()
    if senses is None:
        pytest.skip("the lexicon has errors: see hotline check")
    book = shipped()
    for number, (medium, language, flow) in enumerate(starts(book)):
        choose = random.Random(f"real:{number}")
        stumble(Walk(book, senses, medium, language, flow), choose, 12)
