"""Lanes, turns and deadlines: who waits, how long, and what is not begun any more."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from hotline.db.database import BUSY_SECONDS, Database
from hotline.db.patience import BusyError, GivenUpError, Patience, patient
from hotline.db.write_turns import IN_A_ROW, Turns
from hotline.web import thread_lanes
from hotline.web.thread_lanes import Lane, LateError


class Asker:
    """As much of a request as a lane looks at."""

    def __init__(self, *, gone: bool = False) -> None:
        self.gone = gone

    async def is_disconnected(self) -> bool:
        return self.gone


def request(*, gone: bool = False) -> Request:
    return cast(Request, Asker(gone=gone))


def run(coroutine: Any) -> Any:
    with ThreadPoolExecutor(1) as apart:  # a browser test may have left a loop in this thread
        return apart.submit(asyncio.run, coroutine).result(20)


def test_a_lane_gives_what_the_work_gives_or_raises() -> None:
    async def story() -> None:
        lane = Lane("t", 1, 2.0)
        assert await lane.do(request(), lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            await lane.do(request(), lambda: 1 // 0)
        assert await lane.do(request(), lambda: 8) == 8, "the thread is free again"

    run(story())


def test_work_that_found_no_thread_in_time_or_no_asker_is_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(thread_lanes, "GRACE_SECONDS", 0.1)
    monkeypatch.setattr(thread_lanes, "NOTICEABLE_SECONDS", -1.0)
    gate, begun = threading.Event(), []

    async def story() -> None:
        lane = Lane("t", 1, 0.1)
        slow = asyncio.ensure_future(lane.do(request(), lambda: gate.wait(5)))
        await asyncio.sleep(0)
        with pytest.raises(LateError):
            await lane.do(request(), lambda: begun.append("late"))
        with pytest.raises(LateError):
            await slow
        with pytest.raises(LateError):
            await lane.do(request(), lambda: begun.append("its thread is still taken"))
        gate.set()
        roomy = Lane("u", 1, 5.0)
        with pytest.raises(LateError):
            await roomy.do(request(gone=True), lambda: begun.append("gone"))
        assert await roomy.do(request(), lambda: "here") == "here"

    run(story())
    assert begun == []


def test_either_it_commits_or_it_is_given_up() -> None:
    patience = Patience(1)
    assert patience.give_up()
    with pytest.raises(GivenUpError):
        patience.before_commit()
    committing = Patience(1)
    committing.before_commit()
    assert not committing.give_up(), "it waits for the answer then"


def test_what_was_given_up_leaves_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.write() as db:
        db.execute(text("CREATE TABLE t (x INTEGER)"))
    patience = Patience(5)
    with pytest.raises(GivenUpError), patient(patience), database.write() as db:
        db.execute(text("INSERT INTO t VALUES (1)"))
        patience.give_up()
    with database.read() as db:
        assert db.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    database.close()


def test_a_writer_waits_for_its_turn_as_long_as_it_may(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    begun = time.monotonic()
    with database.write(), pytest.raises(BusyError), patient(Patience(0.05)), database.write():
        pass
    assert time.monotonic() - begun < BUSY_SECONDS / 2
    with database.write() as db:
        assert db.execute(text("SELECT 1")).scalar_one() == 1
    database.close()


@given(st.lists(st.booleans(), max_size=40))
def test_turns_are_given_in_order_with_callers_first_and_nobody_left_out(
    callers: list[bool],
) -> None:
    turns, order = Turns(), []
    assert turns.take(0)

    def wait(number: int) -> None:
        assert turns.take(10, first=callers[number])
        order.append(number)
        turns.give()

    threads = []
    for number in range(len(callers)):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        threads.append(thread)
        while len(turns._first) + len(turns._others) <= number:
            time.sleep(0)
    turns.give()
    for thread in threads:
        thread.join()
    assert sorted(order) == list(range(len(callers)))
    for kind in (True, False):
        of_kind = [number for number in order if callers[number] is kind]
        assert of_kind == sorted(of_kind), "first come, first served"
    others = [place for place, number in enumerate(order) if not callers[number]]
    assert all(place <= (IN_A_ROW + 1) * (i + 1) for i, place in enumerate(others))
    assert turns.take(0), "the lock is free at the end"


def test_nobody_waits_in_vain_for_a_turn_that_does_not_come() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)
