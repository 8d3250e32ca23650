"""What the web page leaves behind: nothing of who wrote, and no word outside a seal."""

from __future__ import annotations

import base64
import logging
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.db.reports import Contact, Entry, Exchange, Report
from hotline.privacy import sealed_words
from hotline.privacy.keys import KeyRing, SealError
from tests.line import Line, open_line
from tests.rehearsing import seen
from tests.web_door.visitor import Visitor

VISITS = int(os.environ.get("WEB_VISITS", "25"))
"""``WEB_VISITS=200`` for the whole sweep; it looks at the same places."""
PLACE = "203.0.113.77"
RING = KeyRing([bytes(range(32))])


def seal(public: str, words: str, visit: str) -> str:
    """What the page's script does, with another library."""
    line = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(public))
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), line)
    key = HKDF(hashes.SHA256(), 32, salt=point, info=b"hotline/web words").derive(shared)
    iv = os.urandom(12)
    sealed = AESGCM(key).encrypt(iv, words.encode(), visit.encode())
    return base64.b64encode(point + iv + sealed).decode()


def test_no_address_agent_name_or_word_is_on_disk_or_in_a_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    spooled = tmp_path / "spooled"
    spooled.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spooled))
    with open_line(tmp_path) as line:
        line.http.headers["x-forwarded-for"] = PLACE
        for number in range(VISITS):
            visitor = Visitor(line.http)
            visitor.send(f"in Laredo, Texas the zmarkone{number} keeps her zmarktwo locked in")
            picture = b"\x89PNG\r\n\x1a\n" + f"zmarkthree{number}".encode() * 40_000
            visitor.send("yes", files={f"zmarkfour{number}.png": picture})
            line.clock.now += timedelta(seconds=25)
        line.pass_time(minutes=45)
        assert len(line.tips()) == VISITS
        alerts = "\n".join(mail.subject + mail.body for mail in line.mails())
        assert alerts
    disk = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    log = "\n".join(record.getMessage() for record in caplog.records)
    for mark in ("zmarkone", "zmarktwo", "zmarkthree", "zmarkfour", "marked-agent", PLACE):
        assert mark.encode() not in disk, mark
        assert mark not in log, mark
        assert mark not in alerts, mark


def test_times_are_whole_minutes(line: Line) -> None:
    line.clock.now += timedelta(seconds=37, microseconds=5)
    visitor = Visitor(line.http)
    visitor.send("someone is not paid at the farm near Immokalee Florida")
    visitor.send("yes")
    (tip,) = line.tips()
    stamps = [value for name, value in line.report(tip).items() if name.endswith("_at") and value]
    assert stamps
    assert all(":00" in str(stamp) and "37" not in str(stamp)[17:19] for stamp in stamps)
    written = (Exchange.at, Entry.at, Contact.started_at, Report.created_at)
    with line.dep.database.read() as db:
        kept = [moment for column in written for moment in db.scalars(select(column)) if moment]
    assert len(kept) >= 4
    assert all(moment.second == moment.microsecond == 0 for moment in kept), kept


def test_words_that_the_browser_sealed_are_in_no_request(line: Line) -> None:
    bodies: list[bytes] = []

    def note(request: Any) -> None:
        bodies.append(request.read() + str(request.url).encode())

    line.http.event_hooks["request"].append(note)
    visitor = Visitor(line.http)
    public = visitor.answer.text.partition('data-seal-with="')[2].partition('"')[0]
    story = "my zmarkfive boss in Laredo Texas took our passports and pays nothing"
    fields = visitor.seen.fields
    sealed = seal(public, story, fields["visit"])
    answer = line.http.post("/report", data={**fields, "sealed": sealed})
    assert "safe for you to write here" in answer.text
    (tip,) = line.tips()
    assert story in seen(line, tip)["told"]
    assert line.report(tip)["type"] == "labor"
    assert bodies
    assert not any(b"zmarkfive" in body for body in bodies)


@pytest.mark.parametrize("sealed", ["", "AAAA", "%%%", "A" * 400, "QUFB" * 60])
def test_what_was_not_sealed_for_us_is_asked_for_again(line: Line, sealed: str) -> None:
    visitor = Visitor(line.http)
    data = {**visitor.seen.fields, "sealed": sealed, "words": ""}
    answer = line.http.post("/report", data=data)
    assert answer.status_code in {200, 422}
    assert line.tips() == []
    assert "911" in answer.text


@given(words=st.text(max_size=300), visit=st.text(st.characters(codec="ascii"), max_size=40))
def test_what_is_sealed_is_opened_and_for_its_visit_only(words: str, visit: str) -> None:
    sealed = seal(sealed_words.public_key(RING), words, visit)
    assert sealed_words.open_words(RING, sealed, visit) == words
    with pytest.raises(SealError):
        sealed_words.open_words(RING, sealed, visit + "x")
    with pytest.raises(SealError):
        sealed_words.open_words(KeyRing([bytes(32)]), sealed, visit)


def test_a_key_before_still_opens() -> None:
    sealed = seal(sealed_words.public_key(RING), "before the change", "v")
    both = KeyRing([bytes(31) + b"\x07", bytes(range(32))])
    assert sealed_words.open_words(both, sealed, "v") == "before the change"
