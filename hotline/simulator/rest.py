"""The provider's REST API, as far as the service uses it: texts, calls, and erasing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, FastAPI, Form, Request, Response
from fastapi.responses import JSONResponse

from hotline.simulator.carrier import Carrier
from hotline.simulator.company_app import Served, company_app
from hotline.simulator.dialect import CarrierError, TextMessage, path_of
from hotline.simulator.numbers import TWILIO_NUMBERS
from hotline.simulator.phone_call import Call
from hotline.simulator.placed_calls import Placed, place
from hotline.simulator.redirects import can_be_redirected, redirect_soon

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""When texts came in, as this company has it: it remembers who, and no more."""
PREFIX = "/2010-04-01/Accounts/{account}"
ROUTES = APIRouter(prefix=PREFIX)
"""The same for every company, so they are put together once; its own data is in ``app.state``."""


def rest_api(carrier: Carrier) -> FastAPI:
    """The provider's API over ``carrier``, as an application to be mounted."""
    return company_app(carrier, TWILIO_NUMBERS, ROUTES)


def _error(status: int, code: int, message: str) -> Response:
    body = {"code": code, "message": message, "status": status, "more_info": ""}
    return JSONResponse(body, status_code=status)


def _message(message: TextMessage, account: str, status: str) -> Mapping[str, Any]:
    sent = message.at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {
        "sid": message.sid,
        "account_sid": account,
        "from": message.sender,
        "to": message.to,
        "body": message.body,
        "status": status,
        "direction": "outbound-api",
        "date_created": sent,
        "date_sent": sent,
        "date_updated": sent,
        "num_segments": "1",
        "num_media": "0",
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "messaging_service_sid": None,
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{message.sid}.json",
        "subresource_uris": {},
    }


def _call(call: Placed, account: str) -> Mapping[str, Any]:
    return {
        "sid": call.sid,
        "account_sid": account,
        "to": call.to,
        "status": "queued",
        "direction": "outbound-api",
        "api_version": "2010-04-01",
        "uri": f"/2010-04-01/Accounts/{account}/Calls/{call.sid}.json",
        "subresource_uris": {},
    }


@ROUTES.post("/Messages.json")
def _create_message(
    *,
    carrier: Served,
    account: str,
    background: BackgroundTasks,
    to: Annotated[str, Form(alias="To")],
    body: Annotated[str, Form(alias="Body")] = "",
    sender: Annotated[str, Form(alias="From")] = "",
    callback: Annotated[str, Form(alias="StatusCallback")] = "",
) -> Response:
    if not to.startswith("+"):
        return _error(400, 21211, "The 'To' number is not a valid phone number.")
    if to in carrier.stopped:
        return _error(400, 21610, "Attempt to send to unsubscribed recipient")
    message = TextMessage(carrier.sid("SM"), sender, to, body, carrier.now())
    with carrier.lock:
        carrier.sent.append(message)
    if callback:
        carrier.owe(1)
        background.add_task(report_delivery, carrier, message, callback)
    return JSONResponse(_message(message, account, "queued"), status_code=201)


@ROUTES.get("/Messages.json")
def _list_messages(carrier: Served, account: str, request: Request) -> Response:
    to = request.query_params.get("To")
    found = [m for m in carrier.sent if to is None or m.to == to]
    if to == carrier.number:
        inbound = carrier.inbound.items()
        found = [TextMessage(sid, who, carrier.number, "", LONG_AGO) for sid, who in inbound]
    found = [message for message in found if message.sid not in carrier.erased]
    page = [_message(message, account, "delivered") for message in reversed(found)]
    return JSONResponse({"messages": page, "page": 0, "page_size": 50, "next_page_uri": None})


@ROUTES.delete("/Messages/{sid}.json")
def _delete_message(carrier: Served, sid: str) -> Response:
    with carrier.lock:
        known = {message.sid for message in carrier.sent} | carrier.inbound.keys()
    return _delete(carrier, sid, known)


@ROUTES.post("/Calls.json")
def _create_call(
    carrier: Served,
    account: str,
    to: Annotated[str, Form(alias="To")],
    url: Annotated[str, Form(alias="Url")],
    sender: Annotated[str, Form(alias="From")] = "",
    callback: Annotated[str, Form(alias="StatusCallback")] = "",
) -> Response:
    if not to.startswith("+"):
        return _error(400, 21211, "The 'To' number is not a valid phone number.")
    call = place(carrier, to, url=url, callback=callback, sender=sender)
    return JSONResponse(_call(call, account), status_code=201)


