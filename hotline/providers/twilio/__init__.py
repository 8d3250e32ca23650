"""Twilio, or any server that speaks its webhooks, TwiML and REST API."""

from __future__ import annotations

from hotline.providers.port import Guard, Provider
from hotline.providers.twilio.client import Twilio
from hotline.settings import Settings


def provider(settings: Settings, guard: Guard) -> Provider:
    """The account that ``settings`` name; ``guard`` is asked before every request."""
    return Twilio(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.number,
        base_url=settings.twilio_api_url,
        guard=guard,
        other_tokens=tuple(filter(None, [settings.twilio_other_auth_token])),
        shared_keys=tuple(filter(None, settings.twilio_webhook_keys.replace(",", " ").split())),
    )
