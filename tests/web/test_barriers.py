"""No page has a barrier that axe can find, in light and dark, wide and narrow, open and folded."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.line import open_line
from tests.web import screens

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SUM = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""What another color and width can change; names and structure stay as they are."""
ALL = {"type": "tag", "values": TAGS}
ONLY_SEEN = {"type": "rule", "values": SEEN}
RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
UNFOLD = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
OVER_THE_EDGE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
COUNT_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value;
  }).observe({type: "layout-shift", buffered: true});
"""
MOST_SHIFT = 0.02
"""What counts as none: a fiftieth of the screen (0.1 is called good)."""
LOOKS = (
    ("light", 1360, 850, ALL, 3840),
    ("dark", 360, 740, ONLY_SEEN, 320),
)
"""Colors, width, height, what axe looks for, and another width at which nothing may hang over."""


def test_axe_is_the_released_one() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == SUM


def barriers(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe finds, in one line each."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN, rules)["violations"]
    return [
        f"{one['id']}: {one['help']} - {node['target']} {node.get('failureSummary', '')[:160]}"
        for one in found
        for node in one["nodes"]
    ]


def test_every_page_is_open_to_everybody(browser: Browser, tmp_path: Path) -> None:
    wrong: list[str] = []
    with open_line(tmp_path) as line:
        tips, link = screens.work(line)
        pages = list(screens.shots(line, tips, link))
        for who in dict.fromkeys(shot.who for shot in pages):
            context = browser.new_context(base_url=line.base_url, reduced_motion="reduce")
            page = context.new_page()
            page.add_init_script(COUNT_SHIFTS)
            if who:
                screens._log_in(page, who)
            for shot in (s for s in pages if s.who == who):
                for scheme, width, height, rules, other_width in LOOKS:
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    page.set_viewport_size({"width": width, "height": height})
                    page.goto(shot.path, wait_until="load")
                    where = f"{shot.name} {scheme} {width}"
                    moved = page.evaluate("window.shifted")
                    if moved > MOST_SHIFT:  # on a busy machine it may be drawn before it has come
                        page.reload(wait_until="load")
                        moved = min(moved, page.evaluate("window.shifted"))
                    wrong += [f"{where}: moved by {moved:.3f}"] if moved > MOST_SHIFT else []
                    page.evaluate(UNFOLD)
                    wrong += [f"{where}: {found}" for found in barriers(page, rules)]
                    wrong += hanging_over(page, where)
                    page.set_viewport_size({"width": other_width, "height": 400})
                    wrong += hanging_over(page, f"{where}, then {other_width}")
            context.close()
    assert not wrong, "\n".join(wrong)


def hanging_over(page: Page, where: str) -> list[str]:
    over = page.evaluate(OVER_THE_EDGE)
    return [f"{where}: {over} px hang over the edge"] if over > 0 else []
