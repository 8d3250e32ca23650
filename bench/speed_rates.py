"""Texts a second when many people text at once: the line, a bare route, a sample and a release.

Four servers in turn, round by round, on SQLite. So many conversations of five texts are held at
once, each person texting as soon as the last text was answered. What a server gives is how many
texts it answers a second; ratios are medians over the rounds. ``bench.sample`` is a survey as
providers' samples show it, with as many rows of the same size.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.figures import Figure, Scale
from bench.line import signed
from bench.speed_webhook import Server, release, rows_by_step, serve, texts
from hotline.providers.twilio.render import twiml
from hotline.telephony import emergency

TITLE = "Texts a second, by how many people text at once"
FEW, MANY = (32,), (1, 8, 32, 200, 500)
LEAST_CONVERSATIONS = 16
SAMPLE_BAR, RELEASE_BAR = 1.5, 3.5
WANTED_AT = frozenset({32, 200})
LAST_RESORT = twiml(emergency.text()).encode()


@dataclass
class Given:
    """What one server gave, by how many texted at once: texts a second, and each one's seconds."""

    rates: dict[int, list[float]] = field(default_factory=dict)
    seconds: dict[int, list[float]] = field(default_factory=dict)
    last_resorts: dict[int, int] = field(default_factory=dict)
    """How many texts were answered with the emergency words; they were not taken, nor counted."""


def measure(scale: Scale) -> Sequence[Figure]:
    """All levels, interleaved."""
    rows, size = rows_by_step(scale.folder / "calibration")
    levels, rounds = (MANY, 3) if scale.full else (FEW, 2)
    with ExitStack() as running:
        code = running.enter_context(release(scale.folder / "release"))
        names = ["bare", "sample", "line", *(["release"] if code else [])]
        servers = [
            running.enter_context(
                serve(scale.folder / name, name, {}, code if name == "release" else None)
            )
            for name in names
        ]
        given = {name: Given() for name in names}
        first = 0
        for number in range(-1, rounds):  # the first round fills caches
            for level in levels:
                people = range(first, first + max(level, LEAST_CONVERSATIONS))
                first = people.stop
                for server in servers if number % 2 else reversed(servers):
                    crowd = _Crowd(server, rows["text"], size)
                    rate, seconds = asyncio.run(crowd.text(people, level))
                    if number >= 0:
                        one = given[server.name]
                        one.rates.setdefault(level, []).append(rate)
                        one.seconds.setdefault(level, []).extend(seconds)
                        one.last_resorts[level] = one.last_resorts.get(level, 0) + crowd.refused
    return [figure for level in levels for figure in _figures(level, given)]


class _Crowd:
    """People who text one server at once, over connections that are kept."""

    def __init__(self, server: Server, rows: Sequence[int], size: int) -> None:
        self._server = server
        self._base = server.poster.base_url
        self._port = int(self._base.rpartition(":")[2])
        self._rows, self._size = rows, size
        self.refused = 0

    async def text(self, people: range, at_once: int) -> tuple[float, list[float]]:
        """Texts taken a second, and the seconds that each answer was waited for."""
        waiting, seconds = list(people), list[float]()
        requests = {person: self._requests(person) for person in people}  # before the clock runs
        begun = time.perf_counter()

        async def one_after_another() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            while waiting:
                for request in requests[waiting.pop()]:
                    sent = time.perf_counter()
                    writer.write(request)
                    self.refused += await _answer(reader) == LAST_RESORT
                    seconds.append(time.perf_counter() - sent)
            writer.close()

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))
        return (len(seconds) - self.refused) / (time.perf_counter() - begun), seconds

    def _requests(self, person: int) -> list[bytes]:
        made = []
        for step, posted in enumerate(texts(person)):
            path = posted.path
            if self._server.name in {"bare", "sample"}:
                path = f"/text?rows={self._rows[step]}&size={self._size}&step={step}"
            made.append(_request(self._base, path, posted.form))
        return made


def _request(base: str, path: str, form: Mapping[str, str]) -> bytes:
    body = urlencode(form).encode()
    lines = (
        f"POST {path} HTTP/1.1",
        f"host: {base.removeprefix('http://')}",
        "content-type: application/x-www-form-urlencoded",
        f"content-length: {len(body)}",
        f"x-twilio-signature: {signed(base + path, form)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """The body of one answer. Raises when it is not a 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    status, _, fields = head.partition(b"\r\n")
    if b" 200" not in status:
        raise RuntimeError(f"a text was answered with {status.decode()}")
    named = (line.partition(b":") for line in fields.lower().split(b"\r\n"))
    length = next(int(value) for name, _, value in named if name == b"content-length")
    return await reader.readexactly(length)


def _figures(level: int, given: Mapping[str, Given]) -> list[Figure]:
    at = f"{level} at once"
    rates = " / ".join(f"{statistics.median(one.rates[level]):.0f}" for one in given.values())
    late = " / ".join(
        f"{statistics.quantiles(one.seconds[level], n=100)[98]:.2f}" for one in given.values()
    )
    refused = " / ".join(str(one.last_resorts[level]) for one in given.values())
    figures = [
        Figure(f"{at}, texts a second: {' / '.join(given)}", rates),
        Figure(f"{at}, the slowest in a hundred waited", f"{late} s"),
        Figure(f"{at}, answered with the emergency words, not counted", refused),
    ]
    for name, bar in (("bare", 0.0), ("sample", SAMPLE_BAR), ("release", RELEASE_BAR)):
        if name not in given:
            continue
        pairs = zip(given["line"].rates[level], given[name].rates[level], strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        wanted = f"at least {bar:.1f}" if bar and level in WANTED_AT else ""
        met = not wanted or ratio >= bar
        figures.append(Figure(f"{at}: of the {name}'s rate", f"{ratio:.2f}", bar=wanted, met=met))
    return figures
