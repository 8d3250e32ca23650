"""``python -m tools.images check|pin``: the container images of deploy/, each pinned by its digest.

A tag can be moved to another image; a digest cannot. ``pin`` asks the registry, by way of whichever
of skopeo and docker is installed, and writes ``name:tag@sha256:…`` into the files. ``check``
lists what is not pinned and exits 1: ``make release`` refuses then. Run ``pin`` again to take a
newer image of the same tag.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("deploy/Dockerfile", "deploy/compose.yaml")
NAMED = re.compile(
    r"^(?P<before>FROM\s+(?:--platform=\S+\s+)?|\s+image:\s*)"
    r"(?P<name>[a-z0-9][\w./-]*(?::\d+/[\w./-]+)?(?::[\w.-]+)?)(?:@(?P<digest>\S+))?",
    re.MULTILINE,
)
STAGE = re.compile(r"^FROM\s.*\sAS\s+(\S+)", re.MULTILINE | re.IGNORECASE)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
SECONDS = 120
ASK: Mapping[str, Sequence[str]] = {
    "skopeo": ("inspect", "--no-tags", "--format", "{{.Digest}}", "docker://{name}"),
    "docker": ("buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}", "{name}"),
}
"""How each program is asked for the digest of an image that may be for several machines."""


class ImageError(Exception):
    """An image cannot be pinned; the message says which, why and what to do."""


@dataclass(frozen=True)
class Image:
    """An image that a file names, and the digest it is pinned to, if any."""

    file: str
    line: int
    name: str
    digest: str

    @property
    def pinned(self) -> bool:
        """Whether nobody can put another image in its place."""
        return DIGEST.fullmatch(self.digest) is not None


def images(root: Path) -> Iterator[Image]:
    """Every image that the files of deploy/ take from a registry."""
    for file in FILES:
        text = (root / file).read_text("utf-8")
        for found in _taken(text):
            line = text.count("\n", 0, found.start("name")) + 1
            yield Image(file, line, found["name"], found["digest"] or "")


def _taken(text: str) -> Iterator[re.Match[str]]:
    """The images of one file that are not made here: no earlier stage, nothing that is built."""
    own = {"scratch", *STAGE.findall(text)}
    for found in NAMED.finditer(text):
        built_here = "image:" in found["before"] and ":" not in found["name"]
        if found["name"] not in own and (found["digest"] or not built_here):
            yield found


def ask(name: str) -> str:
    """The digest that the registry has for ``name`` now. Raises :class:`ImageError`."""
    program = next((one for one in ASK if shutil.which(one)), None)
    if program is None:
        raise ImageError(f"install one of {', '.join(ASK)}: it asks the registry for digests")
    command = [program, *(part.format(name=name) if part.endswith("{name}") else part
                          for part in ASK[program])]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - the program's own name, and a name from our files
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ImageError(f"{name}: {program} did not answer within {SECONDS} s") from None
    digest = done.stdout.strip()
    if done.returncode or not DIGEST.fullmatch(digest):
        said = (done.stderr.strip().splitlines() or ["no digest"])[-1]
        raise ImageError(f"{name}: {program} gave no digest: {said}")
    return digest


def pin(root: Path, digest_of: Callable[[str], str]) -> Sequence[str]:
    """Write the newest digests into the files; the names. Raises :class:`ImageError`.

    All digests are asked for first, so that no file is left half pinned.
    """
    digests = {name: digest_of(name) for name in dict.fromkeys(one.name for one in images(root))}
    for file in FILES:
        path = root / file
        text = path.read_text("utf-8")
        for found in reversed(list(_taken(text))):
            pinned = f"{found['before']}{found['name']}@{digests[found['name']]}"
            text = text[: found.start()] + pinned + text[found.end() :]
        path.write_text(text, "utf-8")
    return tuple(digests)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """See the module; exit 2 for other arguments."""
    if list(arguments) == ["pin"]:
        try:
            pinned = pin(root, ask)
        except ImageError as error:
            print(f"images: {error}", file=sys.stderr)
            return 1
        print(f"images: pinned {', '.join(pinned)}")
        return 0
    if list(arguments) != ["check"]:
        print("usage: python -m tools.images check|pin", file=sys.stderr)
        return 2
    loose = [one for one in images(root) if not one.pinned]
    for one in loose:
        print(f"{one.file}:{one.line}: {one.name} is not pinned by a digest. Fix: make images")
    print(f"images: {len(loose)} not pinned" if loose else "images: all pinned by digest")
    return 1 if loose else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
