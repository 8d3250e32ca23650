"""A wrong or missing key is noticed before it can do harm, and is told apart from tampering."""

from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from hotline.app import create_app
from hotline.db.audit import AuditEvent
from hotline.db.database import Database
from hotline.db.keys import SealingKey
from hotline.db.reports import Report
from hotline.deployment import Deployment
from hotline.privacy import audit, key_canary
from hotline.privacy.keys import KeyRing, SealError
from hotline.simulator.carrier import Carrier
from tests.command import environment_of, hotline
from tests.line import (
    KEY,
    TUESDAY_NOON,
    Line,
    Server,
    settings_for,
    shipped_version,
)
from tests.moved_clock.sitecustomize import of_children

ONE, TWO, THREE = (bytes([number]) * 32 for number in (1, 2, 3))
FIRST = bytes(range(32))
CALLER = "+19565550123"
STORY = "my boss in Laredo took my passport and locks us in"


def written(*secrets: bytes) -> str:
    return ",".join(base64.b64encode(secret).decode() for secret in secrets)


@pytest.fixture
def old(line: Line) -> Line:
    """A line with a report, whose keys are known."""
    line.dep.check_keys()
    line.text(CALLER, STORY)
    return line


def fault(line: Line, *secrets: bytes) -> str:
    with line.dep.database.read() as db:
        return key_canary.fault(db, KeyRing(secrets))


@pytest.mark.parametrize(
    ("secrets", "fits"),
    [
        ([FIRST], True),
        ([ONE, FIRST], True),
        ([FIRST, ONE], True),
        ([ONE, TWO, FIRST], True),
        ([FIRST, FIRST], True),
        ([ONE], False),
        ([ONE, TWO], False),
        ([bytes(32)], False),
        ([FIRST[::-1]], False),
        ([FIRST[:31] + b"\x00"], False),
        ([ONE, TWO, THREE], False),
    ],
)
def test_only_a_ring_that_opens_what_is_here_fits(
    old: Line, secrets: list[bytes], *, fits: bool
) -> None:
    said = fault(old, *secrets)
    assert (said == "") is fits
    assert "\n" not in said
    assert not any(written(secret) in said for secret in secrets), "no key is ever printed"


def test_a_key_that_sealed_here_may_not_get_lost_later(old: Line) -> None:
    with old.dep.database.write() as db:
        key_canary.plant(db, KeyRing([ONE, FIRST]), TUESDAY_NOON)
    assert fault(old, ONE, FIRST) == ""
    assert KeyRing([FIRST]).ids[0] in fault(old, ONE)
    assert KeyRing([ONE]).ids[0] in fault(old, FIRST), "what came since is sealed under the new one"
    assert "none of this database's keys" in fault(old, TWO)


def test_a_database_from_before_there_were_canaries_is_asked_itself(line: Line) -> None:
    assert fault(line, ONE) == "", "nothing is sealed yet"
    line.text(CALLER, STORY)
    assert KeyRing([FIRST]).ids[0] in fault(line, ONE)
    assert fault(line, ONE, FIRST) == ""


def test_a_damaged_canary_is_as_good_as_none(old: Line) -> None:
    with old.dep.database.write() as db:
        db.execute(update(SealingKey).values(canary=b"\x01" + bytes(60)))
    assert fault(old, FIRST)


@contextlib.contextmanager
def served(line: Line, *secrets: bytes) -> Iterator[Carrier]:
    """The same database served with other keys, past the command line's check; who calls there."""
    server = Server()
    given = settings_for(
        line.folder, server.base_url, line.inbox.port, secret_keys=written(*secrets)
    )
    dep = Deployment.of(given, clock=line.clock)
    dep.library.add(shipped_version())
    server.start(create_app(dep))
    yield replace(line.carrier, base_url=server.base_url)
    server.stop()
    dep.close()


def test_nothing_is_sealed_under_a_wrong_key_and_readyz_says_why(old: Line) -> None:
    with served(old, ONE) as carrier:
        ready = old.http.get(f"{carrier.base_url}/readyz")
        (answer,) = carrier.text(CALLER, "help")
    assert ready.status_code == 503
    assert "none of this database's keys" in ready.json()["status"]
    assert "911" in answer
    assert "1-888-373-7888" in answer
    with old.dep.database.read() as db:
        ids = {row.sealed_key[1:5].hex() for row in db.scalars(select(Report))}
    assert ids == {KeyRing([FIRST]).ids[0]}


def test_a_locked_ring_opens_and_does_not_seal() -> None:
    ring = KeyRing([ONE])
    sealed = ring.seal(b"x", "thing")
    ring.locked = "these keys are wrong"
    with pytest.raises(SealError, match="wrong"):
        ring.seal(b"x", "thing")
    assert ring.open(sealed, "thing") == b"x"


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=4, unique=True))
def test_every_key_of_a_ring_is_named_and_seals_under_its_name(secrets: list[bytes]) -> None:
    ring = KeyRing(secrets)
    assert len(set(ring.ids)) == len(secrets)
    for key_id, secret in zip(ring.ids, secrets, strict=True):
        sealed = ring.seal_under(key_id, b"said", "thing")
        assert KeyRing([secret]).open(sealed, "thing") == b"said"
        assert ring.mac_under(key_id, "p", b"m") == KeyRing([secret]).mac("p", b"m")


