"""One call as the caller has it: runs the TwiML that the service answers, up to where it waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from hotline.providers import callback_urls
from hotline.simulator.dialect import CarrierError, Dialect
from hotline.simulator.legs import CONNECTED, HANGS_UP, Leg, Ringing, ringing
from hotline.simulator.rooms import Rooms, Seat, seat
from hotline.simulator.sounds import silent_wav
from hotline.simulator.twiml import Heard, Verb, heard, parse

MAX_VERBS = 200


class Network(Protocol):
    """What a call needs of the phone company that carries it."""

    account_sid: str
    number: str
    recordings: dict[str, str]
    dialect: Dialect
    rooms: Rooms

    def sid(self, prefix: str) -> str:
        """A fresh id in the provider's form."""

    def webhook(self, path: str, fields: Mapping[str, str]) -> str:
        """Post a signed form to ``path``; the TwiML that came back."""

    def report(self, path: str, fields: Mapping[str, str]) -> None:
        """Post a status report."""

    def keep(self, path: str, data: bytes) -> str:
        """Keep a file; its address."""


class Call:
    """One caller on the line."""

    def __init__(self, carrier: Network, sid: str, caller: str, extra: Mapping[str, str]) -> None:
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
        self.seat: Seat | None = None
        """Where it is in a room with others."""
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
        if self.seat is not None:
            action = self._stand_up()
            gone = {"CallStatus": "completed", "DialCallStatus": "completed"}
            self._carrier.webhook(action, self._fields() | gone)
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

        Returns what they heard. Without the right key the caller is not connected: they press
        nothing more when they are asked again. No ``key`` at all is what a machine does.
        """
        leg = self.picked_up(number)
        if leg.gather is not None and key:
            self.take(key)
        self.leg_waits()
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
        self._leg_does(leg.play(verbs))
        return leg

    def take(self, key: str = "1") -> None:
        """Whoever hears the whisper presses ``key``, and hears what comes then."""
        if self.leg is None or self.leg.gather is None:
            raise CarrierError("nobody is asked for a key")
        after = self.leg.gather.options["action"]
        answer = self._carrier.webhook(after, self._fields(self.leg) | {"Digits": key})
        self._leg_does(self.leg.play(parse(answer)))

    def wants_interpreter(self) -> list[Heard]:
        """Someone picks up, takes the call with 1, and asks for an interpreter with 2.

        Returns what they heard.
        """
        leg = self.picked_up()
        self.take("1")
        if leg.gather is not None:
            self.take("2")
        return leg.whispered

    def leg_waits(self, times: int = MAX_VERBS) -> int:
        """Whoever picked up the ringing line presses nothing; how often they were asked to."""
        asked = 0
        while self.leg is not None and self.leg.gather is not None and asked < times:
            asked += 1
            self._leg_does(self.leg.wait())
        return asked

    def _leg_does(self, then: str) -> None:
        """The line that was picked up is asked for a key, is connected, or hangs up."""
        if then == HANGS_UP:
            self._dialed("completed", bridged=False)
        elif then == CONNECTED and self.leg is not None:
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

    # Three on a call ------------------------------------------------------------------------------

    @property
    def leg_id(self) -> str:
        """The id of the line that was picked up for this call."""
        return self.leg.sid if self.leg is not None else ""

    @property
    def together(self) -> list[str]:
        """The telephones in the room where this one is, itself included."""
        return self._carrier.rooms.numbers(self.seat.room) if self.seat is not None else []

    def line_of_its_own(self) -> Line:
        """The line that took this call, as it goes on by itself when it is redirected."""
        if self.leg is None:
            raise CarrierError("no line has taken the call")
        return Line(self._carrier, self.leg.sid, self.leg.number, {"ParentCallSid": self.sid})

    def redirected(self, path: str) -> None:
        """The service has the call go on elsewhere, whatever it was doing."""
        if self.seat is not None:
            self._stand_up()
        self.gather = self.recording = self.ringing = self.talking_to = None
        self.news = []
        self._fetch(path)

    def let_go(self, seconds: int = 10) -> None:
        """The line that had this call was redirected."""
        self.talking_to = None
        self._dialed("completed", seconds=seconds)

    def _stand_up(self) -> str:
        """Leave the room; where it ends, all others go on by themselves. What is called then."""
        left, self.seat = self.seat, None
        if left is None:
            return ""
        for other in self._carrier.rooms.leave(self, left):
            other.room_over()
        return left.action

    def room_over(self) -> None:
        """The room has ended for this one."""
        left, self.seat, self.news = self.seat, None, []
        if left is not None:
            self._fetch(left.action, {"DialCallStatus": "completed"})

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
                case "Dial" if (found := seat(verb)) is not None:
                    self.seat = found
                    self._carrier.rooms.enter(found.room, self)
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


class Line(Call):
    """A line that took a call and was redirected: nothing is reported of it by itself."""

    def _status(self, status: str) -> None:
        del status
