"""Exercises for dispatchers: read from ``exercises/``, and played by a synthetic reporter.

An exercise is a conversation, and what a good dispatcher does with the report. Its texts name
``{town}``, which is a place that the line serves.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from hotline.config_files import Problem, check_schema, parse_yaml
from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import CarrierError
from hotline.simulator.replay_script import Alone, Phone
from hotline.simulator.script import Step

SHIPPED = Path(__file__).parent / "exercises"
FIRST, LAST = 101, 189
"""The reporters' telephones: +1 956 555-01xx."""
PAUSE_SECONDS = 1.5
"""Between two things that a reporter does."""
REPLIES_WITHIN_SECONDS = 900.0


@dataclass(frozen=True)
class Goal:
    """What a dispatcher should do, in the audit trail's word, and in how many minutes."""

    do: str
    within: int
    say: str
    detail: str = ""


@dataclass(frozen=True)
class Exercise:
    """One exercise; ``name`` is its file's."""

    name: str
    title: str
    level: int
    language: str
    medium: str
    about: str
    goals: tuple[Goal, ...]
    dialogue: tuple[Step, ...]
    reply: str = ""
    agency: str = ""


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of an exercise, for editors too."""
    file = resources.files("hotline.simulator").joinpath("schemas", "exercise.json")
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


def read_exercise(file: Path) -> Exercise | list[Problem]:
    """The exercise in ``file``, or what is wrong with it, each with file and line."""
    document = parse_yaml(file.name, file.read_text("utf-8"))
    if isinstance(document, Problem):
        return [document]
    problems = check_schema(document, schema())
    if problems:
        return problems
    data = document.data
    steps = tuple(Step(*item) for one in data["dialogue"] for item in one.items())
    goals = tuple(
        Goal(one["do"], one["within"], one["say"], one.get("as", "")) for one in data["goals"]
    )
    return Exercise(
        name=file.stem,
        title=data["title"],
        level=data["level"],
        language=data["language"],
        medium=data["medium"],
        about=data["about"],
        goals=goals,
        dialogue=steps,
        reply=data.get("reply", ""),
        agency=data.get("agency", ""),
    )


def read_exercises(*folders: Path) -> Iterator[Exercise | list[Problem]]:
    """All exercises of the folders, by name; a later folder wins over an earlier one."""
    files = {file.name: file for folder in folders for file in sorted(folder.glob("*.yaml"))}
    for name in sorted(files):
        yield read_exercise(files[name])


class _Reading(Alone):
    """A reporter who reads before they text the same words again."""

    def __init__(self, wait: Callable[[float], bool]) -> None:
        self._wait = wait

    def reads(self, time: timedelta) -> None:
        """Wait so long."""
        self._wait(time.total_seconds())


@dataclass
class Playing:
    """One reporter at work: what was said, and the report's tip ID once the line gave it."""

    exercise: Exercise
    caller: str
    town: str
    said: list[str] = field(default_factory=list)
    tip_id: str = ""
    stopped: str = ""
    """Why the reporter could not go on, where that was so."""

    def play(self, carrier: Carrier, wait: Callable[[float], bool]) -> None:
        """Hold the conversation; ``wait`` sleeps so many seconds, and says whether to stop."""
        phone = Phone(carrier, self.caller, _Reading(wait))
        begins = (Step("calls", True),) if self.exercise.medium == "voice" else ()
        for step in (*begins, *self.exercise.dialogue):
            if wait(PAUSE_SECONDS):
                return
            if phone.call is not None and phone.call.over:
                break
            try:
                self._do(phone, step)
            except CarrierError as error:
                self.stopped = str(error)
                break
        if self.exercise.reply:
            self._reply(carrier, phone, wait)

    def _do(self, phone: Phone, step: Step) -> None:
        what = step.what.replace("{town}", self.town) if isinstance(step.what, str) else step.what
        phone.do(Step(step.doing, what))
        if isinstance(what, str):
            self.said.append(f"> {what}")
        self.said += phone.unmasked.values()
        self.tip_id = phone.codes.tip_id or self.tip_id

    def _reply(self, carrier: Carrier, phone: Phone, wait: Callable[[float], bool]) -> None:
        """Answer the first text that the line sends by itself: a dispatcher's question."""
        until = time.monotonic() + REPLIES_WITHIN_SECONDS
        while time.monotonic() < until and not wait(1.0):
            asked = [one for one in carrier.texts_to(self.caller) if not one.answer]
            if asked:
                self.said.append(asked[-1].body)
                wait(PAUSE_SECONDS)
                self._do(phone, Step("texts", self.exercise.reply))
                return
