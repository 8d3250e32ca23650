"""Calls that the service places: an agency's or a colleague's phone rings, and is picked up."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import path_of
from hotline.simulator.legs import Leg
from hotline.simulator.phone_call import Call


class Placed(Call):
    """A phone that the service rings. Whoever holds it decides what happens."""

    def __init__(
        self, carrier: Carrier, sid: str, to: str, *, url: str, callback: str, sender: str
    ) -> None:
        self._from = sender
        super().__init__(carrier, sid, to, {})
        self._url, self._callback = path_of(url), path_of(callback)

    @property
    def to(self) -> str:
        """The number that rings."""
        return self.caller

    def pick_up(self) -> str:
        """Answer; what is heard."""
        self._fetch(self._url)
        return self.said

    def listen(self) -> str:
        """Answer, and press 1 to hear what it is about; what is heard then."""
        self.pick_up()
        self.press("1")
        return self.said

    def do_not_answer(self, status: str = "no-answer") -> None:
        """Let it ring, be busy, or not exist (``failed``)."""
        self.over = True
        self._status(status)

    def _fields(self, leg: Leg | None = None) -> dict[str, str]:
        return super()._fields(leg) | {
            "From": self._from,
            "To": self.caller,
            "Direction": "outbound-api",
        }

    def _status(self, status: str) -> None:
        if self._callback:
            fields: Mapping[str, str] = self._fields() | {"CallStatus": status}
            self._carrier.report(self._callback, fields)


def place(carrier: Carrier, to: str, *, url: str, callback: str, sender: str) -> Placed:
    """Ring ``to`` for the service; the call as the company has it."""
    call = Placed(carrier, carrier.sid("CA"), to, url=url, callback=callback, sender=sender)
    with carrier.lock:
        carrier.placed.append(call)
        carrier.calls[call.sid] = call
    return call
