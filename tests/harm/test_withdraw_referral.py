""" "Call back" withdrew a referral with one click, and reads like "phone them back".

It is "Withdraw referral" now: it asks first, says what follows, and can be undone.
"""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from hotline import i18n
from hotline.i18n import catalogs, display_names
from hotline.referrals import agency_answers, chain
from tests.referrals.conftest import ALPHA_DESK, Desk
from tests.web.desk import csrf_in, words

HOTLINE = Path(display_names.__file__).parents[1]
OLD = re.compile(r"\bcall(ed|s|ing)? (it |them |the report )?back\b", re.IGNORECASE)


def browser(desk: Desk) -> httpx.Client:
    return desk.line.as_staff("dispatcher")


def press(desk: Desk, tip: str, action: str, agency: str, **more: str) -> httpx.Response:
    """A button in the list of referrals."""
    page = browser(desk).get(f"/reports/{tip}").text
    token = csrf_in(page)
    fields = {"csrf": token, "referral": str(desk.referral(tip, agency).id), **more}
    return browser(desk).post(f"/reports/{tip}/{action}", data=fields)


def test_one_click_asks_and_changes_nothing(desk: Desk) -> None:
    tip = desk.report("alpha", "beta", urgency="P0")
    desk.line.work()
    page = browser(desk).get(f"/reports/{tip}").text
    assert ">Withdraw referral</button>" in page and not OLD.search(words(page))
    asked = press(desk, tip, "withdraw", "alpha")
    said = words(asked.text)
    assert "Withdraw the referral to Synthetic agency?" in said
    assert "is asked next" in said and "You can undo this" in said
    assert desk.states(tip)["alpha"] == "offered"
    token = csrf_in(page)
    fields = {"csrf": token, "referral": str(desk.referral(tip, "alpha").id)}
    by_script = {"accept": "application/json"}
    refused = browser(desk).post(f"/reports/{tip}/withdraw", data=fields, headers=by_script)
    assert refused.status_code == 409 and desk.states(tip)["alpha"] == "offered"


@pytest.mark.parametrize("urgency", ["P0", "P1", "P2", "P3"])
def test_it_is_withdrawn_when_one_is_sure_and_undone_in_a_click(desk: Desk, urgency: str) -> None:
    tip = desk.report("alpha", "beta", urgency=urgency)
    desk.line.work()
    press(desk, tip, "withdraw", "alpha", sure="1")
    desk.line.work()
    assert desk.states(tip) | {"beta": "offered", "alpha": "recalled"} == desk.states(tip)
    page = browser(desk).get(f"/reports/{tip}").text
    assert "Withdrawn" in page and "Undo: refer to them again" in page
    late = desk.line.answer(desk.mail())
    assert "the referral was withdrawn" in words(late.text)
    before = len(desk.line.mails(ALPHA_DESK))
    press(desk, tip, "restore", "alpha")
    desk.line.pass_time(minutes=2)
    states = desk.states(tip)
    assert (states["alpha"], states["beta"]) == ("offered", "offered"), "who was asked stays asked"
    assert len(desk.line.mails(ALPHA_DESK)) > before, "and they hear of it again"
    desk.line.answer(desk.mail())
    assert desk.states(tip)["alpha"] == "acknowledged"


def test_an_agency_that_was_skipped_gets_its_place_back(desk: Desk) -> None:
    tip = desk.report("alpha", "beta", "gamma")
    asked = press(desk, tip, "withdraw", "beta")
    assert "Skip Synthetic agency?" in words(asked.text)
    press(desk, tip, "withdraw", "beta", sure="1")
    assert desk.states(tip)["beta"] == "recalled" and desk.states(tip)["alpha"] == "offered"
    press(desk, tip, "restore", "beta")
    assert desk.states(tip)["beta"] == "planned" and desk.states(tip)["alpha"] == "offered"
    press(desk, tip, "withdraw", "alpha", sure="1")
    assert desk.states(tip)["beta"] == "offered"


def test_what_another_agency_has_stays_with_it(desk: Desk) -> None:
    tip = desk.report("alpha", "beta")
    desk.line.work()
    press(desk, tip, "withdraw", "alpha", sure="1")
    desk.line.work()
    desk.answer(tip, "beta", agency_answers.acknowledge, by="portal")
    assert "Undo: refer" not in browser(desk).get(f"/reports/{tip}").text
    refused = press(desk, tip, "restore", "alpha")
    assert "no longer be undone" in words(refused.text)
    assert desk.states(tip)["alpha"] == "recalled"


@pytest.mark.parametrize("action", ["withdraw", "restore"])
@pytest.mark.parametrize("wanted", ["", "0", "999999", "x", "-1", "1; drop"])
def test_a_referral_that_is_not_there_is_said(desk: Desk, action: str, wanted: str) -> None:
    tip = desk.report("alpha")
    page = browser(desk).get(f"/reports/{tip}").text
    token = csrf_in(page)
    fields = {"csrf": token, "referral": wanted, "sure": "1"}
    answer = browser(desk).post(f"/reports/{tip}/{action}", data=fields)
    assert answer.status_code == 409 and "Referral not found" in answer.text
    assert desk.states(tip)["alpha"] == "offered"


def test_who_answered_already_cannot_be_withdrawn(desk: Desk) -> None:
    tip = desk.report("alpha")
    desk.line.work()
    desk.line.answer(desk.mail())
    refused = press(desk, tip, "withdraw", "alpha")
    assert "They already answered" in words(refused.text)
    assert desk.states(tip)["alpha"] == "acknowledged"


def test_one_word_everywhere_in_both_languages() -> None:
    texts = [
        *(file.read_text("utf-8") for file in (HOTLINE / "web" / "templates").glob("*.html")),
        *(value for book in display_names.BOOKS.values() for value in book.values()),
        *(file.read_text("utf-8") for file in catalogs.files().values()),
        *(file.read_text("utf-8") for file in (HOTLINE / "cli").glob("*.py")),
    ]
    assert not [found[0] for text in texts if (found := OLD.search(text))]
    assert display_names.REFERRAL_STATES["recalled"] == "Withdrawn"
    with i18n.speaking("es"):
        assert i18n.say("Withdraw referral") == "Retirar la remisión"
        assert display_names.named("recalled", "referral") == "Retirada"
    assert chain.WITHDRAWN_BY_HAND in display_names.DECLINE_REASONS
