"""Signed webhooks of all three providers: texts, steps of calls, reports, and any bytes."""

from __future__ import annotations

import base64
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from fastapi import FastAPI

from hotline.providers import callback_urls as urls
from hotline.simulator import telnyx
from hotline.simulator.dialect import Form
from tests.fuzz import odd
from tests.fuzz.asgi import Answer, ask, faults_in_the_log, finished
from tests.fuzz.lines import HERE, served
from tests.line import ACCOUNT, LINE_NUMBER, TOKEN
from tests.providers.dialects import PROVIDERS, Provider

SHARE = 0.3
FIELDS = (
    "Body",
    "From",
    "To",
    "NumMedia",
    "MediaUrl0",
    "MediaContentType0",
    "FromCity",
    "FromState",
    "FromZip",
    "FromCountry",
    "CallSid",
    "MessageSid",
    "AccountSid",
    "Digits",
    "SpeechResult",
    "Confidence",
    "CallStatus",
    "CallDuration",
    "DialCallStatus",
    "DialCallSid",
    "AnsweredBy",
    "MessageStatus",
    "ErrorCode",
    "RecordingUrl",
    "RecordingSid",
    "RecordingDuration",
    "RecordingStatus",
    "TranscriptionText",
    "TranscriptionStatus",
    "TranscriptionUrl",
    "OptOutType",
    "ParentCallSid",
    "StirVerstat",
    "CallerName",
    "Direction",
    "ApiVersion",
    "SmsStatus",
)
NUMBERS = tuple(f"+1956555{number:04d}" for number in range(101, 190))
TEXTS = frozenset({urls.TEXT, urls.TEXT_STATUS})
CHEAP = tuple(path for path in urls.PATHS if path != urls.TEXT)
"""Everything but a text, which is read and sorted and so takes longest."""
TEXTS_OF_TEN = 1


def fuzz(rng: Random, count: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """A third of them to a line of each provider."""
    tried: Counter[str] = Counter()
    found: list[str] = []
    for provider in PROVIDERS:
        part = folder / provider.name
        part.mkdir()
        finished(_at(provider, rng, count // len(PROVIDERS), part, (tried, found)))
    return tried, found


async def _at(
    provider: Provider, rng: Random, count: int, folder: Path, noted: tuple[Counter[str], list[str]]
) -> None:
    tried, found = noted
    with served(provider, folder) as (app, dep, clock), faults_in_the_log() as said:
        for number in range(count):
            form = fields(rng, number)
            path = urls.TEXT if rng.randrange(10) < TEXTS_OF_TEN else rng.choice(CHEAP)
            target = address(rng, path, dep.callbacks)
            raw = rng.random() < 0.1
            body, headers = signed(provider, target, form, clock.now)
            if raw:
                body, headers = raw_body(rng, provider, target, clock.now)
            tried[f"{provider.name}, {'any bytes' if raw else kind_of(path)}"] += 1
            note = await _fault(app, target, headers, body, said)
            if note:
                found.append(f"{provider.name} {target} {body[:300]!r}: {note}")


async def _fault(
    app: FastAPI, target: str, headers: dict[str, str], body: bytes, said: list[str]
) -> str:
    said.clear()
    try:
        answer = await ask(app, "POST", target, headers, body)
    except Exception as error:
        return f"raised {type(error).__name__}"
    return said[0] if said else wrong_with(answer)


def wrong_with(answer: Answer) -> str:
    """Why an answer is a fault; empty when it is none."""
    if answer.status >= 500:
        return f"answered {answer.status}"
    return "silence" if answer.status == 0 else ""


def kind_of(path: str) -> str:
    """What comes by this path, in a word."""
    return "texts" if path == urls.TEXT else "reports" if "/status/" in path else "calls"


def fields(rng: Random, number: int) -> dict[str, str]:
    """A form of which some fields are as they should be."""
    form = {
        "MessageSid": f"SM{number:032x}" if rng.random() < 0.9 else odd.text(rng),
        "CallSid": f"CA{rng.randrange(400):032x}" if rng.random() < 0.9 else odd.text(rng),
        "AccountSid": ACCOUNT,
        "From": rng.choice(NUMBERS) if rng.random() < 0.7 else odd.text(rng),
        "To": LINE_NUMBER,
        "Body": odd.text(rng),
        "NumMedia": "0",
    }
    form |= {name: odd.text(rng) for name in odd.some(rng, FIELDS, 0.15)}
    return form


def address(rng: Random, path: str, ours: urls.CallbackUrls) -> str:
    """The path with a query that we could have given out."""
    one, two, three = (rng.randrange(6) for _ in range(3))
    made = {
        urls.CALL_STEP: lambda: ours.call_step(one),
        urls.CALL_DIALED: lambda: ours.call_dialed(one, two),
        urls.CALL_RECORDED: lambda: ours.call_recorded(one),
        urls.WHISPER: lambda: ours.whisper(one, two, three),
        urls.WHISPER_KEY: lambda: ours.whisper_key(one, two, three, since=1796000000),
        urls.MACHINE: lambda: ours.machine(one, two, three),
        urls.ALERT: lambda: ours.alert(one, two),
        urls.ALERT_KEY: lambda: ours.alert_key(one, two),
        urls.CALL_STATUS: lambda: ours.call_status(one),
        urls.TEXT_STATUS: lambda: ours.text_status(one or None),
        urls.TRANSCRIPT: lambda: ours.transcript(one),
    }.get(path)
    return made().removeprefix(HERE) if made else path


def signed(
    provider: Provider, target: str, form: dict[str, str], now: Any
) -> tuple[bytes, dict[str, str]]:
    """As the provider posts it; what it cannot post (a lone mark, an odd count) it leaves out."""
    sent = {name: value.encode(errors="ignore").decode() for name, value in form.items()}
    if provider.name == "telnyx" and target.partition("?")[0] in TEXTS:
        count = sent.get("NumMedia", "0")
        sent["NumMedia"] = (
            "1" if count.isascii() and count.isdigit() and "MediaUrl0" in sent else "0"
        )
    dialect = provider.dialect(HERE)
    return dialect.webhook(TOKEN, HERE + target, sent, now)


def raw_body(
    rng: Random, provider: Provider, target: str, now: Any
) -> tuple[bytes, dict[str, str]]:
    """Bytes that are no form, under a signature of the provider's over just them."""
    body = odd.text(rng).encode(errors="ignore") + rng.randbytes(rng.randrange(12))
    kind = rng.choice(("application/json", "application/x-www-form-urlencoded", "text/xml", ""))
    dialect = provider.dialect(HERE)
    if isinstance(dialect, Form):
        target = f"{target}{'&' if '?' in target else '?'}bodySHA256={sha256(body).hexdigest()}"
        _, headers = dialect.webhook(TOKEN, HERE + target, {}, now)
        return body, headers | {"content-type": kind}
    if rng.random() < 0.7:
        event = {"data": {"event_type": rng.choice(EVENTS), "payload": odd.value(rng, 3)}}
        body = _json(event)
    at = str(int(now.timestamp()))
    signature = telnyx.key_of(TOKEN).sign(f"{at}|".encode() + body)
    return body, {
        "content-type": kind,
        "telnyx-timestamp": at,
        "telnyx-signature-ed25519": base64.b64encode(signature).decode(),
    }


EVENTS = ("message.received", "message.finalized", "message.sent", "call.hangup", "", "x")


def _json(given: Any) -> bytes:
    import json

    return json.dumps(given).encode()
