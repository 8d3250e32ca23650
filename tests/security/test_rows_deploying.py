"""What is shipped around the service: the proxy's settings, pins, images."""

from __future__ import annotations

import re

from hotline.settings import REPOSITORY
from hotline.web.middleware import most_bytes
from tests.security.conftest import Seen

CADDY = (REPOSITORY / "deploy" / "Caddyfile").read_text("utf-8")
DIRECTIVES = "\n".join(
    line.split(" #")[0] for line in CADDY.splitlines() if line.strip()[:1] != "#"
)


def test_the_proxy_adds_hsts_and_hides_itself(seen: Seen) -> None:
    (age,) = re.findall(r"Strict-Transport-Security max-age=(\d+)", DIRECTIVES)
    assert seen(int(age)) >= 31_536_000
    assert re.search(r"^\s*-Server$", DIRECTIVES, re.MULTILINE)


def test_no_spelling_of_metrics_shows_the_counters(seen: Seen) -> None:
    """Caddy cleans a path before it compares, and compares without regard to capitals."""
    block = re.search(r"handle /metrics \{\s*respond 404\s*\}", DIRECTIVES)
    assert seen(bool(block)) is True
    first = DIRECTIVES.index("handle /metrics"), DIRECTIVES.index("reverse_proxy")
    assert first == tuple(sorted(first)), "before anything is passed on"


def test_the_proxy_leaves_long_bodies_to_the_service(seen: Seen) -> None:
    assert seen("max_size" in DIRECTIVES) is False
    assert most_bytes("/login") < most_bytes("/twilio/sms") <= 1_000_000


def test_the_proxy_waits_ten_seconds_for_a_header(seen: Seen) -> None:
    waits = dict(re.findall(r"^\s*(read_header|read_body|idle) (\w+)", DIRECTIVES, re.M))
    assert seen(waits) == {"read_header": "10s", "read_body": "4m", "idle": "2m"}


def test_every_pin_has_hashes(seen: Seen) -> None:
    loose = [
        f"{file.name}: {name}"
        for file in sorted((REPOSITORY / "requirements").glob("*.txt"))
        for name, rest in re.findall(
            r"^([\w.\[\]-]+==\S+)(.*(?:\n    .*)*)", file.read_text(), re.M
        )
        if "--hash=sha256:" not in rest
    ]
    assert seen(loose) == []


def test_keys_are_never_an_argument_of_a_command(seen: Seen) -> None:
    """Arguments stand in the list of processes, which anyone on the machine may read."""
    shipped = [*(REPOSITORY / "deploy").glob("*.service"), REPOSITORY / "deploy" / "compose.yaml"]
    started = [
        line
        for file in shipped
        for line in file.read_text("utf-8").splitlines()
        if re.match(r"\s*(ExecStart|command)", line)
    ]
    assert len(started) >= 3
    assert (
        seen([line for line in started if re.search("key|token|secret|password", line, re.I)]) == []
    )


def test_no_core_dump_and_no_swap_keeps_what_was_in_memory(seen: Seen) -> None:
    found = {}
    for name in ("hotline.service", "hotline-worker@.service"):
        unit = (REPOSITORY / "deploy" / name).read_text("utf-8")
        found[name] = ("LimitCORE=0" in unit, "MemorySwapMax=0" in unit)
    assert seen(set(found.values())) == {(True, True)}
    assert "core: 0" in (REPOSITORY / "deploy" / "compose.yaml").read_text("utf-8")
