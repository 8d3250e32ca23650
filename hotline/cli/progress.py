"""How far a long command is: a bar in a terminal, one plain line after a while elsewhere.

It is written to standard error, so that what a command prints can be read by another program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

SILENT_SECONDS = 3.0
"""What is done sooner needs no line in a log."""


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], object]]:
    """Say ``what`` is being done; call what this gives with each number of things done.

    ``total`` is how many things there are; without it only the time that went by is shown.
    """
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        late = Timer(SILENT_SECONDS, lambda: console.print(f"{what}…", soft_wrap=True))
        late.start()
        try:
            yield lambda _done: None
        finally:
            late.cancel()
            late.join()
        return
    columns = [SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()]
    if total is not None:
        columns[2:] = [BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=console) as shown:
        task = shown.add_task(what, total=total)
        yield lambda done: shown.advance(task, done)
