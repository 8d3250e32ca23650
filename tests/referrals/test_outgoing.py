"""A webhook cannot be led astray: private addresses, rebinding, plain http, an endless server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpcore
import pytest

from hotline.deployment import Deployment
from hotline.privacy import egress as egress_module
from hotline.privacy.egress import Egress
from hotline.privacy.keys import KeyRing
from hotline.referrals.channels import DeliveryError, Message, outgoing, webhook
from hotline.settings import Mode
from tests.line import TUESDAY_NOON, settings_for
from tests.referrals.receivers import Hook

PUBLIC = "93.184.216.34"


def message() -> Message:
    return Message(
        key="alert:1:0:first",
        subject="",
        body="",
        short="",
        data={"type": "referral.offered"},
        since=TUESDAY_NOON,
    )


@pytest.fixture
def production(tmp_path: Any) -> Deployment:
    """A deployment that may leave this machine, without a database."""
    settings = settings_for(
        tmp_path,
        "https://tips.example",
        2525,
        demo=False,
        mode=Mode.PRODUCTION,
    )
    dep = Deployment.of(settings, clock=lambda: TUESDAY_NOON)
    return replace(dep, egress=Egress(production=True), keys=KeyRing(settings.secret_keys))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "fd00::1"]
)
def test_private_addresses_are_refused_in_production(
    production: Deployment, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(egress_module, "resolve", lambda *_: [PUBLIC, address])
    with pytest.raises(DeliveryError) as refused:
        webhook.send(production, "https://agency.example/hook", message())
    assert not refused.value.again
    assert "private" in str(refused.value)


def test_plain_http_is_refused_in_production(production: Deployment) -> None:
    with pytest.raises(DeliveryError, match="https") as refused:
        webhook.send(production, "http://agency.example/hook", message())
    assert not refused.value.again


def test_a_name_that_does_not_resolve_is_tried_again(
    production: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: Any) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(egress_module, "resolve", nothing)
    with pytest.raises(DeliveryError) as failed:
        webhook.send(production, "https://agency.example/hook", message())
    assert failed.value.again
    assert "agency.example" not in str(failed.value)


def test_the_checked_address_is_the_one_that_is_called(
    production: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(egress_module, "resolve", lambda *_: [PUBLIC])

    def post(url: str, address: str, **_: Any) -> outgoing.Answered:
        called.append(address)
        return outgoing.Answered(200, b"", complete=True)

    monkeypatch.setattr(outgoing, "post", post)
    webhook.send(production, "https://agency.example/hook", message())
    assert called == [PUBLIC]


def test_the_name_is_reported_though_the_address_is_pinned(hook: Hook) -> None:
    hook.forget()
    port = hook.url.split(":")[2].split("/")[0]
    answered = outgoing.post(
        f"http://no-such-name.example:{port}/hook",
        "127.0.0.1",
        body=b"{}",
        headers={},
        seconds=5,
        max_bytes=100,
    )
    assert answered.status == 200
    assert hook.got[-1].headers["host"] == f"no-such-name.example:{port}"


@pytest.fixture
def dribbler() -> Iterator[int]:
    """A server that sends its headers a byte at a time, for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 10_000:
                if over.wait(0.05):
                    return
                try:
                    connection.sendall(bytes([byte]))
                except OSError:
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    over.set()
    listening.close()
    thread.join(5)


def test_a_server_that_dribbles_is_left_at_the_deadline(dribbler: int) -> None:
    began = time.monotonic()
    with pytest.raises(httpcore.TimeoutException):
        outgoing.post(
            f"http://127.0.0.1:{dribbler}/",
            "127.0.0.1",
            body=b"{}",
            headers={},
            seconds=0.5,
            max_bytes=100,
        )
    assert time.monotonic() - began < 60, "all that it sends takes eight minutes"
