"""A conversation with the engine alone: what a caller does, and what the line says then.

No database, no HTTP: a test presses keys, speaks, texts or stays silent, and looks at the turn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from hotline import flows
from hotline.config_files import errors, read_folder
from hotline.flows.book import FlowBook, MediumName
from hotline.flows.prompts import as_text
from hotline.flows.session import (
    Begin,
    Event,
    Keys,
    Listen,
    LookedUp,
    Option,
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
    Where,
)

FLOWS_DIR = Path(__file__).parents[2] / "ivr_flows"
CODES = {
    "tip_id": "1234-5678",
    "tip_id.voice": "1, 2, 3, 4, 5, 6, 7, 8",
    "return_code": "123456",
    "return_code.voice": "1, 2, 3, 4, 5, 6",
}
LAREDO = Option("Laredo, Texas", {"city": "Laredo", "state": "TX"})
SPRINGFIELDS = (
    Option("Springfield, Illinois", {"city": "Springfield", "state": "IL"}),
    Option("Springfield, Missouri", {"city": "Springfield", "state": "MO"}),
)


@cache
def shipped_files() -> Mapping[str, str]:
    """The flows and wording that we ship."""
    return read_folder(FLOWS_DIR)


@cache
def shipped() -> FlowBook:
    """The book of the shipped flows."""
    book, problems = flows.load(shipped_files())
    assert book is not None and not list(errors(problems)), "\n".join(map(str, problems))
    return book


class SimpleSenses:
    """Senses that know a handful of words: enough to tell a story, quick enough for thousands."""

    WORDS: Mapping[str, tuple[str, str]] = {
        "gun": ("urgency", "P0"),
        "locked": ("type", "labor"),
        "motel": ("type", "sex"),
        "girl": ("minor", "yes"),
        "neighbor": ("role", "third_party"),
    }

    def assess(
        self, story: Sequence[str], answers: Mapping[str, str], language: str
    ) -> Mapping[str, str]:
        """What the known words tell; a long story counts as told."""
        account = " ".join(story).casefold()
        heard = {"type": "not_specified", "urgency": "P2"}
        heard |= dict(fact for word, fact in self.WORDS.items() if word in account)
        if any(len(part.split()) >= 8 for part in story):
            heard["story"] = "told"
        if answers.get("in_danger") == "yes":
            heard["urgency"] = "P0"
        if answers.get("kind") in {"labor", "sex", "both"}:
            heard["type"] = answers["kind"]
        return heard

    def locate(self, text: str, *, expecting: bool, language: str) -> Where:
        """Laredo, 78040, or one of two Springfields."""
        said = text.casefold()
        if "laredo" in said or "78040" in said:
            return Where(LAREDO)
        if "springfield" in said:
            named = [option for option in SPRINGFIELDS if option.place["state"] in text.upper()]
            if named:
                return Where(named[0])
            return Where(None, "Springfield", SPRINGFIELDS)
        return Where(LAREDO, sure=False) if "border" in said else Where()

    def language_of(self, text: str) -> str | None:
        """By a few words and scripts."""
        said = f" {text.casefold()} "
        if any(word in said for word in (" mi ", " una ", " aquí ", " está ", " tienen ")):
            return "es"
        if any("\u4e00" <= letter <= "\u9fff" for letter in text):
            return "zh"
        return "en" if any(word in said for word in (" the ", " my ", " is ")) else None

    def takes_texts(self, place: Mapping[str, object]) -> str:
        """Nobody knows."""
        return "unknown"


class Talk:
    """One conversation. Its methods give the turn; ``said`` is what the line said last."""

    def __init__(
        self,
        medium: MediumName = "voice",
        *,
        language: str = "en",
        book: FlowBook | None = None,
        flow: str | None = None,
        facts: Mapping[str, str] | None = None,
        first: str = "",
    ) -> None:
        self.book = book or shipped()
        self.senses: flows.Senses = SimpleSenses()
        self.session: Session = flows.begin(
            self.book, medium=medium, language=language, params=CODES, flow=flow, facts=facts
        )
        self.learned: list[object] = []
        self.take(Begin(first))

    def take(self, event: Event) -> Turn:
        """One event; the session is saved as JSON and read again, as between two webhooks."""
        self.turn = flows.advance(self.book, self.session, event, self.senses)
        self.learned += self.turn.learned
        saved = json.loads(json.dumps(self.turn.session.as_json()))
        self.session = Session.from_json(saved)
        assert self.session == self.turn.session, "the session survives being saved"
        return self.turn

    # What a reporter does ------------------------------------------------------------------------

    def press(self, *keys: str) -> Turn:
        """Press keys, one answer each."""
        for key in keys:
            self.take(Keys(key))
        return self.turn

    def say(self, *words: str) -> Turn:
        """Say or text something, one message each."""
        for text in words:
            self.take(Spoke(text))
        return self.turn

    text = say

    def wait(self) -> Turn:
        """Stay silent."""
        return self.take(Silence())

    # What the service answers --------------------------------------------------------------------

    def nobody(self) -> Turn:
        """Nobody takes the call."""
        assert isinstance(self.turn.then, WantTransfer), self.turn.then
        return self.take(Transferred(answered=False))

    def somebody(self) -> Turn:
        """A person takes the call, and it ends."""
        assert isinstance(self.turn.then, WantTransfer), self.turn.then
        return self.take(Transferred(answered=True))

    def dropped(self) -> Turn:
        """Somebody took the call and let the caller go at once."""
        return self.take(Transferred(answered=True, short=True))

    def recorded(self, seconds: int) -> Turn:
        """A recording ends."""
        assert isinstance(self.turn.then, WantRecording), self.turn.then
        return self.take(Recorded(seconds))

    def looked_up(self, *, found: bool, facts: Mapping[str, str] = {}, **params: str) -> Turn:
        """A look-up is answered."""
        assert isinstance(self.turn.then, WantLookUp), self.turn.then
        return self.take(LookedUp(found, facts, params))

    # What is seen --------------------------------------------------------------------------------

    @property
    def at(self) -> str:
        """Where the conversation stands."""
        return f"{self.session.flow}.{self.session.step}"

    @property
    def said(self) -> str:
        """What the line said last."""
        return as_text(self.turn.prompts)

    @property
    def account(self) -> list[str]:
        """The words that were kept as told."""
        return [learned.text for learned in self.learned if isinstance(learned, Statement)]

    @property
    def rings(self) -> str | None:
        """Whom the line rings now."""
        return self.turn.then.to if isinstance(self.turn.then, WantTransfer) else None

    @property
    def over(self) -> str | None:
        """How the contact ended, if it did."""
        return self.turn.then.outcome if isinstance(self.turn.then, Over) else None

    @property
    def listens(self) -> bool:
        """Whether the line waits for an answer."""
        return isinstance(self.turn.then, Listen)

    def fact(self, name: str) -> str | None:
        """What is known."""
        return self.session.fact(name)


def reported(*, upto: str = "report.what") -> Talk:
    """A caller who has chosen to report, in English, and may talk."""
    call = Talk()
    call.press("1", "2")
    if upto == "report.safe":
        return call
    call.press("1")
    assert call.at == "report.what"
    return call
