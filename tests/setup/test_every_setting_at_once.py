"""Whatever is wrong with the settings is said at one start, each in one line with its name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hotline.settings import PREFIX, SettingsError, load_settings

GOOD = {
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "t",
    "number": "+19565550100",
    "secret_keys": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
}
LIVE = {"mode": "production", "public_url": "https://tips.example.org"}
NAMES = ("NUMBER", "SECRET_KEYS", "PUBLIC_URL", "SMTP_URL", "MAIL_FROM", "TWILIO_AUTH_TOKEN")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        # the file of the review, as it was shipped: empty where it must be filled in
        (
            {"mode": "production", "number": "", "secret_keys": "", "twilio_account_sid": "",
             "twilio_auth_token": "", "smtp_url": "", "mail_from": ""},
            {"NUMBER", "SECRET_KEYS", "PUBLIC_URL", "SMTP_URL", "MAIL_FROM", "TWILIO_AUTH_TOKEN"},
        ),
        ({"number": "12", "smtp_url": "mail"}, {"NUMBER", "SMTP_URL"}),
        ({"number": "12", "secret_keys": ""}, {"NUMBER", "SECRET_KEYS"}),
        ({"secret_keys": "short", "number": ""}, {"SECRET_KEYS", "NUMBER"}),
        ({"secret_keys": "short", "mail_from": "x"}, {"SECRET_KEYS", "MAIL_FROM"}),
        ({"public_url": "tips", "mode": "production", "number": ""}, {"PUBLIC_URL", "NUMBER"}),
        ({"public_url": "http://tips.example.org", "mode": "production", "number": ""},
         {"PUBLIC_URL", "NUMBER"}),
        ({"public_url": "https://tips.example.org", "smtp_url": "smtp://mail.example.org"},
         {"PUBLIC_URL", "SMTP_URL"}),
        ({"secret_keys_file": "/nowhere", "secret_keys": "", "number": ""},
         {"SECRET_KEYS", "NUMBER"}),
        (LIVE | {"secret_keys": "", "twilio_auth_token": ""}, {"SECRET_KEYS", "TWILIO_AUTH_TOKEN"}),
        ({"smtp_url": "x", "mail_from": "y", "number": "z"}, {"SMTP_URL", "MAIL_FROM", "NUMBER"}),
        # one wrong setting makes no other one look wrong
        ({"number": "12"}, {"NUMBER"}),
        ({"secret_keys": "short"}, {"SECRET_KEYS"}),
        ({"mode": "production", "public_url": "tips"}, {"PUBLIC_URL"}),
        (LIVE | {"smtp_url": "mail"}, {"SMTP_URL"}),
    ],
)  # fmt: skip
def test_all_are_named_and_no_other(changed: Mapping[str, str], named: set[str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(**GOOD | changed)
    said = str(refusal.value)
    assert {name for name in NAMES if PREFIX + name in said} == named, said
    assert all(PREFIX in line for line in said.splitlines()), said
    assert len(said.splitlines()) <= len(named)


@pytest.mark.parametrize("given", [GOOD, GOOD | LIVE, GOOD | {"smtp_url": "smtps://127.0.0.1:9"}])
def test_good_settings_are_taken(given: Mapping[str, str]) -> None:
    assert load_settings(**given).number == "+19565550100"
