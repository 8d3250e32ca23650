"""A mail server of the alerts measurement: it takes every mail and adds it to a file.

    python -m bench.mail_sink PORT KEPT

One JSON line a mail, with sender, receivers and content, so that a bare loop can send the very
same emails.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from pathlib import Path
from typing import IO, Any

from aiosmtpd.controller import Controller


class Sink:
    """Keeps what comes."""

    def __init__(self, kept: IO[str]) -> None:
        self._kept = kept

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep one mail."""
        content = envelope.content.decode("utf-8", "surrogateescape")
        mail = {"sender": envelope.mail_from, "to": envelope.rcpt_tos, "content": content}
        self._kept.write(json.dumps(mail) + "\n")
        return "250 kept"


def main() -> None:
    """Serve until the process is ended."""
    port, kept = int(sys.argv[1]), Path(sys.argv[2])
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with kept.open("w", encoding="utf-8", buffering=1) as file:
        controller = Controller(Sink(file), hostname="127.0.0.1", port=port)
        controller.start()
        ended.wait()
        controller.stop()


if __name__ == "__main__":
    main()
