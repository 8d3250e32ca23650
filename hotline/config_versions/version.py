"""A version: all flows, wording, agencies and rules of one moment, immutable, named by its hash.

Reads and checks the files alone; ``store`` publishes a version in the database and serves it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from hotline import flows, routing, triage
from hotline.config_files import Problem, errors
from hotline.config_versions.layers import FLOWS, RULES, Layers, layers
from hotline.config_versions.town import read_town
from hotline.local_folder import TOWN_FILE
from hotline.settings import Settings


@dataclass(frozen=True)
class Version:
    """One version, read and ready for use."""

    digest: str
    files: Mapping[str, str]
    flows: flows.FlowBook
    rules: routing.RuleBook
    sorter: triage.Sorter


def digest_of(files: Mapping[str, str]) -> str:
    """The name of a set of files: SHA-256 over paths and texts, in hex."""
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()


def read_files(settings: Settings) -> dict[str, str]:
    """All files of this deployment, by path below ``ivr_flows/`` or ``routing_rules/``."""
    return layers_of(settings).read()


def layers_of(settings: Settings) -> Layers:
    """Where the files of this deployment come from, and where its own are written."""
    return layers(settings.flows_dir, settings.rules_dir, settings.local_folder)


def read_folders(flows_dir: Path, rules_dir: Path, home: Path | None = None) -> dict[str, str]:
    """All files of the two folders, by path below ``ivr_flows/`` or ``routing_rules/``."""
    return layers(flows_dir, rules_dir, home).read()


def _below(files: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {path.removeprefix(prefix): t for path, t in files.items() if path.startswith(prefix)}


def _under(prefix: str, problems: list[Problem]) -> list[Problem]:
    return [
        Problem(prefix + problem.file, problem.line, problem.what, problem.fix, problem.severity)
        for problem in problems
    ]


def check(files: Mapping[str, str], *, demo: bool) -> tuple[Version | None, list[Problem]]:
    """The version that ``files`` make, and every problem; no version when one is an error.

    ``demo`` lays the synthetic agencies over the directory.
    """
    book, flow_problems = _checked_flows(
        frozenset(_below(files, FLOWS).items()), tuple(flows.all_kinds().items())
    )
    version, problems = _put_together(files, book, flow_problems, demo=demo)
    return None if any(errors(problems)) else version, problems


def read(files: Mapping[str, str], *, demo: bool) -> tuple[Version | None, list[Problem]]:
    """The version that ``files`` make if they can be read at all, whatever a check would say.

    For what was checked when it was published: the check costs more than the reading.
    """
    book, flow_problems, _ = flows.read(_below(files, FLOWS))
    return _put_together(files, book, flow_problems, demo=demo)


@lru_cache(maxsize=2)
def _checked_flows(
    files: frozenset[tuple[str, str]],
    kinds: tuple[object, ...],
) -> tuple[flows.FlowBook | None, list[Problem]]:
    """What ``flows.load`` finds, once for the same files and kinds of steps.

    Most changes are to the directory alone, and to walk through all flows is the dearest check.
    """
    return flows.load(dict(files))


def _put_together(
    files: Mapping[str, str],
    book: flows.FlowBook | None,
    flow_problems: list[Problem],
    *,
    demo: bool,
) -> tuple[Version | None, list[Problem]]:
    rule_files = _below(files, RULES)
    today = datetime.now(UTC).date()
    rules, rule_problems = routing.load_files(rule_files, demo=demo, today=today)
    sorter, lexicon_problems = triage.load(_below(rule_files, "lexicon/"))
    problems = sorted(
        _under(FLOWS, flow_problems)
        + _under(RULES, rule_problems)
        + _under(RULES + "lexicon/", lexicon_problems)
        + _of_town(files)
    )
    if book is None or rules is None or sorter is None:
        return None, problems
    return Version(digest_of(files), dict(files), book, rules, sorter), problems


def _of_town(files: Mapping[str, str]) -> list[Problem]:
    """A ``town.yaml`` is among the files only while it is wrong (``layers``)."""
    text = files.get(TOWN_FILE)
    return read_town(TOWN_FILE, text, files)[1] if text is not None else []


def check_both(files: Mapping[str, str]) -> tuple[Version | None, list[Problem]]:
    """As :func:`check` with the synthetic agencies, but checked without them too.

    A rule that names an agency of the demo would be well there, and broken on a real line.
    """
    version, problems = check(files, demo=True)
    today = datetime.now(UTC).date()
    _, without = routing.load_files(_below(files, RULES), demo=False, today=today)
    known = set(problems)
    for problem in _under(RULES, without):
        if problem not in known:
            problems.append(replace(problem, what=f"without the demo: {problem.what}"))
    problems.sort()
    return (None if any(errors(problems)) else version), problems
