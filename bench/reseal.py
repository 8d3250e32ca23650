"""Replacing a key at size: reports resealed under a new key while texts arrive.

    python -m bench.reseal --reports 100000

Fills a SQLite file under a first key, starts the line on it with a second key in front, and seals
everything again as ``hotline keys reseal`` does, from a process of its own, while texts are posted
to the line. Then the first key is retired, and with the second alone every report is opened, every
return code and every reporter recognized. Ends with 1 when anything was lost or the first key
still opens something.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import itertools
import logging
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.figures import Figure
from bench.line import FIRST_KEY, Poster, demo_line, free_port, process
from bench.speed_webhook import fields
from hotline.db.reports import Entry, Exchange, Report, Reporter
from hotline.db.states import ReportState
from hotline.deployment import Deployment, utc_now
from hotline.domain import Medium
from hotline.privacy import audit, reseal
from hotline.privacy.codes import new_return_code, new_tip_id
from hotline.privacy.keys import RETURN_CODE, KeyRing, ReportKey, SealError
from hotline.privacy.pseudonyms import seal_handle
from hotline.providers.twilio.render import twiml
from hotline.telephony import emergency

SECOND_KEY = base64.b64encode(bytes([2]) * 32).decode()
AT_ONCE = 2000
BETWEEN_TEXTS_SECONDS = 0.25
ANSWERS = 10
"""Of so many reports one has a stored answer to a webhook, as only those of a day are kept."""


@dataclass
class Made:
    """What was filled in: of each report its tip ID, return code and the reporter's number."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Texted:
    """What the texts were answered while keys were replaced, and how long each took."""

    seconds: list[float] = field(default_factory=list)
    in_need: int = 0
    """Answered with the emergency words, or not at all."""


def number_of(reporter: int) -> str:
    """A synthetic number; no two alike below 80,000."""
    return f"+1{201 + reporter // 100}55501{reporter % 100:02d}"


def fill(dep: Deployment, reports: int) -> Made:
    """Reports of one entry each, sealed as the line seals them, written some thousand at a time."""
    made, now, keys = Made(), utc_now(), dep.keys
    reporters = min(reports, 79_000)
    with dep.database.write() as db:
        people = [
            {
                "pseudonym": keys.pseudonyms(number_of(one))[0],
                "created_at": now,
                "handle": seal_handle(keys, number_of(one)),
                "handle_expires_at": now,
                "key_id": keys.ids[0],
                "failed_codes": 0,
            }
            for one in range(reporters)
        ]
        db.execute(insert(Reporter), people)
        ids = dict(tuple(row) for row in db.execute(select(Reporter.pseudonym, Reporter.id)))
    person_ids = [ids[str(row["pseudonym"])] for row in people]
    seen: set[str] = set()
    for start in range(0, reports, AT_ONCE):
        rows, entries, answers = [], [], []
        for number in range(start, min(start + AT_ONCE, reports)):
            tip, code = new_tip_id(), new_return_code()
            while tip in seen:
                tip = new_tip_id()
            seen.add(tip)
            key, sealed = ReportKey.make(keys, tip)
            rows.append(
                {
                    "tip_id": tip,
                    "return_code_mac": keys.mac(RETURN_CODE, f"{tip}:{code}".encode()),
                    "code_key_id": keys.ids[0],
                    "sealed_key": sealed,
                    "created_at": now,
                    "updated_at": now,
                    "medium": Medium.TEXT,
                    "state": ReportState.OPEN,
                    "assessment": key.seal("{}" + " " * 1500, "assessment"),
                    "reporter_id": person_ids[number % reporters],
                }
            )
            entries.append(key.seal(f"word {number} quagga", "entry:told"))
            if number % ANSWERS == 0:
                answer = keys.seal(f"Tip {tip}, secret code {code}".encode(), "exchange")
                answers.append({"key": f"text:{number}", "at": now, "answer": answer})
            made.rows.append((tip, code, number_of(number % reporters)))
        with dep.database.write() as db:
            numbers = db.scalars(
                insert(Report).returning(Report.id, sort_by_parameter_order=True), rows
            )
            told = [
                {"report_id": report, "at": now, "kind": "told", "author": "reporter", "body": body}
                for report, body in zip(numbers, entries, strict=True)
            ]
            db.execute(insert(Entry), told)
            if answers:
                db.execute(insert(Exchange), answers)
    return made


@contextlib.contextmanager
def texting(port: int, texted: Texted, numbers: Iterator[int]) -> Iterator[None]:
    """New people text while the block runs, up to four a second."""
    over = threading.Event()

    def text() -> None:
        poster, helped = Poster(port), twiml(emergency.text())
        while not over.is_set():
            try:
                took, answer = poster.post("/twilio/sms", form_of(next(numbers)))
            except (OSError, RuntimeError):
                took, answer = 0.0, helped
                poster = Poster(port)
            texted.seconds.append(took)
            texted.in_need += answer == helped
            over.wait(BETWEEN_TEXTS_SECONDS)
        poster.close()

    traffic = threading.Thread(target=text)
    traffic.start()
    try:
        yield
    finally:
        over.set()
        traffic.join()


def form_of(number: int) -> dict[str, str]:
    """A text of one of 499 people; the line's own number, the first of all, is left out."""
    return fields(number % 499 + 1, 0) | {"MessageSid": f"SM{number:032d}"}


