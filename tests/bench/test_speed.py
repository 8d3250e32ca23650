"""The speed measurements can be found and started, and a figure that misses its bar says so."""

from __future__ import annotations

import importlib
import sys

import pytest

from bench import __main__ as command
from bench.figures import Figure


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
