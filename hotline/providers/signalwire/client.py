"""SignalWire as our provider: cXML, and Twilio's REST paths below the space's own address.

What differs from Twilio: the signature and its key; no machine detection on a line that rings for a
caller; the callback of a transcript names no call; Google's voices are called ``gcloud``; what was
attached to a text lies at an address of its own that cannot be deleted there, only with its text.

Source: SignalWire's documentation of the Compatibility API, 2026-08.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from hotline.providers.console import Console
from hotline.providers.errors import NotYetError
from hotline.providers.events import Webhook, WebhookRequest
from hotline.providers.port import Guard
from hotline.providers.signalwire import signature
from hotline.providers.signalwire.errors import CODES
from hotline.providers.twilio import read
from hotline.providers.twilio.client import Twilio
from hotline.providers.twilio.console import TwilioConsole
from hotline.providers.twilio.http import HttpxClient
from hotline.providers.verbs import Dial, Say, Verb, respoken, without_machines

OWN_HOSTS = ".signalwire.com"
GONE = frozenset({403, 404, 410})


class SignalWire(Twilio):
    """SignalWire; see :class:`hotline.providers.port.Provider`."""

    codes = CODES

    def __init__(
        self,
        project_id: str,
        api_token: str,
        number: str,
        *,
        space: str,
        api_url: str = "",
        signing_keys: tuple[str, ...],
        guard: Guard,
        http: HttpxClient | None = None,
    ) -> None:
        """``space`` is its host; ``api_url`` is another server that speaks its API.

        ``signing_keys`` sign webhooks; the token does not. ``guard`` is asked before each request.
        """
        own = f"https://{space}/api/laml"
        url = api_url or own
        super().__init__(project_id, api_token, number, base_url=url, guard=guard, http=http)
        self._bases = (own, *self._bases)
        self._signing_keys = signing_keys

    def verify(self, request: WebhookRequest) -> Webhook | None:
        """See :meth:`Provider.verify`."""
        fields = signature.signed_fields(
            request.url, request.body, request.headers, self._signing_keys
        )
        return None if fields is None else Webhook(read.Fields(fields), request.query)

    def console(self) -> Console:
        """See :class:`hotline.providers.console.HasConsole`."""
        return TwilioConsole(self._http, self._auth, self._number, self.codes, whole=False)

    def render(self, verbs: Sequence[Verb]) -> str:
        """See :meth:`Provider.render`."""
        return super().render([_in_cxml(verb) for verb in verbs])

    def fetch(self, url: str) -> tuple[bytes, str]:
        """See :meth:`Provider.fetch`. What lies elsewhere is asked for without our password."""
        if not _is_elsewhere(url):
            return super().fetch(url)
        answer = self._http.send("GET", url)
        if answer.status_code != 200:
            raise self.codes.error(answer.status_code, "")
        return answer.content, answer.headers.get("content-type", "application/octet-stream")

    def erase(self, url: str) -> None:
        """See :meth:`Provider.erase`. What came with a text goes with it, and is looked for."""
        if not _is_elsewhere(url):
            for media in self._media_of(url):
                super().erase(media)
            super().erase(url)
        elif self._http.send("HEAD", url).status_code not in GONE:
            raise NotYetError("it is deleted with its text, and is still there")

    def _media_of(self, url: str) -> list[str]:
        """Where everything is that came with the text at ``url``; nothing for what is no text."""
        path = self._path(url).split("?")[0].removesuffix(".json")
        head, _, sid = path.rpartition("/")
        if not head.endswith("/Messages"):
            return []
        found = self._ask(self._client.messages(sid).media.list)
        return [f"{path}/Media/{media.sid}" for media in found]


def _is_elsewhere(url: str) -> bool:
    """Whether it is SignalWire's, but no address of its API."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and host.endswith(OWN_HOSTS) and "/api/" not in parts.path


def _in_cxml(verb: Verb) -> Verb:
    spoken = respoken(verb, _voiced)
    return without_machines(spoken) if isinstance(spoken, Dial) else spoken


def _voiced(prompt: Say) -> Say:
    if prompt.voice.startswith("Google."):
        return replace(prompt, voice="gcloud." + prompt.voice.removeprefix("Google."))
    return prompt
