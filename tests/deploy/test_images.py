"""The images of deploy/: a release refuses a tag alone, and `make images` pins them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hotline.settings import REPOSITORY
from tools import images

DIGEST = "sha256:" + "ab" * 32
NAMES = [
    "python:3.11-slim-bookworm",
    "python:3.11-slim-bookworm",
    "postgres:17-bookworm",
    "caddy:2",
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    for file in images.FILES:
        shutil.copy(REPOSITORY / file, tmp_path / file)
    return tmp_path


def run(root: Path, what: str, answer: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """``tools.images`` in a process, with a ``docker`` on the PATH that answers so."""
    programs = root / "bin"
    programs.mkdir(exist_ok=True)
    docker = programs / "docker"
    docker.write_text(
        f'#!/bin/sh\necho "$*" >> {root}/asked\nprintf "%s" "{answer}"\nexit {code}\n'
    )
    docker.chmod(0o755)
    source = (
        "import sys; from pathlib import Path; from tools import images; "
        "sys.exit(images.main(sys.argv[1:2], Path(sys.argv[2])))"
    )
    return subprocess.run(
        [sys.executable, "-c", source, what, str(root)],
        env={**os.environ, "PATH": f"{programs}:/bin"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_image_that_the_files_name_is_found() -> None:
    assert [one.name for one in images.images(REPOSITORY)] == NAMES


def test_a_tag_alone_is_refused_with_its_line_and_a_pinned_one_is_not(copy: Path) -> None:
    for file in images.FILES:
        (copy / file).write_text((copy / file).read_text().replace(f"@{DIGEST}", ""))
    loose = run(copy, "check", "")
    assert loose.returncode == 1 and "deploy/compose.yaml:49: postgres:17-bookworm" in loose.stdout
    before = {file: (copy / file).read_text() for file in images.FILES}
    pinned = run(copy, "pin", DIGEST)
    assert pinned.returncode == 0, pinned.stderr
    assert len((copy / "asked").read_text().splitlines()) == len(set(NAMES)), "each once"
    assert run(copy, "check", "").returncode == 0
    for file, text in before.items():
        now = (copy / file).read_text()
        assert now.replace(f"@{DIGEST}", "") == text, "nothing else is changed"
    newer = "sha256:" + "cd" * 32
    run(copy, "pin", newer)
    text = (copy / "deploy" / "Dockerfile").read_text()
    assert f"FROM python:3.11-slim-bookworm@{newer} AS build" in text and DIGEST not in text


@pytest.mark.parametrize(
    ("answer", "code"),
    [("", 0), ("", 1), ("latest", 0), ("sha256:short", 0), (DIGEST, 1), (f"{DIGEST} {DIGEST}", 0)],
)
def test_what_is_no_digest_is_not_written(copy: Path, answer: str, code: int) -> None:
    before = [(copy / file).read_text() for file in images.FILES]
    done = run(copy, "pin", answer, code)
    assert done.returncode == 1 and "python:3.11-slim-bookworm" in done.stderr
    assert [(copy / file).read_text() for file in images.FILES] == before


@pytest.mark.parametrize(
    ("line", "loose"),
    [
        ("FROM python:3.11", True),
        ("FROM --platform=linux/amd64 python:3.11", True),
        ("    image: ghcr.example:5000/a/b:1.2", True),
        ("    image: a/b:1@sha256:abc", True),
        ("    image: a/b:1@md5:" + "a" * 64, True),
        (f"    image: a/b:1@{DIGEST}", False),
        (f"FROM python:3.11@{DIGEST} AS build", False),
        ("  image: tip-line", False),
        ("FROM scratch", False),
        ("FROM python", True),
        (f"FROM python:3@{DIGEST} AS build\nFROM build", False),
    ],
)
def test_lines_of_several_kinds(tmp_path: Path, line: str, loose: bool) -> None:
    (tmp_path / "deploy").mkdir()
    for file in images.FILES:
        (tmp_path / file).write_text(line + "\n")
    found = [one for one in images.images(tmp_path) if not one.pinned]
    assert bool(found) is loose
    assert images.main(["check"], tmp_path) == (1 if loose else 0)


def test_without_a_program_that_asks_it_says_what_to_install(copy: Path) -> None:
    source = "import sys; from tools import images; sys.exit(images.main(['pin']))"
    done = subprocess.run(
        [sys.executable, "-c", source],
        env={"PATH": "/nowhere"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "install one of skopeo, docker" in done.stderr


def test_a_release_asks_for_all_of_it() -> None:
    make = (REPOSITORY / "Makefile").read_text("utf-8")
    recipe = make.split("\nrelease:", 1)[1].split("\n\n", 1)[0]
    for step in ("tools.images check", "tests/audit.sh --all", "tools.sbom hotline.cdx.json"):
        assert step in recipe
