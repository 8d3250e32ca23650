"""A coordinator keeps the directory by command: nothing half-written, comments and order stay."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.config_files import read_folder
from hotline.directory import entry_files
from hotline.directory.entries import Entry, normal, read_entries
from hotline.directory.import_plan import Incoming, plan, silent_in
from hotline.settings import SettingsError
from tests.directory.command import edit, rules_copy, run
from tests.directory.test_round_trip import DATA
from tests.routing.books import shipped_files

Hotline = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of directory and rules that ``hotline`` works on."""
    copy = rules_copy(tmp_path)
    monkeypatch.setenv("HOTLINE_RULES_DIR", str(copy))
    return copy


def agencies(*words: str, expect: int = 0, said: str | None = None) -> Result:
    return run("agencies", *words, expect=expect, said=said)


def refused(*words: str) -> str:
    result = agencies(*words, expect=2)
    assert isinstance(result.exception, SettingsError), result.output
    return str(result.exception)


def entry(folder: Path, agency_id: str) -> dict[str, Any]:
    return dict(read_entries(read_folder(folder))[agency_id].data)


def changed_lines(output: str) -> list[str]:
    lines = output.splitlines()
    return [ln for ln in lines if ln[:1] in {"+", "-"} and ln[:3] not in {"+++", "---"}]


# Looking -----------------------------------------------------------------------------------------


def test_agencies_are_listed_by_state_kind_status_and_what_they_do(folder: Path) -> None:
    def ids(*words: str) -> set[str]:
        rows = json.loads(agencies("list", "--json", *words).output)
        return {row["id"] for row in rows}

    assert "tx_iwatch" in ids("--state", "TX")
    assert "oh_hotline" not in ids("--state", "TX")
    assert "national_hotline" in ids("--state", "US")
    assert ids("--state", "TX", "--status", "unverified") == set()
    assert "tx_iwatch" not in ids("--kind", "child_protection")
    assert "tx_iwatch" in ids("--does", "tips")
    assert "demo_webb_task_force" in ids("--demo", "--state", "TX")
    assert "iWatchTexas" in agencies("list", "--state", "TX").output


def test_an_entry_is_shown_with_where_it_stands(folder: Path) -> None:
    account = agencies("show", "tx_iwatch").output
    age = "its page is from 2026-01-05, never called; good until 2029-01-04"
    assert account.startswith(f"# agencies/TX.yaml:4, {age}\ntx_iwatch:\n")
    assert 'address: "+18446432251"' in account
    shown = json.loads(agencies("show", "tx_iwatch", "--json").output)
    assert shown["entry"] == entry(folder, "tx_iwatch")
    assert "did you mean 'tx_iwatch'?" in refused("show", "tx_iwach")
    assert "demo_webb_task_force:" in agencies("show", "demo_webb_task_force", "--demo").output


def test_entries_that_nobody_called_and_whose_page_is_old_are_stale(folder: Path) -> None:
    today = datetime.now(UTC).date()
    texas = folder / "agencies" / "TX.yaml"
    edit(texas, "page_date: '2026-01-05'", f"page_date: '{today - timedelta(1100)}'")
    old = f"called: {today - timedelta(360)}\n    page_date: '2009'"
    edit(texas, "page_date: undated", old)
    rows = json.loads(agencies("stale", "--json").output)
    assert "tx_iwatch" in [row["id"] for row in rows]
    assert "tx_attorney_general" not in [row["id"] for row in rows]
    soon = json.loads(agencies("stale", "--within", "10", "--json").output)
    assert "tx_attorney_general" in [row["id"] for row in soon]
    assert "not verified at all" in agencies("stale", "--fail", expect=1).output


# Changing ----------------------------------------------------------------------------------------


