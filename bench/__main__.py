"""Speed, each figure as a ratio to a reference that is measured in the same run.

    python -m bench                 everything, in about two minutes
    python -m bench claims --full   one of them, with the large sizes

A measurement is a file ``speed_NAME.py`` here with a ``TITLE`` and ``measure(scale)``, which gives
the figures. Each that something is wanted of says whether it was reached: ``yes`` or ``NO``. How
fast a machine is that moment is no mistake in the code, so the exit code is 0 all the same.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import pkgutil
import platform
import tempfile
import time
from pathlib import Path

import bench
from bench.figures import Scale

PREFIX = "speed_"


def names() -> list[str]:
    """Every measurement that there is."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name.removeprefix(PREFIX) for name in found if name.startswith(PREFIX))


def run(name: str, *, full: bool) -> int:
    """Measure and print; how many figures missed what is wanted of them."""
    module = importlib.import_module(f"bench.{PREFIX}{name}")
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        figures = module.measure(Scale(full=full, folder=Path(folder)))
    print(f"\n{module.TITLE}  [{name}, {time.perf_counter() - begun:.0f} s]")
    for figure in figures:
        print(figure.line(), flush=True)
    return sum(not figure.met for figure in figures)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"any of: {', '.join(names())}")
    parser.add_argument("--full", action="store_true", help="the large sizes; takes minutes")
    given = parser.parse_args()
    if unknown := set(given.names) - set(names()):
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    for variable in [name for name in os.environ if name.startswith("HOTLINE_")]:
        del os.environ[variable]  # no setting of the person who measures may count
    logging.disable(logging.CRITICAL)
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}")
    missed = sum(run(name, full=given.full) for name in given.names or names())
    print(f"\n{missed or 'No'} figure{'s' * (missed != 1)} missed what is wanted of them.")


if __name__ == "__main__":
    main()
