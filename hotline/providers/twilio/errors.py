"""Twilio's error codes, sorted by what to do about them.

Source: Twilio's error dictionary (21211, 21408, 21610, 21614, 30003-30008, 30034, 20009; HTTP 429).
"""

from __future__ import annotations

from hotline.providers.errors import Codes

CODES = Codes(
    opted_out=frozenset({"21610", "30610", "63014"}),  # 63014: blocked on a channel such as RCS
    bad_number=frozenset({"21211", "21214", "21217", "21408", "21614"}),
    undeliverable=frozenset({"30003", "30004", "30005", "30006", "30007", "30008", "30034"}),
    not_complete=frozenset({"20009"}),
    try_again=frozenset({"20429", "21611", "30001", "30022"}),
)
