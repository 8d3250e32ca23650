"""Puts the commands together."""

from __future__ import annotations

import typer

from hotline.cli import (
    agencies,
    agency_files,
    bounce,
    checks,
    demo,
    explain,
    flows,
    follow,
    move,
    replay,
    rules,
    schemas,
    serve,
    shifts,
    show,
    simulate,
)

app = typer.Typer(
    name="hotline",
    help="A community's own anonymous tip line for human trafficking.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("worker")(serve.worker)
app.command("publish")(serve.publish)
app.command("move")(move.move)
app.command("bounce")(bounce.bounce)
app.command("explain")(explain.explain)
app.command("replay")(replay.replay)
app.command("schema")(schemas.schema)
agencies.app.command("export")(agency_files.export)
agencies.app.command("import")(agency_files.import_)
app.add_typer(agencies.app, name="agencies")
app.add_typer(checks.app, name="check")
app.add_typer(flows.app, name="flows")
app.add_typer(rules.app, name="rules")
app.add_typer(simulate.app, name="simulate")
app.add_typer(shifts.app, name="staff")
app.add_typer(show.reports, name="reports")
app.add_typer(show.referrals, name="referrals")
app.add_typer(follow.app, name="tasks")
app.add_typer(follow.jobs, name="jobs")
