"""Mail that comes back moves its referral on; everything else on standard input is let be."""

from __future__ import annotations

import pytest

from hotline.referrals import bounces, deliver
from hotline.referrals.channels.email import envelope_id
from hotline.unit_of_work import Tx
from tests.referrals.conftest import ALPHA_PHONE, Desk

ID = "0123456789abcdef" * 2
DSN = """\
From: MAILER-DAEMON@mail.example
To: tipline@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Sorry.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
{envelope}
Final-Recipient: rfc822; desk@alpha.example
Action: {action}
Status: 5.1.1

--B
Content-Type: {quoting}

Message-ID: <{id}@localhost>
Subject: something

--B--
"""


def dsn(
    *,
    action: str = "failed",
    named: bool = True,
    id_: str = ID,
    quoting: str = "text/rfc822-headers",
) -> bytes:
    envelope = f"Original-Envelope-Id: {id_.upper()}\n" if named else ""
    return DSN.format(envelope=envelope, action=action, id=id_, quoting=quoting).encode()


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("quoting", ["text/rfc822-headers", "message/rfc822"])
def test_the_mail_is_found_by_envelope_id_or_by_its_quoted_headers(
    named: bool, quoting: str
) -> None:
    report = bounces.read(dsn(named=named, quoting=quoting))
    assert report == bounces.Report(ID, "failed", "5.1.1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: hello\n\nI am on holiday",
        dsn(action="delayed"),
        dsn(action="nonsense"),
        dsn(id_="not ours"),
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: text/plain\n\nx\n",
    ],
)
def test_anything_else_is_no_report(data: bytes) -> None:
    assert bounces.read(data) is None


def test_a_bounced_alert_goes_on_to_the_next_contact_point(desk: Desk) -> None:
    desk.report("alpha")
    desk.line.work()
    assert not desk.line.texts_to(ALPHA_PHONE)
    report = bounces.read(dsn(id_=envelope_id(desk.line.dep.keys, desk.jobs("alert")[0].key)))
    assert report is not None
    with desk.line.dep.database.write() as db:
        known = deliver.note_status(
            Tx(db, desk.line.dep, desk.now),
            state=report.state,
            provider_id=report.envelope,
            detail=report.status,
        )
        assert known is not None
    desk.line.work()
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 1
    assert desk.deliveries()[0].detail == "5.1.1"
