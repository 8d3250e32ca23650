"""A small sample of `make fuzz`, and that it notices what it looks for."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from fastapi import FastAPI

from hotline.cli.agency_files import Format
from tests.fuzz import api, asgi, importers, odd, webhooks
from tests.fuzz.__main__ import SURFACES


@pytest.mark.parametrize(("name", "count"), [("webhooks", 120), ("api", 60), ("importers", 600)])
def test_odd_inputs_are_handled(name: str, count: int, tmp_path: Path) -> None:
    tried, found = SURFACES[name].fuzz(Random(3), count, tmp_path)
    assert sum(tried.values()) >= count * 0.9 and len(tried) >= 3
    assert found == []


def test_the_same_seed_tries_the_same() -> None:
    first, again, other = (
        [webhooks.fields(rng, number) for number in range(50)]
        for rng in (Random(7), Random(7), Random(8))
    )
    assert first == again != other
    assert len({odd.mutated(Random(n), "a: 1\nb: [2, 3]\n") for n in range(200)}) > 150


def test_the_shares_are_the_whole() -> None:
    assert sum(module.SHARE for module in SURFACES.values()) == pytest.approx(1)
    assert set(SURFACES.values()) == {webhooks, api, importers}


def test_what_breaks_is_noticed(tmp_path: Path) -> None:
    app = FastAPI()

    @app.post("/breaks")
    def breaks() -> None:
        raise KeyError("odd")

    with pytest.raises(KeyError):
        asgi.finished(asgi.ask(app, "POST", "/breaks", {}))
    assert webhooks.wrong_with(asgi.Answer(500, b"")) and webhooks.wrong_with(asgi.Answer(0, b""))
    assert not webhooks.wrong_with(asgi.Answer(422, b""))
    table = tmp_path / "table.csv"
    table.write_text("id,of,name\n" + "x" * 140_000)
    assert importers._import(table, Format.CSV) == "", "a cell that is too long is said by its line"
