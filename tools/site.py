"""``python -m tools.site``: the documents as a site in ``var/site``; exit 1 where a link is broken.

The documents link to each other as files of the repository. They are copied to ``var/pages`` in the
same folders, with every file that one of them links to, and zensical builds the site from there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "var" / "pages"
ROOTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def documents(root: Path) -> list[Path]:
    """All documents of a checkout."""
    return [
        *(root / name for name in ROOTS),
        *sorted((root / "docs").rglob("*.md")),
        *sorted((root / "deploy").glob("*.md")),
    ]


def linked(document: Path) -> Iterator[Path]:
    """The files and folders that a document links to."""
    for target in LINK.findall(document.read_text("utf-8")):
        yield (document.parent / unquote(target)).resolve()


def put_together(root: Path, pages: Path) -> None:
    """Copy the documents of ``root`` and what they link to into ``pages``, emptied first."""
    shutil.rmtree(pages, ignore_errors=True)
    wanted = dict.fromkeys(documents(root))
    wanted |= dict.fromkeys(one for page in list(wanted) for one in linked(page) if one.is_file())
    for file in wanted:
        copy = pages / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    shutil.copyfile(root / "README.md", pages / "index.md")


def main() -> int:
    """Build it."""
    put_together(ROOT, PAGES)
    program = Path(sys.executable).with_name("zensical")
    done = subprocess.run([program, "build", "--clean", "--strict"], cwd=ROOT, check=False)
    if done.returncode == 0:
        print(f"the site is in {ROOT / 'var' / 'site'}")
    return min(done.returncode, 1)


if __name__ == "__main__":
    sys.exit(main())
