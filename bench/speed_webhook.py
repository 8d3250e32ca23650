"""Texts and steps of a call beside a bare route with the same signature check and as many rows.

Three servers in turn, round by round, so that whatever else the machine does falls on all alike:
the bare route, this build, and the build that was measured first (see ``RELEASE``). The processor's
time of each server process is counted step by step, over all conversations of a round; the ratios
are medians over the rounds. How many rows each step writes is counted first, on the line itself.
Once on SQLite, and once on PostgreSQL, whose own processes are not counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlalchemy import event, text

from bench.databases import postgres
from bench.figures import Figure, Scale
from bench.line import NUMBER, Poster, demo_line, free_port, nanoseconds, process, signed
from hotline.app import create_app
from hotline.providers import callback_urls
from hotline.providers.twilio.render import twiml
from hotline.telephony import emergency

TITLE = "Webhooks beside a bare route: processor's time of the server, by step of a conversation"
RELEASE = "eb54eb2be738fdf2ba7329f1b264bfc73534b2db"
"""The build whose speed was measured first; it is in the history."""
ACCOUNT = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)
SEEN = (
    "bakery ladder fence garden window curtain bicycle umbrella lantern carpet pillow kettle"
    " basket puddle chimney gravel mailbox hammock lattice pebble trumpet blanket cabinet doorbell"
    " feather gutter hedge jacket kennel lemon marble napkin orchard pigeon quilt rafter saddle"
    " teapot velvet walnut yarn zipper anchor barrel candle dresser easel fiddle goblet hinge"
    " awning bonnet cactus daisy emerald fountain gazebo hydrant igloo jigsaw keyboard locket"
    " magnet nectar ornament parasol quiver radish scooter tulip urn vinegar wagon xylophone"
    " yoghurt almond bracelet compass dolphin envelope flamingo granite hourglass ivory juniper"
    " kayak lobster mandolin nutmeg ostrich pumpkin rhubarb sundial tricycle ukulele violet"
    " windmill apricot bagpipe cello dandelion eggplant ferret gondola harmonica iris jasmine"
    " koala lilac mushroom notebook oatmeal papaya raccoon sunflower thimble unicorn volleyball"
    " watermelon banjo cinnamon dragonfly feathers giraffe honeycomb inkwell"
).split()
"""Things beside it that nobody reports: they make each story another one, and no near copy."""
STORY = (ACCOUNT, "yes", "not sure", "no", "no thank you")
CALL = (
    "",
    "Digits=1",  # in English
    "Digits=2",  # nobody is in danger now
    "Digits=1",  # it is safe to talk
    "SpeechResult",
    "Digits=2",  # no one is under 18
    "Digits=1",  # the place was heard right
)
"""What a caller presses or says, step by step; nothing at first."""
MIDDLE = range(1, len(STORY) - 1)
AREAS = (956, 210, 512, 713, 915, 214, 254, 281, 325, 361, 409, 430)
HERE = "http://127.0.0.1"
WARM_UP = 5
CALIBRATION = 4
TEXT_BAR, LAST_BAR, CALL_BAR = 2.5, 4.0, 2.5


def account(conversation: int) -> str:
    """What the person of this conversation reports; stories alike would be grouped as a flood."""
    seen = random.Random(conversation).sample(SEEN, 16)
    return f"{ACCOUNT}. I saw {', '.join(seen)}"


def fields(conversation: int, step: int) -> dict[str, str]:
    """What the provider posts for one text; every conversation is another synthetic person's."""
    return {
        "MessageSid": f"SM{conversation:020d}{step:012d}",
        "AccountSid": "AC" + "0" * 32,
        "From": f"+1{AREAS[conversation // 99 % 12]}555{101 + conversation % 99:04d}",
        "To": NUMBER,
        "Body": STORY[step] if step else account(conversation),
        "NumMedia": "0",
    }


