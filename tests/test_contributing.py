"""What CONTRIBUTING.md tells a newcomer to touch or copy is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_path_it_names_exists() -> None:
    named = re.findall(r"`((?:hotline|tests|ivr_flows|routing_rules|findings)/[\w./-]*)`", PAGE)
    assert len(named) > 12
    missing = [path for path in named if "NAME" not in path and not (ROOT / path).exists()]
    assert not missing


def test_every_example_of_an_extension_is_named() -> None:
    examples = (ROOT / "tests" / "extending").glob("test_*.py")
    assert not [file.name for file in examples if f"tests/extending/{file.name}" not in PAGE]


def test_every_link_leads_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / link).exists(), link
