"""The worked example in docs/flows.md is followed step by step, so that it stays true."""

from __future__ import annotations

import re
from pathlib import Path

from hotline import flows
from hotline.config_files import errors
from tests.flows.talk import Talk, shipped_files

HANDBOOK = (Path(__file__).parents[2] / "docs" / "flows.md").read_text("utf-8")


def block(words: str) -> str:
    """The first block of YAML that holds ``words``."""
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", HANDBOOK, re.DOTALL)
    return next(text for text in blocks if words in text)


def with_example(*, english: str, spanish: str = "") -> dict[str, str]:
    files = dict(shipped_files())
    where = '  where:\n    ask_place: {unless: {place_asked: "yes"}, next: now, unknown: now}\n'
    assert where in files["report.yaml"]
    files["report.yaml"] = files["report.yaml"].replace(where, block("fact: vehicle"))
    files["en/report.yaml"] = files["en/report.yaml"].replace("  now:\n", f"{english}  now:\n")
    files["es/report.yaml"] = files["es/report.yaml"].replace("  now:\n", f"{spanish}  now:\n")
    return files


def test_the_check_says_what_the_handbook_says_it_says() -> None:
    _, problems = flows.load(with_example(english=block("Press 3 for no")))
    account = [str(problem) for problem in errors(problems)]
    assert account
    for line in account:
        assert line in HANDBOOK, line


def test_the_finished_example_has_no_error_and_asks_its_question() -> None:
    english = block("Press 3 for no").replace("Press 3", "Press 2")
    book, problems = flows.load(with_example(english=english, spanish=block("¿Vio un carro")))
    assert list(errors(problems)) == []
    call = Talk(book=book, flow="report", facts={"in_danger": "no", "safe": "yes"})
    call.wait()
    call.press("1", "2", "2", "78040", "1")
    assert call.at == "report.vehicle"
    call.press("1")
    call.say("a white van with a ladder")
    assert call.at == "report.now" and call.account[-1] == "a white van with a ladder"


def test_a_new_language_lists_all_that_it_lacks() -> None:
    files = dict(shipped_files())
    line = re.search(r"^  am: .*$", HANDBOOK, re.MULTILINE)
    assert line
    files["line.yaml"] = files["line.yaml"].replace("  ht: {", f"{line.group()}\n  ht: {{")
    _, problems = flows.load(files)
    assert len([p for p in errors(problems) if p.file.startswith("am/")]) == 14
    for name in ("common", "welcome", "person", "other_language"):
        copied = files[f"ht/{name}.yaml"].replace("language: ht", "language: am")
        files[f"am/{name}.yaml"] = copied
    _, problems = flows.load(files)
    assert [str(p) for p in errors(problems) if p.file.startswith("am/")] == []
    assert any(str(p) in HANDBOOK for p in problems if p.file == "am/welcome.yaml")
