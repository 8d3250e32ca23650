"""The deployment's own folder: settings, keys, its town, and what it changed of the shipped files.

``HOTLINE_HOME`` names it; without that it is ``/etc/hotline``, where there is one. An update of the
program never touches it (docs/decisions/0035-a-folder-of-the-deployments-own.md).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hotline.yaml_reader import BombError, YamlError, read_yaml

DEFAULT = Path("/etc/hotline")
SETTINGS_FILE, TOWN_FILE = "hotline.env", "town.yaml"
VARIABLE = "HOTLINE_HOME"


def chosen() -> Path:
    """The folder that the environment names, or the usual one; it may not exist yet."""
    return Path(os.environ.get(VARIABLE, "") or DEFAULT)


def found() -> Path | None:
    """The folder, where there is one."""
    folder = chosen()
    return folder if folder.is_dir() else None


def defaults(prefix: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The line's name and number from ``town.yaml``, by setting, where nothing else gives them.

    ``prefix`` of the variables, ``given`` what is set otherwise. What is wrong in the file is
    reported by the check of the flows and rules.
    """
    folder = found()
    if folder is None or given.get("demo") or os.environ.get(f"{prefix}DEMO"):
        return {}
    try:
        town: Any = read_yaml((folder / TOWN_FILE).read_text("utf-8"))[0]
    except (OSError, UnicodeDecodeError, YamlError, BombError):
        return {}
    names = {"line_name": "name", "number": "number"}
    return {
        setting: town[key]
        for setting, key in names.items()
        if isinstance(town, dict)
        and isinstance(town.get(key), str)
        and setting not in given
        and not os.environ.get(prefix + setting.upper())
    }
