"""A report's page: what was typed is kept, what if, sheets, suggestions, who sees none of it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from hotline.console import actions
from hotline.console.action import Doing
from hotline.console.related import marks
from tests.line import Line
from tests.web.desk import Desk, csrf_in, words
from tests.web.night import TEXTS
from tests.web.report_page.conftest import audited, csrf


def test_a_login_that_runs_out_in_a_note_loses_nothing(line: Line, desk: Desk, tip: str) -> None:
    fields = {"csrf": csrf(desk, tip), "once": "n1", "text": "the van is <green>"}
    line.clock.now += timedelta(hours=2)
    ours = {"origin": line.base_url}
    login = desk.http.post(f"/reports/{tip}/note", data=fields, headers=ours)
    assert login.status_code == 401 and "What you typed is saved" in words(login.text)
    kept = re.search(r'name="kept" value="([^"]+)"', login.text)
    assert kept and "green" not in login.text
    shown = desk.http.post(
        "/login",
        data={"username": "dispatcher", "password": "synthetic people only", "kept": kept[1]},
    )
    assert "Nothing was sent yet" in words(shown.text) and "the van is <green>" in words(shown.text)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', shown.text))
    desk.http.post(f"/reports/{tip}/note", data={**hidden, "text": "the van is <green>"})
    assert "the van is <green>" in words(desk.look(f"/reports/{tip}"))


def test_what_was_typed_is_shown_to_nobody_else(line: Line, desk: Desk, tip: str) -> None:
    supervisor = line.as_staff("supervisor")
    fields = {"csrf": csrf(desk, tip), "text": "only mine"}
    line.clock.now += timedelta(hours=2)
    login = desk.http.post(f"/reports/{tip}/note", data=fields, headers={"origin": line.base_url})
    kept = re.search(r'name="kept" value="([^"]+)"', login.text)
    assert kept
    shown = supervisor.post(
        "/login",
        data={"username": "supervisor", "password": "synthetic people only", "kept": kept[1]},
    )
    assert "only mine" not in shown.text


def test_a_form_from_elsewhere_is_not_kept(desk: Desk, tip: str) -> None:
    desk.log_in()
    answer = desk.http.post(
        f"/reports/{tip}/note",
        data={"csrf": "stale", "text": "planted"},
        headers={"origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403 and "planted" not in answer.text


def test_what_if_changes_nothing(line: Line, desk: Desk, tip: str) -> None:
    before = line.report()
    page = words(desk.look(f"/reports/{tip}/what-if?place=Atlanta,+Georgia&minor=yes&urgency=P0"))
    assert "National Human Trafficking Hotline" in page and "Georgia" in page
    assert line.report() == before


@pytest.mark.parametrize("which", ["hotline", "mandated"])
def test_a_sheet_says_all_that_is_asked_and_no_number_of_the_reporter(
    line: Line, desk: Desk, tip: str, which: str
) -> None:
    page = words(desk.look(f"/reports/{tip}/sheet/{which}"))
    assert tip in page and "Laredo" in page and "took her passport" in page
    assert "5550101" not in page
    assert ("staff:1", "sheet") in audited(line)


def test_reports_of_one_plate_are_suggested_and_dismissed(line: Line, desk: Desk) -> None:
    for last, text in (
        (1, "women sleep at Lucky Lotus Massage in Houston, a van plate KTR 4821 brings men"),
        (2, "black van with license plate KTR-4821 behind a spa in Houston every night"),
    ):
        line.text(f"+195655501{last:02d}", text)
        line.skip_to(line.clock.now + timedelta(minutes=31))
    first, second = line.tips()
    page = desk.look(f"/reports/{first}")
    assert "same plate" in page and second in page
    desk.do(first, "relate", tip=second, **{"is": "other"})
    related = desk.look(f"/reports/{first}").split('id="related"')[1]
    assert second not in related.split("</section>")[0]
    desk.do(first, "relate", tip=second, **{"is": "same"})
    assert "linked" in desk.look(f"/reports/{second}")


def test_marks_are_only_what_can_be_compared_for_sure() -> None:
    found = marks("call (956) 555-0111, plate ABC 1234, @night_owl, www.example.com/ads, a spa")
    assert set(found.values()) == {
        "same phone number",
        "same plate",
        "same username",
        "same web address",
    }
    assert marks("the plate was full of rice") == {}


def test_a_task_is_put_off_given_away_and_done(line: Line, desk: Desk, tip: str) -> None:
    desk.do(tip, "task", words="ask the school nurse", **{"for": "1 hour"})
    line.pass_time(minutes=61)
    page = desk.look("/tasks")
    assert "ask the school nurse" in page
    task = re.search(r'action="/tasks/(\d+)/snooze"', page[page.index("ask the school nurse") :])
    assert task
    desk.send("/tasks", f"/tasks/{task[1]}/snooze", **{"for": "4 hours"})
    due = desk.look("/tasks").split("In the next two days")[0]
    assert "ask the school nurse" not in due
    desk.send("/tasks", f"/tasks/{task[1]}/reassign", to="supervisors")
    assert "supervisors" in words(desk.look("/tasks"))
    desk.send(f"/reports/{tip}", f"/tasks/{task[1]}/done", note="she had seen it")
    assert "she had seen it" in words(desk.look(f"/reports/{tip}"))


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_auditors_and_administrators_see_no_report(line: Line, tip: str, role: str) -> None:
    someone = Desk(line.as_staff(role), role)
    for path in (f"/reports/{tip}", "/queue", "/tasks", f"/reports/{tip}/sheet/agency"):
        answer = someone.http.get(path)
        assert (answer.status_code, tip in words(answer.text)) == (403, False)


@pytest.mark.parametrize(
    "path", ["/queue/find?tip=1234", "/reports/1234-5678", "/reports/x/what-if"]
)
def test_an_unknown_tip_is_explained_in_words(desk: Desk, path: str) -> None:
    answer = desk.http.get(path)
    assert answer.status_code == 404 and "digits" in answer.text


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("laredo", "/queue?county=48479"),
        ("78040", "/queue?county=48479"),
        ("Texas", "/queue?state=TX"),
    ],
)
def test_a_place_is_found_too(desk: Desk, typed: str, leads: str) -> None:
    answer = desk.http.get("/queue/find", params={"tip": typed})
    assert (answer.url.path + "?" + answer.url.query.decode()) == leads


@pytest.mark.parametrize(
    ("typed", "said"), [("Springfield", "Missouri"), ("<b>nowhereville", "not a tip ID or a place")]
)
def test_a_place_that_is_unclear_is_asked_and_what_was_typed_is_kept(
    desk: Desk, typed: str, said: str
) -> None:
    answer = desk.http.get("/queue/find", params={"tip": typed})
    assert answer.status_code == 404 and said in answer.text
    assert f'value="{html.escape(typed)}"' in answer.text and "<b>" not in answer.text


def test_what_is_urgent_to_do_comes_before_the_story(line: Line, desk: Desk, tip: str) -> None:
    line.text("+19565550107", TEXTS[3])
    page = desk.look(f"/reports/{line.tips()[-1]}")
    now = page.index('id="do-now"')
    assert now < page.index("Call the 911 center") < page.index('id="story"')
    assert "Dialing 911 reaches your own" in page
    assert page.count("Call the 911 center (PSAP) for the location") == 1


def test_a_report_whose_words_were_erased_stops_nothing(line: Line, desk: Desk, tip: str) -> None:
    from sqlalchemy import update

    from hotline.db.reports import Report

    with line.dep.database.write() as db:
        db.execute(update(Report).values(sealed_key=b""))
    assert "account cannot be read" in words(desk.look("/queue"))
    answer = desk.http.get(f"/reports/{tip}")
    assert answer.status_code == 410 and "was erased" in words(answer.text)


def test_a_worded_question_goes_out_in_the_reporter_s_language(line: Line, desk: Desk) -> None:
    line.text("+19565550107", TEXTS[2])
    (tip,) = line.tips()
    page = desk.look(f"/reports/{tip}")
    assert "¿Qué tanta gente hay?" in page
    desk.do(tip, "ask", question="people", remind="1")
    line.work()
    sent = line.texts_to("+19565550107")[-1]
    assert sent == (
        "¿Qué tanta gente hay? ¿Alguien es menor de 18? Borre esto si otros ven su celular."
    )


def test_every_worded_question_fits_a_text_in_each_language() -> None:
    from hotline.console import reporter_messages
    from hotline.flows.text import sms
    from hotline.intake.reporter_questions import MOST_CHARACTERS
    from tests.flows.talk import shipped

    names = set(reporter_messages.questions_in("en"))
    for code in shipped().languages:
        assert set(reporter_messages.questions_in(code)) == names, code
        for said in reporter_messages.questions_in(code).values():
            whole = f"{said} {reporter_messages.reminder_in(code)}"
            assert len(whole) <= MOST_CHARACTERS and sms.segments(whole) <= 3, whole
            assert sms.segments(said) <= (1 if code in {"en", "es"} else 2), said


@pytest.mark.parametrize(
    ("first", "words", "gloss"),
    [
        ("bonjour, mon patron ne me paie pas", "C'est où ?", "Where is it?"),
        ("здравствуйте, начальник не платит", "Где это?", "Where is it?"),
        ("ede m, patwon an pa peye m", "Ki kote sa ye?", "Where is it?"),
    ],
)
def test_a_template_is_glossed_for_who_does_not_read_its_language(
    line: Line, desk: Desk, first: str, words: str, gloss: str
) -> None:
    line.text("+19565550108", first)
    (tip,) = line.tips()
    page = html.unescape(desk.look(f"/reports/{tip}"))
    assert f">{words}" in page and f"· {gloss}" in page and "(1 text)" in page
    assert "No native speaker has reviewed these templates yet." in page


def test_a_translation_by_a_person_stands_in_the_story(line: Line, desk: Desk) -> None:
    line.text("+19565550107", TEXTS[2])
    (tip,) = line.tips()
    desk.do(tip, "translate", text="I work in tomatoes; the boss took our passports.")
    page = words(desk.look(f"/reports/{tip}"))
    assert "Translated by a person" in page and "the boss took our passports" in page


@pytest.mark.parametrize("action", ["claim", "note", "close"])
def test_a_fault_in_an_action_is_no_missing_report(
    desk: Desk,
    tip: str,
    action: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for fault in (KeyError("P9"), IndexError("no such row"), LookupError("lost")):

        def broken(_: Doing, fault: Exception = fault) -> str | None:
            raise fault

        caplog.clear()
        monkeypatch.setitem(actions.ACTIONS, action, broken)  # type: ignore[arg-type]
        answer = desk.do(tip, action, text="she called again", disposition="test")
        assert answer.status_code == 500, fault
        assert "There is no report" not in answer.text
        assert any(record.levelname == "ERROR" for record in caplog.records), fault


@pytest.mark.parametrize("tip_id", ["0000-0000", "nonsense", "12345678", "%20"])
def test_an_unknown_tip_id_is_answered_as_such(desk: Desk, tip: str, tip_id: str) -> None:
    page = desk.look(f"/reports/{tip}")
    csrf = csrf_in(page)
    answer = desk.http.post(f"/reports/{tip_id}/claim", data={"csrf": csrf})
    assert answer.status_code == 404
    assert "There is no report with the tip ID" in answer.text


@pytest.mark.parametrize("number", ["9" * 20, "-1", "x"])
def test_a_number_that_no_row_can_have_is_no_error_page(line: Line, number: str) -> None:
    line.text("+19565550107", TEXTS[2])
    (tip,) = line.tips()
    staff = Desk(line.as_staff("supervisor"), "supervisor")
    looked = staff.http.get(f"/reports/{tip}/attachments/{number}")
    token = csrf_in(staff.look(f"/reports/{tip}"))
    tried = staff.http.post(f"/supervise/jobs/{number}/again", data={"csrf": token})
    done = staff.http.post(f"/tasks/{number}/done", data={"csrf": token})
    assert {a.status_code for a in (looked, tried, done)} <= {404, 422}
