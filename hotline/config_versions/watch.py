"""Notices when the files that a coordinator edits change: by name, size and time, not by content.

Looking costs a few hundred ``stat`` calls and needs no package of any operating system.
"""

from __future__ import annotations

from pathlib import Path

from hotline.settings import Settings

Signature = tuple[tuple[str, int, int], ...]
"""Path, time of the last change in nanoseconds and size in bytes of every file."""


def signature(settings: Settings) -> Signature:
    """How the two folders look now. A file that goes away while looking is left out."""
    return tuple(
        found
        for folder in (settings.flows_dir, settings.rules_dir)
        for path in sorted(folder.glob("**/*.yaml"))
        if (found := _of(path)) is not None
    )


def _of(path: Path) -> tuple[str, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return str(path), state.st_mtime_ns, state.st_size
