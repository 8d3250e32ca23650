"""Nothing leaves this machine in a demo or rehearsal, and a webhook never looks inside."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from hotline.loopback import is_loopback
from hotline.privacy.egress import Egress, EgressRefusedError

HOSTS = {
    "mail.example.org": "203.0.113.9",
    "agency.example.org": "93.184.215.14",
    "inside.example.org": "10.0.0.7",
    "metadata.example.org": "169.254.169.254",
    "localhost": "127.0.0.1",
}


@pytest.fixture(autouse=True)
def own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server of our own: no test asks a real one."""

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        address = HOSTS.get(host, host)
        try:
            socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
        except OSError:
            raise socket.gaierror(socket.EAI_NONAME, "not known") from None
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "0.0.0.0",
        "10.0.0.1",
        "example.org",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "2130706433",
        "0x7f.1",
    ],
)
def test_nothing_else_passes_for_this_machine(host: str | None) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["mail.example.org", "10.0.0.7", "203.0.113.9", "unknown.invalid"])
def test_outside_production_only_loopback_is_called(host: str) -> None:
    with pytest.raises(EgressRefusedError, match="nothing leaves it outside production"):
        Egress(production=False).check(host, 25)


def test_outside_production_the_loopback_inbox_is_reached() -> None:
    egress = Egress(production=False)
    assert egress.check("127.0.0.1", 2525) == "127.0.0.1"
    assert egress.check_url("http://localhost:8000/hook", public_only=True) == "127.0.0.1"


def test_in_production_a_mail_server_may_be_anywhere() -> None:
    egress = Egress(production=True)
    assert egress.check("mail.example.org", 587) == "203.0.113.9"
    assert egress.check("inside.example.org", 587) == "10.0.0.7"


@pytest.mark.parametrize(
    "url",
    [
        "https://inside.example.org/hook",
        "https://metadata.example.org/latest",
        "http://127.0.0.1:8000/queue",
        "http://localhost/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_in_production_a_webhook_cannot_look_into_the_operators_network(url: str) -> None:
    with pytest.raises(EgressRefusedError, match="private address"):
        Egress(production=True).check_url(url, public_only=True)


def test_in_production_a_public_webhook_is_called() -> None:
    egress = Egress(production=True)
    assert egress.check_url("https://agency.example.org/hook", public_only=True) == "93.184.215.14"


def test_an_address_without_a_host_is_refused() -> None:
    with pytest.raises(EgressRefusedError, match="names no host"):
        Egress(production=True).check_url("mailto:nobody")


def test_a_name_that_nobody_knows_is_an_error_to_try_again() -> None:
    with pytest.raises(socket.gaierror):
        Egress(production=True).check("unknown.invalid", 25)
