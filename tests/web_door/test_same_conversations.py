"""What holds by text holds by web: the told text conversations, on the third medium."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from hotline.simulator.replay_script import READING
from hotline.simulator.script import Script
from tests.line import Line
from tests.rehearsing import seen
from tests.test_stories import STORIES, story
from tests.web_door.visitor import Visitor

BY_TEXT_ONLY = re.compile(
    r"May we text you here|When is it safe\?|Le podemos escribir si|A qué hora es seguro"
)
"""Questions that are for who can be texted; by web nobody can be."""
WRITTEN = {"texts", "line", "line_has", "any"}
COMPARED = ("type", "urgency", "role", "minor", "language", "lookalike", "place")


def told() -> list[Script]:
    """The stories in which one telephone texts and nothing else happens."""
    scripts = [story(path) for path in STORIES]
    return [
        script
        for script in scripts
        if script.medium == "text"
        and {step.doing for step in script.dialogue} <= WRITTEN
        and not any("TIP" in str(step.what) for step in script.dialogue if step.doing == "texts")
    ]


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
    outcomes = [contact["outcome"] for contact in shown["contacts"]]
    answers = {
        name: value
        for name, value in shown["answers"].items()
        if name not in {"contact", "window", "call_back", "reachable", "tip", "code"}
    }
    kept = {name: shown[name] for name in COMPARED}
    words = [said for said in shown["told"] if len(said.split()) > 3]
    return {**kept, "outcomes": outcomes, "answers": answers, "words": words}


def test_the_recorded_conversations_come_to_the_same_by_web(line: Line) -> None:
    scripts = told()
    assert len(scripts) > 20, "the stories moved"
    tips = []
    for number, script in enumerate(scripts):
        texted = by_text(line, script, f"+1305555{100 + number:04}")
        asked_last = str(script.dialogue[-1].what)
        if BY_TEXT_ONLY.search(asked_last):  # by web the conversation is over by now
            line.text(f"+1305555{100 + number:04}", "2")
        tips.append((script.title, texted, by_web(line, script)))
    line.pass_time(timedelta(minutes=line.dep.settings.text_idle_minutes + 1))
    differ = [
        f"{title}: {name} is {one[name]!r} by text, {other[name]!r} by web"
        for title, texted, written in tips
        for one, other in [(what_came(line, texted), what_came(line, written))]
        for name in one
        if one[name] != other[name]
    ]
    assert not differ, "\n".join(differ)
