"""``hotline test …`` really sends; a slip in the answers of ``hotline init`` is said in a line."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.db.accounts import Staff
from hotline.followups import paging
from tests.command import environment, hotline_with
from tests.line import Line

PHONE = "+19565550161"
GOOD = {
    "name": "Webb County Tip Line",
    "number": '"+19565550100"',
    "serves": "Webb County, TX",
    "languages": "vi, zh",
    "mode": "rehearsal",
    "public_url": "http://127.0.0.1:8000",
    "smtp_url": "smtp://127.0.0.1:2525",
    "mail_from": "tipline@line.example",
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "t1",
}


def on_line(line: Line, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    settings = line.dep.settings
    more = {
        "HOTLINE_TWILIO_API_URL": settings.twilio_api_url,
        "HOTLINE_SMTP_URL": settings.smtp_url,
        "HOTLINE_LINE_NAME": settings.line_name,
    }
    return hotline_with(environment(line) | more, "test", *words, said=said)


def with_phone(line: Line) -> None:
    line.as_staff("supervisor")
    with line.dep.database.write() as db:
        person = db.scalars(select(Staff).where(Staff.username == "supervisor")).one()
        paging.set_reach(line.dep.keys, person, paging.Reach(phone=PHONE))


def test_a_text_and_an_email_arrive(line: Line) -> None:
    assert on_line(line, "text", "+1 956 555 0161").returncode == 0
    assert "this is a test" in line.carrier.texts_to(PHONE)[0].body
    assert on_line(line, "email", "ops@line.example").returncode == 0
    (mail,) = line.inbox.mails()
    assert mail.to == "ops@line.example" and "test" in mail.body


def test_who_answers_a_test_call_hears_that_it_is_one(line: Line) -> None:
    done = on_line(line, "call", PHONE)
    assert done.returncode == 0, done.stderr
    (call,) = line.carrier.placed
    assert "This is a test call" in call.pick_up()


@pytest.mark.parametrize("typed", ["", "0000x", "wrong"])
def test_a_page_without_its_code_is_not_confirmed(line: Line, typed: str) -> None:
    with_phone(line)
    done = on_line(line, "page", "supervisor", said=f"{typed}\n")
    assert done.returncode == 2 and "was not confirmed" in done.stderr
    assert re.search(r"Code: \d{4}", line.carrier.texts_to(PHONE)[0].body)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("text", "12"), "is not a telephone number"),
        (("call", "nobody"), "is not a telephone number"),
        (("page", "nobody"), "there is no login 'nobody'"),
        (("page", "dispatcher"), "has no phone number"),
    ],
)
def test_what_cannot_be_sent_is_said_in_a_line(
    line: Line, words: tuple[str, ...], said: str
) -> None:
    line.as_staff("dispatcher")
    done = on_line(line, *words)
    assert done.returncode == 2 and said in done.stderr
    assert not line.carrier.sent


@pytest.fixture
def clean() -> Iterator[None]:
    """``init`` puts what it wrote into this process's environment, as for the commands after it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def init(tmp_path: Path, changed: Mapping[str, str | None]) -> subprocess.CompletedProcess[str]:
    answers = GOOD | {"data_dir": str(tmp_path / "data")} | changed
    file = tmp_path / "answers.yaml"
    lines = [f"{key}: {value}" for key, value in answers.items() if value is not None]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    home = {"HOTLINE_HOME": str(tmp_path / "etc")}
    return hotline_with(home, "init", "--answers", str(file))


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": "12"}, "number is not a telephone number; write it as +19565550100"),
        ({"name": None}, "name is needed"),
        ({"serves": "Lardo, TX"}, "serves names no place: Lardo, TX; write Webb County, TX"),
        ({"serves": "Webb"}, "names no place"),
        ({"languages": "klingon"}, "the line has no language 'klingon'"),
        ({"local_agencies": "perhaps"}, "local_agencies must be true or false"),
        ({"public_url": "tips.example.org"}, "public_url is not a web address"),
        ({"smtp_url": "mail.example.org"}, "smtp_url is not a mail server"),
        ({"mail_from": "tipline"}, "mail_from is not a mail address"),
        ({"time_zone": "Central"}, "time_zone is not a time zone"),
        ({"mode": "live"}, "mode Input should be"),
        ({"twilio_auth_token": None}, "twilio_auth_token is needed"),
        ({"public_url": "https://tips.example.org"}, "leaves this machine"),
        ({"night": "maria"}, "night must be a list"),
        ({"night": "[{login: maria}]"}, "is a list of {login: maria, name: Maria Example"),
        ({"night": "[{login: m1, name: M, phone: 12}]"}, "m1: the phone '12' is not a telephone"),
        ({"night": "[{login: m1, name: M, role: boss, phone: '+19565550161'}]"}, "the role is one"),
        ({"nmae": "x"}, "nothing asks for nmae"),
    ],
)  # fmt: skip
def test_a_slip_in_the_answers_is_one_line(
    tmp_path: Path, changed: Mapping[str, str | None], said: str
) -> None:
    done = init(tmp_path, changed)
    assert done.returncode == 2 and said in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and not (tmp_path / "data" / "hotline.db").exists()


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize(
    ("serves", "area"),
    [
        ("Webb County, TX", '{"counties": ["48479 Webb, TX"]}'),
        ("Laredo, TX", '{"cities": ["Laredo, TX"]}'),
        ("Webb County, TX; Zapata County, TX", '["48479 Webb, TX", "48505 Zapata, TX"]'),
        ("Webb County, TX; Austin, TX", '"cities": ["Austin, TX"]'),
        ('", TX"', '{"states": ["TX"]}'),
        ("Orleans Parish, LA", '{"counties": ["22071 Orleans, LA"]}'),
        ("all", None),
    ],
)
def test_a_place_in_words_becomes_an_area(tmp_path: Path, serves: str, area: str | None) -> None:
    done = init(tmp_path, {"serves": serves})
    assert done.returncode == 0, done.stderr
    town = (tmp_path / "etc" / "town.yaml").read_text("utf-8")
    assert ("serves" not in town) if area is None else area in town
    assert "NOBODY IS ON CALL" in done.stderr, "no one was named who answers at night"


@pytest.mark.usefixtures("clean")
def test_what_was_written_by_hand_stays(tmp_path: Path) -> None:
    """A second run changes what was asked, and nothing else in either file."""
    assert init(tmp_path, {}).returncode == 0
    etc = tmp_path / "etc"
    with (etc / "hotline.env").open("a") as file:
        file.write("# our own note\nHOTLINE_LOG_LEVEL=WARNING\n")
    town = (etc / "town.yaml").read_text("utf-8")
    ours = re.sub(r"agencies: .*", "agencies: {local: true, off: [tx_iwatch]}", town)
    (etc / "town.yaml").write_text(ours, "utf-8")
    os.environ.pop("HOTLINE_MAIL_FROM", None)
    assert init(tmp_path, {"mail_from": "other@line.example"}).returncode == 0
    text = (etc / "hotline.env").read_text("utf-8")
    assert "# our own note\nHOTLINE_LOG_LEVEL=WARNING\n" in text
    assert "HOTLINE_MAIL_FROM=other@line.example" in text and "tipline@" not in text
    assert "tx_iwatch" in (etc / "town.yaml").read_text("utf-8")
