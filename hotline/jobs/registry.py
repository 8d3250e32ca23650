"""The kinds of jobs, and what else the workers do; each module registers its own when imported.

A kind is registered beside its handler::

    @job(StepJob)
    def step(dep, job, payload): ...

A handler is called in a thread, outside any transaction. It may return a function: that one is
called with the session of the transaction that also marks the job as done. It raises
:class:`~hotline.jobs.errors.DeliveryError` or :class:`~hotline.jobs.errors.PostponeError`.

Jobs that send something and come in large numbers register a :class:`Delivery` in its place. The
worker takes its three steps for one job or for many; how many is only a question of load.

The worker imports no handler. :mod:`hotline.wiring` imports the modules that register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from hotline.deployment import Deployment
from hotline.jobs.errors import DeliveryError, PostponeError
from hotline.jobs.outbox import Claimed
from hotline.jobs.payload import Payload

P = TypeVar("P", bound=Payload)
R = TypeVar("R")
Settle = Callable[[Session], None]
"""What a handler leaves to be written in the transaction that finishes its job."""
Handler = Callable[[Deployment, Claimed, P], Settle | None]
Upkeep = Callable[[Deployment], object]
Failed = Callable[[Session, Deployment, Claimed, datetime], None]
ClockSetBack = Callable[[Session, datetime, timedelta], None]


class UnreadableError(Exception):
    """A job's payload could be opened, but does not have the fields of its kind."""


class Work(NamedTuple, Generic[P]):
    """A job and what it carries."""

    job: Claimed
    payload: P


class Planned(Protocol):
    """What is to be sent for one job."""

    @property
    def job(self) -> Claimed:
        """The job that it is sent for."""


D = TypeVar("D", bound=Planned)


@dataclass(frozen=True)
class Plan(Generic[D]):
    """What becomes of some jobs."""

    ready: Sequence[D]
    settled: Sequence[Claimed]
    """They need nothing any more."""
    later: Mapping[datetime, Sequence[Claimed]] = field(default_factory=dict)
    """It is too early for these, by when it is not."""


class Delivery(Protocol[P, D, R]):
    """How one kind of job sends something, in three steps, each for one job or for many."""

    def plan(self, db: Session, dep: Deployment, works: Sequence[Work[P]]) -> Plan[D]:
        """What is to be sent now, later, and not any more.

        A job that cannot be planned is in neither: alone it is tried again, and raises its reason.
        """

    def in_bulk(self, planned: D) -> bool:
        """Whether it shares a connection with others of its kind, and so waits in their queue."""

    def send(self, dep: Deployment, planned: D) -> R:
        """Send it. Raises :class:`DeliveryError`. Called outside any transaction."""

    def note(self, db: Session, dep: Deployment, sent: Sequence[tuple[D, R]]) -> None:
        """Write what was sent, in the transaction that marks the jobs as done."""


@dataclass(frozen=True)
class Kind:
    """A registered kind of job."""

    payload: type[Payload]
    handle: Handler[Any]
    delivery: Delivery[Any, Any, Any] | None
    _reader: TypeAdapter[Payload] = field(repr=False)

    def read(self, job: Claimed) -> Payload:
        """What ``job`` carries. Raises :class:`UnreadableError`; it names no value of it."""
        try:
            return self._reader.validate_python(job.payload)
        except ValidationError as error:
            fields = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
            raise UnreadableError(f"its payload lacks or misstates {', '.join(fields)}") from None

    def do(self, dep: Deployment, job: Claimed) -> Settle | None:
        """Do the job. Raises :class:`UnreadableError` or what its handler raises."""
        return self.handle(dep, job, self.read(job))


@dataclass(frozen=True)
class Periodic:
    """Something that every worker does again and again."""

    do: Upkeep
    seconds: float
    at_start: bool


Together = Callable[[Session, Deployment, Sequence[Work[Any]]], Sequence[Claimed]]
"""Does many jobs of a kind at once, as far as that can be, in the transaction that also marks them
as done; gives those that it did. All others are done one by one."""

KINDS: dict[str, Kind] = {}
TOGETHER: dict[str, Together] = {}
"""What does many jobs of a kind at once, where something does."""
PERIODIC: list[Periodic] = []
WHEN_DEAD: list[Failed] = []
WHEN_FAILED: list[Failed] = []
WHEN_CLOCK_SET_BACK: list[ClockSetBack] = []


def job(payload: type[P]) -> Callable[[Handler[P]], Handler[P]]:
    """Register the function below as what does the jobs that carry ``payload``."""

    def register(handler: Handler[P]) -> Handler[P]:
        _register(payload, handler, None)
        return handler

    return register


def together(payload: type[Payload]) -> Callable[[Together], Together]:
    """Register the function below as what does many jobs that carry ``payload`` at once."""

    def register(do: Together) -> Together:
        TOGETHER[payload.kind] = do
        return do

    return register


def delivery(payload: type[P], steps: Delivery[P, D, R]) -> None:
    """Register how the jobs that carry ``payload`` are delivered, one at a time or in bulk."""

    def handle(dep: Deployment, claimed: Claimed, carried: P) -> Settle | None:
        with dep.database.read() as db:
            plan = steps.plan(db, dep, [Work(claimed, carried)])
        if plan.settled:
            return None
        if plan.later:
            raise PostponeError(next(iter(plan.later)))
        if not plan.ready:
            raise DeliveryError("it could not be planned", again=True)
        sent = [(plan.ready[0], steps.send(dep, plan.ready[0]))]
        return lambda db: steps.note(db, dep, sent)

    _register(payload, handle, steps)


def _register(payload: type[P], handler: Handler[P], steps: Delivery[P, Any, Any] | None) -> None:
    known = KINDS.get(payload.kind)
    if known is not None and known.payload is not payload:
        raise ValueError(f"two kinds of jobs are called {payload.kind!r}")
    KINDS[payload.kind] = Kind(payload, handler, steps, TypeAdapter(payload))


def periodic(seconds: float, *, at_start: bool = False) -> Callable[[Upkeep], Upkeep]:
    """Have every worker call the function below every so many seconds, in a thread."""

    def register(do: Upkeep) -> Upkeep:
        PERIODIC.append(Periodic(do, seconds, at_start))
        return do

    return register


def when_dead(do: Failed) -> Failed:
    """Call the function below in the transaction in which a job is given up."""
    WHEN_DEAD.append(do)
    return do


def when_failed(do: Failed) -> Failed:
    """Call the function below in the transaction in which a job is put back to be tried again."""
    WHEN_FAILED.append(do)
    return do


def when_clock_set_back(do: ClockSetBack) -> ClockSetBack:
    """Call the function below with the time now and by how much the clock was set back."""
    WHEN_CLOCK_SET_BACK.append(do)
    return do
