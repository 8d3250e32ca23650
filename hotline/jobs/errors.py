"""The errors of a job that was not done: it failed, or it was too early for it."""

from __future__ import annotations

from datetime import datetime


class DeliveryError(Exception):
    """A job could not be done. ``again`` says whether a later try may help.

    ``what`` must not hold an address: it is stored and shown.
    """

    def __init__(self, what: str, *, again: bool) -> None:
        super().__init__(what)
        self.again = again


class PostponeError(Exception):
    """A handler finds that it is too early (quiet hours): the job waits, and no try is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__("not before a later time")
        self.until = until
