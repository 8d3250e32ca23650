"""Callers' stories, as the files in tests/stories tell them: who says what, and what came of it.

Each file can be run by hand against a demo as well: ``hotline simulate text FILE``. After a change
of wording ``pytest tests/test_stories.py --rewrite-stories`` writes the line's words anew; the
difference then shows in the files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from hotline.simulator.script import Script, read_script, run
from tests.line import Line

FOLDER = Path(__file__).parent / "stories"
STORIES = sorted(FOLDER.glob("**/*.yaml"))


def departures(wanted: Any, given: Any, where: str = "") -> list[str]:
    """Where ``given`` lacks what is wanted; of a list, the items in order, perhaps among others."""
    if isinstance(wanted, dict):
        if not isinstance(given, dict):
            return [f"{where}: {given!r} is not a mapping"]
        return [
            line
            for key, value in wanted.items()
            for line in departures(value, given.get(key), f"{where}.{key}")
        ]
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], dict):
        rest = list(given or ())
        for item in wanted:
            while rest and departures(item, rest[0]):
                rest.pop(0)
            if not rest:
                return [f"{where}: nothing like {item} in {given}"]
            rest.pop(0)
        return []
    return [] if wanted == given else [f"{where}: {given!r}, not {wanted!r}"]


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_story(line: Line, path: Path, request: pytest.FixtureRequest) -> None:
    script = read_script(path.name, path.read_text("utf-8"))
    assert isinstance(script, Script), script
    ran = run(line.carrier, script)
    if request.config.getoption("--rewrite-stories"):
        _rewrite(path, ran.transcript)
    else:
        assert not ran.departures, "\n".join(ran.departures)
    line.pass_time(minutes=line.dep.settings.text_idle_minutes + 1)
    wrong = departures(script.expect, line.report(ran.tip_id if ran.tip_id else None))
    assert not wrong, "\n".join(wrong)


def _rewrite(path: Path, transcript: list[tuple[str, Any]]) -> None:
    yaml = YAML()
    yaml.width = 98
    yaml.indent(mapping=2, sequence=4, offset=2)
    known = yaml.load(path.read_text("utf-8"))
    known["dialogue"] = [{doing: what} for doing, what in transcript]
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(known, file)


def test_the_stories_leave_no_number_and_no_word_behind(line: Line, caplog: Any) -> None:
    """No database file, log line or alert holds a caller's number or what was told."""
    caplog.set_level("DEBUG")
    words = set()
    numbers = set()
    for path in STORIES:
        script = read_script(path.name, path.read_text("utf-8"))
        assert isinstance(script, Script)
        run(line.carrier, script)
        numbers.add(script.caller)
        words |= {
            word
            for doing, what in script.dialogue
            if doing in {"texts", "says"}
            for word in str(what).split()
            if word in MARKED
        }
    line.pass_time(hours=2)
    assert len(words) >= 10, "the marked words must really be told"
    alerts = "\n".join(mail.subject + mail.body for mail in line.mails())
    assert alerts, "agencies were alerted"
    line.dep.database.close()
    kept = b"".join(file.read_bytes() for file in line.folder.glob("hotline.db*"))
    log = "\n".join(record.getMessage() for record in caplog.records).encode()
    assert len(kept) > 100_000
    for marked in words | {number[2:] for number in numbers}:
        for encoding in ("utf-8", "utf-16-le"):
            assert marked.encode(encoding) not in kept, marked
        assert marked.encode() not in log, marked
        assert marked not in alerts, marked


MARKED = frozenset(
    "neighbor locked salon passport motel fifteen contratista pasaportes migra kitchen".split()
    + "debt restaurant owe offices".split()
)
"""Words of the stories that no table, index or log line of ours has any other reason to hold."""
