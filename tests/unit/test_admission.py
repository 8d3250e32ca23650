"""Who goes first when more people text than can be answered at once."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.triage.danger_glance import may_be_danger
from hotline.web import admission
from hotline.web.admission import SHARE, Places, Rank, Senders

DATA = Path(__file__).parents[2] / "bench" / "data"
PERSON = "+19565550142"


def run(coroutine: Any) -> Any:
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result(20)


@pytest.mark.parametrize(
    "words",
    [
        "HELP he has a gun",
        "they locked us in, no water",
        "ayúdeme por favor, me va a matar",
        "estamos encerradas en un remolque",
        "救命 他有枪",
        "살려주세요",
        "помогите, он меня убьет",
        "ela está presa e ele tem uma faca",
        "cứu tôi, nó đang giữ tôi".replace("giữ", "nhốt"),
        "النجدة معه سلاح",
        "call 911",
    ],
)
def test_danger_goes_first(words: str) -> None:
    assert Senders().rank(PERSON, words) is Rank.DANGER


@pytest.mark.parametrize(
    "words",
    [
        "hi",
        "I want to report something",
        "yes",
        "my boss keeps our papers",
        "quiero reportar algo",
        "",
    ],
)
def test_other_first_words_are_new_and_later_ones_known(words: str) -> None:
    senders = Senders()
    assert senders.rank(PERSON, words) is Rank.NEW
    senders.answered(PERSON)
    assert senders.rank(PERSON, words) is Rank.KNOWN
    assert senders.rank("+19565550143", words) is Rank.NEW
    assert senders.rank("", words, goes_on=True) is Rank.KNOWN


def test_a_glance_misses_little_danger() -> None:
    rows = [
        json.loads(line)
        for name in ("reports_blind", "reports_blind_2", "reports_blind_3", "reports_test")
        for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    danger = [row["text"] for row in rows if row.get("urgency") == "P0"]
    calm = [row["text"] for row in rows if row.get("urgency") == "P3"]
    assert sum(map(may_be_danger, danger)) >= 0.9 * len(danger) > 90
    assert sum(map(may_be_danger, calm)) <= 0.4 * len(calm)


def test_one_number_cannot_take_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(admission.time, "monotonic", lambda: now[0])
    senders = Senders()
    ranks = [senders.rank(PERSON, "help he has a gun") for _ in range(SHARE + 20)]
    assert ranks.count(Rank.DANGER) == SHARE and ranks[-1] is Rank.BEYOND_SHARE
    assert senders.rank("+19565550143", "hello") is Rank.NEW, "others are not held up"
    hidden = [senders.rank("", "hello") for _ in range(SHARE * 3)]
    assert set(hidden) == {Rank.NEW}, "hidden callers are not one number"
    now[0] += admission.SHARE_SECONDS + 1
    assert senders.rank(PERSON, "hello again") is Rank.NEW


@given(st.lists(st.sampled_from(list(Rank)), max_size=30), st.integers(1, 3))
def test_the_lowest_rank_is_served_first_and_nobody_is_left_out(
    ranks: list[Rank], threads: int
) -> None:
    served: list[tuple[int, Rank]] = []

    async def story() -> None:
        places = Places(threads)
        for _ in range(threads):
            await places.take(Rank.NEW, 1)

        async def one(number: int, rank: Rank) -> None:
            await places.take(rank, 30)
            served.append((number, rank))
            places.give()

        waiting = [asyncio.ensure_future(one(n, rank)) for n, rank in enumerate(ranks)]
        await asyncio.sleep(0)
        for _ in range(threads):
            places.give()
        await asyncio.gather(*waiting)
        for _ in range(threads):
            await places.take(Rank.BEYOND_SHARE, 0)  # each place is free again

    run(story())
    assert sorted(number for number, _ in served) == list(range(len(ranks)))
    if threads == 1:
        assert served == sorted(enumerate(ranks), key=lambda pair: (pair[1], pair[0]))


def test_while_some_wait_for_long_the_newest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONG_SECONDS", -1.0)
    served: list[int] = []

    async def story() -> None:
        places = Places(1)
        await places.take(Rank.NEW, 1)

        async def one(number: int) -> None:
            await places.take(Rank.NEW, 30)
            served.append(number)
            places.give()

        waiting = [asyncio.ensure_future(one(n)) for n in range(5)]
        await asyncio.sleep(0)
        places.give()
        await asyncio.gather(*waiting)

    run(story())
    assert served == [4, 3, 2, 1, 0]


def test_who_gives_up_takes_no_place() -> None:
    async def story() -> None:
        places = Places(1)
        await places.take(Rank.NEW, 1)
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await places.take(Rank.DANGER, 0.01)
        places.give()
        await places.take(Rank.NEW, 0.01)

    run(story())
