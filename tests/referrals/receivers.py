"""What alerts go to: a real mail server and a real web server, which do as a test tells them."""

from __future__ import annotations

import asyncio
import email
import socket
import threading
from dataclasses import dataclass, field
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server  # noqa: N811

from hotline.simulator.mailbox import CODE, LINK, Mail


@dataclass
class Kept:
    """An inbox in memory, as :class:`hotline.simulator.mailbox.Inbox` shows one."""

    arrived: list[Message] = field(default_factory=list)

    def mails(self) -> list[Mail]:
        """The newest first, as an inbox is read."""
        return [self._mail(i, message) for i, message in reversed(list(enumerate(self.arrived)))]

    @staticmethod
    def _mail(number: int, message: Any) -> Mail:
        body = str(message.get_body().get_content())
        link, code = LINK.search(body), CODE.search(body)
        return Mail(
            id=str(number),
            to=str(message["To"]),
            subject=str(message["Subject"]),
            body=body,
            date=str(message["Date"]),
            link=link.group() if link else "",
            code=code[1] if code else "",
        )


class Postman:
    """A mail server. ``refuse`` answers RCPT, ``after_data`` answers DATA, ``slow`` waits first.

    After ``most_mails`` on one connection it takes leave, as some servers do.
    """

    def __init__(self) -> None:
        self.inbox = Kept()
        self.refuse: dict[str, str] = {}
        self.after_data: list[str] = []
        self.slow = 0.0
        self.most_mails = 1000
        self.connections = 0
        self.options: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.url = f"smtp://127.0.0.1:{self.port}"
        self._controller = _OnSocket(self, self._socket)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        session.mails = 0
        self.connections += 1
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        session.mails += 1
        if session.mails > self.most_mails:
            return "421 4.7.0 enough for one conversation"
        envelope.mail_from = address
        self.options += options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.slow)
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.after_data:
            return self.after_data.pop(0)
        self.inbox.arrived.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 kept"

    def shut(self) -> None:
        """The mail server is down: its port refuses."""
        self._controller.stop()

    def open_again(self) -> None:
        """The mail server is up again, on the same port."""
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self._controller = _OnSocket(self, self._socket)
        self._controller.start()

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


class _Dsn(Server):
    """A server that lets options of DSN pass (RFC 3461)."""

    def _getparams(self, params: Any) -> dict[str, str | bool]:  # type: ignore[override]
        return {}


class _OnSocket(Controller):
    def __init__(self, postman: Postman, listening: socket.socket) -> None:
        self._listening = listening
        super().__init__(postman, hostname="127.0.0.1", port=listening.getsockname()[1])

    def factory(self) -> Server:
        return _Dsn(self.handler, **self.SMTP_kwargs)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


@dataclass(frozen=True)
class Got:
    """A request that a web server got."""

    path: str
    headers: dict[str, str]
    body: str


class Hook:
    """A web server. ``answers`` are taken one by one, (status, headers, body); then 200."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.hold = threading.Event()
        self.hold.set()
        self.came = threading.Event()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(size).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                hook.got.append(Got(self.path, headers, body))
                hook.came.set()
                hook.hold.wait(30)
                status, extra, answer = hook.answers.pop(0) if hook.answers else (200, {}, b"{}")
                self.send_response(status)
                for name, value in extra.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def forget(self) -> None:
        """As new, for the next test."""
        self.hold.set()
        self.came.clear()
        self.got.clear()
        self.answers.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
