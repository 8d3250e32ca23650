"""The web page in a real browser: with script and without, offline, on a small phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.line import Line, open_line
from tests.rehearsing import seen
from tests.web.test_barriers import ALL, barriers
from tests.web_door.test_messages import leave

STORY = "my boss in Laredo Texas keeps our passports, nobody is paid, zmarksix"
PNG = b"\x89PNG\r\n\x1a\n" + b"a house with bars" * 40_000


pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("door")) as line:
        yield line


@pytest.fixture
def page(browser: Any, served: Line, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A tab; with the parameter ``False`` it runs no script."""
    scripted = getattr(request, "param", True)
    context = browser.new_context(
        java_script_enabled=scripted, viewport={"width": 320, "height": 640}
    )
    tab = context.new_page()
    tab.goto(f"{served.base_url}/report")
    yield tab
    context.close()


def write(page: Any, words: str) -> None:
    page.fill("#words", words)
    page.click("#answer button.primary")


def test_a_report_with_script_is_sealed_and_leaves_no_history(page: Any, served: Line) -> None:
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or ""))
    before, entries = set(served.tips()), page.evaluate("history.length")
    write(page, STORY)
    page.get_by_role("button", name="Yes, it is safe").click()
    page.wait_for_selector("#files")
    assert page.evaluate("history.length") == entries
    assert page.url.endswith("/report")
    assert page.title() == "Form"
    assert any("sealed=" in body for body in bodies)
    assert not any("zmarksix" in body for body in bodies)
    (tip,) = set(served.tips()) - before
    assert STORY in seen(served, tip)["told"]
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_offline_in_the_middle_loses_no_word(page: Any, served: Line) -> None:
    write(page, "someone is not paid at the farm in Immokalee, Florida")
    page.wait_for_selector("#files")
    page.context.set_offline(True)
    write(page, "yes, it is safe")
    page.wait_for_selector("#notice:not([hidden])")
    assert "Not sent yet" in page.inner_text("#notice")
    assert page.input_value("#words") == "yes, it is safe"
    page.context.set_offline(False)
    page.click("#answer button.primary")
    page.locator(".said-now", has_text="Trained people").wait_for()


def test_a_large_picture_goes_in_pieces_and_says_that_it_came(page: Any, served: Line) -> None:
    before = set(served.tips())
    write(page, STORY)
    page.wait_for_selector("#files")
    sent = {"name": "zmark-name.png", "mimeType": "image/png", "buffer": PNG}
    pieces: list[bytes] = []
    page.on("request", lambda request: pieces.append(request.post_data_buffer or b""))
    page.set_input_files("#files", sent)
    page.locator("#sending", has_text="picture").wait_for()
    assert len(pieces) == -(-len(PNG) // 200_000)
    assert not any(b"zmark-name" in piece for piece in pieces)
    (tip,) = set(served.tips()) - before
    assert seen(served, tip)["pictures"] == 1


def test_a_piece_that_breaks_off_is_sent_again_at_half_its_size(page: Any, served: Line) -> None:
    write(page, STORY)
    page.wait_for_selector("#files")
    sizes: list[int] = []

    def first_breaks(route: Any) -> None:
        sizes.append(len(route.request.post_data_buffer or b""))
        if len(sizes) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/report/piece", first_breaks)
    picture = PNG[:250_000]
    page.set_input_files("#files", {"name": "p.png", "mimeType": "image/png", "buffer": picture})
    page.locator("#sending", has_text="picture").wait_for()
    assert sizes[1] < 0.6 * sizes[0] and len(sizes) == 3


@pytest.mark.parametrize("page", [True, False], indirect=True)
def test_on_a_slow_phone_network_a_report_with_a_photo_comes_through(
    page: Any, served: Line, request: pytest.FixtureRequest
) -> None:
    """Slow 3G as browsers name it: 400 kbit/s, 400 ms for each answer."""
    before = set(served.tips())
    scripted = request.node.callspec.params["page"]
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000}
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": 50_000})
    write(page, STORY)
    page.get_by_role("button", name="Yes, it is safe").wait_for()
    picture = {"name": "p.png", "mimeType": "image/png", "buffer": PNG[:60_000]}
    page.set_input_files("#files", picture)
    page.get_by_role("button", name="Yes, it is safe").click()
    page.get_by_text("Is anyone under 18?").wait_for()
    if scripted:  # the answer overtakes the photo, which stays in sight until it came
        page.locator("#sending", has_text="picture").wait_for()
    (tip,) = set(served.tips()) - before
    assert seen(served, tip)["pictures"] == 1


def test_esc_leaves_at_once(page: Any) -> None:
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="weather"))
    page.fill("#words", "words that nobody may read")
    page.keyboard.press("Escape")
    page.wait_for_url("https://www.weather.gov/")
    page.go_back()
    assert "words that nobody may read" not in page.content()


