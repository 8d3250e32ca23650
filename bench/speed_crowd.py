"""Hundreds of new texters at once for twenty seconds: who is answered when, and is nothing lost.

One server process, on a SQLite file and then on PostgreSQL. Each texter waits for the answer, and
another one follows. Afterward every text that was answered with help is sent once more, as a
provider would, and the database must hold each text once.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from sqlalchemy import create_engine, text

from bench.figures import Figure, Scale
from bench.line import free_port, process
from bench.many_texters import Outcome, Text, first_texts, send
from bench.speed_flood import postgres
from hotline.db.reports import ACCOUNT

TITLE = "A crowd: 500 new texters at once for 20 seconds"
AT_ONCE, SECONDS = 500, 20.0
PREPARED = 9000
"""More texts than can be answered in that time."""
AGAIN_AT_ONCE = 6
WANTED_SECONDS, SAFE_SECONDS = 3.0, 5.0
SLACK_SECONDS = 1.0
"""What lies between the service's deadline and the last byte at a client on the same machine."""


def measure(scale: Scale) -> Sequence[Figure]:
    """The crowd on both databases."""
    figures = _crowd("SQLite", scale, f"sqlite:///{scale.folder / 'sqlite' / 'hotline.db'}", "")
    with postgres(scale.folder / "postgres") as url:
        return [*figures, *_crowd("PostgreSQL", scale, url, url)]


def _crowd(database: str, scale: Scale, look_at: str, url: str) -> list[Figure]:
    port, folder = free_port(), scale.folder / database.lower()
    given = ("--database", url) if url else ()
    with process("bench.webhook_server", "line", str(folder), str(port), *given, port=port):
        send(port, list(first_texts(port, 40, start=70_000)), at_once=4, seconds=30)  # warm up
        before = _stored(look_at)
        outcome = send(port, list(first_texts(port, PREPARED)), at_once=AT_ONCE, seconds=SECONDS)
        again, left = Outcome(), [*outcome.helped, *outcome.failed]
        for _ in range(3):  # the provider tries again; what is still refused later, once more
            tried = send(port, left, at_once=AGAIN_AT_ONCE, seconds=600)
            again.taken += tried.taken
            left = [*tried.helped, *tried.failed]
        stored = _stored(look_at) - before
    return _figures(database, outcome, again, stored)


def _figures(database: str, outcome: Outcome, again: Outcome, stored: int) -> list[Figure]:
    sent = len(outcome.seconds) + len(outcome.failed)
    taken = [outcome.seconds[one.sid] for one in outcome.taken]
    helped = [outcome.seconds[one.sid] for one in outcome.helped]
    late = sum(one > SAFE_SECONDS + SLACK_SECONDS for one in helped)
    worst = _worst(taken)
    each = len(outcome.taken) + len(again.taken)
    return [
        Figure(
            f"{database}: texts sent, taken, answered with help",
            f"{sent}, {len(taken)}, {len(helped)}",
        ),
        Figure("taken, half of them within", f"{statistics.median(taken):.2f} s"),
        Figure(
            "taken, 99 of 100 within",
            f"{worst:.2f} s",
            f"{WANTED_SECONDS:.0f} s",
            worst <= WANTED_SECONDS,
        ),
        Figure(
            "help, 99 of 100 and the last within",
            f"{_worst(helped):.2f} and {max(helped, default=0):.2f} s",
            f"{SAFE_SECONDS:.0f} s, {SLACK_SECONDS:.0f} more for the way",
            not late,
        ),
        Figure("no answer at all", str(len(outcome.failed)), "none", not outcome.failed),
        Figure(
            "taken of those in danger, of all others",
            f"{_share(outcome, 'danger'):.0%}, {_share(outcome, 'new'):.0%}",
        ),
        Figure(
            "stored, after each that was refused came again",
            f"{stored} of {sent}",
            "each once",
            stored == sent == each,
        ),
    ]


def _worst(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98] if len(seconds) > 1 else 0.0


def _share(outcome: Outcome, kind: str) -> float:
    def of_kind(texts: Sequence[Text]) -> int:
        return sum(one.kind == kind for one in texts)

    everyone = of_kind(outcome.taken) + of_kind(outcome.helped) + of_kind(outcome.failed)
    return of_kind(outcome.taken) / max(everyone, 1)


def _stored(url: str) -> int:
    """How many texts the database holds."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = connection.scalar(
            text("SELECT count(*) FROM entries WHERE kind = :kind"), {"kind": ACCOUNT}
        )
    engine.dispose()
    return int(found or 0)
