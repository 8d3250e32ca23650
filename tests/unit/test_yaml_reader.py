"""YAML as a coordinator writes it: what a word means, on which line, and what is refused."""

from __future__ import annotations

import math
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hotline.config_files import Document, Problem, parse_yaml
from hotline.yaml_reader import BombError, YamlError, read_yaml

WORDS: dict[str, Any] = {
    "no": "no", "yes": "yes", "on": "on", "NO": "NO", "n": "n",
    "true": True, "False": False, "null": None, "~": None,
    "78041": 78041, "-5": -5, "+12": 12, "0o17": 15, "0x1F": 31, "0:30": "0:30", "12:30": "12:30",
    "1.5": 1.5, "1e3": 1000.0, ".inf": math.inf, "1.2.3": "1.2.3", "-": "-",
    "2026-11-24": "2026-11-24", "2026-1-2": "2026-01-02", "2026-13-01": "2026-13-01",
    "956-555-0142": "956-555-0142", "+19565550142": 19565550142,
    "mo-fr 08:00-17:00": "mo-fr 08:00-17:00",
    "'78041'": "78041", '"no"': "no", "'true'": "true", "!!str 78041": "78041", "!!int '7'": 7,
}  # fmt: skip


@pytest.mark.parametrize("written", [word for word in WORDS if word != "-"])
def test_a_word_means_what_yaml_1_2_says(written: str) -> None:
    assert read_yaml(f"key: {written}\n")[0] == {"key": WORDS[written]}


def test_each_value_has_its_line_and_each_key_its_own() -> None:
    value, lines = read_yaml(
        "a: 1\nb:\n  - x\n  - y: [1,\n        2]\n# note\nc: |\n  two\n  lines\n"
    )
    assert value == {"a": 1, "b": ["x", {"y": [1, 2]}], "c": "two\nlines\n"}
    assert lines[("a",)] == 1
    assert lines[("b", 1, "y")] == 4
    assert lines[("b", 1, "y", 1)] == 5
    assert lines[("c",)] == 7


def test_an_alias_is_the_value_again_with_the_lines_it_was_written_on() -> None:
    value, lines = read_yaml("first: &hours\n  open: mo\nsecond: *hours\n")
    assert value["second"] == {"open": "mo"}
    assert lines[("second", "open")] == 2


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' is there twice"),
        ("a: 1\n  b: 2\n", 2, "not allowed"),
        ("a: [1, 2\n", 2, "did not find"),
        ('a: "open\n', 2, "found unexpected end"),
        ("a: 1\n---\nb: 2\n", 2, "one document"),
        ("a: *nothing\n", 1, "names nothing above it"),
        ("a: !secret x\n", 1, "the tag !secret is not used here"),
        ("? [1, 2]\n: x\n", 1, "a key must be a word or a number"),
        ("a:\n\t- tab\n", 2, "cannot start any token"),
    ],
)
def test_what_is_no_yaml_is_said_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(YamlError) as caught:
        read_yaml(text)
    assert (caught.value.line, what in caught.value.what) == (line, True), caught.value.what
    problem = parse_yaml("flows/x.yaml", text)
    assert isinstance(problem, Problem)
    assert str(problem).startswith(f"flows/x.yaml:{line}: this is not YAML: ")


def test_what_unfolds_to_too_much_is_refused_and_breaks_nothing() -> None:
    deep = "[" * 100_000
    wide = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for text in (deep, wide, "a: &a\n  b: *a\n"):
        with pytest.raises((BombError, YamlError)):
            read_yaml(text)
        assert isinstance(parse_yaml("x.yaml", text), Problem)


def test_an_empty_file_is_nothing_on_line_one() -> None:
    document = parse_yaml("x.yaml", "# only a note\n")
    assert isinstance(document, Document)
    assert (document.data, document.line("a")) == (None, 1)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text("abc no1:-'\"#é", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdef", min_size=1, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_a_program_writes_is_read_back(value: Any) -> None:
    """In block style: libyaml refuses a plain ``:1`` inside braces, which YAML 1.2 allows."""
    out = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.dump({"value": value}, out)
    assert read_yaml(out.getvalue())[0] == {"value": value}
