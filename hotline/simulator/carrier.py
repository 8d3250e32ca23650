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
from hotline.simulator.dialect import TWILIO, Answer, CarrierError, Dialect, Post, TextMessage
from hotline.simulator.legs import Leg, Ringing, ringing
from hotline.simulator.sounds import silent_wav
from hotline.simulator.twiml import Heard, Verb, heard, parse

MAX_VERBS = 200


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
    inbound: dict[str, str] = field(default_factory=dict)
    """The texts that came in, by id, and who sent them."""
    erased: set[str] = field(default_factory=set)
    """Ids of texts and calls whose record the service had deleted."""
    unfinished: set[str] = field(default_factory=set)
    """Ids that cannot be deleted yet."""
    stopped: set[str] = field(default_factory=set)
    """Numbers whose owners opted out at the company: texts to them are refused."""
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


class Call:
    """One caller on the line."""

    def __init__(self, carrier: Carrier, sid: str, caller: str, extra: Mapping[str, str]) -> None:
        self._carrier = carrier
        self.sid = sid
        self.caller = caller
        self._extra = dict(extra)
        self.heard: list[Heard] = []
        """Everything heard so far."""
        self.news: list[Heard] = []
        """What was heard since the caller last did something."""
        self.gather: Verb | None = None
        self.recording: Verb | None = None
        self.ringing: Ringing | None = None
        self.leg: Leg | None = None
        self.talking_to: str | None = None
        self.over = False
        self._verbs: tuple[Verb, ...] = ()

    # What the caller does ------------------------------------------------------------------------

    def begin(self) -> None:
        """The line answers."""
        self._fetch(callback_urls.CALL)

    def press(self, keys: str) -> None:
        """Press keys."""
        self._answer({"Digits": keys})

    def say(self, words: str, confidence: str = "0.9") -> None:
        """Speak."""
        self._answer({"SpeechResult": words, "Confidence": confidence})

    def wait(self) -> None:
        """Stay silent until the question times out."""
        self._answer({})

    def speak_message(self, seconds: int, words: str = "") -> None:
        """Leave a voice message of so many seconds; 0 says nothing.

        ``words`` are what the provider's machine makes of it, where it is asked to.
        """
        if self.recording is None:
            raise CarrierError("nothing is being recorded")
        options, self.recording = self.recording.options, None
        self.news = []
        sid = self._carrier.sid("RE")
        recorded = {"RecordingSid": sid, "RecordingDuration": f"{seconds}"}
        self._fetch(options.get("action", ""), recorded)
        callback = options.get("recordingStatusCallback", "")
        if seconds and callback:
            url = self._carrier.keep(f"Recordings/{sid}", silent_wav(seconds))
            self._carrier.recordings[sid] = self.sid
            done = recorded | {"RecordingUrl": url, "RecordingStatus": "completed"}
            self._carrier.report(callback, self._fields() | done)
        wanted = options.get("transcribeCallback", "")
        if words and wanted:
            self._transcribed(wanted, words)

    def hang_up(self) -> None:
        """The caller hangs up; the provider tells the service."""
        if self.talking_to is not None:
            self.conversation_ends(hung_up=True)
        if not self.over:
            self.over = True
            self._status("completed")

    def _transcribed(self, callback: str, words: str) -> None:
        sid = self._carrier.sid("TR")
        url = self._carrier.keep(f"Transcriptions/{sid}", words.encode())
        written = {"TranscriptionSid": sid, "TranscriptionUrl": url, "TranscriptionText": words}
        written["TranscriptionStatus"] = "completed"
        self._carrier.report(callback, self._fields() | written)

    # What the line that rings does ---------------------------------------------------------------

    def answered(self, key: str = "1", number: str = "") -> list[Heard]:
        """Someone picks up a ringing line (the first) and, after a whisper, presses ``key``.

        Returns what they heard. Without the right key the caller is not connected.
        """
        leg = self.picked_up(number)
        if leg.gather is not None:
            self.take(key)
        return leg.whispered

    def picked_up(self, number: str = "") -> Leg:
        """Someone picks up a ringing line, the first; a public one has the caller at once."""
        ringing = self._ringing()
        number = number or ringing.number
        leg = self.leg = Leg(self._carrier.sid("CA"), number)
        if not ringing.lines[number]:
            self.talking_to = number
            return leg
        verbs = parse(self._carrier.webhook(ringing.lines[number], self._fields(leg)))
        leg.whispered = [sound for verb in verbs for sound in heard(verb)]
        leg.gather = next((verb for verb in verbs if verb.name == "Gather"), None)
        if leg.gather is None:
            self._dialed("completed", bridged=False)
        return leg

    def take(self, key: str = "1") -> None:
        """Whoever has heard the whisper presses ``key``."""
        if self.leg is None or self.leg.gather is None:
            raise CarrierError("nobody is asked for a key")
        after = self.leg.gather.options["action"]
        answer = self._carrier.webhook(after, self._fields(self.leg) | {"Digits": key})
        if any(verb.name == "Hangup" for verb in parse(answer)):
            self._dialed("completed", bridged=False)
        else:
            self.talking_to = self.leg.number

    def machine_answers(self, by: str = "machine_start") -> None:
        """A machine picks up a public line, and the company says so where that was asked."""
        leg = self.picked_up()
        callback = self._ringing().listens.get(leg.number)
        if callback and self._carrier.dialect.detects_machines:
            self._carrier.webhook(callback, {"CallSid": leg.sid, "AnsweredBy": by})

    def leg_ended(self, seconds: int = 8) -> None:
        """The service hung up on the line that took the call."""
        if self.talking_to is not None:
            self.conversation_ends(seconds)

    def not_answered(self, status: str = "no-answer") -> None:
        """Nobody picks up, the line is busy, or the number does not work (``failed``)."""
        self._ringing()
        self._dialed(status)

    def conversation_ends(self, seconds: int = 300, *, hung_up: bool = False) -> None:
        """The other side hangs up after so many seconds; the caller is still on the line.

        ``hung_up``: it was the caller. The provider asks what comes next all the same, and throws
        the answer away.
        """
        self.talking_to = None
        if not hung_up:
            self._dialed("completed", seconds=seconds)
            return
        ringing, self.ringing = self._ringing(), None
        ended = {"DialCallStatus": "completed", "DialBridged": "true", "CallStatus": "completed"}
        ended["DialCallDuration"] = str(seconds)
        self._carrier.webhook(ringing.action, self._fields() | ended)

    # Running TwiML -------------------------------------------------------------------------------

    def _ringing(self) -> Ringing:
        if self.ringing is None:
            raise CarrierError("no line is ringing")
        return self.ringing

    def _dialed(self, status: str, *, bridged: bool | None = None, seconds: int = 0) -> None:
        """What the provider says after ``<Dial>``; a machine that answered is "completed" too."""
        ringing = self._ringing()
        self.ringing, self.news = None, []
        if ringing.action:
            connected = status == "completed" if bridged is None else bridged
            ended = {"DialCallStatus": status, "DialBridged": str(connected).lower()}
            if status == "completed":
                ended["DialCallDuration"] = str(seconds)
            self._fetch(ringing.action, ended)
        else:
            self._run(ringing.rest)

    def _answer(self, fields: Mapping[str, str]) -> None:
        if self.gather is None:
            raise CarrierError("the line is not waiting for an answer")
        gather, self.gather, self.news = self.gather, None, []
        if fields or gather.options.get("actionOnEmptyResult") == "true":
            self._fetch(gather.options.get("action", callback_urls.CALL), fields)
        else:
            self._run(self._verbs)

    def _fields(self, leg: Leg | None = None) -> dict[str, str]:
        own = {"CallSid": leg.sid, "ParentCallSid": self.sid} if leg else {}
        return {
            "CallSid": self.sid,
            "AccountSid": self._carrier.account_sid,
            "From": self.caller,
            "To": self._carrier.number,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            **self._extra,
            **own,
        }

    def _fetch(self, path: str, extra: Mapping[str, str] | None = None) -> None:
        self._run(parse(self._carrier.webhook(path, self._fields() | dict(extra or {}))))

    def _run(self, verbs: tuple[Verb, ...]) -> None:
        for step, verb in enumerate(verbs[:MAX_VERBS]):
            self._hear(verb)
            self._verbs = verbs[step + 1 :]
            match verb.name:
                case "Gather":
                    self.gather = verb
                    return
                case "Redirect":
                    self._fetch(verb.text)
                    return
                case "Record":
                    self.recording = verb
                    return
                case "Dial":
                    self.ringing = ringing(verb, self._verbs)
                    return
                case "Hangup":
                    self.over = True
                    self._status("completed")
                    return
        self.over = True
        self._status("completed")

    def _hear(self, verb: Verb) -> None:
        sounds = heard(verb)
        self.heard += sounds
        self.news += sounds

    def _status(self, status: str) -> None:
        self._carrier.report(callback_urls.CALL_STATUS, self._fields() | {"CallStatus": status})

    @property
    def said(self) -> str:
        """What was heard last, as one text."""
        return " ".join(sound.text for sound in self.news)
