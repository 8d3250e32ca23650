"""Pigeon, an invented phone provider: all of it is in this folder.

It has nothing of Twilio's: its webhooks and its API are JSON, its answers are a list of acts, and
its signature is an HMAC over the time, the address and the body, good for five minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from pydantic_settings import BaseSettings, SettingsConfigDict

from hotline.domain import DeliveryState
from hotline.providers import errors, verbs
from hotline.providers.events import (
    AnsweredBy,
    CallStatus,
    CallTurn,
    DialOutcome,
    IncomingText,
    Recording,
    SentFile,
    TextStatus,
    Transcript,
    Webhook,
    WebhookRequest,
)
from hotline.providers.port import Guard, Provider
from hotline.settings import Settings

HEADER, TIME_HEADER = "x-pigeon-mac", "x-pigeon-time"
WINDOW_SECONDS = 300
STATES = {
    "queued": DeliveryState.ACCEPTED,
    "flying": DeliveryState.SENT,
    "landed": DeliveryState.DELIVERED,
    "lost": DeliveryState.FAILED,
}


class PigeonSettings(BaseSettings):
    """What an account needs; a provider reads its own settings."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_PIGEON_")

    key: str
    api_url: str


def provider(settings: Settings, guard: Guard) -> Provider:
    """The account that the environment names."""
    own = PigeonSettings()
    return Pigeon(own.key, own.api_url, settings.number, guard)


def mac(key: str, at: str, url: str, body: bytes) -> str:
    """Pigeon's signature, in hexadecimal."""
    signed = f"{at}\n{url}\n".encode() + body
    return hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()


