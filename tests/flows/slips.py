"""A coordinator's slip: a line of the shipped files changed by hand, and what the checker says."""

from __future__ import annotations

from functools import cache

from hotline import flows
from hotline.config_files import Problem
from tests.flows.talk import shipped_files


def changed(file: str, old: str, new: str, *more: str) -> list[Problem]:
    """The problems after a change, besides those that the shipped files have."""
    files = dict(shipped_files())
    pairs = [(file, old, new), *zip(more[::3], more[1::3], more[2::3], strict=True)]
    for name, before, after in pairs:
        assert files[name].count(before) == 1, f"{before!r} in {name}: {files[name].count(before)}"
        files[name] = files[name].replace(before, after)
    _, problems = flows.load(files)
    return [problem for problem in problems if problem not in known()]


@cache
def known() -> list[Problem]:
    """The warnings that the shipped files have."""
    return flows.load(shipped_files())[1]


def line_of(file: str, text: str) -> int:
    """The line of ``text`` in a shipped file."""
    return shipped_files()[file].split(text)[0].count("\n") + 1


def found(problems: list[Problem], words: str) -> Problem:
    """The one problem that says ``words``; it names a mend."""
    fitting = [problem for problem in problems if words in problem.what]
    assert fitting, "\n".join(map(str, problems)) or "no problem at all"
    assert all(problem.fix for problem in fitting)
    return fitting[0]
