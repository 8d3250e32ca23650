"""What is stored stays readable: fixed secrets and the fixed bytes that earlier versions wrote.

Everything else in the suite seals and opens with the same code, so a change of the derivation, the
context or the layout would pass it and make every database in the field unreadable. The values were
computed apart from this code, from RFC 5869, RFC 2104 and AES-256-GCM alone.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, text

from hotline.db.audit import AuditEvent, AuditHead
from hotline.db.database import Database
from hotline.db.migrate import upgrade
from hotline.privacy import audit, codes
from hotline.privacy.keys import KeyRing, ReportKey, SealError
from hotline.privacy.pseudonyms import open_handle

FIRST, SECOND = bytes(range(32)), bytes(range(32, 64))
FIRST_ID, SECOND_ID = "a76ec1b4", "7c27cb58"
CALLER = "+19565550142"
NONCE = "6465666768696a6b6c6d6e6f"
WORDS = "he took her passport – ¡ayuda!"
SEALED = {
    FIRST_ID: "01a76ec1b46465666768696a6b6c6d6e6fcb2a4aabb1ec83f761fe78392996ad5c28e49d5493ac00c4"
    "2b7f82f6dc1863926a4db2adf0e4f1b65b72248fc4661417bc",
    SECOND_ID: "017c27cb586465666768696a6b6c6d6e6f5de8c1a0a0ba01b712bcd73543aa7b04326f9b5fb219b182"
    "afe7cb0af3b3099431cae6987057089d1da3da1a9facaf81e6",
}
HANDLE = (
    "01a76ec1b46465666768696a6b6c6d6e6f887e53eae8b6dde239aa3e2ba6b295cb7b22bd6e985a4beb0cd36571"
)
REPORT_KEY = (
    "01a76ec1b46465666768696a6b6c6d6e6fe30e289c9ac6ae9041d2405215ba906008dabd73e71bd60053e479cc"
    "f93059ace038f2a14f8be2064686a7dc7ba23999"
)
FIELD = (
    "6465666768696a6b6c6d6e6f8516631d75fea9d1a642e7e83cd8f989232cacabe5acd3af7be9bb2210129bb3ff"
    "750b9cefd76c284d89a9"
)
PSEUDONYMS = (
    "5abd4d04f33a60408e296d7a999a2b8b077e28b724eb7697bba6cd8e031612dc",
    "f3fdfd69f84da03e0592a83ad0d663513a7a48da2ec6a186e81eb1700686a53d",
)
LAID_OVER = "9abff6dd7af2e25db6877a5a740958f76014c0062981864a272dbefad5dc6d42"
"""The first key laid over what the second one made of the same number."""
MACS = {
    "audit": "1e7e2aa3c580393fb0fe1f51a9ca124ef906118a0220c2a68ccc489dc3298d40",
    "return code": "7904ea168804d2797a011fe0ae7df59958b2e7e9f8bfa06b058584c4662ed5b5",
}
AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
TRAIL = (
    (AT, "staff:7", "viewed", "report:1", ""),
    (AT, "staff:7", "disclosed", "report:1", "by phone"),
    (AT + timedelta(minutes=5), "system", "erased", "report:1", ""),
)
CHAIN = (
    "dd663bd8603142bcf63a7a04fb9c96decf75ba33b80eadfacb9848ab498cb560",
    "4cd6fb3b568c08927b82451aa3aaa6b2b225342d81c84e294943b329a8d69617",
    "187c0fd5924ccb364254a6f59d12ab79f5e5b0dd4ed8b03baf046d54d92b9f0f",
)


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing([FIRST, SECOND])


def test_each_secret_has_the_name_that_stands_before_what_it_sealed(ring: KeyRing) -> None:
    assert ring.ids == (FIRST_ID, SECOND_ID)
    assert KeyRing([SECOND, FIRST]).ids == (SECOND_ID, FIRST_ID)


@pytest.mark.parametrize("key_id", [FIRST_ID, SECOND_ID])
def test_what_an_earlier_version_sealed_is_opened(ring: KeyRing, key_id: str) -> None:
    sealed = bytes.fromhex(SEALED[key_id])
    assert ring.open(sealed, "entry:told").decode() == WORDS
    assert ring.is_current(sealed) is (key_id == FIRST_ID)
    for context in ("entry:tol", "entry:told ", "ENTRY:TOLD", "", "note"):
        with pytest.raises(SealError):
            ring.open(sealed, context)


@pytest.mark.parametrize("key_id", [FIRST_ID, SECOND_ID])
def test_what_is_sealed_today_is_laid_out_the_same_way(ring: KeyRing, key_id: str) -> None:
    made, known = ring.seal_under(key_id, WORDS.encode(), "entry:told"), SEALED[key_id]
    assert made[:5].hex() == known[:10], "format and key"
    assert len(made) == len(bytes.fromhex(known)), "nonce of 12 bytes, tag of 16"
    key = _derived({FIRST_ID: FIRST, SECOND_ID: SECOND}[key_id], "seal")
    opened = AESGCM(key).decrypt(made[5:17], made[17:], b"entry:told")
    assert opened.decode() == WORDS, "opened without this project's code"


def _derived(secret: bytes, purpose: str) -> bytes:
    """HKDF-SHA256 without a salt, one block, as RFC 5869 has it."""
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(extracted, f"hotline/{purpose}\x01".encode(), hashlib.sha256).digest()


def test_another_format_is_refused_though_the_key_is_there(ring: KeyRing) -> None:
    sealed = bytes.fromhex(SEALED[FIRST_ID])
    for first in (b"\x00", b"\x02", b"\xff"):
        with pytest.raises(SealError, match="no key here opens"):
            ring.open(first + sealed[1:], "entry:told")


def test_a_handle_of_an_earlier_version_still_reaches_its_reporter(ring: KeyRing) -> None:
    assert open_handle(ring, bytes.fromhex(HANDLE)) == CALLER


def test_a_report_of_an_earlier_version_opens_with_its_own_key(ring: KeyRing) -> None:
    key = ReportKey.unwrap(ring, bytes.fromhex(REPORT_KEY), "1234-5674")
    assert key.open(bytes.fromhex(FIELD), "entry:told") == "they lock the door at night"
    made = key.seal("they lock the door at night", "entry:told")
    assert len(made) == len(bytes.fromhex(FIELD))
    opened = AESGCM(bytes(range(64, 96))).decrypt(made[:12], made[12:], b"entry:told")
    assert opened == b"they lock the door at night"


def test_a_reporter_of_an_earlier_version_is_known_again(ring: KeyRing) -> None:
    newest, laid_over, older = ring.pseudonyms(CALLER)
    assert (newest, older) == PSEUDONYMS
    assert laid_over == ring.laid_over("pseudonym", older) == LAID_OVER


@pytest.mark.parametrize("purpose", MACS)
def test_a_checksum_of_an_earlier_version_is_made_again(ring: KeyRing, purpose: str) -> None:
    assert ring.mac(purpose, b"row") == MACS[purpose]
    assert ring.mac_under(FIRST_ID, purpose, b"row") == MACS[purpose]
    assert ring.mac_under("00000000", purpose, b"row") is None
    assert KeyRing([SECOND, FIRST]).macs(purpose, b"row")[1] == MACS[purpose]
    assert KeyRing([SECOND, FIRST]).mac_under(FIRST_ID, purpose, b"row") == MACS[purpose]


def test_a_link_of_an_earlier_version_is_found() -> None:
    digest = "09fef4305d20075b1982af24959e4680a5dfa99cc18614fe82d218e4ed602daf"
    assert codes.token_digest("an-unguessable-link") == digest


def test_the_trail_of_an_earlier_version_is_whole(tmp_path: Path, ring: KeyRing) -> None:
    database = Database(f"sqlite:///{tmp_path / 'line.db'}")
    upgrade(database)
    with database.write() as db:
        for at, actor, action, subject, detail in TRAIL:
            audit.record(
                db, ring, at=at, actor=actor, action=action, subject=subject, detail=detail
            )
    with database.read() as db:
        rows = db.execute(select(AuditEvent.chain, AuditEvent.key_id).order_by(AuditEvent.id)).all()
        head = db.scalars(select(AuditHead)).one()
        assert [tuple(row) for row in rows] == [(chain, FIRST_ID) for chain in CHAIN]
        assert (head.chain, head.count) == (CHAIN[-1], 3)
        assert list(audit.verify(db, ring)) == []
        assert db.scalar(text("SELECT count(*) FROM audit_events WHERE detail = 'by phone'")) == 1
    database.close()


def test_an_error_names_what_it_was_about_and_never_whose() -> None:
    ring, stranger = KeyRing([FIRST]), KeyRing([SECOND])
    sealed = ring.seal(b"words", "entry:told:1234-5674")
    for opener, context, said in (
        (stranger, "entry:told:1234-5674", "no key here opens the sealed entry"),
        (ring, "entry:told:8765-4321", "cannot open the sealed entry"),
        (ring, "note", "cannot open the sealed note"),
    ):
        with pytest.raises(SealError) as raised:
            opener.open(sealed, context)
        assert str(raised.value) == said
