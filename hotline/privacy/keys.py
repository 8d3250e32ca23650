"""The deployment's keys: what seals data, and what makes a pseudonym.

AES-256-GCM from the ``cryptography`` package, with a random 96-bit nonce. Each 32-byte secret of
``HOTLINE_SECRET_KEYS`` is never used itself; HKDF-SHA256 derives a key for each purpose from it,
so that sealing and pseudonyms cannot be confused. The newest secret seals, every one opens, so a
secret is rotated by putting a new one in front.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_ID_BYTES = 4
_FORMAT = b"\x01"
HEADER_BYTES = len(_FORMAT) + KEY_ID_BYTES
"""What stands before the nonce of everything that a ring seals: the format, and the key's id."""


PSEUDONYM, RETURN_CODE = "pseudonym", "return code"
LASTING = (PSEUDONYM, RETURN_CODE)
"""Purposes whose checksums are stored for good, though what they were made from is not."""


class SealError(Exception):
    """Sealed data cannot be opened: wrong key, wrong context, or damaged."""


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"hotline/" + purpose.encode()).derive(secret)


def seal_with(key: bytes, plaintext: bytes, context: str) -> bytes:
    """``plaintext`` sealed under a 32-byte ``key``; ``context`` must be given again to open it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def open_with(key: bytes, sealed: bytes, context: str) -> bytes:
    """What :func:`seal_with` sealed. Raises :class:`SealError`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise SealError(f"cannot open the sealed {context.split(':', maxsplit=1)[0]}") from None


