"""What a check found: each in one line, with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy.exc import SQLAlchemyError

from hotline.db import health
from hotline.deployment import Deployment
from hotline.errors import OperatorError

State = Literal["ok", "look", "wrong"]
WORDS = {"ok": "ok   ", "look": "LOOK ", "wrong": "WRONG"}


@dataclass(frozen=True)
class Finding:
    """One thing about the deployment. ``look``: it works, and someone should look at it."""

    check: str
    state: State
    what: str
    fix: str = ""

    def __str__(self) -> str:
        """One line: state, check, what is so, and what to do."""
        what = " ".join(self.what.split())
        end = "" if what.endswith((".", "!", "?")) else "."
        return f"{WORDS[self.state]}  {self.check}: {what}" + (
            f"{end} Fix: {self.fix}" if self.fix else ""
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


LOOK_AT_DATABASE = "end what holds it, make room, or let the service's user write there"
Check = Callable[[Deployment], Iterable[Finding]]
"""A check never changes the deployment; what it raises is a finding too (:func:`run`)."""


def ok(check: str, what: str) -> Finding:
    """Nothing to do."""
    return Finding(check, "ok", what)


def look(check: str, what: str, fix: str) -> Finding:
    """It works, and someone should look at it."""
    return Finding(check, "look", what, fix)


def wrong(check: str, what: str, fix: str) -> Finding:
    """It does not work."""
    return Finding(check, "wrong", what, fix)


BASIS = frozenset({"database", "keys"})
"""Without these nothing that is stored can be looked at: one cause makes one line."""
NEEDS_NOTHING = frozenset({"disk", "secrets", "clock", "mail", "address", "number"})


def run(dep: Deployment, checks: Iterable[tuple[str, Check]]) -> Iterator[Finding]:
    """Each check's findings; one that cannot be made is a finding as well."""
    broken = False
    for name, check in checks:
        if broken and name not in NEEDS_NOTHING:
            continue
        for finding in _one(dep, name, check):
            broken = broken or (finding.state == "wrong" and name in BASIS)
            yield finding


def _one(dep: Deployment, name: str, check: Check) -> Iterator[Finding]:
    try:
        yield from check(dep)
    except OperatorError as error:
        yield wrong(name, str(error), "`hotline doctor` again when it is fixed")
    except SQLAlchemyError as error:
        yield wrong(name, health.problem_of(error), LOOK_AT_DATABASE)
    except Exception as error:  # a broken check must not hide the others
        what = f"this could not be looked at ({type(error).__name__})"
        yield wrong(name, what, "run `hotline doctor` again, and report it if it stays")
