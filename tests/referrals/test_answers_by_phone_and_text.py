"""An agency answers with a text, with a key on the telephone, through the real webhooks."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from hotline.db.jobs import Delivery
from hotline.db.reports import Report
from hotline.db.tasks import Task
from hotline.referrals import urgency_raised
from hotline.referrals.deliver import FORWARD
from hotline.simulator.placed_calls import Placed
from hotline.unit_of_work import Tx
from tests.referrals.conftest import ALPHA_PHONE, GAMMA_PHONE, REPORTER, Desk


def ringing(desk: Desk) -> Placed:
    call = desk.line.carrier.placed[-1]
    assert isinstance(call, Placed)
    return call


# By text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wording",
    [
        "ACK {}",
        "ack {}",
        "Acknowledged: {}.",
        " ACK-{} ",
        "Ack. {} thanks",
        "“ACK {}”",
        "acepto, {}, gracias",
        "Accept {} sending a unit",
    ],
)
def test_ack_and_code_acknowledges(desk: Desk, wording: str) -> None:
    tip = desk.report("alpha")
    code = desk.referral(tip, "alpha").ack_code
    said = desk.line.text(ALPHA_PHONE, wording.format(code))
    assert f"You accepted tip {tip}" in said
    referral = desk.referral(tip, "alpha")
    assert (referral.state, referral.answered_by) == ("acknowledged", "sms")
    assert desk.line.tips() == [tip], "no report was made of it"


@pytest.mark.parametrize("wording", ["{}", "ACK {0} or DECLINE {0}"])
def test_what_is_neither_yes_nor_no_is_asked(desk: Desk, wording: str) -> None:
    tip = desk.report("alpha")
    code = desk.referral(tip, "alpha").ack_code
    said = desk.line.text(ALPHA_PHONE, wording.format(code))
    assert f"Reply ACK {code} if you take it" in said
    assert desk.states(tip)["alpha"] == "offered" and desk.line.tips() == [tip]


@pytest.mark.parametrize(
    "words",
    ["accepted a job in Laredo and now he keeps my papers", "decline in pay and locked in"],
)
def test_what_an_agency_s_telephone_tells_is_a_report(desk: Desk, words: str) -> None:
    tip = desk.report("alpha")
    desk.line.text(ALPHA_PHONE, words)
    assert len(desk.line.tips()) == 2 and desk.states(tip)["alpha"] == "offered"


def test_decline_by_text_goes_on(desk: Desk) -> None:
    tip = desk.report("alpha", "delta")
    said = desk.line.text(ALPHA_PHONE, f"DECLINE {desk.referral(tip, 'alpha').ack_code}")
    assert "next agency" in said
    assert desk.states(tip)["delta"] == "offered"


def test_without_a_code_the_codes_are_named_and_nothing_is_answered(desk: Desk) -> None:
    first = desk.report("alpha")
    second = desk.report("alpha", sender=None)
    codes = [desk.referral(tip, "alpha").ack_code for tip in (first, second)]
    said = desk.line.text(ALPHA_PHONE, "ACK")
    assert all(code in said for code in codes)
    desk.line.text(ALPHA_PHONE, f"ACK {codes[0]}")
    assert f"Reply ACK {codes[1]}" in desk.line.text(ALPHA_PHONE, "ack")
    assert desk.states(second)["alpha"] == "offered"
    assert "You accepted tip" in desk.line.text(ALPHA_PHONE, f"ack {codes[1]}")
    assert desk.states(second)["alpha"] == "acknowledged"


def test_a_wrong_code_is_explained_and_a_second_answer_too(desk: Desk) -> None:
    tip = desk.report("alpha")
    code = desk.referral(tip, "alpha").ack_code
    wrong = "AAAA"
    assert wrong in desk.line.text(ALPHA_PHONE, f"ACK {wrong}")
    desk.line.text(ALPHA_PHONE, f"ACK {code}")
    assert "was already accepted" in desk.line.text(ALPHA_PHONE, f"ACK {code}")


def test_a_strangers_ack_is_a_text_like_any_other(desk: Desk) -> None:
    tip = desk.report("alpha")
    code = desk.referral(tip, "alpha").ack_code
    desk.line.text("+19565550199", f"ACK {code}")
    assert desk.states(tip)["alpha"] == "offered"
    assert len(desk.line.tips()) == 2, "it is taken as what somebody has to tell"


def test_an_agencys_telephone_may_report_like_anybodys(desk: Desk) -> None:
    desk.report("alpha")
    said = desk.line.text(ALPHA_PHONE, "they took her passport and she may not leave")
    assert said
    assert len(desk.line.tips()) == 2


# By telephone -------------------------------------------------------------------------------------


def test_a_voice_reads_the_alert_and_one_acknowledges(any_desk: Desk) -> None:
    desk = any_desk
    tip = desk.report("gamma")
    desk.line.work()
    call = ringing(desk)
    assert call.to == GAMMA_PHONE
    before = call.pick_up()
    assert "To hear it, press 1" in before and "Tip" not in before and "labor" not in before
    call.press("1")
    heard = call.said
    assert ", ".join(tip.replace("-", "")) in heard
    assert "labor trafficking" in heard
    assert "Press 1 to acknowledge" in heard
    assert "Laredo" not in heard
    call.press("1")
    assert "You accepted tip" in call.said
    assert call.over
    referral = desk.referral(tip, "gamma")
    assert (referral.state, referral.answered_by) == ("acknowledged", "phone")
    assert desk.deliveries()[0].state == "delivered"


def test_who_has_a_report_hears_that_it_is_more_urgent_and_asked_nothing(desk: Desk) -> None:
    tip = desk.report("gamma", urgency="P2", minutes=1440)
    desk.line.work()
    ringing(desk).listen()
    ringing(desk).press("1")
    with desk.line.dep.database.write() as db:
        row = db.scalars(select(Report).where(Report.tip_id == tip)).one()
        row.urgency = "P0"
        urgency_raised.notify_agencies(Tx(db, desk.line.dep, desk.now), row)
    desk.line.work()
    heard = ringing(desk).listen()
    assert "more urgent than it was" in heard and "is waiting" not in heard
    assert "Press 1 to say that you have heard it" in heard and "Press 3" not in heard
    ringing(desk).press("3")
    assert desk.states(tip)["gamma"] == "acknowledged"


def test_two_reads_it_again_three_declines(desk: Desk) -> None:
    tip = desk.report("gamma", "delta")
    desk.line.work()
    call = ringing(desk)
    call.listen()
    call.press("2")
    assert "Press 1 to acknowledge" in call.said
    call.press("3")
    assert desk.states(tip) == {
        "gamma": "declined",
        "delta": "offered",
        "national_hotline": "planned",
    }


def test_an_answering_machine_takes_no_report(desk: Desk) -> None:
    tip = desk.report("gamma")
    desk.line.work()
    call = ringing(desk)
    call.pick_up()
    while not call.over:
        call.wait()
    heard = " ".join(sound.text for sound in call.heard)
    assert heard.count("press 1") > 3, "a phone that screens its calls rings late"
    assert "Tip" not in heard and "Urgency" not in heard, "a machine hears nothing of a report"
    assert desk.states(tip)["gamma"] == "offered"
    desk.line.pass_time(minutes=35)
    assert len(desk.line.carrier.placed) == 2, "the reminder rings again"


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_a_call_that_nobody_takes_goes_on_at_once(desk: Desk, status: str) -> None:
    tip = desk.report("gamma", "delta")
    desk.line.work()
    ringing(desk).do_not_answer(status)
    desk.line.work()
    assert desk.states(tip)["delta"] == "offered"


def test_the_same_key_twice_is_answered_twice_and_noted_once(desk: Desk) -> None:
    tip = desk.report("gamma")
    desk.line.work()
    call = ringing(desk)
    call.listen()
    fields = call._fields() | {"Digits": "1"}
    job = desk.jobs("alert")[0].id
    answers = {
        desk.line.carrier.webhook(f"/twilio/alert/key?job={job}&turn=0&opened=1", fields)
        for _ in range(2)
    }
    assert len(answers) == 1
    assert desk.states(tip)["gamma"] == "acknowledged"


def test_an_alert_call_about_nothing_is_polite(desk: Desk) -> None:
    fields = {"CallSid": "CA" + "0" * 32, "Digits": "1"}
    for path in ("say?job=999", "key?job=999&turn=0", "say", "say?job=x&turn=x"):
        assert "<Say" in desk.line.carrier.webhook(f"/twilio/alert/{path}", fields)


# Status callbacks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
def test_delivery_receipts_in_any_order_end_the_same(desk: Desk, order: tuple[str, ...]) -> None:
    desk.postman.refuse["desk@alpha.example"] = "550 no"
    desk.report("alpha")
    desk.line.work()
    assert desk.line.carrier.settle()
    with desk.line.dep.database.write() as db:
        for row in db.scalars(select(Delivery)):
            row.state = "accepted"
    (delivery,) = desk.deliveries()
    fields = {"MessageSid": str(delivery.provider_id), "To": ALPHA_PHONE}
    seen = []
    for status in (*order, *order):
        desk.line.carrier.webhook(
            f"/twilio/status/message?job={delivery.job_id}", fields | {"MessageStatus": status}
        )
        seen.append(FORWARD[desk.deliveries()[0].state])
    assert seen == sorted(seen), "forward only"
    assert desk.deliveries()[0].state == "delivered"


def test_a_receipt_for_something_unknown_changes_nothing(desk: Desk) -> None:
    desk.report("alpha")
    fields = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "failed"}
    for path in ("", "?job=999999", "?job=x"):
        desk.line.carrier.webhook(f"/twilio/status/message{path}", fields)
    assert not desk.deliveries()


def test_the_reporters_own_number_is_in_no_alert(desk: Desk) -> None:
    desk.report("alpha", "gamma", urgency="P0", minutes=5)
    desk.line.pass_time(minutes=8)
    said = [mail.body + mail.subject for mail in desk.line.mails()]
    said += desk.line.texts_to(ALPHA_PHONE)
    said.append(ringing(desk).listen())
    assert not any(REPORTER[2:] in text or REPORTER in text for text in said)


OWN_WORDS = [
    *("ok", "OK!", "👍", "👍🏾", "Got it", "Received, thanks", "on my way", "yes", "Copy", "10-4"),
    *("10-4, copy that", "We have it", "no", "can't take it", "We can't", "aknowledge", "Roger"),
    *("will do", "enterado", "Recibido, gracias", "sí", "vamos en camino", "k", "en route"),
    *("Liked “Test Line: tip 3462-2175, urgent”", "Loved an image", "👍 to “Test Line: tip”"),
    *("I ack", "accept it", "Decline pls"),
]


def test_an_agency_in_its_own_words_is_sent_the_two_words_and_opens_no_tip(desk: Desk) -> None:
    tip = desk.report("alpha")
    code = desk.referral(tip, "alpha").ack_code
    for words in OWN_WORDS:
        said = desk.line.text(ALPHA_PHONE, words)
        assert f"Reply ACK {code} if you take it, or DECLINE {code}" in said, words
        assert desk.line.tips() == [tip], words
    assert desk.states(tip)["alpha"] == "offered"
    desk.line.text(ALPHA_PHONE, "no one lets us leave the farm, please send someone")
    assert len(desk.line.tips()) == 2, "a story is a report, from any telephone"


def test_stop_from_an_agency_s_telephone_is_a_task_and_no_tip(desk: Desk) -> None:
    tip = desk.report("alpha")
    assert desk.line.text(ALPHA_PHONE, "STOP") == ""
    assert desk.line.tips() == [tip]
    with desk.line.dep.database.read() as db:
        (task,) = db.scalars(select(Task).where(Task.kind == "alert_phone_stopped")).all()
    assert (task.owner, task.agency_id) == ("supervisors", "alpha")
