"""The questions of ``hotline init``: asked at the terminal, or answered by a file.

Each answer is checked where it is given. What was answered before is offered again, so that a
set-up that was left can be continued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

from hotline.config_files import Problem, parse_yaml
from hotline.settings import SettingsError

Check = Callable[[str], str]
"""What is kept of an answer. Raises :class:`ValueError` with what is wrong and an example."""


def anything(text: str) -> str:
    """Whatever was typed, but something."""
    if not text:
        raise ValueError("is needed")
    if "\n" in text:
        raise ValueError("must be one line")
    return text


@dataclass
class Answers:
    """Where answers come from: ``given`` by a file, else typed; ``file`` is its name."""

    given: Mapping[str, Any] | None = None
    file: str = ""
    used: set[str] = field(default_factory=set)

    @classmethod
    def in_file(cls, path: Path) -> Answers:
        """The answers in a YAML file. Raises :class:`SettingsError`."""
        try:
            document = parse_yaml(str(path), path.read_text("utf-8", "replace"))
        except OSError as error:
            raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
        if isinstance(document, Problem):
            raise SettingsError(str(document))
        if not isinstance(document.data, dict):
            raise SettingsError(f"{path}: write one answer a line, such as `name: Our Tip Line`")
        return cls(document.data, str(path))

    @property
    def asks(self) -> bool:
        """Whether someone sits at the terminal."""
        return self.given is None

    def ask(
        self, key: str, question: str, check: Check = anything, default: str = "", *,
        secret: bool = False,
    ) -> str:  # fmt: skip
        """One answer. ``default`` is what was said before; a secret one is not shown."""
        if self.given is not None:
            self.used.add(key)
            text = str(self.given.get(key, default) or "").strip()
            try:
                return check(text)
            except ValueError as error:
                raise SettingsError(f"{self.file}: {key} {error}") from None
        while True:
            shown = "kept as it is" if secret and default else default
            text = str(typer.prompt(question, default=shown, hide_input=secret, show_default=bool(
                shown))).strip()  # fmt: skip
            try:
                return check(default if text == shown else text)
            except ValueError as error:
                typer.echo(f"  That {error}.", err=True)

    def yes(self, key: str, question: str, *, default: bool) -> bool:
        """Yes or no."""
        if self.given is None:
            return typer.confirm(question, default=default)
        self.used.add(key)
        found = self.given.get(key, default)
        if not isinstance(found, bool):
            raise SettingsError(f"{self.file}: {key} must be true or false")
        return found

    def value(self, key: str, kind: type, default: Any) -> Any:
        """A list or mapping of the file; ``default`` at the terminal."""
        if self.given is None:
            return default
        self.used.add(key)
        found = self.given.get(key, default)
        if not isinstance(found, kind):
            raise SettingsError(f"{self.file}: {key} must be a {_NAMES[kind]}")
        return found

    def left_over(self) -> list[str]:
        """Answers to no question: a word in the file that was misspelt."""
        return sorted(str(key) for key in self.given or () if key not in self.used)


_NAMES: dict[type, str] = {list: "list", dict: "list of NAME: value"}


def typed_code(question: str) -> str:
    """A code that someone reads from a phone; empty when nobody is there to type it."""
    try:
        return str(typer.prompt(question, default="", show_default=False)).strip()
    except typer.Abort:
        return ""
