"""The text webhook beside a bare route with the same signature check and as many rows committed.

Both are uvicorn processes on SQLite files. The same conversations are posted to both, in turn, so
that whatever else the machine does falls on both alike. How many rows each text of a conversation
writes is counted first, on the line itself.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlalchemy import event, text
from twilio.request_validator import RequestValidator

from bench.figures import Figure, Scale, milliseconds, percentile
from bench.line import NUMBER, TOKEN, Poster, cpu_seconds, demo_line, free_port, process
from hotline.app import create_app
from hotline.db.database import Database
from hotline.providers.twilio.render import twiml
from hotline.telephony import emergency

TITLE = "A text comes in: POST /twilio/sms beside a bare route"
ACCOUNT = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)
STORY = (
    ACCOUNT,
    "yes",
    "not sure",
    "no",
    "no",
)
AREAS = (956, 210, 512, 713, 915, 214, 254, 281, 325, 361, 409, 430)
HERE = "http://127.0.0.1"
WARM_UP = 5
SECONDS = 12.0
"""A busy machine posts fewer texts, not longer."""
CALIBRATION = 8


def fields(conversation: int, step: int) -> dict[str, str]:
    """What the provider posts for one text; every conversation is another synthetic person's."""
    return {
        "MessageSid": f"SM{conversation:020d}{step:012d}",
        "AccountSid": "AC" + "0" * 32,
        "From": f"+1{AREAS[conversation // 100]}555{100 + conversation % 100:04d}",
        "To": NUMBER,
        "Body": STORY[step],
        "NumMedia": "0",
    }


def rows_by_step(folder: Path) -> tuple[list[int], int]:
    """How many rows each text writes (inserted, changed or deleted), and the bytes a row takes."""
    dep = demo_line(folder, base_url=HERE)
    counted: list[int] = []

    @event.listens_for(dep.database.engine, "commit")
    def _count(connection: object) -> None:
        raw = connection.connection.driver_connection  # type: ignore[attr-defined]
        counted.append(raw.total_changes - before.get(id(raw), 0))
        before[id(raw)] = raw.total_changes

    before: dict[int, int] = {}
    with dep.database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        before[id(raw)] = raw.total_changes if raw is not None else 0
    written: list[list[int]] = [[] for _ in STORY]
    app = create_app(dep)
    before_all = _size(dep.database)
    for conversation in range(CALIBRATION):
        for step in range(len(STORY)):
            counted.clear()
            asyncio.run(_post(app, fields(conversation, step)))
            written[step].append(sum(counted))
    grown = _size(dep.database) - before_all
    dep.database.close()
    rows = [round(statistics.mean(numbers)) for numbers in written]
    return rows, grown // (CALIBRATION * sum(rows))


async def _post(app: FastAPI, form: dict[str, str]) -> None:
    """A signed text, without a socket."""
    signature = RequestValidator(TOKEN).compute_signature(f"{HERE}/twilio/sms", form)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        headers = {"x-twilio-signature": signature}
        (await client.post("/twilio/sms", data=form, headers=headers)).raise_for_status()


def _size(database: Database) -> int:
    """Bytes of the pages in use, whether they are in the file or still in the log beside it."""
    with database.read() as db:
        pages, page = (db.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
    return int(pages) * int(page)


def measure(scale: Scale) -> Sequence[Figure]:
    """Time both, text by text in turn."""
    conversations = 400 if scale.full else 60
    rows, size = rows_by_step(scale.folder / "calibration")
    times, cpu = _times(scale, conversations, rows, size)
    ours = [took for step in times for took, _ in step]
    bare = [took for step in times for _, took in step]
    ratio = statistics.median(ours) / statistics.median(bare)
    figures = [
        Figure("texts posted to each", str(len(ours))),
        Figure("rows written a text, by step of the conversation", " ".join(map(str, rows))),
        Figure("bytes a row", str(size)),
        Figure("the line, median", milliseconds(ours)),
        Figure("the line, 95 of 100 within", percentile(ours, 95)),
        Figure("bare route, median", milliseconds(bare)),
        Figure("bare route, 95 of 100 within", percentile(bare, 95)),
        Figure("the line takes, of the bare route's time", f"{ratio:.2f} times"),
    ]
    if cpu[1]:
        each = " / ".join(f"{1000 * seconds / len(ours):.1f}" for seconds in cpu)
        figures.append(Figure("processor's time a text: the line / bare", f"{each} ms"))
        figures.append(Figure("of the bare route's processor time", f"{cpu[0] / cpu[1]:.2f} times"))
    for step, pairs in enumerate(times):
        one = statistics.median(took for took, _ in pairs)
        other = statistics.median(took for _, took in pairs)
        step_name = "the story itself" if step == 0 else f"answer {step}"
        value = f"{one * 1000:.1f} / {other * 1000:.1f} ms"
        figures.append(Figure(f"  {step_name}: the line / bare", value))
    return figures


def _times(
    scale: Scale, conversations: int, rows: Sequence[int], size: int
) -> tuple[list[list[tuple[float, float]]], tuple[float, float]]:
    """For each step of the conversation the pairs of seconds: the line, the bare route.

    And the processor's seconds of both servers for all of it: a busy machine changes them least.
    """
    used = 0.0, 0.0
    ports = free_port(), free_port()
    times: list[list[tuple[float, float]]] = [[] for _ in STORY]
    with (
        process(
            "bench.webhook_server", "line", str(scale.folder / "l"), str(ports[0]), port=ports[0]
        ) as line_pid,
        process(
            "bench.webhook_server", "bare", str(scale.folder / "b"), str(ports[1]), port=ports[1]
        ) as bare_pid,
    ):
        line, bare = Poster(ports[0]), Poster(ports[1])
        begun = time.perf_counter()
        for conversation in range(conversations + WARM_UP):
            if scale.enough(begun, SECONDS):
                break
            if conversation == WARM_UP:
                used = cpu_seconds(line_pid), cpu_seconds(bare_pid)
            for step in range(len(STORY)):
                form = fields(conversation, step)
                path = f"/sms?rows={rows[step]}&size={size}"
                if conversation % 2:
                    took_bare, _ = bare.post(path, form)
                    took_line, answer = line.post("/twilio/sms", form)
                else:
                    took_line, answer = line.post("/twilio/sms", form)
                    took_bare, _ = bare.post(path, form)
                if conversation >= WARM_UP:
                    times[step].append((took_line, took_bare))
                if answer == twiml(emergency.text()):
                    raise RuntimeError("the line answered with its last resort")
        cpu = cpu_seconds(line_pid) - used[0], cpu_seconds(bare_pid) - used[1]
        line.close()
        bare.close()
    return times, cpu
