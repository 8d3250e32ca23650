"""``hotline agencies webhook-secret``: what an agency checks our signatures with."""

from __future__ import annotations

from typing import Annotated

import typer

from hotline.cli.environment import by_command, deployment
from hotline.cli.output import print_json, print_rows
from hotline.config_files import did_you_mean
from hotline.referrals.channels import webhook
from hotline.settings import SettingsError


def webhook_secret(
    agency_id: Annotated[str, typer.Argument(help="Its ID in the directory.")],
    as_json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
) -> None:
    """Print the signing secret of each webhook of an agency. Send it over a safe channel only."""
    dep = deployment()
    with dep.database.write() as db:
        agencies = dep.library.current(db).rules.agencies
        agency = agencies.get(agency_id)
        if agency is None:
            guess = did_you_mean(agency_id, agencies)
            raise SettingsError(f"there is no agency {agency_id!r} {guess}".strip())
        rows = [
            {"address": address, "secret": secret}
            for address, secret in webhook.secrets_of(dep.keys, agency)
        ]
        if not rows:
            raise SettingsError(
                f"{agency_id} has no webhook; add a contact point with `channel: webhook` first"
            )
        by_command(db, dep).record("webhook secret shown", f"agency:{agency_id}")
    if as_json:
        print_json(rows)
    else:
        print_rows(rows, ["address", "secret"])
