"""The public pages in Spanish: ``wording/es.yaml``, by the English sentence."""

from __future__ import annotations

from importlib import resources

from ruamel.yaml import YAML

_FILE = resources.files("hotline.public").joinpath("wording/es.yaml")
SPANISH: dict[str, str] = dict(YAML(typ="safe").load(_FILE.read_text("utf-8")))
