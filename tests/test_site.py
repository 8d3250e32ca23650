"""The documents as a site: every page is there, and no link leads nowhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tools import site

ROOT = Path(__file__).resolve().parent.parent


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """The site of the pages in ``folder``/var/pages, by the program that ``make site`` uses."""
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    program = Path(sys.executable).with_name("zensical")
    return subprocess.run(
        [program, "build", "--clean", "--strict"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_site_is_built_and_a_broken_link_stops_it(tmp_path: Path) -> None:
    pages = tmp_path / "var" / "pages"
    site.put_together(ROOT, pages)
    built = build(tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    for page in ("index.html", "deploy/index.html", "docs/training.html", "docs/carriers.html"):
        assert (tmp_path / "var" / "site" / page).is_file(), page
    with (pages / "docs" / "training.md").open("a", encoding="utf-8") as page:
        page.write("\nSee [nothing](nowhere.md).\n")
    broken = build(tmp_path)
    assert broken.returncode != 0


def test_every_page_of_the_menu_exists_once() -> None:
    def pages(entries: list[object]) -> list[str]:
        found = []
        for entry in entries:
            assert isinstance(entry, dict)
            for where in entry.values():
                found += pages(where) if isinstance(where, list) else [where]
        return found

    menu = pages(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"])
    assert len(menu) == len(set(menu)) >= 18
    there = {str(one.relative_to(ROOT)) for one in site.documents(ROOT)} | {"index.md"}
    assert set(menu) <= there
