"""What a text costs: time to classify and locate it, time to start, memory held."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.geo import Locator
from hotline.triage import Sorter

ROUNDS = 3
FRESH = """
import json, resource, sys, time
begun = time.perf_counter()
from bench.corpus import load_sorter
from hotline.geo import Locator
sorter, locator = load_sorter(), Locator.load()
text = "they took my passport in Laredo"
sorter.classify(text), locator.locate(text)
seconds, busy = time.perf_counter() - begun, time.process_time()
with open("/proc/self/status") as status:
    held = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
json.dump({"seconds": seconds, "busy": busy, "held": held / 1024, "peak": peak / 1024}, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds a text, seconds to start (by the clock, and busy), megabytes held and peak."""

    median_ms: float
    p99_ms: float
    start_s: float
    start_busy_s: float
    memory_mb: float
    peak_mb: float


def measure(sorter: Sorter, locator: Locator, texts: Sequence[str]) -> Cost:
    """Each text's best of several rounds, as what else the machine does is no cost of ours.

    Start and memory in a process of its own.
    """
    best = [math.inf] * len(texts)
    for _ in range(ROUNDS):
        for at, text in enumerate(texts):
            begun = time.perf_counter()
            sorter.classify(text)
            locator.locate(text)
            best[at] = min(best[at], time.perf_counter() - begun)
    taken = sorted(best)
    runs = [fresh() for _ in range(ROUNDS)]
    return Cost(
        median_ms=statistics.median(taken) * 1000,
        p99_ms=taken[int(len(taken) * 0.99)] * 1000,
        start_s=min(run["seconds"] for run in runs),
        start_busy_s=min(run["busy"] for run in runs),
        memory_mb=max(run["held"] for run in runs),
        peak_mb=max(run["peak"] for run in runs),
    )


def fresh() -> dict[str, float]:
    """Start-up and memory of a process that loads both and reads one text; Linux only."""
    done = subprocess.run([sys.executable, "-c", FRESH], check=True, stdout=subprocess.PIPE)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def table(cost: Cost) -> str:
    """The figures as a few lines."""
    return "\n".join(
        [
            "cost of a text",
            f"  classify and locate: median {cost.median_ms:.2f} ms, p99 {cost.p99_ms:.2f} ms",
            f"  start to first text: {cost.start_s:.2f} s, {cost.start_busy_s:.2f} s of it busy",
            f"  memory: {cost.memory_mb:.0f} MB held, {cost.peak_mb:.0f} MB at most",
        ]
    )
