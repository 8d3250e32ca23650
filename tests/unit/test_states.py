"""States are enums: the database keeps the words it had, and the code never compares with a word.

A misspelled word in a comparison is never true and nothing says so; a misspelled member is an error
that mypy finds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.exc import StatementError

from hotline.db import tables
from hotline.db.columns import Word
from hotline.db.jobs import Delivery
from hotline.db.tasks import Task

HOTLINE = Path(__file__).parents[2] / "hotline"
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def enum_columns() -> dict[str, set[str]]:
    """Every column whose words an enum lists, by its name, and the words."""
    found: dict[str, set[str]] = {}
    for table in tables.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Word):
                found.setdefault(column.name, set()).update(column.type.words)
    return found


def bare_words(tree: ast.AST, columns: dict[str, set[str]]) -> Iterator[int]:
    """The lines in which an attribute with the name of such a column meets one of its words.

    Not ``medium``: where a flow compares it, it is a ``Literal``, and mypy finds a wrong word.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.Assign):
            parts = [*node.targets, node.value]
        else:
            continue
        names = {n.attr for p in parts for n in ast.walk(p) if isinstance(n, ast.Attribute)}
        words = {
            n.value
            for p in parts
            for n in ([p] if isinstance(p, ast.Constant) else getattr(p, "elts", []))
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value
        }
        if any(words & columns.get(name, set()) for name in names - {"medium"}):
            yield node.lineno


def test_the_states_of_every_table_are_enums() -> None:
    columns = enum_columns()
    assert {"state", "how", "clock", "round", "urgency", "priority", "medium", "type"} <= set(
        columns
    )
    plain = [
        f"{table.name}.state"
        for table in tables.metadata.tables.values()
        if "state" in table.columns and not isinstance(table.columns["state"].type, Word)
    ]
    assert plain == []


def test_no_state_is_compared_with_a_bare_word() -> None:
    columns = enum_columns()
    found = [
        f"{path.relative_to(HOTLINE)}:{line}"
        for path in sorted(HOTLINE.rglob("*.py"))
        for line in bare_words(ast.parse(path.read_text()), columns)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'referral.state == "offered"',
        '"closed" != report.state',
        'task.state in {"open", "done"}',
        'x = select(Job).where(Job.state == "due")',
        'referral.state = "planned"',
        'referral.state, referral.reason = "recalled", None',
        'referral.how == "hand_off"',
        'if report.urgency not in ("P0", "P1"): pass',
    ],
)
def test_the_check_finds_a_bare_word(code: str) -> None:
    assert list(bare_words(ast.parse(code), enum_columns())) == [1]


@pytest.mark.parametrize(
    "code", ['place.state == "DC"', 'entry.data["status"] == "open"', "a.state == OPEN"]
)
def test_the_check_leaves_other_words_alone(code: str) -> None:
    assert list(bare_words(ast.parse(code), enum_columns())) == []


def test_rows_keep_their_words_and_refuse_others() -> None:
    """Every word that a row may have is stored as that word and read as its member."""
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    states, priorities = Task.__table__.c.state.type.words, Task.__table__.c.priority.type.words
    with engine.begin() as db:
        for number, state in enumerate(states):
            values = {"kind": "k", "key": str(number), "due_at": NOW, "created_at": NOW}
            db.execute(insert(Task), [values | {"state": str(state), "priority": "P1"}])
        stored = db.execute(text("select state, priority from tasks order by id")).all()
        assert stored == [(state.value, "P1") for state in states]
        read = db.execute(select(Task.state, Task.priority).order_by(Task.id)).all()
        assert [(type(a), type(b)) for a, b in read] == [(states, priorities)] * len(read)
        with pytest.raises(StatementError, match="lost"):
            db.execute(select(Delivery).where(Delivery.state == "lost"))
