"""A command group that loads a command's module when the command is run, not before.

``hotline --help`` names every command and must be quick; the service behind them is large. So the
table of commands holds each one's address and its first line of help, and nothing is imported
until someone asks for that command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True)
class Command:
    """One command: where it is (``module:attribute``) and its first line of help."""

    address: str
    help: str

    def load(self, name: str) -> Any:
        """The command itself, with everything that it imports."""
        command: Any
        module, attribute = self.address.split(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            command = typer.main.get_group(found)
        else:
            alone = typer.Typer(add_completion=False)
            alone.command(name)(found)
            command = typer.main.get_command(alone)
        command.name = name
        return command


class LazyGroup(TyperGroup):
    """Lists the commands of :attr:`entries`; loads the one that is run."""

    entries: Mapping[str, Command] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, entry in self.entries.items():
            self.commands[name] = TyperCommand(name, help=entry.help, short_help=entry.help)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command to run, loaded; until then a stand-in with its line of help is enough."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and name in self.entries:
            command = self.entries[name].load(name)
        return name, command, rest


def lazy_group(table: Mapping[str, Command]) -> type[LazyGroup]:
    """A group class for :class:`typer.Typer` that knows the commands of ``table``."""
    return type("Commands", (LazyGroup,), {"entries": table})
