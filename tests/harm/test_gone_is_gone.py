"""Gone is gone: after erasing or expiry not a byte of a report or its reporter is on the disk.

Every file of the database is searched while the service runs, as a thief of the disk would.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import make_url

from hotline import wiring
from hotline.db import scrub
from hotline.db.database import Database
from hotline.db.migrate import upgrade
from hotline.db.reports import Attachment, Contact, Entry, Exchange, Report, Reporter
from hotline.privacy import erase
from tests.line import TUESDAY_NOON, Line, open_line, tip_in

SALON = "my neighbor in Laredo takes the pay of the women in his salon and keeps their passports"
TELLERS = [f"+1956555{number:04d}" for number in range(110, 119)]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
WHOLE = 48
"""So many bytes of anything stand together; more may be spread over pages."""
ENDED = ("yes", "not sure", "2", "no")


def on_disk(line: Line) -> bytes:
    """All that the database's files hold now, while the service has them open."""
    return b"".join(file.read_bytes() for file in line.folder.glob("hotline.db*"))


def sealed(line: Line, tip: str) -> dict[str, bytes]:
    """What must go with a report: its key, what it seals, and who told it."""
    with line.dep.database.read() as db:
        row = db.scalars(select(Report).where(Report.tip_id == tip)).one()
        reporter = db.get_one(Reporter, row.reporter_id)
        found = {"key": row.sealed_key, "assessment": row.assessment or b"?"}
        found["return code"] = row.return_code_mac.encode()
        found["pseudonym"] = reporter.pseudonym.encode()
        found["number"] = reporter.handle or b"?"
        for table in (Entry, Attachment):
            for thing in db.scalars(select(table).where(table.report_id == row.id)):
                found[f"{table.__name__} {thing.id}"] = thing.body or b"?"
        contacts = select(Contact).where(Contact.report_id == row.id)
        for contact in db.scalars(contacts):
            found[f"conversation {contact.id}"] = contact.session or b"?"
            answers = select(Exchange).where(Exchange.contact_id == contact.id)
            found |= {f"answer {one.id}": one.answer for one in db.scalars(answers)}
    return {name: body[:WHOLE] for name, body in found.items()}


def left(line: Line, things: Mapping[str, bytes]) -> list[str]:
    raw = on_disk(line)
    return [name for name, body in things.items() if body in raw]


def reported(line: Line, number: str, *, picture: bool = False) -> str:
    """A closed report from this number; its tip ID."""
    known = set(line.tips())
    line.text(number, SALON)
    if picture:
        line.carrier.picture(number, PNG)
    line.text(number, *ENDED)
    line.pass_time(minutes=40)
    (tip,) = set(line.tips()) - known
    close(line, tip)
    return tip


def close(line: Line, tip: str) -> None:
    with line.dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == tip)).one()
        row.state, row.closed_at = "closed", line.clock.now


def erase_it(line: Line, tip: str) -> None:
    with line.dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == tip)).one()
        erase.erase(db, line.dep.keys, row, by="staff:1", now=line.clock.now)


def pseudonyms(line: Line) -> set[str]:
    with line.dep.database.read() as db:
        return set(db.scalars(select(Reporter.pseudonym)))


def pseudonym_of(line: Line, number: str) -> str:
    return line.dep.keys.pseudonyms(number)[0]


def test_not_a_byte_of_an_erased_report_is_in_any_file_of_the_database(line: Line) -> None:
    tips = [reported(line, number, picture=not at % 3) for at, number in enumerate(TELLERS[:4])]
    things = {tip: sealed(line, tip) for tip in tips}
    assert not [name for name, body in things[tips[0]].items() if body == b"?"]
    for tip in tips:
        assert left(line, things[tip]) == list(things[tip]), "it is there before"
    for tip in tips[:3]:
        erase_it(line, tip)
        assert left(line, things[tip]) == []
    assert left(line, things[tips[3]]) == list(things[tips[3]]), "and no other report's"
    assert line.http.get("/readyz").json()["status"] == "ready"


def test_a_reader_who_holds_the_log_only_delays_it(line: Line) -> None:
    tip = reported(line, TELLERS[0])
    things = sealed(line, tip)
    reader = sqlite3.connect(line.folder / "hotline.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM reports").fetchone()
    try:
        assert not line.dep.database.empty_log(patience=0)
        line.text(TELLERS[1], "nobody is held up by that")
    finally:
        reader.execute("ROLLBACK")
        reader.close()
    erase_it(line, tip)
    line.worker._empty_log()
    assert left(line, things) == []


def test_when_a_report_s_time_is_over_it_is_gone_from_the_disk(tmp_path: Path) -> None:
    with open_line(tmp_path, keep_closed_days=30) as line:
        tip = reported(line, TELLERS[0])
        things = sealed(line, tip)
        line.clock.now += timedelta(days=29)
        wiring.delete_old_data(line.dep)
        assert left(line, {"key": things["key"], "pseudonym": things["pseudonym"]})
        line.clock.now += timedelta(days=1)
        wiring.delete_old_data(line.dep)
        assert left(line, things) == []


