"""The alarms and the dashboard of deploy/ fit what the service counts, from its first moment on."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from hotline.wiring import new_worker
from tests.line import Line

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS, GRAFANA = ROOT / "deploy" / "prometheus", ROOT / "deploy" / "grafana"
SERIES = re.compile(r"\bhotline_[a-z_]+\b")


def shown(line: Line) -> set[str]:
    """The names of all series that ``/metrics`` has a sample of."""
    text = line.http.get("/metrics").text
    return {re.split(r"[{ ]", one)[0] for one in text.splitlines() if not one.startswith("#")}


def named(file: Path) -> set[str]:
    """The series that a file names; a dashboard's own name is none."""
    return set(SERIES.findall(file.read_text("utf-8")))


WATCHED = [
    PROMETHEUS / "alerts.yml",
    PROMETHEUS / "alerts.test.yml",
    GRAFANA / "hotline.json",
    ROOT / "deploy" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


def test_every_series_that_is_named_is_there_before_anything_happened(line: Line) -> None:
    there = shown(line)
    wrong = {file.name: named(file) - there for file in WATCHED}
    assert {file: names for file, names in wrong.items() if names} == {}
    assert len(named(PROMETHEUS / "alerts.yml")) >= 11


def test_every_counter_with_labels_has_its_samples_from_the_start(line: Line) -> None:
    """A series that is born at 1 never rises, so that the first event would raise no alarm."""
    new_worker(line.dep, "counted")
    line.http.get("/metrics")
    families = [family for family in REGISTRY.collect() if family.name.startswith("hotline_")]
    assert len(families) > 12
    assert [family.name for family in families if not family.samples] == []


def test_each_alarm_says_what_is_wrong_and_what_to_do() -> None:
    (group,) = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]:
        assert rule["labels"]["severity"] in {"page", "work"}, rule["alert"]
        assert rule["annotations"]["summary"] and rule["annotations"]["do"], rule["alert"]


def test_each_panel_asks_for_something_and_has_a_place_of_its_own() -> None:
    dashboard = json.loads((GRAFANA / "hotline.json").read_text("utf-8"))
    panels = dashboard["panels"]
    assert all(panel["title"] and panel["targets"][0]["expr"] for panel in panels)
    taken = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24


@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts.test.yml"),
        ("check", "config", "prometheus.yml"),
    ],
    ids=" ".join,
)
def test_promtool_accepts_the_files(words: tuple[str, ...]) -> None:
    """Its own tests of the rules run too: the first event raises an alarm, a quiet line none."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: prometheus); with it the rules are tested")
    done = subprocess.run(
        [promtool, *words], cwd=PROMETHEUS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
