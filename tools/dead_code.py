"""``python -m tools.dead_code``: definitions in the service that nothing uses; exit 1 if any.

Vulture reads Python only, so a name that a template uses counts as used, and so does what a
framework calls by its decorator. Tests and benchmarks do not count: what only they call is dead.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from vulture import Vulture

from tools.lint_cache import LintCache

ROOT = Path(__file__).resolve().parent.parent
CALLED_BY_A_FRAMEWORK = [
    "@*.get", "@*.post", "@*.put", "@*.delete", "@*.head", "@*.api_route", "@*.websocket",
    "@*.middleware", "@*.exception_handler", "@*.command", "@*.callback", "@app.command",
    "@field_validator", "@model_validator", "@field_serializer", "@computed_field",
    "@event.listens_for", "@compiles", "@job_kind", "@together", "@periodic", "@when_*",
    "@register", "@answers",
]  # fmt: skip
BY_NAME = [
    "handle_*",  # aiosmtpd calls them
    "process_bind_param", "process_result_value", "impl", "cache_ok", "type_annotation_map",  # ORM
    "model_config", "isolation_level", "default_flow_style", "preserve_quotes", "fold_pos",
    "Constructor", "exc_info", "exc_text", "msg", "allow_redirects", "frame", "_create_server",
    "spool_max_size",  # the form parser reads it
    "resolve_command", "globals",
    "message_waits", "take_back_until", "reported_at", "told_at",  # the API's answers
    "machine_answers", "pick_up", "do_not_answer",  # phones of the simulator, which tests hold
]  # fmt: skip
WORD = re.compile(r"[A-Za-z_]\w*")


def _words_of_templates() -> set[str]:
    files = (ROOT / "hotline").rglob("*.html")
    return {word for file in files for word in WORD.findall(file.read_text("utf-8"))}


def _words_of_public_seams() -> set[str]:
    """Names that extensions, benchmarks and the command table use, and all that a simulator offers.

    ``tests/extending`` adds to the service as a stranger would; ``simulator`` exists for tests.
    """
    files = [
        *(ROOT / "tests" / "extending").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
        *(ROOT / "hotline" / "cli").rglob("*.py"),
    ]
    return {word for file in files for word in WORD.findall(file.read_text("utf-8"))}


def _is_for_tests(item: object) -> bool:
    return "simulator" in Path(getattr(item, "filename", "")).parts


def _is_member(item: object) -> bool:
    """Whether it is a value of an enumeration: files and rows hold it by its text."""
    name, line = getattr(item, "name", ""), getattr(item, "first_lineno", 1)
    text = Path(getattr(item, "filename", "")).read_text("utf-8").splitlines()[line - 1]
    return name.isupper() and text[:1].isspace()


def _is_column(item: object) -> bool:
    """Whether it is a field of a table, which rows hold."""
    path = Path(getattr(item, "filename", ""))
    kind = getattr(item, "typ", "")
    return kind in {"variable", "attribute"} and ("db" in path.parts or kind == "attribute")


def unused() -> list[str]:
    """One line a definition that nothing uses, as ``file:line: what``."""
    reader = Vulture(ignore_names=BY_NAME, ignore_decorators=CALLED_BY_A_FRAMEWORK)
    reader.scavenge([str(ROOT / "hotline")], exclude=["*/migrations/*"])
    used = _words_of_templates() | _words_of_public_seams()
    found = []
    for item in reader.get_unused_code(min_confidence=60):
        if item.name in used or _is_column(item) or _is_member(item) or _is_for_tests(item):
            continue
        where = Path(item.filename).relative_to(ROOT)
        found.append(f"{where}:{item.first_lineno}: unused {item.typ} {item.name!r}")
    return found


def _read() -> list[Path]:
    """Every file in which a name may be used."""
    folders = ("hotline", "tests", "bench", "tools")
    found = [path for name in folders for path in (ROOT / name).rglob("*.py")]
    return [*found, *(ROOT / "hotline").rglob("*.html")]


def main() -> list[str]:
    """What nothing uses. When no file has changed since nothing was found, nothing is read."""
    cache, files = LintCache("dead_code", [Path(__file__)]), _read()
    if not cache.changed(files) and cache.same_files(files):
        return []
    lines = unused()
    if not lines:
        cache.keep(files)
    return lines


if __name__ == "__main__":
    lines = main()
    print("\n".join(lines) or "dead code: none")
    sys.exit(1 if lines else 0)
