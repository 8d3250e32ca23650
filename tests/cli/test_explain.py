"""``hotline explain``: a text in a few lines, every step with --why, a file of texts at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli import app

TEXT = "two girls are kept in a motel room in Laredo"


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["explain", "--demo", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_dispatcher_gets_six_lines_and_why_gives_the_rest() -> None:
    lines = run("--text", TEXT).splitlines()
    assert [line.split()[0] for line in lines] == ["Type", "Urgency", "Who", "Ask", "Where", "Goes"]
    assert "high risk" in lines[0]
    assert "P1" in lines[1]
    assert '"girls are kept in a motel room"' in lines[1]
    assert "danger at this moment makes it P0" in lines[3]
    assert "Laredo, Texas" in lines[4]
    assert "%" not in "".join(lines)
    why = run("--text", TEXT, "--why")
    assert len(why.splitlines()) > 30
    assert "kept_in_a_room" in why
    assert "Why:" in why


def test_a_file_of_texts_is_answered_line_by_line(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": TEXT},
        {"id": 7, "text": "my boss keeps my passport and never pays us in Springfield"},
        {"id": "c", "text": "¿cómo puedo ser voluntario?"},
        {"id": "d", "text": ""},
    ]
    file = tmp_path / "texts.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", "utf-8")
    answers = [json.loads(line) for line in run("--jsonl", str(file)).splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 7, "c", "d"]
    first, second, third, _ = answers
    assert list(first) == [
        *("id", "type", "urgency", "role", "minor", "language", "lookalike", "place", "asks"),
        "options",
    ]
    assert (first["type"], first["urgency"], first["minor"]) == ("high_risk", "P1", "unknown")
    assert set(first["place"]) == {"state", "county", "fips", "city", "zip"}
    assert first["place"]["fips"] == "48479"
    assert first["asks"] is False
    assert second["place"] is None
    assert second["asks"] is True
    assert any("Illinois" in option for option in second["options"])
    assert third["language"] == "es"
    assert third["urgency"] == "P3"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"id": 1, "text": "a"}\n{nonsense}\n', ":2: not JSON"),
        ('{"id": 1}\n', ":1: write it as"),
        ('{"text": "a"}\n', ":1: write it as"),
        ('["a"]\n', ":1: write it as"),
        ('{"id": 1, "text": 5}\n', ":1: write it as"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_answered(
    tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(content, "utf-8")
    done = CliRunner().invoke(app, ["explain", "--jsonl", str(file)])
    assert done.exit_code != 0
    assert complaint in str(done.exception)
    assert done.stdout == ""


def test_a_missing_file_and_two_kinds_of_input_are_refused(tmp_path: Path) -> None:
    absent = CliRunner().invoke(app, ["explain", "--jsonl", str(tmp_path / "absent.jsonl")])
    assert "cannot be read" in str(absent.exception)
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": 1, "text": "a"}\n')
    both = CliRunner().invoke(app, ["explain", "--jsonl", str(file), "--text", "b"])
    assert "--jsonl" in str(both.exception)