def call_fields(conversation: int, step: int) -> dict[str, str]:
    """What the provider posts for one step of a call."""
    name, _, pressed = CALL[step].partition("=")
    said = pressed or account(conversation)
    return {
        "CallSid": f"CA{conversation:032d}",
        "AccountSid": "AC" + "0" * 32,
        "From": f"+1{AREAS[conversation // 99 % 12]}555{101 + conversation % 99:04d}",
        "To": NUMBER,
        "CallStatus": "in-progress",
        **({name: said} if name else {}),
    }


@dataclass(frozen=True)
class Posted:
    """One request of a conversation: where, what, and whether it is a step of a call."""

    path: str
    form: Mapping[str, str]


def texts(conversation: int) -> list[Posted]:
    """A conversation by text."""
    steps = range(len(STORY))
    return [Posted(callback_urls.TEXT, fields(conversation, step)) for step in steps]


def steps_of_call(conversation: int) -> list[Posted]:
    """A call."""
    begun = [Posted(callback_urls.CALL, call_fields(conversation, 0))]
    return begun + [
        Posted(f"{callback_urls.CALL_STEP}?turn={step}", call_fields(conversation, step))
        for step in range(1, len(CALL))
    ]


KINDS = {"text": texts, "call": steps_of_call}


def rows_by_step(folder: Path) -> tuple[dict[str, list[int]], int]:
    """How many rows each step writes (inserted, changed or deleted), and the bytes a row takes."""
    dep = demo_line(folder, base_url=HERE)
    counted: list[int] = []
    before: dict[int, int] = {}

    @event.listens_for(dep.database.engine, "begin")
    def _begin(connection: object) -> None:
        raw = connection.connection.driver_connection  # type: ignore[attr-defined]
        before[id(raw)] = raw.total_changes

    @event.listens_for(dep.database.engine, "commit")
    def _count(connection: object) -> None:
        raw = connection.connection.driver_connection  # type: ignore[attr-defined]
        counted.append(raw.total_changes - before[id(raw)])

    app = create_app(dep)
    rows: dict[str, list[int]] = {}
    size = 0
    for kind, conversation in KINDS.items():
        written: list[list[int]] = [[] for _ in conversation(0)]
        bytes_before = _size(dep.database.engine)
        for number in range(CALIBRATION):
            for step, posted in enumerate(conversation(number)):
                counted.clear()
                asyncio.run(_post(app, posted))
                written[step].append(sum(counted))
        rows[kind] = [max(1, round(statistics.mean(numbers))) for numbers in written]
        grown = _size(dep.database.engine) - bytes_before
        size = size or grown // (CALIBRATION * sum(rows[kind]))
    dep.database.close()
    return rows, size


async def _post(app: FastAPI, posted: Posted) -> None:
    """A signed request, without a socket."""
    headers = {"x-twilio-signature": signed(f"{HERE}{posted.path}", posted.form)}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        answer = await client.post(posted.path, data=dict(posted.form), headers=headers)
        answer.raise_for_status()


