"""A reporter's sealed number is kept for a while only, and then it is gone from the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from hotline.db.reports import Reporter
from hotline.intake.reporters import forget_handles, number_to_answer, reporter_for
from hotline.privacy.keys import KeyRing
from hotline.privacy.pseudonyms import read_address
from tests.line import Line

CALLER = "+19565550142"


def reporter_of(line: Line) -> Reporter:
    with line.dep.database.read() as db:
        return db.scalars(select(Reporter)).one()


def test_an_expired_handle_is_thrown_away_and_the_reporter_is_still_known(any_line: Line) -> None:
    line, days = any_line, any_line.dep.settings.reply_handle_days
    line.text(CALLER, "hello")
    line.clock.now += timedelta(days=days, seconds=-1)
    assert forget_handles(line.dep, line.clock.now) == 0
    assert number_to_answer(line.dep, reporter_of(line), line.clock.now) == CALLER
    line.clock.now += timedelta(seconds=1)
    assert number_to_answer(line.dep, reporter_of(line), line.clock.now) is None
    assert forget_handles(line.dep, line.clock.now) == 1
    assert reporter_of(line).handle is None
    line.text(CALLER, "it is me again")
    assert number_to_answer(line.dep, reporter_of(line), line.clock.now) == CALLER


def test_every_contact_keeps_the_handle_longer(any_line: Line) -> None:
    line, half = any_line, timedelta(days=any_line.dep.settings.reply_handle_days / 2)
    line.text(CALLER, "hello")
    line.clock.now += half
    line.text(CALLER, "and one thing more")
    line.clock.now += half + timedelta(days=1)
    assert forget_handles(line.dep, line.clock.now) == 0


def test_hidden_callers_are_each_a_reporter_of_their_own_and_cannot_be_answered(
    any_line: Line,
) -> None:
    line = any_line
    with line.dep.database.write() as db:
        first = reporter_for(db, line.dep, read_address("anonymous"), line.clock.now)
        second = reporter_for(db, line.dep, read_address("+266696687"), line.clock.now)
        assert first.id != second.id
        assert number_to_answer(line.dep, first, line.clock.now) is None


def test_a_changed_key_does_not_make_a_stranger_of_a_reporter(any_line: Line) -> None:
    line = any_line
    line.text(CALLER, "hello")
    known = reporter_of(line)
    changed = replace(line.dep, keys=KeyRing([bytes([5]) * 32, bytes(range(32))]))
    with changed.database.write() as db:
        again = reporter_for(db, changed, read_address(CALLER), line.clock.now)
        assert again.id == known.id
    assert number_to_answer(changed, reporter_of(line), line.clock.now) == CALLER
