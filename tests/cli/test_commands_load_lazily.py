"""``hotline --help`` names every command without loading the service behind them."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from importlib import metadata

import pytest
import typer
from typer.testing import CliRunner

from hotline.cli import app
from hotline.cli.agencies import FILES
from hotline.cli.checks import PARTS
from hotline.cli.lazy import Command
from hotline.cli.main import COMMANDS

HEAVY = ("sqlalchemy", "fastapi", "twilio", "httpx", "pydantic", "jinja2", "hotline.geo")


def loaded_by(*arguments: str) -> set[str]:
    """The modules in memory after the command line ran with ``arguments``."""
    program = (
        "import sys, json\n"
        "from hotline.cli import app\n"
        "try:\n app(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print('\\n' + json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_loads_none_of_the_service() -> None:
    assert not {name for name in HEAVY if name in loaded_by("--help")}


WEB = ("fastapi", "starlette", "uvicorn", "jinja2", "hotline.web", "hotline.console")
PROVIDERS = ("twilio", "hotline.telephony", "hotline.providers.twilio")
DATABASE = ("sqlalchemy", "alembic", "psycopg", "hotline.db")
ANSWERS = [
    (("schema", "flow"), (*WEB, *PROVIDERS, *DATABASE)),
    (("schema", "rules"), (*WEB, *PROVIDERS, *DATABASE)),
    (("schema", "agency"), (*WEB, *PROVIDERS, *DATABASE)),
    (("check", "--help"), (*WEB, *PROVIDERS, *DATABASE)),
    (("check",), (*WEB, *PROVIDERS, *DATABASE)),
    (("check", "flows"), (*WEB, *PROVIDERS, *DATABASE)),
    (("flows", "list"), (*WEB, *PROVIDERS, *DATABASE)),
    (("explain", "--text", "my boss keeps my passport"), (*WEB, *PROVIDERS)),
    (("agencies", "show", "national_hotline"), (*WEB, *PROVIDERS)),
    (("agencies", "list", "--json"), (*WEB, *PROVIDERS)),
    (("rules", "--help"), (*WEB, *PROVIDERS)),
]
"""Commands, and what each of them answers without."""


@pytest.mark.parametrize(("command", "unused"), ANSWERS, ids=lambda given: " ".join(given)[:24])
def test_a_command_loads_only_what_it_uses(
    command: tuple[str, ...], unused: tuple[str, ...]
) -> None:
    assert not set(unused) & loaded_by(*command)


LAZY = [*COMMANDS.items(), *PARTS.items(), *FILES.items()]


@pytest.mark.parametrize(("name", "entry"), LAZY, ids=[entry.address for _, entry in LAZY])
def test_each_line_of_help_is_the_commands_own(name: str, entry: Command) -> None:
    command = entry.load(name)
    first = inspect.cleandoc(command.help or "").split("\n\n")[0].replace("\n", " ")
    assert entry.help == first


def test_every_command_is_listed_and_a_misspelled_one_is_corrected() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output
    assert all(f"│ {name} " in listed for name in COMMANDS)
    wrong = CliRunner().invoke(app, ["expalin"])
    assert wrong.exit_code == 2
    assert "explain" in wrong.output


def test_the_table_is_what_typer_runs() -> None:
    group = typer.main.get_command(app)
    assert list(group.commands) == list(COMMANDS)  # type: ignore[attr-defined]


def test_the_version_is_printed() -> None:
    said = CliRunner().invoke(app, ["--version"])
    assert (said.exit_code, said.output) == (0, f"hotline {metadata.version('hotline')}\n")
