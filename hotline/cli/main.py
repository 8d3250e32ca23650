"""The table of commands. A new command is one line here; its module loads when it is run."""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

import typer

from hotline.cli.lazy import Command, lazy_group

COMMANDS = {
    "demo": Command(
        "hotline.cli.demo:demo",
        "Start a demonstration: nothing in it can reach a real agency.",
    ),
    "init": Command(
        "hotline.cli.init:init",
        "Set up a line step by step; it can be left and run again at any time.",
    ),
    "test": Command("hotline.cli.test_sends:app", "Send something to see that it arrives."),
    "train": Command(
        "hotline.cli.train:train",
        "Start a training copy of the line: made-up reporters, a fast clock, nothing can leave.",
    ),
    "serve": Command(
        "hotline.cli.serve:serve",
        "Serve calls, texts and pages, and (unless --no-worker) send what is due.",
    ),
    "worker": Command(
        "hotline.cli.serve:worker",
        "Only send what is due and keep the clocks; any number of these may run on PostgreSQL.",
    ),
    "doctor": Command(
        "hotline.cli.doctor:doctor",
        "Look at the whole line and say what is wrong, each in one line with what to do.",
    ),
    "connect": Command(
        "hotline.cli.connect:connect",
        "Show every entry of the line's number at the provider; --set enters them, --undo takes "
        "back.",
    ),
    "publish": Command(
        "hotline.cli.serve:publish",
        "Check the folders and publish them as the version that every process serves.",
    ),
    "move": Command(
        "hotline.cli.move:move",
        "Copy everything to another database. Stop the service first, then start it on the new "
        "one.",
    ),
    "backup": Command(
        "hotline.cli.backup:backup",
        "Copy the database to a file while the service runs; encrypted, with a key set for it.",
    ),
    "restore": Command(
        "hotline.cli.restore:restore",
        "Restore a backup, check it, and open every report of it; exit 1 if anything is wrong.",
    ),
    "upgrade": Command(
        "hotline.cli.upgrade:run",
        "Check this version against the line's data, make a backup, bring the database up to date.",
    ),
    "audit": Command("hotline.cli.audit:app", "The audit trail: check it, read it, note its end."),
    "retention": Command(
        "hotline.cli.retention:app", "How long closed reports are kept, and legal holds."
    ),
    "keys": Command("hotline.cli.keys:app", "The keys that seal what was said."),
    "bounce": Command(
        "hotline.cli.bounce:bounce",
        "Read a returned email from standard input (for an alias such as "
        "`tipline: |hotline bounce`).",
    ),
    "explain": Command(
        "hotline.cli.explain:explain",
        "Say where a report would go, and why. Nothing is stored and no one is notified.",
    ),
    "replay": Command(
        "hotline.cli.replay:replay",
        "Show what was decided of a report, and what would be decided now; exit 1 if not the same.",
    ),
    "schema": Command(
        "hotline.cli.schemas:schema",
        "Print a schema, for an editor that completes and checks.",
    ),
    "agencies": Command("hotline.cli.agencies:app", "The directory of agencies."),
    "check": Command("hotline.cli.checks:app", "Check the files that a coordinator edits."),
    "diff": Command(
        "hotline.cli.shipped:app",
        "What differs from the shipped files.",
    ),
    "review-sheet": Command(
        "hotline.cli.review_sheet:sheet",
        "Write the wording of a language as a sheet for a native speaker, or take one in.",
    ),
    "flows": Command("hotline.cli.flows:app", "Flows: list them, read them, draw them."),
    "rules": Command("hotline.cli.rules:app", "Directory and rules."),
    "simulate": Command("hotline.cli.simulate:app", "A phone in the terminal."),
    "staff": Command("hotline.cli.shifts:app", "Logins."),
    "reports": Command("hotline.cli.show:reports", "Reports."),
    "referrals": Command("hotline.cli.show:referrals", "Referrals to agencies."),
    "tasks": Command("hotline.cli.follow:app", "Follow-up tasks."),
    "jobs": Command("hotline.cli.follow:jobs", "What is to be sent, and what could not be."),
}

app = typer.Typer(
    name="hotline",
    help="A community's own anonymous tip line for human trafficking.",
    cls=lazy_group(COMMANDS),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hotline {metadata.version('hotline')}")
        raise typer.Exit


@app.callback()
def _hotline(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """A community's own anonymous tip line for human trafficking."""
