"""``python -m hotline`` is the command ``hotline``."""

from __future__ import annotations

from hotline.cli import main

if __name__ == "__main__":
    main()
