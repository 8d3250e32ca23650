"""The phone company: places calls and texts with signed webhooks, and keeps what was sent.

A :class:`Call` runs the TwiML it gets as the provider would, until it has to wait for the caller:
keys, words, silence, or a line that rings. Whoever holds the other end decides whether it is
answered. Everything is in memory; the clock and the HTTP client are given.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from hotline.providers import callback_urls
from hotline.simulator.dialect import (
    TWILIO,
    Answer,
    CarrierError,
    Dialect,
    Post,
    TextMessage,
)
from hotline.simulator.phone_call import Call
from hotline.simulator.rooms import Rooms
from hotline.simulator.twiml import Verb, parse


@dataclass
class Carrier:
    """The company. ``post`` reaches the service; ``base_url`` is its public address."""

    base_url: str
    auth_token: str
    account_sid: str
    number: str
    post: Post
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    sent: list[TextMessage] = field(default_factory=list)
    calls: dict[str, Call] = field(default_factory=dict)
    placed: list[Call] = field(default_factory=list)
    """Calls that the service placed, the first first."""
    callers: set[str] = field(default_factory=set)
    """Every number that has called or texted the line."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures and recordings that the company keeps, by their path in its API."""
    recordings: dict[str, str] = field(default_factory=dict)
    """The calls in which voice messages were recorded, by the recording's id."""
    keeper: Callable[[str, bytes], None] | None = None
    """Where files are kept as well: in the demo's own company, for a telephone elsewhere."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    rooms: Rooms = field(default_factory=Rooms)
    """Where calls are in conferences."""
    elsewhere: list[tuple[str, str]] | None = None
    """Redirects of calls that are not here, by id and address, for a telephone elsewhere that asks
    for them; ``None``: there is no such telephone, and they are refused."""
    inbound: dict[str, str] = field(default_factory=dict)
    """The texts that came in, by id, and who sent them."""
    erased: set[str] = field(default_factory=set)
    """Ids of texts and calls whose record the service had deleted."""
    unfinished: set[str] = field(default_factory=set)
    """Ids that cannot be deleted yet."""
    stopped: set[str] = field(default_factory=set)
    """Numbers whose owners opted out at the company: texts to them are refused."""
    entries: dict[str, str] = field(default_factory=dict)
    """What is entered for the line's number, by the company's own names."""
    account: dict[str, str] = field(default_factory=dict)
    """What is unusual about the account: ``campaign``, ``calls``, ``type`` and so on."""
    reports_answers: bool = True
    """Whether the service hears what became of its answers; a test may spare that."""
    reports: int = 0
    """Status reports that the company still owes the service; see :meth:`settle`."""

    dialect: Dialect = TWILIO

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._settled = threading.Condition(self.lock)

    def sid(self, prefix: str) -> str:
        """A fresh id in the provider's form."""
        return self.dialect.new_id(prefix, next(self._numbers))

    def webhook(self, path: str, fields: Mapping[str, str]) -> str:
        """Post a signed form to ``path``; the TwiML that came back."""
        answer = self._post(path, fields)
        if answer.status_code != 200:
            raise CarrierError(f"{urlsplit(path).path} answered {answer.status_code}")
        return answer.text

    def report(self, path: str, fields: Mapping[str, str]) -> None:
        """Post a status report. The company goes on when the service says that it is down (503)."""
        answer = self._post(path, fields)
        if answer.status_code not in {200, 503}:
            raise CarrierError(f"{urlsplit(path).path} answered {answer.status_code}")

    def _post(self, path: str, fields: Mapping[str, str]) -> Answer:
        url = urljoin(self.base_url + "/", path)
        body, headers = self.dialect.webhook(self.auth_token, url, fields, self.now())
        return self.post(url, body, headers)

    def text(self, sender: str, body: str, **extra: str) -> list[str]:
        """A text from ``sender`` to the line; what the line answered."""
        self.callers.add(sender)
        sid = self.sid("SM")
        fields = {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": self.account_sid,
            "From": sender,
            "To": self.number,
            "Body": body,
            "NumMedia": "0",
            **extra,
        }
        said = parse(self.webhook(callback_urls.TEXT, fields))
        verbs = [verb for verb in said if verb.name == "Message"]
        answers = [verb.text or "".join(child.text for child in verb.children) for verb in verbs]
        with self.lock:
            self.inbound[fields["MessageSid"]] = sender
        with self.lock:
            for answer in answers:
                self.sent.append(
                    TextMessage(self.sid("SM"), self.number, sender, answer, self.now(), True)
                )
        if self.reports_answers:
            self._report_answers(verbs)
        return answers

    def _report_answers(self, verbs: Sequence[Verb]) -> None:
        """Report the ids of its answers to the service, where it asked for that."""
        with self.lock:
            latest = self.sent[len(self.sent) - len(verbs) :]
        for verb, message in zip(verbs, latest, strict=True):
            if "action" in verb.options:
                path = urlsplit(verb.options["action"]).path
                status = {"MessageSid": message.sid, "MessageStatus": "delivered"}
                self.webhook(path, status | {"From": self.number, "To": message.to})

    def picture(
        self, sender: str, data: bytes, body: str = "", kind: str = "image/png"
    ) -> list[str]:
        """A picture from ``sender``, perhaps with words; what the line answered."""
        sid = self.sid("MM")
        url = self.keep(f"Messages/{sid}/Media/{self.sid('ME')}", data)
        ids = {"MessageSid": sid, "SmsSid": sid}
        return self.text(sender, body, **ids, NumMedia="1", MediaUrl0=url, MediaContentType0=kind)

    def keep(self, what: str, data: bytes) -> str:
        """Keep a file; its address in the API, as the provider names it."""
        path = f"/2010-04-01/Accounts/{self.account_sid}/{what}"
        with self.lock:
            self.files[path] = data
        if self.keeper is not None:
            self.keeper(path, data)
        return self.dialect.api + path

    def call(self, caller: str, **extra: str) -> Call:
        """A call from ``caller`` to the line, up to where it first waits."""
        self.callers.add(caller)
        call = Call(self, self.sid("CA"), caller, extra)
        with self.lock:
            self.calls[call.sid] = call
        call.begin()
        return call

    def owe(self, reports: int) -> None:
        """This many more status reports are under way; a negative number have been made."""
        with self._settled:
            self.reports += reports
            self._settled.notify_all()

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until every status report was made; whether that happened in ``seconds``."""
        with self._settled:
            return self._settled.wait_for(lambda: self.reports == 0, seconds)

    def texts_to(self, number: str) -> list[TextMessage]:
        """What was sent to a number, in order."""
        with self.lock:
            return [message for message in self.sent if message.to == number]
