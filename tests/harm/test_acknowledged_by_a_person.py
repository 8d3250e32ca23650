"""An alert is acknowledged by a person: no mail filter, link preview, voicemail or gateway can.

A filter here is a program that opens the link as filters do and submits the forms that it finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.db.referrals import AlertLink, Referral
from hotline.followups import task_kinds
from hotline.portal import code_guesses, holder
from hotline.referrals.alerts import LINK_LIVES
from hotline.simulator.placed_calls import Placed
from tests.harm.mail_filters import FILTERS, offered, shows, submits
from tests.line import TUESDAY_NOON
from tests.referrals.conftest import ALPHA_DESK, ALPHA_PHONE, Desk

Browser = Callable[[], httpx.Client]
PAGE = re.compile(r'name="page" value="([^"]+)"')


@pytest.fixture
def browser(desk: Desk) -> Iterator[Browser]:
    """Opens browsers: each keeps its own cookies."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(
            httpx.Client(
                base_url=desk.line.base_url, follow_redirects=True, verify=False, timeout=60
            )
        )


@pytest.mark.parametrize("media", ["mail", "text"])
def test_no_filter_takes_the_report_or_locks_the_person_out(
    desk: Desk, browser: Browser, media: str
) -> None:
    """Every filter meets a report of its own; then the officer opens it, at once and later."""
    desk.line.app.state.code_guesses.hold_seconds = 0.0
    for number, (what, scan) in enumerate(FILTERS.items()):
        tip = offered(desk, urgency="P0")
        code = desk.referral(tip, "alpha").ack_code
        link = desk.link() if media == "mail" else text_link(desk)
        scanner, officer = browser(), browser()
        scan(scanner, link)
        referral = desk.referral(tip, "alpha")
        assert (referral.state, referral.answered_at) == ("offered", None), what
        if number % 2:
            scan(officer, link)  # the filter sits in the officer's own browser
        opened = officer.post(link, data={"do": "acknowledge", "code": code})
        assert shows(opened), what
        assert desk.states(tip)["alpha"] == "acknowledged", what
        assert shows(officer.get(link)), what
        desk.line.clock.now += holder.SAME_HAND + timedelta(seconds=1)
        assert not shows(scanner.get(link)), f"{what}: and it may not read later either"


def text_link(desk: Desk) -> str:
    found = re.search(r"https?://\S+?(/a/[\w-]+)", desk.line.texts_to(ALPHA_PHONE)[-1])
    assert found
    return found[1]


def test_the_clock_runs_on_after_a_filter_pressed_and_the_agency_is_reminded(
    desk: Desk, browser: Browser
) -> None:
    tip = offered(desk, "alpha", "beta")
    submits(lambda name: "")(browser(), desk.link())
    before = len(desk.line.mails(ALPHA_DESK))
    desk.line.pass_time(minutes=35)
    assert len(desk.line.mails(ALPHA_DESK)) > before, "the reminder goes out"
    desk.line.pass_time(minutes=70)
    assert desk.states(tip) == {
        "alpha": "unanswered",
        "beta": "offered",
        "national_hotline": "planned",
    }


@pytest.mark.parametrize("after", ["acknowledge", "decline"])
@pytest.mark.parametrize("hours", [0, 1, 11, 13, 100])
def test_who_only_looked_never_reads_it_later(
    desk: Desk, browser: Browser, after: str, hours: int
) -> None:
    tip = offered(desk)
    link, code, looked, officer = desk.link(), desk.mail().code, browser(), browser()
    looked.get(link)
    kept = dict(looked.cookies)
    officer.post(link, data={"do": after, "code": code})
    desk.line.clock.now += holder.SAME_HAND + timedelta(hours=hours, seconds=1)
    assert not kept, "looking leaves no note in the browser at all"
    page = looked.get(link)
    assert not shows(page) and tip in page.text


@pytest.mark.parametrize(
    "typed",
    ["{0}", " {0} ", "{0}.", "“{0}”", "{1}", "{2}", "{3}", "{1} ", "\t{0}"],
)
def test_the_code_counts_as_a_person_types_it(desk: Desk, browser: Browser, typed: str) -> None:
    offered(desk)
    code = desk.mail().code
    spaced, dashed = " ".join(code), f"{code[:2]}-{code[2:]}"
    given_code = typed.format(code, code.lower(), spaced, dashed)
    assert shows(browser().post(desk.link(), data={"do": "acknowledge", "code": given_code}))


def test_a_wrong_code_says_so_beside_the_field_and_the_right_one_still_counts(
    desk: Desk, browser: Browser
) -> None:
    tip = offered(desk)
    officer, link = browser(), desk.link()
    wrong = officer.post(link, data={"do": "acknowledge", "code": "AAAA"})
    assert wrong.status_code == 422
    assert "not the code of this alert" in wrong.text and 'name="code"' in wrong.text
    empty = officer.post(link, data={"do": "acknowledge"})
    assert "Type the code from the alert" in empty.text and not shows(empty)
    assert desk.states(tip)["alpha"] == "offered"
    assert shows(officer.post(link, data={"do": "acknowledge", "code": desk.mail().code}))


