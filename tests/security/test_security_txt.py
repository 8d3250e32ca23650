"""``/.well-known/security.txt`` says where to report a weakness, or is not there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from hotline.settings import SettingsError
from tests.line import Line, open_line, settings_for


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("security@line.example", "Contact: mailto:security@line.example"),
        ("https://line.example/report", "Contact: https://line.example/report"),
    ],
)
def test_it_names_the_contact_and_its_end(tmp_path: Path, contact: str, shown: str) -> None:
    with open_line(tmp_path, security_contact=contact) as line:
        answer = line.http.get("/.well-known/security.txt")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; charset=utf-8")
        rows = answer.text.splitlines()
        assert shown in rows and f"Canonical: {line.base_url}/.well-known/security.txt" in rows
        (expires,) = [row.removeprefix("Expires: ") for row in rows if row.startswith("Expires")]
        ends = datetime.fromisoformat(expires)
        assert 150 < (ends - line.clock.now).days < 365


def test_without_a_contact_there_is_none(line: Line) -> None:
    answer = line.http.get("/.well-known/security.txt")
    assert answer.status_code == 404 and "Contact" not in answer.text


@pytest.mark.parametrize(
    "contact",
    ["nobody", "http://line.example", "a b@c", "https://", "mailto:", "@", "x@", "a@b\nX: y"],
)
def test_what_is_no_contact_is_refused_in_one_line(tmp_path: Path, contact: str) -> None:
    with pytest.raises(SettingsError, match="HOTLINE_SECURITY_CONTACT"):
        settings_for(tmp_path, "http://127.0.0.1", 25, security_contact=contact)
