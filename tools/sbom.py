"""``python -m tools.sbom FILE``: the bill of materials of a release, CycloneDX 1.6 in JSON.

From the pins (`requirements/run.txt`: name, version, hashes) and what the installed packages say of
themselves (license, what they need, what was compiled into them). The same pins give the same
bytes, so that a release can be made again and compared. Format:
https://cyclonedx.org/docs/1.6/json/.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements" / "run.txt"
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
KEPT = ("type", "name", "version", "licenses", "hashes", "purl")
"""What is taken over of a part that is compiled into a package."""
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


def pins(text: str) -> dict[str, tuple[str, Sequence[str]]]:
    """Version and hashes of each package, by its normal name."""
    found = list(PIN.finditer(text))
    ends = [*(pin.start() for pin in found[1:]), len(text)]
    return {
        normal(pin[1]): (pin[2], HASH.findall(text[pin.end() : end]))
        for pin, end in zip(found, ends, strict=True)
    }


def normal(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bill(known: Mapping[str, tuple[str, Sequence[str]]], version: str) -> dict[str, Any]:
    """The bill of materials of ``hotline`` in ``version``, over the packages in ``known``."""
    own = f"pkg:pypi/hotline@{version}"
    components = [
        _component(name, pinned, hashes) for name, (pinned, hashes) in sorted(known.items())
    ]
    needs = [{"ref": own, "dependsOn": sorted(_needs("hotline", known))}]
    needs += [
        {"ref": _url(name, known[name][0]), "dependsOn": sorted(_needs(name, known))}
        for name in sorted(known)
    ]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "hotline",
                "version": version,
                "purl": own,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": needs,
    }


def _url(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _component(name: str, version: str, hashes: Sequence[str]) -> dict[str, Any]:
    """One package. The hashes are those of all its files: any of them may be what is installed."""
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": _url(name, version),
        "name": name,
        "version": version,
        "purl": _url(name, version),
        "externalReferences": [
            {
                "type": "distribution",
                "url": _url(name, version),
                "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(hashes)],
            }
        ],
    }
    said = _license(name)
    if said:
        made["licenses"] = [{"license": {"name": said}}]
    within = _compiled_into(name)
    if within:
        made["components"] = within
    return made


def _compiled_into(name: str) -> list[dict[str, Any]]:
    """What an installed wheel says was compiled or copied into it (PEP 770): OpenSSL, crates.

    A package's own parts (a purl with ``file:``) are the package. References between parts name
    folders of the machine that built the wheel, so they are left out.
    """
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return []
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for file in files:
        if file.parent.name != "sboms" or file.suffix != ".json":
            continue
        said = json.loads(file.read_text("utf-8"))
        for one in said.get("components", ()):
            key = str(one["name"]), str(one.get("version", ""))
            if normal(key[0]) != normal(name) and "file:" not in str(one.get("purl", "")):
                found[key] = {field: one[field] for field in KEPT if field in one}
    return [found[key] for key in sorted(found)]


def _license(name: str) -> str:
    """What an installed package says of its license; empty for one of another platform."""
    try:
        known = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    sorts = [one for one in known.get_all("Classifier") or () if one.startswith("License ::")]
    named = [known[field] for field in ("License-Expression", "License") if field in known]
    said = [*named[:1], *(sort.rpartition(" :: ")[2] for sort in sorts)] if named else sorts
    return (said[0] if said else "").partition("\n")[0].rpartition(" :: ")[2].strip()[:100]


def _needs(name: str, known: Mapping[str, tuple[str, Sequence[str]]]) -> set[str]:
    """What a package needs, as far as it is pinned here."""
    try:
        wanted = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return set()
    names = (NAME.match(one) for one in wanted)
    plain = {normal(found[0]) for found in names if found}
    return {_url(one, known[one][0]) for one in plain & known.keys()}


def main(arguments: Sequence[str]) -> int:
    """Write the bill to the file that is named; exit 2 without one."""
    if len(arguments) != 1:
        print("usage: python -m tools.sbom FILE", file=sys.stderr)
        return 2
    found = bill(pins(PINS.read_text("utf-8")), metadata.version("hotline"))
    text = json.dumps(found, indent=1, sort_keys=True) + "\n"
    Path(arguments[0]).write_text(text, "utf-8")
    print(f"{len(found['components'])} packages in {arguments[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
