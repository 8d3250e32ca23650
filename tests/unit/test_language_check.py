"""``tools.language`` reads what people read, and leaves what reporters say alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import language

READ = {
    "a docstring": '"""It was told so."""\n',
    "a raw docstring": 'r"""It was told so."""\n',
    "a comment": "x = 1  # it was told so\n",
    "the text of an error": 'raise ValueError("it was told so")\n',
    "a piece of a text": 'x = f"{1} was told so"\n',
    "a text in pieces": 'x = "it was " "told so"\n',
    "a list of texts": 'x = ["it was told so"]\n',
    "a text that is split at commas": 'x = "it was told so, or not".split(",")\n',
}
LEFT_ALONE = {
    "a list of words": 'x = "tell told".split()\n',
    "a pattern": 'import re\nx = re.compile(r"was told so")\n',
    "a pattern in pieces": 'import re\nx = re.compile(r"was told" r" so")\n',
    "a pattern that is not raw": 'import re\nx = re.compile("was told so")\n',
    "a piece of a pattern": 'x = r"(?:was told|said) so"\n',
    "a piece with a field": 'y = "x"\nx = rf"(?:was told|said) {y}"\n',
    "a quoted word": 'x = 1  # "told" is what they say\n',
}


def found(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(language, "ROOT", tmp_path)
    file = tmp_path / "some_module.py"
    file.write_text(source, "utf-8")
    return language.banned({file: language.python_texts})


@pytest.mark.parametrize("source", READ.values(), ids=READ.keys())
def test_what_people_read_is_checked(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = found(tmp_path, source, monkeypatch)
    assert "'told' in code" in line


@pytest.mark.parametrize("source", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_what_reporters_say_is_not(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not found(tmp_path, source, monkeypatch)
