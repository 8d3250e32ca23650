"""A release's bill of materials names every pinned package with its hashes, the same each time."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from hotline.settings import REPOSITORY
from tools import sbom

PINS = (REPOSITORY / "requirements" / "run.txt").read_text("utf-8")
LINES = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*?\])?==(\S+)", PINS, flags=re.MULTILINE)


def test_every_pin_is_in_it_with_all_its_hashes(tmp_path: Path) -> None:
    file = tmp_path / "hotline.cdx.json"
    assert sbom.main([str(file)]) == 0
    made = json.loads(file.read_text())
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    listed = {(one["name"], one["version"]): one for one in made["components"]}
    assert {(sbom.normal(name), version) for name, version in LINES} == set(listed)
    hashes = [
        h["content"] for one in listed.values() for h in one["externalReferences"][0]["hashes"]
    ]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", PINS))
    refs = {one["bom-ref"] for one in made["components"]} | {
        made["metadata"]["component"]["bom-ref"]
    }
    assert len(refs) == len(listed) + 1
    for row in made["dependencies"]:
        assert {row["ref"], *row["dependsOn"]} <= refs
    (own,) = [row for row in made["dependencies"] if row["ref"].startswith("pkg:pypi/hotline@")]
    assert len(own["dependsOn"]) >= 20
    licensed = [one for one in made["components"] if "licenses" in one]
    assert len(licensed) >= len(listed) * 0.9


def test_what_was_compiled_into_a_package_is_in_it_too() -> None:
    """The OpenSSL that seals every report comes inside a wheel, and gets weaknesses of its own."""
    made = sbom.bill(sbom.pins(PINS), "1")
    within = {
        one["name"]: {part["name"] for part in one.get("components", ())}
        for one in made["components"]
    }
    assert "openssl" in within["cryptography"] and len(within["cryptography"]) > 10
    assert within["pydantic-core"] and not within["jinja2"]
    text = json.dumps(made)
    assert "file://" not in text and "bom-ref" not in json.dumps(
        [part for one in made["components"] for part in one.get("components", ())]
    )


def test_it_is_the_same_each_time_and_names_nothing_of_this_machine(tmp_path: Path) -> None:
    texts = []
    for number in range(2):
        sbom.main([str(tmp_path / f"{number}.json")])
        texts.append((tmp_path / f"{number}.json").read_text())
    assert texts[0] == texts[1]
    assert str(REPOSITORY) not in texts[0] and "file:" not in texts[0] and "/tmp" not in texts[0]


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_without_a_file_it_says_how(arguments: list[str]) -> None:
    assert sbom.main(arguments) == 2


@pytest.mark.parametrize(
    ("said", "code", "exits", "shown"),
    [
        ("No known vulnerabilities found", 0, 0, "no known vulnerabilities in"),
        ("Found 2 known vulnerabilities in 1 package", 1, 1, "Found 2 known"),
        ("Found 1 known vulnerability in 1 package", 1, 1, "Found 1 known"),
        ("connection refused", 1, 0, "could not run here"),
        ("", 124, 0, "could not run here"),
        (
            "No known vulnerabilities found\nName Skip Reason\n"
            + "a Dependency not found on PyPI and could not be audited: a (1.0)\n" * 66,
            0,
            0,
            "66 of",
        ),
        (
            "No known vulnerabilities found\nb Dependency not found and could not be audited",
            0,
            0,
            "1 of",
        ),
    ],
)
def test_the_look_for_vulnerabilities_says_what_it_did_not_look_at(
    tmp_path: Path, said: str, code: int, exits: int, shown: str
) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text(PINS)
    (tmp_path / "said").write_text(said)
    audit = tmp_path / ".venv" / "bin" / "pip-audit"
    audit.write_text(f"#!/bin/sh\ncat {tmp_path / 'said'}\nexit {code}\n")
    audit.chmod(0o755)
    done = subprocess.run(
        ["sh", str(REPOSITORY / "tests" / "audit.sh")],
        cwd=tmp_path,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, shown in done.stdout) == (exits, True), done.stdout
    strictly = subprocess.run(
        ["sh", str(REPOSITORY / "tests" / "audit.sh"), "--all"],
        cwd=tmp_path,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    saw_all = shown == "no known vulnerabilities in"
    assert (strictly.returncode == 0) is saw_all, "a release fails when not all was looked at"
    if "of" in shown:
        assert "NOT looked at" in done.stdout and "no known vulnerabilities in" not in done.stdout
