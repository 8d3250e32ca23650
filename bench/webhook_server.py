"""A server of the webhook measurement: the whole line, or a bare route beside it.

    python -m bench.webhook_server line|bare|sample FOLDER PORT [--keys KEYS] [--database URL]

The bare route checks the same signature in the same way and commits as many rows as it is asked
for, of the same size, to a SQLite database that is opened in the same way. It does nothing else.
"""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Response
from sqlalchemy import LargeBinary, String, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench import sample
from bench.line import FIRST_KEY, NUMBER, TOKEN, demo_line
from hotline.app import create_app
from hotline.cli.serve import keep_what_is_loaded
from hotline.db.columns import BigId
from hotline.db.database import Database
from hotline.deployment import utc_now
from hotline.providers.events import Webhook
from hotline.providers.twilio.client import Twilio
from hotline.providers.verbs import Message
from hotline.telephony.verification import verified


class Base(DeclarativeBase):
    """The bare server's own tables."""


class Row(Base):
    """A row: a unique key and some bytes."""

    __tablename__ = "rows"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


def bare(folder: Path, port: int, database_url: str = "") -> FastAPI:
    """A route that checks the signature, commits rows and answers."""
    database = Database(database_url or f"sqlite:///{folder / 'bare.db'}")
    Base.metadata.create_all(database.engine)
    app = FastAPI(docs_url=None, redoc_url=None)
    settings = SimpleNamespace(base_url=f"http://127.0.0.1:{port}")
    provider = Twilio("", TOKEN, NUMBER, guard=lambda _url: None)
    app.state.deployment = SimpleNamespace(
        settings=settings,
        provider=provider,
        clock=utc_now,
        world_time=utc_now,
        callbacks=SimpleNamespace(is_ours=lambda _path, _query: True),
    )
    answer = provider.render([Message("Thank you.")])

    @app.post("/text")
    @app.post("/call")
    def receive(
        webhook: Annotated[Webhook, Depends(verified)], rows: int, size: int, step: int = 0
    ) -> Response:
        sid = provider.read_text(webhook).id or f"{provider.read_call(webhook).call_id}:{step}"
        with database.write() as db:
            values = [
                {"key": f"{sid}:{number}", "body": secrets.token_bytes(size)}
                for number in range(rows)
            ]
            db.execute(insert(Row), values)
        return Response(answer, media_type="text/xml")

    return app


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m bench.webhook_server")
    parser.add_argument("kind", choices=("line", "bare", "sample"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--keys", default=FIRST_KEY, help="synthetic keys, the newest first")
    parser.add_argument("--database", default="", help="instead of a SQLite file in the folder")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.kind == "sample":
        sample.serve(given.folder, given.port)
    if given.kind == "line":
        here = f"http://127.0.0.1:{given.port}"
        dep = demo_line(given.folder, base_url=here, keys=given.keys, database_url=given.database)
        dep.check_keys()
        app = create_app(dep)
    else:
        app = bare(given.folder, given.port, given.database)
    keep_what_is_loaded()  # as `hotline serve` does
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
