"""What a dispatcher reads on a report's page, and what comes of what they do there."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.console import actions
from hotline.console.action import Doing
from hotline.console.highlights import Span, pieces
from hotline.console.related import marks
from tests.line import Line
from tests.web.desk import Desk, words
from tests.web.night import TEXTS

LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, she works all night and he took "
    "her passport"
)


@pytest.fixture
def desk(line: Line) -> Desk:
    return Desk(line.as_staff("dispatcher"))


@pytest.fixture
def tip(line: Line) -> str:
    line.text("+19565550101", LAREDO)
    line.skip_to(line.clock.now + timedelta(minutes=31))
    (tip,) = line.tips()
    return tip


def audited(line: Line) -> list[tuple[str, str]]:
    from sqlalchemy import select

    from hotline.db.audit import AuditEvent

    with line.dep.database.read() as db:
        rows = db.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.actor, row.action) for row in rows]


def test_the_words_that_led_to_an_answer_are_marked(desk: Desk, tip: str) -> None:
    page = desk.look(f"/reports/{tip}")
    marked = [words(found).strip() for found in re.findall(r"<mark[^>]*>(.*?)</mark>", page)]
    assert any("passport" in found for found in marked)
    page_text = re.search(r'<p class="words"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert page_text and re.sub(r"<[^>]+>", "", page_text[1]) == LAREDO


@given(st.text(min_size=1, max_size=60), st.data())
def test_marking_never_changes_a_letter(text: str, data: st.DataObject) -> None:
    edge = st.integers(0, len(text))
    spans = [
        Span(*sorted((data.draw(edge), data.draw(edge))), sign=f"sign {n}")
        for n in range(data.draw(st.integers(0, 4)))
    ]
    cut = pieces(text, 0, spans)
    assert "".join(piece.text for piece in cut) == text
    marked = {i for span in spans for i in range(span.start, span.end)}
    at = 0
    for piece in cut:
        inside = set(range(at, at + len(piece.text)))
        assert (inside <= marked) if piece.signs else inside.isdisjoint(marked)
        at += len(piece.text)


def test_a_look_is_audited_and_shows_no_number(line: Line, desk: Desk, tip: str) -> None:
    page = desk.look(f"/reports/{tip}")
    assert "5550101" not in page and "555-0101" not in page
    assert ("staff:1", "viewed") in audited(line)


def test_a_correction_wins_and_the_report_is_routed_again(line: Line, desk: Desk, tip: str) -> None:
    before = {referral["agency_id"] for referral in line.report()["referrals"]}
    desk.do(tip, "override", name="place", place="Columbus, Ohio", reason="said so on the phone")
    report = line.report()
    assert report["place"]["state"] == "OH" and report["place"]["city"] == "Columbus"
    added = {referral["agency_id"] for referral in report["referrals"]} - before
    assert any(agency.startswith(("oh_", "demo_")) for agency in added)
    assert "Corrected by Dispatcher Example: said so on the phone" in words(
        desk.look(f"/reports/{tip}")
    )
    line.text("+19565550101", "it is in Laredo, by the river")
    assert line.report()["place"]["state"] == "OH", "later words do not move what a person set"


def test_a_correction_needs_a_reason_and_a_known_place(desk: Desk, line: Line, tip: str) -> None:
    refused = desk.do(tip, "override", name="urgency", value="P0", reason="")
    assert refused.status_code == 409 and "Give a short reason" in words(refused.text)
    unclear = desk.do(tip, "override", name="place", place="Springfield", reason="heard it")
    assert "more than one" in words(unclear.text) and "heard it" in unclear.text
    assert line.report()["urgency"] != "P0"


def test_danger_set_by_hand_is_danger(line: Line, desk: Desk, tip: str) -> None:
    desk.do(tip, "override", name="urgency", value="P0", reason="I heard screaming")
    assert line.report()["urgency"] == "P0"


def test_another_agency_is_asked_by_hand_and_the_referral_withdrawn(
    line: Line, desk: Desk, tip: str
) -> None:
    asked = {r["agency_id"] for r in line.report()["referrals"] if r["state"] != "planned"}
    page = desk.look(f"/reports/{tip}")
    choices = re.findall(r'<option value="(demo_[^"]+)">', page)
    choice = next(agency for agency in choices if agency not in asked)
    desk.do(tip, "refer", agency=choice, how="also", reason="they know the place")
    line.work()
    (referral,) = [r for r in line.report()["referrals"] if r["agency_id"] == choice]
    assert (referral["state"], referral["also"]) == ("offered", True)
    number = re.search(
        r'name="referral" value="(\d+)"><button[^>]*>Withdraw referral',
        desk.look(f"/reports/{tip}"),
    )
    assert number
    desk.http.post(
        f"/reports/{tip}/withdraw",
        data={"csrf": csrf(desk, tip), "referral": number[1], "sure": "1"},
    )
    withdrawn = {r["agency_id"] for r in line.report()["referrals"] if r["state"] == "recalled"}
    assert len(withdrawn) == 1
    assert ("staff:1", "also_told") in audited(line)
    desk.do(tip, "close", disposition="help_given")
    desk.do(tip, "reopen")
    states = {r["agency_id"]: r["state"] for r in line.report()["referrals"]}
    assert {states[agency] for agency in withdrawn} == {"recalled"}, "it stays withdrawn"


def csrf(desk: Desk, tip: str) -> str:
    found = re.search(r'data-csrf="(\w+)"', desk.look(f"/reports/{tip}"))
    assert found
    return found[1]


def test_a_report_is_handed_over_and_only_its_holder_gives_it_away(
    line: Line, desk: Desk, tip: str
) -> None:
    line.as_staff("supervisor")
    desk.do(tip, "claim")
    desk.do(tip, "hand_over", to="2")
    page = words(desk.look(f"/reports/{tip}"))
    assert "Assigned to Supervisor Example" in page
    refused = desk.http.post(f"/reports/{tip}/release", data={"csrf": csrf(desk, tip)})
    assert refused.status_code == 409


def test_a_closed_report_can_be_opened_again(line: Line, desk: Desk, tip: str) -> None:
    refused = desk.do(tip, "close", disposition="", text="long story")
    assert refused.status_code == 409 and "long story" in refused.text, "nothing typed is lost"
    desk.do(tip, "close", disposition="help_given", text="they are safe")
    assert line.report()["state_of_report"] == "closed"
    assert tip not in desk.look("/queue") and tip in desk.look("/queue?show=closed")
    desk.do(tip, "reopen")
    assert line.report()["state_of_report"] == "open"


def test_a_note_sent_twice_is_one_note(desk: Desk, tip: str) -> None:
    fields = {"csrf": csrf(desk, tip), "once": "the-same-form", "text": "called the school"}
    for _ in range(2):
        desk.http.post(f"/reports/{tip}/note", data=fields)
    assert desk.look(f"/reports/{tip}").count("called the school") == 1


def test_a_report_by_hand_goes_the_same_way_and_once(line: Line, desk: Desk) -> None:
    page = desk.look("/reports/new")
    fields = {
        "csrf": re.findall(r'name="csrf" value="(\w+)"', page)[0],
        "once": re.findall(r'name="once" value="([\w-]+)"', page)[0],
        "story": LAREDO,
        "place": "78040",
        "minor": "yes",
        "language": "en",
        "way": "post",
    }
    with ThreadPoolExecutor(4) as four:
        answers = list(four.map(lambda _: desk.http.post("/reports/new", data=fields), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    (tip,) = line.tips()
    assert all(tip in answer.text for answer in answers)
    report = line.report()
    assert (report["type"], report["medium"], report["minor"]) == ("labor", "desk", "yes")
    assert report["place"]["zip"] == "78040" and report["decision"]["offers"]
    assert "written down by Dispatcher Example" in words(desk.look(f"/reports/{tip}"))


def test_an_unclear_place_is_asked_and_nothing_typed_is_lost(line: Line, desk: Desk) -> None:
    answer = desk.send(
        "/reports/new", "/reports/new", story="a farm where nobody is paid", place="Springfield"
    )
    assert answer.status_code == 409
    assert "more than one" in answer.text and "a farm where nobody is paid" in answer.text
    assert line.tips() == []


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
def test_an_unknown_tip_is_told_in_words(desk: Desk, path: str) -> None:
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
    from hotline.intake.reporter_questions import MOST_CHARACTERS

    languages = ("en", "es")
    assert {frozenset(reporter_messages.questions_in(code)) for code in languages} == {
        frozenset(reporter_messages.questions_in("en"))
    }
    for code in languages:
        for said in reporter_messages.questions_in(code).values():
            assert len(f"{said} {reporter_messages.reminder_in(code)}") <= MOST_CHARACTERS
    assert reporter_messages.questions_in("vi") == {}


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
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    answer = desk.http.post(f"/reports/{tip_id}/claim", data={"csrf": csrf[1]})
    assert answer.status_code == 404
    assert "There is no report with the tip ID" in answer.text


@pytest.mark.parametrize("number", ["9" * 20, "-1", "x"])
def test_a_number_that_no_row_can_have_is_no_error_page(line: Line, number: str) -> None:
    line.text("+19565550107", TEXTS[2])
    (tip,) = line.tips()
    staff = Desk(line.as_staff("supervisor"), "supervisor")
    looked = staff.http.get(f"/reports/{tip}/attachments/{number}")
    token = re.search(r'data-csrf="(\w+)"', staff.look(f"/reports/{tip}"))
    assert token
    tried = staff.http.post(f"/supervise/jobs/{number}/again", data={"csrf": token[1]})
    done = staff.http.post(f"/tasks/{number}/done", data={"csrf": token[1]})
    assert {a.status_code for a in (looked, tried, done)} <= {404, 422}
