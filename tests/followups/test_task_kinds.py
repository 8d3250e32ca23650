"""The table of task kinds: names that rows hold, what follows from each, and no second list."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import hotline
from hotline.followups.task_kinds import KINDS, SUPERVISORS, kind_of
from hotline.i18n import catalogs

HERE = Path(hotline.__file__).parent
STORED = """
    acknowledgement agency_change agency_changed agency_question alert_phone_stopped
    answer_in_crisis
    answer_reporter answer_taken_back ask_in_words await_answer beside_declined broken_files
    call_again consent_withdrawn dead_letter gave_it_back glass_broken group_text hand_off
    hear_message
    link_used_again login_flood look_over
    mandated_report nobody_left open_file outcome_24h outcome_30d outcome_7d overdue_hand_off own
    phone_emergency_center question_unsent read_answer recontact report_flood review stuck
    test_call
    update_heard verify_agency wanted_again
""".split()
"""The names in the rows of every line that runs: none may change."""
OTHER_MEANINGS = {"hand_off", "review", "recontact", "answer_taken_back", "link_used_again"}
OTHER_MEANINGS |= {"wanted_again", "look_over", "glass_broken", "mandated_report"}
"""Words that also name something else: how an agency is asked, a consent, an audited action."""


def test_no_stored_name_changes() -> None:
    assert sorted(KINDS) == sorted(STORED)
    assert all(kind.name == name == str(kind) for name, kind in KINDS.items())


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_kind_has_words_in_both_languages(kind: object) -> None:
    label = kind_of(str(kind)).label
    assert label and "_" not in label and not label.endswith(".")
    assert catalogs.translations("es").gettext(label) != label


def test_what_follows_from_a_kind() -> None:
    def names(flag: str) -> set[str]:
        return {name for name, kind in KINDS.items() if getattr(kind, flag)}

    assert names("own_clock") == {"hand_off", "overdue_hand_off", "review"}
    assert names("is_phone_call") == {"hand_off", "overdue_hand_off"}
    assert names("reporter_waits") == {"answer_reporter", "answer_in_crisis"}
    assert names("chases_agency") == {
        "acknowledgement",
        "beside_declined",
        "consent_withdrawn",
        "hand_off",
        "overdue_hand_off",
        "update_heard",
    }
    assert {name for name, kind in KINDS.items() if kind.owner == SUPERVISORS} == {
        "agency_change",
        "agency_changed",
        "alert_phone_stopped",
        "broken_files",
        "dead_letter",
        "glass_broken",
        "login_flood",
        "nobody_left",
        "overdue_hand_off",
        "report_flood",
        "stuck",
    }


def test_no_module_writes_a_name_of_the_table_again() -> None:
    """A misspelt attribute is found by mypy; a misspelt string would be found by nobody."""
    wanted = set(KINDS) - OTHER_MEANINGS - {"own", "stuck"}
    for file in sorted(HERE.rglob("*.py")):
        if file.name == "task_kinds.py" or "migrations" in file.parts:  # a migration is history
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in wanted:
                pytest.fail(f"{file.name}:{node.lineno}: {node.value!r}, use task_kinds")


@pytest.mark.parametrize("name", ["welfare_visit", "call_the_school", "x", "24h_check"])
def test_a_name_of_somebodys_own_rules_is_its_own_label(name: str) -> None:
    kind = kind_of(name)
    assert (kind.name, kind.label) == (name, name.replace("_", " "))
    assert not kind.own_clock and not kind.chases_agency and not kind.page
