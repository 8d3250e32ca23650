"""The languages of the interface: English, and one ``locale/<code>.po`` file for each other.

A file is all that a language needs. Its name is the language's code, its header has the plural
rule, and babel knows the rest: the language's own name, its dates and its clock. A sentence that
the file lacks is shown in English; ``python -m tools.sentences`` lists those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
"""The language that the code and the templates are written in; it needs no file."""
SHIPPED = Path(__file__).parent / "locale"
COUNTRY = "US"
"""Dates, clocks and words are those of this country where babel knows them."""
_folders: list[Path] = [SHIPPED]


def files() -> Mapping[str, Path]:
    """The file of each language but English, by the language's code."""
    return {file.stem: file for folder in _folders for file in sorted(folder.glob("*.po"))}


@cache
def languages() -> Mapping[str, str]:
    """Each language of the interface with its own name, English first."""
    return {code: _own_name(code) for code in (SOURCE, *sorted(files()))}


@contextmanager
def also_from(folder: Path) -> Iterator[None]:
    """Offer the languages of another folder, too, for a while."""
    _folders.append(folder)
    _forget()
    try:
        yield
    finally:
        _folders.remove(folder)
        _forget()


def _forget() -> None:
    for kept in (languages, translations, locale_of):
        kept.cache_clear()


def catalog(code: str) -> Catalog:
    """The sentences of one file, as babel reads them. Raises :class:`KeyError` without a file."""
    with files()[code].open("rb") as file:
        return read_po(file)


@cache
def translations(code: str) -> NullTranslations:
    """What says a sentence in a language; it answers with the English where it has none."""
    if code not in files():
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalog(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def locale_of(code: str) -> Locale:
    """How a language writes dates and times, in this country if babel knows it there."""
    for name in (f"{code}_{COUNTRY}", code):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(f"{SOURCE}_{COUNTRY}")


def _own_name(code: str) -> str:
    try:
        name = Locale.parse(code).get_language_name(code) or code
    except (UnknownLocaleError, ValueError):
        name = code
    return name[:1].upper() + name[1:]
