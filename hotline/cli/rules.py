"""``hotline rules diff``: which cases two versions of directory and rules send elsewhere."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from hotline import routing
from hotline.cli.environment import deployment
from hotline.cli.output import print_json
from hotline.config_files import errors, read_folder
from hotline.config_versions.store import RULES
from hotline.db.config_versions import VersionRow
from hotline.routing import Change, RuleBook
from hotline.settings import SettingsError

app = typer.Typer(help="Directory and rules.", no_args_is_help=True)
SERVED = "served"
NATIONAL = "national.yaml"
WHICH = "A folder, the beginning of a published version, or `served`."


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help=WHICH)],
    new: Annotated[str, typer.Argument(help=WHICH)],
    demo: Annotated[bool, typer.Option(help="With the synthetic agencies.")] = False,
    limit: Annotated[int, typer.Option(help="Show at most so many.", min=1)] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, all of them.")] = False,
) -> None:
    """Show which places, kinds of report and hours would be asked of other agencies."""
    before, after = _book(old, demo=demo), _book(new, demo=demo)
    changes = routing.diff(before, after, datetime.now(UTC))
    if as_json:
        print_json(
            {
                "old": before.version,
                "new": after.version,
                "changes": [change.as_json() for change in changes],
            }
        )
        return
    _tell(changes, limit)


def _tell(changes: list[Change], limit: int) -> None:
    if not changes:
        typer.echo("no case changes its agencies")
        return
    lines = routing.summary(changes)
    for line in lines[:limit]:
        typer.echo(line)
    if len(lines) > limit:
        typer.echo(f"and {len(lines) - limit} more; --json or --limit shows them")
    places = {place for change in changes for place in change.places}
    typer.echo(f"\n{len(changes)} kinds of case in {len(places)} places change their agencies")
    gained, lost = _moved(changes)
    for word, counts in (("asked now", gained), ("no longer asked", lost)):
        if counts:
            shown = ", ".join(f"{name} ({count})" for name, count in counts.most_common())
            typer.echo(f"{word}, and for how many kinds of case: {shown}")


def _moved(changes: list[Change]) -> tuple[Counter[str], Counter[str]]:
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for change in changes:
        gained.update(set(change.new) - set(change.old))
        lost.update(set(change.old) - set(change.new))
    return gained, lost


def _book(which: str, *, demo: bool) -> RuleBook:
    book, problems = routing.load_files(_files(which), demo=demo)
    if book is None:
        raise SettingsError("\n".join(map(str, errors(problems))))
    return book


def _files(which: str) -> Mapping[str, str]:
    folder = Path(which)
    if which != SERVED and folder.is_dir():
        inner = folder / RULES
        return read_folder(inner if (inner / NATIONAL).exists() else folder)
    files: dict[str, str] = json.loads(zlib.decompress(_row(which).files))
    return {path.removeprefix(RULES): t for path, t in files.items() if path.startswith(RULES)}


def _row(which: str) -> VersionRow:
    query = select(VersionRow).order_by(VersionRow.id.desc())
    if which != SERVED:
        query = query.where(VersionRow.digest.startswith(which, autoescape=True))
    with deployment().database.read() as db:
        found = db.scalars(query.limit(2)).all()
    if not found:
        raise SettingsError(f"{which} is neither a folder nor a published version")
    if len(found) > 1 and which != SERVED:
        raise SettingsError(f"several versions begin with {which}; give more of it")
    return found[0]
