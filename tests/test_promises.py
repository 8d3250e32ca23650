"""The three promises that outrank every feature, each told as what happens to somebody.

1. Nobody is left alone.  2. Nothing accepted is lost, nothing is told twice.
3. The reporter stays unknown.
"""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from hotline.intake.reports import report_by_tip
from hotline.settings import REPOSITORY
from hotline.simulator.phone_call import Call
from tests.line import LINE_NUMBER, Line, open_line, tip_in

CALLER = "+19565550123"
NATIONAL = "+18883737888"
LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)


def report_by_text(line: Line, first: str = LAREDO, caller: str = CALLER) -> str:
    """A whole report by text; its tip ID."""
    return tip_in(line.text(caller, first, "yes", "not sure", "I don't know", "no"))


def ring_out(call: Call) -> list[str]:
    """Nobody takes the call anywhere; the numbers that rang."""
    rang = []
    while call.ringing is not None:
        rang.append(call.ringing.number)
        assert len(rang) < 20, "it rings for ever"
        call.not_answered()
    return rang


# 1. Nobody is left alone ----


def test_a_silent_caller_is_connected_and_at_last_hears_the_number(line: Line) -> None:
    call = line.call(CALLER)
    for _ in range(8):
        if call.gather is None:
            break
        call.wait()
    assert call.ringing is not None, call.said
    assert NATIONAL in ring_out(call)
    while not call.over:
        call.wait()
    assert "8 8 8, 3 7 3, 7 8 8 8" in " ".join(sound.text for sound in call.heard)


@pytest.mark.parametrize("before", [[], ["1"], ["1", "2"], ["1", "2", "1"]])
def test_key_zero_rings_for_a_person_at_any_time(line: Line, before: list[str]) -> None:
    call = line.call(CALLER)
    for key in before:
        call.press(key)
    call.press("0")
    assert call.ringing is not None
    assert NATIONAL in ring_out(call)


def test_three_answers_that_are_not_understood_lead_to_a_person(line: Line) -> None:
    call = line.call(CALLER)
    call.press("1")
    for words in ("mumble", "grumble", "rumble"):
        assert call.ringing is None
        call.say(words)
    assert call.ringing is not None


def test_an_answering_machine_never_ends_the_chain(line: Line) -> None:
    """The Webb County desk's machine picks up and presses nothing; the next line rings."""
    call = line.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(LAREDO)
    call.press("0")
    assert call.ringing is not None
    first = call.ringing.number
    assert call.ringing.lines[first], "an agreed line is told what waits before it is connected"
    whispered = call.answered(key="")
    heard = " ".join(sound.text for sound in whispered).lower()
    assert heard.count("press 1") == 3 and "tip" not in heard and "laredo" not in heard
    assert call.talking_to is None
    assert call.ringing is not None
    assert call.ringing.number != first


@pytest.mark.parametrize("status", ["busy", "failed", "no-answer", "canceled"])
def test_one_number_that_does_not_work_never_stops_the_chain(line: Line, status: str) -> None:
    call = line.call(CALLER)
    call.press("1")
    call.press("0")
    while call.ringing is not None and call.ringing.number != NATIONAL:
        call.not_answered(status)
    assert call.ringing is not None


def test_one_word_and_nothing_more_is_in_somebodys_hands_within_the_hour(line: Line) -> None:
    line.text(CALLER, "help")
    line.pass_time(hours=1)
    report = line.report()
    assert report["urgency"] == "P1"
    assert report["state_of_report"] == "open"
    assert [task for task in report["tasks"] if task["state"] == "open"]


def test_an_alert_that_nobody_answers_ends_as_a_task_to_phone_the_national_hotline(
    line: Line,
) -> None:
    tip = report_by_text(line)
    line.pass_time(hours=12)
    report = line.report(tip)
    states = {referral["agency_id"]: referral["state"] for referral in report["referrals"]}
    assert "acknowledged" not in states.values()
    assert list(states)[-1] == "national_hotline"
    assert states["national_hotline"] == "offered"
    kinds = {task["kind"] for task in report["tasks"] if task["state"] == "open"}
    assert "hand_off" in kinds
    reminders = [mail for mail in line.mails() if mail.subject.startswith("Reminder")]
    assert reminders
    page = line.as_staff().get(f"/reports/{tip}").text
    assert "888" in page
    assert "Call sheets" in page


# 2. Nothing accepted is lost, nothing is told twice ----


def test_two_texts_at_once_are_one_report_in_order(any_line: Line) -> None:
    with ThreadPoolExecutor(8) as senders:
        list(senders.map(lambda n: any_line.text(CALLER, f"part {n} of what i saw"), range(8)))
    (tip,) = any_line.tips()
    with any_line.dep.database.read() as db:
        opened = report_by_tip(db, any_line.dep, tip)
        assert opened is not None
        reported = [opened.read(entry) for entry in opened.entries() if entry.kind == "told"]
    assert sorted(reported) == [f"part {n} of what i saw" for n in range(8)]


