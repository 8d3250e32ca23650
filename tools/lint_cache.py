"""What a check found clean before and what has not changed since, so that it is not read again.

As mypy and ruff do it: a file counts as unchanged by its time and size. ``make clean`` is not
needed after a change of a check itself: the check's own files are part of the key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".lint_cache"


class LintCache:
    """The files that a check found clean; ``rules`` are the files that the check is made of."""

    def __init__(self, name: str, rules: Iterable[Path], folder: Path = FOLDER) -> None:
        self._file = folder / f"{name}.json"
        self._key = hashlib.sha256(b"".join(path.read_bytes() for path in rules)).hexdigest()
        try:
            stored = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            stored = {}
        self._clean: dict[str, str] = (
            stored.get("clean", {}) if stored.get("key") == self._key else {}
        )

    def changed(self, files: Iterable[Path]) -> list[Path]:
        """Those of ``files`` that were not clean, or are not as they were then."""
        return [path for path in files if self._clean.get(str(path)) != _stamp(path)]

    def same_files(self, files: Iterable[Path]) -> bool:
        """Whether no file that was clean has been removed since."""
        return set(self._clean) == {str(path) for path in files}

    def keep(self, files: Iterable[Path]) -> None:
        """``files`` are clean as they are; the others are as they were, if they are still there."""
        others = {path: stamp for path, stamp in self._clean.items() if Path(path).exists()}
        self._clean = others | {str(path): _stamp(path) for path in files}
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_text(json.dumps({"key": self._key, "clean": self._clean}), "utf-8")


def _stamp(path: Path) -> str:
    known = path.stat()
    return f"{known.st_mtime_ns}:{known.st_size}"
