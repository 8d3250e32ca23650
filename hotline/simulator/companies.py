"""The phone companies that the simulator can be: each provider's dialect, API and account.

``hotline demo --provider telnyx`` runs the line at that company, ``hotline simulate`` finds out at
which one it is, and the contract suite runs every story at each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import FastAPI

from hotline.simulator import telnyx
from hotline.simulator.carrier import Carrier
from hotline.simulator.dialect import SIGNALWIRE, TWILIO, Dialect
from hotline.simulator.rest import rest_api

CARRIER = "/simulator/carrier"
"""Where the demo's company answers, below the line's own address."""


@dataclass(frozen=True)
class Company:
    """A phone company: its dialect and its API, for the address at which the company answers."""

    dialect: Callable[[str], Dialect] = lambda _: TWILIO
    api: Callable[[Carrier], FastAPI] = rest_api
    below: str = ""
    """Where the API's paths begin, below that address."""
    account: Callable[[str, str], Mapping[str, str]] = lambda _address, _secret: {}
    """The settings of a synthetic account, from that address and the webhooks' secret.

    Twilio's are given as settings where a line is made.
    """


def _signalwire(address: str, secret: str) -> Mapping[str, str]:
    return {
        "HOTLINE_SIGNALWIRE_API_URL": f"{address}/api/laml",
        "HOTLINE_SIGNALWIRE_SPACE": "example.signalwire.com",
        "HOTLINE_SIGNALWIRE_PROJECT_ID": "11111111-2222-3333-4444-555555555555",
        "HOTLINE_SIGNALWIRE_API_TOKEN": "PT-synthetic",
        "HOTLINE_SIGNALWIRE_SIGNING_KEYS": f"an-older-key, {secret}",
    }


def _telnyx(address: str, secret: str) -> Mapping[str, str]:
    return {
        "HOTLINE_TELNYX_API_URL": f"{address}/v2",
        "HOTLINE_TELNYX_API_KEY": "KEY-synthetic",
        "HOTLINE_TELNYX_PUBLIC_KEY": telnyx.public_key(secret),
        "HOTLINE_TELNYX_ACCOUNT_ID": "cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b",
        "HOTLINE_TELNYX_APPLICATION_ID": "1234567890",
    }


COMPANIES: Mapping[str, Company] = {
    "twilio": Company(),
    "signalwire": Company(lambda _: SIGNALWIRE, below="/api/laml", account=_signalwire),
    "telnyx": Company(telnyx.Telnyx, telnyx.rest_api, account=_telnyx),
}
"""By the provider's name in the settings."""
