"""The checker: what a book means, and whether anyone could be left alone in it.

``load`` says whether the files are well formed; this says whether the conversation is: every way
through every flow, on both media and in every language, ends at a person, at the National Hotline
or at a thanked, stored report; a person is never more than three keys or two silences away; every
prompt has its wording, short enough for a text and for an ear. Each problem names the file, the
line and the fix. Errors keep a version from being published, warnings do not.

The parts: ``ways`` looks at the graph of all flows, ``reach`` at how far a person is, ``turns`` at
what is said in one turn, ``wording`` at the wording, one language at a time, ``safety`` at 911,
988, the facts that safety reads and the National Hotline's number, ``web_wording`` at what
stands on the web page instead of a text.
"""

from __future__ import annotations

from collections.abc import Callable

from hotline.config_files import Problem
from hotline.flows.book import FlowBook, MediumName
from hotline.flows.checker import safety, turn_lengths, values, ways, web_wording, wording
from hotline.flows.graph import Graph, graph

MEDIA: tuple[MediumName, ...] = ("voice", "text")

LineOf = Callable[..., int]
"""The line (from 1) of a path in a file: ``line_of("line.yaml", "limits", "silences")``."""


def check(book: FlowBook, line_of: LineOf) -> list[Problem]:
    """Every problem of ``book``, in the order of files and lines."""
    graphs = all_graphs(book)
    problems = ways.problems(book, graphs, line_of)
    problems += wording.problems(book, graphs, line_of)
    problems += safety.problems(book, graphs, line_of)
    problems += web_wording.problems(book)
    problems += values.problems(book)
    if not any(problem.severity == "error" for problem in problems):  # else turns may not be whole
        problems += turn_lengths.problems(book, graphs)
    return sorted(set(problems))


def all_graphs(book: FlowBook) -> list[Graph]:
    """The graphs of all media and languages."""
    return [graph(book, medium, tag) for medium in MEDIA for tag in book.languages]
