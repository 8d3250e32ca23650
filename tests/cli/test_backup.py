"""``hotline backup``, ``restore`` and ``upgrade`` on a line that is served meanwhile."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from hotline.db.database import Database
from hotline.followups import backups
from tests.command import environment_of, hotline, hotline_with
from tests.line import SQLITE, Line, open_line

CALLER, OTHER = "+19565550123", "+19565550124"
STORY = "my boss took my passport and locks us in at the ranch near Laredo"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001000500014b1d0a0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line with reports, one of them erased, and keys for its backups."""
    with open_line(tmp_path_factory.mktemp("kept")) as line:
        line.text(CALLER, STORY)
        line.text(OTHER, "test, test")
        tip = line.tips()[1]
        with line.dep.database.write() as db:
            db.execute(text("UPDATE reports SET state = 'closed' WHERE tip_id = :t"), {"t": tip})
        assert hotline(line.folder, "reports", "erase", tip, "--yes").returncode == 0
        yield line


@pytest.fixture(scope="module")
def key(kept: Line) -> tuple[Path, str]:
    """The file with the secret half, and the setting with the public one."""
    file = kept.folder / "backup.key"
    made = hotline(kept.folder, "backup", "--new-key", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert "AGE-SECRET-KEY" not in made.stdout
    return file, made.stdout.splitlines()[0].partition("=")[2]


def test_an_encrypted_backup_opens_with_its_key_and_every_report_of_it_is_read(
    kept: Line, key: tuple[Path, str], tmp_path: Path
) -> None:
    secret, public = key
    surroundings = environment_of(kept.folder) | {"HOTLINE_BACKUP_RECIPIENTS": public}
    file = tmp_path / "night.db.age"
    made = hotline_with(surroundings, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert ", encrypted" in made.stdout
    assert file.read_bytes().startswith(b"age-encryption.org/")
    assert kept.tips()[0].encode() not in file.read_bytes()
    assert not list(kept.folder.glob(".hotline-backup-*")), "nothing in the clear is left"

    locked = hotline_with(surroundings, "restore", str(file), "--to", str(tmp_path / "no"))
    assert (locked.returncode, locked.stderr.count("\n")) == (2, 0)
    assert "--identity" in locked.stderr
    place = tmp_path / "elsewhere"
    words = ("restore", str(file), "--to", str(place), "--identity", str(secret))
    back = hotline_with(surroundings, *words)
    assert back.returncode == 0, back.stdout + back.stderr
    assert "1 reports opened, with" in back.stdout
    assert ", 1 erased before" in back.stdout
    assert (place / SQLITE).stat().st_mode & 0o777 == 0o600
    with open_line(place) as restored:
        assert restored.tips() == kept.tips()
        shown = restored.report(kept.tips()[0])
        assert "passport" in str(shown)

    again = hotline_with(surroundings, *words)
    assert again.returncode == 2
    assert "--replace" in again.stderr
    replaced = hotline_with(surroundings, *words, "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert (place / f"{SQLITE}.before-1").exists(), "nothing is deleted"


def test_a_rehearsal_changes_nothing_and_is_noted(kept: Line, tmp_path: Path) -> None:
    file = tmp_path / "night.db"
    assert "NOT encrypted" in hotline(kept.folder, "backup", str(file)).stdout
    with kept.dep.database.read() as db:
        before = backups.backups(db, kept.dep.settings, kept.clock())
    assert "rehearse" in before.problem
    tried = hotline(kept.folder, "restore", str(file), "--rehearse")
    assert tried.returncode == 0, tried.stderr
    assert "It can be restored" in tried.stdout
    assert "backup_rehearsed" in hotline(kept.folder, "audit", "tail", "-n", "1").stdout
    with kept.dep.database.read() as db:
        assert backups.backups(db, kept.dep.settings, kept.clock()).problem == ""


def spoil(file: Path, at: float) -> None:
    """Change bytes in the middle of a file."""
    content = bytearray(file.read_bytes())
    place = int(len(content) * at)
    content[place : place + 64] = bytes(64)
    file.write_bytes(content)


@pytest.mark.parametrize("what", ["cut", "changed", "empty", "a picture", "other keys", "no file"])
def test_what_is_no_whole_backup_is_refused_in_one_line(
    kept: Line, key: tuple[Path, str], tmp_path: Path, what: str
) -> None:
    secret, public = key
    surroundings = environment_of(kept.folder) | {"HOTLINE_BACKUP_RECIPIENTS": public}
    file = tmp_path / "night.db.age"
    assert hotline_with(surroundings, "backup", str(file)).returncode == 0
    if what == "cut":
        file.write_bytes(file.read_bytes()[:-5000])
    elif what == "changed":
        spoil(file, 0.5)
    elif what == "empty":
        file.write_bytes(b"")
    elif what == "a picture":
        file.write_bytes(PNG)
    elif what == "no file":
        file = tmp_path / "night"
    elif what == "other keys":
        other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        surroundings = surroundings | {"HOTLINE_SECRET_KEYS": other}
    place = tmp_path / "place"
    tried = hotline_with(
        surroundings, "restore", str(file), "--to", str(place), "--identity", str(secret)
    )
    assert tried.returncode == 2, tried.stdout
    said = [one for one in tried.stderr.splitlines() if not one.endswith("…")]
    assert len(said) == 1, tried.stderr
    assert what not in {"cut", "changed"} or "it was cut off or changed" in said[0]
    assert what == "other keys" or not (place / SQLITE).exists()


def test_a_report_that_cannot_be_opened_is_named(kept: Line, tmp_path: Path) -> None:
    file = tmp_path / "night.db"
    assert hotline(kept.folder, "backup", str(file)).returncode == 0
    tip = kept.tips()[0]
    with closing(sqlite3.connect(file)) as broken, broken:
        broken.execute("UPDATE entries SET body = zeroblob(60) WHERE id = 1")
    tried = hotline(kept.folder, "restore", str(file), "--to", str(tmp_path / "place"))
    assert tried.returncode == 1
    assert f"{tip} cannot be opened" in tried.stdout


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("age1xyz", "no public key of age"),
        ("ssh-ed25519 AAAA", "no public key of age"),
        ("AGE-SECRET-KEY-1AW6V82WEUCK7AGYTU9N7HVRPSQFG755JU5UE3UWHV8UHSGL7G5LSZZ7QRF", "public"),
    ],
)
def test_a_key_that_nothing_could_be_encrypted_to_is_refused_at_start(
    tmp_path: Path, value: str, said: str
) -> None:
    surroundings = environment_of(tmp_path) | {"HOTLINE_BACKUP_RECIPIENTS": value}
    tried = hotline_with(surroundings, "jobs", "list")
    assert tried.returncode == 2
    assert said in tried.stderr


def test_the_worker_makes_one_each_night_and_old_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with open_line(tmp_path / "line", backup_dir=folder, backup_keep_days=7) as line:
        line.text(CALLER, STORY)
        assert "hotline_backup_age_seconds -1.0" in line.http.get("/metrics").text
        with line.dep.database.read() as db:
            assert (
                "HOTLINE_BACKUP_DIR is set"
                in backups.backups(db, line.dep.settings, line.clock()).problem
            )
        for _ in range(2):
            with line.dep.database.write() as db:
                backups.plan(backups.Tx(db, line.dep, line.clock()))
            line.work()
        (first,) = folder.iterdir()
        assert first.name == "hotline-2026-11-24.db", "what was missed is made at once, and once"
        assert first.stat().st_mode & 0o777 == 0o600
        for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
            old = folder / f"hotline-{day}.db"
            old.write_bytes(b"old")
            moment = (line.clock.now - timedelta(days=20)).timestamp()
            os.utime(old, (moment, moment))
        line.pass_time(hours=24)
        assert sorted(file.name for file in folder.iterdir()) == [
            "hotline-2026-11-03.db",  # the three newest stay
            "hotline-2026-11-24.db",
            "hotline-2026-11-25.db",
        ]
        shown = line.http.get("/metrics").text
        (age,) = [
            float(one.split()[1])
            for one in shown.splitlines()
            if one.startswith("hotline_backup_age_seconds ")
        ]
        assert 0 <= age < timedelta(hours=12).total_seconds()


def test_a_night_that_could_not_be_kept_is_tried_again_and_says_why(tmp_path: Path) -> None:
    in_the_way = tmp_path / "backups"
    in_the_way.write_text("not a folder")
    with open_line(tmp_path / "line", backup_dir=in_the_way) as line:
        with line.dep.database.write() as db:
            backups.plan(backups.Tx(db, line.dep, line.clock()))
        line.pass_time(hours=2)
        listed = hotline(line.folder, "jobs", "list", "--state", "due").stdout
        assert "backup" in listed and "File exists" in listed


@pytest.mark.postgres
def test_postgresql_goes_into_the_same_kind_of_file_and_back(
    tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    postgres_url, empty_postgres_url = new_postgres(), new_postgres()
    with open_line(tmp_path / "line", database_url=postgres_url) as line:
        line.text(CALLER, STORY)
        tip = line.tips()
    surroundings = environment_of(tmp_path / "line") | {"HOTLINE_DATABASE_URL": postgres_url}
    file = tmp_path / "night.db"
    made = hotline_with(surroundings, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["line", "night.db"]
    back = hotline_with(surroundings, "restore", str(file), "--to", empty_postgres_url)
    assert back.returncode == 0, back.stderr
    with closing(Database(empty_postgres_url)) as database, database.read() as db:
        assert list(db.scalars(text("SELECT tip_id FROM reports"))) == tip