def _checksum(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _layered(mac: str) -> bytes:
    """What is checksummed when a newer key is laid over an older checksum."""
    return b"laid over " + mac.encode()


@dataclass(frozen=True)
class Predecessor:
    """An older key, and the newer one that was laid over the checksums it had made.

    ``derived`` holds its keys for :data:`LASTING` purposes, and nothing that opens what it sealed.
    """

    key_id: str
    heir_id: str
    derived: Mapping[str, bytes]


class KeyRing:
    """Seals and opens under the deployment's secrets, and derives pseudonyms from them."""

    def __init__(self, secrets: Sequence[bytes]) -> None:
        """``secrets``: 32 bytes each, the newest first, at least one."""
        if not secrets:
            raise ValueError("a key ring needs at least one secret")
        self._secrets = tuple(dict.fromkeys(secrets))
        self._macs: dict[str, tuple[bytes, ...]] = {}
        self._predecessors: tuple[Predecessor, ...] = ()
        self.locked = ""
        """Why nothing may be sealed under these keys; empty while they fit the database."""

    @cached_property
    def _sealing(self) -> dict[bytes, bytes]:
        keys = [_derive(secret, "seal") for secret in self._secrets]
        return {hashlib.sha256(key).digest()[:KEY_ID_BYTES]: key for key in keys}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """What names each secret, the newest first: 8 hex digits that tell nothing about it."""
        return tuple(key_id.hex() for key_id in self._sealing)

    def seal(self, plaintext: bytes, context: str) -> bytes:
        """``plaintext`` sealed under the newest secret; ``context`` names what and whose it is.

        Raises :class:`SealError` while the keys are known not to fit the database.
        """
        return self.seal_under(self.ids[0], plaintext, context)

    def seal_under(self, key_id: str, plaintext: bytes, context: str) -> bytes:
        """As :meth:`seal`, under the secret with this id."""
        if self.locked:
            raise SealError(self.locked)
        name = bytes.fromhex(key_id)
        return _FORMAT + name + seal_with(self._sealing[name], plaintext, context)

    def open(self, sealed: bytes, context: str) -> bytes:
        """What :meth:`seal` sealed. Raises :class:`SealError`."""
        key = self._sealing.get(sealed[len(_FORMAT) : HEADER_BYTES])
        if sealed[: len(_FORMAT)] != _FORMAT or key is None:
            raise SealError(f"no key here opens the sealed {context.split(':', maxsplit=1)[0]}")
        return open_with(key, sealed[HEADER_BYTES:], context)

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest secret sealed this, or it is due to be sealed again."""
        return sealed[len(_FORMAT) : HEADER_BYTES] == next(iter(self._sealing))

    def pseudonyms(self, value: str) -> tuple[str, ...]:
        """Every form that the pseudonym of ``value`` may have here, the newest first, in hex.

        A plain hash of a telephone number is broken by trying all of them; this one needs the key.
        """
        return self.lineage(PSEUDONYM, value.encode())

    def lineage(self, purpose: str, message: bytes) -> tuple[str, ...]:
        """Every checksum of ``message`` that may be stored for a lasting ``purpose``.

        The first is what is stored from now on. What an older key made cannot be made again from
        a stored checksum, so a newer key was laid over it (:meth:`laid_over`): these come too.
        """
        found = (mac for key_id in self.ids for mac in self._layers(key_id, purpose, message, ()))
        return tuple(dict.fromkeys(found))

    def laid_over(self, purpose: str, mac: str) -> str:
        """The newest key laid over a checksum that an older one made."""
        return _checksum(self._lasting_key(self.ids[0], purpose), _layered(mac))

    def predecessor(self, key_id: str) -> Predecessor:
        """The key with this id, which must be in the ring, as a predecessor of the newest."""
        derived = {purpose: self._lasting_key(key_id, purpose) for purpose in LASTING}
        return Predecessor(key_id, self.ids[0], derived)

    def inherit(self, predecessors: Sequence[Predecessor]) -> None:
        """Know the checksums of keys that are gone."""
        self._predecessors = tuple(predecessors)

    def _layers(
        self, key_id: str, purpose: str, message: bytes, above: tuple[str, ...]
    ) -> Iterator[str]:
        key = self._lasting_key(key_id, purpose)
        yield _checksum(key, message)
        for older in self._older(key_id):
            if older != key_id and older not in above:
                for mac in self._layers(older, purpose, message, (*above, key_id)):
                    yield _checksum(key, _layered(mac))

    def _older(self, key_id: str) -> tuple[str, ...]:
        """The keys whose checksums may lie under those of this one."""
        known = [row.key_id for row in self._predecessors if row.heir_id == key_id]
        under_way = self.ids[1:] if key_id == self.ids[0] else ()
        return tuple(dict.fromkeys((*known, *under_way)))

    def _lasting_key(self, key_id: str, purpose: str) -> bytes:
        if key_id in self.ids:
            return self._mac_keys(purpose)[self.ids.index(key_id)]
        return next(row.derived[purpose] for row in self._predecessors if row.key_id == key_id)

    def mac(self, purpose: str, message: bytes) -> str:
        """A keyed checksum in hex for ``purpose`` (audit chain, codes), under the newest secret."""
        return self.macs(purpose, message)[0]

    def mac_under(self, key_id: str, purpose: str, message: bytes) -> str | None:
        """The checksum of :meth:`mac` under the secret with this id; ``None`` without it."""
        if key_id not in self.ids:
            return None
        return self.macs(purpose, message)[self.ids.index(key_id)]

    def macs(self, purpose: str, message: bytes) -> tuple[str, ...]:
        """The checksum of :meth:`mac` under every secret, the newest first."""
        return tuple(_checksum(key, message) for key in self._mac_keys(purpose))

    def _mac_keys(self, purpose: str) -> tuple[bytes, ...]:
        """The derived keys for a purpose; there are a handful of purposes."""
        known = self._macs.get(purpose)
        if known is None:
            known = tuple(_derive(secret, purpose) for secret in self._secrets)
            self._macs[purpose] = known
        return known


class ReportKey:
    """The key of one report. Throwing its sealed form away makes the report unreadable."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def make(cls, ring: KeyRing, tip_id: str) -> tuple[ReportKey, bytes]:
        """A new key for the report ``tip_id`` and its sealed form, which is what is stored."""
        key = os.urandom(32)
        return cls(key), ring.seal(key, f"report key:{tip_id}")

    @classmethod
    def unwrap(cls, ring: KeyRing, sealed: bytes, tip_id: str) -> ReportKey:
        """The key of the report ``tip_id`` from its sealed form. Raises :class:`SealError`."""
        return cls(ring.open(sealed, f"report key:{tip_id}"))

    def seal(self, text: str, context: str) -> bytes:
        """``text`` sealed; ``context`` names the field it belongs to."""
        return self.seal_bytes(text.encode(), context)

    def open(self, sealed: bytes, context: str) -> str:
        """The text that :meth:`seal` sealed. Raises :class:`SealError`."""
        return self.open_bytes(sealed, context).decode()

    def seal_bytes(self, data: bytes, context: str) -> bytes:
        """``data`` (a picture, a recording) sealed."""
        return seal_with(self._key, data, context)

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """The data that :meth:`seal_bytes` sealed. Raises :class:`SealError`."""
        return open_with(self._key, sealed, context)