def test_a_text_after_the_report_adds_to_it(line: Line) -> None:
    tip = report_by_text(line)
    line.pass_time(hours=5)
    line.text(CALLER, "there is another woman there too now")
    line.pass_time(hours=1)
    assert line.tips() == [tip]
    assert "another woman" in line.as_staff().get(f"/reports/{tip}").text


def test_a_hang_up_keeps_what_was_said_and_routes_it(line: Line) -> None:
    call = line.call(CALLER)
    for key in ("1", "2", "1"):
        call.press(key)
    call.say(LAREDO)
    call.hang_up()
    report = line.report()
    assert (report["type"], report["state"]) == ("labor", "TX")
    assert report["referrals"]
    assert [mail.subject for mail in _after_work(line)]


def _after_work(line: Line) -> list:
    line.work()
    return line.mails()


def test_the_alert_goes_out_once_however_often_the_worker_runs(line: Line) -> None:
    report_by_text(line)
    for _ in range(5):
        line.work()
    assert len({mail.id for mail in line.mails()}) == len(line.mails()) == 1


# 3. The reporter stays unknown ----


def test_the_agency_that_is_dialled_sees_the_lines_number(line: Line) -> None:
    seen: list[str] = []
    post = line.carrier.post

    def watched(url: str, fields, headers) -> httpx.Response:
        answer = post(url, fields, headers)
        seen.extend(re.findall(r'callerId="([^"]*)"', answer.text))
        return answer

    line.carrier.post = watched
    call = line.call(CALLER)
    call.press("1")
    call.press("0")
    ring_out(call)
    assert set(seen) == {LINE_NUMBER}


def test_no_page_and_no_alert_shows_the_number(line: Line) -> None:
    tip = report_by_text(line)
    line.work()
    (mail,) = line.mails()
    browser = line.as_staff("supervisor")
    pages = [
        mail.subject + mail.body,
        line.http.get(mail.link).text,
        line.answer(mail).text,
        browser.get("/queue").text,
        browser.get(f"/reports/{tip}").text,
    ]
    for page in pages:
        digits = re.sub(r"\D", "", page)
        assert CALLER[2:] not in digits
        assert tip in page


def test_a_link_scanner_that_opens_the_alert_changes_nothing(line: Line) -> None:
    tip = report_by_text(line)
    line.work()
    (mail,) = line.mails()
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        line.http.request(method, mail.link)
    assert "salon" not in line.http.get(mail.link).text
    assert line.report(tip)["referrals"][0]["state"] == "offered"
    line.answer(mail)
    assert line.report(tip)["referrals"][0]["state"] == "acknowledged"


def test_hidden_callers_are_not_one_reporter(line: Line) -> None:
    for hidden in ("anonymous", "+266696687", "", "sip:x@example.org"):
        call = line.call(hidden)
        call.press("1")
        call.hang_up()
    assert len(line.tips()) == 4


def test_nothing_is_sent_after_stop_and_the_dispatcher_sees_it(line: Line) -> None:
    line.text(CALLER, LAREDO)
    assert line.text(CALLER, "STOP") == ""
    assert line.text(CALLER, "she is still there") == ""
    (tip,) = line.tips()
    line.pass_time(timedelta(hours=2))
    page = line.as_staff().get(f"/reports/{tip}").text
    assert "texted STOP" in page
    assert "no text replies" in line.as_staff().get("/queue").text
    assert "she is still there" in page
    assert line.text(CALLER, "START") != ""


@pytest.mark.parametrize("word", ["HELP", "INFO", "AYUDA", "help me"])
def test_words_that_carriers_treat_as_commands_are_a_contact_to_us(line: Line, word: str) -> None:
    answer = line.text(CALLER, word)
    assert "911" in answer
    assert len(line.tips()) == 1


def test_the_word_stop_stops_a_spanish_conversation_too(line: Line) -> None:
    line.text(CALLER, "mi jefe me quito el pasaporte")
    assert line.text(CALLER, "Stop") == ""


def test_a_conversation_ends_with_the_version_that_it_began_with(tmp_path: Path) -> None:
    folders = {"flows_dir": tmp_path / "ivr_flows", "rules_dir": tmp_path / "routing_rules"}
    for folder in folders.values():
        shutil.copytree(REPOSITORY / folder.name, folder)
    with open_line(tmp_path, **folders) as line:
        begun, later = CALLER, "+19565550124"
        line.text(begun, "my neighbor makes a woman clean his house in Laredo and never pays her")
        wording = folders["flows_dir"] / "en" / "report.yaml"
        worded = wording.read_text("utf-8")
        wording.write_text(worded.replace('"Is anyone under 18?"', '"Is a child there?"'), "utf-8")
        line.dep.publish_folders(by="test")
        assert "Is anyone under 18?" in line.text(begun, "yes")
        line.text(later, "my neighbor makes a woman clean his house in Laredo and never pays her")
        assert "Is a child there?" in line.text(later, "yes")
