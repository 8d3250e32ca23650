"""The page about the architecture shows the layers that are enforced."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_layers_on_the_page_are_those_of_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = [c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    enforced = [set(re.findall(r"\w+", layer)) for layer in contract["layers"]]
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    shown = page.split("<!-- layers", 1)[1].split("```")[1].strip().splitlines()
    assert [set(re.findall(r"\w+", line.split("   ")[0])) for line in shown] == enforced
    assert contract["exhaustive_ignores"] == ["__main__"]


def test_every_package_has_a_line_that_says_what_it_is_for() -> None:
    for init in (ROOT / "hotline").glob("*/__init__.py"):
        assert re.match(r'"""\S.{15,}', init.read_text("utf-8")), init
