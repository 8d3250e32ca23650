"""The speed measurements can be found and started, and a figure that misses its bar says so."""

from __future__ import annotations

import asyncio
import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bench import __main__ as command
from bench.figures import Figure
from bench.line import TOKEN
from bench.speed_webhook import HERE, fields
from bench.webhook_server import bare


def test_every_measurement_has_a_title_and_can_be_measured() -> None:
    assert {"alerts", "claims", "webhook"} <= set(command.names())
    for name in command.names():
        module = importlib.import_module(f"bench.speed_{name}")
        assert module.TITLE
        assert callable(module.measure)


def test_a_figure_that_misses_what_is_wanted_says_so() -> None:
    assert Figure("speed", "0.40", bar="at least 0.6", met=False).line().endswith("0.6: NO")
    assert Figure("speed", "0.70", bar="at least 0.6").line().endswith("0.6: yes")
    assert "wanted" not in Figure("texts", "300").line()


def test_a_measurement_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "weather"])
    with pytest.raises(SystemExit):
        command.main()
    assert "there is no measurement weather" in capsys.readouterr().err


def test_the_bare_route_answers_what_the_line_is_measured_beside(tmp_path: Path) -> None:
    """It uses the line's own check of signatures, which asks more of a deployment over time."""

    async def post(path: str, signed: str) -> httpx.Response:
        transport = httpx.ASGITransport(bare(tmp_path, 80))
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            form = fields(0, 0)
            signature = RequestValidator(TOKEN).compute_signature(
                f"http://127.0.0.1:80{signed}", form
            )
            return await client.post(path, data=form, headers={"X-Twilio-Signature": signature})

    path = "/text?rows=3&size=50"
    with ThreadPoolExecutor(1) as thread:  # a browser's test may leave a running loop in ours
        answer = thread.submit(lambda: asyncio.run(post(path, path))).result()
        forged = thread.submit(lambda: asyncio.run(post(path, "/text?rows=4&size=50"))).result()
    assert answer.status_code == 200 and "Thank you" in answer.text
    assert forged.status_code == 403
