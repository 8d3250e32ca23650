"""Reports by web: the same questions as by text, on pages that work without script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from hotline.db.reports import Attachment, Contact
from hotline.intake import media
from hotline.intake.reports import report_by_tip
from hotline.simulator.replay_script import READING
from tests.line import Line
from tests.rehearsing import seen
from tests.web.desk import Desk
from tests.web_door.visitor import Visitor

STORY = (
    "My neighbor keeps a woman from Honduras in the house in Laredo, Texas. She cooks and cleans, "
    "is never paid and may not leave."
)
PNG = b"\x89PNG\r\n\x1a\n" + b"the house on our street" * 50


def reported(line: Line, story: str = STORY) -> tuple[Visitor, str, str]:
    """A visitor who told ``story`` and answered every question; tip ID and secret code."""
    visitor = Visitor(line.http)
    visitor.send(story)
    said = visitor.press("Yes, it is safe")
    for _ in range(12):
        if "secret code" in said:
            break
        unsure = next((one for one in visitor.seen.buttons if "not sure" in one), "")
        label = unsure or next(iter(visitor.seen.buttons), "")
        said = visitor.press(label) if label else visitor.send("She is locked in at night.")
    tip, code = visitor.codes()
    return visitor, tip, code


def attachments(line: Line, tip: str) -> list[tuple[str, str, str, bytes]]:
    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, tip)
        assert report is not None
        wanted = select(Attachment).where(Attachment.report_id == report.row.id)
        rows = db.scalars(wanted.order_by(Attachment.id)).all()
        return [(r.kind, r.state, r.content_type, media.read(report, r)) for r in rows]


def test_a_neighbor_reports_by_web(shared: Line) -> None:
    visitor = Visitor(shared.http)
    assert visitor.seen.title == "Form"
    assert "911" in visitor.answer.text
    said = visitor.send(STORY)
    assert said.startswith("In danger? Call 911")
    assert "safe for you to write here" in said
    assert list(visitor.seen.buttons) == ["Yes, it is safe", "No"]
    _, tip, code = reported(shared)
    report = shared.report(tip)
    assert (report["medium"], report["type"], report["place"]["state"]) == ("web", "labor", "TX")
    assert len(code) == 6


def test_nothing_is_asked_that_needs_a_telephone(shared: Line) -> None:
    visitor = Visitor(shared.http)
    said = [visitor.send(STORY), visitor.press("Yes, it is safe")]
    while visitor.seen.buttons:
        said.append(visitor.press(next(iter(visitor.seen.buttons))))
    for words in ("text you", "Reply", "STOP", "these texts", "your number", "Press"):
        assert words not in " ".join(said).replace("report number", "")


def test_no_cookie_no_cache_and_a_neutral_page(shared: Line) -> None:
    visitor = Visitor(shared.http)
    visitor.send(STORY)
    head = visitor.answer.text.partition("</head>")[0]
    assert "set-cookie" not in visitor.answer.headers
    assert visitor.answer.headers["cache-control"] == "no-store"
    assert visitor.answer.headers["referrer-policy"] == "no-referrer"
    assert str(visitor.answer.url).endswith("/report")
    for word in ("traffick", "report", "tip", "hotline", "police"):
        assert word not in head.lower().replace("web_report", "")


def test_who_is_not_safe_reads_no_codes_and_may_leave(shared: Line) -> None:
    visitor = Visitor(shared.http)
    visitor.send("he is forcing me to see men at the hotel")
    said = visitor.press("No")
    assert "leave this page" in said
    assert visitor.seen.codes == []


def test_danger_pages_a_person_at_once_and_names_911(shared: Line) -> None:
    visitor = Visitor(shared.http)
    before = set(shared.tips())
    said = visitor.send("he has a gun and is coming for us right now, we are in Laredo, Texas")
    assert "911" in said
    (tip,) = set(shared.tips()) - before
    report = shared.report(tip)
    assert report["urgency"] == "P0"
    assert report["referrals"], "the agency is alerted before the next question is answered"


def test_asking_for_a_person_says_how_to_come_back(shared: Line) -> None:
    visitor = Visitor(shared.http)
    said = visitor.send("I want to talk to a person")
    assert "A person will read this" in said
    assert "1-888-373-7888" in said
    tip, code = visitor.codes()
    assert shared.report(tip)["tasks"]
    assert code


def test_the_back_button_answers_no_other_question(shared: Line) -> None:
    visitor = Visitor(shared.http)
    visitor.send(STORY)
    earlier = visitor.seen
    said = visitor.press("Yes, it is safe")
    visitor.seen = earlier
    again = visitor.send("no wait, somebody is here")
    assert "out of date" in visitor.seen.notice
    assert visitor.seen.kept == "no wait, somebody is here"
    assert said.rpartition(".")[2].strip() in again


def test_pressing_send_twice_is_one_answer(shared: Line) -> None:
    visitor = Visitor(shared.http)
    first = visitor.seen
    said = visitor.send(STORY)
    visitor.seen = first
    assert visitor.send(STORY) == said
    with shared.dep.database.read() as db:
        newest = db.scalars(select(Contact).order_by(Contact.id.desc()).limit(2)).all()
    assert len({contact.provider_sid for contact in newest}) == 2, "two visits, not two contacts"


def test_going_back_asks_the_last_question_again(shared: Line) -> None:
    visitor = Visitor(shared.http)
    visitor.send("someone is made to work without pay in Laredo, Texas")
    asked = visitor.press("Yes, it is safe")
    visitor.send("They hold her papers at the house.")
    while "Back to the last question" not in visitor.seen.buttons:
        asked = visitor.seen.text
        visitor.press(next(iter(visitor.seen.buttons)))
    assert asked
    last = visitor.press("Back to the last question")
    assert last


def test_words_beside_a_button_are_kept_and_sorted(shared: Line) -> None:
    visitor = Visitor(shared.http)
    before = set(shared.tips())
    visitor.send("someone works at the car wash without pay")
    visitor.send(words="he says he will kill her tonight, in Laredo Texas", key="1")
    (tip,) = set(shared.tips()) - before
    assert shared.report(tip)["urgency"] == "P0"


@pytest.mark.parametrize(
    ("name", "body", "kind", "kept"),
    [
        ("door.png", PNG, "picture", "kept"),
        ("voice.wav", b"RIFF\x00\x00\x00\x00WAVEfmt " + b"x" * 500, "sound", "kept"),
        ("note.txt", b"The boss drives a white van.", "file", "kept"),
        ("run.exe", b"MZ\x90\x00 a program", "file", "refused"),
        ("page.html", b"<script>alert(1)</script>", "file", "refused"),
    ],
)
def test_what_is_attached(shared: Line, name: str, body: bytes, kind: str, kept: str) -> None:
    before = set(shared.tips())
    visitor = Visitor(shared.http)
    visitor.send(f"{STORY} {name}")
    said = visitor.send("yes, safe", files={name: body})
    (tip,) = set(shared.tips()) - before
    ((found_kind, state, _, data),) = attachments(shared, tip)
    assert (found_kind, state) == (kind, kept)
    if kept == "kept":
        assert data == body
    else:
        assert "could not open" in said


@pytest.mark.parametrize("how_many", [11, 40, 120])
def test_too_many_photos_cost_neither_the_answer_nor_the_first_ten(
    shared: Line, how_many: int
) -> None:
    visitor = Visitor(shared.http)
    before = set(shared.tips())
    visitor.send("my boss in Laredo Texas keeps our passports and nobody is paid")
    photos = {f"{n}.png": b"\x89PNG\r\n\x1a\n" + f"photo {n}".encode() for n in range(how_many)}
    said = visitor.send("yes it is safe", files=photos)
    assert "under 18" in said and said.count("We got your picture.") == 1
    assert visitor.seen.notice == "No more than 10 files can be sent."
    (tip,) = set(shared.tips()) - before
    assert seen(shared, tip)["pictures"] == 10
    visitor.send("no", files={"more.png": b"\x89PNG\r\n\x1a\nmore"})
    assert seen(shared, tip)["pictures"] == 10


def test_a_text_file_tells_danger(shared: Line) -> None:
    before = set(shared.tips())
    visitor = Visitor(shared.http)
    visitor.send("I wrote it down in a file, it is about Laredo, Texas")
    visitor.send(files={"note.txt": b"He is beating her right now and he has a knife."})
    (tip,) = set(shared.tips()) - before
    assert shared.report(tip)["urgency"] == "P0"


def piece(visitor: Visitor, start: int, data: bytes, total: int, name: str = "a" * 32) -> Any:
    form = {
        "visit": visitor.seen.fields["visit"],
        "file": name,
        "start": str(start),
        "total": str(total),
    }
    files = [("files", ("file", data, "image/png"))]
    return visitor.http.post("/report/piece", data=form, files=files)


def test_a_file_goes_on_where_the_connection_broke(shared: Line) -> None:
    before = set(shared.tips())
    visitor = Visitor(shared.http)
    visitor.send(STORY)
    half = len(PNG) // 2
    assert piece(visitor, 0, PNG[:half], len(PNG)).json()["have"] == half
    lost = piece(visitor, 0, PNG[:half], len(PNG))
    assert (lost.status_code, lost.json()["have"]) == (409, half), "it says where to go on"
    done = piece(visitor, half, PNG[half:], len(PNG)).json()
    assert done == {"have": len(PNG), "said": "We got your picture."}
    assert piece(visitor, half, PNG[half:], len(PNG)).json()["have"] == len(PNG)
    (tip,) = set(shared.tips()) - before
    assert [(state, data) for _, state, _, data in attachments(shared, tip)] == [("kept", PNG)]


@pytest.mark.parametrize(
    ("start", "total", "name"),
    [(5, 100, "b" * 32), (0, 99_000_000, "b" * 32), (0, 0, "b" * 32), (0, 100, "../../x"),
     (-1, 100, "b" * 32), (0, 10, "b" * 32), (0, 100, ""), (0, 100, "B" * 32)],
)  # fmt: skip
def test_a_piece_that_does_not_fit_is_refused(
    shared: Line, start: int, total: int, name: str
) -> None:
    before = set(shared.tips())
    visitor = Visitor(shared.http)
    visitor.send(STORY)
    assert piece(visitor, start, b"x" * 50, total, name).status_code == 409
    (tip,) = set(shared.tips()) - before
    assert [data for *_, data in attachments(shared, tip) if data] == []


def test_no_piece_is_taken_before_anything_was_written(shared: Line) -> None:
    assert piece(Visitor(shared.http), 0, PNG, len(PNG)).status_code == 409
    stranger = Visitor(shared.http)
    stranger.seen.fields["visit"] = "1.made-up.token"
    assert piece(stranger, 0, PNG, len(PNG)).status_code == 422


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966", "\uff10"])
def test_the_codes_are_read_in_whatever_digits_they_are_written(shared: Line, zero: str) -> None:
    _, tip, code = reported(shared)
    written = str.maketrans({str(n): chr(ord(zero) + n) for n in range(10)})
    other = Visitor(shared.http)
    shown = other.post(tip=tip.translate(written), code=code.translate(written))
    assert "safe" in shown and "do not match" not in shown


def test_another_browser_comes_back_with_the_codes(shared: Line) -> None:
    _, tip, code = reported(shared)
    desk = Desk(shared.as_staff())
    assert desk.do(tip, "leave", words="Is the back door locked at night?").status_code == 200
    other = Visitor(shared.http)
    other.come_back(tip, code)
    said = other.press("Yes, it is safe")
    assert "Is the back door locked at night?" in said
    assert "add something" in said
    other.press("yes")
    said = other.send("Yes, with a chain.")
    assert "We added it" in said
    assert "Yes, with a chain." in seen(shared, tip)["told"]


def test_the_same_codes_work_by_text_and_the_other_way_round(shared: Line) -> None:
    _, tip, code = reported(shared)
    phone = "+13055550177"
    assert "safe" in shared.text(phone, f"{tip} {code}")
    shared.clock.now += READING
    assert "Thank you for coming back" in shared.text(phone, "yes")
    texted = "+13055550178"
    shared.text(texted, "my boss keeps my passport in Laredo TX and pays nothing")
    answer = ""
    for words in ("yes", "he says I owe him", "1", "no", "not sure", "not sure", "2", "2", "2"):
        shared.clock.now += READING
        answer = shared.text(texted, words) or answer
        if "Your code" in answer:
            break
    number, secret = _codes_in(answer)
    visitor = Visitor(shared.http)
    visitor.come_back(number, secret)
    assert "Thank you for coming back" in visitor.press("Yes, it is safe")


def test_ten_wrong_codes_lock_a_report_from_whichever_browser(shared: Line) -> None:
    _, tip, code = reported(shared)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(10):
        said = Visitor(shared.http).come_back(tip, wrong)
    assert "did not match" in said
    assert "did not match" in Visitor(shared.http).come_back(tip, code)


def test_adding_after_the_end_joins_the_report(shared: Line) -> None:
    visitor, tip, _ = reported(shared)
    said = visitor.send("One more thing: the van is white.")
    assert "added it" in said
    assert "One more thing: the van is white." in seen(shared, tip)["told"]


def _codes_in(text: str) -> tuple[str, str]:
    tip, code = re.search(r"\d{4}-\d{4}", text), re.search(r"\b\d{6}\b", text)
    assert tip and code, text
    return tip[0], code[0]
