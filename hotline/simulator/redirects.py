"""Calls that the service redirects while they run, by their id, as the company does it."""

from __future__ import annotations

from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import CarrierError, path_of


def redirect(carrier: Carrier, sid: str, url: str) -> None:
    """The service redirects a call of this id; what then happens to both ends of it."""
    path = path_of(url)
    with carrier.lock:
        call = carrier.calls.get(sid)
        parent = next((one for one in carrier.calls.values() if one.leg_id == sid), None)
    if call is not None and not call.over:
        call.redirected(path)
    elif parent is not None and parent.talking_to is not None:
        line = parent.line_of_its_own()
        with carrier.lock:
            carrier.calls[sid] = line
        line.redirected(path)
        parent.let_go()
    elif carrier.elsewhere is not None and call is None and parent is None:
        carrier.elsewhere.append((sid, url))


def can_be_redirected(carrier: Carrier, sid: str) -> bool:
    """Whether there is a connected call of this id, here or at a telephone elsewhere."""
    with carrier.lock:
        call = carrier.calls.get(sid)
        legs = [one for one in carrier.calls.values() if one.leg_id == sid]
    here = bool(call and not call.over) or any(one.talking_to for one in legs)
    return here or (carrier.elsewhere is not None and call is None and not legs)


def redirect_soon(carrier: Carrier, sid: str, url: str) -> None:
    """As :func:`redirect`, in the background; see :meth:`Carrier.settle`."""
    try:
        redirect(carrier, sid, url)
    except CarrierError:
        return
    finally:
        carrier.owe(-1)
