"""``hotline staff``: logins for everyone who works with the line, and for agencies.

A password is never an argument: it would stand in the shell's history and in the list of
processes. It is asked for, read from standard input, or set by its owner at a one-time link.
"""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Callable, Iterator
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import factors, linked, logins, single_sign_on, staff
from hotline.accounts.logins import By
from hotline.cli.environment import ACTOR, by_command, deployment
from hotline.cli.output import in_line_time, print_json, print_rows
from hotline.config_versions.store import UnpublishedError
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.settings import SettingsError

app = typer.Typer(help="Logins.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Username = Annotated[str, typer.Argument(help="Whose login.")]
Link = Annotated[bool, typer.Option("--link", help="Print a one-time link that sets it, instead.")]
LINK = "{username} sets the password once, within 24 hours, at {link}"


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(help="What they type to log in.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[str, typer.Option(help=", ".join(staff.ROLES))] = "dispatcher",
    agency: Annotated[str, typer.Option(help="For the role agency: the agency's id.")] = "",
    link: Link = False,
    sso: Annotated[
        str,
        typer.Option(
            help="Their email at the single sign-on provider; then no password is asked for."
        ),
    ] = "",
) -> None:
    """Add a login; the password is asked for, or read from standard input."""
    dep = deployment()
    by = _by(dep)
    with _clearly():
        made = "" if link or sso else logins.good_hash(dep, _password(), username, name)
        with dep.database.write() as db:
            person = logins.add(
                db,
                dep,
                by,
                username=username,
                name=name,
                role=role,
                agency_id=agency or None,
                password_hash=made,
            )
            address = logins.new_link(db, dep, person, by) if link else ""
            if sso:
                single_sign_on.invite(by_command(db, dep), person, sso)
    typer.echo(f"{username} can log in as {role}")
    if address:
        typer.echo(LINK.format(username=username, link=address))


@app.command("sso")
def sso(
    username: Username,
    email: Annotated[
        str, typer.Option(help="Invite this address, which the provider verified.")
    ] = "",
    id_: Annotated[
        str, typer.Option("--id", help="Link the provider's own id for the person.")
    ] = "",
    remove: Annotated[
        bool, typer.Option("--remove", help="Only the password counts again.")
    ] = False,
) -> None:
    """Let a login be used by way of the provider of single sign-on, or end that."""
    dep = deployment()
    with _clearly(), dep.database.write() as db:
        if sum(map(bool, (email, id_, remove))) != 1:
            raise staff.StaffError("give one of --email, --id, and --remove")
        person, tx = logins.find(db, username), by_command(db, dep)
        if remove:
            single_sign_on.unlink(tx, person)
        elif email:
            single_sign_on.invite(tx, person, email)
        else:
            single_sign_on.link(tx, person, id_)
    typer.echo(f"{username} logs in " + ("with a password" if remove else "by single sign-on"))


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
                "second_factor": bool(factors.of_person(db, person.id)),
                "sso": _sso(db, dep, person),
                "sessions": len(logins.sessions(db, person)),
            }
            for person in db.scalars(select(Staff).order_by(Staff.username))
        ]
    if as_json:
        print_json(rows)
    else:
        columns = [
            "username",
            "name",
            "role",
            "agency_id",
            "active",
            "second_factor",
            "sso",
            "sessions",
        ]
        print_rows(rows, columns)


@app.command("disable")
def disable(username: Username) -> None:
    """Disable a login: it cannot log in, and it is logged out of every browser."""
    _change(username, logins.disable)
    typer.echo(f"{username} cannot log in any more")


@app.command("enable")
def enable(username: Username) -> None:
    """Enable a disabled login again, with the password it had."""
    _change(username, logins.enable)
    typer.echo(f"{username} can log in again")


@app.command("role")
def role(
    username: Username,
    to: Annotated[str, typer.Argument(help=", ".join(staff.ROLES))],
    agency: Annotated[str, typer.Option(help="For the role agency: the agency's id.")] = "",
) -> None:
    """Give a login another role; every browser of theirs is logged out."""

    def change(db: DbSession, dep: Deployment, person: Staff, by: By) -> None:
        logins.set_role(db, dep, person, to, agency or None, by)

    _change(username, change)
    typer.echo(f"{username} is {to} from now on")


