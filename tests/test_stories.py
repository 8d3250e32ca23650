"""Callers' stories, as the files in tests/stories tell them: who says what, and what came of it.

Each file can be run by hand against a demo as well: ``hotline simulate text FILE``. After a change
of wording ``pytest tests/test_stories.py --rewrite-stories`` writes the line's words anew; the
difference then shows in the files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.simulator.replay_script import run
from hotline.simulator.script import Script, Step, dialogue, read_script
from tests.line import Line
from tests.rehearsing import Around, seen

FOLDER = Path(__file__).parent / "stories"
STORIES = sorted(FOLDER.glob("**/*.yaml"))
NAMES = [path.relative_to(FOLDER).with_suffix("").as_posix() for path in STORIES]


def story(path: Path) -> Script:
    name = path.relative_to(Path(__file__).parents[1]).as_posix()
    script = read_script(name, path.read_text("utf-8"))
    assert isinstance(script, Script), "\n".join(map(str, script))
    return script


def rewrite(text: str, steps: Sequence[Step]) -> str:
    """The file ``text`` with another dialogue; title, remarks and what to expect stay."""
    block = re.compile(r"^dialogue:[^\n]*\n(?:[ \t#-][^\n]*\n|\n)*", re.MULTILINE)
    return block.sub(lambda _: dialogue(steps), text if text.endswith("\n") else text + "\n")


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


@pytest.mark.parametrize("path", STORIES, ids=NAMES)
def test_story(line: Line, path: Path, request: pytest.FixtureRequest) -> None:
    script = story(path)
    assert script.expect, "a story says what must come of it"
    around = Around(line)
    ran = run(line.carrier, script, around)
    if request.config.getoption("--rewrite-stories"):
        path.write_text(rewrite(path.read_text("utf-8"), ran.transcript), "utf-8")
    else:
        assert not ran.departures, "\n".join(ran.departures)
    around.passes(timedelta(minutes=line.dep.settings.text_idle_minutes + 1))
    wrong = departures(script.expect, seen(line, ran.tip_id))
    assert not wrong, "\n".join(wrong)


def test_the_stories_leave_no_number_and_no_word_behind(line: Line, caplog: Any) -> None:
    """No database file, log line or alert holds a caller's number or what was told."""
    caplog.set_level("DEBUG")
    before = kept(line)
    around = Around(line)
    words: set[str] = set()
    numbers: set[str] = set()
    for path in (*FOLDER.glob("*.yaml"), *FOLDER.glob("es/text/*")):
        script = story(path)
        if any(step.doing == "passes" for step in script.dialogue):
            continue  # weeks of reminders would say nothing new
        run(line.carrier, script, around)
        numbers |= {script.caller} | {s.what for s in script.dialogue if s.doing == "phone"}
        words |= reported_words(script)
    around.passes(timedelta(hours=2))
    marked = {word for word in words if not found(word, before)} - BY_CHANCE
    numbers -= {"anonymous"}
    assert len(marked) > 20 and len(numbers) > 15, "words must really be told"
    alerts = "\n".join(mail.subject + mail.body for mail in line.mails())
    assert alerts, "agencies were alerted"
    line.dep.database.close()
    after = kept(line)
    log = "\n".join(record.getMessage() for record in caplog.records).encode()
    assert len(after) > len(before)
    marked |= {number[2:] for number in numbers}
    assert [word for word in marked if found(word, after)] == []
    aloud = marked - OURS
    assert [word for word in aloud if found(word, log) or found(word, alerts.encode())] == []


BY_CHANCE = {"persona", "calle"}
"""Audit lines of ours end with "person" and "call"; a checksum may begin with an a or an e."""
OURS = {"cannot", "house", "night", "please", "there", "works"}
"""What an alert to an agency says itself."""


def kept(line: Line) -> bytes:
    """All that the line keeps on disk."""
    return b"".join(file.read_bytes() for file in line.folder.glob("hotline.db*"))


def found(word: str, data: bytes) -> bool:
    """Whether ``data`` holds the whole word, not as a part of another one or of an agency's id."""
    letters = word.encode()
    plain = rb"(?<![A-Za-z_])" + re.escape(letters) + rb"(?![A-Za-z_])"
    alone = letters in data and re.search(plain, data)  # the first look costs next to nothing
    return bool(alone) or word.encode("utf-16-le") in data


def reported_words(script: Script) -> set[str]:
    """The longer words that somebody told in their own words, not as a word for a choice."""
    return {
        word
        for step in script.dialogue
        if step.doing in {"texts", "says"} and len(str(step.what).split()) > 4
        for word in re.findall(r"\w{5,}", str(step.what))
    }
