"""Passkeys: what a browser is asked for, and whether what it answers is right.

A passkey here is next to the password, and its owner must show the device a PIN, a finger or a
face. The ``webauthn`` package checks signatures; what it leaves to us is checked here: sizes, the
origin, one use of each challenge (:mod:`hotline.accounts.factors`), transports we know.

The package is loaded only when a passkey is used: it takes a third of a second.
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

LONGEST_ANSWER, LONGEST_ID, LONGEST_KEY = 20_000, 1023, 4000
TIMEOUT_MS = 60_000
TRANSPORTS = frozenset({"usb", "nfc", "ble", "hybrid", "internal", "smart-card"})


class PasskeyError(ValueError):
    """What came is not the answer of a passkey of this line to this question."""


@dataclass(frozen=True)
class Site:
    """The address under which passkeys are made: ``host`` is what they belong to."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True)
class Passkey:
    """What is kept of a passkey, sealed."""

    id: bytes
    public_key: bytes
    handle: bytes
    """A random name of the account, the same for all its passkeys."""
    transports: tuple[str, ...] = ()

    def as_json(self) -> bytes:
        """As it is sealed."""
        packed = {name: _pack(getattr(self, name)) for name in ("id", "public_key", "handle")}
        return json.dumps({**packed, "transports": self.transports}).encode()

    @classmethod
    def read(cls, body: bytes) -> Passkey:
        """What :meth:`as_json` made."""
        kept = json.loads(body)
        unpacked = {name: _unpack(kept[name]) for name in ("id", "public_key", "handle")}
        return cls(**unpacked, transports=tuple(kept["transports"]))


def site(base_url: str, name: str) -> Site | None:
    """Where passkeys can be made; ``None`` for an IP address, which browsers refuse."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        safe = parts.scheme == "https" or host == "localhost"
        return Site(host, f"{parts.scheme}://{parts.netloc}", name) if host and safe else None
    return None


def ask_for_new(
    at: Site, username: str, handle: bytes, known: Sequence[bytes]
) -> tuple[str, bytes]:
    """What a browser is asked in order to make a passkey, as JSON, and the challenge in it."""
    import webauthn
    from webauthn.helpers import structs

    asked = webauthn.generate_registration_options(
        rp_id=at.host,
        rp_name=at.name,
        user_name=username,
        user_id=handle,
        timeout=TIMEOUT_MS,
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.DISCOURAGED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return webauthn.options_to_json(asked), asked.challenge


def read_new(at: Site, answer: str, challenge: bytes, handle: bytes) -> tuple[Passkey, int]:
    """The passkey that a browser made, and its counter. Raises :class:`PasskeyError`."""
    import webauthn

    given = _read(answer)
    try:
        made = webauthn.verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=at.host,
            expected_origin=at.origin,
            require_user_verification=True,
        )
    except Exception as error:  # whatever is wrong with what a browser sent: it is no passkey
        raise PasskeyError(type(error).__name__) from error
    if len(made.credential_id) > LONGEST_ID or len(made.credential_public_key) > LONGEST_KEY:
        raise PasskeyError("too long")
    named = given.get("response", {}).get("transports", [])
    transports = tuple(sorted(TRANSPORTS.intersection(map(str, named))))
    key = Passkey(made.credential_id, made.credential_public_key, handle, transports)
    return key, made.sign_count


def ask_for_known(at: Site, known: Sequence[bytes]) -> tuple[str, bytes]:
    """What a browser is asked in order to sign in, as JSON, and the challenge in it."""
    import webauthn
    from webauthn.helpers import structs

    asked = webauthn.generate_authentication_options(
        rp_id=at.host,
        timeout=TIMEOUT_MS,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(asked), asked.challenge


def id_in(answer: str) -> bytes:
    """Which passkey a browser says has signed. Raises :class:`PasskeyError`."""
    try:
        return _unpack(str(_read(answer)["id"]))[: LONGEST_ID + 1]
    except (KeyError, ValueError) as error:
        raise PasskeyError("no id") from error


def check(at: Site, key: Passkey, counter: int, answer: str, challenge: bytes) -> int:
    """The passkey's counter after it signed. Raises :class:`PasskeyError`.

    A counter that does not grow means that the key was copied; those that stay at 0 do not count.
    """
    import webauthn

    try:
        signed = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=at.host,
            expected_origin=at.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=counter,
            require_user_verification=True,
        )
    except PasskeyError:
        raise
    except Exception as error:  # as in read_new
        raise PasskeyError(type(error).__name__) from error
    return signed.new_sign_count


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyError("too long")
    try:
        given = json.loads(answer)
    except ValueError as error:
        raise PasskeyError("no JSON") from error
    if not isinstance(given, dict) or not isinstance(given.get("response"), dict):
        raise PasskeyError("no answer of a passkey")
    return given


def _pack(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