@app.command("agency")
def agency(username: Username, to: Annotated[str, typer.Argument(help="The agency's id.")]) -> None:
    """Give a login of the role agency to another agency."""

    def change(db: DbSession, dep: Deployment, person: Staff, by: By) -> None:
        logins.set_role(db, dep, person, "agency", to, by)

    _change(username, change)
    typer.echo(f"{username} belongs to {to} from now on")


@app.command("password")
def password(username: Username, link: Link = False) -> None:
    """Set a password: asked for, from standard input, or by its owner at a one-time link."""
    dep = deployment()
    by = _by(dep)
    with _clearly():
        with dep.database.read() as db:
            name = logins.find(db, username).name
        made = "" if link else logins.good_hash(dep, _password(), username, name)
        with dep.database.write() as db:
            person = logins.find(db, username)
            if link:
                typer.echo(
                    LINK.format(username=username, link=logins.new_link(db, dep, person, by))
                )
                return
            logins.set_password(db, dep, person, made, by)
    typer.echo(f"{username} has a new password, and every browser of theirs is logged out")


@app.command("unlock")
def unlock(username: Username) -> None:
    """Let a login in again that too many wrong passwords locked."""
    _change(username, logins.unlock)
    typer.echo(f"{username} is not locked")


@app.command("sessions")
def sessions(username: Username, as_json: Json = False) -> None:
    """The browsers in which a login is open."""
    dep = deployment()
    with _clearly(), dep.database.read() as db:
        rows = [
            {
                "id": session.id,
                "browser": session.browser,
                "since": session.created_at,
                "last_seen": session.last_at,
            }
            for session in logins.sessions(db, logins.find(db, username))
        ]
    if as_json:
        print_json(rows)
    else:
        print_rows(
            rows, ["id", "browser", "since", "last_seen"], in_line_time(dep.settings, dep.clock())
        )


@app.command("reset-factor")
def reset_factor(username: Username) -> None:
    """Forget a login's second factors and recovery codes, for someone who lost their phone."""
    _change(username, logins.reset_factors)
    typer.echo(f"{username} sets up a new second factor after logging in")


@app.command("log-out")
def log_out(
    username: Username,
    session: Annotated[
        int, typer.Option(help="Only this one, by its id in `hotline staff sessions`.")
    ] = 0,
) -> None:
    """End every session of a login, or one of them; they can log in again."""

    def change(db: DbSession, dep: Deployment, person: Staff, by: By) -> None:
        if not session:
            logins.log_out_everywhere(db, dep, person, by)
        elif not logins.end_session(db, dep, person, session, by):
            raise staff.StaffError(f"{username} has no session {session}; see `staff sessions`")

    _change(username, change)
    typer.echo(
        f"{username} is logged out " + (f"of session {session}" if session else "everywhere")
    )


def _change(username: str, change: Callable[[DbSession, Deployment, Staff, By], object]) -> None:
    dep = deployment()
    with _clearly(), dep.database.write() as db:
        change(db, dep, logins.find(db, username), _by(dep))


def _sso(db: DbSession, dep: Deployment, person: Staff) -> str:
    row = linked.of_person(db, dep, person.id)
    return "" if row is None else ("linked" if row.digest else "invited")


def _by(dep: Deployment) -> By:
    return By(ACTOR, dep.clock())


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    given = getpass.getpass("Password: ")
    if getpass.getpass("The same once more: ") != given:
        raise staff.StaffError("the two passwords are not the same; nothing was changed")
    return given


@contextlib.contextmanager
def _clearly() -> Iterator[None]:
    """What cannot be done is one line, as for settings."""
    try:
        yield
    except staff.StaffError as error:
        raise SettingsError(str(error)) from None
    except UnpublishedError as error:
        raise SettingsError(f"{error}, so that its agencies are known") from None
