"""``hotline agencies``: the commands of its three files, put together."""

from __future__ import annotations

from hotline.cli.agencies import app
from hotline.cli.agency_files import export, import_
from hotline.cli.agency_webhooks import webhook_secret

app.command("export")(export)
app.command("import")(import_)
app.command("webhook-secret")(webhook_secret)

__all__ = ["app"]
