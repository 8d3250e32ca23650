"""A second phone provider, with nothing of Twilio's, in one folder: ``pigeon``.

It takes a conversation by text and a call to a report, sends an alert and calls an agency, and its
copies are erased. Only ``HOTLINE_PROVIDER`` and the provider's own settings say that it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.accounts import staff
from hotline.db.reports import Attachment
from hotline.followups import paging
from hotline.providers import callback_urls, known, provider_for
from hotline.providers.errors import OptedOutError
from hotline.settings import SettingsError
from tests.extending.pigeon.company import KEY, Company, Phone, api
from tests.line import PASSWORD, Line, open_line, tip_in
from tests.server import Server

TEXTER, CALLER, DISPATCHER = "+19565550121", "+19565550122", "+19565550123"
WEBB_COUNTY = "+19565550141"
"""Where the demo's task force gets its alerts by text."""
STORY = "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night"
DANGER = "he has a gun and he is beating her right now in Laredo Texas, he sells her to men"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def line(tmp_path: Path, company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line whose only provider is Pigeon; not one setting of Twilio's is given."""
    server = Server()
    server.start(api(company))
    company.api_url = server.base_url
    monkeypatch.setenv("HOTLINE_PIGEON_KEY", KEY)
    monkeypatch.setenv("HOTLINE_PIGEON_API_URL", server.base_url)
    given = {
        "provider": "tests.extending.pigeon",
        "twilio_account_sid": "",
        "twilio_auth_token": "",
    }
    with open_line(tmp_path, **given) as opened:
        company.line_url = opened.base_url
        yield opened
    server.stop()


def texts(company: Company, *words: str) -> str:
    answer = ""
    for said in words:
        answer = company.text(TEXTER, said)
    return answer


def test_a_conversation_by_text_becomes_a_report_an_alert_and_no_copies(
    line: Line, company: Company
) -> None:
    sent = {"href": company.file(PICTURE), "type": "image/png"}
    first = company.text(TEXTER, STORY, files=[sent])
    assert "911" in first
    tip = tip_in(texts(company, "yes", "3", "not sure", "no"))
    line.pass_time(minutes=65)
    assert any("/a/" in words for words in company.to(WEBB_COUNTY)), "an alert went out by text"
    report = line.report(tip)
    assert (report["type"], report["place"]["city"]) == ("labor", "Laredo")
    assert report["referrals"][0]["agency_id"] == "demo_webb_task_force"
    with line.dep.database.read() as db:
        assert [row.state for row in db.scalars(select(Attachment))] == ["kept"]
    assert not company.files
    assert not [one for one in company.messages.values() if one.get("sender") == TEXTER]
    assert not company.to(TEXTER), "our answers are erased as well"


def test_a_call_in_danger_becomes_a_report_an_alert_and_a_page_that_is_answered(
    line: Line, company: Company
) -> None:
    with line.dep.database.write() as db:
        person = staff.add(
            db, username="lee", name="Lee", role="dispatcher", password=PASSWORD, now=line.clock()
        )
        db.flush()
        paging.set_reach(line.dep.keys, person, paging.Reach(DISPATCHER, ""))
        person.on_shift_until = line.clock() + timedelta(days=1)
    caller = Phone(company, CALLER)
    caller.dial()
    assert "9 1 1" in caller.said
    for key in ("1", "2", "1"):
        caller.press(key)
    caller.say(DANGER)
    caller.press("0")
    lines = caller.ringing["lines"]
    assert lines[0]["first_hear"], "an agency hears what waits before it has the caller"
    agency = Phone(company, lines[0]["to"])
    agency.ask(lines[0]["first_hear"])
    assert "A caller is waiting" in agency.said and CALLER not in agency.said
    while caller.ringing:
        caller.ask(caller.ringing["then"], rang={"result": "nobody"})
    caller.hang_up()
    line.pass_time(minutes=3)
    assert line.report()["urgency"] == "P0"
    assert company.to(DISPATCHER), "a page went out by text"
    call, order = company.orders()[0]
    assert order["to"] == DISPATCHER
    page = Phone(company, DISPATCHER, call)
    page.ask(order["ask"])
    assert "danger now" not in page.said, "a voicemail hears nothing of a report"
    page.press("1")
    assert "danger now" in page.said
    page.press("1")
    assert "Please look at the queue" in page.said
    line.pass_time(hours=1)
    assert caller.call not in company.calls


def test_a_receiver_who_opted_out_is_known_from_the_providers_own_code(
    line: Line, company: Company
) -> None:
    company.stopped.add(TEXTER)
    with pytest.raises(OptedOutError, match="bird_not_wanted"):
        line.dep.provider.send_text(TEXTER, "hello", callback="")


@pytest.mark.parametrize("forged", [{"key": "another key"}, {"late": 301}, {"late": -400}])
def test_a_webhook_that_is_not_signed_or_too_old_changes_nothing(
    line: Line, company: Company, forged: dict[str, int]
) -> None:
    came = {"message": "m1", "sender": TEXTER, "words": STORY}
    assert company.post(callback_urls.TEXT, came, **forged) == 403
    assert line.tips() == []


@pytest.mark.parametrize("name", ["pidgeon", "", "tests.extending.nothing", "hotline.domain", ".."])
def test_a_provider_that_is_not_there_is_named_with_those_that_are(line: Line, name: str) -> None:
    settings = line.dep.settings.model_copy(update={"provider": name})
    with pytest.raises(SettingsError, match=r"HOTLINE_PROVIDER.*twilio"):
        provider_for(settings, lambda _url: None)


def test_the_providers_that_come_with_the_service() -> None:
    assert "twilio" in known()
