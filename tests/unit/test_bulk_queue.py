"""The bulk queue alone: what it takes, sends, notes and gives back, with no server or thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from hotline.db.jobs import Job
from hotline.deployment import Deployment
from hotline.jobs import bulk, outbox, registry
from hotline.jobs.bulk import BulkQueue, Callbacks
from hotline.jobs.errors import DeliveryError
from hotline.jobs.payload import Payload
from tests.line import TUESDAY_NOON

MOMENT = TUESDAY_NOON + timedelta(minutes=5)


@dataclass(frozen=True)
class Letter(Payload):
    """Goes out in bulk."""

    kind = "letter"
    how: str = "bulk"


@dataclass(frozen=True)
class Card(Letter):
    """Goes out in bulk, too."""

    kind = "card"


@dataclass(frozen=True)
class Chore(Payload):
    """Sends nothing."""

    kind = "chore"


@dataclass(frozen=True)
class Plan:
    job: outbox.Claimed
    how: str


@dataclass
class Post:
    """A delivery that keeps what it sent; ``how`` of a letter says what becomes of it."""

    dep: Deployment
    sent: list[str] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    away: list[Exception] = field(default_factory=list)

    def plan(self, db: Any, dep: Any, works: Sequence[Any]) -> registry.Plan[Plan]:
        assert dep is self.dep and db.is_active
        ready = [Plan(w.job, w.payload.how) for w in works if w.payload.how in {"bulk", "alone"}]
        over = [w.job for w in works if w.payload.how == "settled"]
        waits = [w.job for w in works if w.payload.how == "later"]
        return registry.Plan(ready, over, {MOMENT: waits} if waits else {})

    def in_bulk(self, planned: Plan) -> bool:
        return planned.how == "bulk"

    def send(self, dep: Any, planned: Plan) -> str:
        assert dep is self.dep
        if "refused" in planned.job.key:
            raise DeliveryError("refused", again=False)
        self.sent.append(planned.job.key)
        return f"receipt of {planned.job.key}"

    def note(self, db: Any, dep: Any, sent: Sequence[tuple[Plan, str]]) -> None:
        assert dep is self.dep and db.in_transaction()
        if self.away:
            raise self.away.pop()
        if any("poison" in planned.job.key for planned, _ in sent):
            raise ZeroDivisionError
        self.groups.append(len(sent))
        self.noted += [(planned.job.key, receipt) for planned, receipt in sent]


class Box:
    """A queue on a real database; its clock is moved by hand."""

    def __init__(self, dep: Deployment) -> None:
        self.dep, self.post, self.moment = dep, Post(dep), 1000.0
        self.failed: list[tuple[str, str]] = []
        self.alone: list[str] = []
        self.woken: list[int] = []

    def open(self) -> None:
        callbacks = Callbacks(
            lambda job, error: self.failed.append((job.key, str(error))),
            lambda job: self.alone.append(job.key),
            lambda: self.woken.append(len(self.queue._queue)),
        )
        self.queue = BulkQueue(self.dep, "w1", callbacks)

    def claim(self, *named: str | tuple[str, Payload]) -> list[outbox.Claimed]:
        """Schedule these jobs and claim them for the queue's worker."""
        with self.dep.database.write() as db:
            for one in named:
                key, payload = (one, Letter()) if isinstance(one, str) else one
                now = TUESDAY_NOON
                outbox.schedule(db, self.dep.keys, payload, key=key, due_at=now, now=now)
            return outbox.claim(db, self.dep.keys, worker="w1", now=TUESDAY_NOON, limit=1000)

    def plan(self, *named: str | tuple[str, Payload]) -> bulk.Sorted:
        return self.queue.plan(self.claim(*named))

    def states(self) -> dict[str, str]:
        with self.dep.database.read() as db:
            return {job.key: str(job.state) for job in db.scalars(select(Job))}


def keys(jobs: Sequence[outbox.Claimed]) -> list[str]:
    return sorted(job.key for job in jobs)


@pytest.fixture
def box(dep: Deployment, monkeypatch: pytest.MonkeyPatch) -> Box:
    with dep.database.write() as db:
        db.execute(delete(Job))
    made = Box(dep)
    monkeypatch.setattr(registry, "KINDS", {})
    registry.delivery(Letter, made.post)
    registry.delivery(Card, made.post)
    registry.job(Chore)(lambda dep, job, payload: None)

    class Clock:
        monotonic = staticmethod(lambda: made.moment)

    monkeypatch.setattr(bulk, "time", Clock)
    monkeypatch.setattr(bulk, "ROOM", 6)
    monkeypatch.setattr(bulk, "LOW", 2)
    made.open()
    return made


