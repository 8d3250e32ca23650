"""People who text and call while the service is being killed, over the provider's manners.

A text or call step is posted again, with the same ids, until it is answered with 200, as the
provider does. What was answered was accepted; that is what must never be lost.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from twilio.request_validator import RequestValidator

from hotline.simulator.twiml import parse

TRY_FOR = 400
AREA_CODES = ("956", "614", "239", "512", "713", "404", "305", "213", "312", "202")
STORIES = (
    "help now, he is beating a girl right now in the nail salon in Laredo Texas, she is locked in",
    "my neighbor keeps a girl locked in his nail salon in Laredo, he took her passport",
    "a man takes pay from the farm workers in Immokalee Florida and holds their papers",
)
HELPLESS = "1-888-373-7888"


@dataclass
class Accepted:
    """A text that was answered: who sent it under which id, and what was said."""

    sender: str
    sid: str
    words: str
    answer: str


@dataclass
class Stream:
    """All the people. ``bases`` are the addresses that the provider may reach the service at."""

    bases: Sequence[str]
    public: str
    token: str
    account: str
    number: str
    seed: int
    accepted: list[Accepted] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    repeated: int = 0
    differing: list[str] = field(default_factory=list)
    emergencies: int = 0
    requests: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._validator = RequestValidator(self.token)
        self._serial = itertools.count(1)  # number 0 is the line itself
        self._lock = threading.Lock()

    def people(self, many: int) -> list[threading.Thread]:
        """Start so many people, each texting and calling until :attr:`stop`."""
        threads = [threading.Thread(target=self._live, args=(n,), daemon=True) for n in range(many)]
        for thread in threads:
            thread.start()
        return threads

    def _live(self, who: int) -> None:
        chance = random.Random(f"{self.seed}:{who}")
        with httpx.Client(timeout=10.0) as http:
            while not self.stop.is_set():
                with self._lock:
                    number = next(self._serial)
                sender = _number(number)
                if chance.random() < 0.25:
                    self._call(http, sender, number, chance)
                else:
                    self._text(http, sender, number, chance)

    def _text(self, http: httpx.Client, sender: str, number: int, chance: random.Random) -> None:
        said = [f"{chance.choice(STORIES)} marker{number}a", "yes", f"it goes on marker{number}c"]
        for step, words in enumerate(said[: chance.randint(1, 3)]):
            sid = f"SM{number:024x}{step:08x}"
            fields = {"MessageSid": sid, "From": sender, "To": self.number, "Body": words}
            answer = self._post(http, "/twilio/sms", fields)
            if answer is None:
                return
            with self._lock:
                self.accepted.append(Accepted(sender, sid, words, answer))
            if chance.random() < 0.2:  # the provider did not hear our answer and asks again
                again = self._post(http, "/twilio/sms", fields)
                with self._lock:
                    self.repeated += 1
                    if again is not None and again != answer:
                        self.differing.append(sid)

    def _call(self, http: httpx.Client, caller: str, number: int, chance: random.Random) -> None:
        sid = f"CA{number:032x}"
        fields = {"CallSid": sid, "From": caller, "To": self.number, "CallStatus": "in-progress"}
        answer = self._post(http, "/twilio/voice", fields)
        for _ in range(chance.randint(0, 3)):
            gather = _gather(answer)
            if gather is None:
                break
            answer = self._post(http, gather, fields | {"Digits": chance.choice("123")})
        over = self._post(http, "/twilio/status/call", fields | {"CallStatus": "completed"})
        if answer is not None and over is not None:
            with self._lock:
                self.calls.append(sid)

    def _post(self, http: httpx.Client, path: str, fields: dict[str, str]) -> str | None:
        """The answer, after as many tries as it takes; ``None`` when the run is over first.

        An emergency answer (the database was away) accepts nothing, so it is asked again.
        """
        url = path if path.startswith("http") else self.public + path
        signed = {"X-Twilio-Signature": self._validator.compute_signature(url, fields)}
        inner = url.removeprefix(self.public)
        for attempt in range(TRY_FOR):
            base = self.bases[attempt % len(self.bases)]
            try:
                got = http.post(base + inner, data=fields, headers=signed)
            except httpx.HTTPError:
                if self.stop.wait(0.05) and attempt > 100:
                    return None
                continue
            with self._lock:
                self.requests += 1
            if got.status_code == 200 and not _emergency(got.text):
                return got.text
            with self._lock:
                self.emergencies += 1
            self.stop.wait(0.05)
        return None


def _number(serial: int) -> str:
    """A number of nobody: 555-01xx in some area code, then in made-up ones."""
    last, area = serial % 100, serial // 100
    code = AREA_CODES[area] if area < len(AREA_CODES) else str(220 + area % 700)
    return f"+1{code}55501{last:02d}"


def _gather(answer: str | None) -> str | None:
    if answer is None:
        return None
    return next((v.options["action"] for v in parse(answer) if v.name == "Gather"), None)


def _emergency(answer: str) -> bool:
    return "For help now call" in answer or "I am connecting you to the National" in answer
