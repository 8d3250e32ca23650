"""Alerts by e-mail: SMTP with STARTTLS wherever the server offers it.

``HOTLINE_SMTP_URL`` is ``smtp://user:password@host:port``, or ``smtps://`` for TLS from the start.
Replies of 4xx mean later, 5xx mean never (RFC 5321, section 4.2.1). Where the server knows DSN
(RFC 3461) it is asked to tell of failures under our own envelope id; what comes back is read by
:mod:`hotline.referrals.bounces`. For an agency that gave a certificate the body is sealed to it
(S/MIME, RFC 8551), and the subject says nothing.
"""

from __future__ import annotations

import base64
import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options
from cryptography.x509 import load_der_x509_certificate

from hotline.deployment import Deployment
from hotline.privacy.egress import EgressRefusedError
from hotline.privacy.keys import KeyRing
from hotline.referrals.channels.message import DeliveryError, Message, Receipt
from hotline.referrals.channels.outgoing import trusted

TIMEOUT_SECONDS = 15
SEALED_SUBJECT = "A report for you is waiting"
SUBMISSION, SMTPS = 587, 465


def envelope_id(keys: KeyRing, key: str) -> str:
    """What a mail is called outside: the same for every try, and nobody else can name it.

    A returned mail is believed by it, so it must not be guessed.
    """
    return keys.mac("mail envelope", key.encode())[:32]


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Hand ``message`` to the mail server. Raises :class:`DeliveryError`."""
    envelope = envelope_id(dep.keys, message.key)
    try:
        with _connect(dep) as server:
            dsn = server.has_extn("dsn")
            server.send_message(
                _mail(dep, address, message, envelope),
                mail_options=["RET=HDRS", f"ENVID={envelope}"] if dsn else [],
                rcpt_options=["NOTIFY=FAILURE,DELAY"] if dsn else [],
            )
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise DeliveryError(
            f"the mail server refused the receiver ({code})", again=code < 500
        ) from None
    except smtplib.SMTPAuthenticationError as error:  # our own settings: worth trying when mended
        raise DeliveryError(
            f"the mail server refused our login ({error.smtp_code})", again=True
        ) from None
    except smtplib.SMTPResponseException as error:
        again = error.smtp_code < 500
        raise DeliveryError(f"the mail server said {error.smtp_code}", again=again) from None
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except (smtplib.SMTPException, OSError) as error:
        what = f"the mail server could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    return Receipt(id=envelope)


def _mail(dep: Deployment, to: str, message: Message, envelope: str) -> EmailMessage:
    domain = dep.settings.mail_from.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"] = dep.settings.mail_from
    mail["To"] = to
    mail["Subject"] = SEALED_SUBJECT if message.certificate else message.subject
    mail["Date"] = formatdate(dep.clock().timestamp())
    mail["Message-ID"] = f"<{envelope}@{domain}>"
    mail["X-Idempotency-Key"] = message.key
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    if not message.certificate:
        mail.set_content(message.body)
        return mail
    mail["Content-Description"] = "sealed to your certificate"
    mail.set_content(
        _sealed(message),
        maintype="application",
        subtype="pkcs7-mime",
        filename="smime.p7m",
        params={"smime-type": "enveloped-data", "name": "smime.p7m"},
    )
    return mail


def _sealed(message: Message) -> bytes:
    """The subject and body, readable only with the key of the receiver's certificate."""
    inner = EmailMessage()
    inner.set_content(f"{message.subject}\n\n{message.body}")
    certificate = load_der_x509_certificate(base64.b64decode(message.certificate))
    return (
        PKCS7EnvelopeBuilder()
        .set_data(inner.as_bytes(policy=SMTP))
        .add_recipient(certificate)
        .set_content_encryption_algorithm(AES256)
        .encrypt(Encoding.DER, [PKCS7Options.Binary])
    )


def _connect(dep: Deployment) -> smtplib.SMTP:
    url = urlsplit(dep.settings.smtp_url)
    host = url.hostname or "127.0.0.1"
    secure = url.scheme == "smtps"
    port = url.port or (SMTPS if secure else SUBMISSION)
    dep.egress.check(host, port)
    if secure:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=TIMEOUT_SECONDS, context=trusted()
        )
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=trusted())
            server.ehlo()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server