def test_an_agency_is_added_unverified_then_verified(folder: Path) -> None:
    before = (folder / "agencies" / "TX.yaml").read_text("utf-8")
    account = agencies(
        "add", "tx_webb_desk", "--name", "Webb County Desk", "--kind", "victim_services",
        "--area", "county 48479 Webb, TX", "--does", "shelter",
        "--contact", "phone public_line +19562125100 note='ask for the desk'",
        "--set", "languages=[en, es]",
    ).output  # fmt: skip
    after = (folder / "agencies" / "TX.yaml").read_text("utf-8")
    assert after.startswith(before), "what was there stays byte for byte"
    assert all(line.startswith("+") for line in changed_lines(account))
    assert entry(folder, "tx_webb_desk") == {
        "name": "Webb County Desk",
        "kind": "victim_services",
        "does": ["shelter"],
        "status": "unverified",
        "owner": "coordinator",
        "area": {"counties": ["48479 Webb, TX"]},
        "languages": ["en", "es"],
        "contacts": [
            {
                "channel": "phone",
                "purpose": "public_line",
                "address": "+19562125100",
                "note": "ask for the desk",
            }
        ],
    }
    account = agencies(
        "verify", "tx_webb_desk", "--how", "read", "--on", "2026-11-20",
        "--source", "https://webb.example/desk",
    ).output  # fmt: skip
    assert changed_lines(account) == [
        "-    status: unverified",
        "+    status: verified",
        "+    read: 2026-11-20",
        "+    sources:",
        "+      - https://webb.example/desk",
    ]
    run("check")


def test_the_first_agency_of_a_state_gets_a_file(folder: Path) -> None:
    account = agencies(
        "add", "as_line", "--name", "A Line", "--kind", "crisis_line", "--area", "state AS",
        "--contact", "sms public_line 741741 keyword=AS",
    ).output  # fmt: skip
    assert "--- /dev/null\n+++ b/agencies/AS.yaml\n" in account
    assert (folder / "agencies" / "AS.yaml").read_text("utf-8").startswith("of: AS\n")
    run("check")


def test_an_edit_changes_its_own_lines_and_keeps_every_comment(folder: Path) -> None:
    file = folder / "agencies" / "TX.yaml"
    edit(file, "    area: {states: [TX]}", "    area: {states: [TX]}   # all of it")
    edit(file, "  tx_attorney_general:", "  # the web page only\n  tx_attorney_general:")
    account = agencies(
        "edit", "tx_iwatch", "--set", 'hours={zone: America/Chicago, open: ["mo-fr 08:00-12:00"]}',
        "--unset", "consent", "--contact", "sms public_line 847411 keyword=TIP",
    ).output  # fmt: skip
    assert sorted(changed_lines(account)) == [
        '+      - {channel: sms, purpose: public_line, address: "847411", keyword: TIP}',
        '+    hours: {zone: America/Chicago, open: ["mo-fr 08:00-12:00"]}',
        "-    consent: [law_enforcement]",
    ]
    text = file.read_text("utf-8")
    assert "# all of it" in text
    assert "# the web page only" in text


