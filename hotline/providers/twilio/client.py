"""Twilio as our provider: its webhooks read and answered, its REST API (2010-04-01) asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

import httpx

from hotline.providers.console import Console
from hotline.providers.errors import (
    Codes,
    NotTheProviderError,
    UncertainError,
    gone_is_fine,
)
from hotline.providers.events import (
    IncomingText,
    TextStatus,
    Webhook,
    WebhookRequest,
)
from hotline.providers.port import Guard
from hotline.providers.twilio import read, render, signature
from hotline.providers.twilio.calls import CallForms
from hotline.providers.twilio.console import TwilioConsole
from hotline.providers.twilio.errors import CODES
from hotline.providers.twilio.http import TWILIO, HttpxClient
from hotline.providers.verbs import Verb

AN_ID = re.compile(r"[A-Za-z0-9-]+")
MOST_REDIRECTS = 3
NOT_SENT = frozenset({"failed", "undelivered", "canceled"})
MOST_LEGS, MOST_RECORDINGS, MOST_COPIES = 50, 20, 1000
CLOCKS_DIFFER = timedelta(minutes=2)
"""The same words sent earlier are another text; our clock and theirs may differ by this much."""


KINDS = {
    "Media": "media",
    "Messages": "text",
    "Recordings": "recording",
    "Transcriptions": "transcription",
    "Calls": "call",
}
"""What is kept at an address, by the part of its path that says so; the first that fits."""


class Twilio(CallForms):
    """Twilio, or any server that speaks its API; see :class:`hotline.providers.port.Provider`."""

    media_type = "text/xml"
    signs_addresses = True
    answers_texts = True
    joins_calls = True
    lapses: Mapping[str, int] = MappingProxyType({})
    codes: Codes = CODES

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        number: str,
        *,
        base_url: str = TWILIO,
        guard: Guard,
        http: HttpxClient | None = None,
        other_tokens: tuple[str, ...] = (),
        shared_keys: tuple[str, ...] = (),
    ) -> None:
        """``number`` is the line's own, E.164; ``guard`` is asked before every request.

        ``other_tokens`` and ``shared_keys`` may sign webhooks too; see :class:`signature.Keys`.
        """
        self._keys = signature.Keys((auth_token, *other_tokens), shared_keys)
        self._account = account_sid
        self._token = auth_token
        self._auth = (account_sid, auth_token)
        self._number = number
        self._bases: tuple[str, ...] = (TWILIO, base_url.rstrip("/"))
        self._http = http or HttpxClient(base_url, guard)

    @cached_property
    def _client(self) -> Any:
        from twilio.rest import Client  # noqa: PLC0415 - takes 0.2 s, which a web page need not wait

        return Client(self._account, self._token, http_client=self._http)

    # Webhooks ------------------------------------------------------------------------------------

    def verify(self, request: WebhookRequest) -> Webhook | None:
        """See :meth:`Provider.verify`."""
        fields = self._keys.signed_fields(request.url, request.body, request.headers)
        if fields is None:
            return None
        token = request.headers.get(signature.RETRY_HEADER, "")
        return Webhook(read.Fields(fields), request.query, token)

    def read_text(self, webhook: Webhook) -> IncomingText | TextStatus:
        """See :meth:`Provider.read_text`."""
        return read.text(webhook.content, self.codes)

    def read_text_status(self, webhook: Webhook) -> TextStatus:
        """See :meth:`Provider.read_text_status`."""
        return read.text_status(webhook.content, self.codes)

    def render(self, verbs: Sequence[Verb]) -> str:
        """See :meth:`Provider.render`."""
        return render.twiml(verbs)

    # Texts and calls -----------------------------------------------------------------------------

    def send_text(self, to: str, body: str, *, callback: str, key: str = "") -> str:
        """See :meth:`Provider.send_text`."""
        sent = self._ask(
            lambda: self._client.messages.create(
                to=to, from_=self._number, body=body, status_callback=callback
            )
        )
        return str(sent.sid)

    def find_text(self, to: str, words: str, *, since: datetime) -> str | None:
        """See :meth:`Provider.find_text`."""
        sent = self._ask(
            lambda: self._client.messages.list(
                to=to, from_=self._number, date_sent_after=since - timedelta(days=1), limit=50
            )
        )
        oldest = since - CLOCKS_DIFFER
        return next(
            (
                str(message.sid)
                for message in sent
                if words in (message.body or "")
                and message.status not in NOT_SENT
                and message.date_created is not None
                and message.date_created >= oldest
            ),
            None,
        )

    def place_call(self, to: str, url: str, *, callback: str, ring_seconds: int = 25) -> str:
        """See :meth:`Provider.place_call`."""
        call = self._ask(
            lambda: self._client.calls.create(
                to=to,
                from_=self._number,
                url=url,
                method="POST",
                timeout=ring_seconds,
                status_callback=callback,
                status_callback_event=["answered", "completed"],
            )
        )
        return str(call.sid)

    def redirect_call(self, call_id: str, url: str) -> None:
        """See :meth:`Provider.redirect_call`."""
        self._ask(lambda: self._client.calls(call_id).update(url=url, method="POST"))

    def end_call(self, call_id: str) -> None:
        """See :meth:`Provider.end_call`."""
        with gone_is_fine():
            self._ask(lambda: self._client.calls(call_id).update(status="completed"))

    # Copies --------------------------------------------------------------------------------------

    def erase(self, url: str) -> None:
        """See :meth:`Provider.erase`."""
        path = self._path(url).split("?")[0].removesuffix(".json")
        answer = self._http.send("DELETE", f"{TWILIO}{path}.json", self._auth)
        if answer.status_code not in {200, 202, 204, 404}:
            raise self.codes.error(answer.status_code, _code_in(answer))

    def _path(self, url: str) -> str:
        """The path below the provider's own address; no other address gets our password."""
        if url.startswith("/"):
            return url
        for base in self._bases:
            if url.startswith(f"{base}/"):
                return url[len(base) :]
        raise NotTheProviderError

    def console(self) -> Console:
        """See :class:`hotline.providers.console.HasConsole`."""
        return TwilioConsole(self._http, self._auth, self._number, self.codes)

    def close(self) -> None:
        """See :meth:`Provider.close`."""
        self._http.close()

    def text_url(self, message_id: str) -> str:
        """See :meth:`Provider.text_url`."""
        return self._copy_url("Messages", message_id)

    def call_url(self, call_id: str) -> str:
        """See :meth:`Provider.call_url`."""
        return self._copy_url("Calls", call_id)

    def _copy_url(self, what: str, sid: str) -> str:
        """Where a record is; empty for an id that would make another address of it."""
        known = AN_ID.fullmatch(sid)
        return f"{TWILIO}/2010-04-01/Accounts/{self._account}/{what}/{sid}" if known else ""

    def kind_of_copy(self, url: str) -> str:
        """See :meth:`Provider.kind_of_copy`."""
        parts = url.split("?", maxsplit=1)[0].split("/")
        return next((kind for part, kind in KINDS.items() if part in parts), "other")

    def calls_within(self, url: str) -> list[str]:
        """See :meth:`Provider.calls_within`."""
        parent = self._path(url).rpartition("/")[2].removesuffix(".json")
        legs = self._ask(lambda: self._client.calls.list(parent_call_sid=parent, limit=MOST_LEGS))
        return [self.call_url(str(leg.sid)) for leg in legs]

    def recordings(self, call_id: str) -> list[str]:
        """See :meth:`Provider.recordings`."""
        found = self._ask(
            lambda: self._client.recordings.list(call_sid=call_id, limit=MOST_RECORDINGS)
        )
        complete = [str(one.sid) for one in found if one.status == "completed"]
        return [self._copy_url("Recordings", sid) for sid in complete]

    def copies(self, *, before: datetime) -> list[str]:
        """See :meth:`Provider.copies`."""
        texts, calls, number = self._client.messages, self._client.calls, self._number
        upto = {"date_sent_before": before, "limit": MOST_COPIES}
        begun = {"start_time_before": before, "limit": MOST_COPIES}
        found = self._ask(
            lambda: [
                *((self.text_url, one) for one in texts.list(to=number, **upto)),
                *((self.text_url, one) for one in texts.list(from_=number, **upto)),
                *((self.call_url, one) for one in calls.list(to=number, **begun)),
                *((self.call_url, one) for one in calls.list(from_=number, **begun)),
            ]
        )
        return [url_of(str(one.sid)) for url_of, one in found if _is_past(one, before)]

    def fetch(self, url: str) -> tuple[bytes, str]:
        """See :meth:`Provider.fetch`.

        The API sends on to a signed address elsewhere, which is asked without our password.
        """
        answer = self._http.send("GET", TWILIO + self._path(url), self._auth)
        for _ in range(MOST_REDIRECTS):
            if not answer.is_redirect:
                break
            answer = self._http.send("GET", answer.headers["location"])
        if answer.status_code != 200:
            raise self.codes.error(answer.status_code, "")
        return answer.content, answer.headers.get("content-type", "application/octet-stream")

    def _ask(self, question: Callable[[], Any]) -> Any:
        from twilio.base.exceptions import TwilioException, TwilioRestException  # noqa: PLC0415

        try:
            return question()
        except TwilioRestException as error:
            raise self.codes.error(int(error.status), str(error.code or "")) from None
        except (TwilioException, ValueError, KeyError, TypeError):
            raise UncertainError("the provider's answer made no sense") from None


def _code_in(answer: httpx.Response) -> str:
    """Twilio's own error code, empty when it gave none."""
    try:
        return str(answer.json().get("code") or "")
    except (ValueError, AttributeError):
        return ""


def _is_past(copy: Any, before: datetime) -> bool:
    """The provider's filter counts by days; what has no time never left."""
    at = copy.date_created
    return at is None or at < before
