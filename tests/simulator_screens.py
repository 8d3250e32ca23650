"""Pictures of the simulator for docs/screens: ``python -m tests.simulator_screens``.

In each language somebody texts and somebody calls, on a fresh demo in a real browser.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from hotline.simulator.web import simulator
from tests.browser import open_browser
from tests.line import Line, open_line

OUT = Path(__file__).parents[1] / "docs" / "screens"
SIZE = {"width": 1180, "height": 1170}
TEXTS = {
    "en": (
        "a man is selling my friend at a motel in Columbus Ohio right now, she is 15",
        "yes", "yes", "1",
    ),
    "es": (
        "trabajo en el campo en Immokalee Florida, el contratista nos quitó los papeles y no paga",
        "si", "no", "2", "si", "4", "no",
    ),
    "zh": ("我被老板关在餐馆里，不给钱，在 Houston", "是"),
}  # fmt: skip
CALLS = {
    "en": ("1", "2", "1", "he keeps my papers and makes me clean houses in Laredo Texas", "2", "1"),
    "es": ("2", "2", "1", "un hombre con pistola nos obliga a trabajar en Laredo Texas", "1", "1"),
    "zh": ("3", "1"),
}


def texting(page: Page, language: str) -> None:
    """The text conversation, up to what came of it."""
    lines = page.locator("#bubbles .line")
    for words in TEXTS[language]:
        before = lines.count()
        page.locator("#words").fill(words)
        page.get_by_role("button", name="Send").click()
        expect(lines).not_to_have_count(before)


def calling(page: Page, language: str) -> None:
    """The call, up to where somebody is rung or the next question is asked."""
    page.get_by_role("tab", name="Call").click()
    page.locator("#dial").click()
    lines = page.locator("#transcript .line")
    expect(lines).not_to_have_count(0)
    for doing in CALLS[language]:
        before = lines.count()
        if len(doing) == 1:
            page.locator(f'[data-key="{doing}"]').click()
        else:
            page.locator("#spoken").fill(doing)
            page.get_by_role("button", name="Say", exact=True).click()
        expect(lines).not_to_have_count(before)


def picture(line: Line, browser: Browser, medium: str, language: str) -> None:
    """One conversation, photographed at its end."""
    page = browser.new_page(viewport=SIZE, locale="en-US")
    page.goto(f"{line.base_url}/simulator")
    (texting if medium == "text" else calling)(page, language)
    page.locator(".bubbles:visible").evaluate("list => { list.scrollTop = list.scrollHeight }")
    page.wait_for_timeout(1500)  # a report's alert arrives within a second or two
    page.screenshot(path=OUT / f"simulator-{medium}-{language}.png")
    page.close()


def main() -> None:
    """Take all of them."""
    with open_browser() as browser:
        for language in TEXTS:
            for medium in ("text", "call"):
                with (
                    tempfile.TemporaryDirectory() as folder,
                    open_line(Path(folder), line_name="Webb County Tip Line (demo)") as line,
                ):
                    line.app.include_router(simulator(line.carrier, line.inbox))
                    line.worker.start()
                    picture(line, browser, medium, language)


if __name__ == "__main__":
    main()
