"""Telnyx as our provider: calls by TeXML, texts by its API of version 2.

What differs from Twilio: texts come as JSON, and what we answer to their webhook is thrown away, so
an answer goes out as a text of its own; the signature covers no address; texts and call records
cannot be deleted, they lapse (:data:`LAPSE`); a recording's link is good for ten minutes, so the
recording is asked for a fresh one.

Source: Telnyx's developer documentation, 2026-04, and its SDK for Python 4.189.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import httpx

from hotline.providers import callback_urls
from hotline.providers.connection import TIMEOUT, as_provider_errors
from hotline.providers.console import Console
from hotline.providers.errors import NotTheProviderError, UncertainError, gone_is_fine
from hotline.providers.events import (
    IncomingText,
    Recording,
    TextStatus,
    Webhook,
    WebhookRequest,
)
from hotline.providers.form import pairs_of
from hotline.providers.port import Guard
from hotline.providers.telnyx import read, signature
from hotline.providers.telnyx.console import TelnyxConsole
from hotline.providers.telnyx.errors import CODES
from hotline.providers.twilio import render
from hotline.providers.twilio.calls import CallForms
from hotline.providers.twilio.read import Fields
from hotline.providers.verbs import (
    Dial,
    Gather,
    Listening,
    Record,
    Say,
    Verb,
    respoken,
    without_machines,
)
from hotline.transport.tls import trusted

TELNYX = "https://api.telnyx.com/v2"
LAPSE: Mapping[str, int] = MappingProxyType({"text": 10, "media": 30, "call": 90})
"""What cannot be deleted, and after how many days Telnyx says that it is gone."""
FILE_HOSTS = (".telnyx.com", ".amazonaws.com")
"""Where recordings and attachments are."""
RECORDINGS = "/recordings/"
PAUSE_SECONDS = 3
"""Telnyx documents no automatic end of speech."""
VOICES = {"vi-VN": "Azure.vi-VN-HoaiMyNeural", "fil-PH": "Azure.fil-PH-BlessicaNeural"}
"""For languages that ``line.yaml`` gives a voice of Google's, which Telnyx does not have."""


@dataclass(frozen=True)
class Account:
    """What an account needs; see ``docs/providers.md``."""

    api_key: str
    public_key: str
    account_id: str
    application_id: str
    api_url: str = TELNYX


EVENTS = (callback_urls.TEXT, callback_urls.TEXT_STATUS)
"""Where events about texts come in, as JSON; all else is a form."""