def test_forty_wrong_codes_do_not_keep_the_officer_out(desk: Desk, browser: Browser) -> None:
    desk.line.app.state.code_guesses.hold_seconds = 0.0
    tip = offered(desk)
    link, code, guesser = desk.link(), desk.mail().code, browser()
    for number in range(40):
        guesser.post(link, data={"do": "acknowledge", "code": f"{number:04d}"})
    (task,) = desk.tasks(task_kinds.COULD_NOT_OPEN)
    assert task.report_id is not None, "a dispatcher hears that someone is guessing"
    assert shows(browser().post(link, data={"do": "acknowledge", "code": code}))
    assert desk.states(tip)["alpha"] == "acknowledged"


def test_who_goes_on_guessing_is_refused_and_an_officer_elsewhere_is_not(
    desk: Desk, browser: Browser
) -> None:
    desk.line.app.state.code_guesses.hold_seconds = 0.0
    tip = offered(desk)
    link, code, guesser = desk.link(), desk.mail().code, browser()
    reported = [
        guesser.post(link, data={"do": "acknowledge", "code": f"{number:04d}"}).status_code
        for number in range(code_guesses.HELD_UNTIL + 15)
    ]
    assert reported[: code_guesses.HELD_UNTIL] == [422] * code_guesses.HELD_UNTIL
    assert reported[-1] == 429
    refused = guesser.post(link, data={"do": "acknowledge", "code": code})
    assert refused.status_code == 429 and "retry-after" in refused.headers
    assert desk.states(tip)["alpha"] == "offered", "nothing is looked at, not even the right one"
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    with httpx.Client(base_url=desk.line.base_url, transport=elsewhere, timeout=60) as officer:
        assert shows(officer.post(link, data={"do": "acknowledge", "code": code}))
    assert desk.states(tip)["alpha"] == "acknowledged"


def test_a_code_cannot_be_tried_through_from_many_places_and_the_person_gets_a_fresh_link(
    desk: Desk, browser: Browser
) -> None:
    tip = offered(desk)
    link, code = desk.link(), desk.mail().code
    before = len(desk.line.mails(ALPHA_DESK))
    for place in range(2, 15):
        transport = httpx.HTTPTransport(local_address=f"127.0.0.{place}")
        with httpx.Client(base_url=desk.line.base_url, transport=transport, timeout=60) as guesser:
            for number in range(code_guesses.FREE):
                guesser.post(link, data={"do": "acknowledge", "code": f"{number:04d}"})
    assert not shows(browser().post(link, data={"do": "acknowledge", "code": code}))
    assert desk.states(tip)["alpha"] == "offered"
    assert [task.kind for task in desk.tasks(task_kinds.COULD_NOT_OPEN)]
    desk.line.work()
    assert len(desk.line.mails(ALPHA_DESK)) == before + 1
    fresh = {"do": "acknowledge", "code": desk.mail().code}
    assert shows(browser().post(desk.link(), data=fresh))
    assert desk.states(tip)["alpha"] == "acknowledged"


@pytest.mark.parametrize("seconds", [0, 1, 20, 59, 119, 121, 3600])
@pytest.mark.parametrize("first", ["acknowledge", "decline"])
def test_a_second_browser_with_link_and_code_reads_nothing_however_soon_it_comes(
    desk: Desk, browser: Browser, first: str, seconds: int
) -> None:
    tip = offered(desk)
    link, code, officer, other = desk.link(), desk.mail().code, browser(), browser()
    page, others = (PAGE.findall(each.get(link).text)[0] for each in (officer, other))
    opened = officer.post(link, data={"do": first, "code": code, "page": page})
    assert shows(opened) == (first == "acknowledge")
    desk.line.clock.now += timedelta(seconds=seconds)
    for made_up in (others, "", "x", "1" * 43):
        for do in ("acknowledge", "ask", "close", "decline"):
            tried = other.post(link, data={"do": do, "code": code, "page": made_up})
            assert not shows(tried) and tip in tried.text
    assert not shows(other.get(link))
    (task,) = desk.tasks(task_kinds.COULD_NOT_OPEN)
    assert task.referral_id == desk.referral(tip, "alpha").id
    assert shows(officer.get(link)) == (first == "acknowledge")


