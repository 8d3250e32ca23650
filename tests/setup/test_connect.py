"""``hotline connect`` shows, enters and takes back every entry of the number, at each provider."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from hotline.privacy.egress import Egress, EgressRefusedError
from hotline.providers.callback_urls import CallbackUrls
from hotline.providers.console import Entry, HasConsole
from hotline.providers.errors import ProviderError
from hotline.settings import load_settings
from tests.command import environment, hotline_with
from tests.line import Line
from tests.providers.conftest import line_at_each

__all__ = ["line_at_each"]
BY_NAME = {
    "twilio": ("voice_url", "voice_fallback_url", "status_callback", "sms_url", "sms_fallback_url"),
    "signalwire": ("voice_url", "voice_fallback_url", "status_callback", "sms_url"),
    "telnyx": ("application.voice_url", "application.voice_fallback_url", "profile.webhook_url"),
}


def connect(line: Line, *words: str) -> subprocess.CompletedProcess[str]:
    provider = line.dep.settings.provider
    values = environment(line) | {"HOTLINE_PROVIDER": provider}
    if provider == "twilio":
        values["HOTLINE_TWILIO_API_URL"] = line.dep.settings.twilio_api_url
    return hotline_with(values, "connect", provider, *words)


def test_entries_are_shown_set_and_taken_back(line_at_each: Line) -> None:
    line = line_at_each
    provider = line.dep.settings.provider
    names = BY_NAME[provider]
    before = {names[0]: "https://old.example/voice"}
    line.carrier.entries.update(before)
    shown = connect(line)
    assert (
        shown.returncode == 1
        and "WRONG  a call comes in: https://old.example/voice" in shown.stdout
    )
    assert line.carrier.entries == before, "looking changes nothing"
    done = connect(line, "--set")
    assert done.returncode == 0 and "entries are right" in done.stdout, done.stderr
    for name in names:
        assert line.carrier.entries[name].startswith(line.base_url), name
    methods = [v for k, v in line.carrier.entries.items() if k.endswith("method")]
    assert methods and {method.upper() for method in methods} == {"POST"}
    assert "changed" not in connect(line, "--set").stderr
    rows = json.loads(connect(line, "--json").stdout)
    assert all(row["right"] for row in rows)
    assert connect(line, "--undo").returncode == 0
    assert line.carrier.entries[names[0]] == before[names[0]]
    assert not line.carrier.entries[names[-1]]
    again = connect(line, "--undo")
    assert again.returncode == 2 and "nothing was changed" in again.stderr


def test_what_was_there_first_is_kept_through_a_second_set(line_at_each: Line) -> None:
    line = line_at_each
    name = BY_NAME[line.dep.settings.provider][0]
    line.carrier.entries[name] = "https://first.example/"
    connect(line, "--set")
    line.carrier.entries[name] = "https://second.example/"
    connect(line, "--set")
    connect(line, "--undo")
    assert line.carrier.entries[name] == "https://first.example/"


def test_the_change_is_in_the_audit_trail_and_the_note_is_private(line: Line) -> None:
    connect(line, "--set")
    (note,) = line.folder.glob("connect-*.json")
    assert note.stat().st_mode & 0o777 == 0o600
    said = hotline_with(environment(line), "audit", "tail").stdout
    assert "number_connected" in said


@pytest.mark.parametrize(
    ("now", "right"),
    [
        ("https://handler.twilio.com/twiml/EH1", True),  # a TwiML Bin, as the guide advises
        ("https://tips.example.org/fallback/voice.xml", True),
        ("", False),
        ("http://tips.example.org/fallback/voice.xml", False),
        ("https://handler.twilio.com.example.org/x", False),
        ("https://tips.example.org/twilio/voice", False),
    ],
)
def test_a_fallback_at_the_provider_is_as_good(now: str, right: bool) -> None:
    own = ("https://handler.twilio.com/",)
    entry = Entry("voice_fallback_url", "", now, "https://tips.example.org/fallback/voice.xml", own)
    assert entry.right is right


@pytest.mark.parametrize(
    ("account", "named"),
    [
        ({}, []),
        ({"type": "Trial"}, ["trial account"]),
        ({"status": "suspended"}, ["suspended"]),
        ({"calls": "no"}, ["calls to numbers in the United States are not permitted"]),
        ({"risky": "LV CU"}, ["CU, LV"]),
        ({"campaign": "IN_PROGRESS"}, ["the campaign is in progress, so carriers block our texts"]),
        ({"campaign": "FAILED"}, ["the campaign is failed"]),
        ({"texts_to": "https://elsewhere.example/"}, ["the number's own entry is ignored"]),
        ({"type": "Trial", "calls": "no"}, ["trial account", "not permitted"]),
    ],
)
def test_what_is_wrong_at_the_account(
    line: Line, account: dict[str, str], named: list[str]
) -> None:
    line.carrier.account.update(account)
    assert isinstance(line.dep.provider, HasConsole)
    found = list(line.dep.provider.console().troubles())
    assert len(found) == len(named) and all(trouble.fix for trouble in found)
    for trouble, words in zip(found, named, strict=True):
        assert words in trouble.what


def test_a_number_of_another_account_is_said(line: Line) -> None:
    line.carrier.number = "+19565550199"
    said = connect(line)
    assert said.returncode == 2 and "the number is not one of this account" in said.stderr
    assert isinstance(line.dep.provider, HasConsole)
    with pytest.raises(ProviderError):
        line.dep.provider.console().entries(CallbackUrls("https://x.example"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("telnyx",), "HOTLINE_PROVIDER is twilio, not telnyx"),
        (("twilio", "--set", "--undo"), "not both"),
        (("twilio", "--undo"), "nothing was changed"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(line: Line, words: tuple[str, ...], said: str) -> None:
    values = environment(line) | {"HOTLINE_TWILIO_API_URL": line.dep.settings.twilio_api_url}
    done = hotline_with(values, "connect", *words)
    assert done.returncode == 2 and said in done.stderr
    assert not line.carrier.entries


def test_outside_production_no_other_machine_is_asked(line: Line, tmp_path: Path) -> None:
    """The real address of the company is only refused when it would be used."""
    said = hotline_with(environment(line), "connect", "twilio", "--set")
    assert said.returncode == 2 and "is not this machine" in said.stderr
    assert not load_settings(**{"demo": True, "data_dir": tmp_path, "secret_keys": "A" * 43 + "=",
        "twilio_account_sid": "AC1", "twilio_auth_token": "t", "number": "+19565550100",
    }).production  # fmt: skip
    with pytest.raises(EgressRefusedError):
        Egress(production=False).check_url("https://messaging.twilio.com/v1/Services")
