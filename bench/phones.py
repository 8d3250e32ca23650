"""A night of texters with the habits of real phones: ``python -m bench.phones``.

    python -m bench.phones                     500 texters, in a few minutes
    python -m bench.phones --texters 60 --seed 7 --cases my.yaml

Each texter tells one of some stories, and answers what the line asks; their phone reacts to our
texts, replies by itself, sends texts twice, splits them, attaches things, and writes its number in
several ways. Every report must be what the same story makes without all that; one for each person;
nothing a phone sends by itself is answered; and no attachment is lost. The forms are those of
``bench/data/phones.yaml``. Ends with 1 when one of that is not so.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench.phone_line import PhoneLine, phone_line
from hotline.config_files import Document, parse_yaml
from hotline.db.reports import Attachment, Report
from hotline.intake.reports import report_by_tip

CASES = Path(__file__).parent / "data" / "phones.yaml"
EVENING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
NIGHT = 8 * 3600
STORIES = (
    "my boss keeps my passport and never pays us at the warehouse in Laredo Texas",
    "a girl is kept in the motel next to the gas station in Amarillo Texas, men come all night",
    "we work 14 hours a day on the farm in Immokalee Florida and he says we owe him money",
    "my neighbor in Columbus Ohio has a maid who may never leave the house and is not paid",
    "mi patrona me quitó el pasaporte y no me deja salir de la casa en Houston Texas",
    "nos tienen trabajando en una fábrica en Los Angeles California y no nos pagan desde marzo",
    "I clean rooms in Tulsa Oklahoma and my manager locks up our papers and takes our tips",
    "she is 16 and her boyfriend sells her to men at the truck stop in Barstow California",
)
ANSWERS = (
    ("under 18", "3"), ("18 años", "3"), ("safe for you", "yes"), ("sin peligro", "si"),
    ("text you here", "1"), ("escribirle", "1"), ("police", "2"), ("policía", "2"),
    ("Reply YES", "yes"), ("Responda SI", "si"),
)  # fmt: skip
"""What a texter answers to a question that has these words; to any other, 2."""
FILES: Mapping[str, bytes] = {
    "image/png": b"\x89PNG\r\n\x1a\n", "audio/amr": b"#!AMR\n", "audio/mp4": b"\0\0\0 ftypM4A ",
    "video/3gpp": b"\0\0\0 ftyp3gp5", "image/heic": b"\0\0\0 ftypheic", "application/pdf": b"%PDF-",
    "text/vcard": b"BEGIN:VCARD\nVERSION:3.0\nFN:x\nEND:VCARD\n", "application/zip": b"PK\3\4",
}  # fmt: skip
HABITS = ("reacts", "replies", "repeats", "splits", "attaches", "forms", "echoes", "retries")
ROBOTS = ("Acme Towing got ur note {}", "req {} is in the queue at Bob's", "Folio {} recibido ok")
MOST_ANSWERS = 6
"""To an automaton that nobody knows: the line notices it by its repetition."""


@dataclass
class Texter:
    """One person, the story and the habits of their phone."""

    numbers: Sequence[str]
    story: str
    habits: frozenset[str]
    chance: random.Random
    attached: int = 0
    said: list[str] = field(default_factory=list)
    """What the line answered."""


@dataclass
class Night:
    """What is counted."""

    texters: list[Texter]
    sent: Counter[str] = field(default_factory=Counter)
    answered: list[str] = field(default_factory=list)
    """What a phone sent by itself and the line answered."""
    robots: list[int] = field(default_factory=list)
    """How often each unknown automaton was answered."""


class World:
    """Everything that a texter needs to act."""

    def __init__(self, line: PhoneLine, cases: Mapping[str, Any], night: Night) -> None:
        self.line, self.night = line, night
        self.reactions = [form for forms in cases["reactions"].values() for form in forms]
        self.of_media, self.automatic = cases["of_media"], cases["automatic"]

    def text(self, who: Texter, words: str, **more: str) -> str:
        """The answer to a text."""
        self.night.sent["texts"] += 1
        number = who.chance.choice(who.numbers) if "forms" in who.habits else who.numbers[0]
        answer = "\n".join(self.line.carrier.text(number, words, **more))
        if answer:
            who.said.append(answer)
        return answer

    def by_itself(self, who: Texter, kind: str, words: str) -> None:
        """The phone sends something that nobody wrote."""
        self.night.sent[kind] += 1
        if self.text(who, words):
            self.night.answered.append(f"{kind}: {words[:70]}")

    def attach(self, who: Texter, words: str = "") -> str:
        """Something is attached, perhaps to a reaction."""
        kind = who.chance.choice(list(FILES))
        data = FILES[kind] + who.chance.randbytes(60 + who.attached)
        if kind == "text/vcard":
            data = FILES[kind]
        who.attached += 1
        self.night.sent["attachments"] += 1
        answer = "\n".join(self.line.carrier.picture(who.numbers[0], data, words, kind))
        if answer:
            who.said.append(answer)
        return answer


def conversation(world: World, who: Texter) -> Iterator[float]:
    """A texter's night: acts, and gives the seconds until they act again."""
    last = ""
    for part in _parts(who):
        last = world.text(who, part) or last
        if "repeats" in who.habits:
            yield who.chance.choice([0.4, 1, 2, 20, 70])
            world.night.sent["sent twice"] += 1
            last = world.text(who, part) or last
        yield who.chance.uniform(3, 6)
    for _ in range(16):
        if not last or _is_over(last):
            break
        yield from _habits(world, who, last)
        yield who.chance.uniform(8, 40)
        reply = _reply(last)
        sid = world.line.carrier.sid("SM")
        last = world.text(who, reply, MessageSid=sid, SmsSid=sid)
        if "retries" in who.habits:
            world.night.sent["retried"] += 1
            again = world.text(who, reply, MessageSid=sid, SmsSid=sid)
            if again != last:
                world.night.answered.append(f"retried: {reply}")
        if "repeats" in who.habits and who.chance.random() < 0.3:
            yield who.chance.choice([0.2, 0.7])
            world.night.sent["sent twice"] += 1
            last = world.text(who, reply) or last
            yield 5
    if who.said:
        yield from _habits(world, who, who.said[-1])


