"""Hands emails to the mail server. A connection is kept open for the emails that follow.

``HOTLINE_SMTP_URL`` is ``smtp://user:password@host:port``, with STARTTLS wherever the server offers
it, or ``smtps://`` for TLS from the start; on this machine any certificate will do. A password
leaves this machine under TLS only. Connecting, greeting and agreeing on TLS costs more than the
email itself, so a connection serves the next one too, and is closed a few seconds after the last.
When the server has closed it meanwhile, a new one is opened, and no email is lost.
"""

from __future__ import annotations

import contextlib
import selectors
import smtplib
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from hotline.loopback import is_loopback
from hotline.transport.tls import this_machine, trusted

TIMEOUT_SECONDS = 15
IDLE_SECONDS = 5.0
"""How long an unused connection is kept open."""
QUIT_SECONDS = 2.0
SUBMISSION, SMTPS = 587, 465
NO_TLS = "the mail server offers no TLS, and the password is not sent in the clear"
CLOSING, NOT_ALLOWED = 421, 553
"""Reply codes (RFC 5321, section 4.2.3); with 421 the server ends the conversation."""


@dataclass(frozen=True)
class _Kept:
    server: smtplib.SMTP
    since: float


class MailServer:
    """The one mail server that we hand emails to; safe for any number of threads."""

    def __init__(self, url: str, *, guard: Callable[[str, int], object], ca_file: str = "") -> None:
        """``guard`` is asked before each connection to a host and port, and raises to refuse it.

        ``ca_file``: certificates (PEM) that are trusted in addition to the system's.
        """
        self._ca_file = ca_file
        self._url = urlsplit(url)
        self._guard = guard
        self._kept: list[_Kept] = []
        self._lock = threading.Lock()

    def send(self, sender: str, to: str, content: bytes, *, envelope: str) -> None:
        """Hand over one email. Raises :class:`smtplib.SMTPException` or :class:`OSError`.

        Where the server knows DSN (RFC 3461) it is asked to report failures under ``envelope``.
        """
        server = self._take()
        if server is not None:
            with contextlib.suppress(_EndedError):
                self._hand_over(server, sender, to, content, envelope)
                return
        self._hand_over(self._connect(), sender, to, content, envelope)

    def close_idle(self, seconds: float = IDLE_SECONDS) -> None:
        """Close the connections that were not used for this many seconds."""
        before = time.monotonic() - seconds
        with self._lock:
            old = [kept for kept in self._kept if kept.since <= before]
            self._kept = [kept for kept in self._kept if kept.since > before]
        for kept in old:
            _leave(kept.server)

    def close(self) -> None:
        """Close all connections."""
        self.close_idle(0)

    def _take(self) -> smtplib.SMTP | None:
        """The connection that was used last, unless the server has closed it."""
        while True:
            with self._lock:
                kept = self._kept.pop() if self._kept else None
            if kept is None:
                return None
            if not _has_spoken(kept.server):
                return kept.server
            kept.server.close()

    def _hand_over(
        self, server: smtplib.SMTP, sender: str, to: str, content: bytes, envelope: str
    ) -> None:
        try:
            _transact(server, sender, to, content, envelope)
        except smtplib.SMTPSenderRefused as error:
            self._give_back(server)
            if error.smtp_code == CLOSING:  # it says so at the next email, before it takes any
                raise _EndedError(error.smtp_code, error.smtp_error, sender) from None
            raise
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            self._give_back(server)
            raise
        except BaseException:
            server.close()
            raise
        self._give_back(server)

    def _give_back(self, server: smtplib.SMTP) -> None:
        """Keep the connection for the next email, unless it is closed."""
        if server.sock is not None:
            with self._lock:
                self._kept.append(_Kept(server, time.monotonic()))

    def _context(self, host: str) -> ssl.SSLContext:
        return this_machine() if is_loopback(host) else trusted(self._ca_file)

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or "127.0.0.1"
        secure = self._url.scheme == "smtps"
        port = self._url.port or (SMTPS if secure else SUBMISSION)
        self._guard(host, port)
        if secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=self._context(host)
            )
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            if not secure and server.has_extn("starttls"):
                server.starttls(context=self._context(host))
                server.ehlo()
                secure = True
            if self._url.username:
                if not (secure or is_loopback(host)):
                    raise smtplib.SMTPNotSupportedError(NO_TLS)
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def _transact(server: smtplib.SMTP, sender: str, to: str, content: bytes, envelope: str) -> None:
    """One email transaction (RFC 5321, section 3.3), with a request for DSN where it is known."""
    dsn = server.has_extn("dsn")
    server.sendmail(
        _bare(sender),
        [_bare(to)],
        content,
        mail_options=["RET=HDRS", f"ENVID={envelope}"] if dsn else [],
        rcpt_options=["NOTIFY=FAILURE,DELAY"] if dsn else [],
    )


def _bare(address: str) -> str:
    """An address that cannot end its command early."""
    if not address.isascii() or not address.isprintable() or set(address) & set("<> "):
        raise smtplib.SMTPRecipientsRefused({address: (NOT_ALLOWED, b"not a mailbox")})
    return address


class _EndedError(smtplib.SMTPSenderRefused):
    """The server had ended the conversation and took nothing."""


def _has_spoken(server: smtplib.SMTP) -> bool:
    """Whether the server spoke first: it ends the conversation, or has closed the connection."""
    if server.sock is None:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(server.sock, selectors.EVENT_READ)
        return bool(selector.select(0))


def _leave(server: smtplib.SMTP) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        if server.sock is not None:
            server.sock.settimeout(QUIT_SECONDS)
        server.quit()
    server.close()
