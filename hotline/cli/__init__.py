"""The one command, ``hotline``. Each file here adds the commands of one subject."""

from __future__ import annotations

import sys

from hotline.cli.main import app
from hotline.settings import SettingsError
from hotline.versions.published import BrokenFilesError


def main() -> None:
    """Run the command; a bad setting or file is told in plain lines, with exit code 2."""
    try:
        app()
    except SettingsError as error:
        print(f"hotline: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenFilesError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print("hotline: nothing was published; mend the lines above", file=sys.stderr)
        sys.exit(2)


__all__ = ["app", "main"]
