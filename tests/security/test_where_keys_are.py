"""Where the keys are kept: the environment, a file, a credential, a command."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from hotline.settings import SettingsError, load_settings
from tests.line import ACCOUNT, KEY, LINE_NUMBER, TOKEN
from tests.security.resealing import (
    FIRST,
    SECOND,
    THIRD,
    written,
)

# Where the keys are kept --------------------------------------------------------------------------

SETTINGS = {
    "public_url": "http://127.0.0.1:8000",
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "number": LINE_NUMBER,
}


def keys_of(**given: object) -> tuple[bytes, ...]:
    return load_settings(**SETTINGS, **given).secret_keys


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOTLINE_SECRET_KEYS", "HOTLINE_SECRET_KEYS_FILE", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("form", ["{0}", "{1},{0}", "{1}\n{0}\n", " {1} ,\n {0}\t", "{1}\r\n{0}"])
def test_keys_come_from_a_file_a_command_or_a_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    file = tmp_path / "hotline.keys"
    file.write_bytes(form.format(KEY, base64.b64encode(SECOND).decode()).encode())
    wanted = (SECOND, FIRST) if "{1}" in form else (FIRST,)
    assert keys_of(secret_keys_file=str(file)) == wanted
    assert keys_of(secret_keys_command=f"cat {file}") == wanted
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert keys_of() == wanted
    assert keys_of(secret_keys=written(THIRD)) == (THIRD,), "what is named goes first"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"secret_keys_file": "{missing}"}, "cannot be read: No such file"),
        ({"secret_keys_file": "{folder}"}, "cannot be read"),
        ({"secret_keys_file": "{empty}"}, "holds no key"),
        ({"secret_keys_file": "{short}"}, "key 2 has 5 bytes, 32 are needed"),
        ({"secret_keys_file": "{words}"}, "key 1 is not base64"),
        ({"secret_keys_file": "{bytes}"}, "it is not text"),
        ({"secret_keys_file": "{open}"}, "everyone may change"),
        ({"secret_keys_command": "false"}, "failed with 1"),
        ({"secret_keys_command": "/nowhere/vault read"}, "cannot be run"),
        ({"secret_keys_command": "true"}, "holds no key"),
        ({"secret_keys_command": "echo 'unclosed"}, "cannot be run"),
        ({"secret_keys_command": "cat {words}"}, "key 1 is not base64"),
        ({"secret_keys": KEY, "secret_keys_file": "{good}"}, "are both set"),
        ({"secret_keys_command": "cat {good}", "secret_keys_file": "{good}"}, "are both set"),
        ({}, "HOTLINE_SECRET_KEYS"),
    ],
)
def test_a_bad_place_for_keys_is_said_in_one_line_that_shows_none_of_them(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    contents = {
        "good": KEY.encode(),
        "open": KEY.encode(),
        "empty": b" \n",
        "short": f"{KEY},AAECAwQ=".encode(),
        "words": b"correct-horse-battery-staple",
        "bytes": bytes(range(128, 160)),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "open").chmod(0o666)
    places = {name: str(tmp_path / name) for name in (*contents, "missing")}
    filled = {
        name: value.format(**places, folder=tmp_path) if "{" in value else value
        for name, value in given.items()
    }
    with pytest.raises(SettingsError, match=re.escape(said)) as raised:
        keys_of(**filled)
    assert KEY not in str(raised.value) and "correct-horse" not in str(raised.value)
