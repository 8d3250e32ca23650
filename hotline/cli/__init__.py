"""The one command, ``hotline``. Each file here adds the commands of one subject."""

from __future__ import annotations

import sys

from hotline.cli.main import app
from hotline.errors import OperatorError


def main() -> None:
    """Run the command; what the operator can fix is said in plain lines, with exit code 2."""
    try:
        app()
    except OperatorError as error:
        print(*error.lines, sep="\n", file=sys.stderr)
        sys.exit(2)


__all__ = ["app", "main"]
