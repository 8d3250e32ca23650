"""Telnyx's error codes, sorted by what to do about them.

Source: Telnyx's reference of messaging error codes, 2026-04.
"""

from __future__ import annotations

from hotline.providers.errors import Codes

CODES = Codes(
    opted_out=frozenset({"40300"}),
    bad_number=frozenset({"40001", "40012", "40310"}),
    undeliverable=frozenset({"40003", "40008", "40015", "40017", "40322"}),
    not_complete=frozenset(),
    try_again=frozenset(
        {
            "10008",
            "10011",
            "40002",
            "40004",
            "40006",
            "40011",
            "40016",
            "40018",
            "40318",
        }
    ),
)
