"""The kinds of contact channels, each described by ``channel.toml`` in its folder.

A folder is all there is to a channel: ``channel.toml`` says what it is, for the checker, the pages
and the directory's exchange format; ``__init__.py`` beside it sends alerts, for the channels that
carry them. This module reads only the descriptions, so that pure code may ask it. The folders are
below ``hotline/referrals/channels/``; :func:`hotline.referrals.channels.add` adds another one.

Keys of ``channel.toml``: ``alerts``, whether alerts go out on it; ``address``, what its addresses
are (``number``, ``email``, ``web`` or ``any``), or else ``pattern``, a regular expression, with
``looks_like``, which says in words what matches it; ``hsds``, what it is in the Human Services Data
Specification 3.1 (``voice``, ``text``, ``contact`` or ``location``); and ``[label]``, its name on
pages by language: ``en`` must be there, and others where the pages' catalogs do not have it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "referrals" / "channels"
DESCRIPTION = "channel.toml"
NAME = re.compile(r"[a-z][a-z0-9_]{0,9}")
"""What a folder may be called: rows and files hold this word."""
ADDRESSES = frozenset({"number", "email", "web", "any", "pattern"})
HSDS = frozenset({"voice", "text", "contact", "location"})
TEXTS = frozenset({"address", "pattern", "looks_like", "hsds"})
KEYS = TEXTS | {"label", "alerts"}


class ChannelError(Exception):
    """A folder does not describe a channel; the message says which, what and how to fix it."""


@dataclass(frozen=True)
class ChannelKind:
    """What a channel is; see the module for the fields."""

    name: str
    folder: Path
    labels: Mapping[str, str]
    alerts: bool
    address: str
    hsds: str
    pattern: str = ""
    looks_like: str = ""

    def why_wrong(self, address: str) -> str:
        """Why ``address`` cannot be one of a channel with a pattern; empty when it can."""
        if self.address != "pattern" or re.fullmatch(self.pattern, address):
            return ""
        return f"{address!r} is not {self.looks_like}"


def read(folder: Path) -> ChannelKind:
    """The channel in ``folder``. Raises :class:`ChannelError`."""
    where = folder / DESCRIPTION
    if not NAME.fullmatch(folder.name):
        raise ChannelError(
            f"{folder}: a channel's folder is named with at most 10 of a-z, 0-9 and _, such as fax"
        )
    try:
        given = tomllib.loads(where.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ChannelError(f"{where}: cannot be read as TOML ({error})") from None
    problem = _problem(given)
    if problem:
        raise ChannelError(f"{where}: {problem}")
    return ChannelKind(
        name=folder.name,
        folder=folder,
        labels=given["label"],
        alerts=given["alerts"],
        address="pattern" if "pattern" in given else given["address"],
        hsds=given["hsds"],
        pattern=given.get("pattern", ""),
        looks_like=given.get("looks_like", ""),
    )


def _problem(given: Mapping[str, Any]) -> str:
    """What is wrong first and how to fix it; empty when nothing is."""
    label, of_ours = given.get("label"), ", ".join(sorted(KEYS))
    texts = {name: given.get(name, "") for name in TEXTS}
    labels = label if isinstance(label, dict) else {}
    all_texts = texts | {f"label.{code}": said for code, said in labels.items()}
    named = sorted(ADDRESSES - {"pattern"})
    checks = (
        *(
            (name not in KEYS, f"there is no key {name!r}; the keys are {of_ours}")
            for name in given
        ),
        (
            not isinstance(given.get("alerts"), bool),
            "write alerts = true when alerts go out on it, else alerts = false",
        ),
        (not labels.get("en"), 'write [label] and below it en = "…", its name on pages'),
        *(
            (not isinstance(value, str), f"{name} is a text in quotation marks")
            for name, value in sorted(all_texts.items())
        ),
        (texts["hsds"] not in HSDS, f"write hsds = one of {', '.join(sorted(HSDS))}"),
        (
            "pattern" not in given and texts["address"] not in named,
            f"write address = one of {', '.join(named)}, or a pattern",
        ),
    )
    found = next((problem for wrong, problem in checks if wrong), "")
    return found or (_pattern_problem(texts) if "pattern" in given else "")


def _pattern_problem(texts: Mapping[str, str]) -> str:
    try:
        re.compile(texts["pattern"])
    except re.error as error:
        return f"pattern is not a regular expression ({error})"
    return "" if texts["looks_like"] else 'write looks_like = "…", what matches the pattern'


def _shipped() -> dict[str, ChannelKind]:
    folders = sorted(path.parent for path in FOLDER.glob(f"*/{DESCRIPTION}"))
    return {folder.name: read(folder) for folder in folders}


KINDS: dict[str, ChannelKind] = _shipped()
"""Every kind of channel, by its name."""
