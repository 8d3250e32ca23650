"""``hotline staff``: logins for dispatchers, supervisors, auditors and agencies."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer
from sqlalchemy import select

from hotline.cli.environment import deployment
from hotline.cli.output import print_json, print_rows
from hotline.db.people import Staff
from hotline.settings import SettingsError
from hotline.web import staff

app = typer.Typer(help="Logins.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="What they type to log in.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[str, typer.Option(help=", ".join(staff.ROLES))] = "dispatcher",
    agency: Annotated[str, typer.Option(help="For the role agency: the agency's id.")] = "",
) -> None:
    """Add a login; the password is asked for, or read from standard input."""
    dep = deployment()
    password = (
        getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    try:
        with dep.database.write() as db:
            staff.add(
                db,
                username=username,
                name=name,
                role=role,
                password=password,
                now=dep.clock(),
                agency_id=agency or None,
            )
    except staff.StaffError as error:
        raise SettingsError(str(error)) from None
    typer.echo(f"{username} can log in as {role}")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """All logins."""
    dep = deployment()
    with dep.database.read() as db:
        rows = [
            {
                "username": person.username,
                "name": person.name,
                "role": person.role,
                "agency_id": person.agency_id,
                "active": person.active,
            }
            for person in db.scalars(select(Staff).order_by(Staff.username))
        ]
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["username", "name", "role", "agency_id", "active"])