def not_there(dep: Deployment, made: Made) -> list[str]:
    """What cannot be opened or recognized with these keys alone, one sentence each."""
    missing = []
    with dep.database.read() as db:
        rows = select(Report.tip_id, Report.sealed_key, Report.return_code_mac, Reporter.pseudonym)
        rows = rows.join(Reporter, Report.reporter_id == Reporter.id).add_columns(Entry.body)
        rows = rows.join(Entry, Entry.report_id == Report.id).where(Entry.kind == "told")
        known = {row.tip_id: row for row in db.execute(rows).yield_per(AT_ONCE)}
    for number, (tip, code, phone) in enumerate(made.rows):
        row = known.get(tip)
        try:
            words = row and ReportKey.unwrap(dep.keys, row.sealed_key, tip).open(
                row.body, "entry:told"
            )
        except SealError as error:
            words = str(error)
        if row is None or words != f"word {number} quagga":
            missing.append(f"{tip}: {words}")
        elif row.return_code_mac not in dep.keys.lineage(RETURN_CODE, f"{tip}:{code}".encode()):
            missing.append(f"{tip}: its code is not recognized")
        elif row.pseudonym not in dep.keys.pseudonyms(phone):
            missing.append(f"{tip}: its reporter is not recognized")
    return missing


def still_opens(dep: Deployment, folder: Path, old: KeyRing, made: Made) -> list[str]:
    """What the retired key still opens or recognizes, in the tables and in the files."""
    found = [f"{name}: {number}" for name, number in _counts(dep).get(old.ids[0], {}).items()]
    dep.database.empty_log()
    header = b"\x01" + bytes.fromhex(old.ids[0])
    copies = sum(file.read_bytes().count(header) for file in folder.glob("hotline.db*"))
    if copies > 1:  # the canary, which opens nothing
        found.append(f"{copies} values under it are left in the files")
    with dep.database.read() as db:
        people = set(db.scalars(select(Reporter.pseudonym)))
        codes = set(db.scalars(select(Report.return_code_mac)))
    for tip, code, phone in made.rows:
        mine = set(old.lineage(RETURN_CODE, f"{tip}:{code}".encode()))
        if people & set(old.pseudonyms(phone)) or codes & mine:
            found.append(f"it still recognizes {tip}")
    return found


def _counts(dep: Deployment) -> dict[str, dict[str, int]]:
    with dep.database.read() as db:
        return reseal.counts(db)


def prove(reports: int, folder: Path) -> list[Figure]:
    """Fill, replace the key under traffic, retire it, and look at everything."""
    begun = time.perf_counter()
    with contextlib.closing(demo_line(folder, base_url="http://127.0.0.1")) as before:
        before.check_keys()
        made = fill(before, reports)
        old = before.keys
    filled = time.perf_counter() - begun
    port, both, texted = free_port(), f"{SECOND_KEY},{FIRST_KEY}", Texted()
    numbers = itertools.count()
    server = ("line", str(folder), str(port), "--keys", both)
    here = f"http://127.0.0.1:{port}"
    with (
        process("bench.webhook_server", *server, port=port),
        contextlib.closing(demo_line(folder, base_url=here, keys=both)) as dep,
    ):
        dep.check_keys()
        with texting(port, texted, numbers):
            time.sleep(2)
        texted.seconds.clear()  # it is warm now
        with texting(port, texted, numbers):
            cpu, begun = time.process_time(), time.perf_counter()
            result = reseal.reseal(dep.database, dep.keys, by="bench", now=utc_now())
            took, cpu = time.perf_counter() - begun, time.process_time() - cpu
    begun = time.perf_counter()
    with contextlib.closing(demo_line(folder, base_url=here, keys=both)) as dep:
        reseal.retire(dep.database, dep.keys, old.ids[0], by="bench", now=utc_now())
    retired = time.perf_counter() - begun
    with contextlib.closing(demo_line(folder, base_url=here, keys=SECOND_KEY)) as dep:
        dep.check_keys()
        lost, opened = not_there(dep, made), still_opens(dep, folder, old, made)
        with dep.database.read() as db:
            told = db.scalar(select(func.count(Entry.id)).where(Entry.kind == "told")) or 0
            faults = list(audit.verify(db, dep.keys))
    posted, answered = next(numbers), len(texted.seconds)
    times = sorted(texted.seconds)
    return [
        Figure("reports filled in under the first key", f"{reports} in {filled:.0f} s"),
        Figure("values sealed again", f"{result.done} in {took:.1f} s"),
        Figure("processor's time of it", f"{cpu:.1f} s"),
        Figure("values that no key opens", str(result.unreadable), "none", not result.unreadable),
        Figure("retiring the first key", f"{retired:.1f} s"),
        Figure("texts answered meanwhile", str(answered)),
        Figure("  median / slowest", f"{statistics.median(times):.2f} / {times[-1]:.2f} s"),
        Figure("  with the emergency words", str(texted.in_need), "none", not texted.in_need),
        Figure(
            "texts stored", f"{told - reports} of {posted}", "every one", told - reports == posted
        ),
        Figure(
            "reports, codes and reporters known by the new key alone",
            f"{reports - len(lost)} of {reports}",
            "all",
            not lost,
        ),
        Figure("left under the first key", ", ".join(opened) or "nothing", "nothing", not opened),
        Figure("the audit trail", "; ".join(faults) or "intact", "intact", not faults),
    ]


def main() -> int:
    """Read the command line and prove it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.reseal", description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    given = parser.parse_args()
    for variable in [name for name in os.environ if name.startswith("HOTLINE_")]:
        del os.environ[variable]
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        figures = prove(given.reports, Path(folder))
    for figure in figures:
        print(figure.line())
    return int(any(not figure.met for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())
