"""The number's entries at Telnyx: its application for calls and its profile for texts.

A text's webhook is only heard, never answered, so a file of the proxy's cannot stand for the line
there; the fallback is for calls alone.

Source: Telnyx's API reference of version 2 (phone_numbers, texml_applications,
messaging_profiles), 2026-04.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hotline.providers import callback_urls
from hotline.providers.callback_urls import CallbackUrls
from hotline.providers.console import Entry, Trouble, fallback_urls
from hotline.providers.errors import RefusedError

Ask = Callable[..., Mapping[str, Any]]
"""``ask(method, path, content, params=…)`` of the client."""
APPLICATION, PROFILE, NUMBER = "texml_applications", "messaging_profiles", "phone_numbers"
NEEDED = ("friendly_name", "voice_url")
"""What a change of an application must repeat."""


class TelnyxConsole:
    """See :class:`hotline.providers.console.Console`. Names are ``part.field``."""

    by_hand: Sequence[str] = (
        "your own words for STOP, HELP and START in the messaging profile, with 911 in each",
        "redaction of the messaging profile: off, or level 1",
        "the campaign (10DLC) or toll-free verification of the number",
    )

    def __init__(self, ask: Ask, number: str, application: str, url: str) -> None:
        self.url = url
        self._ask, self._number, self._application = ask, number, application

    def entries(self, urls: CallbackUrls) -> list[Entry]:
        """See :meth:`Console.entries`."""
        number = self._record()
        application, profile = self._app(), self._profile(number)
        rows = (
            ("number.connection_id", "who gets the calls", number, self._application),
            ("application.voice_url", "a call comes in", application,
             urls.base_url + callback_urls.CALL),
            ("application.voice_method", "how: a call comes in", application, "post"),
            ("application.voice_fallback_url", "a call comes in and the line does not answer",
             application, fallback_urls(urls)[0]),
            ("application.status_callback", "a call is over",
             application, urls.base_url + callback_urls.CALL_STATUS),
            ("application.status_callback_method", "how: a call is over", application, "post"),
            ("profile.webhook_url", "a text comes in", profile, urls.base_url + callback_urls.TEXT),
            ("profile.webhook_api_version", "in which form texts come", profile, "2"),
        )  # fmt: skip
        return [
            Entry(name, label, str(record.get(name.partition(".")[2]) or ""), wanted)
            for name, label, record, wanted in rows
        ]

    def change(self, values: Mapping[str, str]) -> None:
        """See :meth:`Console.change`."""
        number = self._record()
        paths = {
            "number": f"/{NUMBER}/{number['id']}",
            "application": f"/{APPLICATION}/{self._application}",
            "profile": f"/{PROFILE}/{number.get('messaging_profile_id')}",
        }
        for part, path in paths.items():
            content: dict[str, object] = {
                name.partition(".")[2]: value
                for name, value in values.items()
                if name.startswith(f"{part}.")
            }
            if content and part == "application":
                content = {name: self._app().get(name) for name in NEEDED} | content
            if content:
                self._ask("PATCH", path, content)

    def troubles(self) -> Iterator[Trouble]:
        """See :meth:`Console.troubles`."""
        status = self._record().get("status")
        if status != "active":
            what = f"the number is {status} at Telnyx, so nothing goes in or out"
            yield Trouble("account", what, "see the number's page at Telnyx")
        if not self._app().get("active", True):
            what = "the TeXML application is turned off"
            yield Trouble("calls", what, "turn it on at Telnyx")

    def _record(self) -> Mapping[str, Any]:
        found = self._ask("GET", f"/{NUMBER}", params={"filter[phone_number]": self._number})
        numbers = found.get("data") or ()
        if not numbers:
            raise RefusedError(404, "the number is not one of this account")
        record: Mapping[str, Any] = numbers[0]
        return record

    def _app(self) -> Mapping[str, Any]:
        return self._ask("GET", f"/{APPLICATION}/{self._application}").get("data") or {}

    def _profile(self, number: Mapping[str, Any]) -> Mapping[str, Any]:
        profile = number.get("messaging_profile_id")
        if not profile:
            raise RefusedError(404, "the number has no messaging profile; give it one at Telnyx")
        return self._ask("GET", f"/{PROFILE}/{profile}").get("data") or {}
