"""Findings whose cases stand in ``bench/data/findings.yaml``, and that every one has its cases.

S-1 to S-22 are what a recognizer's words did to the line, F1 to F26 and N1 what other lines
reported as bugs. Each has a named test and at least eight further cases in a table to add to.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hotline.directory import phone_numbers, plain_csv, schedules, spreadsheets
from hotline.intake.nlu import CallSenses
from hotline.intake.reports import report_by_tip
from hotline.routing.hours import Hours
from tests.flows.talk import Talk
from tests.geo.locating import LOCATOR
from tests.geo.locating import reported as located
from tests.line import LINE_NUMBER, Line
from tests.phones.table import FILE as PHONES
from tests.phones.table import FINDINGS as OWN
from tests.phones.table import findings, table
from tests.routing.test_hours import CHICAGO, FEDERAL
from tests.triage.reports import sorter

TESTS = Path(__file__).parents[1]
STORY = "my boss keeps my passport and never pays us at the warehouse in Laredo Texas"
DAY = date(2026, 11, 30)


@pytest.mark.parametrize("answering", [False, True])
def test_s5_an_office_is_no_place(answering: bool) -> None:
    for said in findings("S-5"):
        found = located(said, answering=answering)
        assert found.best is None and not found.doubt, said


@pytest.mark.parametrize("answering", [False, True])
def test_s6_a_state_that_is_said_binds(answering: bool) -> None:
    for said, state in findings("S-6").items():
        found = located(said, answering=answering)
        assert found.best is None or found.best.state == state, said
        if found.best is None:
            assert found.question is not None, said
            assert state in {option.state for option in found.question.options}, said


def test_s13_whoever_tells_in_breaths_is_never_not_understood() -> None:
    for told in findings("S-13"):
        talk = Talk("voice")
        talk.senses = CallSenses(sorter(), LOCATOR)
        talk.press("1", "2", "1")
        assert talk.at == "report.what"
        pieces = [piece.strip() for piece in told.split("|")]
        for piece in pieces:
            talk.say(piece)
            assert "did not understand" not in talk.said and talk.rings is None, (told, piece)
        kept = " ".join(talk.account)
        assert all(piece in kept for piece in pieces), (told, kept)


def test_f19_numbers_and_hours_are_read_or_said_to_be_left_out() -> None:
    for row in findings("F19")["phones"]:
        found = phone_numbers.read({name: value for name, value in row.items() if name != "is"})
        read = " | ".join(f"{one.address} {one.extension}".strip() for one in found)
        assert read == row["is"], row
        assert read or all(one.why_not for one in found), row
    for row in findings("F19")["hours"]:
        given = {"freq": "WEEKLY"} | {name: value for name, value in row.items() if name != "is"}
        hours = schedules.read({name: value for name, value in given.items() if value != ""}, DAY)
        assert list(hours.lines) == row["is"], row
        assert hours.lines or hours.why_not, row


def test_f20_one_table_however_a_spreadsheet_saves_it() -> None:
    plain = ["id,of,name,kind,area", "tx_harbor,TX,Harbor House,crisis_line,state TX"]
    for row in findings("F20"):
        head, entry = row.get("header", plain[0]), plain[1]
        lines = [line + row.get("columns", "") for line in (head, entry)]
        text = "".join(line + row.get("ends", "\n") for line in lines) + row.get("after", "")
        data = text.replace(",", row.get("separator", ",")).encode(row.get("encoding", "utf-8"))
        entries, unread = plain_csv.read_rows(
            spreadsheets.straight(spreadsheets.text_of(data)[0])[0]
        )
        assert [found.id for found in entries] == ["tx_harbor"] and not unread, row


def test_f22_an_answer_sent_again_under_another_id_answers_once(line: Line) -> None:
    for number, answers in enumerate(findings("F22")):
        texter = f"+1956555{101 + number:04}"
        line.text(texter, STORY)
        line.pass_time(minutes=1)
        for words in answers:
            line.text(texter, words)
        with line.dep.database.read() as db:
            report = report_by_tip(db, line.dep, line.tips()[-1])
            assert report is not None
            known = dict(report.assessment().answers)
        assert known.get("safe") == "yes" and "minor" not in known, (answers, known)


def test_f23_what_no_person_sent_opens_and_answers_nothing(line: Line) -> None:
    for row in findings("F23"):
        fields = {"From": "+19565550199", "To": LINE_NUMBER, **row}
        if "CallSid" not in row:
            fields["MessageSid"] = line.carrier.sid("SM")
        assert "<Message" not in line.carrier.webhook("/twilio/sms", fields), row
        assert line.tips() == [], row


def test_n1_a_night_counts_for_the_day_on_which_it_begins() -> None:
    nights = Hours("listed", "America/Chicago", (((0, 360), (1320, 1440)),) * 7, FEDERAL)
    for said, there in findings("N1").items():
        at = datetime.fromisoformat(said).replace(tzinfo=CHICAGO)
        assert nights.is_open(at) is there, said


# Every finding ----------------------------------------------------------------------------------

SPEECH = TESTS / "harm" / "speech.yaml"
RETURNED = TESTS / "referrals" / "test_field_agencies.py"
WHERE: dict[str, tuple[Path, str]] = {
    **{f"S-{n}": (SPEECH, f"S-{n}") for n in (1, 2, 10, 12, 14, 15, 17, 21)},
    **{f"S-{n}": (SPEECH, "kept_types.sex") for n in (3, 20)},
    **{f"S-{n}": (OWN, f"S-{n}") for n in (5, 6, 13)},
    "S-4": (SPEECH, "places.choice"), "S-7": (SPEECH, "places.asked_on"),
    "S-8": (SPEECH, "places.sounds_like"), "S-9": (SPEECH, "first_question.purpose"),
    "S-11": (SPEECH, "first_question.language"), "S-16": (SPEECH, "places.Laredo, Texas"),
    "S-18": (SPEECH, "urgency_kept"), "S-19": (SPEECH, "places.read_back"),
    "S-22": (SPEECH, "poorly_heard"),
    **{f"F{n}": (PHONES, f"places.F{n}") for n in (2, 3, 4, 5, 6, 8, 16, 26)},
    **{f"F{n}": (OWN, f"F{n}") for n in (14, 17, 19, 20, 22, 23)},
    "F1": (PHONES, "reactions"), "F7": (PHONES, "locations"), "F9": (PHONES, "roads"),
    "F10": (PHONES, "senders.same"), "F11": (PHONES, "stopping"), "F12": (PHONES, "numbered"),
    "F13": (PHONES, "automatic"), "F15": (PHONES, "safe"),
    "F18": (RETURNED, "test_f18_returned_mail_in_every_form_is_a_failure"),
    "F21": (PHONES, "agencies.about_the_alert"), "F24": (PHONES, "machines_speak"),
    "F25": (PHONES, "numbered"), "N1": (OWN, "N1"),
}  # fmt: skip
"""In which table, and where in it, a finding's cases stand."""
FEWEST = 10
ALL = [f"S-{n}" for n in range(1, 23)] + [f"F{n}" for n in range(1, 27)] + ["N1"]


