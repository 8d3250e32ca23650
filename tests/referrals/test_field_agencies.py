"""Agencies' phones, mailboxes and mail filters as they are: field reports F17, F18 and F21."""

from __future__ import annotations

import base64

import pytest
from sqlalchemy import select

from hotline.db.tasks import Task
from hotline.referrals import bounces
from tests.harm import test_returned_mail as mail
from tests.phones.table import findings, table
from tests.referrals.conftest import ALPHA_PHONE, Desk


def test_f17_a_scanner_that_submits_forms_neither_takes_the_report_nor_locks_out(
    desk: Desk,
) -> None:
    tip = desk.report("alpha")
    desk.line.work()
    (alert,) = desk.line.mails("alpha")
    for given in findings("F17"):
        desk.line.http.get(alert.link)
        desk.line.http.post(alert.link, data={"do": "acknowledge", **given})
    assert desk.states(tip)["alpha"] == "offered"
    assert desk.line.answer(alert).status_code == 200
    assert desk.states(tip)["alpha"] == "acknowledged"


def base64_part(kind: str, text: str) -> str:
    body = base64.encodebytes(text.encode()).decode()
    return f"--B\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{body}\n"


def message(*parts: str, kind: str = "multipart/report", sender: str = "MAILER-DAEMON") -> bytes:
    head = f'From: {sender}@mail.example\nMIME-Version: 1.0\nContent-Type: {kind}; boundary="B"'
    return f"{head}\n\n{''.join(parts)}--B--\n".encode()


def part(kind: str, text: str) -> str:
    return f"--B\nContent-Type: {kind}\n\n{text}\n"


UNNAMED = mail.status(mail.block("failed"), envelope=False)
NAMED = mail.status(mail.block("failed"))
HEADERS = mail.QUOTED[1]
SAID = "Delivery has failed to these recipients: desk@alpha.example, mailbox unavailable (5.1.1)"


@pytest.mark.parametrize(
    "data",
    [
        message(base64_part(mail.STATUS, NAMED)),
        message(base64_part(mail.STATUS, UNNAMED), base64_part("text/rfc822-headers", HEADERS)),
        message(part(mail.STATUS, UNNAMED), base64_part("message/rfc822", f"{HEADERS}\nx")),
        message(base64_part(mail.GLOBAL, UNNAMED), base64_part("message/global-headers", HEADERS)),
        message(base64_part(mail.GLOBAL, UNNAMED), base64_part("message/global", HEADERS)),
        message(part("text/html", "<p>no"), part(mail.STATUS, UNNAMED), part(*mail.QUOTED)),
        message(part("text/plain", SAID), part("message/rfc822", HEADERS), kind="multipart/mixed"),
        message(part("text/plain", f"{SAID}\n\n{HEADERS}"), kind="multipart/mixed"),
        mail.report(mail.block("delivered", "2.0.0"), mail.block("failed")),
        mail.report(mail.block("delayed", "4.4.1"), mail.block("failed")),
        mail.report(mail.block("expanded", "2.0.0"), mail.block("Failed (mailbox full)")),
        mail.REPORT.replace(b"\n", b"\r\n"),
        f"From: Mail Delivery System <x@y.example>\n\n{SAID}\n\n--- original\n{HEADERS}".encode(),
    ],
    ids=range(13),
)
def test_f18_returned_mail_in_every_form_is_a_failure(data: bytes) -> None:
    found = bounces.read(data)
    assert found is not None and (found.envelope, found.state) == (mail.ID, "failed")


@pytest.mark.parametrize(
    "data",
    [
        message(part("text/plain", SAID), part("message/rfc822", HEADERS), sender="desk"),
        message(part("text/plain", "Your email is delayed; we will keep trying."),
                part("message/rfc822", HEADERS)),
        message(part("text/plain", "Thanks, we got it."), part("message/rfc822", HEADERS)),
        f"From: desk@alpha.example\n\nI am out; mailbox full soon.\n{HEADERS}".encode(),
        mail.report(mail.block("delayed", "4.4.1")),
        b"\xff\xfe" + mail.REPORT[:40],
    ],
    ids=range(6),
)  # fmt: skip
def test_f18_what_people_answer_is_no_returned_mail(data: bytes) -> None:
    assert bounces.read(data) is None


def test_f21_an_agency_in_its_own_words_is_answered_and_opens_no_tip(desk: Desk) -> None:
    tip = desk.report("alpha")
    code = desk.referral(tip, "alpha").ack_code
    phone = table()["agencies"]
    for words in phone["about_the_alert"]:
        said = desk.line.text(ALPHA_PHONE, words)
        assert f"Reply ACK {code} if you take it, or DECLINE {code}" in said, words
    assert desk.line.text(ALPHA_PHONE, table()["automatic"][1]) == "", "no two machines talk"
    answers = [desk.line.text(ALPHA_PHONE, f"WEBB SO received msg {n} ok") for n in range(9)]
    assert answers[-4:] == [""] * 4, "nor with an automaton that nobody knows"
    assert desk.line.text(ALPHA_PHONE, "ok", OtherRecipients="+19565550177") == "", "a group"
    for words in phone["no_more"]:
        desk.line.text(ALPHA_PHONE, words)
        with desk.line.dep.database.write() as db:
            (task,) = db.scalars(select(Task).where(Task.kind == "alert_phone_stopped")).all()
            db.delete(task)
    assert (desk.line.tips(), desk.states(tip)["alpha"]) == ([tip], "offered")
    assert "acknowledged" in desk.line.text(ALPHA_PHONE, f"ack {code}").lower() or (
        desk.states(tip)["alpha"] == "acknowledged"
    )
    for words in ("thanks", "on my way", "👍 to “Test Line: tip”", "units responding"):
        desk.line.text(ALPHA_PHONE, words)
        assert desk.line.tips() == [tip], "a few hours later they still mean that alert"
    for number, words in enumerate(phone["reports"], 2):
        desk.line.clock.now = desk.line.clock.now.replace(minute=(7 * number) % 60)
        desk.line.text(ALPHA_PHONE, words)
        assert len(desk.line.tips()) >= 2, "a story is a report, from any telephone"
