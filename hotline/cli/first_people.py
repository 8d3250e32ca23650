"""The people of a new line: its first administrator, and who is paged when someone is in danger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer
from sqlalchemy import select

from hotline.accounts import logins
from hotline.accounts.logins import By
from hotline.accounts.staff import StaffError
from hotline.cli.environment import by_command
from hotline.cli.setup_answers import Answers
from hotline.cli.test_sends import confirm
from hotline.db.accounts import Staff
from hotline.deployment import Deployment
from hotline.doctor.inside import confirmed
from hotline.followups import paging
from hotline.privacy.egress import EgressRefusedError
from hotline.privacy.pseudonyms import read_address
from hotline.providers.errors import ProviderError
from hotline.settings import SettingsError
from hotline.unit_of_work import Tx

ACTOR = "init"
ON_CALL = ("dispatcher", "supervisor", "coordinator")
TRIES = 3


@dataclass(frozen=True)
class Person:
    """Someone with a login; ``phone`` is where they are paged."""

    login: str
    name: str
    role: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class People:
    """The administrator, where one was named, and everyone who is paged."""

    admin: Person | None
    night: Sequence[Person]


def read(asked: Answers) -> People:
    """The people in the file of answers; at the terminal they are asked for later."""
    admin = asked.value("admin", dict, {})
    night = asked.value("night", list, [])
    return People(
        _person(asked, admin, "admin") if admin else None,
        [_person(asked, given, "dispatcher") for given in night],
    )


def _person(asked: Answers, given: Any, role: str) -> Person:
    where = f"{asked.file}: {'admin' if role == 'admin' else 'night'}"
    known = ("login", "name", "role", "phone", "email")
    if not isinstance(given, dict) or not {"login", "name"} <= given.keys() <= set(known):
        raise SettingsError(
            f"{where} is a list of {{login: maria, name: Maria Example, phone: +19565550161}}"
        )
    person = Person(**{"role": role} | {key: str(value) for key, value in given.items()})
    if role != "admin" and person.role not in ON_CALL:
        raise SettingsError(f"{where}: {person.login}: the role is one of {', '.join(ON_CALL)}")
    try:
        return _with_number(person, needed=role != "admin")
    except ValueError as error:
        raise SettingsError(f"{where}: {person.login}: {error}") from None


def _with_number(person: Person, *, needed: bool) -> Person:
    if not person.phone and not needed:
        return person
    number = read_address(person.phone).number if person.phone else None
    if number is None:
        raise ValueError(
            f"the phone {person.phone!r} is not a telephone number; write it as +19565550161"
        )
    return Person(person.login, person.name, person.role, number, person.email)


def set_up(asked: Answers, dep: Deployment, people: People) -> list[str]:
    """Add who is missing, and page everyone once; the logins that did not confirm it."""
    if asked.asks:
        people = _ask(dep)
    if people.admin is not None:
        _add(dep, people.admin)
    for person in people.night:
        _add(dep, person)
    with dep.database.read() as db:
        if not paging.people_to_page(Tx(db, dep, dep.clock()), "dispatchers"):
            typer.echo(
                "NOBODY IS ON CALL: no phone would ring when someone is in danger.", err=True
            )
    return [name for name in _to_confirm(dep) if not _confirm(dep, name)]


def _ask(dep: Deployment) -> People:
    admin = None
    with dep.database.read() as db:
        known = {one.username: one.role for one in db.scalars(select(Staff).where(Staff.active))}
    if "admin" not in known.values():
        login = typer.prompt("First administrator: login")
        admin = Person(login, typer.prompt("Their name"), "admin")
    night: list[Person] = []
    while True:
        login = typer.prompt(
            "Who answers at night? Login (Enter: nobody more)", default="", show_default=False
        )
        if not login:
            return People(admin, night)
        name = typer.prompt("Their name")
        role = typer.prompt(f"Role ({', '.join(ON_CALL)})", default=ON_CALL[0])
        phone = typer.prompt("Phone that is to ring, as +19565550161")
        try:
            night.append(_with_number(Person(login, name, role, phone), needed=True))
        except ValueError as error:
            typer.echo(f"  {error}", err=True)


def _add(dep: Deployment, person: Person) -> None:
    by = By(ACTOR, dep.clock())
    try:
        with dep.database.write() as db:
            row = db.scalars(select(Staff).where(Staff.username == person.login)).first()
            link = ""
            if row is None:
                row = logins.add(
                    db, dep, by, username=person.login, name=person.name, role=person.role
                )
                link = logins.new_link(db, dep, row, by)
            reach = paging.Reach(person.phone, person.email)
            if person.phone and paging.reach_of(dep.keys, row) != reach:
                paging.set_reach(dep.keys, row, reach)
                by_command(db, dep).record("reach_changed", f"staff:{row.id}")
    except StaffError as error:
        raise SettingsError(f"{person.login}: {error}") from None
    if link:
        typer.echo(
            f"{person.login} ({person.role}) sets a password once, within 24 hours, at {link}"
        )
    else:
        typer.echo(f"{person.login} has a login already")


def _to_confirm(dep: Deployment) -> list[str]:
    with dep.database.read() as db:
        tx = Tx(db, dep, dep.clock())
        people = db.scalars(select(Staff).where(Staff.active, Staff.role.in_(ON_CALL))).all()
        done = confirmed(tx, (one.id for one in people))
        return [
            one.username
            for one in people
            if one.id not in done and paging.reach_of(dep.keys, one).phone
        ]


def _confirm(dep: Deployment, username: str) -> bool:
    with dep.database.read() as db:
        person = logins.find(db, username)
    try:
        for _ in range(TRIES):
            if confirm(dep, person):
                typer.echo(f"{username}'s phone gets pages")
                return True
    except (ProviderError, EgressRefusedError, OSError) as error:
        typer.echo(f"no test page could be sent to {username}: {error}", err=True)
    return False
