"""Conferences: who is in which room, and what happens to the others when one leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from hotline.simulator.twiml import Verb


class Guest(Protocol):
    """A call that is in a room."""

    caller: str

    def room_over(self) -> None:
        """The room has ended for this one."""


@dataclass(frozen=True)
class Seat:
    """One call's place in a room: what is called when it leaves, and whether the room ends then."""

    room: str
    action: str
    ends: bool


def seat(dial: Verb) -> Seat | None:
    """Where ``<Dial>`` takes a call, if that is a room."""
    found = next((child for child in dial.children if child.name == "Conference"), None)
    if found is None:
        return None
    ends = found.options.get("endConferenceOnExit") == "true"
    return Seat(found.text, dial.options.get("action", ""), ends)


@dataclass
class Rooms:
    """All rooms of the company. A room is there while someone is in it."""

    _inside: dict[str, list[Guest]] = field(default_factory=dict)

    def enter(self, room: str, call: Guest) -> None:
        """Enter a room."""
        self._inside.setdefault(room, []).append(call)

    def leave(self, call: Guest, seat: Seat) -> list[Guest]:
        """Leave it; those whom that lets go as well, since the room has ended."""
        left = [other for other in self._inside.get(seat.room, ()) if other is not call]
        self._inside[seat.room] = [] if seat.ends else left
        return left if seat.ends else []

    def numbers(self, room: str) -> list[str]:
        """The telephones of those who are in a room, in the order in which they came."""
        return [call.caller for call in self._inside.get(room, ())]
