"""Logs that cannot tell on a reporter: telephone numbers are blotted out of every line."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

NUMBER = re.compile(r"\+?\d[\d\s().-]{8,}\d")
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Blotter(logging.Filter):
    """Replaces whatever looks like a telephone number, in the message and in its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Blot; every record is kept."""
        record.msg = NUMBER.sub("[number]", record.getMessage())
        record.args = ()
        record.exc_info = None  # a traceback may hold what a reporter said
        record.exc_text = None
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line, for a collector of logs: when, how grave, where, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Only these four fields: whatever else a record carries may hold what was said."""
        at = datetime.fromtimestamp(record.created, UTC)
        line = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(line, ensure_ascii=False)


def configure_logging(level: str, form: str = "text") -> None:
    """Log to standard error, blotted. The access log stays off: paths hold tip IDs and tokens.

    ``form`` is ``text`` or ``json``.
    """
    handler = logging.StreamHandler()
    handler.addFilter(Blotter())
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a late beat is made up for
    for name in ("httpx", "twilio", "uvicorn.access", "sqlalchemy", "mail.log"):
        logging.getLogger(name).setLevel(logging.WARNING)
