"""Mutation testing of what must not break silently: ``make mutants``, or ``-m tools.mutants NAME``.

mutmut changes one operator, constant or argument at a time and runs only the tests that reach the
changed function, the fastest first, in a process forked from one that has imported them all. A
mutant that every one of them passes has survived: a promise that no test keeps, printed with the
lines that were changed. It works in copies below ``var/mutants``, so the tree in hand stays as it
is, and remembers what was killed, so a stopped run goes on where it was.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from difflib import ndiff
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COPIES = ROOT / "var" / "mutants"
KILLED = (1, 3, -24, 24, 36, 152, 255)
"""mutmut's codes of a mutant that a test failed on, or that ran into the time limit."""
UNREACHED = (5, 33)
NO_MUTANT = "generate-only"
LEFT_OUT = ("docs/screens/*", "requirements/*", ".github/*", "findings/*")


class Group(NamedTuple):
    """Modules that the same tests judge; paths and patterns below the project's folder."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = {
    "routing": Group(
        (
            "hotline/routing/decide.py",
            "hotline/routing/rules.py",
            "hotline/routing/hours.py",
        ),
        (
            "tests/routing/test_choice.py",
            "tests/routing/test_hours.py",
            "tests/routing/test_open_hours.py",
            "tests/routing/test_one_difference.py",
            "tests/routing/test_one_difference_in_time.py",
            "tests/routing/test_policy.py",
            "tests/routing/test_reasons.py",
            "tests/routing/test_town.py",
            "tests/routing/test_traps.py",
        ),
    ),
    "conditions": Group(
        ("hotline/routing/conditions/*.py",),
        (
            "tests/routing/test_choice.py",
            "tests/routing/test_condition_kinds.py",
            "tests/routing/test_facts.py",
            "tests/routing/test_one_difference.py",
            "tests/routing/test_one_difference_in_time.py",
        ),
    ),
    "engine": Group(
        ("hotline/flows/engine.py", "hotline/flows/run.py"),
        (
            "tests/flows/test_bounds.py",
            "tests/flows/test_calls.py",
            "tests/flows/test_calls_again.py",
            "tests/flows/test_danger.py",
            "tests/flows/test_numbers.py",
            "tests/flows/test_older.py",
            "tests/flows/test_run.py",
            "tests/flows/test_safety.py",
            "tests/flows/test_texts.py",
        ),
    ),
    "chain": Group(
        ("hotline/referrals/chain.py",),
        (
            "tests/referrals/test_chain_goes_on.py",
            "tests/referrals/test_chain_opened.py",
            "tests/referrals/test_chain_pairs.py",
        ),
    ),
    "outbox": Group(
        (
            "hotline/jobs/outbox.py",
            "hotline/jobs/payload.py",
            "hotline/jobs/pruning.py",
            "hotline/jobs/waking.py",
        ),
        (
            "tests/unit/test_outbox.py",
            "tests/unit/test_outbox_order.py",
            "tests/unit/test_outbox_pairs.py",
            "tests/unit/test_retention.py",
        ),
    ),
    "worker": Group(
        ("hotline/jobs/bulk.py", "hotline/jobs/registry.py", "hotline/jobs/worker.py"),
        (
            "tests/unit/test_bulk_queue.py",
            "tests/unit/test_worker_alone.py",
            "tests/unit/test_worker_upkeep.py",
        ),
    ),
    "privacy": Group(
        ("hotline/privacy/keys.py", "hotline/privacy/audit.py"),
        (
            "tests/unit/test_known_answers.py",
            "tests/unit/test_privacy_audit.py",
            "tests/unit/test_privacy_audit_attacks.py",
            "tests/unit/test_privacy_codes.py",
            "tests/unit/test_privacy_keys.py",
        ),
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Test the named groups, or all; 1 when of one of them too few mutants were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP")
    parser.add_argument("--sample", type=int, default=30, help="how many for each module; 0: all")
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--least", type=float, default=0.85, help="the share that must be killed")
    parser.add_argument("--report", action="store_true", help="only show what was found so far")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.groups) - set(GROUPS)
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}. There are: {', '.join(GROUPS)}")
    shares = []
    for name in chosen.groups or GROUPS:
        missing = [path for path in sum(GROUPS[name], ()) if not any(ROOT.glob(path))]
        if missing:
            parser.error(f"{name} in {__file__} names {', '.join(missing)}, which is not there")
        if not chosen.report:
            _test(name, chosen.sample, chosen.seed, chosen.processes)
        shares += _print_group(name)
    return int(not shares or min(shares) < chosen.least)


def _print_group(name: str) -> list[float]:
    """Show what is known of a group; the share that was killed, if any was tried."""
    killed = judged = 0
    for module, codes in _results(name):
        tried = {key: code for key, code in codes.items() if code is not None}
        left = [key for key, code in sorted(tried.items()) if code not in KILLED]
        killed, judged = killed + len(tried) - len(left), judged + len(tried)
        if tried:
            unreached = sum(code in UNREACHED for code in tried.values())
            reached = f", {unreached} reached by no test" if unreached else ""
            here = f"killed {len(tried) - len(left)} of {len(tried)} tried"
            print(f"{module}: {here} ({len(codes)} there are{reached})")
            functions = _functions(COPIES / name / "mutants" / module)
            for key in left:
                print("\n    ".join([f"  survived: {key}", *_difference(functions, key)]))
    if not judged:
        return []
    print(f"{name}: killed {killed} of {judged}: {killed / judged:.2f}")
    return [killed / judged]


def _functions(file: Path) -> Mapping[str, str]:
    """Every function of a file of mutants, by its name; a mutant is a function beside it."""
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name: ast.unparse(node) for node in nodes if isinstance(node, kinds)}


def _difference(functions: Mapping[str, str], key: str) -> Iterator[str]:
    """The lines of a mutant that differ, as they were (``-``) and as they are (``+``)."""
    name = key.rpartition(".")[2]
    original = re.sub(r"\d+$", "orig", name)
    after = functions.get(name, "").replace(name, original)
    for line in ndiff(functions.get(original, "").splitlines(), after.splitlines()):
        if line[0] in "+-":
            yield line


def _test(name: str, sample: int, seed: int, processes: int) -> None:
    copy = COPIES / name
    _copy_tree(copy)
    _refresh(copy, GROUPS[name])
    _configure(copy, GROUPS[name])
    # Which test reaches what is learned each time: mutmut asks it only of tests that are new.
    (copy / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    # A name that no mutant has: mutmut writes the mutants and learns which test reaches what.
    _mutmut(copy, processes, NO_MUTANT)
    wanted = list(_sample(name, sample, seed))
    if wanted:
        _mutmut(copy, processes, *wanted)


def _sample(name: str, sample: int, seed: int) -> Iterator[str]:
    """The mutants of each module's sample that nothing has killed yet."""
    for _, codes in _results(name):
        keys = sorted(codes)
        if sample:  # the same ones each time, as long as the module stays as it is
            keys = sorted(keys, key=lambda key: sha256(f"{seed} {key}".encode()).digest())[:sample]
        yield from (key for key in keys if codes[key] not in KILLED)


