"""From files to a :class:`FlowBook`: ``line.yaml``, a file a flow, a folder of wording a language.

    ivr_flows/line.yaml
    ivr_flows/report.yaml
    ivr_flows/en/report.yaml

Files that are not well formed give problems with file and line, and no book; nothing is half
loaded. The checker judges what a well-formed book means (dead ends, missing wording, …).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from hotline.config_files import (
    REMEMBERED,
    Document,
    Problem,
    check_schema,
    did_you_mean,
    parse_yaml,
)
from hotline.flows.book import (
    Answers,
    Flow,
    FlowBook,
    Language,
    Limits,
    Sayings,
    Spoken,
    Step,
    Words,
)
from hotline.flows.checker.check import check
from hotline.flows.conditions import read_condition
from hotline.flows.kinds import all_kinds, kind_of
from hotline.flows.text import answer_words, paraphrases, short_answers
from hotline.flows.text.answers import plain
from hotline.yaml_reader import Location

LINE = "line.yaml"


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file: ``flow`` (with every kind of step), ``wording`` or ``line``."""
    loaded = _stored_schema(name)
    if name != "flow":
        return loaded
    kinds = all_kinds()
    step = {
        **loaded["$defs"]["step"],
        "description": f"Give the step one kind: {', '.join(kinds)}.",
        "properties": {word: kind.schema() for word, kind in kinds.items()},
    }
    return {**loaded, "$defs": {**loaded["$defs"], "step": step}}