def test_a_mistake_is_named_and_nothing_is_written(folder: Path) -> None:
    before = read_folder(folder)
    account = agencies("edit", "tx_iwatch", "--set", "hours=alwys", expect=1)
    assert "agencies/TX.yaml:" in account.output
    assert "nothing was written" in account.output
    lost = agencies("edit", "tx_iwatch", "--set", "backup=tx_iwach", expect=1).output
    assert "did you mean 'tx_iwatch'?" in lost
    agencies("verify", "wy_cps", "--how", "soon", "--on", "2026-11-20", expect=2)
    agencies("edit", "tx_iwatch", "--set", "owner=somebody", "--dry-run")
    assert read_folder(folder) == before
    assert not list((folder / "agencies").glob(".*"))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["edit", "tx_iwatch", "--set", "hour=always"], "did you mean 'hours'?"),
        (["edit", "tx_iwatch", "--set", "hours"], "write KEY=VALUE"),
        (["edit", "tx_iwatch", "--set", "hours={"], "this is not YAML"),
        (["edit", "tx_iwatch", "--contact", "phone"], "is not a contact point"),
        (["verify", "tx_iwatch", "--how", "guessed"], "--how is"),
        (["verify", "tx_iwatch", "--how", "read", "--on", "soon"], "is not a date"),
        (["verify", "tx_iwatch", "--how", "read", "--on", "2126-01-01"], "in the future"),
        (["add", "tx_iwatch", "--name", "A", "--kind", "k", "--area", "state TX"], "already"),
        (["add", "a", "--name", "A", "--kind", "k", "--area", "Texas"], "is not a place"),
        (["add", "a", "--name", "A", "--kind", "k", "--area", "zip 78040"], "--in"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(
    folder: Path, words: list[str], what: str
) -> None:
    before = read_folder(folder)
    assert what in refused(*words)
    assert read_folder(folder) == before


def test_an_editor_changes_an_entry(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def editor(script: str) -> None:
        program = tmp_path / "editor.sh"
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(program))

    editor('sed -i "s/owner: coordinator/owner: Dana/" "$1"; touch -d "+1 minute" "$1"')
    assert changed_lines(agencies("edit", "tx_iwatch").output) == [
        "-    owner: coordinator",
        "+    owner: Dana",
    ]
    editor("exit 0")
    assert agencies("edit", "tx_iwatch").output == "nothing changes\n"
    editor('sed -i "s/tx_iwatch:/tx_other:/" "$1"; touch -d "+1 minute" "$1"')
    assert "must stay `tx_iwatch:`" in refused("edit", "tx_iwatch")


# Every entry, whatever is changed of it ----------------------------------------------------------

NAMES = sorted(read_entries(shipped_files()))


def test_notes_that_begin_with_a_number_sign_are_no_comment() -> None:
    file, name = "agencies/VA.yaml", "va_state_police"
    one = {file: shipped_files()[file]}
    known = read_entries(one)[name]
    assert known.data["notes"].startswith("#77")
    after = entry_files.change(one, file, name, {**known.data, "notes": "Ask first."})
    assert read_entries(after)[name].data["notes"] == "Ask first."
    assert entry_files.change(after, file, name, known.data) == one


@settings(max_examples=30)
@given(agency_id=st.sampled_from(NAMES), data=DATA)
def test_a_change_says_what_was_meant_and_touches_no_other_line(
    agency_id: str, data: dict[str, Any]
) -> None:
    known = read_entries(shipped_files())[agency_id]
    one = {known.file: shipped_files()[known.file]}
    after = entry_files.change(one, known.file, agency_id, data)
    found = read_entries(after)
    assert found[agency_id].data == normal(data)
    assert {name for name in found if found[name] != read_entries(one).get(name)} <= {agency_id}
    back = entry_files.change(after, known.file, agency_id, known.data)
    assert read_entries(back)[agency_id].data == known.data


@settings(max_examples=30)
@given(data=DATA)
def test_whatever_an_entry_says_can_be_added(data: dict[str, Any]) -> None:
    one = {"agencies/TX.yaml": shipped_files()["agencies/TX.yaml"]}
    after = entry_files.change(one, "agencies/TX.yaml", "tx_new_line", data)
    assert read_entries(after)["tx_new_line"].data == normal(data)
    assert after["agencies/TX.yaml"].startswith(one["agencies/TX.yaml"].rstrip("\n"))


def test_a_file_in_another_layout_is_changed_or_refused_but_never_spoilt() -> None:
    text = (
        "agencies:\n"
        "    tx_a:   # first\n"
        "        {name: A, kind: crisis_line, status: unverified, owner: me,\n"
        "         area: {states: [TX]}}\n"
        "\n# last words\n"
        "of: TX\n"
    )
    one = {"agencies/TX.yaml": text}
    data = {**read_entries(one)["tx_a"].data, "owner": "you"}
    try:
        after = entry_files.change(one, "agencies/TX.yaml", "tx_a", data)
    except entry_files.FileError as error:
        assert "edit it" in str(error)
    else:
        assert read_entries(after)["tx_a"].data == data
        assert "# last words\nof: TX\n" in after["agencies/TX.yaml"]


def test_a_folder_that_cannot_be_written_is_left_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_folder(folder)
    after = {**before, "agencies/TX.yaml": "of: TX\n", "agencies/ZZ.yaml": "of: ZZ\n"}
    real, calls = entry_files.os.fdopen, []

    def full(*words: Any, **more: Any) -> Any:
        calls.append(words)
        if len(calls) == 2:
            os.close(words[0])
            raise OSError(28, "No space left on device")
        return real(*words, **more)

    monkeypatch.setattr(entry_files.os, "fdopen", full)
    with pytest.raises(entry_files.FileError, match="No space left"):
        entry_files.write(folder, before, after)
    assert read_folder(folder) == before


# Import and export -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["hsds", "hsds-csv", "csv"])
def test_what_was_exported_changes_nothing_when_it_is_imported(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    target = str(tmp_path / "out")
    assert "167 agencies written" in agencies("export", target, "--format", kind).output
    account = agencies("import", target, "--format", kind, "--write").output
    assert "nothing changes" in account
    assert "167 are the same already" in account


def test_an_import_is_shown_first_and_written_only_when_asked(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "directory.csv"
    agencies("export", str(target), "--format", "csv")
    edit(target, "+18446432251", "+18446432252")
    edit(target, "tx_cps,", "tx_new,")
    before = read_folder(folder)
    account = agencies("import", str(target), "--format", "csv").output
    assert read_folder(folder) == before
    assert '+      - {channel: phone, purpose: public_line, address: "+18446432252"}' in account
    assert "tx_iwatch: changes its contact points: unverified until someone verifies" in account
    assert "tx_new: new, unverified until someone verifies it" in account
    assert "1 are not in it and stay" in account
    agencies("import", str(target), "--format", "csv", "--write")
    assert entry(folder, "tx_iwatch")["status"] == "unverified"
    assert entry(folder, "tx_new")["status"] == "unverified"
    assert "tx_cps" in read_entries(read_folder(folder))


def test_an_import_with_a_mistake_writes_nothing(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "directory.csv"
    agencies("export", str(target), "--format", "csv", "--state", "TX")
    edit(target, "+18446432251", "+1844")
    before = read_folder(folder)
    account = agencies("import", str(target), "--format", "csv", "--write", expect=1).output
    assert "'+1844' is not a telephone number" in account
    assert read_folder(folder) == before


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("{", "hsds", "Expecting"),
        ("[1]", "hsds", "no HSDS organizations"),
        ("name\n", "csv", "lacks id"),
    ],
)
def test_a_file_that_is_no_directory_is_refused(
    folder: Path, tmp_path: Path, text: str, kind: str, what: str
) -> None:
    target = tmp_path / "given"
    target.write_text(text, "utf-8")
    assert what in refused("import", str(target), "--format", kind)
    assert "cannot be read" in refused("import", str(tmp_path / "none"), "--format", kind)


def test_a_table_with_few_columns_changes_only_those(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "owners.csv"
    target.write_text(
        "id,of,name,owner\ntx_cps,TX,Texas: child abuse and CPS hotline,Dana\n", "utf-8"
    )
    account = agencies("import", str(target), "--format", "csv").output
    assert changed_lines(account) == ["-    owner: coordinator", "+    owner: Dana"]


def test_others_data_about_a_known_agency_leaves_alone_what_it_does_not_speak_of() -> None:
    known = read_entries(shipped_files())["oh_hotline"]
    theirs = {"name": "Ohio Hotline", "area": known.data["area"], "languages": ["en", "es"]}
    foreign = Entry(known.id, known.file, normal(theirs))
    made = plan({known.id: known}, [Incoming(foreign, silent_in(foreign.data))])
    (changed,) = made.changes
    assert {key for key in known.data if changed.data[key] != known.data[key]} <= {
        "name",
        "languages",
    }
    again = plan({known.id: known}, [Incoming(known), Incoming(foreign)])
    assert again.same == 1
    assert again.notes == ["oh_hotline: it comes twice; the first is taken"]
