"""Messages are values: each code has its text once, its Spanish, and one place that says it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hotline
from hotline import i18n
from hotline.i18n import catalogs
from hotline.messages import MARK, Message, MessageCode, MessageError, read_stored, stored

HERE = Path(hotline.__file__).parent
CODES = {code.name: code for code in MessageCode}
TREES = [
    (file, ast.parse(file.read_text("utf-8")))
    for file in sorted(HERE.rglob("*.py"))
    if file.name != "messages.py"
]


def named() -> Iterator[str]:
    """Each code that the service names anywhere."""
    for _, tree in TREES:
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id="MessageCode"), attr=name):
                    yield name


def filled_in() -> Iterator[tuple[str, int, str, set[str]]]:
    """Each ``MessageCode.X.message(...)``: file, line, code and the fields that it fills in."""
    for file, tree in TREES:
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Attribute(value=ast.Name(id="MessageCode"), attr=name),
                        attr="message",
                    ),
                    keywords=given,
                ):
                    yield file.name, node.lineno, name, {str(word.arg) for word in given}


def a_message(code: MessageCode, n: int = 2) -> Message:
    return code.message(**{name: n if name == "n" else f"<{name}>" for name in code.fields})


def test_every_code_is_used() -> None:
    assert set(CODES) == set(named())


def test_every_use_fills_in_every_field_and_no_other() -> None:
    uses = list(filled_in())
    assert len(uses) > 30
    for file, line, name, fields in uses:
        assert fields == CODES[name].fields, f"{file}:{line}: {name} has other fields"


@pytest.mark.parametrize("code", MessageCode, ids=lambda code: code.name)
def test_a_message_has_spanish_and_no_field_is_left_open(code: MessageCode) -> None:
    known = {str(m.id[0] if isinstance(m.id, tuple) else m.id): m for m in catalogs.catalog("es")}
    spanish = known.get(code.text)
    assert spanish and spanish.string, f"without Spanish in es.po: {code.text}"
    if code.plural:
        assert spanish.pluralizable, f"es.po needs a plural of: {code.text}"
        plural = {name for _, name, _, _ in Formatter().parse(code.plural) if name}
        assert plural == code.fields
    for n in (1, 2, 480):
        said = a_message(code, n)
        assert "{" not in said.english
        assert i18n.translate(said) == said.english
        with i18n.speaking("es"):
            assert i18n.translate(said) != said.english
            assert "{" not in i18n.translate(said)


def test_one_is_counted_as_one() -> None:
    def count(n: int) -> str:
        return i18n.translate(MessageCode.QUESTION_TOO_LONG.message(n=n))

    one, many = MessageCode.QUESTION_TOO_LONG.text, MessageCode.QUESTION_TOO_LONG.plural
    assert one != many
    assert count(1) == one.format(n=1)
    assert (count(0), count(480)) == (many.format(n=0), many.format(n=480))
    with i18n.speaking("es"):
        assert count(1).endswith(" 1 carácter.")
        assert count(2).endswith(" 2 caracteres.")


def test_an_error_carries_its_message() -> None:
    error = MessageError(MessageCode.NO_SUCH_TASK.message(task=7))
    assert str(error) == "There is no task 7."
    with i18n.speaking("es"):
        assert i18n.translate(error.message) == "No existe la tarea 7."


VALUES = st.one_of(st.text(), st.integers())


@given(st.sampled_from(list(MessageCode)), st.data())
def test_what_is_stored_is_read_back(code: MessageCode, data: st.DataObject) -> None:
    said = Message(code, {name: data.draw(VALUES, name) for name in sorted(code.fields)})
    assert read_stored(stored(said)) == said


@given(st.text().filter(lambda text: not text.startswith(MARK)))
def test_words_of_a_person_stay_words(words: str) -> None:
    assert read_stored(stored(words)) == words
    with i18n.speaking("es"):
        assert i18n.translate(words) == words


@pytest.mark.parametrize(
    "words",
    [
        "The reporter texted STOP: nothing may be sent until they text START.",
        "the reporter opted out (21610)",
        "the text did not arrive (30003)",
        "Changed files were not taken up: rules.yaml:3: no such agency",
        '{"code": "OPTED_OUT", "params": {}}',
        "message: OPTED_OUT",
        "{tip} {0} {",
        "",
    ],
)
def test_words_that_older_rows_hold_are_shown_as_they_are(words: str) -> None:
    assert read_stored(words) == words
    with i18n.speaking("es"):
        assert i18n.translate(read_stored(words)) == words


def test_a_code_of_a_newer_service_is_readable_all_the_same() -> None:
    assert read_stored(MARK + '{"code": "NOT_YET_KNOWN", "params": {}}') == "not yet known"
