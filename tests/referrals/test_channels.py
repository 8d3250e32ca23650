"""Each channel against a real receiver: taken, refused for good, not now, too slow, nonsense."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from hotline.db.audit import AuditEvent
from hotline.referrals import agency_answers
from hotline.referrals.channels import Message, email, webhook
from hotline.transport import mail_server
from tests.referrals.conftest import ALPHA_DESK, ALPHA_PHONE, BETA_DESK, Desk
from tests.web.desk import Desk as Portal
from tests.web.desk import fields_of


def test_a_mail_tells_only_tip_urgency_kind_and_link(desk: Desk) -> None:
    tip = desk.report("alpha")
    desk.line.work()
    (mail,) = desk.line.mails()
    assert mail.to == ALPHA_DESK
    assert tip in mail.subject
    assert mail.link in mail.body
    assert "Laredo" not in mail.body + mail.subject
    (delivery,) = desk.deliveries()
    assert (delivery.channel, delivery.state) == ("email", "accepted")
    assert desk.jobs("alert", "done")


def test_a_mail_carries_its_idempotency_key_and_asks_for_failure_reports(desk: Desk) -> None:
    desk.report("alpha")
    desk.line.work()
    (message,) = desk.postman.inbox.arrived
    (job,) = desk.jobs("alert")
    assert message["X-Idempotency-Key"] == job.key
    assert message["Message-ID"].startswith(f"<{email.envelope_id(desk.line.dep.keys, job.key)}@")
    assert (
        f"ENVID={email.envelope_id(desk.line.dep.keys, job.key)}".upper() in desk.postman.options
    )  # aiosmtpd shouts
    assert "RET=HDRS" in desk.postman.options


def test_a_mailbox_that_does_not_exist_goes_on_to_the_next_contact_point(desk: Desk) -> None:
    desk.postman.refuse[ALPHA_DESK] = "550 5.1.1 no such mailbox"
    desk.report("alpha")
    desk.line.work()
    assert [job.state for job in desk.jobs("alert")] == ["dead", "done"]
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 1
    assert [task.owner for task in desk.tasks("dead_letter")] == ["supervisors"]


def test_a_full_mailbox_is_tried_again(desk: Desk) -> None:
    desk.postman.refuse[ALPHA_DESK] = "452 4.2.2 mailbox full"
    desk.report("alpha")
    desk.line.work()
    (job,) = desk.jobs("alert")
    assert (job.state, job.attempts) == ("due", 1)
    assert job.error == "the mail server refused the receiver (452)"
    desk.postman.refuse.clear()
    desk.line.pass_time(seconds=30)
    assert len(desk.line.mails()) == 1
    assert desk.jobs("alert")[0].state == "done"


def test_a_server_that_says_not_now_and_then_never(desk: Desk) -> None:
    desk.postman.after_data = ["451 4.3.0 try later", "554 5.6.0 no"]
    desk.report("alpha")
    desk.line.pass_time(seconds=30)
    first = desk.jobs("alert")[0]
    assert (first.state, first.attempts, first.error) == ("dead", 2, "the mail server said 554")


def test_a_slow_mail_server_holds_up_nobody_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_server, "TIMEOUT_SECONDS", 0.3)
    desk.postman.slow = 2.0
    desk.report("alpha")
    desk.report("beta", sender=None)
    desk.line.work()
    assert len(desk.hook.got) == 1
    error = next(job.error for job in desk.jobs("alert") if job.attempts and job.error)
    assert error.startswith("the mail server could not be reached")


def test_without_a_mail_server_the_next_way_is_tried_and_the_mail_is_not_forgotten(
    desk: Desk,
) -> None:
    desk.postman.shut()
    tip = desk.report("alpha", urgency="P2", minutes=1440)
    desk.line.pass_time(minutes=3)
    assert len(desk.line.texts_to(ALPHA_PHONE)) == 1, "the other contact point is asked meanwhile"
    assert desk.states(tip)["alpha"] == "offered"
    desk.postman.open_again()
    desk.line.pass_time(minutes=5)
    assert [mail.to for mail in desk.line.mails()] == [ALPHA_DESK]


def test_a_webhook_is_signed_as_the_convention_says(desk: Desk) -> None:
    tip = desk.report("beta")
    desk.line.work()
    (got,) = desk.hook.got
    secret = webhook.secret_for(desk.line.dep.keys, desk.hook.url)
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.{got.body}"
    right = base64.b64encode(hmac.new(raw, signed.encode(), hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{right}"
    assert got.headers["webhook-id"] == desk.jobs("alert")[0].key
    assert int(got.headers["webhook-timestamp"]) == int(desk.now.timestamp())
    reported = json.loads(got.body)
    assert (reported["tip_id"], reported["type"]) == (tip, "referral.offered")
    assert set(reported) == {"type", "tip_id", "urgency", "kind", "link", "code"}


def test_an_agency_is_given_the_secret_that_checks_our_signature(desk: Desk) -> None:
    """In its portal on request, and to the operator by command; each time a row in the trail."""
    agency = Portal(desk.line.as_staff("agency", "beta"), "agency")
    before = agency.look("/portal/us")
    assert "Webhook signature" in before and "whsec_" not in before
    shown = agency.http.post(
        "/portal/us/webhook-secret", data={"csrf": fields_of(agency, "/portal/us")["csrf"]}
    )
    expected = webhook.secret_for(desk.line.dep.keys, desk.hook.url)
    assert expected in shown.text
    with desk.line.dep.database.read() as db:
        rows = [(e.action, e.subject) for e in db.scalars(select(AuditEvent))]
    assert ("webhook secret shown", "agency:beta") in rows


def test_a_webhook_is_tried_again_under_one_id_until_it_answers(desk: Desk) -> None:
    desk.hook.answers = [(500, {}, b""), (503, {}, b""), (429, {}, b""), (200, {}, b"ok")]
    desk.report("beta")
    desk.line.pass_time(minutes=3)
    assert len({got.headers["webhook-id"] for got in desk.hook.got}) == 1
    assert len(desk.hook.got) == 4
    assert desk.deliveries()[0].state == "delivered"


@pytest.mark.parametrize(
    ("status", "headers"),
    [(410, {}), (400, {}), (302, {"location": "http://127.0.0.1:1/elsewhere"})],
)
def test_gone_refused_or_sent_elsewhere_is_final(
    desk: Desk, status: int, headers: dict[str, str]
) -> None:
    desk.hook.answers = [(status, headers, b"")]
    desk.report("beta")
    desk.line.work()
    first = desk.jobs("alert")[0]
    assert (first.state, first.error) == ("dead", f"the webhook answered {status}")
    assert [mail.to for mail in desk.line.mails()] == [BETA_DESK], "the next contact point"


def test_an_endless_answer_is_cut_and_a_late_one_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hook.answers = [(200, {}, b"x" * 300_000)]
    desk.report("beta")
    desk.line.work()
    assert desk.deliveries()[0].state == "delivered"

    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    desk.hook.hold.clear()
    desk.report("beta", sender=None)
    desk.line.work()
    late = desk.jobs("alert", "due")[0]
    assert late.error == "the webhook could not be reached (ReadTimeout)"
    desk.hook.hold.set()
    desk.line.pass_time(seconds=30)
    ids = [got.headers["webhook-id"] for got in desk.hook.got]
    assert ids.count(late.key) == 2, "the receiver can tell that it has it already"


def test_a_webhook_may_acknowledge_or_decline_with_its_answer(desk: Desk) -> None:
    said = {"answer": "acknowledged", "reference": "CASE 7"}
    desk.hook.answers = [(200, {}, json.dumps(said).encode())]
    taken = desk.report("beta")
    desk.line.work()
    referral = desk.referral(taken, "beta")
    assert (referral.state, referral.answered_by) == ("acknowledged", "webhook")
    assert referral.reference is not None
    opened = desk.line.dep.keys.open(referral.reference, f"reference:{referral.id}")
    assert opened == b"CASE 7"

    said = {"answer": "declined", "reason": "no_capacity"}
    desk.hook.answers = [(200, {}, json.dumps(said).encode())]
    declined = desk.report("beta", "alpha", sender=None)
    desk.line.work()
    assert desk.states(declined) == {
        "beta": "declined",
        "alpha": "offered",
        "national_hotline": "planned",
    }
    assert desk.referral(declined, "beta").reason == "no_capacity"


@pytest.mark.parametrize("body", [b"", b"[]", b'"ok"', b'{"answer": 1}', b'{"answer": "later"}'])
def test_any_other_answer_of_a_webhook_is_only_a_receipt(desk: Desk, body: bytes) -> None:
    desk.hook.answers = [(200, {}, body)]
    tip = desk.report("beta")
    desk.line.work()
    assert desk.states(tip)["beta"] == "offered"


def test_a_text_has_a_code_to_reply_with(desk: Desk) -> None:
    tip = desk.report("alpha", urgency="P0", minutes=5)
    desk.line.work()
    (text,) = desk.line.texts_to(ALPHA_PHONE)
    code = desk.referral(tip, "alpha").ack_code
    assert f"ACK {code}" in text
    assert tip in text
    assert desk.line.mails(), "danger now goes to all contact points at once"


def test_the_portal_shows_it_and_the_clock_runs_all_the_same(desk: Desk) -> None:
    tip = desk.report("delta")
    desk.line.work()
    assert [d.channel for d in desk.deliveries()] == ["portal"]
    desk.line.pass_time(hours=2)
    assert desk.states(tip)["delta"] == "unanswered"


def test_an_answer_between_planning_and_sending_sends_nothing(desk: Desk) -> None:
    tip = desk.report("alpha")
    desk.answer(tip, "alpha", agency_answers.acknowledge, by="portal")
    desk.line.work()
    assert not desk.line.mails()
    assert desk.jobs("alert")[0].state == "done"


def test_jobs_keep_no_link_once_they_are_done(desk: Desk) -> None:
    desk.report("alpha")
    assert desk.jobs("alert")[0].payload
    desk.line.work()
    assert desk.jobs("alert")[0].payload == b""


def test_a_mail_is_sealed_to_the_certificate_that_an_agency_gave(desk: Desk) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "agency.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(desk.now)
        .not_valid_after(desk.now + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    given = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    message = Message(
        key="alert:1:0:first",
        subject="[P1] Tip 1234-5674",
        body="https://tips.example/a/secret",
        short="",
        data={},
        since=desk.now,
        certificate=given,
    )
    email.send(desk.line.dep, ALPHA_DESK, message)
    (mail,) = desk.postman.inbox.arrived
    raw = mail.as_bytes()
    assert b"1234" not in raw
    assert b"secret" not in raw
    assert mail["Subject"] == email.SEALED_SUBJECT
    assert mail.get_content_type() == "application/pkcs7-mime"
    opened = pkcs7.pkcs7_decrypt_der(mail.get_payload(decode=True), certificate, key, [])
    assert b"Tip 1234-5674" in opened
    assert b"/a/secret" in opened