# What it takes -----------------------------------------------------------------------------------


def test_only_what_is_delivered_in_bulk_is_queued_and_all_else_is_left_to_the_worker(
    box: Box,
) -> None:
    sorted_ = box.plan(
        "a letter",
        ("needs nothing", Letter("settled")),
        ("by itself", Letter("alone")),
        ("cannot be planned", Letter("lost")),
        ("a card", Card()),
        ("a chore", Chore()),
    )
    assert keys(sorted_.settled) == ["needs nothing"]
    assert keys(sorted_.others) == ["a chore", "by itself", "cannot be planned"]
    assert sorted_.no_room == []
    assert keys(box.queue.take_back()) == ["a card", "a letter"]


@pytest.mark.parametrize("change", ["readable", "alone", "attempt", "payload", "kind"])
def test_a_job_that_is_not_sound_is_not_queued_with_others(box: Box, change: str) -> None:
    sound, odd = box.claim("sound", "odd")
    values = {
        "readable": False,
        "alone": True,
        "attempt": outbox.GIVE_UP_AFTER + 1,
        "payload": {"how": []},
        "kind": "unheard of",
    }
    odd = bulk.outbox.Claimed(**{**vars(odd), change: values[change]})
    assert keys(box.queue.plan([odd, sound]).others) == ["odd"]
    assert keys(box.queue.take_back()) == ["sound"]


def test_a_job_at_its_last_attempt_is_still_queued(box: Box) -> None:
    (last,) = box.claim("last")
    last = bulk.outbox.Claimed(**{**vars(last), "attempt": outbox.GIVE_UP_AFTER})
    assert box.queue.plan([last]).others == []


def test_it_has_room_for_what_is_neither_queued_nor_sent_and_not_noted(box: Box) -> None:
    assert box.queue.room == 6
    box.plan("a", "b", "c", "d")
    assert box.queue.room == 2
    box.queue.send_all()
    assert box.queue.room == 2, "sent, and not noted yet"
    box.queue.note()
    assert box.queue.room == 6
    assert box.plan(*map(str, range(9))).no_room == [], "what was claimed is taken all the same"
    assert box.queue.room == 0, "never less"


def test_only_when_its_receiver_stalls_is_a_letter_without_room_left_for_later(box: Box) -> None:
    assert box.plan(*(f"first {n}" for n in range(4))).no_room == []
    box.moment += bulk.STALLED_SECONDS
    assert not box.queue.stalled, "not yet"
    box.moment += 0.1
    assert box.queue.stalled
    later = box.plan(*(f"then {n}" for n in range(5))).no_room
    assert keys(later) == ["then 2", "then 3", "then 4"]
    assert box.queue.room == 0


def test_an_empty_queue_never_stalls_and_begins_to_count_with_its_first_letter(box: Box) -> None:
    box.moment += 100
    assert not box.queue.stalled and not box.queue.wants_sender(0)
    box.plan("a")
    assert not box.queue.stalled, "it came a moment ago"


@pytest.mark.parametrize(
    ("waiting", "still", "wanted"),
    [(0, 0.0, 0), (1, 0.0, 1), (2, 0.0, 2), (5, 0.0, 2), (1, 0.21, 8), (5, 0.19, 2), (0, 9.0, 0)],
)
def test_a_quick_receiver_gets_two_senders_at_most_and_a_slow_one_more(
    box: Box, waiting: int, still: float, wanted: int
) -> None:
    box.plan(*map(str, range(waiting)))
    box.moment += still
    assert [box.queue.wants_sender(n) for n in range(10)] == [n < wanted for n in range(10)]


# What it sends -----------------------------------------------------------------------------------


def test_letters_go_out_in_order_and_one_that_is_refused_stops_no_other(box: Box) -> None:
    box.plan("a", "refused", "b")
    box.queue.send_all()
    assert box.post.sent == ["a", "b"]
    assert box.failed == [("refused", "refused")]
    assert keys(box.queue.note()) == ["a", "b"]
    assert box.states() == {"a": "done", "refused": "leased", "b": "done"}