def test_a_number_and_an_answer_whose_time_is_over_are_gone_from_the_disk(line: Line) -> None:
    tip = reported(line, TELLERS[0])
    things = sealed(line, tip)
    line.clock.now += timedelta(hours=25)
    wiring.delete_old_data(line.dep)
    answers = {name: body for name, body in things.items() if name.startswith("answer")}
    assert answers
    assert left(line, answers) == []
    line.clock.now += timedelta(days=30)
    wiring.delete_old_data(line.dep)
    assert left(line, {"number": things["number"]}) == []
    assert left(line, {"key": things["key"]}), "the report itself stays"


# Who told it -------------------------------------------------------------------------------------


def twice(line: Line) -> tuple[list[str], list[str]]:
    return [reported(line, TELLERS[0]), reported_again(line)], [TELLERS[0]]


def reported_again(line: Line) -> str:
    line.clock.now += timedelta(days=4)
    return reported(line, TELLERS[0])


def joined(line: Line) -> tuple[list[str], list[str]]:
    """Somebody else adds to the report with its tip ID and code, from another telephone."""
    known = set(line.tips())
    answer = line.text(TELLERS[0], SALON, *ENDED)
    tip = tip_in(answer)
    (code,) = {word.strip(".,") for word in answer.split() if word.strip(".,").isdigit()} - {"911"}
    line.text(TELLERS[1], "help", f"{tip} {code}")
    line.text(TELLERS[1], "he has a second salon", "done")
    line.pass_time(minutes=40)
    for one in set(line.tips()) - known:
        close(line, one)
    return [tip], TELLERS[:2]


def test_the_pseudonym_goes_with_the_last_report_of_its_reporter(line: Line) -> None:
    tips, (number,) = twice(line)
    erase_it(line, tips[0])
    assert pseudonym_of(line, number) in pseudonyms(line), "there is another report"
    erase_it(line, tips[1])
    assert pseudonym_of(line, number) not in pseudonyms(line)
    assert pseudonym_of(line, number).encode() not in on_disk(line)


def test_whoever_added_to_a_report_is_forgotten_with_it_too(line: Line) -> None:
    (tip,), numbers = joined(line)
    with line.dep.database.read() as db:
        row = db.scalars(select(Report).where(Report.tip_id == tip)).one()
        added = db.scalars(select(Contact).where(Contact.report_id == row.id)).all()
        assert len({contact.reporter_id for contact in added}) == 2, "two people told it"
        twin = db.scalars(select(Report).where(Report.disposition == "joined")).all()
        known = [(one.assessment, one.reporter_id) for one in twin]
        assert known == [(None, None)], "its words are in the other one"
    things = sealed(line, tip)
    erase_it(line, tip)
    assert left(line, things) == []
    assert not {pseudonym_of(line, number) for number in numbers} & pseudonyms(line)


def test_reporters_left_over_by_an_earlier_release_are_forgotten(line: Line) -> None:
    tip = reported(line, TELLERS[0])
    with line.dep.database.write() as db:
        for name, handle in (("left over", None), ("just came", b"sealed")):
            db.add(Reporter(pseudonym=name, created_at=line.clock.now, handle=handle))
    wiring.delete_old_data(line.dep)
    assert "left over" not in pseudonyms(line)
    assert "just came" in pseudonyms(line), "its number's time is not over"
    assert pseudonym_of(line, TELLERS[0]) in pseudonyms(line), tip


def test_whoever_reports_again_after_the_erasing_is_taken_as_anybody(line: Line) -> None:
    erase_it(line, reported(line, TELLERS[0]))
    assert reported(line, TELLERS[0])


# The log itself ----------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """An empty database of its own."""
    opened = Database(f"sqlite:///{tmp_path / 'line.db'}")
    upgrade(opened)
    yield opened
    opened.close()


def put(database: Database, names: list[str]) -> None:
    with database.write() as db:
        db.add_all(Reporter(pseudonym=name, created_at=TUESDAY_NOON) for name in names)


@settings(max_examples=15)
@given(data=st.data())
def test_whatever_is_deleted_in_whatever_order_leaves_nothing(
    data: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('any') / 'line.db'}")
    upgrade(database)
    names = [f"{number:03d}-marked-{'x' * (number % 40)}-end" for number in range(120)]
    put(database, names)
    gone = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=110))
    with database.write() as db:
        for row in db.scalars(select(Reporter).where(Reporter.pseudonym.in_(gone))):
            db.delete(row)
        scrub.when_committed(db)
    folder = Path(str(database.url.database)).parent
    raw = b"".join(path.read_bytes() for path in folder.iterdir())
    database.close()
    assert not [name for name in gone if name.encode() in raw]
    assert all(name.encode() in raw for name in set(names) - gone)


@pytest.mark.parametrize(
    ("undone", "empty"), [(False, True), (True, False)], ids=["committed", "rolled back"]
)
def test_the_log_is_emptied_only_by_what_is_committed(
    file: Database, *, undone: bool, empty: bool
) -> None:
    put(file, ["before"])
    log = Path(f"{file.url.database}-wal")
    assert log.stat().st_size

    try:
        with file.write() as db:
            scrub.when_committed(db)
            if undone:
                raise LookupError
    except LookupError:
        pass
    assert (log.stat().st_size == 0) is empty


def test_another_database_has_no_log_of_ours() -> None:
    assert scrub.empty_log(make_url("postgresql+psycopg://nobody@127.0.0.1:1/none"))
