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


def test_a_dispatcher_gets_five_lines_and_why_gives_the_rest() -> None:
    lines = run("--text", TEXT).splitlines()
    assert [line.split()[0] for line in lines] == ["Type", "Urgency", "Who", "Ask", "Where"]
    assert "high risk" in lines[0]
    assert "P1" in lines[1]
    assert '"girls are kept in a motel room"' in lines[1]
    assert "danger at this moment makes it P0" in lines[3]
    assert "Laredo, Texas; goes to " in lines[4]
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


WORDS_OF_A_PIN = (
    "meet me https://www.google.com/maps/place/Teen+Escort+Massage/@27.5306,-99.4803,17z",
    "i am at 15.76043, -95.36980",
    "https://maps.apple.com/?ll=29.7604,-95.3698&q=Help%20me%20he%20has%20a%20gun",
    "BEGIN:VCARD\nFN:Trafficking House\nADR:;;12 Main;Laredo;TX\nGEO:27.5306;-99.4803\nEND:VCARD",
    "she is at 27.5306, -99.4803 https://goo.gl/maps/kidnap",
    "geo:27.5306,-99.4803?q=they+are+killing+us",
    "https://waze.com/ul?q=girl%2014%20sold%20for%20sex&ll=32.7767,-96.7970",
    "estoy en https://maps.google.com/?q=trabajo+forzado&ll=27.5306,-99.4803",
    "https://www.openstreetmap.org/search?query=call+the+police+help#map=15/32.7767/-96.7970",
)
WORDS_BESIDE_A_PIN = (
    "i am 15 and he sells me for sex https://maps.apple.com/?ll=29.7604,-95.3698",
    "27.5306, -99.4803 my cousin is 14, men pay her boyfriend for sex with her",
    "tengo 16 años y me obliga a acostarme con hombres https://waze.com/ul?ll=27.5306,-99.4803",
)


def test_explain_reads_a_pin_as_a_place_and_never_as_words_as_the_line_does(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    texts = (*WORDS_OF_A_PIN, *WORDS_BESIDE_A_PIN)
    rows = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    file.write_text("\n".join(rows), "utf-8")
    answers = [json.loads(line) for line in run("--jsonl", str(file)).splitlines()]
    pins, words = answers[: len(WORDS_OF_A_PIN)], answers[len(WORDS_OF_A_PIN) :]
    assert {(one["type"], one["minor"]) for one in pins} == {("not_specified", "unknown")}
    assert "P0" not in {one["urgency"] for one in pins}
    assert {(one["type"], one["minor"]) for one in words} == {("sex", "yes")}
    shown = run("--text", WORDS_OF_A_PIN[2]).splitlines()
    assert "gun" not in "".join(shown[:4])
    assert "Harris County, Texas" in shown[4]
