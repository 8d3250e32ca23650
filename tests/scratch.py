"""Where tests keep files: in memory where there is room, and on the disk for tests of crashes.

A line waits for the disk at every commit, some fifteen times a test; on a busy machine that was a
quarter of the suite's time. Nothing about the service changes: it asks for the same.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
"""Bytes that must be free there; what a test leaves is deleted when it has passed."""


def in_memory() -> str | None:
    """A folder in memory for temporary files; ``None`` where there is none or too little room."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    return str(MEMORY) if roomy and shutil.disk_usage(MEMORY).free > ROOM else None


def use_memory() -> None:
    """Let pytest's own folders be in memory, unless whoever runs the tests says where."""
    if folder := in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """On the disk, for tests that kill what writes: to be imported where they are."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)
