"""What a measurement gives back, and how it is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Scale:
    """How much is measured: ``full`` takes the large sizes, and minutes instead of seconds."""

    full: bool
    folder: Path
    """An empty folder for databases and the like."""

    def enough(self, begun: float, seconds: float) -> bool:
        """Whether a loop that began then has taken long enough; never with the large sizes."""
        return not self.full and time.perf_counter() - begun > seconds


@dataclass(frozen=True)
class Figure:
    """One figure. ``bar`` says what is wanted of it in words; ``met`` whether it was reached."""

    name: str
    value: str
    bar: str = ""
    met: bool = True

    def line(self) -> str:
        """The figure on one line."""
        wanted = f"   wanted: {self.bar}: {'yes' if self.met else 'NO'}" if self.bar else ""
        return f"  {self.name:<58} {self.value:>14}{wanted}"


def milliseconds(seconds: Sequence[float]) -> str:
    """The median of some times."""
    return f"{statistics.median(seconds) * 1000:.2f} ms"


def percentile(seconds: Sequence[float], percent: int) -> str:
    """Which time ``percent`` of all stay under."""
    return f"{statistics.quantiles(seconds, n=100)[percent - 1] * 1000:.2f} ms"
