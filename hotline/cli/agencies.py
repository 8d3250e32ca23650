"""``hotline agencies``: the directory listed, shown, changed and verified by command.

A change is checked as ``hotline check`` would before anything is written, and shown as a diff.
Comments and order of the files stay. A line that is open takes it up by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import click
import typer

from hotline import routing
from hotline.cli.file_options import RulesDir, layers_here, rules_in
from hotline.cli.lazy import Command, lazy_group
from hotline.cli.output import print_json, print_rows
from hotline.config_files import Problem, did_you_mean, errors, parse_yaml
from hotline.config_versions.layers import RULES
from hotline.directory import entry_files, one_line
from hotline.directory.entries import KEYS, Entry, file_of, normal, read_entries
from hotline.routing import NATIONAL_HOTLINE, RuleBook
from hotline.routing.freshness import how_old, page_day
from hotline.routing.types import Agency, Status
from hotline.settings import REPOSITORY, SettingsError

FILES = {
    "export": Command(
        "hotline.cli.agency_files:export",
        "Write the directory for others. The synthetic agencies are never in it.",
    ),
    "import": Command(
        "hotline.cli.agency_files:import_",
        "Show what others' data would change in the files, for a person to look at; "
        "--write does it.",
    ),
    "webhook-secret": Command(
        "hotline.cli.agency_webhooks:webhook_secret",
        "Print the signing secret of each webhook of an agency. Send it over a safe channel only.",
    ),
}
app = typer.Typer(help="The directory of agencies.", no_args_is_help=True, cls=lazy_group(FILES))
SHIPPED = REPOSITORY / "routing_rules"
HOW = ("read", "called", "confirmed")
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Id = Annotated[str, typer.Argument(help="The agency's id.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the change, write nothing.")]
Sets = Annotated[
    list[str] | None, typer.Option("--set", help="KEY=VALUE, as YAML: does='\\[tips, shelter]'")
]
Contacts = Annotated[
    list[str] | None, typer.Option("--contact", help="phone public_line +19562125100 note='…'")
]
Demo = Annotated[bool, typer.Option(help="With the synthetic agencies.")]


@dataclass(frozen=True)
class Directory:
    """The files below ``routing_rules/`` of one folder, and the entries that they have."""

    folder: Path
    files: Mapping[str, str]
    entries: Mapping[str, Entry]

    @classmethod
    def of(cls, folder: Path) -> Directory:
        """What is in ``folder`` now."""
        found = rules_in(folder)
        return cls(folder, found, read_entries(found))

    def entry(self, agency_id: str) -> Entry:
        """The entry of this id. Raises :class:`SettingsError`."""
        found = self.entries.get(agency_id)
        if found is None:
            guess = did_you_mean(agency_id, self.entries)
            raise SettingsError(f"there is no agency {agency_id!r} {guess}".strip())
        return found

    def book(self, *, demo: bool = False) -> RuleBook:
        """Directory and rules, read. Raises :class:`SettingsError` with every mistake."""
        book, problems = routing.load_files(self.files, demo=demo)
        if book is None:
            raise SettingsError("\n".join(map(str, errors(problems))))
        return book

    def save(self, after: Mapping[str, str], *, dry_run: bool) -> None:
        """Check what the files would be, show what changes, and write it.

        Exits with 1 when there is a mistake; nothing is written then.
        """
        wrong = mistakes(after)
        for problem in wrong:
            typer.echo(str(problem), err=True)
        if wrong:
            typer.echo("hotline: nothing was written", err=True)
            raise typer.Exit(1)
        typer.echo(entry_files.unified_diff(self.files, after) or "nothing changes\n", nl=False)
        if not dry_run:
            layers = layers_here(rules_dir=self.folder)
            written, _ = layers.to_write(RULES, self.files, after)
            entry_files.write(layers.folder_for(RULES), {}, written)
            layers.note_bases()


def mistakes(given: Mapping[str, str]) -> list[Problem]:
    """Every error of directory and rules, with and without the synthetic agencies."""
    today = datetime.now(UTC).date()
    found = {
        problem
        for demo in (False, True)
        for problem in errors(routing.load_files(given, demo=demo, today=today)[1])
    }
    return sorted(found)


# Looking -----------------------------------------------------------------------------------------


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="Two letters, or US for the nation's.")] = "",
    kind: Annotated[str, typer.Option(help="law_enforcement, victim_services, …")] = "",
    status: Annotated[str, typer.Option(help="verified, unverified, retired")] = "",
    does: Annotated[str, typer.Option(help="tips, shelter, legal, …")] = "",
    demo: Demo = False,
    rules_dir: RulesDir = SHIPPED,
    as_json: Json = False,
) -> None:
    """Agencies, in the order of their files."""
    book = Directory.of(rules_dir).book(demo=demo)
    rows = [
        _row(agency, book)
        for agency in book.agencies.values()
        if (not state or state == "US" == _of(agency) or state in agency.area.touches())
        and (not kind or agency.kind == kind)
        and (not status or agency.status == status)
        and (not does or does in agency.does)
    ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["id", "status", "kind", "verified_on", "area", "name"])


def _of(agency: Agency) -> str:
    return Path(agency.file).stem


def _row(agency: Agency, book: RuleBook) -> dict[str, Any]:
    return {
        "id": agency.id,
        "name": agency.name,
        "kind": agency.kind.value,
        "status": agency.status.value,
        "of": _of(agency),
        "does": sorted(agency.does),
        "area": str(agency.area),
        "verified_on": agency.verified_on and agency.verified_on.isoformat(),
        "fresh_until": _day_of(book.fresh_until(agency)),
        "lapsed": book.lapsed(agency, datetime.now(UTC).date()),
        "how_old": how_old(agency),
        "intake": agency.intake.value,
        "alerts": agency.agreed,
        "file": agency.file,
        "line": agency.line,
    }


@app.command("show")
def show(
    agency_id: Id, demo: Demo = False, rules_dir: RulesDir = SHIPPED, as_json: Json = False
) -> None:
    """One entry as its file has it."""
    directory = Directory.of(rules_dir)
    book = directory.book(demo=demo)
    entries = {**directory.entries, **(read_entries(directory.files, demo=True) if demo else {})}
    if agency_id not in entries:
        directory.entry(agency_id)
    row = _row(book.agencies[agency_id], book)
    if as_json:
        print_json(row | {"entry": entries[agency_id].data})
        return
    typer.echo(f"# {row['file']}:{row['line']}, {row['how_old']}; good until {row['fresh_until']}")
    typer.echo(entry_files.entry_yaml(agency_id, entries[agency_id].data), nl=False)


@app.command("stale")
def stale(
    within: Annotated[int, typer.Option(help="Also those that lapse in so many days.")] = 0,
    fail: Annotated[bool, typer.Option("--fail", help="Exit 1 when there is any.")] = False,
    rules_dir: RulesDir = SHIPPED,
    as_json: Json = False,
) -> None:
    """Verified entries that drop out of routing: nobody called in time, and their page is old."""
    book = Directory.of(rules_dir).book()
    on = datetime.now(UTC).date() + timedelta(days=within)
    verified = [agency for agency in book.agencies.values() if agency.status == Status.VERIFIED]
    rows = [_row(agency, book) for agency in verified if book.lapsed(agency, on)]
    rows.sort(key=lambda row: row["fresh_until"] or "")
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["id", "fresh_until", "how_old", "name"])
        typer.echo(
            f"{len(rows)} of {len(verified)} verified entries; "
            f"{len(book.agencies) - len(verified)} more are not verified at all"
        )
    if fail and rows:
        raise typer.Exit(1)


def _day_of(day: date | None) -> str | None:
    return day.isoformat() if day else None


# Changing ----------------------------------------------------------------------------------------


@app.command("add")
def add(
    agency_id: Id,
    name: Annotated[str, typer.Option(help="As the agency writes it.")],
    kind: Annotated[str, typer.Option(help="law_enforcement, victim_services, …")],
    area: Annotated[
        list[str], typer.Option(help="'state TX', 'county 48479 Webb, TX', 'nation', …")
    ],
    of: Annotated[str, typer.Option("--in", help="The file: two letters, or US.")] = "",
    does: Annotated[list[str] | None, typer.Option(help="tips, shelter, legal, …")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Where it was read.")] = None,
    contact: Contacts = None,
    owner: Annotated[str, typer.Option(help="Who keeps the entry true.")] = "coordinator",
    sets: Sets = None,
    dry_run: DryRun = False,
    rules_dir: RulesDir = SHIPPED,
) -> None:
    """Add an agency. It is unverified, and not routed to, until ``agencies verify``."""
    directory = Directory.of(rules_dir)
    if agency_id in directory.entries:
        known = directory.entries[agency_id]
        raise SettingsError(f"{agency_id} is in {known.file} already; use `agencies edit`")
    places = _understood(one_line.read_area, area)
    given = {
        "name": name,
        "kind": kind,
        "does": does or [],
        "status": "unverified",
        "sources": source or [],
        "owner": owner,
        "area": places,
        "contacts": _points(contact),
    }
    file = file_of(of or _one_state(places))
    data = normal(given | _values(sets))
    directory.save(_change(directory, file, agency_id, data), dry_run=dry_run)


def _one_state(area: Mapping[str, Any]) -> str:
    named = [item for part, items in area.items() if part != "nation" for item in items]
    codes = {str(item)[-2:] for item in named if str(item)[-2:].isupper()}
    if area.get("nation") or len(codes) > 1:
        return "US"
    if not codes:
        raise SettingsError("say with --in whose file it belongs to")
    return codes.pop()


@app.command("edit")
def edit(
    agency_id: Id,
    sets: Sets = None,
    unset: Annotated[list[str] | None, typer.Option(help="A KEY to take out.")] = None,
    contact: Contacts = None,
    dry_run: DryRun = False,
    rules_dir: RulesDir = SHIPPED,
) -> None:
    """Change an entry: by options, or without any in your editor."""
    directory = Directory.of(rules_dir)
    entry = directory.entry(agency_id)
    if sets or unset or contact:
        data = dict(entry.data) | _values(sets)
        points = [*data.get("contacts", ()), *_points(contact)]
        gone = {_key(key) for key in unset or ()}
        data = {k: v for k, v in {**data, "contacts": points}.items() if k not in gone}
    else:
        data = _edited(entry)
    after = _change(directory, entry.file, agency_id, normal(data))
    directory.save(after, dry_run=dry_run)


def _edited(entry: Entry) -> dict[str, Any]:
    """What the editor of the person leaves of an entry."""
    text = click.edit(entry_files.entry_yaml(entry.id, entry.data), extension=".yaml")
    if text is None:
        return dict(entry.data)
    parsed = parse_yaml(entry.id, text)
    if isinstance(parsed, Problem):
        raise SettingsError(str(parsed))
    data = parsed.data.get(entry.id) if isinstance(parsed.data, dict) else None
    if not isinstance(data, dict):
        raise SettingsError(f"the entry must stay `{entry.id}:`; nothing was written")
    return dict(data)


@app.command("verify")
def verify(
    agency_id: Id,
    how: Annotated[
        str, typer.Option(help="read (at its source), called (dialed) or confirmed (by the agency)")
    ],
    on: Annotated[str, typer.Option(help="The day, such as 2026-11-24; today when left out")] = "",
    source: Annotated[str, typer.Option(help="Where it was read.")] = "",
    page_date: Annotated[
        str, typer.Option(help="The page's own date: 2024-09-16, 2024-09, 2024 or undated.")
    ] = "",
    dry_run: DryRun = False,
    rules_dir: RulesDir = SHIPPED,
) -> None:
    """Note that someone looked: the entry is verified, and routed to while it is fresh.

    A page without a date counts from the day it was first read: reading it again renews nothing.
    """
    if how not in HOW:
        raise SettingsError("--how is `read` (at its source), `called` or `confirmed`")
    directory = Directory.of(rules_dir)
    entry = directory.entry(agency_id)
    if entry.data["status"] == "retired" and agency_id != NATIONAL_HOTLINE:
        raise SettingsError(f"{agency_id} is retired; `agencies edit` it first if it is back")
    sources = list(dict.fromkeys([*entry.data.get("sources", ()), *([source] if source else [])]))
    dated = {"page_date": page_date} if page_date else {}
    data = {**entry.data, **dated, "status": "verified", "sources": sources}
    if how == "read" and "read" in data and page_day(data.get("page_date", "")) is None:
        typer.echo(f"first read {data['read']}, which counts: the page has no date. Call it.")
    else:
        data[how] = _day(on).isoformat()
    after = _change(directory, entry.file, agency_id, normal(data))
    directory.save(after, dry_run=dry_run)


def _day(said: str) -> date:
    today = datetime.now(UTC).date()
    try:
        day = date.fromisoformat(said) if said else today
    except ValueError:
        raise SettingsError(f"{said!r} is not a date; write 2026-11-24") from None
    if day > today + timedelta(days=1):  # it may be tomorrow where they are
        raise SettingsError(f"{day} is in the future")
    return day


def _change(directory: Directory, file: str, agency_id: str, data: Any) -> dict[str, str]:
    try:
        return entry_files.change(directory.files, file, agency_id, data)
    except entry_files.FileError as error:
        raise SettingsError(str(error)) from None


# What options say --------------------------------------------------------------------------------


def _values(sets: list[str] | None) -> dict[str, Any]:
    found = {}
    for said in sets or ():
        key, sign, value = said.partition("=")
        if not sign:
            raise SettingsError(f"--set {said}: write KEY=VALUE")
        parsed = parse_yaml(f"--set {key}", f"value: {value}")
        if isinstance(parsed, Problem):
            raise SettingsError(f"--set {key}: {parsed.what}")
        found[_key(key)] = parsed.data["value"]
    return found


def _key(key: str) -> str:
    if key not in KEYS:
        raise SettingsError(
            f"an entry has no {key!r}; {did_you_mean(key, KEYS) or ', '.join(KEYS)}"
        )
    return key


def _points(lines: list[str] | None) -> list[dict[str, Any]]:
    return [_understood(one_line.read_contact, line) for line in lines or ()]


def _understood(read: Any, said: Any) -> Any:
    try:
        return read(said)
    except ValueError as error:
        raise SettingsError(str(error)) from None
