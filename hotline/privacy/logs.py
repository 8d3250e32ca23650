"""Logs that cannot tell on a reporter: telephone numbers are blotted out of every line."""

from __future__ import annotations

import logging
import re

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


def configure_logging(level: str) -> None:
    """Log to standard error, blotted. The access log stays off: paths hold tip IDs and tokens."""
    handler = logging.StreamHandler()
    handler.addFilter(Blotter())
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a late beat is made up for
    for name in ("httpx", "twilio", "uvicorn.access", "sqlalchemy", "mail.log"):
        logging.getLogger(name).setLevel(logging.WARNING)
