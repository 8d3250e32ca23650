"""What a command prints or writes: JSON for programs, aligned columns for people, a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from hotline.i18n.clock import clock_time, day_and_time
from hotline.settings import Settings, SettingsError, load_settings


def write(path: Path, text: str) -> None:
    """Write a file that was asked for. Raises :class:`SettingsError` where it cannot be."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None


def write_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner may read. Raises :class:`SettingsError`."""
    try:
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise SettingsError(f"{path} exists already; name a new file") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(text)


def print_json(value: Any) -> None:
    """``value`` as JSON for other programs; moments in UTC, as ISO 8601 writes them."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def in_line_time(settings: Settings, now: datetime) -> Callable[[datetime], str]:
    """How people read a moment: in the zone of the line, with its name."""
    zone = ZoneInfo(settings.time_zone)
    return lambda moment: day_and_time(moment, zone, now)


def line_zone() -> ZoneInfo:
    """The zone of the line; where nothing is set, as in a checkout, the one it has then."""
    try:
        return ZoneInfo(load_settings().time_zone)
    except SettingsError:
        return ZoneInfo(Settings.model_fields["time_zone"].default)


def dated(moment: datetime) -> str:
    """A moment with its whole date, for what is kept: ``2026-11-24, 2:51 PM CST``."""
    zone = line_zone()
    return f"{moment.astimezone(zone):%Y-%m-%d}, {clock_time(moment, zone)}"


def day_of(settings: Settings, moment: datetime) -> str:
    """The date of a moment where the line is, as ``2026-11-24``."""
    return moment.astimezone(ZoneInfo(settings.time_zone)).date().isoformat()


def print_rows(
    rows: list[dict[str, Any]], columns: list[str], times: Callable[[datetime], str] = str
) -> None:
    """A list as aligned columns for people; ``times`` says how a moment is written."""
    if not rows:
        typer.echo("none")
        return
    lines = [columns, *([_cell(row.get(name), times) for name in columns] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def _cell(value: Any, times: Callable[[datetime], str]) -> str:
    return times(value) if isinstance(value, datetime) else str(value or "-")
