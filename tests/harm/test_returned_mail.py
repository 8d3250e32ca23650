"""Returned mail of servers as they are: the referral must not wait for a mailbox that is not there.

At commit eb54eb2 reports of OpenSMTPD and qmail, those inside a list's footers, in the form for
other scripts, or with words behind the Action were "not about a mail of ours".
"""

from __future__ import annotations

import pytest

from hotline.domain import DeliveryState
from hotline.referrals import bounces

ID = "0123456789abcdef" * 2


def parts(kind: str, *inside: tuple[str, str]) -> bytes:
    """A multipart message: (content type, body) of each part."""
    body = "".join(f"--B\nContent-Type: {type_}\n\n{text}\n" for type_, text in inside)
    head = (
        f'From: MAILER-DAEMON@mail.example\nMIME-Version: 1.0\nContent-Type: {kind}; boundary="B"'
    )
    return f"{head}\n\n{body}--B--\n".encode()


def status(*blocks: str, envelope: bool = True) -> str:
    named = f"Original-Envelope-Id: {ID.upper()}\n" if envelope else ""
    return f"Reporting-MTA: dns; mail.example\n{named}\n" + "\n".join(blocks)


def report(*blocks: str, kind: str = "message/delivery-status") -> bytes:
    return parts("multipart/report", SORRY, (kind, status(*blocks)))


def block(action: str, code: str = "5.1.1") -> str:
    return f"Final-Recipient: rfc822; desk@alpha.example\nAction: {action}\nStatus: {code}\n"


SORRY = ("text/plain", "Sorry.\n")
QUOTED = ("text/rfc822-headers", f"Message-ID: <{ID}@localhost>\nSubject: something\n")
STATUS = "message/delivery-status"
GLOBAL = "message/global-delivery-status"
OPENSMTPD = parts(
    "multipart/mixed",
    SORRY,
    (STATUS, status(block("failed", "5.0.0"), envelope=False)),
    QUOTED,
)
REPORT = parts("multipart/report", SORRY, (STATUS, status(block("failed"))))
LISTED = REPORT.replace(b"multipart/report", b"multipart/mixed")
INNER = REPORT.decode().replace('"B"', '"C"').replace("--B", "--C")
QMAIL = f"""Return-Path: <>
From: MAILER-DAEMON@mail.example
Content-Type: text/plain

Hi. This is the qmail-send program at mail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<desk@alpha.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <{ID}@localhost>
Subject: something
""".encode()
OUT_OF_OFFICE = f"""Return-Path: <desk@alpha.example>
Content-Type: text/plain

I am out of office.
Message-ID: <{ID}@localhost>
""".encode()
NESTED = (
    b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="L"\n\n--L\n'
    + REPORT.split(b"MIME-Version: 1.0\n", 1)[1]
    + b"\n--L\nContent-Type: text/plain\n\nTo leave this list: ...\n\n--L--\n"
)


@pytest.mark.parametrize(
    ("data", "state", "code"),
    [
        (OPENSMTPD, "failed", "5.0.0"),
        (LISTED, "failed", "5.1.1"),
        (NESTED, "failed", "5.1.1"),
        (QMAIL, "failed", "5.1.1"),
        (
            QMAIL.replace(b"Hi. This is the qmail-send program at mail.example.\n", b""),
            "failed",
            "5.1.1",
        ),
        (report(block("failed (unknown user)")), "failed", "5.1.1"),
        (report(block("Failed; mailbox full", "5.2.2")), "failed", "5.2.2"),
        (report(block("  FAILED  ")), "failed", "5.1.1"),
        (parts("multipart/report", SORRY, (GLOBAL, status(block("failed")))), "failed", "5.1.1"),
        (report(block("delivered", "2.0.0"), kind=GLOBAL), "delivered", "2.0.0"),
        (
            parts(
                "multipart/report",
                (GLOBAL, status(block("failed"), envelope=False)),
                ("message/global-headers", QUOTED[1]),
            ),
            "failed",
            "5.1.1",
        ),
        # an alias: whatever the order, the worst counts, and the next is asked in time
        (report(block("failed"), block("delivered", "2.0.0")), "failed", "5.1.1"),
        (report(block("delivered", "2.0.0"), block("failed")), "failed", "5.1.1"),
        (report(block("relayed", "2.0.0"), block("failed")), "failed", "5.1.1"),
        (report(block("delivered", "2.0.0"), block("relayed", "2.1.0")), "sent", "2.1.0"),
        (report(block("failed"), block("delayed", "4.0.0")), "failed", "5.1.1"),
    ],
)
def test_a_report_is_known_by_its_parts(data: bytes, state: str, code: str) -> None:
    assert bounces.read(data) == bounces.Report(ID, state, code)


def late(words: str, code: str = "4.4.7", more: str = "", action: str = "delayed") -> bytes:
    """What OpenSMTPD sends of a mail that is late: a report of parts, "delayed" to the end."""
    blocks = status(f"{block(action, code)}{more}", envelope=False)
    return parts("multipart/mixed", ("text/plain", words), (STATUS, blocks), QUOTED)


@pytest.mark.parametrize(
    "data",
    [
        late("desk@alpha.example: Envelope expired"),
        late("desk@alpha.example: envelope expired.\n\nThis is only a temporary failure report."),
        late("Message expired"),
        late("The message has expired, and is not tried again."),
        late("Delivery time expired"),
        late("Queue lifetime expired", action="Delayed (in queue)"),
        late("The retry period has expired."),
        late("Mail expired", action="DELAYED"),
        late("Envelope expired").replace(b"multipart/mixed", b"multipart/report"),
    ],
)
def test_a_server_that_gave_up_is_believed_though_it_says_delayed(data: bytes) -> None:
    assert bounces.read(data) == bounces.Report(ID, DeliveryState.FAILED, "4.4.7")


@pytest.mark.parametrize(
    "data",
    [
        late("desk@alpha.example: 451 4.3.0 try again later", "4.0.0"),
        late("Delivery is delayed. It will be tried again."),
        late("If the message has not been delivered in 4 days, it is returned."),
        late("The message expires in 4 days."),
        late("Our certificate expired; we try again.", "4.7.5"),
        late("The connection's time expired; we try again.", "4.4.1"),
        late("The message has not expired yet."),
        late("Message expired here?", more="Will-Retry-Until: Fri, 4 Dec 2026 05:31:11 +0000\n"),
        late("Envelope expired").replace(ID.encode(), b"no id of ours"),
    ],
)
def test_a_mail_that_may_still_arrive_changes_nothing(data: bytes) -> None:
    assert bounces.read(data) is None


@pytest.mark.parametrize(
    "data",
    [
        report(block("delayed", "4.4.1")),
        parts("multipart/mixed", SORRY, QUOTED),
        parts(
            "multipart/report",
            ("message/disposition-notification", "Disposition: manual; deleted"),
            QUOTED,
        ),
        parts("multipart/report", ("message/feedback-report", "Feedback-Type: abuse"), QUOTED),
        OUT_OF_OFFICE,
        QMAIL.replace(b"Return-Path: <>", b"Return-Path: <desk@alpha.example>"),
        QMAIL.replace(ID.encode(), b"no id of ours"),
        parts("multipart/mixed", SORRY, ("message/rfc822", INNER)),
    ],
)
def test_answers_and_reports_about_other_mail_are_none(data: bytes) -> None:
    assert bounces.read(data) is None
