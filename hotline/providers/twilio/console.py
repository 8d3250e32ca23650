"""The number's entries at Twilio, and what else its API tells about the account.

A number that belongs to an application, a trunk or a messaging service with an address of its own
ignores its own addresses, so those are looked at as well. SignalWire has the same entries.

Source: Twilio's library for Python (IncomingPhoneNumbers, DialingPermissions, UsAppToPerson,
TollfreeVerification), whose docstrings give the fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hotline.providers import callback_urls
from hotline.providers.callback_urls import CallbackUrls
from hotline.providers.console import Entry, Trouble, fallback_urls
from hotline.providers.errors import Codes, RefusedError, UncertainError
from hotline.providers.twilio.http import TWILIO, HttpxClient

OWN_HOSTS = ("https://handler.twilio.com/",)
"""Where TwiML Bins are."""
MESSAGING, VOICE = "https://messaging.twilio.com", "https://voice.twilio.com"
TOLL_FREE = ("+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888")
LABELS = {
    "voice_url": "a call comes in",
    "voice_method": "how: a call comes in",
    "voice_fallback_url": "a call comes in and the line does not answer",
    "voice_fallback_method": "how: the line does not answer a call",
    "voice_application_sid": "an application that would get the calls instead",
    "trunk_sid": "a trunk that would get the calls instead",
    "status_callback": "a call is over",
    "status_callback_method": "how: a call is over",
    "sms_url": "a text comes in",
    "sms_method": "how: a text comes in",
    "sms_fallback_url": "a text comes in and the line does not answer",
    "sms_fallback_method": "how: the line does not answer a text",
    "sms_application_sid": "an application that would get the texts instead",
}
BY_HAND = (
    "Advanced Opt-Out: your own words for STOP, HELP and START, with 911 in each",
    "message records: kept 7 days, backup off",
    "call recording: off",
)


class TwilioConsole:
    """See :class:`hotline.providers.console.Console`."""

    def __init__(
        self,
        http: HttpxClient,
        auth: tuple[str, str],
        number: str,
        codes: Codes,
        *,
        whole: bool = True,
    ) -> None:
        """``whole``: whether the account is Twilio's, which has more to ask than the number."""
        self._http, self._auth, self._number, self._codes = http, auth, number, codes
        self._whole = whole
        self.url = http.base_url
        self.by_hand: Sequence[str] = BY_HAND if whole else ()
        self._known: Mapping[str, Any] | None = None

    def entries(self, urls: CallbackUrls) -> list[Entry]:
        """See :meth:`Console.entries`."""
        known, (voice, text) = self._record(), fallback_urls(urls)
        wanted = dict.fromkeys(LABELS, "") | {
            "voice_url": urls.base_url + callback_urls.CALL,
            "voice_fallback_url": voice,
            "status_callback": urls.base_url + callback_urls.CALL_STATUS,
            "sms_url": urls.base_url + callback_urls.TEXT,
            "sms_fallback_url": text,
        } | {name: "POST" for name in LABELS if name.endswith("_method")}  # fmt: skip
        return [
            Entry(
                name,
                label,
                str(known.get(name) or ""),
                wanted[name],
                OWN_HOSTS if self._whole and "fallback_url" in name else (),
            )
            for name, label in LABELS.items()
        ]

    def change(self, values: Mapping[str, str]) -> None:
        """See :meth:`Console.change`."""
        form = {_camel(name): value for name, value in values.items()}
        sid = self._record()["sid"]
        self._known = self._ask("POST", f"{self._account}/IncomingPhoneNumbers/{sid}.json", form)

    def troubles(self) -> Iterator[Trouble]:
        """See :meth:`Console.troubles`."""
        if not self._whole:
            return
        account = self._ask("GET", f"{self._account}.json")
        if account.get("status") != "active":
            what = f"the account is {account.get('status')}, so nothing goes in or out"
            yield Trouble("account", what, "see the account's notices at Twilio")
        if account.get("type") == "Trial":
            what = "a trial account reaches verified numbers only, and says so to every caller"
            yield Trouble("account", what, "upgrade the account at Twilio")
        yield from self._permissions()
        yield from self._registration()

    def _permissions(self) -> Iterator[Trouble]:
        where = f"{VOICE}/v1/DialingPermissions/Countries"
        if not self._ask("GET", f"{where}/US").get("low_risk_numbers_enabled"):
            what = "calls to numbers in the United States are not permitted"
            yield Trouble("calls", what, "allow them: Voice, Settings, Geo permissions")
        risky = self._ask("GET", f"{where}?HighRiskTollfraudNumbersEnabled=true").get("content", ())
        names = ", ".join(sorted(str(country.get("iso_code")) for country in risky)[:5])
        if names:
            what = f"calls to numbers of high toll-fraud risk are permitted ({names})"
            yield Trouble("calls", what, "turn them off: Voice, Settings, Geo permissions")

    def _registration(self) -> Iterator[Trouble]:
        sid = self._record()["sid"]
        if self._number.startswith(TOLL_FREE):
            where = f"{MESSAGING}/v1/Tollfree/Verifications?TollfreePhoneNumberSid={sid}"
            states = [str(one.get("status")) for one in self._list(where, "verifications")]
            yield from _not_yet("toll-free verification", states, "TWILIO_APPROVED")
            return
        service = self._service(sid)
        if service is None:
            what = "the number is in no messaging service, so its texts are not registered (10DLC)"
            yield Trouble("messaging", what, "add it to the service of your approved campaign")
            return
        if not service.get("use_inbound_webhook_on_number") and service.get("inbound_request_url"):
            what = "the messaging service takes the texts, and the number's own entry is ignored"
            yield Trouble("messaging", what, "set its Integration to “Defer to sender's webhook”")
        where = f"{MESSAGING}/v1/Services/{service['sid']}/Compliance/Usa2p"
        states = [str(one.get("campaign_status")) for one in self._list(where, "compliance")]
        yield from _not_yet("campaign", states, "VERIFIED")

    def _service(self, number_sid: str) -> Mapping[str, Any] | None:
        for service in self._list(f"{MESSAGING}/v1/Services", "services"):
            where = f"{MESSAGING}/v1/Services/{service['sid']}/PhoneNumbers"
            if any(one.get("sid") == number_sid for one in self._list(where, "phone_numbers")):
                return service
        return None

    def _record(self) -> Mapping[str, Any]:
        if self._known is None:
            where = f"{self._account}/IncomingPhoneNumbers.json"
            found = self._ask("GET", where, {"PhoneNumber": self._number})
            numbers = found.get("incoming_phone_numbers") or ()
            if not numbers:
                raise RefusedError(404, "the number is not one of this account")
            self._known = numbers[0]
        return self._known

    @property
    def _account(self) -> str:
        return f"{TWILIO}/2010-04-01/Accounts/{self._auth[0]}"

    def _list(self, url: str, key: str) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self._ask("GET", url).get(key) or ()
        return found

    def _ask(
        self, method: str, url: str, values: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        params, data = (values, None) if method == "GET" else (None, values)
        answer = self._http.request(method, url, params, data, auth=self._auth)
        try:
            found = json.loads(answer.content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise UncertainError("the provider's answer made no sense")
        if answer.status_code >= 400:
            raise self._codes.error(answer.status_code, str(found.get("code") or ""))
        return found


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _not_yet(what: str, states: Sequence[str], good: str) -> Iterator[Trouble]:
    if good in states:
        return
    state = states[0].replace("_", " ").lower() if states else "missing"
    yield Trouble(
        "messaging",
        f"the {what} is {state}, so carriers block our texts",
        "see its page at Twilio; deploy/README.md says what carriers ask",
    )