class Telnyx(CallForms):
    """Telnyx; see :class:`hotline.providers.port.Provider`."""

    media_type = "text/xml"
    signs_addresses = False
    answers_texts = False
    joins_calls = True
    lapses = LAPSE

    def __init__(
        self, account: Account, number: str, guard: Guard, *, client: httpx.Client | None = None
    ) -> None:
        """``number`` is the line's own, E.164; ``guard`` is asked before every request."""
        self._account = account
        self._key = signature.public_key(account.public_key)
        self._api = account.api_url.rstrip("/")
        self._number = number
        self._guard = guard
        self._http = client or httpx.Client(timeout=TIMEOUT, verify=trusted())

    # Webhooks ------------------------------------------------------------------------------------

    def verify(self, request: WebhookRequest) -> Webhook | None:
        """See :meth:`Provider.verify`."""
        if not signature.is_signed(self._key, request.body, request.headers, request.at):
            return None
        if urlsplit(request.url).path.endswith(EVENTS):  # whatever the body says that it is
            event = read.Event.of(request.body)
            return None if event is None else Webhook(event, request.query)
        pairs = pairs_of(request.body)
        return None if pairs is None else Webhook(Fields(dict(pairs)), request.query)

    def read_text(self, webhook: Webhook) -> IncomingText | TextStatus:
        """See :meth:`Provider.read_text`."""
        return read.text(webhook.content)

    def read_text_status(self, webhook: Webhook) -> TextStatus:
        """See :meth:`Provider.read_text_status`."""
        return read.text_status(webhook.content)

    def read_recording(self, webhook: Webhook) -> Recording:
        """See :meth:`Provider.read_recording`. The link that comes with it lapses too soon."""
        sid = webhook.content.get("RecordingSid")
        url = self._api + RECORDINGS + sid if sid else ""
        return replace(super().read_recording(webhook), url=url)

    def render(self, verbs: Sequence[Verb]) -> str:
        """See :meth:`Provider.render`."""
        return render.twiml([_in_texml(verb) for verb in verbs])

    # Texts and calls -----------------------------------------------------------------------------

    def send_text(self, to: str, body: str, *, callback: str, key: str = "") -> str:
        """See :meth:`Provider.send_text`. The same ``key`` twice is sent once."""
        sent = self._ask(
            "POST",
            "/messages",
            {"from": self._number, "to": to, "text": body, "webhook_url": callback},
            headers={"idempotency-key": key} if key else {},
        )
        return str(sent["data"]["id"])

    def find_text(self, to: str, words: str, *, since: datetime) -> str | None:
        """See :meth:`Provider.find_text`. Not needed: a text with the same key goes out once."""
        return None

    def place_call(self, to: str, url: str, *, callback: str, ring_seconds: int = 25) -> str:
        """See :meth:`Provider.place_call`."""
        placed = self._ask(
            "POST",
            self._calls(),
            {
                "ApplicationSid": self._account.application_id,
                "To": to,
                "From": self._number,
                "Url": url,
                "UrlMethod": "POST",
                "Timeout": ring_seconds,
                "StatusCallback": callback,
                "StatusCallbackMethod": "POST",
                "StatusCallbackEvent": "answered completed",
            },
        )
        return str(placed.get("sid") or placed["call_sid"])

    def redirect_call(self, call_id: str, url: str) -> None:
        """See :meth:`Provider.redirect_call`."""
        self._update(call_id, {"Url": url, "Method": "POST"})

    def end_call(self, call_id: str) -> None:
        """See :meth:`Provider.end_call`."""
        with gone_is_fine():
            self._update(call_id, {"Status": "completed"})

    def _update(self, call_id: str, fields: Mapping[str, str]) -> None:
        """Change a call; its reference names a form, where placing one takes JSON as well."""
        self._ask("POST", f"{self._calls()}/{call_id}", form=fields)

    def _calls(self) -> str:
        return f"/texml/Accounts/{self._account.account_id}/Calls"

    # Copies --------------------------------------------------------------------------------------

    def fetch(self, url: str) -> tuple[bytes, str]:
        """See :meth:`Provider.fetch`. A file's own host is asked without our key."""
        if url.startswith(self._api + RECORDINGS):
            found = self._ask("GET", url.removeprefix(self._api))
            links = found["data"].get("download_urls") or {}
            url = str(links.get("wav") or links.get("mp3") or "")
        if not self._holds_files(url):
            raise NotTheProviderError
        answer = self._send("GET", url)
        if answer.status_code != 200:
            raise CODES.error(answer.status_code, "")
        return answer.content, answer.headers.get("content-type", "application/octet-stream")

    def _holds_files(self, url: str) -> bool:
        parts, own = urlsplit(url), urlsplit(self._api)
        if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return True
        return parts.scheme == "https" and (parts.hostname or "").endswith(FILE_HOSTS)

    def erase(self, url: str) -> None:
        """See :meth:`Provider.erase`. Only recordings can be."""
        if not url.startswith(self._api + RECORDINGS):
            raise NotTheProviderError
        with gone_is_fine():
            self._ask("DELETE", url.removeprefix(self._api))

    def kind_of_copy(self, url: str) -> str:
        """See :meth:`Provider.kind_of_copy`."""
        return "recording" if url.startswith(self._api + RECORDINGS) else "media"

    def text_url(self, message_id: str) -> str:
        """See :meth:`Provider.text_url`. Texts lapse."""
        return ""

    def call_url(self, call_id: str) -> str:
        """See :meth:`Provider.call_url`. Records of calls lapse."""
        return ""

    def calls_within(self, url: str) -> list[str]:
        """See :meth:`Provider.calls_within`."""
        return []

    def recordings(self, call_id: str) -> list[str]:
        """See :meth:`Provider.recordings`."""
        found = self._ask("GET", "/recordings", params={"filter[call_control_id]": call_id})
        return [self._api + RECORDINGS + str(one["id"]) for one in found.get("data", ())]

    def copies(self, *, before: datetime) -> list[str]:
        """See :meth:`Provider.copies`. What can be deleted is deleted when it comes."""
        return []

    def console(self) -> Console:
        """See :class:`hotline.providers.console.HasConsole`."""
        return TelnyxConsole(self._ask, self._number, self._account.application_id, self._api)

    def close(self) -> None:
        """See :meth:`Provider.close`."""
        self._http.close()

    # The API -------------------------------------------------------------------------------------

    def _ask(
        self,
        method: str,
        path: str,
        content: Mapping[str, object] | None = None,
        *,
        form: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        key = {"authorization": f"Bearer {self._account.api_key}"}
        answer = self._send(
            method,
            self._api + path,
            json=content,
            data=form,
            params=params,
            headers=key | dict(headers or {}),
        )
        if answer.is_success:
            return _object_in(answer)
        raise CODES.error(answer.status_code, _code_in(answer))

    def _send(self, method: str, url: str, **given: Any) -> httpx.Response:
        self._guard(url)
        with as_provider_errors():
            return self._http.request(method, url, **given)


def _object_in(answer: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of an answer; an empty one when it has none."""
    if not answer.content:
        return {}
    try:
        found = answer.json()
    except ValueError:
        raise UncertainError("the provider's answer made no sense") from None
    return found if isinstance(found, dict) else {}


def _code_in(answer: httpx.Response) -> str:
    """Telnyx's own error code, empty when it gave none."""
    try:
        return str(answer.json()["errors"][0]["code"])
    except (ValueError, KeyError, TypeError, IndexError):
        return ""


def _in_texml(verb: Verb) -> Verb:
    match respoken(verb, _voiced):
        case Gather(listening=Listening(pause_seconds=None) as listening) as gather:
            return replace(gather, listening=replace(listening, pause_seconds=PAUSE_SECONDS))
        case Dial() as dial:
            return without_machines(dial)
        case Record() as record:
            return replace(record, transcript="")
        case other:
            return other


def _voiced(prompt: Say) -> Say:
    if prompt.voice.startswith("Google."):
        return replace(prompt, voice=VOICES.get(prompt.locale, ""))
    return prompt
