"""SignalWire's error codes, sorted by what to do about them.

They are Twilio's in part; 21408 is not: here it says that a callback address is missing.
Source: SignalWire's list of error codes of the Compatibility API.
"""

from __future__ import annotations

from hotline.providers.errors import Codes

CODES = Codes(
    opted_out=frozenset({"21610"}),
    bad_number=frozenset({"21211", "21217", "21603", "21606", "21614"}),
    undeliverable=frozenset({"30003", "30004", "30005", "30006", "30007", "30008"}),
    not_complete=frozenset({"20009"}),
    try_again=frozenset({"20429", "21611", "31003"}),
)
