"""Work on a flow book's own words, done once: they are the same at every answer.

What is kept is found again by which objects it was made of, because comparing whole wordings would
cost more than the work. Only for objects of a book, never for what a person said.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

MOST = 8192
"""Results kept by each function; a book has some thousand phrases, questions and wordings."""
Objects = ParamSpec("Objects")
Result = TypeVar("Result")


def once(work: Callable[Objects, Result]) -> Callable[Objects, Result]:
    """``work``, done once for the same objects, which must never change; they have no names."""
    known: dict[tuple[int, ...], tuple[tuple[Any, ...], Result]] = {}

    @wraps(work)
    def recalled(*of: Objects.args, **named: Objects.kwargs) -> Result:
        if named:
            raise TypeError(f"{work.__name__} takes its objects by place")
        key = tuple(map(id, of))
        found = known.get(key)
        if found is None:
            if len(known) >= MOST:  # books of earlier versions
                known.clear()
            found = known[key] = (
                of,
                work(*of, **named),
            )  # kept with its objects, so that ids stay theirs
        return found[1]

    return recalled
