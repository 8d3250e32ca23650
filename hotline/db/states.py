"""The states that rows go through, each as an enum whose values are the words in the database."""

from __future__ import annotations

from enum import StrEnum


class JobState(StrEnum):
    """Where a job is."""

    DUE = "due"
    """It waits for its time, or for a worker."""
    LEASED = "leased"
    """A worker has it."""
    DONE = "done"
    DEAD = "dead"
    """It was given up; a person decides."""
    CANCELED = "cancelled"  # codespell:ignore - the word that rows have
    """It is no longer needed."""


class ReportState(StrEnum):
    """Where a report is."""

    RECEIVING = "receiving"
    """The reporter may still be writing; it has not been routed."""
    OPEN = "open"
    CLOSED = "closed"


class ReferralState(StrEnum):
    """Where a referral is. It moves forward only, from planned to closed."""

    PLANNED = "planned"
    """The agency is in the chain, and has not been asked yet."""
    OFFERED = "offered"
    """The agency was asked, and its time to answer is running."""
    ACKNOWLEDGED = "acknowledged"
    """The agency has accepted it."""
    CLOSED = "closed"
    """The agency has reported an outcome, or that it passed the report on."""
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    """Its time to answer ran out."""
    WITHDRAWN = "recalled"
    """It was withdrawn, by a dispatcher or because another agency accepted the report."""


class TaskState(StrEnum):
    """Where a task is."""

    OPEN = "open"
    DONE = "done"
    CANCELED = "cancelled"  # codespell:ignore - the word that rows have


class AttachmentState(StrEnum):
    """What became of a file that came with a report."""

    WAITING = "waiting"
    """It has not been fetched from the provider yet."""
    STORED = "kept"
    REFUSED = "refused"
    """It is a program, or too large."""
    LOST = "lost"
    """The provider did not have it."""


class ChangeState(StrEnum):
    """What became of a change that an agency asked for in its directory entry."""

    OPEN = "open"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AlertRound(StrEnum):
    """Why an alert is sent."""

    FIRST = "first"
    """The agency is offered the report."""
    REMINDER = "reminder"
    UPDATE = "update"
    """The report is more urgent now; about: the urgency."""
    MESSAGE = "message"
    """A dispatcher has written; about: the number of the message."""
    FRESH = "fresh"
    """The agency asked for a fresh link; about: when."""


class CallBackState(StrEnum):
    """Where a call to a reporter is. The first three are under way, the others final."""

    WAITING = "waiting"
    """The dispatcher's phone is about to ring, or rings."""
    RINGING = "ringing"
    """The dispatcher pressed 1; the reporter's phone rings."""
    CONNECTED = "connected"
    """Whoever answered it pressed 1."""
    TALKED = "talked"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    NOT_TAKEN = "not_taken"
    """Someone or a machine answered, and nobody pressed 1."""
    DECLINED = "declined"
    """Whoever answered pressed 2."""
    FAILED = "failed"
    """The phone company could not place it."""
    NOT_PICKED_UP = "not_picked_up"
    """The dispatcher did not press 1, so the reporter's phone never rang."""
    CANCELED = "canceled"
    REFUSED = "refused"
    """What allowed the call had ended when it was to be placed."""