class Pigeon:
    """See :class:`hotline.providers.port.Provider`."""

    media_type = "application/json"
    signs_addresses = True
    answers_texts = True
    joins_calls = False
    lapses: Mapping[str, int] = {}

    def __init__(self, key: str, api_url: str, number: str, guard: Guard) -> None:
        self._key, self._api, self._number, self._guard = key, api_url, number, guard
        self._http = httpx.Client(headers={"authorization": f"Bearer {key}"}, verify=False)

    # Webhooks

    def verify(self, request: WebhookRequest) -> Webhook | None:
        at = request.headers.get(TIME_HEADER, "")
        if not at.isdigit() or abs(time.time() - int(at)) > WINDOW_SECONDS:
            return None
        right = mac(self._key, at, request.url, request.body)
        if not hmac.compare_digest(right, request.headers.get(HEADER, "")):
            return None
        return Webhook(json.loads(request.body), request.query)

    def read_text(self, webhook: Webhook) -> IncomingText | TextStatus:
        came = webhook.content
        files = tuple(SentFile(file["href"], file["type"]) for file in came.get("files", ()))
        return IncomingText(came["message"], came["sender"], came["words"], files)

    def read_text_status(self, webhook: Webhook) -> TextStatus:
        came = webhook.content
        stopped = came.get("reason") == "bird_not_wanted"
        state = STATES.get(came["became"], DeliveryState.UNKNOWN)
        return TextStatus(came["message"], state, came.get("reason", ""), opted_out=stopped)

    def read_call(self, webhook: Webhook) -> CallTurn:
        came = webhook.content
        rang = came.get("rang", {})
        return CallTurn(
            call_id=came["call"],
            caller=came["caller"],
            keys=came.get("keys", ""),
            words=came.get("heard", ""),
            dial=DialOutcome(
                answered=rang.get("result") == "talked",
                rang_out=rang.get("result") == "nobody",
                seconds=rang.get("seconds", 0),
            ),
        )

    def read_call_status(self, webhook: Webhook) -> CallStatus:
        came = webhook.content
        return CallStatus(came["call"], over=came["over"], connected=came.get("answered", True))

    def read_answered_by(self, webhook: Webhook) -> AnsweredBy:
        return AnsweredBy(webhook.content["call"], webhook.content["machine"])

    def read_recording(self, webhook: Webhook) -> Recording:
        return Recording(webhook.content["call"], webhook.content["href"])

    def read_transcript(self, webhook: Webhook) -> Transcript:
        came = webhook.content
        return Transcript(came["call"], came["id"], came["words"], came["href"])

    def render(self, wanted: Sequence[verbs.Verb]) -> str:
        return json.dumps({"acts": [_act(verb) for verb in wanted]})

    # Texts and calls

    def send_text(self, to: str, body: str, *, callback: str, key: str = "") -> str:
        sent = {"to": to, "words": body, "report_to": callback}
        return str(self._ask("POST", "/messages", sent)["message"])

    def find_text(self, to: str, words: str, *, since: datetime) -> str | None:
        sent = self._ask("GET", "/messages")["messages"]
        fit = (one for one in sent if one["to"] == to and words in one["words"])
        return next((str(one["message"]) for one in fit), None)

    def place_call(self, to: str, url: str, *, callback: str, ring_seconds: int = 25) -> str:
        sent = {"to": to, "ask": url, "report_to": callback, "ring": ring_seconds}
        return str(self._ask("POST", "/calls", sent)["call"])

    def redirect_call(self, call_id: str, url: str) -> None:
        raise errors.RefusedError(501)

    def end_call(self, call_id: str) -> None:
        self._ask("POST", f"/calls/{call_id}/end")

    # Copies

    def fetch(self, url: str) -> tuple[bytes, str]:
        answer = self._send("GET", self._own(url))
        return answer.content, answer.headers["content-type"]

    def erase(self, url: str) -> None:
        self._send("DELETE", self._own(url))

    def kind_of_copy(self, url: str) -> str:
        parts = url.removeprefix(self._api).split("/")
        return {"messages": "text", "calls": "call", "files": "media"}.get(parts[1], "other")

    def text_url(self, message_id: str) -> str:
        return f"{self._api}/messages/{message_id}" if message_id.isalnum() else ""

    def call_url(self, call_id: str) -> str:
        return f"{self._api}/calls/{call_id}" if call_id.isalnum() else ""

    def calls_within(self, url: str) -> list[str]:
        return []

    def recordings(self, call_id: str) -> list[str]:
        return []

    def copies(self, *, before: datetime) -> list[str]:
        return []

    def close(self) -> None:
        self._http.close()

    def _own(self, url: str) -> str:
        if not url.startswith(f"{self._api}/"):
            raise errors.NotTheProviderError
        return url

    def _ask(self, method: str, path: str, sent: Mapping[str, Any] | None = None) -> Any:
        return self._send(method, self._api + path, sent).json()

    def _send(self, method: str, url: str, sent: Mapping[str, Any] | None = None) -> httpx.Response:
        self._guard(url)
        try:
            answer = self._http.request(method, url, json=sent)
        except httpx.HTTPError:
            raise errors.TryAgainError("Pigeon could not be reached") from None
        if answer.status_code == 404 and method == "DELETE":
            return answer
        if answer.status_code >= 400:
            raise _error(answer.status_code, str(answer.json().get("reason", "")))
        return answer


def _error(status: int, reason: str) -> errors.ProviderError:
    match reason:
        case "bird_not_wanted":
            return errors.OptedOutError("the receiver opted out", reason)
        case "still_flying":
            return errors.NotYetError("it is not complete yet", reason)
        case "no_such_roof":
            return errors.BadNumberError("the number cannot be reached", reason)
    return errors.RefusedError(status, reason)


def _act(verb: verbs.Verb) -> dict[str, Any]:
    """One verb in Pigeon's words; what it has no word for is left out."""
    act: dict[str, Any] = {"act": "end"}
    match verb:
        case verbs.Say(text, locale):
            act = {"act": "speak", "words": text, "language": locale}
        case verbs.Play(url):
            act = {"act": "play", "href": url}
        case verbs.Gather():
            speech = verb.listening.language if verb.listening else None
            speak = [_act(prompt) for prompt in verb.prompts]
            act = {"act": "ask", "speak": speak, "answer_to": verb.action, "speech": speech}
        case verbs.Dial():
            lines = [{"to": line.number, "first_hear": line.whisper} for line in verb.lines]
            act = {"act": "ring", "lines": lines, "then": verb.action}
        case verbs.Record():
            act = {"act": "record", "then": verb.action, "ready": verb.ready}
        case verbs.Redirect(url):
            act = {"act": "go", "href": url}
        case verbs.Message(body, report_to):
            act = {"act": "text", "words": body, "report_to": report_to}
    return act