@pytest.mark.parametrize("page", [False], indirect=True)
def test_a_whole_report_without_script(page: Any, served: Line) -> None:
    before = set(served.tips())
    write(page, STORY)
    page.get_by_role("button", name="Yes, it is safe").click()
    for _ in range(12):
        if "secret code" in page.inner_text(".said-now"):
            break
        if page.locator(".choices button").count():
            page.locator(".choices button").last.click()
        else:
            write(page, "they lock the door at night")
    assert "secret code" in page.inner_text(".said-now")
    (tip,) = set(served.tips()) - before
    assert served.report(tip)["medium"] == "web"


@pytest.mark.parametrize("page", [False], indirect=True)
def test_back_to_the_first_page_shows_nothing_of_what_was_written(page: Any, served: Line) -> None:
    write(page, STORY)
    page.get_by_role("button", name="Yes, it is safe").wait_for()
    page.go_back()
    assert page.input_value("#words") == ""
    assert "zmarksix" not in page.content()


def test_loading_again_offers_to_go_on_and_shows_nothing_before(page: Any, served: Line) -> None:
    before = set(served.tips())
    write(page, STORY)
    page.get_by_role("button", name="Yes, it is safe").click()
    page.wait_for_selector("details.later")
    asked = page.locator(".said-now p").last.inner_text()
    entries = page.evaluate("history.length")
    page.reload()
    page.wait_for_selector("#resume:not([hidden])")
    (tip,) = set(served.tips()) - before
    assert tip not in page.content()
    assert "zmarksix" not in page.content()
    page.get_by_role("button", name="Go on").click()
    page.locator(".said-now p", has_text=asked).wait_for()
    assert page.evaluate("history.length") == entries
    page.locator(".choices button").last.click()
    page.locator(".said-now p", has_text=asked).wait_for(state="detached")
    assert set(served.tips()) - before == {tip}


@pytest.mark.parametrize("by", ["button", "key"])
def test_leaving_in_the_middle_takes_the_place_of_the_page_in_the_history(
    page: Any, served: Line, by: str
) -> None:
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="weather"))
    write(page, STORY)
    page.wait_for_selector("#files")
    entries = page.evaluate("history.length")
    page.click("#exit") if by == "button" else page.keyboard.press("Escape")
    page.wait_for_url("https://www.weather.gov/")
    assert page.evaluate("history.length") == entries
    page.go_back()
    assert page.url == "about:blank"
    page.goto(f"{served.base_url}/report")
    assert not page.locator("#resume:not([hidden])").count()


def test_a_message_comes_to_the_open_page(page: Any, served: Line) -> None:
    before = set(served.tips())
    page.clock.install()
    page.reload()
    write(page, STORY)
    page.get_by_role("button", name="Yes, it is safe").click()
    page.wait_for_selector("details.later")
    (tip,) = set(served.tips()) - before
    leave(served, tip, "Is she alone now?")
    page.fill("#words", "half a sentence")
    page.clock.run_for(30_000)
    page.wait_for_selector("#waiting:not([hidden])")
    assert "Is she alone now?" not in page.content()
    page.locator("#waiting button").click()
    page.locator(".message", has_text="Is she alone now?").wait_for()
    assert page.input_value("#words") == "half a sentence"
    assert barriers(page, ALL) == []


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_script_a_reload_sends_the_same_answer_and_a_button_reads_messages(
    page: Any, served: Line
) -> None:
    before = set(served.tips())
    write(page, STORY)
    page.get_by_role("button", name="Yes, it is safe").click()
    asked = page.inner_text(".said-now")
    page.reload()
    assert page.inner_text(".said-now") == asked
    (tip,) = set(served.tips()) - before
    leave(served, tip, "Is she alone now?")
    page.locator("#answer button", has_text="Check for messages").click()
    assert "Is she alone now?" in page.inner_text(".messages")
    page.locator("details.later summary").click()
    assert tip in page.inner_text("details.later")
    assert set(served.tips()) - before == {tip}


def test_two_tabs_are_two_visits(page: Any, served: Line) -> None:
    before = set(served.tips())
    other = page.context.new_page()
    other.goto(f"{served.base_url}/report")
    for tab, words in ((page, "a girl is kept at the motel"), (other, "men are not paid")):
        write(tab, words)
        tab.wait_for_selector("#files")
    told = {words for tip in set(served.tips()) - before for words in seen(served, tip)["told"]}
    assert told == {"a girl is kept at the motel", "men are not paid"}


@pytest.mark.parametrize("tag", ["en", "es", "ar"])
def test_nothing_hangs_over_and_axe_is_content(page: Any, served: Line, tag: str) -> None:
    if tag != "en":
        page.click(f'button[name="speak"][value="{tag}"]')
        page.wait_for_selector(f'html[lang="{tag}"]')
    for _ in range(2):
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        assert barriers(page, ALL) == []
        write(page, STORY)
        page.wait_for_selector("#files")
    page.goto(f"{served.base_url}/poster?language={tag}")
    assert barriers(page, ALL) == []
