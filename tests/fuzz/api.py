"""The API for agencies' systems, by its own description: odd paths, queries, bodies and tokens."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI

from hotline.deployment import Deployment
from hotline.portal import api_tokens
from hotline.unit_of_work import Tx
from tests.fuzz import odd
from tests.fuzz.asgi import ask, faults_in_the_log, finished
from tests.fuzz.lines import served
from tests.fuzz.webhooks import wrong_with
from tests.line import MovedClock
from tests.providers.dialects import PROVIDERS
from tests.web.night import TEXTS

SHARE = 0.2
AGENCY = "demo_webb_task_force"
FORMS = {"content-type": "application/json"}


def fuzz(rng: Random, count: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """All to one line, on which the agency has referrals."""
    tried: Counter[str] = Counter()
    found: list[str] = []
    finished(_all(rng, count, folder, tried, found))
    return tried, found


async def _all(
    rng: Random, count: int, folder: Path, tried: Counter[str], found: list[str]
) -> None:
    with served(PROVIDERS[0], folder) as (app, dep, clock), faults_in_the_log() as said:
        tips = await _referrals(app, dep, clock)
        token = _token(dep, clock)
        answer = await ask(app, "GET", "/api/v1/openapi.json", {})
        described = json.loads(answer.body)
        for _ in range(count):
            kind, method, target, headers, body = _request(rng, described, tips, token)
            tried[kind] += 1
            said.clear()
            try:
                answer = await ask(app, method, target, headers, body)
            except Exception as error:
                fault = f"raised {type(error).__name__}"
            else:
                fault = said[0] if said else wrong_with(answer)
            if fault:
                found.append(f"{method} {target} {body[:300]!r}: {fault}")


async def _referrals(app: FastAPI, dep: Deployment, clock: MovedClock) -> list[str]:
    from hotline.wiring import new_worker
    from tests.fuzz.webhooks import signed
    from tests.line import ACCOUNT, LINE_NUMBER

    for number in range(6):
        form = {
            "MessageSid": f"SM{number:032x}",
            "AccountSid": ACCOUNT,
            "To": LINE_NUMBER,
            "NumMedia": "0",
            "From": f"+195655501{number:02d}",
            "Body": TEXTS[0],
        }
        body, headers = signed(PROVIDERS[0], "/twilio/sms", form, clock.now)
        await ask(app, "POST", "/twilio/sms", headers, body)
    clock.now += timedelta(minutes=31)
    from hotline.intake.expire import expire_contacts

    expire_contacts(dep)
    worker = new_worker(dep)
    worker.beat()
    worker.stop()
    from sqlalchemy import select

    from hotline.db.reports import Report

    with dep.database.read() as db:
        return list(db.scalars(select(Report.tip_id)))


def _token(dep: Deployment, clock: MovedClock) -> str:
    with dep.database.write() as db:
        made = api_tokens.make(
            Tx(db, dep, clock.now, "test"), agency_id=AGENCY, name="fuzz", scope="answer", days=365
        )
    return str(made)


def _request(
    rng: Random, described: Any, tips: list[str], token: str
) -> tuple[str, str, str, dict[str, str], bytes]:
    path, methods = rng.choice(list(described["paths"].items()))
    method = rng.choice(list(methods))
    parameters = methods[method].get("parameters", [])
    tip = rng.choice(tips) if rng.random() < 0.7 else quote(odd.text(rng, 12), safe="")
    query = [
        f"{quote(name)}={quote(odd.text(rng) if rng.random() < 0.6 else _fitting(rng, name, tips))}"
        for name in odd.some(rng, [one["name"] for one in parameters if one["in"] == "query"])
    ]
    target = "/api/v1" + path.replace("{tip_id}", tip) + ("?" + "&".join(query) if query else "")
    headers = dict(FORMS)
    bearer = rng.random()
    if bearer < 0.95:
        headers["authorization"] = f"Bearer {token}" if bearer < 0.9 else _header(rng)
    body = _body(rng, described) if method == "post" else b""
    return f"{method.upper()} {path}", method.upper(), target, headers, body


def _fitting(rng: Random, name: str, tips: list[str]) -> str:
    return {
        "state": rng.choice(("offered", "acknowledged", "closed", "declined")),
        "since": rng.choice(
            ("2026-11-24T18:00:00Z", "2026-11-24T18:00:00+14:00", "0001-01-01T00:00:00Z")
        ),
        "after": rng.choice(tips),
        "limit": rng.choice(("1", "100", "0", "-1")),
    }.get(name, "1")


def _header(rng: Random) -> str:
    return odd.text(rng).encode("ascii", "ignore").decode().replace("\n", " ").replace("\r", " ")


def _body(rng: Random, described: Any) -> bytes:
    fields = described["components"]["schemas"]["AnswerIn"]["properties"]
    kind = rng.random()
    if kind < 0.15:
        return odd.text(rng).encode(errors="ignore") + rng.randbytes(4)
    if kind < 0.3:
        return _dumped(odd.value(rng, 3))
    given = {name: odd.value(rng) for name in odd.some(rng, list(fields), 0.4)}
    given["do"] = rng.choice(
        ("acknowledge", "decline", "close", "ask", "take_back", "take back", odd.text(rng))
    )
    return _dumped(given)


def _dumped(given: Any) -> bytes:
    return json.dumps(given).encode()
