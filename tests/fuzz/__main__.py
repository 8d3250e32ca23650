"""Tries odd inputs and says how many of what; see :mod:`tests.fuzz`. Exit 1 for a fault."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType

from tests.fuzz import api, importers, webhooks

SURFACES: dict[str, ModuleType] = {"webhooks": webhooks, "api": api, "importers": importers}
INPUTS = 200_000
SHOWN = 10
MEMORY = Path("/dev/shm")
"""Where databases of the moment are fast."""


def say(line: str) -> None:
    """One line of the account, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(name: str, number: int, inputs: int) -> tuple[Counter[str], list[str]]:
    """One surface, its share of ``inputs``."""
    module = SURFACES[name]
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=where) as folder:
        count = max(1, round(inputs * module.SHARE))
        tried, found = module.fuzz(Random(f"{name} {number}"), count, Path(folder))
    return tried, found


def main() -> int:
    """Read the command line and try."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("surfaces", nargs="*", help=f"any of: {', '.join(SURFACES)}")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tries the same inputs")
    parser.add_argument("--inputs", type=int, default=INPUTS, help="over all surfaces")
    given = parser.parse_args()
    if unknown := set(given.surfaces) - set(SURFACES):
        parser.error(f"there is no surface {', '.join(sorted(unknown))}")
    logging.getLogger().addHandler(logging.NullHandler())
    total = faults = 0
    for name in given.surfaces or SURFACES:
        begun, cpu = time.perf_counter(), time.process_time()
        tried, found = run(name, given.seed, given.inputs)
        took = f"{time.perf_counter() - begun:.0f} s, {time.process_time() - cpu:.0f} s computing"
        say(f"\n{name}  (seed {given.seed}, {took})")
        for kind, count in sorted(tried.items()):
            say(f"  {kind:<40} {count:>8}")
        say(f"  {'unhandled':<40} {len(found):>8}")
        for fault, times in Counter(found).most_common(SHOWN):
            say(f"    {times} x {fault}")
        total, faults = total + sum(tried.values()), faults + len(found)
    say(f"\n{total} inputs, {faults} unhandled")
    return int(faults > 0)


if __name__ == "__main__":
    raise SystemExit(main())
