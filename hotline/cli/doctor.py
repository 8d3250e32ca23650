"""``hotline doctor``: everything that keeps the line from working, each in a line with its fix."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Annotated

import typer

from hotline.cli.environment import settings, settings_file
from hotline.cli.output import print_json
from hotline.deployment import Deployment
from hotline.doctor.findings import Finding, ok, run, wrong
from hotline.doctor.inside import INSIDE
from hotline.doctor.outside import OUTSIDE
from hotline.privacy.logs import configure_logging
from hotline.settings import SettingsError

Inside = Annotated[
    bool, typer.Option("--inside", help="Ask nobody outside: no mail, address or provider.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Only what is wrong or should be looked at.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def doctor(inside: Inside = False, quiet: Quiet = False, as_json: Json = False) -> None:
    """Look at the whole line and say what is wrong, each in one line with what to do.

    Exits with 1 when something is wrong. It changes nothing, and sends one email to the line's own
    address.
    """
    configure_logging("CRITICAL")
    found = []
    for finding in _findings(inside=inside):
        found.append(finding)
        if not as_json and not (quiet and finding.state == "ok"):
            typer.echo(str(finding))
    bad = sum(finding.state == "wrong" for finding in found)
    if as_json:
        print_json([finding.as_json() for finding in found])
    else:
        looks = sum(finding.state == "look" for finding in found)
        typer.echo(f"{bad} wrong, {looks} to look at, of {len(found)}")
    if bad:
        raise typer.Exit(1)


def _findings(*, inside: bool) -> Iterator[Finding]:
    where = "the environment"
    try:
        where = str(settings_file() or where)
        dep = Deployment.of(settings())
    except SettingsError as error:
        for line in str(error).splitlines():
            yield wrong("settings", line, f"edit {where}; docs/settings.md")
        return
    with contextlib.closing(dep):
        yield ok("settings", f"{dep.settings.mode.value}, {dep.settings.base_url}")
        yield from run(dep, INSIDE if inside else (*INSIDE, *OUTSIDE))
