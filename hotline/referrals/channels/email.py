"""Alerts by e-mail: SMTP with STARTTLS wherever the server offers it.

``HOTLINE_SMTP_URL`` is ``smtp://user:password@host:port``, or ``smtps://`` for TLS from the start.
Replies of 4xx mean later, 5xx mean never (RFC 5321, section 4.2.1).
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from hotline.deployment import Deployment
from hotline.privacy.egress import EgressRefusedError
from hotline.referrals.channels.message import DeliveryError, Message, Receipt
from hotline.routing.types import ContactPoint

TIMEOUT_SECONDS = 15
SUBMISSION, SMTPS = 587, 465


def send(dep: Deployment, point: ContactPoint, message: Message) -> Receipt:
    """Hand ``message`` to the mail server. Raises :class:`DeliveryError`."""
    mail = _mail(dep, point.address, message)
    try:
        with _connect(dep) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise DeliveryError(
            f"the mail server refused the receiver ({code})", again=code < 500
        ) from None
    except smtplib.SMTPResponseException as error:
        again = error.smtp_code < 500
        raise DeliveryError(f"the mail server said {error.smtp_code}", again=again) from None
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except (smtplib.SMTPException, OSError) as error:
        what = f"the mail server could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    return Receipt(id=str(mail["Message-ID"]))


def _mail(dep: Deployment, to: str, message: Message) -> EmailMessage:
    domain = dep.settings.mail_from.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"] = dep.settings.mail_from
    mail["To"] = to
    mail["Subject"] = message.subject
    mail["Date"] = formatdate(dep.clock().timestamp())
    mail["Message-ID"] = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
    mail["X-Idempotency-Key"] = message.key
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail.set_content(message.body)
    return mail


def _connect(dep: Deployment) -> smtplib.SMTP:
    url = urlsplit(dep.settings.smtp_url)
    host = url.hostname or "127.0.0.1"
    secure = url.scheme == "smtps"
    port = url.port or (SMTPS if secure else SUBMISSION)
    dep.egress.check(host, port)
    context = ssl.create_default_context()
    if secure:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server
