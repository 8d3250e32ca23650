"""What the web page ``/report`` sends, and what it shows next: two plain values."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from hotline.flows.web_page import Button
from hotline.intake.web_visits import Visit


@dataclass(frozen=True)
class Post:
    """What a visitor sent. ``at`` is the page that it answers, empty for the first.

    ``key`` is the button that was pressed; ``language`` the one that the first page was read in,
    ``chosen`` whether by a button or the browser's settings. ``speak``: the language whose button
    was pressed. ``proof`` is the work of the browser, asked for in a flood only.
    """

    visit: Visit
    at: str = ""
    words: str = ""
    key: str = ""
    language: str = ""
    chosen: bool = False
    speak: str = ""
    proof: str = ""
    files: tuple[bytes, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def checksum(self) -> str:
        """Two posts of one checksum are the same post, sent twice."""
        parts = [self.at, self.words, self.key, self.speak, *(file.hex() for file in self.files)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Page:
    """What the visitor sees next.

    ``said`` are sentences with their language. ``notice``: the name of a sentence of the page, such
    as ``out_of_date``, or nothing. ``kept`` are words that were not taken, to be sent again.
    """

    at: str = ""
    language: str = "en"
    said: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    wants_words: bool = True
    can_go_back: bool = False
    chosen: bool = False
    """Whether the first page is in a language that was chosen, so that it stays."""
    offered: str = ""
    """Another language, in which the visitor wrote: one button goes on in it."""
    over: bool = False
    begun: bool = False
    tip_id: str = ""
    return_code: str = ""
    messages: tuple[tuple[str, str], ...] = ()
    """Messages of a dispatcher that were asked for, with their language."""
    lead: str = ""
    """The sentence of the page that stands before them, by its name."""
    waits: bool = False
    """Whether a message waits to be read."""
    listens: bool = False
    """Whether the page may say by itself that a message came: the visitor said it is safe."""
    confirm: bool = False
    """Whether to ask if it is safe before a message is shown."""
    notice: str = ""
    kept: str = ""
    keeps: bool = False
    """Whether the browser has the words that were not taken, and puts them back itself."""
    work: bool = False
    """Whether the browser is asked to prove some work before the next post."""

    def as_json(self) -> str:
        """As it is stored, sealed, for the same post sent twice."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, stored: str) -> Page:
        """The page that :meth:`as_json` wrote."""
        given = json.loads(stored)
        for name in ("said", "messages"):
            given[name] = tuple((text, tag) for text, tag in given[name])
        given["buttons"] = tuple(Button(**one) for one in given["buttons"])
        return cls(**given)