def _parts(who: Texter) -> list[str]:
    words = who.story.split()
    if "splits" not in who.habits:
        return [who.story]
    at = who.chance.randrange(4, len(words) - 3)
    return [" ".join(words[:at]), " ".join(words[at:])]


def _habits(world: World, who: Texter, last: str) -> Iterator[float]:
    """What the phone does with our last text."""
    yield 5
    if "reacts" in who.habits and who.chance.random() < 0.6:
        form = who.chance.choice(world.reactions)
        quoted = last if who.chance.random() < 0.7 else f"{last[:45]}…"
        world.by_itself(who, "reactions", form.replace("{}", quoted))
        yield 4
    if "reacts" in who.habits and who.chance.random() < 0.2:
        world.by_itself(who, "reactions", who.chance.choice(world.of_media))
        yield 4
    if "replies" in who.habits and who.chance.random() < 0.5:
        world.by_itself(who, "automatic replies", who.chance.choice(world.automatic))
        yield 4
    if "echoes" in who.habits and who.chance.random() < 0.3:
        world.by_itself(who, "our own words", last)
        yield 4
    if "attaches" in who.habits and who.chance.random() < 0.3:
        sticker = "reacts" in who.habits and who.chance.random() < 0.5
        answer = world.attach(who, f"Reacted with a sticker to “{last}”" if sticker else "")
        if sticker and answer:
            world.night.answered.append("a sticker that reacts")
        yield 4


def robot(world: World, who: Texter) -> Iterator[float]:
    """An automaton that nobody knows answers every text of ours."""
    answers = 0
    for turn in range(25):
        answers += bool(world.text(who, who.story.format(turn)))
        yield 7
    world.night.robots.append(answers)


def _reply(asked: str) -> str:
    return next((answer for words, answer in ANSWERS if words in asked), "2")


def _is_over(answer: str) -> bool:
    """Whether the line has thanked, or ended it."""
    return any(said in answer for said in ("Your number:", "Su número:", "NEW", "NUEVO"))


def people(count: int, seed: int) -> list[Texter]:
    """So many texters, each with some of the habits."""
    chance = random.Random(seed)
    texters = []
    for number in range(count):
        digits = f"1{_area(number)}55501{number % 100:02}"
        forms = [f"+{digits}", f"rcs:+{digits}", digits, f" {digits}", f"+{digits}/TYPE=PLMN"]
        habits = frozenset(habit for habit in HABITS if chance.random() < 0.45)
        texters.append(
            Texter(forms, STORIES[number % len(STORIES)], habits, random.Random(chance.random()))
        )
    return texters


def _area(number: int) -> int:
    """A real area code for every hundred numbers of 555-01xx."""
    return (202, 361, 713, 212, 305, 415, 614, 918, 602, 206, 303, 404)[number // 100]


FACTS = ("type", "urgency", "minor", "role", "place", "language")


def facts(line: PhoneLine, tip: str) -> dict[str, Any]:
    """What a report says."""
    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, tip)
        if report is None:
            raise KeyError(tip)
        row, known = report.row, report.assessment()
        return {
            "type": row.type, "urgency": row.urgency, "minor": row.minor, "role": row.role,
            "place": known.place.fips or known.place.state if known.place else None,
            "language": row.language,
        }  # fmt: skip


