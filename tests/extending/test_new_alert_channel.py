"""A new channel for alerts is one folder: ``channels/pager`` beside this file, and no other change.

In the service its place is ``hotline/referrals/channels/pager``, where it is found by being there;
a test adds it from here. Everything below then works: the schema, the checker, the alert itself and
its retry, what routing explains, the names on pages, and the directory's exchange formats.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline import channel_kinds
from hotline.config_files import errors
from hotline.directory import hsds_export, hsds_import, plain_csv
from hotline.directory.entries import read_entries
from hotline.i18n import display_names, speaking
from hotline.referrals import channels
from hotline.routing.load import load_files, schema
from tests.directory.tables import from_csv
from tests.referrals.conftest import Desk, hook, open_desk, rules_dir
from tests.referrals.receivers import Hook

__all__ = ["hook", "open_desk", "rules_dir"]
PAGER = Path(__file__).parent / "channels" / "pager"


@pytest.fixture(autouse=True)
def pager() -> Iterator[None]:
    """The channel is there for one test."""
    channels.add(PAGER)
    yield
    del channel_kinds.KINDS["pager"], channels.CHANNELS["pager"]


@pytest.fixture
def with_pager(tmp_path: Path, rules_dir: Path, hook: Hook) -> Callable[[str], Path]:
    """The synthetic directory, in which agency beta has a pager at an address."""

    def changed(address: str) -> Path:
        folder = tmp_path / "rules_with_pager"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(rules_dir, folder)
        file = folder / "demo" / "agencies" / "TX.yaml"
        webhook = f'{{channel: webhook, purpose: alert, address: "{hook.url}",'
        text = file.read_text("utf-8")
        assert webhook in text
        file.write_text(
            text.replace(webhook, f'{{channel: pager, purpose: alert, address: "{address}",'),
            "utf-8",
        )
        return folder

    return changed


def gateway(hook: Hook) -> str:
    return "5550142@" + hook.url.removeprefix("http://").removesuffix("/hook")


def read(folder: Path) -> tuple[Any, list[str]]:
    files = {
        str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*.yaml")
    }
    book, problems = load_files(files, demo=True)
    return book, [str(problem) for problem in errors(problems)]


def test_the_schema_and_the_checker_know_it(with_pager: Callable[[str], Path], hook: Hook) -> None:
    words = schema("agency")["$defs"]["contact"]["properties"]["channel"]["enum"]
    assert "pager" in words and "email" in words
    book, problems = read(with_pager(gateway(hook)))
    assert problems == []
    assert book.agencies["beta"].agreed, "alerts go out on it"
    for wrong in ("555-0142@pager.example", "5550142", "desk@beta.example", "55501@x"):
        book, problems = read(with_pager(wrong))
        assert book is None
        (problem,) = problems
        assert f"{wrong!r} is not a pager: seven digits" in problem
        assert "TX.yaml" in problem and "Fix: write a pager" in problem


def test_an_alert_is_paged_tried_again_and_shown(
    open_desk: Callable[..., Desk], with_pager: Callable[[str], Path], hook: Hook
) -> None:
    desk = open_desk(rules_dir=with_pager(gateway(hook)))
    hook.answers += [(503, {}, b""), (200, {}, b"")]
    tip = desk.report("beta", urgency="P2")
    desk.line.work()
    (job,) = desk.jobs("alert", "due")
    assert job.error == "the pager's gateway answered 503"
    desk.line.pass_time(span=timedelta(minutes=1))
    first, second = hook.got
    assert first.path == second.path == "/page/5550142"
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == job.key
    assert tip in second.body and "/a/" in second.body
    (delivery,) = desk.deliveries()
    assert (delivery.channel, delivery.state) == ("pager", "delivered")
    staff = desk.line.as_staff()
    assert "pager: delivered" in staff.get(f"/reports/{tip}").text
    assert "buscapersonas: " in staff.get(f"/reports/{tip}?lang=es").text
    portal = desk.line.as_staff("agency", agency="beta")
    assert "(pager)" in portal.get("/portal").text


def test_a_gateway_that_refuses_for_good_moves_the_report_on(
    open_desk: Callable[..., Desk], with_pager: Callable[[str], Path], hook: Hook
) -> None:
    desk = open_desk(rules_dir=with_pager(gateway(hook)))
    hook.answers += [(404, {}, b"")]
    desk.report("beta", urgency="P1")
    desk.line.work()
    (job,) = desk.jobs("alert", "dead")
    assert job.error == "the pager's gateway answered 404"
    desk.line.work()
    assert desk.line.mails("desk@beta.example"), "the next contact point is asked at once"


def test_it_goes_out_as_hsds_and_csv_and_comes_back(
    with_pager: Callable[[str], Path], hook: Hook
) -> None:
    folder = with_pager(gateway(hook))
    file = folder / "demo" / "agencies" / "TX.yaml"
    read_in = read_entries({"agencies/TX.yaml": file.read_text("utf-8")})
    assert read_in["beta"].data["contacts"][0]["channel"] == "pager"
    entries = list(read_in.values())
    found = hsds_import.read_organizations(hsds_export.organizations(entries))
    assert found.unread == [] and found.entries == entries
    assert from_csv(plain_csv.to_csv(entries)) == entries


def test_pages_call_it_by_its_name() -> None:
    assert display_names.named("pager", "way") == "pager"
    with speaking("es"):
        assert display_names.named("pager", "way") == "buscapersonas"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alerts = 1", "write alerts = true"),
        ('alerts = true\nhsds = "location"\naddress = "any"', "write [label]"),
        ('alerts = true\nhsds = "fax"\naddress = "any"\n[label]\nen = "fax"', "write hsds = one"),
        ('alerts = true\nhsds = "text"\n[label]\nen = "fax"', "write address = one of"),
        ('alerts = true\nhsds = "text"\npattern = "("\n[label]\nen = "fax"', "regular expression"),
        ('alerts = true\nhsds = "text"\npattern = "x"\n[label]\nen = "fax"', "write looks_like"),
        ('alerts = true\ncolor = "red"', "there is no key 'color'"),
        ('alerts = true\nhsds = "text"\naddress = "any"\n[label]\nen = 7', "label.en is a text"),
        ("alerts = ", "cannot be read as TOML"),
    ],
)
def test_a_folder_with_an_error_says_what_and_how(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "fax"
    folder.mkdir()
    (folder / "channel.toml").write_text(text, "utf-8")
    with pytest.raises(channels.ChannelError) as raised:
        channels.add(folder)
    assert said in str(raised.value) and "fax" in str(raised.value)


def test_a_name_that_is_taken_or_too_long_is_refused(tmp_path: Path) -> None:
    for name, said in (("email", "already"), ("a_very_long_name", "at most 10")):
        shutil.copytree(PAGER, tmp_path / name)
        with pytest.raises(channels.ChannelError, match=said):
            channels.add(tmp_path / name)
