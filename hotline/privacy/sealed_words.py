"""Words that a visitor's browser seals to this line before they leave it.

TLS ends at whatever stands before the service: a proxy, a content network, a school's or an
employer's inspection. Sealed words pass them unread, and stand in no log of theirs. The service
opens them in memory, sorts them, and seals them again with the report's own key: they are hidden
from what lies between, not from whoever runs the line.

ECDH on P-256, HKDF-SHA256 and AES-256-GCM, because every browser of the last ten years has them.
The line's key is derived from its secret keys, so that it changes with them and needs no file.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hotline.privacy.keys import KeyRing, SealError

INFO = b"hotline/web words"
POINT_BYTES, NONCE_BYTES = 65, 12
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256. Source: NIST SP 800-186, section 3.2.1.3."""


def public_key(keys: KeyRing) -> str:
    """The line's public key: an uncompressed point, in base64."""
    private = _private(keys.mac("web words", b"P-256"))
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def open_words(keys: KeyRing, sealed: str, visit: str) -> str:
    """The words in ``sealed``: base64 of the browser's point, a nonce, and what AES-GCM made.

    ``visit`` is the token of the visit that they were sealed for. Raises :class:`SealError`.
    """
    try:
        given = base64.b64decode(sealed, validate=True)
        point, rest = given[:POINT_BYTES], given[POINT_BYTES:]
        browser = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (binascii.Error, ValueError):
        raise SealError("what the browser sealed is not in its form") from None
    for mac in keys.macs("web words", b"P-256"):
        shared = _private(mac).exchange(ec.ECDH(), browser)
        key = HKDF(hashes.SHA256(), 32, salt=point, info=INFO).derive(shared)
        try:
            opened = AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], visit.encode())
            return opened.decode()
        except (InvalidTag, ValueError):
            continue
    raise SealError("cannot open what the browser sealed")


def _private(mac: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(mac, 16) % (_ORDER - 1) + 1, ec.SECP256R1())
