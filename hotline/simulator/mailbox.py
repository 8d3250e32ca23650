"""The agencies' mail: a real SMTP server on loopback that keeps what comes in a Maildir."""

from __future__ import annotations

import email
import mailbox
import re
import socket
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

LINK = re.compile(r"https?://\S+/a/[\w-]+")
CODE = re.compile(r"^Code: +(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """A mail as the inbox shows it. ``link`` is the alert link in it, if there is one.

    ``code`` is what the page behind the link asks for.
    """

    id: str
    to: str
    subject: str
    body: str
    date: str
    link: str
    code: str = ""


class _Keeper:
    def __init__(self, folder: Path, arrived: threading.Condition) -> None:
        self._folder = folder
        self._arrived = arrived

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep one message; the server has accepted it when this returns."""
        message = email.message_from_bytes(envelope.content)
        message["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        with self._arrived:
            mailbox.Maildir(self._folder).add(message)
            self._arrived.notify_all()
        return "250 kept"


class _Controller(Controller):
    """Listens on a socket that is bound already, so that port 0 can mean any free one."""

    def __init__(self, keeper: _Keeper, host: str, port: int) -> None:
        self._socket = socket.create_server((host, port))
        super().__init__(keeper, hostname=host, port=self._socket.getsockname()[1])

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


class Inbox:
    """The inbox of all agencies of a demo."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """``port`` 0 takes any free one; see :attr:`port`."""
        self._folder = folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(folder)
        self._arrived = threading.Condition()
        keeper = _Keeper(folder, self._arrived)
        self._controller = _Controller(keeper, host, port)

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Listen no more."""
        self._controller.stop()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._controller.port)

    def wait_for(self, count: int, seconds: float) -> bool:
        """Wait until this many emails have come; whether they have in that time."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.mails()) >= count, seconds)

    def mails(self) -> list[Mail]:
        """All emails, the newest first."""
        box = mailbox.Maildir(self._folder)
        mails = [_mail(key, box.get_bytes(key)) for key in box.iterkeys()]
        return sorted(mails, key=lambda mail: (mail.date, _arrival(mail.id)), reverse=True)


def _arrival(key: str) -> list[int]:
    """What orders emails of one second: a maildir's keys begin with time, microsecond and count."""
    return [int(digits) for digits in re.findall(r"\d+", key.partition("Q")[0])]


def _mail(key: str, raw: bytes) -> Mail:
    content: EmailMessage = email.message_from_bytes(raw, policy=default)
    part = content.get_body()
    body = str(part.get_content()) if part is not None else ""
    link, code = LINK.search(body), CODE.search(body)
    sent = content["Date"].datetime.isoformat() if content["Date"] else ""
    return Mail(
        id=key,
        to=str(content["To"]),
        subject=str(content["Subject"]),
        body=body,
        date=sent,
        link=link.group() if link else "",
        code=code[1] if code else "",
    )