@pytest.mark.parametrize("state", ["acknowledge", "decline", "expired"])
def test_a_used_link_offers_a_fresh_one_and_asks_a_dispatcher_to_look(
    desk: Desk, browser: Browser, state: str
) -> None:
    tip = offered(desk)
    link, code, phone = desk.link(), desk.mail().code, browser()
    if state == "expired":
        desk.line.clock.now += LINK_LIVES + timedelta(minutes=1)
    else:
        browser().post(link, data={"do": state, "code": code})
        desk.line.clock.now += holder.SAME_HAND + timedelta(minutes=1)
    page = phone.get(link)
    assert page.status_code == 200 and "Send a new link" in page.text
    assert not desk.tasks(task_kinds.COULD_NOT_OPEN), "looking makes nothing"
    before = len(desk.line.mails(ALPHA_DESK))
    for _ in range(3):  # pressed in impatience
        sent = phone.post(link, data={"do": "fresh"})
        assert "new link is on its way" in sent.text and not shows(sent)
    desk.line.work()
    (task,) = desk.tasks(task_kinds.COULD_NOT_OPEN)
    assert task.report_id is not None and task.referral_id == desk.referral(tip, "alpha").id
    mails = desk.line.mails(ALPHA_DESK)
    assert len(mails) == before + 1, "one fresh link, however often the button is pressed"
    assert mails[-1].link.removeprefix(desk.line.base_url) != link
    assert not shows(phone.get(mails[-1].link)), "the fresh link needs its code, too"
    assert shows(phone.post(mails[-1].link, data={"do": "acknowledge", "code": mails[-1].code}))
    assert desk.states(tip)["alpha"] == "acknowledged"


def test_a_fresh_link_that_a_filter_opens_and_submits_stays_fresh(
    desk: Desk, browser: Browser
) -> None:
    offered(desk)
    link, code = desk.link(), desk.mail().code
    browser().post(link, data={"do": "acknowledge", "code": code})
    desk.line.clock.now += holder.SAME_HAND + timedelta(minutes=1)
    browser().post(link, data={"do": "fresh"})
    desk.line.work()
    count = len(desk.line.mails(ALPHA_DESK))
    for _ in range(3):
        submits(lambda name: "")(browser(), desk.link())
        desk.line.pass_time(minutes=11)
    assert len(desk.line.mails(ALPHA_DESK)) == count, "filters and links do not feed each other"
    assert shows(browser().post(desk.link(), data={"do": "acknowledge", "code": desk.mail().code}))


def test_the_code_is_in_every_alert_and_on_no_page(desk: Desk, browser: Browser) -> None:
    tip = offered(desk, urgency="P0")
    code = desk.referral(tip, "alpha").ack_code
    assert code in desk.mail().body and code in desk.line.texts_to(ALPHA_PHONE)[-1]
    assert code not in browser().get(desk.link()).text
    desk.report("beta", urgency="P0")
    desk.line.work()
    sent = desk.hook.got[-1].body
    assert desk.referral(desk.line.tips()[-1], "beta").ack_code in sent


# By text and by call ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        "ACK",
        "ack.",
        "Acknowledged",
        "ACCEPTED",
        "Accept",
        "acepto",
        "ACK ACK",
        "Decline",
        "declined",
    ],
)
def test_a_gateways_own_reply_answers_nothing_and_a_person_reads_what_to_send(
    desk: Desk, reply: str
) -> None:
    tip = offered(desk)
    code = desk.referral(tip, "alpha").ack_code
    said = desk.line.text(ALPHA_PHONE, reply)
    assert desk.states(tip)["alpha"] == "offered"
    assert code in said and desk.line.tips() == [tip]
    assert "You accepted" in desk.line.text(ALPHA_PHONE, f"ACK {code}")


def test_a_voicemail_or_a_screening_service_that_takes_the_call_takes_no_report(desk: Desk) -> None:
    """Silence, speech, and every key but 1 and 3: read again, at last "goodbye"."""
    for heard in ("", "0", "2", "4", "9", "*", "#"):
        tip = desk.report("gamma", sender=None)
        desk.line.work()
        call = desk.line.carrier.placed[-1]
        assert isinstance(call, Placed)
        call.pick_up()
        for turn in range(8):
            if call.over:
                break
            if turn == 2:
                call.press("1")  # some let it through, and hear it read
            else:
                call.press(heard) if heard else call.wait()
        assert desk.states(tip)["gamma"] == "offered", heard


# For any code and any words -----------------------------------------------------------------------


@given(st.text(max_size=40))
def test_no_words_are_a_code_but_the_code_itself(words: str) -> None:
    referral = Referral(
        report_id=1, agency_id="alpha", version="v", position=0, how="alert", ack_minutes=5,
        created_at=TUESDAY_NOON, ack_code="K7Q4",
    )  # fmt: skip
    assert holder.is_right(referral, words) == (holder.read_code(words) == "K7Q4")
    referral.ack_code = ""
    assert not holder.is_right(referral, words), "a referral without a code has none"


@given(st.integers(min_value=0, max_value=9), st.integers(min_value=-5, max_value=9))
def test_a_link_is_open_until_it_is_answered_expired_or_guessed_at(wrong: int, days: int) -> None:
    link = AlertLink(
        referral_id=1, digest="d", expires_at=TUESDAY_NOON + LINK_LIVES, wrong_codes=wrong * 10
    )
    now = TUESDAY_NOON + timedelta(days=days)
    assert holder.open_to_all(link, now) == (now < link.expires_at)
    page, other = holder.new_page(), holder.new_page()
    holder.close(link, page, now)
    assert not holder.open_to_all(link, now)
    assert holder.same_hand(link, page, now)
    assert not holder.same_hand(link, other, now) and not holder.same_hand(link, "", now)
    assert not holder.same_hand(link, page, now + timedelta(minutes=3))