def _size(engine: object) -> int:
    """Bytes of the pages in use, whether they are in the file or still in the log beside it."""
    with engine.connect() as db:  # type: ignore[attr-defined]
        pages, page = (db.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
    return int(pages) * int(page)


def measure(scale: Scale) -> Sequence[Figure]:
    """On SQLite, then on PostgreSQL."""
    rows, size = rows_by_step(scale.folder / "calibration")
    figures = [
        Figure("rows written by a text, step by step", " ".join(map(str, rows["text"]))),
        Figure("rows written by a call, step by step", " ".join(map(str, rows["call"]))),
        Figure("bytes a row", str(size)),
    ]
    with release(scale.folder / "release") as code:
        figures += _measured(scale, "SQLite", rows, size, code, {})
        with postgres(scale.folder) as server:
            addresses = {name: server.make(name) for name in ("bare", "line", "release")}
            figures += _measured(scale, "PostgreSQL", rows, size, code, addresses)
    return figures


@contextlib.contextmanager
def release(folder: Path) -> Iterator[Path | None]:
    """The files of the earlier build; ``None`` where the history does not have it."""
    folder.mkdir()
    packed = subprocess.run(
        ["git", "archive", RELEASE],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    if packed.returncode:
        yield None
        return
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    yield folder


@dataclass
class Server:
    """A server and, by kind and step, the milliseconds of each round."""

    name: str
    poster: Poster
    pid: int
    used: dict[tuple[str, int], list[float]] = field(default_factory=dict)


def _measured(
    scale: Scale,
    on: str,
    rows: Mapping[str, Sequence[int]],
    size: int,
    earlier: Path | None,
    addresses: Mapping[str, str],
) -> list[Figure]:
    rounds, together = (9, 40) if scale.full else (5, 12)
    with ExitStack() as running:
        servers = [
            running.enter_context(serve(scale.folder / on / name, name, addresses, code))
            for name, code in (("bare", None), ("line", None), ("release", earlier))
            if name != "release" or code is not None
        ]
        for number in range(-1, rounds):  # the first round fills caches
            first = (number + 1) * together
            for server in servers if number % 2 else reversed(servers):
                _round(server, range(first, first + together), rows, size, counted=number >= 0)
    return _figures(on, servers)


@contextlib.contextmanager
def serve(
    folder: Path, name: str, addresses: Mapping[str, str], code: Path | None
) -> Iterator[Server]:
    port = free_port()
    kind = "line" if name == "release" else name
    arguments = "bench.webhook_server", kind, str(folder), str(port)
    if addresses and code is None:
        arguments += "--database", addresses[name]
    with (
        process(
            *arguments, port=port, code=code, database=addresses.get(name, "") if code else ""
        ) as pid,
        contextlib.closing(Poster(port)) as poster,
    ):
        yield Server(name, poster, pid)


def _round(
    server: Server,
    conversations: range,
    rows: Mapping[str, Sequence[int]],
    size: int,
    *,
    counted: bool,
) -> None:
    """All conversations take each step together, so that its processor's time can be read."""
    server.poster.close()  # it has waited longer than a connection is kept
    for kind, conversation in KINDS.items():
        posts = [conversation(number) for number in conversations]
        for step in range(len(posts[0])):
            before = nanoseconds(server.pid)
            for posted in (one[step] for one in posts):
                path = posted.path
                if server.name == "bare":
                    path = f"/{kind}?rows={rows[kind][step]}&size={size}&step={step}"
                _, answer = server.poster.post(path, posted.form)
                if answer in {twiml(emergency.text()), twiml(emergency.call(NUMBER))}:
                    raise RuntimeError(f"the {server.name} answered with its last resort")
            took = (nanoseconds(server.pid) - before) / 1e6 / len(posts)
            if counted:
                server.used.setdefault((kind, step), []).append(took)


def _figures(on: str, servers: Sequence[Server]) -> list[Figure]:
    bare, line = servers[0], servers[1]
    figures = []
    for kind, step in bare.used:
        values = " / ".join(f"{statistics.median(one.used[kind, step]):.2f}" for one in servers)
        names = " / ".join(one.name for one in servers)
        figures.append(Figure(f"{on}, {kind} {step + 1}: {names}", f"{values} ms"))
    last = len(STORY) - 1
    wanted = (
        ("a text in mid-conversation", "text", MIDDLE, TEXT_BAR),
        ("the last text of a report", "text", range(last, last + 1), LAST_BAR),
        ("a step of a call", "call", range(1, len(CALL)), CALL_BAR),
    )
    for what, kind, steps, bar in wanted:
        ratio = _ratio(line, bare, kind, steps)
        bar_said = f"at most {bar:.1f} of the bare route"
        name = f"{on}: {what}, of the bare route"
        figures.append(Figure(name, f"{ratio:.2f}", bar=bar_said, met=ratio <= bar))
        for release in servers[2:]:
            than = _ratio(line, release, kind, steps)
            figures.append(Figure(f"{on}: {what}, of the earlier build", f"{than:.2f}"))
    return figures


def _ratio(one: Server, other: Server, kind: str, steps: range) -> float:
    """The median over the rounds of what these steps cost the one, of what they cost the other."""

    def sums(server: Server) -> list[float]:
        return [sum(round_) for round_ in zip(*(server.used[kind, s] for s in steps), strict=True)]

    return statistics.median(
        mine / theirs for mine, theirs in zip(sums(one), sums(other), strict=True)
    )
