"""One training: which exercises were played, by whom they were answered, and how it went.

Everything of it is in this process and in the training's own database; a reset begins both again.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.simulator import grading
from hotline.simulator.carrier import Carrier
from hotline.simulator.exercise import FIRST, LAST, Exercise, Playing
from hotline.simulator.grading import Grade, Person
from hotline.simulator.mailbox import Inbox, Mail

LOOKS_EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class Played:
    """An exercise that was started, and how it stands."""

    exercise: Exercise
    began: datetime
    tip_id: str
    said: tuple[str, ...]
    stopped: str
    grades: tuple[Grade, ...]


@dataclass
class TrainingRoom:
    """Plays exercises; the trainer's page asks it for everything. ``reset`` ends it."""

    dep: Deployment
    carrier: Carrier
    inbox: Inbox
    exercises: Mapping[str, Exercise]
    town: str
    trainer: str
    answer_alert: Callable[[Mail], None]
    reset: Callable[[], None]
    haste: float = 1.0
    """How many times as fast as people the reporters and the agency read, write and look."""
    _played: list[tuple[Playing, datetime]] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._callers = itertools.cycle(range(FIRST, LAST + 1))

    def play(self, name: str) -> None:
        """Start an exercise by its name; unknown names raise :class:`KeyError`."""
        exercise = self.exercises[name]
        playing = Playing(exercise, f"+19565550{next(self._callers)}", self.town)
        self._played.append((playing, self.dep.clock()))
        self._start(lambda: playing.play(self.carrier, self._wait))
        if exercise.agency:
            self._start(lambda: self._acknowledge(playing))

    def play_level(self, level: int) -> None:
        """Start all exercises of a level, one shortly after the other."""
        for exercise in self.exercises.values():
            if exercise.level == level:
                self.play(exercise.name)

    def played(self) -> Sequence[Played]:
        """What was started, the newest first."""
        now = self.dep.clock()
        with self.dep.database.read() as db:
            return [self._seen(db, one, began, now) for one, began in reversed(self._played)]

    def _seen(self, db: DbSession, one: Playing, began: datetime, now: datetime) -> Played:
        tip_id = one.tip_id or grading.tip_of(db, self.dep, one.caller)
        return Played(
            exercise=one.exercise,
            began=began,
            tip_id=tip_id,
            said=tuple(one.said),
            stopped=one.stopped,
            grades=tuple(grading.grade(db, tip_id, one.exercise.goals, now)),
        )

    def people(self) -> Sequence[Person]:
        """What each trainee did so far."""
        with self.dep.database.read() as db:
            return grading.people(db, self.trainer)

    def settle(self, seconds: float) -> bool:
        """Wait until every reporter is done; whether that happened."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Stop all reporters."""
        self._stopping.set()
        self.settle(10.0)

    def _wait(self, seconds: float) -> bool:
        """Whether everything was stopped within the time that ``seconds`` of a person take."""
        return self._stopping.wait(seconds / self.haste)

    def _start(self, doing: Callable[[], None]) -> None:
        thread = threading.Thread(target=doing, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _acknowledge(self, playing: Playing) -> None:
        """The alerted agency takes the report, as soon as its email is there."""
        until = time.monotonic() + 600.0
        while time.monotonic() < until and not self._wait(LOOKS_EVERY_SECONDS):
            for mail in self.inbox.mails():
                if playing.tip_id and playing.tip_id in mail.subject and mail.link:
                    self.answer_alert(mail)
                    return
