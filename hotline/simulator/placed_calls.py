"""Calls that the service places: an agency's or a colleague's phone rings, and is picked up."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import CarrierError, path_of
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
        self.order = {"sid": sid, "to": to, "url": url, "callback": callback, "sender": sender}
        """What the service asked for, for a telephone elsewhere."""

    @classmethod
    def of(cls, carrier: Carrier, order: Mapping[str, str]) -> Placed:
        """The same call at another telephone company, from its :attr:`order`."""
        given = {name: order[name] for name in ("url", "callback", "sender")}
        return cls(carrier, order["sid"], order["to"], **given)

    @property
    def to(self) -> str:
        """The number that rings."""
        return self.caller

    @property
    def waits(self) -> bool:
        """Whether it rings for a call on which an interpreter is needed."""
        return "/three/" in self._url and not self.over and not self.heard

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


def placed_calls(carrier: Carrier) -> list[Placed]:
    """The calls that the service placed, the first first."""
    with carrier.lock:
        return [call for call in carrier.placed if isinstance(call, Placed)]


def orders(carrier: Carrier) -> list[Mapping[str, str]]:
    """The calls that the service placed and that are not over, for a telephone elsewhere."""
    return [call.order for call in placed_calls(carrier) if not call.over]


def interpreter_rings(carrier: Carrier) -> bool:
    """Whether an interpreter's telephone rings."""
    return any(call.waits for call in placed_calls(carrier))


def rings_now(carrier: Carrier) -> Placed:
    """The interpreter whose telephone rings. Raises :class:`CarrierError` when none does."""
    rings = [call for call in placed_calls(carrier) if call.waits]
    if not rings:
        raise CarrierError("no interpreter is called")
    return rings[-1]


def interpreter_joins(carrier: Carrier) -> str:
    """The interpreter picks up and presses 1; what they heard."""
    call = rings_now(carrier)
    call.listen()
    return " ".join(sound.text for sound in call.heard)


def agency_ends(carrier: Carrier, call: Call, *seconds: int) -> None:
    """Whoever has the caller hangs up, in a room with others or not."""
    line = carrier.calls.get(call.leg_id)
    if line is not None and line.seat is not None:
        line.hang_up()
    elif call.talking_to is None:
        raise CarrierError("nobody has taken the call")
    else:
        call.conversation_ends(*seconds)
