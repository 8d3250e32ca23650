"""Changes entries in YAML files and leaves everything else as it is: comments, order, quotes.

Only the lines of an entry that changes are rewritten; the other lines of a file are taken over
byte for byte. Whatever is changed is read again, and must say what was meant and nothing else.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from hotline.directory.entries import KEYS, Data, normal, read_entries
from hotline.geo import Gazetteer

WIDTH = 100
DATES = frozenset({"read", "called", "confirmed", "intake_on", "on", "since"})
FLOW = frozenset({"area", "hours", "acknowledge", "on_call", "beds"})
"""Mappings that are written on one line where they fit."""
BLOCK_LISTS = frozenset({"sources", "contacts"})


class FileError(Exception):
    """A file could not be changed as meant; nothing was written. The message says why."""


def change(files: Mapping[str, str], file: str, agency_id: str, data: Data) -> dict[str, str]:
    """``files`` with an entry that says ``data``: changed where it stands, else added to ``file``.

    Raises :class:`FileError` when the file would not say just that afterwards.
    """
    text = files.get(file) or _new_file(file)
    loaded = _yaml().load(text)
    agencies = loaded.get("agencies") or CommentedMap()
    known = agencies.get(agency_id)
    if known is None:
        after = _added(text, agency_id, normal(data))
    else:
        _update(known, normal(data))
        after = _spliced(text, _dumped(loaded), agency_id)
    changed = {**files, file: after}
    _must_say(files, changed, file, agency_id, normal(data))
    return changed


def _must_say(
    before: Mapping[str, str], after: Mapping[str, str], file: str, agency_id: str, data: Data
) -> None:
    wanted, found = (_said(files.get(file, ""), file) for files in (before, after))
    if found != wanted | {agency_id: data}:
        raise FileError(f"{file} is laid out in a way that cannot be changed by command: edit it")


def _said(text: str, file: str) -> dict[str, Data]:
    entries = read_entries({file: text}, demo=file.startswith("demo/")) if text else {}
    return {agency_id: entry.data for agency_id, entry in entries.items()}


def _new_file(file: str) -> str:
    of = Path(file).stem
    state = Gazetteer.load().states.get(of)
    about = f"Agencies of {state.name}." if state else "Agencies for the nation."
    return f"of: {of}\nabout: {about}\nagencies: {{}}\n"


# YAML --------------------------------------------------------------------------------------------


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(value: Any) -> str:
    out = io.StringIO()
    _yaml().dump(value, out)
    return out.getvalue()


def _update(known: CommentedMap, data: Data) -> None:
    """Set what differs, key by key, so that what is the same keeps its comments and style."""
    before = normal(known)
    for key in [key for key in known if key not in data]:
        del known[key]
    for key, value in data.items():
        if before.get(key) == value:
            continue
        written = _written(key, value)
        if key in known:
            known[key] = _list_in_place(known[key], before[key], value, key, written)
        else:
            known.insert(_position(known, key), key, written)


def _list_in_place(known: Any, before: Any, value: Any, key: str, written: Any) -> Any:
    """A list whose unchanged items stay the objects that they were, comments and all."""
    if key not in BLOCK_LISTS or not isinstance(known, CommentedSeq):
        return written
    old = list(known)
    for position, item in enumerate(value):
        if item in before:
            written[position] = old[before.index(item)]
    return written


def _position(known: CommentedMap, key: str) -> int:
    """Where a new key belongs: after the last one that comes before it by custom."""
    earlier = set(KEYS[: KEYS.index(key)])
    places = [number for number, name in enumerate(known, 1) if name in earlier]
    return max(places, default=0)


def _written(key: str, value: Any) -> Any:
    """A value in the style of the directory's files."""
    if key in DATES:
        return date.fromisoformat(value)
    if isinstance(value, Mapping):
        return _mapping(key, value)
    if isinstance(value, list):
        return _list(key, value)
    if key in {"notes", "found"}:
        return _folded(value)
    if isinstance(value, str) and (key in {"address", "spelled"} or not _is_plain(value)):
        return DoubleQuotedScalarString(value)
    return value


def _is_plain(text: str) -> bool:
    return text.isascii() and re.sub(r"[ _/-]", "", text).isalnum()


def _mapping(key: str, value: Mapping[str, Any]) -> CommentedMap:
    written = CommentedMap({name: _written(name, item) for name, item in value.items()})
    fits = len(", ".join(f"{name}: {item!r}" for name, item in value.items())) < WIDTH - 20
    if key in FLOW or (key == "contact" and fits and "on_call" not in value):
        written.fa.set_flow_style()
    return written


