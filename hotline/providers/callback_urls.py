"""Every address that a phone provider calls: the paths, and the full addresses we hand out.

The prefix is older than the second provider. It is entered in providers' consoles, so it stays.
"""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "/twilio"
CALL = f"{PREFIX}/voice"
CALL_STEP = f"{CALL}/step"
CALL_DIALED = f"{CALL}/dialed"
CALL_RECORDED = f"{CALL}/recorded"
TEXT = f"{PREFIX}/sms"
WHISPER = f"{PREFIX}/agent/whisper"
WHISPER_KEY = f"{PREFIX}/agent/accept"
MACHINE = f"{PREFIX}/agent/machine"
ALERT = f"{PREFIX}/alert/say"
ALERT_KEY = f"{PREFIX}/alert/key"
CALL_STATUS = f"{PREFIX}/status/call"
TEXT_STATUS = f"{PREFIX}/status/message"
RECORDING = f"{PREFIX}/status/recording"
TRANSCRIPT = f"{PREFIX}/status/transcription"


def is_callback(path: str) -> bool:
    """Whether the provider calls this path, so that someone may be waiting on the phone."""
    return path.startswith(f"{PREFIX}/")


@dataclass(frozen=True)
class CallbackUrls:
    """The same addresses as the provider must call them, query included.

    ``base_url`` is the public address of the line, without a slash at its end.
    """

    base_url: str

    def verified(self) -> str:
        """What every address that the provider signs begins with."""
        return f"{self.base_url}{PREFIX}/"

    def audio(self, path: str) -> str:
        """A recording of a wording; ``path`` is relative to the flows' folder."""
        return f"{self.base_url}/audio/{path}"

    def call_step(self, turn: int) -> str:
        """The answer to the question of this turn."""
        return f"{self.base_url}{CALL_STEP}?turn={turn}"

    def call_recorded(self, turn: int) -> str:
        """A voice message has ended."""
        return f"{self.base_url}{CALL_RECORDED}?turn={turn}"

    def call_dialed(self, turn: int, round_: int) -> str:
        """The lines of this round were rung: someone took the call, or nobody did."""
        return f"{self.base_url}{CALL_DIALED}?turn={turn}&line={round_}"

    def whisper(self, contact: int, round_: int, line: int) -> str:
        """What an agency hears before it takes a caller."""
        return f"{self.base_url}{WHISPER}?contact={contact}&index={round_}&line={line}"

    def machine(self, contact: int, round_: int, line: int) -> str:
        """Whether a person or a machine answered a line without a whisper."""
        return f"{self.base_url}{MACHINE}?contact={contact}&index={round_}&line={line}"

    def whisper_key(self, query: str) -> str:
        """The key that the agency pressed; ``query`` is the whisper's own, and when it began."""
        return f"{self.base_url}{WHISPER_KEY}?{query}"

    def alert(self, job: int, turn: int = 0) -> str:
        """What is heard in a call that this job places."""
        return f"{self.base_url}{ALERT}?job={job}" + (f"&turn={turn}" if turn else "")

    def alert_key(self, job: int, turn: int) -> str:
        """The key that was pressed in such a call."""
        return f"{self.base_url}{ALERT_KEY}?job={job}&turn={turn}"

    def call_status(self, job: int) -> str:
        """What became of a call that this job placed."""
        return f"{self.base_url}{CALL_STATUS}?job={job}"

    def text_status(self, job: int | None = None) -> str:
        """What became of a text that this job sent, or of an answer to a text."""
        return f"{self.base_url}{TEXT_STATUS}" + (f"?job={job}" if job is not None else "")

    def recording(self) -> str:
        """A voice message can be fetched."""
        return f"{self.base_url}{RECORDING}"

    def transcript(self) -> str:
        """A voice message was written down by the provider."""
        return f"{self.base_url}{TRANSCRIPT}"
