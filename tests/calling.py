"""Steps of a call that several stories take."""

from __future__ import annotations

from hotline.simulator.phone_call import Call
from tests.line import Line


def at_the_tone(line: Line, caller: str, keys: str = "10") -> Call:
    """A call that nobody took, where a voice message may be left."""
    call = line.call(caller)
    for key in keys:
        call.press(key)
    while call.ringing is not None:
        call.not_answered()
    call.press("1")
    return call