@cache
def _stored_schema(name: str) -> dict[str, Any]:
    text = resources.files("hotline.flows").joinpath("schemas", f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def load(files: Mapping[str, str]) -> tuple[FlowBook | None, list[Problem]]:
    """The book of ``files`` (path below ``ivr_flows/`` to text), and every problem found.

    The book is ``None`` when the files do not make one. A book with errors among its problems
    must not be published.
    """
    book, problems, documents = read(files)
    if book is None:
        return None, problems

    def line_of(file: str, *path: str) -> int:
        return documents[file].line(*path) if file in documents else 1

    refused = [
        found
        for document in documents.values()
        for found in (*_silent(document), *paraphrases.shouted(document))
    ]
    return book, sorted([*refused, *check(book, line_of)])


def _silent(document: Document) -> Iterator[Problem]:
    """Prompts and choices that are there and say nothing.

    No matter of the schema: versions that were published before this was refused must still be
    read, as long as a conversation or a report belongs to them.
    """
    pending: list[Location] = [("wording",)] if "wording" in document.data else []
    while pending:
        path = pending.pop()
        value = document.data
        for step in path:
            value = value[step]
        if isinstance(value, dict):
            pending += [(*path, key) for key in value]
        elif (
            path[-1] in {"voice", "text", "web", "call_only"}
            and isinstance(value, str)
            and not value.strip()
        ):
            yield document.problem(
                path,
                f"{'.'.join(map(str, path[1:]))} says nothing: to a caller that is silence.",
                "write what is said, or leave the line out where nothing is said on that medium.",
            )


def read(
    files: Mapping[str, str],
) -> tuple[FlowBook | None, list[Problem], dict[str, Document]]:
    """The book, unchecked; what is not well formed; and the parsed files.

    For what was checked when it was published: a later, stricter checker must not turn away the
    conversations that began with it.
    """
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    registered = tuple(all_kinds().values())
    for path, text in sorted(files.items()):
        document, broken = _parse_file(path, text, registered)
        problems += broken
        if document is not None:
            documents[path] = document
    if LINE not in files:
        problems.append(Problem(LINE, 1, "there is no line.yaml.", "restore it from the release."))
    if problems:
        return None, sorted(problems), {}
    line = documents[LINE]
    others = {path: document for path, document in documents.items() if path != LINE}
    flows = _flows(others, problems)
    languages = _languages(line, others, flows, problems)
    problems += _named_flows(line, flows)
    if problems:
        return None, sorted(problems), {}
    data = line.data
    book = FlowBook(
        flows=flows,
        languages=languages,
        start=data["start"],
        person=data["person"],
        more=data["more"],
        other_language=data["other_language"],
        keywords=data.get("keywords", {}),
        limits=Limits(**data.get("limits", {})),
        default_language=data["default_language"],
    )
    return book, [], documents


@lru_cache(maxsize=REMEMBERED)
def _parse_file(
    path: str, text: str, registered: tuple[object, ...]
) -> tuple[Document | None, tuple[Problem, ...]]:
    """A file that follows its schema, or what is wrong; remembered, as most files never change.

    ``registered``: the kinds of steps that are in the schema now.
    """
    del registered
    parsed = parse_yaml(path, text)
    if isinstance(parsed, Problem):
        return None, (parsed,)
    broken = check_schema(parsed, schema(_kind(path)))
    return (None if broken else parsed), tuple(broken)


def _kind(path: str) -> str:
    if path == LINE:
        return "line"
    return "wording" if len(PurePosixPath(path).parts) > 1 else "flow"


def _flows(documents: Mapping[str, Document], problems: list[Problem]) -> dict[str, Flow]:
    flows = {}
    for path, document in documents.items():
        if _kind(path) != "flow":
            continue
        data = document.data
        name = data["flow"]
        if name != PurePosixPath(path).stem:
            problems.append(
                document.problem(
                    ("flow",), f"the flow is called {name!r} but its file is not.", "rename one."
                )
            )
        steps = {
            step_id: _step(name, step_id, given, document)
            for step_id, given in data["steps"].items()
        }
        flow = Flow(name, data["about"], data["start"], steps, path, data.get("urgent", ""))
        flows[name] = flow
        problems += _broken_steps(flow, document)
    for path, document in documents.items():
        if _kind(path) == "flow":
            problems += _unknown_flows(flows[document.data["flow"]], document, flows)
    return flows


def _step(flow: str, step_id: str, given: Mapping[str, Any], document: Document) -> Step:
    """The step ``step_id`` of ``flow`` from its entry, which the schema has checked."""
    name, fields = next(iter(given.items()))
    own: Mapping[str, Any] = fields if isinstance(fields, Mapping) else {}
    wording = own.get("wording", step_id)
    common = {
        "id": step_id,
        "line": document.line("steps", step_id),
        "wording": wording if "." in wording else f"{flow}.{wording}",
        "next": own.get("next", ""),
        "unless": read_condition(own["unless"]) if "unless" in own else None,
    }
    read: Step = all_kinds()[name].read(common, fields)
    return read


def _broken_steps(flow: Flow, document: Document) -> list[Problem]:
    """Names of steps that lead nowhere, and what the kinds of steps find wrong."""
    found: list[tuple[Location, str]] = []
    if flow.start not in flow.steps:
        found.append((("start",), flow.start))
    if flow.urgent and flow.urgent not in flow.steps:
        found.append((("urgent",), flow.urgent))
    for step in flow.steps.values():
        for label, target in step.exits():
            if target not in flow.steps:
                found.append((("steps", step.id), target or f"(none, for {label or 'next'})"))
    problems = [
        document.problem(
            path,
            f"there is no step {target!r} in the flow {flow.id}.",
            did_you_mean(target, flow.steps) or "add the step or name another.",
        )
        for path, target in found
    ]
    for step in flow.steps.values():
        for what, fix in kind_of(step).problems(step):
            problems.append(document.problem(("steps", step.id), what, fix))
    return problems


def _unknown_flows(flow: Flow, document: Document, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    for step in flow.steps.values():
        for target in step.other_flows():
            if target not in flows:
                what = f"there is no flow {target!r}."
                yield document.problem(("steps", step.id), what, did_you_mean(target, flows))


def _named_flows(line: Document, flows: Mapping[str, Flow]) -> list[Problem]:
    named: dict[tuple[str, ...], str]
    named = {(key,): line.data[key] for key in ("start", "more", "person", "other_language")}
    for keyword, flow in line.data.get("keywords", {}).items():
        named[("keywords", keyword)] = flow
    return [
        line.problem(
            path,
            f"{'.'.join(path)} names the flow {flow!r}, which does not exist.",
            did_you_mean(flow, flows),
        )
        for path, flow in named.items()
        if flow not in flows
    ]


def _languages(
    line: Document,
    documents: Mapping[str, Document],
    flows: Mapping[str, Flow],
    problems: list[Problem],
) -> dict[str, Language]:
    default = line.data["default_language"]
    if default not in line.data["languages"]:
        problems.append(line.problem(("default_language",), f"{default!r} is not a language here."))
    languages = {}
    for tag, given in line.data["languages"].items():
        files = [d for p, d in documents.items() if PurePosixPath(p).parts[0] == tag]
        wording: dict[str, Words] = {}
        commands: dict[str, frozenset[str]] = {}
        digits: dict[str, str] = {}
        automatic: tuple[str, ...] = ()
        questions: tuple[str, ...] = ()
        in_other_words, answered = Sayings(), Answers()
        for document in files:
            problems += _misplaced(document, tag, flows)
            wording |= _wording(document)
            for name, phrases in document.data.get("commands", {}).items():
                commands[name] = frozenset(map(plain, phrases))
            digits |= {plain(k): v for k, v in document.data.get("digits", {}).items()}
            automatic += tuple(document.data.get("automatic", ()))
            questions += tuple(document.data.get("ask_reviewer", ()))
            if "sayings" in document.data:
                in_other_words, wrong = paraphrases.read(document)
                problems += wrong
            if "answers" in document.data:
                answered = answer_words.read(document)
        reviews = [document.data["reviewed"] for document in files]
        reviewed = "; ".join(sorted(set(reviews))) if reviews and "no" not in reviews else None
        languages[tag] = Language(
            tag=tag,
            reviewed=reviewed,
            wording={
                key: answer_words.with_families(words, answered) for key, words in wording.items()
            },
            commands=commands,
            digits=digits,
            sayings=in_other_words,
            answers=answered,
            automatic=automatic,
            ask_reviewer=questions,
            **{**given, "also": frozenset(given.get("also", ()))},
        )
    for path, document in documents.items():
        if _kind(path) == "wording" and PurePosixPath(path).parts[0] not in languages:
            problems.append(
                document.problem((), "the folder's language is not in line.yaml.", "add it there.")
            )
    return languages


def _misplaced(document: Document, tag: str, flows: Mapping[str, Flow]) -> list[Problem]:
    problems = []
    if document.data["language"] != tag:
        problems.append(
            document.problem(("language",), f"the file is in the folder {tag}.", "move it.")
        )
    flow = document.data["flow"]
    if flow != "common" and flow not in flows:
        what = f"there is no flow {flow!r} that this wording could be for."
        problems.append(document.problem(("flow",), what, did_you_mean(flow, flows)))
    return problems


def _wording(document: Document) -> dict[str, Words]:
    flow = document.data["flow"]
    return {
        f"{flow}.{key}": _words(document, key, given)
        for key, given in document.data["wording"].items()
    }


def _words(document: Document, key: str, given: Any) -> Words:
    if isinstance(given, str):
        return Words(_spoken({"voice": given, "text": given}, document, key), file=document.file)
    choices, said, inside = {}, {}, {}
    for value, offered in given.get("choices", {}).items():
        choices[value] = _spoken(offered, document, key, "choices", value)
        said[value] = frozenset(map(plain, offered.get("words", ())))
        inside[value] = frozenset(map(short_answers.pattern, offered.get("inside", ())))
    return Words(_spoken(given, document, key), choices, said, inside, document.file)


def _spoken(given: Mapping[str, Any], document: Document, *path: str | int) -> Spoken:
    return Spoken(
        voice=_one_line(given.get("voice", "")),
        text=_one_line(given.get("text", "")),
        web=_one_line(given.get("web", "")),
        call_only=_one_line(given.get("call_only", "")),
        audio=given.get("audio"),
        line=document.line("wording", *path),
        language=given.get("language"),
        then=tuple(
            _spoken(part, document, *path, "then", number)
            for number, part in enumerate(given.get("then", ()))
        ),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
