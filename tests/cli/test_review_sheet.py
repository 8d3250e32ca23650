"""A volunteer reads a language in a spreadsheet; what is better comes back into the files."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from hotline import flows
from hotline.cli import app
from hotline.config_files import read_folder
from hotline.config_versions import language_sheets
from hotline.settings import REPOSITORY
from tests.flows.talk import shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A coordinator's own copy of the flows."""
    copy = tmp_path / "flows"
    shutil.copytree(REPOSITORY / "ivr_flows", copy)
    return copy


def command(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["review-sheet", *options, "--flows-dir", str(folder)])


def sheet(folder: Path, tag: str) -> list[list[str]]:
    file = folder.parent / "sheet.csv"
    ran = command(folder, tag, "--out", str(file))
    assert ran.exit_code == 0, ran.output
    return list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))


def take(folder: Path, tag: str, rows: list[list[str]], *options: str, mark: str = ",") -> Result:
    file = folder.parent / "back.csv"
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    file.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
    return command(folder, tag, "--in", str(file), *options)


def row_of(rows: list[list[str]], where: str) -> list[str]:
    return next(row for row in rows if row[0] == where)


@pytest.mark.parametrize("tag", sorted(set(shipped().languages) - {"en"}))
def test_a_sheet_has_everything_and_comes_back_without_a_change(folder: Path, tag: str) -> None:
    before = read_folder(folder)
    rows = sheet(folder, tag)
    assert rows[0] == list(language_sheets.COLUMNS) and rows[1][0] == "question 1"
    said = {row[2] for row in rows}
    for words in shipped().languages[tag].wording.values():
        assert {words.prompt.voice, words.prompt.text, words.prompt.web} - {""} <= said
    assert take(folder, tag, rows).exit_code == 0
    assert read_folder(folder) == before


def test_what_is_better_is_in_the_line_and_nothing_else_changed(folder: Path) -> None:
    before, _ = flows.load(read_folder(folder))
    rows = sheet(folder, "vi")
    better = "Bất cứ lúc nào, có thông dịch: 1, 8 8 8, 3 7 3, 7 8 8 8. Nguy hiểm: gọi 9 1 1."
    row_of(rows, "other_language.number voice")[3] = better
    row_of(rows, "common.commands/help words")[3] = "cứu tôi | giúp tôi với|  giúp  "
    row_of(rows, "question 1")[4] = "quý vị is right"
    ran = take(folder, "vi", rows, "--by", "Lan Example", mark=";")
    assert ran.exit_code == 0, ran.output
    assert "question 1: quý vị is right" in ran.output
    after, problems = flows.load(read_folder(folder))
    assert before is not None and after is not None
    assert not [p for p in problems if "Tiếng Việt" in p.what and "native" in p.what]
    vi, was = after.languages["vi"], before.languages["vi"]
    assert vi.wording["other_language.number"].prompt.voice == better
    assert vi.commands["help"] == {"cuu toi", "giup toi voi", "giup"}
    assert (vi.reviewed or "").startswith("Lan Example, 20")
    for key, words in vi.wording.items():
        if key != "other_language.number":
            assert (words.choices, words.said) == (was.wording[key].choices, was.wording[key].said)
            assert words.prompt.text == was.wording[key].prompt.text
    assert after.languages["ko"].wording == before.languages["ko"].wording


@pytest.mark.parametrize(
    ("where", "cell", "value", "said"),
    [
        ("other_language.number voice", 0, "other_language.numbr voice", "nothing called"),
        ("other_language.number voice", 2, "an older sentence", "was changed since"),
        ("other_language.number voice", 3, "call any time", "1-888-373-7888"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_changed(
    folder: Path, where: str, cell: int, value: str, said: str
) -> None:
    before = read_folder(folder)
    rows = sheet(folder, "vi")
    row = row_of(rows, where)
    row[3] = row[3] or row[2] + " "
    row[3] = "better words: 1, 8 8 8, 3 7 3, 7 8 8 8"
    row[cell] = value
    ran = take(folder, "vi", rows)
    assert ran.exit_code == 1 and "Nothing was changed." in ran.output
    assert said in ran.output or "vi/other_language.yaml" in ran.output
    assert read_folder(folder) == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Où,Better\nx,y\n".encode("latin-1"), "not UTF-8"),
        (b"Where,Now\nx,y\n", "lacks English, Better, Remark"),
        (b"", "lacks Where"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(folder: Path, data: bytes, said: str) -> None:
    file = folder.parent / "odd.csv"
    file.write_bytes(data)
    ran = command(folder, "vi", "--in", str(file))
    assert ran.exit_code == 1 and said in ran.output
