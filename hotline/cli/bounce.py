"""``hotline bounce``: the mail server hands over what came back; an alert that failed goes on."""

from __future__ import annotations

import sys

import typer

from hotline.cli.environment import by_command, deployment
from hotline.referrals import bounces, deliver
from hotline.unit_of_work import Tx


def bounce() -> None:
    """Read a returned email from standard input (for an alias such as `tipline: |hotline bounce`).

    Always exits 0: a message that is no report about our mail is nobody's mistake.
    """
    report = bounces.read(sys.stdin.buffer.read(bounces.MOST_BYTES))
    if report is None:
        typer.echo("not a delivery report about a mail of ours")
        return
    dep = deployment()
    with dep.database.write() as db:
        known = deliver.note_status(
            Tx(db, dep, dep.clock()),
            state=report.state,
            provider_id=report.envelope,
            detail=report.status,
        )
        by_command(db, dep).record(
            "bounce read", "email", report.state if known else "of an unknown email"
        )
    typer.echo(report.state if known else "about a mail that is not known here")
