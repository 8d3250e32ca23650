"""A line behind a real pgbouncer (deploy/pgbouncer.ini): each transaction another connection."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.deploy.test_caddy import free_port
from tests.line import open_line

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0


@pytest.fixture
def pooled(new_postgres: Callable[[], str], tmp_path: Path) -> Iterator[str]:
    """The address of an empty database behind the pooler."""
    program = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
    if program is None:
        pytest.skip("pgbouncer is not installed (Debian: pgbouncer); with it a line runs behind it")
    server, port = make_url(new_postgres()), free_port()
    sockets = str(server.query["host"])
    text = (ROOT / "deploy" / "pgbouncer.ini").read_text("utf-8")
    assert "pool_mode = transaction" in text
    config = (
        text.replace("host=127.0.0.1 port=5432 dbname=hotline", f"host={sockets} dbname="
                     f"{server.database} user={server.username}")
        .replace("listen_port = 6432", f"listen_port = {port}\nunix_socket_dir =")
        .replace("auth_type = scram-sha-256\nauth_file = /etc/pgbouncer/userlist.txt",
                 "auth_type = any")
    )  # fmt: skip
    folder = Path(sockets)  # whose owner may read it: pgbouncer refuses to be root
    file = folder / "pgbouncer.ini"
    file.write_text(config, "utf-8")
    command = [program, "-q", *(["-u", folder.owner()] if Path.home().owner() == "root" else [])]
    with subprocess.Popen([*command, file], stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"postgresql://{server.username}@127.0.0.1:{port}/hotline"
        process.terminate()


@pytest.mark.postgres
def test_no_text_is_lost_where_each_transaction_has_another_connection(
    pooled: str, tmp_path: Path
) -> None:
    with open_line(tmp_path / "line", database_url=pooled) as line:
        for words in ("my boss took my passport in Laredo, we cannot leave", "yes", "2", "2", "1"):
            for who in range(4):
                answer = line.text(f"+1956555012{who}", words)
                assert answer and "For help now call" not in answer
        assert len(line.tips()) == 4
        line.work()
        assert 'emergency_answers_total{cause="database"} 0.0' in line.http.get("/metrics").text
