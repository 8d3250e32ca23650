"""The number's entries as the companies keep them, so that ``hotline connect`` can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hotline.providers.form import pairs_of
from hotline.simulator.carrier import Carrier
from hotline.simulator.company_app import Served

NUMBER_ID, SERVICE_ID = "PN" + "0" * 31 + "1", "MG" + "0" * 31 + "1"
APPLICATION_ID, PROFILE_ID = "1234567890", "profile-1"
ACCOUNT, V2 = "/2010-04-01/Accounts/{account}", "/v2"
TWILIO_NUMBERS = APIRouter()
"""Number, account, permissions and registration; ``carrier.account`` says what is wrong."""
TELNYX_NUMBERS = APIRouter()
"""Number, TeXML application and messaging profile."""


def _record(carrier: Carrier) -> Mapping[str, Any]:
    return {"sid": NUMBER_ID, "phone_number": carrier.number, **carrier.entries}


@TWILIO_NUMBERS.get(ACCOUNT + "/IncomingPhoneNumbers.json")
def _find(carrier: Served, request: Request) -> Response:
    ours = request.query_params.get("PhoneNumber") == carrier.number
    return JSONResponse({"incoming_phone_numbers": [_record(carrier)] if ours else []})


@TWILIO_NUMBERS.post(ACCOUNT + "/IncomingPhoneNumbers/{sid}.json")
async def _change(carrier: Served, request: Request) -> Response:
    for name, value in pairs_of(await request.body()) or ():
        carrier.entries[_snake(name)] = value
    return JSONResponse(_record(carrier))


@TWILIO_NUMBERS.get(ACCOUNT + ".json")
def _account_itself(carrier: Served) -> Response:
    said = carrier.account
    return JSONResponse({"status": said.get("status", "active"), "type": said.get("type", "Full")})


@TWILIO_NUMBERS.get("/v1/DialingPermissions/Countries/US")
def _permission(carrier: Served) -> Response:
    return JSONResponse({"low_risk_numbers_enabled": carrier.account.get("calls", "yes") == "yes"})


@TWILIO_NUMBERS.get("/v1/DialingPermissions/Countries")
def _risky(carrier: Served) -> Response:
    names = carrier.account.get("risky", "").split()
    return JSONResponse({"content": [{"iso_code": name} for name in names]})


@TWILIO_NUMBERS.get("/v1/Services")
def _services(carrier: Served) -> Response:
    own = carrier.account.get("texts_to", "")
    service = {
        "sid": SERVICE_ID,
        "use_inbound_webhook_on_number": not own,
        "inbound_request_url": own or None,
    }
    return JSONResponse({"services": [service]})


@TWILIO_NUMBERS.get("/v1/Services/{sid}/PhoneNumbers")
def _of_service() -> Response:
    return JSONResponse({"phone_numbers": [{"sid": NUMBER_ID}]})


@TWILIO_NUMBERS.get("/v1/Services/{sid}/Compliance/Usa2p")
def _campaigns(carrier: Served) -> Response:
    state = carrier.account.get("campaign", "VERIFIED")
    return JSONResponse({"compliance": [{"campaign_status": state}]})


def _part(carrier: Carrier, name: str, fixed: Mapping[str, Any]) -> dict[str, Any]:
    own = {
        key.partition(".")[2]: value
        for key, value in carrier.entries.items()
        if key.startswith(f"{name}.")
    }
    return {**fixed, **own}


async def _entered(carrier: Carrier, name: str, request: Request) -> None:
    for key, value in (await request.json()).items():
        carrier.entries[f"{name}.{key}"] = value


def _number(carrier: Carrier) -> dict[str, Any]:
    fixed = {"id": "n1", "phone_number": carrier.number, "status": "active"}
    return _part(carrier, "number", fixed | {"messaging_profile_id": PROFILE_ID})


@TELNYX_NUMBERS.get(V2 + "/phone_numbers")
def _numbers(carrier: Served) -> Response:
    return JSONResponse({"data": [_number(carrier)]})


@TELNYX_NUMBERS.patch(V2 + "/phone_numbers/{sid}")
async def _change_number(carrier: Served, request: Request) -> Response:
    await _entered(carrier, "number", request)
    return JSONResponse({"data": _number(carrier)})


@TELNYX_NUMBERS.get(V2 + "/texml_applications/{sid}")
def _application(carrier: Served) -> Response:
    return JSONResponse({"data": _part(carrier, "application", {"friendly_name": "line"})})


@TELNYX_NUMBERS.patch(V2 + "/texml_applications/{sid}")
async def _change_application(carrier: Served, request: Request) -> Response:
    await _entered(carrier, "application", request)
    return _application(carrier)


@TELNYX_NUMBERS.get(V2 + "/messaging_profiles/{sid}")
def _profile(carrier: Served) -> Response:
    return JSONResponse({"data": _part(carrier, "profile", {})})


@TELNYX_NUMBERS.patch(V2 + "/messaging_profiles/{sid}")
async def _change_profile(carrier: Served, request: Request) -> Response:
    await _entered(carrier, "profile", request)
    return _profile(carrier)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
