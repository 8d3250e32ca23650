"""Writes files that only their owner may read: the settings, the keys."""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Mapping
from pathlib import Path

from hotline.settings import SettingsError

SERVICE_USER = "hotline"


def write_private(path: Path, text: str) -> None:
    """Write the file whole or not at all, for its owner alone. Raises :class:`SettingsError`."""
    part = path.with_name(f".{path.name}.new")
    try:
        part.unlink(missing_ok=True)
        opened = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None


def with_values(text: str, values: Mapping[str, str]) -> str:
    """``NAME=value`` lines with these values; comments, order and other names stay."""
    left, lines = dict(values), []
    for line in text.splitlines():
        name = line.partition("=")[0].strip()
        lines.append(f"{name}={left.pop(name)}" if name in left else line)
    lines += [f"{name}={value}" for name, value in left.items()]
    return "\n".join(lines) + "\n"


def give_to_service(*folders: Path) -> None:
    """Let the service's user own the folders, where there is one and we may."""
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return
    if os.geteuid() != 0:
        return
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, SERVICE_USER, SERVICE_USER)