# The command line --------------------------------------------------------------------------------


def process(folder: Path, keys: str, *words: str) -> subprocess.CompletedProcess[str]:
    """``hotline`` as a process of its own; :func:`hotline` runs it in this one."""
    environment = {"PATH": os.environ["PATH"], **of_children(), **environment_of(folder, keys)}
    command = [sys.executable, "-m", "hotline", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_start_with_a_wrong_key_ends_with_one_line(old: Line) -> None:
    for ended in (
        process(old.folder, written(ONE), "serve"),
        hotline(old.folder, "worker", keys=written(ONE)),
        hotline(old.folder, "tasks", "list", keys=written(ONE)),
    ):
        assert ended.returncode == 2
        (said,) = ended.stderr.strip().splitlines()
        assert said.startswith("hotline: HOTLINE_SECRET_KEYS holds none")
        assert KeyRing([FIRST]).ids[0] in said


def test_the_right_key_starts_as_before(old: Line) -> None:
    assert hotline(old.folder, "tasks", "list").returncode == 0
    ended = hotline(old.folder, "tasks", "list", keys=f"{written(ONE)},{KEY}")
    assert ended.returncode == 0
    assert fault(old, FIRST), "and the new key is known from now on"


# The audit trail ---------------------------------------------------------------------------------


def faults(line: Line, *secrets: bytes) -> list[str]:
    with line.dep.database.read() as db:
        return list(audit.verify(db, KeyRing(secrets)))


def note(line: Line, ring: KeyRing, *subjects: str) -> None:
    with line.dep.database.write() as db:
        for subject in subjects:
            at = line.clock.now
            audit.record(db, ring, at=at, actor="staff:1", action="viewed", subject=subject)


def without_guards(database: Database) -> None:
    with database.write() as db:
        for name in ("no_update", "no_delete"):
            db.execute(text(f"DROP TRIGGER audit_events_{name}"))


def changed(line: Line, number: int, **values: str) -> None:
    with line.dep.database.write() as db:
        subject = AuditEvent.subject == f"report:{number}"
        db.execute(update(AuditEvent).where(subject).values(**values))


@pytest.fixture
def two_keys(old: Line) -> Line:
    """A trail of which the first half is signed under the first key."""
    ring = KeyRing([ONE, FIRST])
    note(old, KeyRing([FIRST]), *(f"report:{number}" for number in range(1, 5)))
    with old.dep.database.write() as db:
        key_canary.plant(db, ring, TUESDAY_NOON)
    note(old, ring, *(f"report:{number}" for number in range(5, 9)))
    return old


def test_a_missing_key_is_said_once_and_is_no_alarm(two_keys: Line) -> None:
    assert faults(two_keys, ONE, FIRST) == []
    (said,) = faults(two_keys, ONE)
    assert f"the key {KeyRing([FIRST]).ids[0]} is missing" in said
    assert "changed" not in said
    (said,) = faults(two_keys, FIRST)
    assert f"the key {KeyRing([ONE]).ids[0]} is missing" in said
    assert len(faults(two_keys, TWO)) == 2


@pytest.mark.parametrize(
    ("number", "values"),
    [
        (6, {"actor": "staff:9"}),
        (6, {"action": "erased"}),
        (5, {"detail": "nothing"}),
        (7, {"key_id": "00000000"}),
        (6, {"key_id": ""}),
        (8, {"subject": "report:99"}),
        (5, {"chain": "0" * 64}),
    ],
)
def test_a_changed_row_is_an_alarm_even_where_a_key_is_missing(
    two_keys: Line, number: int, values: dict[str, str]
) -> None:
    without_guards(two_keys.dep.database)
    changed(two_keys, number, **values)
    assert any("was changed" in said for said in faults(two_keys, ONE, FIRST))
    assert faults(two_keys, ONE)


def test_a_trail_that_was_signed_again_needs_its_first_key_no_more(two_keys: Line) -> None:
    ring = KeyRing([ONE, FIRST])
    with two_keys.dep.database.write() as db:
        audit.anchor(db, ring, two_keys.clock.now)
    note(two_keys, ring, "report:20")
    assert faults(two_keys, ONE) == []
    assert faults(two_keys, ONE, FIRST) == []
    without_guards(two_keys.dep.database)
    changed(two_keys, 2, actor="staff:9")
    assert any("after it was signed again" in said for said in faults(two_keys, ONE))


def test_a_trail_that_is_not_whole_is_not_signed_again(two_keys: Line) -> None:
    without_guards(two_keys.dep.database)
    changed(two_keys, 2, actor="staff:9")
    with pytest.raises(audit.BrokenTrailError), two_keys.dep.database.write() as db:
        audit.anchor(db, KeyRing([ONE, FIRST]), two_keys.clock.now)