def leaves(found: Any) -> Iterator[str]:
    """Each case: a word in a list, or a row; what a row is given and expected is one."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from leaves(value) if isinstance(value, dict | list) else [str(key)]
    elif isinstance(found, list):
        for value in found:
            yield from leaves(value) if isinstance(value, list) else [str(value)]
    else:
        yield str(found)


def rows(number: str) -> list[str]:
    file, path = WHERE[number]
    if file is RETURNED:
        return [ast.unparse(one) for one in parametrized(path)]
    if path.startswith("S-") and file is SPEECH:
        mine = [row for row in table(file)["answers"] if path in row["findings"]]
        return [case for row in mine for value in row.values() for case in leaves(value)]
    found: Any = table(file)
    for key in path.split("."):
        found = found[key]
    return list(leaves(found))


def parametrized(name: str) -> list[ast.expr]:
    """What a test in code is tried with, where a case is a whole mail."""
    tree = ast.parse(RETURNED.read_text("utf-8"))
    test = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    marks = [mark for mark in test.decorator_list if isinstance(mark, ast.Call)]
    return [
        one for mark in marks if isinstance(mark.args[1], ast.List) for one in mark.args[1].elts
    ]


@cache
def names() -> str:
    """The names of all tests that have a number of a finding in them, and their ids."""
    found = []
    for file in TESTS.rglob("test_*.py"):
        text = file.read_text("utf-8")
        if re.search(r"def test_[a-z0-9_]*(?:s|f|n)\d", text):
            tree = ast.parse(text)
            found += [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return " ".join(name for name in found if name.startswith("test_"))


@pytest.mark.parametrize("number", ALL)
def test_every_finding_has_a_named_test_and_cases_of_its_own(number: str) -> None:
    short = number.replace("-", "").lower()
    in_speech = {name for row in table(SPEECH)["answers"] for name in row["findings"]}
    in_places = set(table(PHONES)["places"])
    named = re.search(rf"\btest_(?:[a-z0-9]+_)*?{short}_", names()) is not None
    assert named or number in in_speech | in_places, "no test has its number"
    assert len(set(rows(number))) >= FEWEST, (number, rows(number))
