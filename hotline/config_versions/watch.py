"""Notices when the files that a coordinator edits change: by name, size and time, not by content.

Looking costs a few hundred ``stat`` calls and needs no package of any operating system.
"""

from __future__ import annotations

from pathlib import Path

from hotline.config_versions.version import layers_of
from hotline.settings import Settings

Signature = tuple[tuple[str, int, int], ...]
"""Path, time of the last change in nanoseconds and size in bytes of every file."""


def signature(settings: Settings) -> Signature:
    """How the folders look now. A file that goes away while looking is left out."""
    layers = layers_of(settings)
    files = [path for folder in layers.folders() for path in sorted(folder.glob("**/*.yaml"))]
    found = (_of(path) for path in (*files, *layers.single_files()))
    return tuple(one for one in found if one is not None)


def _of(path: Path) -> tuple[str, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return str(path), state.st_mtime_ns, state.st_size
