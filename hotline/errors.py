"""The one base of errors that are for the operator: what is wrong, where, and how to fix it.

It imports nothing, so that the command line can catch it without loading the service.
"""

from __future__ import annotations


class OperatorError(Exception):
    """Something the operator can fix. Each of ``lines`` is one problem in plain words."""

    @property
    def lines(self) -> tuple[str, ...]:
        """One line a problem, as the command line prints it."""
        return (f"hotline: {self}",)