def _list(key: str, value: list[Any]) -> CommentedSeq:
    of = "contact" if key == "contacts" else key
    items = [
        DoubleQuotedScalarString(item)
        if isinstance(item, str) and key != "sources" and not _is_plain(item)
        else _written(of, item)
        if not isinstance(item, str)
        else item
        for item in value
    ]
    written = CommentedSeq(items)
    if key not in BLOCK_LISTS:
        written.fa.set_flow_style()
    return written


def _folded(text: str) -> Any:
    """A note as ``>-`` with lines that an editor shows whole."""
    lines = textwrap.wrap(text, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    folded: Any = FoldedScalarString(" ".join(lines))
    ends = [len(" ".join(lines[:number])) for number in range(1, len(lines))]
    folded.fold_pos = ends
    return folded


def entry_yaml(agency_id: str, data: Data) -> str:
    """An entry as its file would have it, without the indentation."""
    entry = CommentedMap({key: _written(key, value) for key, value in normal(data).items()})
    return _dumped(CommentedMap({agency_id: entry}))


# Lines -------------------------------------------------------------------------------------------


def _added(text: str, agency_id: str, data: Data) -> str:
    """``text`` with a new entry after the last one."""
    block = textwrap.indent(entry_yaml(agency_id, data), "  ")
    lines = text.splitlines(keepends=True)
    known = list(_blocks(text))
    if not known:
        number = next(n for n, line in enumerate(lines) if line.startswith("agencies:"))
        return "".join([*lines[:number], "agencies:\n", block, *lines[number + 1 :]])
    _, _, end = known[-1]
    return "".join([*lines[:end], "\n", block, *lines[end:]])


def _spliced(text: str, dumped: str, agency_id: str) -> str:
    """``text`` with the lines of one entry taken from ``dumped``."""
    _, start, end = next(block for block in _blocks(text) if block[0] == agency_id)
    _, begin, stop = next(block for block in _blocks(dumped) if block[0] == agency_id)
    lines, new = text.splitlines(keepends=True), dumped.splitlines(keepends=True)
    return "".join([*lines[:start], *new[begin:stop], *lines[end:]])


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Each entry with the lines it takes; blank lines and comments before the next are not its.

    A line that begins with # deeper than an entry's name is no such comment: notes may begin so.
    """
    loaded = _yaml().load(text)
    agencies = loaded.get("agencies") or CommentedMap()
    if not agencies:
        return
    lines = text.splitlines()
    starts = [(name, agencies.lc.key(name)[0]) for name in agencies]
    after = [line for _, line in starts[1:]] + [_end(loaded, lines)]
    for (name, start), end in zip(starts, after, strict=True):
        depth = agencies.lc.key(name)[1]
        while end > start + 1 and _is_between(lines[end - 1], depth):
            end -= 1  # noqa: PLW2901 - walking back over what belongs to the next entry
        yield name, start, end


def _is_between(line: str, depth: int) -> bool:
    """Whether a line is blank, or a comment no deeper than ``depth``."""
    words = line.lstrip(" ")
    return not words.strip() or (words.startswith("#") and len(line) - len(words) <= depth)


def _end(loaded: CommentedMap, lines: list[str]) -> int:
    """The line after the agencies: that of the next key of the file, or its end."""
    begins = loaded.lc.key("agencies")[0]
    later = [loaded.lc.key(key)[0] for key in loaded]
    return min((line for line in later if line > begins), default=len(lines))


# Out ---------------------------------------------------------------------------------------------


def unified_diff(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What changes from ``before`` to ``after``, as ``diff -u`` says it; empty when nothing."""
    parts: list[str] = []
    for file in sorted({*before, *after}):
        old, new = before.get(file, ""), after.get(file, "")
        if old != new:
            parts += difflib.unified_diff(
                old.splitlines(keepends=True),
                new.splitlines(keepends=True),
                f"a/{file}" if file in before else "/dev/null",
                f"b/{file}",
            )
    return "".join(parts)


def write(folder: Path, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Write the files that change, each whole or not at all; their names.

    All are written beside their places first, so that a full disk changes nothing.
    """
    changed = [file for file in after if after[file] != before.get(file)]
    ready: list[tuple[Path, Path]] = []
    try:
        for file in changed:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            ready.append((_beside(target, after[file]), target))
    except OSError as error:
        for spare, _ in ready:
            spare.unlink(missing_ok=True)
        raise FileError(f"{file} cannot be written: {error.strerror}") from None
    for spare, target in ready:
        spare.replace(target)
    return changed


def _beside(target: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    spare = Path(name)
    spare.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
    return spare
