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
