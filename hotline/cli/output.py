"""What a command prints or writes: JSON for programs, aligned columns for people, a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from hotline.settings import SettingsError


def write(path: Path, text: str) -> None:
    """Write a file that was asked for. Raises :class:`SettingsError` where it cannot be."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None


def print_json(value: Any) -> None:
    """``value`` as JSON for other programs."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_rows(rows: list[dict[str, Any]], columns: list[str]) -> None:
    """A list as aligned columns for people."""
    if not rows:
        typer.echo("none")
        return
    lines = [columns, *([str(row.get(name) or "-") for name in columns] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())
