"""The decisions are numbered without holes, and their index names each."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "decisions"
FILES = sorted(FOLDER.glob("0*.md"))


def test_they_are_numbered_without_holes() -> None:
    assert [int(file.name[:4]) for file in FILES] == list(range(1, len(FILES) + 1))


def test_the_index_names_each_with_its_title() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    listed = re.findall(r"\| \[(\d+)\]\((\S+)\) \| (.+) \|", index)
    titles = [file.read_text("utf-8").splitlines()[0] for file in FILES]
    assert [(f"# {n}. {title}", name) for n, name, title in listed] == [
        (title, file.name) for title, file in zip(titles, FILES, strict=True)
    ]


def test_each_says_context_choice_and_consequence() -> None:
    for file in FILES:
        text = file.read_text("utf-8")
        for part in ("**Context.**", "**Choice.**", "**Consequence.**"):
            assert part in text, f"{file.name} lacks {part}"
