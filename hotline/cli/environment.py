"""The settings and the deployment that a command works on.

A command reads the environment, and the file that ``HOTLINE_ENV_FILE`` names, or ``hotline.env`` in
the deployment's own folder (:mod:`hotline.local_folder`). Without any of them it uses the demo's
own settings where a demo has been run in this folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session as DbSession

from hotline import local_folder
from hotline.config_versions.store import BrokenFilesError, UnpublishedError
from hotline.db.migrate import upgrade
from hotline.deployment import Deployment
from hotline.followups import config_reload
from hotline.privacy.logs import configure_logging
from hotline.secret_keys import credential
from hotline.settings import Settings, SettingsError, load_settings
from hotline.unit_of_work import Tx

DEMO_FILE = "demo.env"
ADDRESS_FILE = "address"
"""Where a demo notes its address, for another window that has its data."""
PROVIDER_FILE = "provider"
"""And at which phone company it is."""
ACTOR = "command line"
"""Who did what a command does, in the audit trail."""


def read_env_file(path: Path) -> dict[str, str]:
    """``NAME=value`` lines of a file; ``#`` begins a comment."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}; run this as the user of the service"
        ) from None
    values = {}
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        name, sign, value = bare.partition("=")
        if not sign:
            raise SettingsError(f"{path}:{number}: write it as NAME=value")
        values[name.strip()] = value.strip().strip("\"'")
    return values


def settings() -> Settings:
    """The settings of this command. Raises :class:`SettingsError`."""
    file = settings_file()
    if file is not None:
        _add_to_environment(read_env_file(file))
    return load_settings()


def settings_file() -> Path | None:
    """The file whose values are added to this environment. Raises :class:`SettingsError`."""
    named = os.environ.get("HOTLINE_ENV_FILE")
    if named:
        if not Path(named).exists():
            raise SettingsError(f"HOTLINE_ENV_FILE names {named}, which does not exist")
        return Path(named)
    if _has_keys():
        return None
    demo = Path(os.environ.get("HOTLINE_DATA_DIR", "var")) / DEMO_FILE
    of_line = local_folder.chosen() / local_folder.SETTINGS_FILE
    return next((file for file in (of_line, demo) if _is_file(file)), None)


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # in a folder that this user may not look into
        return False


def _has_keys() -> bool:
    """Whether this environment is a real line's, which says where its keys are."""
    names = ("HOTLINE_SECRET_KEYS", "HOTLINE_SECRET_KEYS_FILE", "HOTLINE_SECRET_KEYS_COMMAND")
    return any(name in os.environ for name in names) or credential() is not None


def _add_to_environment(values: Mapping[str, str]) -> None:
    for name, value in values.items():
        os.environ.setdefault(name, value)


def deployment() -> Deployment:
    """The deployment of this command, with its database brought up to date.

    Raises :class:`WrongKeysError` when the keys are not those of the database.
    """
    dep = Deployment.of(settings())
    upgrade(dep.database)
    dep.check_keys()
    return dep


def serving_deployment() -> Deployment:
    """As :func:`deployment`, with the folders published and logging set up, for what serves.

    A machine that starts again with broken files must not stay silent: it serves what it served
    before, and tells. Raises :class:`BrokenFilesError` only when nothing was ever published.
    """
    dep = deployment()
    configure_logging(dep.settings.log_level, dep.settings.log_format)
    try:
        dep.publish_folders(by="start")
    except BrokenFilesError as error:
        with dep.database.read() as db:
            try:
                dep.library.current(db)
            except (UnpublishedError, BrokenFilesError):
                raise error from None
        config_reload.refuse(dep, error.problems)
    return dep


def by_command(db: DbSession, dep: Deployment) -> Tx:
    """A transaction of a command."""
    return Tx(db, dep, dep.clock(), ACTOR)
