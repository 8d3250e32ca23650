"""Diagrams: current, whole and readable. And the commands that print flows."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.cli import app
from hotline.flows import looks
from hotline.flows.diagram import svg
from hotline.flows.diagram.layout import Spot, label_name, place
from hotline.flows.diagram.model import Arrow, Box, Figure, figure_of, overview
from hotline.flows.kinds import all_kinds
from hotline.settings import SettingsError
from tests.flows.talk import shipped

DIAGRAMS = Path(__file__).parents[2] / "docs" / "diagrams"
SVG = "{http://www.w3.org/2000/svg}"
LOOKS = {looks.START, *(kind.look for kind in all_kinds().values())}


def figures() -> list[Figure]:
    book = shipped()
    return [overview(book), *(figure_of(book, flow, "en") for flow in book.flows.values())]


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.title)
def test_the_diagrams_in_the_documents_are_current(figure: Figure) -> None:
    kept = (DIAGRAMS / f"{figure.title}.svg").read_text("utf-8")
    assert kept == svg.svg(figure), "run: hotline flows draw --into docs/diagrams"


def test_no_diagram_is_left_over() -> None:
    assert {path.stem for path in DIAGRAMS.glob("*.svg")} == {figure.title for figure in figures()}


def apart(one: Spot, other: Spot) -> bool:
    wide = abs(one.x - other.x) >= (one.width + other.width) / 2 - 0.01
    high = abs(one.y - other.y) >= (one.height + other.height) / 2 - 0.01
    return wide or high


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.title)
def test_no_box_or_label_lies_on_another(figure: Figure) -> None:
    placed = place(figure, lambda name: (30.0 + 6 * len(name), 40.0))
    spots = [*placed.boxes.values(), *(s for path in placed.paths.values() for s in path if s.name)]
    unique = {id(spot): spot for spot in spots}.values()
    for one, other in combinations(unique, 2):
        assert apart(one, other), f"{one.name} lies on {other.name}"
    for spot in unique:
        assert spot.x - spot.width / 2 >= 0 and spot.x + spot.width / 2 <= placed.width
        assert spot.y - spot.height / 2 >= 0 and spot.y + spot.height / 2 <= placed.height


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.title)
def test_every_arrow_is_drawn_from_its_start_to_its_end(figure: Figure) -> None:
    placed = place(figure, lambda name: (100.0, 40.0))
    for arrow in figure.arrows:
        path = placed.paths[arrow]
        assert (path[0].name, path[-1].name) == (arrow.start, arrow.end)
        assert not arrow.labels or any(spot.name == label_name(arrow) for spot in path)
    document = ET.fromstring(svg.svg(figure))
    drawn = [path for path in document.iter(f"{SVG}path") if path.get("marker-end")]
    assert len(drawn) == len(figure.arrows)


def test_arrows_run_downwards_unless_they_lead_back() -> None:
    figure = Figure(
        "t",
        "",
        tuple(Box(name, looks.SAY, name) for name in "abc"),
        (Arrow("a", "b"), Arrow("b", "c"), Arrow("a", "c"), Arrow("c", "a", ("again",))),
        "a",
    )
    placed = place(figure, lambda name: (60.0, 20.0))
    a, b, c = (placed.boxes[name].y for name in "abc")
    assert a < b < c


def test_a_diagram_speaks_to_those_who_listen_and_escapes_what_it_writes() -> None:
    figure = Figure("a <b>", 'x & "y"', (Box("s", looks.ASK, "s & t", ("<i>",)),), (), "s")
    document = ET.fromstring(svg.svg(figure))
    assert document.get("role") == "img"
    assert document.findtext(f"{SVG}title") == "a <b>"
    assert document.findtext(f"{SVG}desc") == 'x & "y"'
    assert "#quot;" in svg.mermaid(Figure("t", "", (Box("s", looks.ASK, 'say "x"'),), (), "s"))


def test_mermaid_names_every_step_and_every_way() -> None:
    book = shipped()
    text = svg.mermaid(figure_of(book, book.flows["report"], "es"))
    assert text.splitlines()[1] == "flowchart TD"
    assert all(f"s_{step}" in text for step in book.flows["report"].steps)
    assert '-->|"1 yes"| s_danger_advice' in text
    assert "¿Hay alguien en peligro ahora mismo?" in text


# The commands ------------------------------------------------------------------------------------


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["flows", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_flows_are_listed_with_their_languages() -> None:
    listed = {row["flow"]: row for row in json.loads(run("list", "--json"))}
    assert listed["report"]["languages"] == "en es"
    assert "zh" in listed["person"]["languages"].split()
    assert "report" in run("list")


def test_a_flow_is_shown_step_by_step() -> None:
    shown = run("show", "report", "--language", "es")
    assert "¿Puede hablar sin peligro" in shown and "-> not_safe" in shown
    steps = json.loads(run("show", "report", "--json"))["steps"]
    assert [step["step"] for step in steps][:2] == ["begins", "danger"]


def test_a_flow_is_drawn_to_the_screen_or_into_a_folder(tmp_path: Path) -> None:
    assert run("draw", "person").startswith("<svg ")
    assert run("draw", "--format", "mermaid").startswith("%% flows")
    run("draw", "--into", str(tmp_path / "d"))
    written = {path.name for path in (tmp_path / "d").iterdir()}
    assert written == {path.name for path in DIAGRAMS.glob("*.svg")}


def test_a_flow_with_an_error_of_meaning_can_still_be_drawn(tmp_path: Path) -> None:
    from tests.flows.talk import shipped_files

    for name, text in shipped_files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        broken = text.replace("end: {outcome: helped}", "end: {outcome: done}")
        (tmp_path / name).write_text(broken, "utf-8")
    assert run("draw", "find_help", "--flows-dir", str(tmp_path)).startswith("<svg ")
    checked = CliRunner().invoke(app, ["check", "flows", "--flows-dir", str(tmp_path)])
    assert checked.exit_code == 1 and "find_help.yaml:50: the contact ends" in checked.output


def test_a_name_that_is_no_flow_is_reported_with_a_guess() -> None:
    with pytest.raises(SettingsError, match="did you mean 'report'"):
        CliRunner().invoke(app, ["flows", "show", "reprot"], catch_exceptions=False)
    with pytest.raises(SettingsError, match="not a language"):
        CliRunner().invoke(app, ["flows", "draw", "--language", "xx"], catch_exceptions=False)


def contrast(one: str, other: str) -> float:
    """The contrast of two colors (WCAG 2.2)."""

    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "look", sorted(LOOKS, key=lambda look: look.name), ids=lambda look: look.name
)
def test_a_box_can_be_read_in_light_and_in_dark(look: looks.Look) -> None:
    for colors in (look.light, look.dark):
        assert contrast(colors.fill, colors.ink) >= 7


def test_no_color_has_two_dark_ones() -> None:
    dark = dict(svg.PAGE)
    for look in LOOKS:
        for name in ("fill", "border", "ink"):
            light, night = getattr(look.light, name), getattr(look.dark, name)
            assert dark.setdefault(light, night) == night, f"{look.name}: {light}"
