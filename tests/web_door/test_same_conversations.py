"""What holds by text holds by web: the told text conversations, on the third medium."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.simulator.replay_script import PICTURE, READING, run
from hotline.simulator.script import Script, span
from tests.line import Line, open_line
from tests.rehearsing import Around, seen
from tests.test_stories import STORIES, story
from tests.web_door.visitor import Visitor

BY_TEXT_ONLY = re.compile(
    r"May we text you here|When is it safe\?|Le podemos escribir si|A qué hora es seguro"
)
"""Questions that are for who can be texted; by web nobody can be."""
WRITTEN = {"texts", "line", "line_has", "any"}
LOOKED_IN = "expired"
"""The end of a visit with the codes that only read a message, which a text would have brought."""
OF_THE_WAY = frozenset(
    {"contact", "window", "call_back", "reachable", "tip", "code", "welcomed", "language_shown"}
)
"""Answers about how someone is reached, came back, or showed their language."""
COMPARED = ("type", "urgency", "role", "minor", "language", "lookalike", "place")


def texted() -> list[Script]:
    """All stories that are told by text."""
    return [script for path in STORIES if (script := story(path)).medium == "text"]


def is_plain(script: Script) -> bool:
    """Whether one telephone texts, and nothing else happens: many fit into one line."""
    return {step.doing for step in script.dialogue} <= WRITTEN and not any(
        "TIP" in str(step.what) for step in script.dialogue if step.doing == "texts"
    )


def by_web(line: Line, script: Script) -> str:
    """Tell ``script`` on the web page; the tip ID of what came of it."""
    visitor, heard = Visitor(line.http), ""
    for step in script.dialogue:
        if step.doing == "texts":
            asked, heard = heard, ""
            if not BY_TEXT_ONLY.search(asked):
                visitor.send(str(step.what))
        else:
            heard += f" {step.what}"
    return line.tips()[-1]


def by_text(line: Line, script: Script, number: str) -> str:
    """The same by text."""
    for step in script.dialogue:
        if step.doing == "texts":
            line.clock.now += READING
            line.text(number, str(step.what))
    return line.tips()[-1]


def what_came(line: Line, tip: str) -> dict[str, Any]:
    """Of a report, what does not depend on how it came."""
    shown = seen(line, tip)
    outcomes = [one["outcome"] for one in shown["contacts"] if one["outcome"] != LOOKED_IN]
    answers = {name: value for name, value in shown["answers"].items() if name not in OF_THE_WAY}
    kept = {name: shown[name] for name in COMPARED}
    words = [said for said in shown["told"] if len(said.split()) > 3]
    return {**kept, "outcomes": outcomes, "answers": answers, "words": words}


def test_the_recorded_conversations_come_to_the_same_by_web(line: Line) -> None:
    plain = [script for script in texted() if is_plain(script)]
    assert len(plain) > 20, "the stories moved"
    tips = []
    for number, script in enumerate(plain):
        by_phone = by_text(line, script, f"+1305555{100 + number:04}")
        asked_last = str(script.dialogue[-1].what)
        if BY_TEXT_ONLY.search(asked_last):  # by web the conversation is over by now
            line.text(f"+1305555{100 + number:04}", "2")
        tips.append((script.title, by_phone, by_web(line, script)))
    line.pass_time(timedelta(minutes=line.dep.settings.text_idle_minutes + 1))
    differ = [
        f"{title}: {name} is {one[name]!r} by text, {other[name]!r} by web"
        for title, texted, written in tips
        for one, other in [(what_came(line, texted), what_came(line, written))]
        for name in one
        if one[name] != other[name]
    ]
    assert not differ, "\n".join(differ)


class Tab:
    """A reporter with a browser, in a story in which more happens than words."""

    def __init__(self, line: Line, language: str) -> None:
        self.line, self.around, self.language = line, Around(line), language
        self.visitor = Visitor(line.http, accepts=language)
        self.codes: dict[str, str] = {}
        """As the first pages showed them: those of the report that the story is about."""
        self.pictures = 0

    def does(self, doing: str, what: Any) -> None:
        """One step of the story."""
        words = str(what)
        for name, code in self.codes.items():
            words = words.replace(name, code)
        match doing:
            case "texts":
                self.visitor.send(words)
            case "sends_picture":
                self.pictures += 1
                picture = PICTURE + bytes([self.pictures])
                self.visitor.send("" if what is True else words, files={"p.png": picture})
            case "passes":
                self.around.passes(span(words))
            case "phone":
                self.visitor = Visitor(self.line.http, accepts=self.language)
            case "dispatcher_leaves" | "dispatcher_asks":  # nobody can be texted
                self.around.dispatcher("leave", "", words)
            case "line_texts":
                self._read(words)
            case "agency_acknowledges":
                self.around.agency_acknowledges("")
            case _:
                raise AssertionError(f"the web page knows no {doing}")
        if not self.codes and self.visitor.seen.codes:
            tip, code = self.visitor.codes()
            self.codes = {"TIP": tip, "CODE": code}

    def _read(self, words: str) -> None:
        """What a dispatcher would text: on the page, or later with the codes."""
        self.visitor.ask("messages")
        if not self.visitor.messages:
            self.visitor.ask("show")
        if words not in self.visitor.messages:
            other = Visitor(self.line.http, accepts=self.language)
            other.send(f"{self.codes['TIP']} {self.codes['CODE']}")
            assert words in other.press(next(iter(other.seen.buttons)))


def eventful_by_web(line: Line, script: Script) -> None:
    """Tell ``script`` on the web page, with all that happens beside it."""
    tab, heard = Tab(line, "es" if "/es/" in script.name else "en-US"), ""
    for step in script.dialogue:
        if step.doing in WRITTEN - {"texts"}:
            heard += f" {step.what}"
            continue
        asked, heard = heard, ""
        if not (step.doing == "texts" and BY_TEXT_ONLY.search(asked)):
            tab.does(step.doing, step.what)


def reports_of(folder: Path, tell: Callable[[Line], object]) -> list[dict[str, Any]]:
    """What came of a story that is told to a line of its own."""
    with open_line(folder) as line:
        tell(line)
        Around(line).passes(timedelta(minutes=line.dep.settings.text_idle_minutes + 1))
        return [came for tip in line.tips() if (came := what_came(line, tip))["outcomes"]]


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_stories_with_time_pictures_and_other_people_come_to_the_same(
    tmp_path: Path, language: str
) -> None:
    """Every one; none is left out."""
    mine = [script for script in texted() if f"/{language}/" in script.name]
    eventful = [script for script in mine if not is_plain(script)]
    assert eventful, "the stories moved"
    differ = []
    for number, script in enumerate(eventful):
        wanted = reports_of(
            tmp_path / f"texted{number}",
            lambda line, script=script: run(line.carrier, script, Around(line)),
        )
        given = reports_of(
            tmp_path / f"web{number}", lambda line, script=script: eventful_by_web(line, script)
        )
        if not wanted or wanted != given:
            differ.append(f"{script.name}: {wanted} by text, {given} by web")
    assert not differ, "\n".join(differ)