@ROUTES.post("/Calls/{sid}.json")
def _update_call(
    carrier: Served,
    account: str,
    sid: str,
    background: BackgroundTasks,
    status: Annotated[str, Form(alias="Status")] = "",
    url: Annotated[str, Form(alias="Url")] = "",
) -> Response:
    if url:
        if not can_be_redirected(carrier, sid):
            return _error(400, 21220, "Call is not in-progress. Cannot redirect.")
        carrier.owe(1)
        background.add_task(redirect_soon, carrier, sid, url)
        return JSONResponse({"sid": sid, "account_sid": account, "status": "in-progress"})
    with carrier.lock:
        legs = [call for call in carrier.calls.values() if call.leg and call.leg.sid == sid]
        placed = [call for call in carrier.placed if call.sid == sid]
    if not (legs or placed) or status != "completed":
        return _error(404, 20404, "not found")
    carrier.owe(1)
    background.add_task(end_calls, carrier, legs, placed)
    return JSONResponse({"sid": sid, "account_sid": account, "status": "completed"})


@ROUTES.get("/Recordings.json")
def _list_recordings(carrier: Served, account: str, request: Request) -> Response:
    asked = request.query_params.get("CallSid")
    with carrier.lock:
        of_call = [sid for sid, call in carrier.recordings.items() if call == asked]
        kept = {path.rpartition("/")[2] for path in carrier.files}
    found = [
        {"sid": sid, "account_sid": account, "call_sid": asked, "status": "completed"}
        for sid in of_call
        if sid in kept
    ]
    page = {"recordings": found, "page": 0, "page_size": 50, "next_page_uri": None}
    return JSONResponse(page)


@ROUTES.get("/Messages/{sid}/Media.json")
def _list_media(carrier: Served, sid: str) -> Response:
    with carrier.lock:
        found = [path for path in carrier.files if f"/Messages/{sid}/Media/" in path]
    media = [{"sid": path.rpartition("/")[2], "parent_sid": sid} for path in found]
    return JSONResponse({"media_list": media, "page": 0, "next_page_uri": None})


@ROUTES.delete("/Calls/{sid}.json")
def _delete_call(carrier: Served, sid: str) -> Response:
    with carrier.lock:
        legs = {call.leg.sid for call in carrier.calls.values() if call.leg}
        known = {*carrier.calls, *legs}
    return _delete(carrier, sid, known)


@ROUTES.get("/Calls.json")
def _list_calls(carrier: Served, account: str, request: Request) -> Response:
    asked = request.query_params
    with carrier.lock:
        calls = [call for call in carrier.calls.values() if call.sid not in carrier.erased]
        placed = {call.sid for call in carrier.placed}
    parent = asked.get("ParentCallSid")
    if parent is not None:
        sids = [call.leg.sid for call in calls if call.sid == parent and call.leg]
    else:
        sids = [call.sid for call in calls if (call.sid in placed) is ("From" in asked)]
    found = [{"sid": sid, "account_sid": account} for sid in sids if sid not in carrier.erased]
    return JSONResponse({"calls": found, "page": 0, "page_size": 50, "next_page_uri": None})


@ROUTES.get("/{what:path}")
def _fetch_file(carrier: Served, request: Request, what: str) -> Response:
    data = carrier.files.get(_path(request))
    return Response(data) if data is not None else _error(404, 20404, "not found")


@ROUTES.delete("/{what:path}")
def _delete_file(carrier: Served, request: Request, what: str) -> Response:
    with carrier.lock:
        gone = carrier.files.pop(_path(request).removesuffix(".json"), None) is not None
    return Response(status_code=204) if gone else _error(404, 20404, "not found")


def _delete(carrier: Carrier, sid: str, known: set[str]) -> Response:
    """Delete a record, if it is there and complete."""
    with carrier.lock:
        if sid in carrier.unfinished:
            return _error(409, 20009, "The resource cannot be deleted, it is not complete yet.")
        if sid not in known or sid in carrier.erased:
            return _error(404, 20404, "not found")
        carrier.erased.add(sid)
    return Response(status_code=204)


def _path(request: Request) -> str:
    """The path below the place where this API is mounted."""
    path = request.url.path
    return path[path.index("/2010-04-01/") :]


def end_calls(carrier: Carrier, legs: Sequence[Call], placed: Sequence[Call]) -> None:
    """Hang up on lines that took a call, and on phones that the service rang itself."""
    try:
        for call in legs:
            call.leg_ended()
        for call in placed:
            call.hang_up()
    except CarrierError:
        return
    finally:
        carrier.owe(-1)


def report_delivery(carrier: Carrier, message: TextMessage, callback: str) -> None:
    """Say at ``callback`` that a text was sent and has arrived; what the service owes is done."""
    path = path_of(callback)
    fields = {"MessageSid": message.sid, "To": message.to, "From": message.sender}
    try:
        for status in ("sent", "delivered"):
            carrier.report(path, fields | {"MessageStatus": status})
    except CarrierError:
        return
    finally:
        carrier.owe(-1)