def play(line: PhoneLine, acts: Sequence[tuple[float, Iterator[float]]]) -> None:
    """Let all act, each in their time; the worker does what falls due."""
    order = itertools.count()
    waiting = [(at, next(order), act) for at, act in acts]
    heapq.heapify(waiting)
    begun, worked = line.clock.now, 0.0
    while waiting:
        at, _, act = heapq.heappop(waiting)
        line.clock.now = begun + timedelta(seconds=at)
        if at - worked >= 30:
            line.worker.beat()
            worked = at
        try:
            heapq.heappush(waiting, (at + next(act), next(order), act))
        except StopIteration:
            continue
    for _ in range(30):
        line.clock.now += timedelta(minutes=2)
        line.worker.beat()


def twins(cases: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What each story's report says when a phone without habits tells it."""
    with tempfile.TemporaryDirectory() as folder, phone_line(Path(folder), EVENING) as line:
        alone = [
            Texter([f"+195655501{n:02}"], story, frozenset(), random.Random(n))
            for n, story in enumerate(STORIES, 10)
        ]
        world = World(line, cases, Night(alone))
        play(line, [(n * 200.0, conversation(world, who)) for n, who in enumerate(alone)])
        return dict(zip(STORIES, [facts(line, tip) for tip in tips(line)], strict=True))


def tips(line: PhoneLine) -> list[str]:
    """All tip IDs, the oldest first."""
    with line.dep.database.read() as db:
        return list(db.scalars(select(Report.tip_id).order_by(Report.id)))


@dataclass
class Result:
    """What came of a night."""

    night: Night
    reports: int
    wrong: list[str]
    kept: int
    left_at_provider: int

    @property
    def loops(self) -> int:
        """Automatons that were answered for long, and what phones sent that was answered."""
        return sum(n > MOST_ANSWERS for n in self.night.robots) + len(self.night.answered)

    @property
    def lost(self) -> int:
        """Attachments that are not here."""
        return self.night.sent["attachments"] - self.kept

    @property
    def right(self) -> bool:
        """Whether all of it is as it must be."""
        people_here = len(self.night.texters)
        return self.reports == people_here and not (self.wrong or self.loops or self.lost)


def night(count: int, *, seed: int = 1, cases: Path = CASES) -> Result:
    """A night of so many texters, a fiftieth of them automatons."""
    read = parse_yaml(cases.name, cases.read_text("utf-8"))
    if not isinstance(read, Document):
        raise SystemExit(f"{cases}: {read}")
    texters = people(count, seed)
    for number, who in enumerate(texters):
        if number % 50 == 49:
            who.story = ROBOTS[number // 50 % len(ROBOTS)]
    with tempfile.TemporaryDirectory() as folder, phone_line(Path(folder), EVENING) as line:
        world = World(line, read.data, Night(texters))
        begin: Callable[[Texter], Iterator[float]] = lambda who: (  # noqa: E731
            robot(world, who) if "{}" in who.story else conversation(world, who)
        )
        acts = [(who.chance.uniform(0, NIGHT), begin(who)) for who in texters]
        play(line, acts)
        return _result(line, world.night, twins(read.data))


def _result(line: PhoneLine, seen: Night, expected: Mapping[str, Mapping[str, Any]]) -> Result:
    wrong, found = [], {}
    for who in seen.texters:
        tip = line.tip_of(who.numbers[0])
        found[who.numbers[0]] = tip
        if tip is None:
            wrong.append(f"no report: {who.story[:40]}")
        elif "{}" not in who.story:
            got, wanted = facts(line, tip), expected[who.story]
            off = [f"{name} {got[name]}, not {wanted[name]}" for name in FACTS
                   if got[name] != wanted[name]]  # fmt: skip
            if off:
                wrong.append(f"{who.story[:30]}… {sorted(who.habits)}: {'; '.join(off)}")
    with line.dep.database.read() as db:
        states = Counter(db.scalars(select(Attachment.state)))
    return Result(seen, len(tips(line)), wrong, states["kept"], len(line.carrier.files))


def main() -> int:
    """Print what came of a night."""
    asked = argparse.ArgumentParser(description="A night of texters with real phones' habits.")
    asked.add_argument("--texters", type=int, default=500)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--cases", type=Path, default=CASES)
    given = asked.parse_args()
    came = night(given.texters, seed=given.seed, cases=given.cases)
    for name, number in sorted(came.night.sent.items()):
        sys.stdout.write(f"{name:<22}{number:>7}\n")
    right = len(came.night.texters) - len(came.wrong)
    rows = {
        "texters": len(came.night.texters), "reports": came.reports, "reports right": right,
        "unknown automatons": len(came.night.robots),
        "most answers to one": max(came.night.robots or [0]),
        "loops": came.loops, "attachments kept": came.kept, "attachments lost": came.lost,
        "files left at provider": came.left_at_provider,
    }  # fmt: skip
    for name, number in rows.items():
        sys.stdout.write(f"{name:<22}{number:>7}\n")
    for line in (*came.wrong[:20], *came.night.answered[:20]):
        sys.stdout.write(f"  {line}\n")
    sys.stdout.write("all right\n" if came.right else "NOT all right\n")
    return 0 if came.right else 1


if __name__ == "__main__":
    sys.exit(main())
