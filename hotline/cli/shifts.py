"""``hotline staff reach|shift|calendar``: where people are paged, when, and their calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.cli.environment import by_command, deployment
from hotline.cli.output import in_line_time, print_json, print_rows
from hotline.cli.staff import Json, app
from hotline.db.accounts import Staff
from hotline.followups import paging, task_calendar
from hotline.privacy.pseudonyms import read_address
from hotline.settings import SettingsError
from hotline.unit_of_work import Tx

__all__ = ["app"]
Username = Annotated[str, typer.Argument(help="Whose login.")]


def _person(db: DbSession, username: str) -> Staff:
    person = db.scalars(select(Staff).where(Staff.username == username)).first()
    if person is None:
        raise SettingsError(f"there is no login {username!r}; `hotline staff list` names them")
    return person


@app.command("reach")
def reach(
    username: Username,
    phone: Annotated[str, typer.Option(help="For texts and calls, as +19565550161.")] = "",
    email: Annotated[str, typer.Option(help="For emails and the morning digest.")] = "",
) -> None:
    """Say where someone is paged; what is left out is removed. Stored sealed."""
    dep = deployment()
    number = read_address(phone).number if phone else ""
    if number is None:
        raise SettingsError(f"{phone!r} is not a telephone number; write it as +19565550161")
    if email and ("@" not in email or " " in email):
        raise SettingsError(f"{email!r} is not a mailbox")
    with dep.database.write() as db:
        person = _person(db, username)
        paging.set_reach(dep.keys, person, paging.Reach(phone=number, email=email))
        by_command(db, dep).record("reach_changed", f"staff:{person.id}")
    ways = [name for name, value in (("text and call", number), ("mail", email)) if value]
    typer.echo(f"{username} is paged by {' and '.join(ways) or 'nothing any more'}")


@app.command("shift")
def shift(
    username: Username,
    hours: Annotated[float, typer.Option(help="From now on; 0 ends the shift.", min=0)] = 8.0,
) -> None:
    """Someone is on shift and is paged; when nobody is, everyone of the role is."""
    dep = deployment()
    now = dep.clock()
    until: datetime | None = now + timedelta(hours=hours) if hours else None
    with dep.database.write() as db:
        person = _person(db, username)
        person.on_shift_until = until
        by_command(db, dep).record(
            "shift_changed", f"staff:{person.id}", until.isoformat() if until else "ended"
        )
    said = (
        f"on shift until {in_line_time(dep.settings, dep.clock())(until)}"
        if until
        else "not on shift any more"
    )
    typer.echo(f"{username} is {said}")


@app.command("shifts")
def shifts(as_json: Json = False) -> None:
    """Who would be paged now."""
    dep = deployment()
    now = dep.clock()
    rows = []
    with dep.database.read() as db:
        for who in paging.ROLES:
            for person, ways in paging.people_to_page(Tx(db, dep, now), who):
                rows.append(
                    {
                        "of": who,
                        "username": person.username,
                        "text_and_call": "sms" in ways,
                        "email": "email" in ways,
                        "until": person.on_shift_until,
                    }
                )
    if as_json:
        print_json(rows)
    else:
        print_rows(
            rows,
            ["of", "username", "text_and_call", "email", "until"],
            in_line_time(dep.settings, dep.clock()),
        )


@app.command("calendar")
def new_calendar(username: Username) -> None:
    """Make a new secret address for someone's tasks in their calendar; the old one ends."""
    dep = deployment()
    with dep.database.write() as db:
        address = task_calendar.new_address(dep, _person(db, username))
        by_command(db, dep).record("calendar address made", f"staff:{username}")
    typer.echo(address)
