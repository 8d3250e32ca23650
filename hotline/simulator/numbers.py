"""The number's entries as the companies keep them, so that ``hotline connect`` can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from hotline.providers.form import pairs_of
from hotline.simulator.carrier import Carrier

NUMBER_ID, SERVICE_ID = "PN" + "0" * 31 + "1", "MG" + "0" * 31 + "1"
APPLICATION_ID, PROFILE_ID = "1234567890", "profile-1"


def twilio_numbers(carrier: Carrier, prefix: str) -> APIRouter:
    """Number, account, permissions and registration; ``carrier.account`` says what is wrong."""
    router = APIRouter(include_in_schema=False)

    def record() -> Mapping[str, Any]:
        return {"sid": NUMBER_ID, "phone_number": carrier.number, **carrier.entries}

    @router.get(prefix + "/IncomingPhoneNumbers.json")
    def find(account: str, request: Request) -> Response:
        ours = request.query_params.get("PhoneNumber") == carrier.number
        return JSONResponse({"incoming_phone_numbers": [record()] if ours else []})

    @router.post(prefix + "/IncomingPhoneNumbers/{sid}.json")
    async def change(account: str, sid: str, request: Request) -> Response:
        for name, value in pairs_of(await request.body()) or ():
            carrier.entries[_snake(name)] = value
        return JSONResponse(record())

    @router.get(prefix + ".json")
    def account_itself(account: str) -> Response:
        said = carrier.account
        return JSONResponse(
            {"status": said.get("status", "active"), "type": said.get("type", "Full")}
        )

    @router.get("/v1/DialingPermissions/Countries/US")
    def permission() -> Response:
        return JSONResponse(
            {"low_risk_numbers_enabled": carrier.account.get("calls", "yes") == "yes"}
        )

    @router.get("/v1/DialingPermissions/Countries")
    def risky() -> Response:
        names = carrier.account.get("risky", "").split()
        return JSONResponse({"content": [{"iso_code": name} for name in names]})

    @router.get("/v1/Services")
    def services() -> Response:
        own = carrier.account.get("texts_to", "")
        service = {
            "sid": SERVICE_ID,
            "use_inbound_webhook_on_number": not own,
            "inbound_request_url": own or None,
        }
        return JSONResponse({"services": [service]})

    @router.get("/v1/Services/{sid}/PhoneNumbers")
    def of_service(sid: str) -> Response:
        return JSONResponse({"phone_numbers": [{"sid": NUMBER_ID}]})

    @router.get("/v1/Services/{sid}/Compliance/Usa2p")
    def campaigns(sid: str) -> Response:
        state = carrier.account.get("campaign", "VERIFIED")
        return JSONResponse({"compliance": [{"campaign_status": state}]})

    return router


def telnyx_numbers(carrier: Carrier, prefix: str) -> APIRouter:
    """Number, TeXML application and messaging profile."""
    router = APIRouter(include_in_schema=False)

    def part(name: str, fixed: Mapping[str, Any]) -> dict[str, Any]:
        own = {key.partition(".")[2]: value for key, value in carrier.entries.items()
               if key.startswith(f"{name}.")}  # fmt: skip
        return {**fixed, **own}

    def number() -> dict[str, Any]:
        fixed = {"id": "n1", "phone_number": carrier.number, "status": "active"}
        return part("number", fixed | {"messaging_profile_id": PROFILE_ID})

    async def change(name: str, request: Request) -> None:
        for key, value in (await request.json()).items():
            carrier.entries[f"{name}.{key}"] = value

    @router.get(prefix + "/phone_numbers")
    def find() -> Response:
        return JSONResponse({"data": [number()]})

    @router.patch(prefix + "/phone_numbers/{sid}")
    async def change_number(sid: str, request: Request) -> Response:
        await change("number", request)
        return JSONResponse({"data": number()})

    @router.get(prefix + "/texml_applications/{sid}")
    def application(sid: str) -> Response:
        return JSONResponse({"data": part("application", {"friendly_name": "line"})})

    @router.patch(prefix + "/texml_applications/{sid}")
    async def change_application(sid: str, request: Request) -> Response:
        await change("application", request)
        return application(sid)

    @router.get(prefix + "/messaging_profiles/{sid}")
    def profile(sid: str) -> Response:
        return JSONResponse({"data": part("profile", {})})

    @router.patch(prefix + "/messaging_profiles/{sid}")
    async def change_profile(sid: str, request: Request) -> Response:
        await change("profile", request)
        return profile(sid)

    return router


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
