"""Every address that a phone provider calls: the paths, and the full addresses we hand out.

The prefix is older than the second provider. It is entered in providers' consoles, so it stays.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

PREFIX = "/twilio"
CALL = f"{PREFIX}/voice"
CALL_STEP = f"{CALL}/step"
CALL_DIALED = f"{CALL}/dialed"
CALL_RECORDED = f"{CALL}/recorded"
CALL_MET = f"{CALL}/met"
TEXT = f"{PREFIX}/sms"
WHISPER = f"{PREFIX}/agent/whisper"
WHISPER_KEY = f"{PREFIX}/agent/accept"
MACHINE = f"{PREFIX}/agent/machine"
ALERT = f"{PREFIX}/alert/say"
ALERT_KEY = f"{PREFIX}/alert/key"
CALL_BACK = f"{PREFIX}/call-back/desk"
CALL_BACK_KEY = f"{PREFIX}/call-back/desk-key"
CALL_BACK_THEM = f"{PREFIX}/call-back/them"
CALL_BACK_THEIR_KEY = f"{PREFIX}/call-back/their-key"
CALL_BACK_OVER = f"{PREFIX}/call-back/over"
THREE_AGENCY = f"{PREFIX}/three/agency"
THREE_AGENCY_OVER = f"{PREFIX}/three/agency-over"
THREE_INTERPRETER = f"{PREFIX}/three/interpreter"
THREE_INTERPRETER_KEY = f"{PREFIX}/three/interpreter-key"
THREE_INTERPRETER_OVER = f"{PREFIX}/three/interpreter-over"
CALL_STATUS = f"{PREFIX}/status/call"
TEXT_STATUS = f"{PREFIX}/status/message"
RECORDING = f"{PREFIX}/status/recording"
TRANSCRIPT = f"{PREFIX}/status/transcription"
PATHS = (
    CALL, CALL_STEP, CALL_DIALED, CALL_RECORDED, TEXT, WHISPER, WHISPER_KEY, MACHINE,
    ALERT, ALERT_KEY, CALL_BACK, CALL_BACK_KEY, CALL_BACK_THEM, CALL_BACK_THEIR_KEY,
    CALL_BACK_OVER, CALL_MET, THREE_AGENCY, THREE_AGENCY_OVER, THREE_INTERPRETER,
    THREE_INTERPRETER_KEY, THREE_INTERPRETER_OVER, CALL_STATUS, TEXT_STATUS, RECORDING, TRANSCRIPT,
)  # fmt: skip
"""All of them."""


def is_callback(path: str) -> bool:
    """Whether the provider calls this path, so that someone may be waiting on the phone."""
    return path.startswith(f"{PREFIX}/")


def is_call_back(path: str) -> bool:
    """Whether what is answered here may be heard at a reporter's phone that we rang."""
    return path.startswith(f"{PREFIX}/call-back/")


MAC = "mac"
MAC_DIGITS = 32


