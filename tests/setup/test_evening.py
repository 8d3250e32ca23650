"""The evening of a coordinator, from a bare copy of the program to the first page, and faults.

At its end a text of danger through TLS makes a telephone ring, the desk publishes without touching
the program, and ``hotline doctor`` is green. Then faults are put in one by one, and the doctor
names each in one line with what to do.
"""

from __future__ import annotations

import json
import re

from tests.line import PASSWORD
from tests.setup.evening import CODE, LEE, LINK, MARIA, Evening, until
from tests.web.desk import Desk, fields_of

DANGER = "he has a gun and he wont let us leave the house in Laredo, please come now"
WORDING = "ivr_flows/en/report.yaml"
SENTENCE, OURS = "Is it safe for you to talk right now?", "Is it safe for you to talk with us now?"
# The evening --------------------------------------------------------------------------------------


def test_init_made_a_private_folder_of_its_own(evening: Evening) -> None:
    modes = {name: (evening.home / name).stat().st_mode & 0o777 for name in ("hotline.env", "keys")}
    assert modes == {"hotline.env": 0o600, "keys": 0o600}
    assert (evening.data / "hotline.db").stat().st_mode & 0o777 == 0o600
    assert not list((evening.home / "ivr_flows").iterdir())
    assert MARIA not in evening.printed and LEE not in evening.printed
    for phone in (MARIA, LEE):
        assert CODE.search(evening.carrier.texts_to(phone)[0].body)


def test_a_text_of_danger_through_tls_makes_a_telephone_ring(evening: Evening) -> None:
    before = len(evening.carrier.texts_to(LEE))
    with evening.step("a P0 text, until someone is paged"):
        answers = evening.carrier.text("+19565550109", DANGER)
        assert "911" in " ".join(answers)
        until(lambda: len(evening.carrier.texts_to(LEE)) > before, "a page by text")
        until(lambda: any(call.to == LEE for call in evening.carrier.placed), "a call")
    assert "P0" in evening.carrier.texts_to(LEE)[-1].body
    assert "gun" not in evening.carrier.texts_to(LEE)[-1].body


def test_the_desk_publishes_and_the_program_stays_as_it_came(evening: Evening) -> None:
    program = evening.fingerprint()
    link = next(
        url for url in LINK.findall(evening.printed) if url in evening.printed.split("maria")[1]
    )
    with evening.browser() as browser:
        page = browser.get(link)
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text))
        browser.post(link, data=fields | {"password": PASSWORD, "again": PASSWORD})
        desk = Desk(browser, "maria")
        desk.log_in()
        fields = fields_of(desk, f"/desk/files/{WORDING}")
        fields |= {"text": fields["text"].replace(SENTENCE, OURS), "do": "publish"}
        done = browser.post(f"/desk/files/{WORDING}", data=fields)
    assert done.status_code == 200 and "published" in str(done.url), done.text[:800]
    assert OURS in (evening.home / WORDING).read_text("utf-8")
    assert evening.fingerprint() == program


def test_the_doctor_is_green(evening: Evening) -> None:
    with evening.step("hotline doctor"):
        done = evening.hotline("doctor", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0, [one for one in found if one["state"] == "wrong"]
    good = {one["check"] for one in found if one["state"] == "ok"}
    of_evening = "database keys secrets disk worker paging files folder clock mail address number"
    assert {"settings", "account", *of_evening.split()} <= good, found
    center = next(one for one in found if one["check"] == "centers")
    assert center["state"] == "look" and "Webb County, TX: no ten-digit number" in center["what"]
    assert "emergency_centers.yaml" in center["fix"]
    until(
        lambda: any("Test of alerts" in mail.subject for mail in evening.inbox.mails()), "an email"
    )


def test_init_is_safe_to_run_again(evening: Evening) -> None:
    """Nothing is made twice, nobody is paged again, and the keys stay."""
    names = ("hotline.env", "keys", "town.yaml")
    before = {name: (evening.home / name).read_bytes() for name in names}
    texts = len(evening.carrier.sent)
    again = evening.hotline("init", "--answers", str(evening.answers()))
    assert again.returncode == 0, again.stdout + again.stderr
    assert {name: (evening.home / name).read_bytes() for name in names} == before
    assert len(evening.carrier.sent) == texts and "maria has a login already" in again.stdout


def test_the_machine_takes_less_than_five_minutes(evening: Evening) -> None:
    """The waiting of docs/setup.md; a busy machine is five times as slow."""
    spent = {what: round(seconds, 1) for what, seconds in evening.steps}
    assert sum(spent.values()) < 300, spent