def _results(name: str) -> Iterator[tuple[str, dict[str, int | None]]]:
    folder = COPIES / name / "mutants"
    for meta in sorted(folder.glob("hotline/**/*.meta")):
        module = str(meta.relative_to(folder)).removesuffix(".meta")
        if any(fnmatch(module, pattern) for pattern in GROUPS[name].modules):
            yield module, json.loads(meta.read_text("utf-8"))["exit_code_by_key"]


def _copy_tree(copy: Path) -> None:
    """The project's files as they are now; only what differs is written, so results stay."""
    listed = subprocess.run(
        [shutil.which("git") or "git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    wanted = {path for path in listed if not any(fnmatch(path, left) for left in LEFT_OUT)}
    for path in sorted(wanted):
        source, target = ROOT / path, copy / path
        if not source.is_file():
            continue
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for folder in ("hotline", "tests"):
        for left in (copy / folder).rglob("*.py"):
            if str(left.relative_to(copy)) not in wanted:
                left.unlink()


def _refresh(copy: Path, group: Group) -> None:
    """Bring what is not mutated up to date: mutmut copies a source file once and never again."""
    for source in (copy / "hotline").rglob("*"):
        path = source.relative_to(copy)
        known = copy / "mutants" / path
        mutated = any(fnmatch(str(path), pattern) for pattern in group.modules)
        if mutated or not source.is_file() or not known.is_file():
            continue
        if known.read_bytes() != source.read_bytes():
            shutil.copy2(source, known)


def _configure(copy: Path, group: Group) -> None:
    also = sorted(
        path.name
        for path in copy.iterdir()
        if path.name not in ("mutants", "hotline", "pyproject.toml")
    )
    settings = {
        "source_paths": ["hotline"],
        "only_mutate": list(group.modules),
        "also_copy": [name for name in also if not name.startswith(".")],
        "pytest_add_cli_args": ["-m", "not postgres and not browser", "-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": list(group.tests),
        "process_isolation": "forkserver",
        "timeout_constant": 20.0,
        "track_dependencies": False,
        "use_git_change_detection": False,
    }
    written = ["", "[tool.mutmut]"]
    written += [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    text = (ROOT / "pyproject.toml").read_text("utf-8") + "\n".join(written) + "\n"
    (copy / "pyproject.toml").write_text(text, "utf-8")


def _mutmut(copy: Path, processes: int, *names: str) -> None:
    command = [str(Path(sys.executable).with_name("mutmut")), "run"]
    command += ["--max-children", str(processes), *names]
    log = copy / "mutmut.log"
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            command,
            cwd=copy,
            check=False,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    said = log.read_text("utf-8", errors="replace")
    if done.returncode and "nothing matches" not in said:
        print(said[-3000:], file=sys.stderr)
        raise SystemExit(f"mutmut stopped with {done.returncode}; all it said is in {log}")


if __name__ == "__main__":
    sys.exit(main())
