"""A conversation is typed once, written down by the line itself, and holds when it is run again."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hotline.cli import app
from hotline.simulator.script import Script, read_script
from tests.command import environment
from tests.line import Line

TYPED = {
    "text": (
        "my boss took my passport and never pays me, i clean his motel in Laredo Texas",
        "yes", "no", "2", "no", "2", "",
    ),
    "call": ("1", "1", "agency answers", "agency ends"),
}  # fmt: skip


@pytest.fixture
def at_the_keyboard(demo_line: Line, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A terminal beside a demo that is running."""
    for name, value in environment(demo_line).items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def reported(result: Result) -> str:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


@pytest.mark.parametrize("medium", ["text", "call"])
def test_what_was_typed_is_written_down_and_said_again_word_for_word(
    at_the_keyboard: CliRunner, tmp_path: Path, medium: str
) -> None:
    file = tmp_path / "typed.yaml"
    typed = at_the_keyboard.invoke(
        app,
        ["simulate", medium, "--record", str(file), "--caller", "+19565550188"],
        input="\n".join(TYPED[medium]) + "\n",
    )
    assert typed.exit_code == 0 and f"written to {file}" in reported(typed)
    written = read_script("typed.yaml", file.read_text("utf-8"))
    assert isinstance(written, Script)
    done = [step.what for step in written.dialogue]
    assert all(words.removeprefix("agency ") in done for words in TYPED[medium] if words)
    again = ["simulate", medium, str(file), "--caller", "+19565550177"]
    same = at_the_keyboard.invoke(app, again)
    assert same.exit_code == 0, reported(same)


def test_a_line_that_says_something_else_is_reported_with_file_and_line(
    at_the_keyboard: CliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "typed.yaml"
    file.write_text(
        "title: A wrong expectation\nmedium: text\ncaller: '+19565550188'\ndialogue:\n"
        "  - texts: hello\n  - line: Who are you?\n",
        "utf-8",
    )
    result = at_the_keyboard.invoke(app, ["simulate", "text", str(file)])
    assert result.exit_code == 1
    assert f"{file}:6: expected: Who are you?" in reported(result)
    assert "1 departures from the file" in reported(result)