@dataclass(frozen=True)
class CallbackUrls:
    """The same addresses as the provider must call them, query included.

    ``base_url`` is the public address of the line, without a slash at its end. ``macs`` gives the
    checksums of a path and its query, hexadecimal, the newest key's first: for a provider whose
    signature does not cover the address, every address that has a query carries the first of them.
    """

    base_url: str
    macs: Callable[[str], Sequence[str]] | None = None

    def is_ours(self, path: str, query: str) -> bool:
        """Whether we gave out this address; one without a query is entered in a console."""
        if self.macs is None or not query:
            return True
        asked, _, given = f"{path}?{query}".rpartition(f"&{MAC}=")
        return any(hmac.compare_digest(mac[:MAC_DIGITS], given) for mac in self.macs(asked))

    def verified(self) -> str:
        """What every address that the provider signs begins with."""
        return f"{self.base_url}{PREFIX}/"

    def audio(self, path: str) -> str:
        """A recording of a wording; ``path`` is relative to the flows' folder."""
        return f"{self.base_url}/audio/{path}"

    def call_step(self, turn: int) -> str:
        """The answer to the question of this turn."""
        return self._url(CALL_STEP, turn=turn)

    def call_recorded(self, turn: int) -> str:
        """A voice message has ended."""
        return self._url(CALL_RECORDED, turn=turn)

    def call_dialed(self, turn: int, round_: int) -> str:
        """The lines of this round were rung: someone took the call, or nobody did."""
        return self._url(CALL_DIALED, turn=turn, line=round_)

    def call_met(self, turn: int, round_: int) -> str:
        """The caller has left the room in which three talked."""
        return self._url(CALL_MET, turn=turn, line=round_)

    def three_agency(self, contact: int, round_: int) -> str:
        """The agency's person enters the room."""
        return self._url(THREE_AGENCY, contact=contact, index=round_)

    def three_agency_over(self, contact: int, round_: int) -> str:
        """The agency's person has left the room."""
        return self._url(THREE_AGENCY_OVER, contact=contact, index=round_)

    def three_interpreter(self, contact: int, round_: int, rung: int, turn: int = 0) -> str:
        """An interpreter picked up, the ``rung``-th that was called."""
        return self._url(THREE_INTERPRETER, contact=contact, index=round_, rung=rung, turn=turn)

    def three_interpreter_key(self, contact: int, round_: int, rung: int, turn: int) -> str:
        """The key that the interpreter pressed."""
        return self._url(THREE_INTERPRETER_KEY, contact=contact, index=round_, rung=rung, turn=turn)

    def three_interpreter_over(self) -> str:
        """The interpreter has left the room."""
        return self._url(THREE_INTERPRETER_OVER)

    def three_interpreter_status(self, contact: int, round_: int, rung: int) -> str:
        """What became of the call to an interpreter."""
        return self._url(CALL_STATUS, contact=contact, index=round_, rung=rung)

    def whisper(self, contact: int, round_: int, line: int) -> str:
        """What an agency hears before it takes a caller."""
        return self._url(WHISPER, contact=contact, index=round_, line=line)

    def machine(self, contact: int, round_: int, line: int) -> str:
        """Whether a person or a machine answered a line without a whisper."""
        return self._url(MACHINE, contact=contact, index=round_, line=line)

    def whisper_key(
        self, contact: int, round_: int, line: int, *, since: int, turn: int = 0
    ) -> str:
        """The key that the agency pressed; ``since`` is when the whisper began, in Unix seconds."""
        return self._url(
            WHISPER_KEY, contact=contact, index=round_, line=line, since=since, turn=turn
        )

    def alert(self, job: int, turn: int = 0, opened: int = 0) -> str:
        """What is heard in a call that this job places; ``opened``: a person pressed 1."""
        more = {"turn": turn} if turn else {}
        return self._url(ALERT, job=job, **more, **({"opened": opened} if opened else {}))

    def alert_key(self, job: int, turn: int, opened: int = 0) -> str:
        """The key that was pressed in such a call."""
        return self._url(ALERT_KEY, job=job, turn=turn, **({"opened": opened} if opened else {}))

    def call_back(self, call: int, turn: int = 0) -> str:
        """What a dispatcher hears who is about to call a reporter."""
        return self._url(CALL_BACK, call_back=call, turn=turn)

    def call_back_key(self, call: int, turn: int) -> str:
        """The key that the dispatcher pressed."""
        return self._url(CALL_BACK_KEY, call_back=call, turn=turn)

    def call_back_them(self, call: int) -> str:
        """What is heard at the reporter's phone."""
        return self._url(CALL_BACK_THEM, call_back=call)

    def call_back_their_key(self, call: int, turn: int) -> str:
        """The key that was pressed there."""
        return self._url(CALL_BACK_THEIR_KEY, call_back=call, turn=turn)

    def call_back_over(self, call: int) -> str:
        """The reporter's phone rang in vain, or the two have talked."""
        return self._url(CALL_BACK_OVER, call_back=call)

    def call_back_status(self, call: int) -> str:
        """What became of the call to the dispatcher."""
        return self._url(CALL_STATUS, call_back=call)

    def call_status(self, job: int) -> str:
        """What became of a call that this job placed."""
        return self._url(CALL_STATUS, job=job)

    def text_status(self, job: int | None = None) -> str:
        """What became of a text that this job sent, or of an answer to a text."""
        return self._url(TEXT_STATUS) if job is None else self._url(TEXT_STATUS, job=job)

    def recording(self) -> str:
        """A voice message can be fetched."""
        return self._url(RECORDING)

    def transcript(self, contact: int) -> str:
        """A voice message of this contact was written down by the provider."""
        return self._url(TRANSCRIPT, contact=contact)

    def _url(self, path: str, **query: int) -> str:
        if not query:
            return f"{self.base_url}{path}"
        address = f"{path}?{urlencode(query)}"
        if self.macs is not None:
            address += f"&{MAC}={self.macs(address)[0][:MAC_DIGITS]}"
        return f"{self.base_url}{address}"
