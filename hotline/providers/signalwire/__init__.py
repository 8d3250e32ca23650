"""SignalWire by its Compatibility API (cXML): Twilio's with another signature and fewer verbs."""

from __future__ import annotations

from pydantic import field_validator
from pydantic_settings import SettingsConfigDict

from hotline.providers.port import Guard, Provider
from hotline.providers.signalwire.client import SignalWire
from hotline.settings import OwnSettings, Settings, account_settings


class SignalWireSettings(OwnSettings):
    """What an account needs, from ``HOTLINE_SIGNALWIRE_…``."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_SIGNALWIRE_", extra="ignore")

    space: str
    """The space's own host, such as ``example.signalwire.com``."""
    project_id: str
    api_token: str
    signing_keys: str
    """The project's signing key; several, separated by commas, while it is being replaced."""
    api_url: str = ""
    """Where the API is; empty: at the space."""

    @field_validator("space")
    @classmethod
    def _host_only(cls, value: str) -> str:
        host = value.strip().removeprefix("https://").rstrip("/")
        if not host or "/" in host or "." not in host:
            raise ValueError("is the space's host alone; write it as example.signalwire.com")
        return host


def provider(settings: Settings, guard: Guard) -> Provider:
    """The account that the environment names. Raises :class:`SettingsError` for a missing part."""
    own = account_settings(SignalWireSettings)
    return SignalWire(
        own.project_id,
        own.api_token,
        settings.number,
        space=own.space,
        api_url=own.api_url,
        signing_keys=tuple(own.signing_keys.replace(",", " ").split()),
        guard=guard,
    )
