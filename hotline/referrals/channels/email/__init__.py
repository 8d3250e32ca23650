"""Alerts by email: what an email says, and what it means when the mail server refuses it.

Replies of 4xx mean later, 5xx mean never (RFC 5321, section 4.2.1). What comes back (DSN, RFC 3464)
is read by :mod:`hotline.referrals.bounces`, and known by our own envelope id. For an agency that
gave a certificate the body is sealed to it (S/MIME, RFC 8551), and the subject says nothing.
"""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Mapping
from email.header import Header
from email.utils import formatdate

from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options
from cryptography.x509 import load_der_x509_certificate

from hotline.deployment import Deployment
from hotline.jobs.errors import DeliveryError
from hotline.privacy.egress import EgressRefusedError
from hotline.privacy.keys import KeyRing
from hotline.referrals.channels.message import Message, Receipt

SEALED_SUBJECT = "A report for you is waiting"


def envelope_id(keys: KeyRing, key: str) -> str:
    """What an email is called outside: the same for every try, and nobody else can name it.

    A bounce is believed by it, so it must not be guessed.
    """
    return keys.mac("mail envelope", key.encode())[:32]


def send(dep: Deployment, address: str, message: Message) -> Receipt:
    """Hand ``message`` to the mail server. Raises :class:`DeliveryError`."""
    envelope = envelope_id(dep.keys, message.key)
    content = _mail(dep, address, message, envelope)
    try:
        dep.mail.send(dep.settings.mail_from, address, content, envelope=envelope)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise DeliveryError(
            f"the mail server refused the receiver ({code})", again=code < 500
        ) from None
    except smtplib.SMTPAuthenticationError as error:  # our own settings: worth trying once fixed
        raise DeliveryError(
            f"the mail server refused our login ({error.smtp_code})", again=True
        ) from None
    except smtplib.SMTPResponseException as error:
        again = error.smtp_code < 500
        raise DeliveryError(f"the mail server said {error.smtp_code}", again=again) from None
    except EgressRefusedError as error:
        raise DeliveryError(str(error), again=False) from None
    except UnicodeEncodeError:  # smtplib sends names and passwords as ASCII
        what = "the mail server's user or password (HOTLINE_SMTP_URL) has letters outside ASCII"
        raise DeliveryError(f"{what}; choose another password", again=True) from None
    except ssl.SSLCertVerificationError as error:
        what = f"the mail server's certificate is not trusted ({error.verify_message})"
        raise DeliveryError(what, again=True) from None
    except (smtplib.SMTPException, OSError) as error:
        what = f"the mail server could not be reached ({type(error).__name__})"
        raise DeliveryError(what, again=True) from None
    return Receipt(id=envelope)


def _mail(dep: Deployment, to: str, message: Message, envelope: str) -> bytes:
    """The email as it goes over the wire (RFC 5322).

    Written here and not by :mod:`email`, whose folding of headers takes longer than all else that
    an alert needs together.
    """
    domain = dep.settings.mail_from.rpartition("@")[2]
    kind, content = _sealed(message) if message.certificate else _text(message.body)
    headers = {
        "From": dep.settings.mail_from,
        "To": to,
        "Subject": SEALED_SUBJECT if message.certificate else message.subject,
        "Date": formatdate(dep.clock().timestamp()),
        "Message-ID": f"<{envelope}@{domain}>",
        "X-Idempotency-Key": message.key,
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers
        "MIME-Version": "1.0",
        **kind,
    }
    return _wire(headers, content)


def _wire(headers: Mapping[str, str], content: bytes) -> bytes:
    lines = [f"{name}: {_header(value)}\r\n" for name, value in headers.items()]
    return "".join([*lines, "\r\n"]).encode("ascii") + content


def _header(value: str) -> str:
    """One line: a header that could end early could add another."""
    line = " ".join(value.splitlines())
    return line if line.isascii() else Header(line, "utf-8").encode(linesep="\r\n")


def _text(body: str) -> tuple[dict[str, str], bytes]:
    """The headers that describe a plain text, and the text."""
    lines = "\r\n".join([*body.splitlines(), ""])
    if lines.isascii():
        kind = {"Content-Type": "text/plain; charset=us-ascii"}
        return kind, lines.encode()
    kind = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "base64",
    }
    return kind, _base64(lines.encode())


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _sealed(message: Message) -> tuple[dict[str, str], bytes]:
    """The subject and body, readable only with the key of the receiver's certificate."""
    inner = _wire(*_text(f"{message.subject}\n\n{message.body}"))
    certificate = load_der_x509_certificate(base64.b64decode(message.certificate))
    sealed = (
        PKCS7EnvelopeBuilder()
        .set_data(inner)
        .add_recipient(certificate)
        .set_content_encryption_algorithm(AES256)
        .encrypt(Encoding.DER, [PKCS7Options.Binary])
    )
    kind = {
        "Content-Type": "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "Content-Disposition": "attachment; filename=smime.p7m",
        "Content-Description": "sealed to your certificate",
        "Content-Transfer-Encoding": "base64",
    }
    return kind, _base64(sealed)
