"""What a dispatcher reads on a report's page, and what comes of what they do there."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from hotline.console.highlights import Span, pieces
from tests.line import Line
from tests.web.desk import Desk, csrf_in, words
from tests.web.report_page.conftest import LAREDO, audited, csrf


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
    choices = re.findall(r'name="agency" value="(demo_[^"]+)"', page)
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
        "csrf": csrf_in(page),
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
