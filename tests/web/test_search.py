"""Reports are found by what was said of them, and what was sought stands nowhere in the clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.console import search_query
from hotline.db.audit import AuditEvent
from hotline.db.search import SearchText
from hotline.intake import search_text
from hotline.intake.search_scan import letters_apart
from tests.line import Line, open_line
from tests.web.desk import Desk, csrf_in, words

TOLD = (
    (
        "there is a man at the Sunset Motel on San Bernardo Ave in Laredo Texas selling his "
        "girlfriend, white Tahoe plate KTV 4821. call the clerk at 956-555-0188, he posts "
        "as @night_owl99"
    ),
    "Trabajo en el tomate en Immokalee Florida. El patrón nos quitó los pasaportes, se llama José",
    "women sleep at Lucky Lotus Massage in Houston and never go out, a van KTR9307 brings men",
    "he has a gun and he wont let us leave the house in El Paso, please come now",
)
MOTEL, FARM, SPA, GUN = range(4)
CASES: tuple[tuple[str, tuple[int, ...]], ...] = (
    # the words of the review
    ("motel", (MOTEL,)),
    ("KTV4821", (MOTEL,)),
    ("956-555-0188", (MOTEL,)),
    ("San Bernardo", (MOTEL,)),
    ("Eagle Pas", ()),
    # plates and numbers as people write them
    ("ktv 4821", (MOTEL,)),
    ("KTV-4821", (MOTEL,)),
    ("4821", (MOTEL,)),
    ("KTR 9307", (SPA,)),
    ("(956) 555 0188", (MOTEL,)),
    ("5550188", (MOTEL,)),
    ("night_owl99", (MOTEL,)),
    # words, their beginnings, and without accents
    ("sunset motel laredo", (MOTEL,)),
    ("massag", (SPA,)),
    ("patron pasaportes", (FARM,)),
    ("JOSÉ", (FARM,)),
    ("report about the motel", (MOTEL,)),
    ("lucky lotus", (SPA,)),
    # places and names with a letter wrong
    ("Lredo motel", (MOTEL,)),
    ("San Bernrado", (MOTEL,)),
    ("Imokalee", (FARM,)),
    ("Huoston", (SPA,)),
    ("el pasp gun", (GUN,)),
    # several at once, and what is in none
    ("motel massage", ()),
    ("helicopter", ()),
    ("999-555-0123", ()),
    # days
    ("motel today", (MOTEL,)),
    ("motel last week", (MOTEL,)),
    ("motel yesterday", ()),
    ("motel 2001-01-01", ()),
)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("search")) as line:
        for number, told in enumerate(TOLD, 1):
            line.text(f"+19565550{100 + number}", told)
        yield line


@pytest.fixture(scope="module")
def desk(line: Line) -> Desk:
    return Desk(line.as_staff("supervisor"), "supervisor")


def search(desk: Desk, sought: str, **more: str) -> str:
    page = desk.look("/queue")
    fields = {"csrf": csrf_in(page), "tip": sought, **more}
    answer = desk.http.post("/queue/find", data=fields)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def found(line: Line, page: str) -> tuple[int, ...]:
    return tuple(n for n, tip in enumerate(line.tips()) if f'id="tip-{tip}"' in page)


@pytest.mark.parametrize(("sought", "wanted"), CASES)
def test_a_report_is_found_by_what_was_said(
    line: Line, desk: Desk, sought: str, wanted: tuple[int, ...]
) -> None:
    page = search(desk, sought)
    assert found(line, page) == wanted
    assert ("No report has all of these words" in page) == (not wanted)


def test_what_was_written_since_and_what_is_closed_is_found(line: Line, desk: Desk) -> None:
    tip = line.tips()[SPA]
    desk.do(tip, "note", text="the sheriff has a file: 77-1934, blue gate")
    assert found(line, search(desk, "blue gate")) == (SPA,)
    assert found(line, search(desk, "77-1934")) == (SPA,)
    desk.do(tip, "close", disposition="help_given", text="")
    assert found(line, search(desk, "lotus")) == (SPA,)
    assert found(line, search(desk, "lotus", show="open")) == ()
    assert found(line, search(desk, "lotus", show="closed")) == (SPA,)
    day = line.clock.now.date()
    late = {"from": str(day + timedelta(days=2)), "to": str(day + timedelta(days=3))}
    assert found(line, search(desk, "lotus", **late)) == ()
    desk.do(tip, "reopen")


def test_a_tip_and_a_part_of_one(line: Line, desk: Desk) -> None:
    tip = line.tips()[GUN]
    assert f"Tip {tip}" in words(search(desk, tip.replace("-", " ")))
    assert GUN in found(line, search(desk, tip[:4]))
    assert GUN in found(line, search(desk, tip[5:]))


def test_an_agency_is_found_by_its_name(line: Line, desk: Desk) -> None:
    line.work()
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    asked = [line.report(tip)["referrals"] for tip in line.tips()]
    which = next(number for number, referrals in enumerate(asked) if referrals)
    name = asked[which][0]["agency"]
    assert which in found(line, search(desk, name))


def test_a_place_leads_to_its_queue_too(desk: Desk) -> None:
    assert "/queue?county=48479" in search(desk, "Laredo")
    assert "Missouri" in search(desk, "Springfield")


def test_nothing_sought_or_said_is_in_the_clear(line: Line, desk: Desk, tmp_path: Path) -> None:
    page = desk.look("/queue")
    answer = desk.http.post("/queue/find", data={"csrf": csrf_in(page), "tip": "KTV4821"})
    assert "KTV4821" not in str(answer.url) and "4821" not in answer.history[0].headers["location"]
    saved = {"csrf": csrf_in(page), "name": "Plate", "address": answer.url.raw_path.decode()}
    assert found(line, desk.http.post("/queue/views", data=saved).text) == (MOTEL,)
    assert "Plate</a>" in desk.look("/queue")
    with line.dep.database.read() as db:
        bodies = list(db.scalars(select(SearchText.body)))
        noted = list(db.scalars(select(AuditEvent).where(AuditEvent.action == "searched")))
        dump = "\n".join(map(str, db.connection().connection.iterdump())).lower()  # type: ignore[attr-defined]
    assert bodies and noted and not any(event.detail for event in noted)
    for word in ("sunset motel", "ktv", "bernardo ave", "tahoe"):
        assert word not in dump
    assert len({len(body) for body in bodies}) < len(bodies), "the length says little"


def test_an_erased_report_leaves_the_search(tmp_path: Path) -> None:
    from hotline.intake.reports import report_by_tip
    from hotline.privacy.erase import erase

    with open_line(tmp_path) as line:
        line.text("+19565550101", TOLD[MOTEL])
        desk = Desk(line.as_staff("supervisor"), "supervisor")
        assert found(line, search(desk, "motel")) == (0,)
        desk.do(line.tips()[0], "close", disposition="help_given", text="")
        with line.dep.database.write() as db:
            opened = report_by_tip(db, line.dep, line.tips()[0])
            assert opened is not None
            erase(db, line.dep.keys, opened.row, by="test", now=line.clock.now)
        assert found(line, search(desk, "motel")) == ()
        with line.dep.database.read() as db:
            assert not db.scalars(select(SearchText)).all()


def test_an_address_of_another_key_or_none_is_refused_in_words(desk: Desk) -> None:
    for sealed in ("", "x", "AAAA", "%3Cb%3E", "é"):
        answer = desk.http.get(f"/queue/found?s={sealed}")
        assert answer.status_code == 404 and "cannot be opened" in answer.text


# What was typed -----------------------------------------------------------------------------------

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "sought", "first", "last"),
    [
        ("last week's motel", ("motel",), date(2026, 11, 18), TODAY),
        ("motel semana pasada", ("motel",), date(2026, 11, 18), TODAY),
        ("plate KTV4821 nov 24", ("ktv4821", "plate"), date(2026, 11, 24), date(2026, 11, 24)),
        ("motel 24 de noviembre", ("motel",), date(2026, 11, 24), date(2026, 11, 24)),
        ("11/24 spa", ("spa",), date(2026, 11, 24), date(2026, 11, 24)),
        ("12/24 spa", ("spa",), date(2025, 12, 24), date(2025, 12, 24)),
        ("2026-02-30 spa", ("20260230", "spa"), None, None),
        ("3 days ago", (), date(2026, 11, 28), TODAY),
        ("spa last two weeks", ("spa",), date(2026, 11, 17), TODAY),
        ("hace 2 semanas motel", ("motel",), date(2026, 11, 17), TODAY),
        ("ayer", (), date(2026, 11, 30), date(2026, 11, 30)),
        ("the", ("the",), None, None),
        ("call 956.555.0188 now", ("9565550188", "call", "now"), None, None),
        ("", (), None, None),
    ],
)
def test_days_are_read_out_of_what_was_typed(
    typed: str, sought: tuple[str, ...], first: date | None, last: date | None
) -> None:
    read = search_query.read(typed, TODAY)
    assert set(read.words) == set(sought) and (read.first, read.last) == (first, last)


@given(st.text(max_size=90))
def test_any_text_is_a_search(typed: str) -> None:
    read = search_query.read(typed, TODAY)
    assert len(read.words) <= search_query.MOST_WORDS
    assert all(word == search_text.folded(word) for word in read.words)


WORD = st.text("abcde", min_size=1, max_size=9)


@given(WORD, WORD)
def test_the_distance_is_symmetrical_and_nothing_only_between_equals(one: str, two: str) -> None:
    apart = letters_apart(one, two, 3)
    assert apart == letters_apart(two, one, 3) and (apart == 0) == (one == two)
