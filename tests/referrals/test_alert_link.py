"""The link in an alert: for one answer, for some days, and for the browser that gave the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from hotline.portal import holder
from hotline.privacy import audit
from hotline.referrals import agency_answers
from hotline.referrals.alerts import LINK_LIVES
from tests.referrals.conftest import Desk

PAGE = re.compile(r'name="page" value="([^"]+)"')
STORY = "he keeps her passport in the safe of the salon"
Browser = Callable[[], httpx.Client]


@pytest.fixture
def browser(desk: Desk) -> Any:
    """Opens browsers: each keeps its own cookies."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(
            httpx.Client(base_url=desk.line.base_url, timeout=60, verify=False)
        )


@pytest.fixture
def reported(desk: Desk) -> str:
    """A report with a story, offered to an agency by mail."""

    def tell(_db: Any, _dep: Any, opened: Any) -> None:
        opened.keep(replace(opened.assessment(), story=(STORY,)), desk.now)

    tip = desk.report("alpha")
    desk.change(tip, tell)
    desk.line.work()
    return tip


def shows(answer: httpx.Response) -> bool:
    return STORY in answer.text


def test_who_answered_may_reload_the_page_and_go_on_with_it(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, code, car = desk.link(), desk.mail().code, browser()
    assert not shows(car.get(link))
    assert shows(car.post(link, data={"do": "acknowledge", "code": code}))
    assert shows(car.get(link)), "the page is reloaded, or the link in the mail opened again"
    assert shows(car.post(link, data={"do": "acknowledge"})), "the button is pressed twice"
    asked = car.post(link, data={"do": "ask", "words": "which door?"})
    assert "with the dispatcher" in asked.text
    closed = car.post(link, data={"do": "close", "outcome": "victim_safe"})
    assert "is recorded" in closed.text
    assert desk.states(reported)["alpha"] == "closed"


def test_two_taps_before_the_first_answer_is_there_both_open_the_report(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, car = desk.link(), browser()
    page = PAGE.findall(car.get(link).text)[0]
    tap = {"do": "acknowledge", "code": desk.mail().code, "page": page}
    first = car.post(link, data=tap)
    second = httpx.post(f"{desk.line.base_url}{link}", data=tap, timeout=60, verify=False)
    assert shows(first)
    assert shows(second)


def test_whoever_finds_the_mail_later_reads_who_has_it_and_how_to_get_in(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, code, car, finder = desk.link(), desk.mail().code, browser(), browser()
    car.get(link)
    finder.get(link)
    desk.line.clock.now += timedelta(minutes=2)
    car.post(link, data={"do": "acknowledge", "code": code})
    desk.line.clock.now += holder.SAME_HAND + timedelta(seconds=1)
    for answer in (finder.get(link), finder.post(link, data={"do": "fresh", "code": code})):
        assert answer.status_code == 200
        assert not shows(answer)
        assert "Laredo" not in answer.text
        assert reported in answer.text
        assert "Your agency has this report. It was accepted at" in answer.text
        assert "Log in to the portal" in answer.text
        assert desk.line.carrier.number in answer.text
    assert not shows(finder.get(link)), "having seen that page opens nothing later"


def test_nobody_can_answer_with_a_link_that_was_used(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, code = desk.link(), desk.mail().code
    browser().post(link, data={"do": "acknowledge", "code": code})
    desk.line.clock.now += holder.SAME_HAND + timedelta(seconds=1)
    for do in ("decline", "close", "ask"):
        given = {"do": do, "code": code, "words": "who told you?"}
        refused = browser().post(link, data=given)
        assert not shows(refused)
    assert desk.states(reported)["alpha"] == "acknowledged"
    assert not desk.tasks("agency_question")
    assert not list(verified(desk)), "and each of these tries stands in the audit trail"


def verified(desk: Desk) -> Any:
    with desk.line.dep.database.read() as db:
        yield from audit.verify(db, desk.line.dep.keys)


def test_without_cookies_the_answer_itself_still_opens_the_report(
    desk: Desk, reported: str
) -> None:
    address = f"{desk.line.base_url}{desk.link()}"
    assert shows(
        httpx.post(
            address, data={"do": "acknowledge", "code": desk.mail().code}, timeout=60, verify=False
        )
    )
    desk.line.clock.now += timedelta(seconds=5)
    assert not shows(httpx.get(address, timeout=60, verify=False))


def test_after_a_shift_the_page_is_closed_for_the_browser_too(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, car = desk.link(), browser()
    car.post(link, data={"do": "acknowledge", "code": desk.mail().code})
    desk.line.clock.now += holder.HELD - timedelta(minutes=1)
    assert shows(car.get(link))
    desk.line.clock.now += timedelta(minutes=2)
    assert not shows(car.get(link))


def test_a_link_that_has_expired_answers_nothing_and_offers_a_fresh_one(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, code, late = desk.link(), desk.mail().code, browser()
    late.get(link)
    desk.line.clock.now += LINK_LIVES + timedelta(seconds=1)
    before = desk.states(reported)
    for answer in (late.get(link), late.post(link, data={"do": "acknowledge", "code": code})):
        assert "has expired" in answer.text
        assert not shows(answer)
    assert desk.states(reported) == before


def test_a_note_that_somebody_wrote_themselves_opens_nothing(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, car, forger = desk.link(), browser(), browser()
    car.post(link, data={"do": "acknowledge", "code": desk.mail().code})
    good = car.cookies[holder.COOKIE]
    stamp, _, mac = good.partition(".")
    for forged in (f"{int(stamp) - 9}.{mac}", f"{stamp}.", "x", f"{stamp}.{'0' * 64}", ""):
        forger.cookies.clear()
        forger.cookies.set(holder.COOKIE, forged)
        desk.line.clock.now += timedelta(seconds=1)
        assert not shows(forger.get(link))
    desk.report("alpha", sender=None)
    desk.line.work()
    other = browser()
    other.cookies.set(holder.COOKIE, good)
    assert not shows(other.get(desk.link())), "a note is for one link"


def test_an_answer_by_another_way_is_reported_and_the_link_still_opens_the_report(
    desk: Desk, reported: str, browser: Browser
) -> None:
    desk.answer(reported, "alpha", agency_answers.acknowledge, by="sms")
    car = browser()
    assert not shows(car.get(desk.link()))
    opened = car.post(desk.link(), data={"do": "acknowledge", "code": desk.mail().code})
    assert "was already accepted" in opened.text
    assert shows(opened)


def test_a_report_that_was_passed_on_says_so_and_a_torn_link_too(
    desk: Desk, reported: str, browser: Browser
) -> None:
    link, code = desk.link(), desk.mail().code
    browser().post(link, data={"do": "decline", "reason": "no_capacity", "code": code})
    desk.line.clock.now += holder.SAME_HAND + timedelta(minutes=1)
    assert "Your agency declined it" in browser().get(link).text
    torn = browser().get(link[:-3])
    assert torn.status_code == 404
    assert "may be missing" in torn.text
