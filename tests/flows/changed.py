"""The shipped flows with a change, and what the check of safety says of it."""

from __future__ import annotations

from hotline.config_files import Problem, errors
from hotline.flows.checker import safety
from hotline.flows.checker.check import all_graphs
from hotline.flows.load import read
from tests.flows.talk import shipped_files


def changed(*changes: tuple[str, str, str]) -> dict[str, str]:
    """The shipped flows with (file, old, new) changed everywhere in the file."""
    files = dict(shipped_files())
    for file, old, new in changes:
        assert old in files[file], (file, old)
        files[file] = files[file].replace(old, new)
    return files


def refused(*changes: tuple[str, str, str]) -> list[Problem]:
    """The errors of safety in the changed flows: of the check that part only."""
    book, problems, documents = read(changed(*changes))
    if book is None:
        return list(errors(problems))

    def line_of(file: str, *path: str) -> int:
        return documents[file].line(*path)

    return safety.problems(book, all_graphs(book), line_of)
