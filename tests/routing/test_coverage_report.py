"""The proof as a page that can be mailed and printed: a map, each state, and what is missing."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from hotline import routing
from hotline.cli import app
from hotline.config_versions.store import check_both, read_folders
from hotline.routing import Coverage
from hotline.web.coverage_report import coverage_report
from tests.routing.books import NOON, RULES, agency, book_of, files, shipped

FLOWS = RULES.with_name("ivr_flows")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The page that ``hotline check coverage`` writes, and what it says. The proof is run once."""
    target = tmp_path_factory.mktemp("coverage") / "coverage.html"
    ran = CliRunner().invoke(
        app, ["check", "coverage", "--on", "2026-11-24", "--html", str(target)]
    )
    assert ran.exit_code == 0, ran.output
    return target.read_text("utf-8"), ran.output


@pytest.fixture
def page(written: tuple[str, str]) -> str:
    return written[0]


def test_the_report_asks_no_other_machine_for_anything(page: str) -> None:
    assert not re.findall(r"""(?:src|href|action)\s*=\s*["'][^"'#]|url\(|@import|<script""", page)


def test_each_county_is_coloured_by_who_is_asked_there(page: str) -> None:
    def css(name: str) -> str:
        found = re.search(rf'class="(\w+)"[^>]*><title>{name}:', page)
        assert found, name
        return found[1]

    assert css("Webb County, TX") == "state"
    assert css("San Diego County, CA") == "near"
    assert css("Laramie County, WY") == "none"
    assert css("San Juan Municipio, PR") == "state", "territories are on it too"


def test_each_state_says_who_it_has_or_who_is_nearest(page: str) -> None:
    rows = dict(re.findall(r'<tr><th scope="row">([\w .]+)</th>(.+?)</tr>', page))
    assert len(rows) == 56
    assert "Ohio Human Trafficking Hotline" in rows["Ohio"]
    nearest = rows["Wyoming"].split("Nearest: ", 1)[1]
    assert any(nearest.startswith(agency.name) for agency in shipped().agencies.values())


def test_a_proof_that_fails_says_what_is_missing() -> None:
    book = book_of(files(agency()))
    proof = routing.prove(book, NOON)
    gap = routing.coverage.Gap(
        "Webb County, TX", "sex", "P0", "self", "yes", NOON.isoformat(), "no line <open>"
    )
    broken = Coverage(**{**vars(proof), "gaps": [gap], "dead_rules": ["old_rule"]})
    page = coverage_report(broken, book, "2026-11-24, 12:00 PM CST", seconds=1.0)
    assert "Proved on 2026-11-24, 12:00 PM CST, of version" in page
    assert "Not proved: 1 gaps, 1 dead" in page
    assert "no line &lt;open&gt;" in page
    assert "The rule old_rule holds for no case." in page
    assert 'class="gap"' in page


def test_the_command_says_what_it_proved_and_draws_the_map(written: tuple[str, str]) -> None:
    page, said = written
    assert "0 gaps" in said
    assert "<svg" in page


def test_a_fault_that_the_synthetic_agencies_would_hide_is_reported() -> None:
    files = dict(read_folders(FLOWS, RULES))
    synthetic = next(
        name
        for name in sorted(shipped(demo=True).agencies)
        if shipped(demo=True).agencies[name].synthetic
    )
    files["routing_rules/webb.yaml"] = (
        f'policy: webb\nabout: A town\'s.\nin: {{counties: ["48479 Webb, TX"]}}\nrules:\n'
        f"  first:\n    about: To them.\n    when: {{type: labor}}\n"
        f"    refer:\n      - {{agency: {synthetic}}}\n"
    )
    version, problems = check_both(files)
    assert version is None
    reported = [p for p in problems if p.severity == "error"]
    assert [(p.file, p.line) for p in reported] == [("routing_rules/webb.yaml", 9)]
    assert reported[0].what.startswith("without the demo: ")
