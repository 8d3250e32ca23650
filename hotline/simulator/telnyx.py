"""Telnyx's dialect and API: texts as JSON, a signature over time and body, answers by REST."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, BackgroundTasks, FastAPI, Form, Request, Response
from fastapi.responses import JSONResponse

from hotline.providers import callback_urls
from hotline.simulator.carrier import Carrier
from hotline.simulator.company_app import Served, company_app
from hotline.simulator.dialect import FORM, TextMessage
from hotline.simulator.numbers import TELNYX_NUMBERS
from hotline.simulator.placed_calls import place
from hotline.simulator.redirects import can_be_redirected, redirect_soon
from hotline.simulator.rest import end_calls, report_delivery

PREFIX = "/v2"
TEXTS = frozenset({callback_urls.TEXT, callback_urls.TEXT_STATUS})
NEVER_SENT = frozenset({"FromCity", "FromState", "FromZip", "DialBridged"})
STATES = {"delivered": "delivered", "sent": "sent", "failed": "delivery_failed"}


def key_of(secret: str) -> Ed25519PrivateKey:
    """The company's signing key, made of a secret of any length."""
    return Ed25519PrivateKey.from_private_bytes(secret.encode().ljust(32, b"0")[:32])


def public_key(secret: str) -> str:
    """What the account's page shows: the public key in Base64."""
    raw = key_of(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


class Telnyx:
    """See :class:`hotline.simulator.dialect.Dialect`; ``api`` is where its API answers."""

    detects_machines = False
    transcribes = False
    answers_later = True

    def __init__(self, api: str) -> None:
        self.api = api

    def new_id(self, kind: str, number: int) -> str:
        """See :meth:`Dialect.new_id`. A call's is as long as the documented ones.

        Each telephone counts for itself, so the number alone would be another's id again.
        """
        if kind == "CA":
            return f"v3:{number:08x}{secrets.token_hex(23)}"
        return f"{number:08x}{str(uuid.uuid4())[8:]}"

    def webhook(
        self, secret: str, url: str, fields: Mapping[str, str], now: datetime
    ) -> tuple[bytes, dict[str, str]]:
        """See :meth:`Dialect.webhook`."""
        if urlsplit(url).path in TEXTS:
            body, kind = json.dumps(_event(fields)).encode(), "application/json"
        else:
            sent = {name: value for name, value in fields.items() if name not in NEVER_SENT}
            body, kind = urlencode(sent).encode(), FORM
        at = str(int(now.timestamp()))
        signature = key_of(secret).sign(f"{at}|".encode() + body)
        return body, {
            "content-type": kind,
            "telnyx-timestamp": at,
            "telnyx-signature-ed25519": base64.b64encode(signature).decode(),
        }


def _event(fields: Mapping[str, str]) -> Mapping[str, Any]:
    """The event that says what these fields of Twilio's say."""
    state = STATES.get(fields.get("MessageStatus", ""))
    to: dict[str, str] = {"phone_number": fields.get("To", "")}
    payload: dict[str, Any] = {"id": fields["MessageSid"], "to": [to]}
    if state is None:
        payload["from"] = {"phone_number": fields["From"]}
        payload["text"] = fields.get("Body", "")
        payload["media"] = [
            {"url": fields[f"MediaUrl{n}"], "content_type": fields.get(f"MediaContentType{n}", "")}
            for n in range(int(fields.get("NumMedia", "0")))
        ]
        if fields.get("OptOutType"):
            payload["autoresponse_type"] = fields["OptOutType"]
    else:
        to["status"] = state
        code = fields.get("ErrorCode")
        payload["errors"] = [{"code": code}] if code else []
    kind = "message.received" if state is None else "message.finalized"
    return {"data": {"event_type": kind, "payload": payload, "record_type": "event"}}


ROUTES = APIRouter()


def rest_api(carrier: Carrier) -> FastAPI:
    """The company's API, and where its files lie, over ``carrier``; to be mounted."""
    app = company_app(carrier, TELNYX_NUMBERS, ROUTES)
    app.state.sent_as = {}
    return app


@ROUTES.post(PREFIX + "/messages")
async def _create_message(
    carrier: Served, request: Request, background: BackgroundTasks
) -> Response:
    sent_as: dict[str, TextMessage] = request.app.state.sent_as
    wanted = await request.json()
    key = request.headers.get("idempotency-key", "")
    if wanted["to"] in carrier.stopped:
        return _error(422, "40300")
    message = sent_as.get(key)
    if message is None:
        message = TextMessage(
            carrier.sid("SM"), wanted["from"], wanted["to"], wanted["text"], carrier.now()
        )
        sent_as[key or message.sid] = message
        with carrier.lock:
            carrier.sent.append(message)
        if wanted.get("webhook_url"):
            carrier.owe(1)
            background.add_task(report_delivery, carrier, message, wanted["webhook_url"])
    return JSONResponse({"data": {"id": message.sid}})


@ROUTES.post(PREFIX + "/texml/Accounts/{account}/Calls")
async def _create_call(carrier: Served, request: Request) -> Response:
    wanted = await request.json()
    call = place(
        carrier,
        wanted["To"],
        url=wanted["Url"],
        callback=wanted["StatusCallback"],
        sender=wanted["From"],
    )
    return JSONResponse({"sid": call.sid, "status": "queued"})


@ROUTES.post(PREFIX + "/texml/Accounts/{account}/Calls/{sid}")
def _update_call(
    carrier: Served,
    sid: str,
    background: BackgroundTasks,
    url: Annotated[str, Form(alias="Url")] = "",
) -> Response:
    if url:
        if not can_be_redirected(carrier, sid):
            return _error(422, "90018")
        carrier.owe(1)
        background.add_task(redirect_soon, carrier, sid, url)
        return JSONResponse({"sid": sid})
    with carrier.lock:
        legs = [call for call in carrier.calls.values() if call.leg and call.leg.sid == sid]
        placed = [call for call in carrier.placed if call.sid == sid]
    if not (legs or placed):
        return _error(404, "10005")
    carrier.owe(1)
    background.add_task(end_calls, carrier, legs, placed)
    return JSONResponse({"sid": sid})


@ROUTES.get(PREFIX + "/recordings")
def _list_recordings(carrier: Served) -> Response:
    with carrier.lock:
        found = [path.rpartition("/")[2] for path in carrier.files if "/Recordings/" in path]
    return JSONResponse({"data": [{"id": sid} for sid in found]})


@ROUTES.get(PREFIX + "/recordings/{sid}")
def _get_recording(carrier: Served, sid: str) -> Response:
    path = _recording(carrier, sid)
    if path is None:
        return _error(404, "10005")
    links = {"wav": f"{carrier.dialect.api}{path}"}
    return JSONResponse({"data": {"id": sid, "download_urls": links}})


@ROUTES.delete(PREFIX + "/recordings/{sid}")
def _delete_recording(carrier: Served, sid: str) -> Response:
    path = _recording(carrier, sid)
    if path is None:
        return _error(404, "10005")
    with carrier.lock:
        carrier.files.pop(path)
    return Response(status_code=204)


@ROUTES.get("/2010-04-01/{what:path}")
def _fetch_file(carrier: Served, what: str) -> Response:
    data = carrier.files.get(f"/2010-04-01/{what}")
    return Response(data) if data is not None else _error(404, "10005")


def _recording(carrier: Carrier, sid: str) -> str | None:
    with carrier.lock:
        return next((path for path in carrier.files if path.endswith(f"/Recordings/{sid}")), None)


def _error(status: int, code: str) -> Response:
    return JSONResponse({"errors": [{"code": code, "title": "refused"}]}, status_code=status)
