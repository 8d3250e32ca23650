"""Hundreds of people who text at once, over connections of their own, in one thread.

Each texts, waits for the answer, and then another person texts in their place, until the time is
over: so many are always waiting. Every request is signed and made before the first is sent.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.line import NUMBER, signed
from hotline.providers.twilio.render import twiml
from hotline.telephony import emergency

GIVES_UP_SECONDS = 30.0
HELPED = twiml(emergency.text())
WORDS = (
    "motel salon ranch kitchen truck passport debt boss uncle van farm hotel street corner cousin "
    "phone ticket border river bus room money wages week month night papers visa house yard"
).split()
DANGER = "help he has a gun and will kill her, hurry"


@dataclass(frozen=True)
class Text:
    """A text that will be sent: its id, its request as it goes over the wire, its kind."""

    sid: str
    request: bytes
    kind: str


@dataclass
class Outcome:
    """What came of the texts: seconds by id, and the ids that got the emergency answer."""

    seconds: dict[str, float] = field(default_factory=dict)
    helped: list[Text] = field(default_factory=list)
    taken: list[Text] = field(default_factory=list)
    failed: list[Text] = field(default_factory=list)


def first_texts(port: int, count: int, *, start: int = 0, danger_each: int = 10) -> Iterator[Text]:
    """First texts of so many people, each with words of their own; every tenth is in danger."""
    for number in range(start, start + count):
        chosen = [
            WORDS[(number // (31**place) + place * 7 + number) % len(WORDS)] for place in range(6)
        ]
        danger = number % danger_each == 0
        begins = DANGER if danger else "I want to report something about"
        said = f"{begins} {' '.join(chosen)} {number:x}"
        yield text(port, number, f"SM{number:032x}", said, "danger" if danger else "new")


def text(port: int, number: int, sid: str, said: str, kind: str) -> Text:
    """One text of the person with this number."""
    sender = f"+1{200 + number // 100 % 800}55501{number % 100:02d}"
    fields = {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "From": sender,
        "To": NUMBER,
        "Body": said,
        "NumMedia": "0",
    }
    url = f"http://127.0.0.1:{port}/twilio/sms"
    body = urlencode(fields).encode()
    head = (
        f"POST /twilio/sms HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
        "content-type: application/x-www-form-urlencoded\r\n"
        f"x-twilio-signature: {signed(url, fields)}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return Text(sid, head.encode() + body, kind)


def send(port: int, texts: Sequence[Text], *, at_once: int, seconds: float) -> Outcome:
    """Send ``texts`` in turn over ``at_once`` connections, none begun after ``seconds``."""
    return asyncio.run(_send(port, texts, at_once, seconds))


async def _send(port: int, texts: Sequence[Text], at_once: int, seconds: float) -> Outcome:
    waiting, outcome = iter(texts), Outcome()
    until = time.perf_counter() + seconds

    async def people() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for one in waiting:
            begun = time.perf_counter()
            try:
                async with asyncio.timeout(GIVES_UP_SECONDS):
                    writer.write(one.request)
                    answer = await _answer(reader)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                outcome.failed.append(one)
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                continue
            outcome.seconds[one.sid] = time.perf_counter() - begun
            (outcome.helped if answer == HELPED else outcome.taken).append(one)
            if time.perf_counter() > until:
                break
        writer.close()

    await asyncio.gather(*(people() for _ in itertools.repeat(None, at_once)))
    return outcome


async def _answer(reader: asyncio.StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    body = await reader.readexactly(length)
    if not head.startswith("http/1.1 200"):
        raise OSError(head.splitlines()[0])
    return body.decode()