def test_a_letter_that_waited_long_is_planned_again_by_itself(box: Box) -> None:
    """It may have been answered meanwhile."""
    box.plan("old")
    box.moment += bulk.STALE_SECONDS
    box.plan("new")
    box.moment += 0.1
    box.queue.send_all()
    assert (box.alone, box.post.sent) == (["old"], ["new"])


def test_sending_counts_as_movement_and_wakes_the_worker_when_few_are_left(box: Box) -> None:
    box.plan(*map(str, range(5)))
    box.moment += 0.5
    assert box.queue.wants_sender(7), "nothing has moved for long"
    box.queue.send_all()
    assert box.woken == [2], "once, at the low mark"
    box.plan("another")
    assert not box.queue.wants_sender(1), "it moved a moment ago"


def test_a_queue_that_was_stopped_sends_nothing_and_gives_back_what_it_had(box: Box) -> None:
    box.plan("a", "b")
    box.queue.stop()
    box.queue.send_all()
    assert box.post.sent == []
    assert keys(box.queue.take_back()) == ["a", "b"]
    assert box.queue.take_back() == []


# What it notes -----------------------------------------------------------------------------------


def test_what_was_sent_is_noted_together_by_kind_with_its_receipts(box: Box) -> None:
    settled = box.plan("a", ("b", Card()), "c", ("over", Letter("settled"))).settled
    box.queue.send_all()
    assert keys(box.queue.note(settled)) == ["a", "b", "c", "over"]
    assert box.post.noted == [(key, f"receipt of {key}") for key in ("b", "a", "c")]
    assert box.post.groups == [1, 2]
    assert set(box.states().values()) == {"done"}
    assert box.queue.note() == []


def test_nothing_is_noted_while_the_database_is_away_and_all_of_it_once_it_is_back(
    box: Box,
) -> None:
    settled = box.plan("a", "b", ("over", Letter("settled"))).settled
    box.queue.send_all()
    box.post.away.append(OperationalError("away", {}, Exception()))
    assert box.queue.note(settled) == []
    assert set(box.states().values()) == {"leased"}
    assert box.queue.room == 4, "they are held on to"
    assert keys(box.queue.note()) == ["a", "b", "over"]
    assert [key for key, _ in box.post.noted] == ["a", "b"], "in their order"
    assert set(box.states().values()) == {"done"}
    assert box.queue.note() == []


def test_a_letter_that_cannot_be_noted_stops_none_of_the_others(box: Box) -> None:
    settled = box.plan("a", "poison", "b", ("over", Letter("settled"))).settled
    box.queue.send_all()
    assert keys(box.queue.note(settled)) == ["a", "b", "over", "poison"], "none is held on to"
    assert box.states() == {"a": "done", "poison": "leased", "b": "done", "over": "done"}
    assert box.post.groups == [1, 1]
    assert box.queue.note() == []


def test_another_workers_letter_is_sent_and_not_marked_as_done(box: Box) -> None:
    box.plan("a")
    with box.dep.database.write() as db:
        outbox.take_from(db, ["w1"])
        outbox.claim(db, box.dep.keys, worker="w2", now=TUESDAY_NOON, limit=1)
    box.queue.send_all()
    box.queue.note()
    assert box.states() == {"a": "leased"}


# A kind's three steps, for one job alone ----------------------------------------------------------


@pytest.fixture
def alone(box: Box) -> Callable[[str, Letter], Any]:
    """Does one job outside the queue, as the worker does."""

    def do(key: str, payload: Letter) -> Any:
        (job,) = box.claim((key, payload))
        return registry.KINDS["letter"].do(box.dep, job)

    return do


@pytest.mark.parametrize("how", ["bulk", "alone"])
def test_one_job_alone_is_sent_at_once_and_noted_with_its_end(
    box: Box, alone: Callable[..., Any], how: str
) -> None:
    settle = alone("a", Letter(how))
    assert (box.post.sent, box.post.noted) == (["a"], [])
    with box.dep.database.write() as db:
        db.execute(select(Job))
        settle(db)
    assert box.post.noted == [("a", "receipt of a")]


def test_one_job_alone_that_needs_nothing_sends_nothing(
    box: Box, alone: Callable[..., Any]
) -> None:
    assert alone("a", Letter("settled")) is None
    assert box.post.sent == []


def test_one_job_alone_that_cannot_be_planned_is_tried_again(
    box: Box, alone: Callable[..., Any]
) -> None:
    with pytest.raises(DeliveryError, match=r"^it could not be planned$") as raised:
        alone("a", Letter("lost"))
    assert raised.value.again is True
