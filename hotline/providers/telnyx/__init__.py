"""Telnyx: calls by TeXML, texts by JSON, short retention instead of deletion."""

from __future__ import annotations

from pydantic import field_validator
from pydantic_settings import SettingsConfigDict

from hotline.providers.port import Guard, Provider
from hotline.providers.telnyx import signature
from hotline.providers.telnyx.client import TELNYX, Account, Telnyx
from hotline.settings import OwnSettings, Settings, account_settings


class TelnyxSettings(OwnSettings):
    """What an account needs, from ``HOTLINE_TELNYX_…``."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_TELNYX_", extra="ignore")

    api_key: str
    public_key: str
    """The account's public key, Base64; it verifies webhooks."""
    account_id: str
    """The account's id in addresses of TeXML."""
    application_id: str
    """The TeXML application that calls are placed with."""
    api_url: str = TELNYX

    @field_validator("public_key")
    @classmethod
    def _is_a_key(cls, value: str) -> str:
        signature.public_key(value)
        return value


def provider(settings: Settings, guard: Guard) -> Provider:
    """The account that the environment names. Raises :class:`SettingsError` for a missing part."""
    own = account_settings(TelnyxSettings)
    account = Account(own.api_key, own.public_key, own.account_id, own.application_id, own.api_url)
    return Telnyx(account, settings.number, guard)
