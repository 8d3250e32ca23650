"""The shipped flows and rules, and over them the files of the deployment's own folder.

A file in ``HOME/ivr_flows`` or ``HOME/routing_rules`` replaces the shipped file of the same name,
or is added to them; an empty file removes the shipped one. ``town.yaml`` is
applied to the shipped files first. What is published at the desk is written there, and a file that
says what the shipped one says is removed again, so that the folder holds only what differs.
Beside it, ``.shipped`` keeps the shipped text that a file was made from: with it ``hotline diff
shipped`` says what an update changed beneath.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hotline.config_files import Problem, read_folder
from hotline.config_versions.town import Town, read_town
from hotline.local_folder import TOWN_FILE
from hotline.settings import REPOSITORY

FLOWS, RULES = "ivr_flows/", "routing_rules/"
SHIPPED_FLOWS, SHIPPED_RULES = REPOSITORY / "ivr_flows", REPOSITORY / "routing_rules"
BASES = ".shipped"
"""Where the shipped texts are that the folder's files were made from."""


@dataclass(frozen=True)
class Layers:
    """The folders that a deployment's files come from; ``home`` is laid over where it is given."""

    flows: Path
    rules: Path
    home: Path | None = None
    over: tuple[str, ...] = (FLOWS, RULES)
    """Which of the two folders ``home`` is laid over: not one that a setting names."""

    @property
    def _shipped_folders(self) -> tuple[tuple[str, Path], ...]:
        return ((FLOWS, self.flows), (RULES, self.rules))

    def folders(self) -> tuple[Path, ...]:
        """Every folder whose files are served, to be watched."""
        own = [self.home / prefix for prefix in self.over] if self.home else []
        return (self.flows, self.rules, *own)

    def single_files(self) -> tuple[Path, ...]:
        """Files outside of those folders that count too."""
        return (self.home / TOWN_FILE,) if self.home else ()

    def shipped(self) -> dict[str, str]:
        """The files as they come with the program, by path below ``ivr_flows/`` or so."""
        return {
            prefix + path: text
            for prefix, folder in self._shipped_folders
            for path, text in read_folder(folder).items()
        }

    def town(self, shipped: Mapping[str, str]) -> tuple[Town, list[Problem]]:
        """The town of this deployment, and what is wrong in its file."""
        try:
            text = (self.home / TOWN_FILE).read_text("utf-8", "replace") if self.home else ""
        except OSError:
            text = ""
        if not text or self.home is None:
            return Town(), []
        return _town(str(self.home / TOWN_FILE), text, tuple(sorted(shipped.items())))

    def own(self) -> dict[str, str]:
        """The files of the deployment's own folder; an empty one takes a shipped file away."""
        if self.home is None:
            return {}
        return {
            prefix + path: text
            for prefix in self.over
            for path, text in read_folder(self.home / prefix).items()
        }

    def beneath(self) -> dict[str, str]:
        """The shipped files as the town has them: what the folder's own files are laid over."""
        shipped = self.shipped()
        return self.town(shipped)[0].lay_over(shipped)

    def read(self) -> dict[str, str]:
        """The files that are served. A broken ``town.yaml`` is among them, for the check to say."""
        shipped = self.shipped()
        town, problems = self.town(shipped)
        files = {**town.lay_over(shipped), **self.own()}
        if problems and self.home is not None:
            files[TOWN_FILE] = (self.home / TOWN_FILE).read_text("utf-8", "replace")
        return {path: text for path, text in files.items() if text.strip()}

    def folder_for(self, prefix: str) -> Path:
        """Where a changed file is written."""
        if self.home is not None and prefix in self.over:
            return self.home / prefix
        return dict(self._shipped_folders)[prefix]

    def to_write(
        self, prefix: str, before: Mapping[str, str], after: Mapping[str, str]
    ) -> tuple[dict[str, str], set[str]]:
        """What must be written in :meth:`folder_for` and what removed, by path below ``prefix``."""
        changed = {path: text for path, text in after.items() if before.get(path) != text}
        gone = before.keys() - after.keys()
        if self.home is None or prefix not in self.over:
            return changed, set(gone)
        beneath = {path.removeprefix(prefix): t for path, t in self.beneath().items()
                   if path.startswith(prefix)}  # fmt: skip
        same = {path for path, text in changed.items() if beneath.get(path) == text}
        written = {path: text for path, text in changed.items() if path not in same}
        written |= dict.fromkeys(gone & beneath.keys(), "")
        return written, same | (gone - beneath.keys())

    # What the folder's files were made from ------------------------------------------------------

    def base(self, path: str) -> str | None:
        """The shipped text that the folder's file of this path was made from, if it is known."""
        with contextlib.suppress(OSError):
            if self.home is not None:
                return (self.home / BASES / path).read_text("utf-8")
        return None

    def note_bases(self, *, again: bool = False) -> None:
        """Keep the shipped text of every file of the folder that has none; ``again``: of all.

        Raises :class:`OSError`.
        """
        own, beneath = self.own(), self.beneath()
        if self.home is None:
            return
        kept = self.home / BASES
        for path in own:
            if path in beneath and (again or not (kept / path).exists()):
                (kept / path).parent.mkdir(parents=True, exist_ok=True)
                (kept / path).write_text(beneath[path], "utf-8")
        for file in [one for one in kept.rglob("*.yaml") if one.is_file()]:
            if file.relative_to(kept).as_posix() not in own:
                file.unlink()


def layers(flows_dir: Path, rules_dir: Path, home: Path | None = None) -> Layers:
    """The two folders with ``home`` over those of them that are the shipped ones.

    A folder that a setting names is the deployment's own already.
    """
    shipped = ((FLOWS, flows_dir, SHIPPED_FLOWS), (RULES, rules_dir, SHIPPED_RULES))
    over = tuple(prefix for prefix, folder, ours in shipped if folder == ours)
    return Layers(flows_dir, rules_dir, home, over)


@lru_cache(maxsize=4)
def _town(file: str, text: str, shipped: tuple[tuple[str, str], ...]) -> tuple[Town, list[Problem]]:
    return read_town(file, text, dict(shipped))
