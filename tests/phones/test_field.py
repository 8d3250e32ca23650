"""Bug reports of other lines, tried here: each kind by its number, with more cases of its kind.

The cases stand in ``bench/data/phones.yaml``. One line is served for all of them: every row has a
number of its own. What needs no line is in
``test_field_read.py``; F17, F18 and F21 are in ``tests/referrals/test_field_agencies.py``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from hotline.flows.text import own_words as wording
from hotline.flows.text import reactions as no_message
from hotline.intake import reporter_questions
from hotline.intake.reports import report_by_tip
from hotline.privacy.pseudonyms import read_texter
from hotline.unit_of_work import Tx
from tests.flows.talk import shipped
from tests.harm.reading import meant
from tests.line import LINE_NUMBER, Line, open_line
from tests.phones.table import findings, reactions, table

STORY = "my boss keeps my passport and never pays us at the warehouse in Laredo Texas"
SPANISH = "mi jefe me quita el pasaporte y nunca me paga en Laredo Texas"
ASKED = (
    "In danger? Call 911, or text 911 if you cannot talk. No name needed. "
    "Is it safe for you to text now? Reply YES or NO. STOP ends this."
)
MINOR = "Is anyone under 18?\n1 yes\n2 no\n3 not sure"
NUMBERS = (f"+1956555{number:04}" for number in itertools.count(101))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("field")) as line:
        yield line


def texter(line: Line, story: str = STORY, *answers: str) -> tuple[str, str]:
    """A new texter who has told ``story``, and their tip ID."""
    number = next(NUMBERS)
    for words in (story, *answers):
        line.text(number, words)
        line.clock.now += timedelta(seconds=20)
    return number, line.tips()[-1]


def known(line: Line, tip: str) -> dict[str, Any]:
    """A report without what only time changes."""
    return line.report(tip)


@pytest.mark.parametrize("quoted", ["asked", "thanks"])
def test_f1_a_reaction_is_no_answer_and_no_story(served: Line, quoted: str) -> None:
    answers = ("yes", "3", "no", "2") if quoted == "thanks" else ()
    number, tip = texter(served, STORY, *answers)
    ours = served.texts_to(number)[-1]
    before = known(served, tip)
    for form in reactions():
        assert served.text(number, form.replace("{}", ours)) == "", form
    for words in table()["of_media"]:
        assert served.text(number, words) == "", words
    assert known(served, tip) == before
    opened = len(served.tips())
    served.text(next(NUMBERS), f"Liked “{ours}”")
    assert len(served.tips()) == opened, "alone it opens nothing"


def test_f1_a_sticker_that_reacts_is_kept_and_is_no_story(served: Line) -> None:
    number, tip = texter(served)
    before = known(served, tip)["urgency"]
    png = b"\x89PNG\r\n\x1a\n" + bytes(50)
    for words in (f"Reacted with a sticker to “{ASKED}”", "Auto-reply: out of office"):
        assert served.carrier.picture(number, png, body=words) == [], "no two machines talk"
    served.work()
    assert known(served, tip)["urgency"] == before
    stranger = next(NUMBERS)
    assert served.carrier.picture(stranger, png, body="Loved an image"), "someone may be there"


def test_f7_a_link_nobody_can_open_is_said_to_the_texter(served: Line) -> None:
    number, _ = texter(served, "my boss keeps my passport and never pays us", "yes", "2")
    for _ in range(4):
        answer = served.text(number, "2")
        served.clock.now += timedelta(seconds=20)
        if "city" in answer or "Where" in answer:
            break
    assert "cannot open that link" in served.text(number, "https://maps.app.goo.gl/abcDEF123")


def test_f10_one_texter_is_one_report_however_their_network_writes_them(served: Line) -> None:
    for forms in table()["senders"]["same"]:
        assert len({read_texter(form).identity for form in forms}) == 1, forms
        assert read_texter(forms[0]).identity, forms
        before = len(served.tips())
        for form, words in zip(forms, (STORY, "yes", "no", "yes", "2"), strict=False):
            assert served.text(form, words)
            served.clock.now += timedelta(seconds=20)
        assert len(served.tips()) == before + 1, forms
    for hidden in table()["senders"]["hidden"]:
        assert read_texter(hidden).identity is None, hidden
    for one, other in table()["senders"]["apart"]:
        assert read_texter(one).identity != read_texter(other).identity


def test_f11_words_that_end_the_texts(served: Line) -> None:
    for words in [*table()["stopping"]["carriers"], *table()["stopping"]["in_words"]]:
        number, _ = texter(served, STORY)
        assert served.text(number, words) == "", words
        assert served.text(number, "ok") == "", words
    for words in table()["stopping"]["goes_on"]:
        number, _ = texter(served, STORY)
        assert served.text(number, words), words
    number, _ = texter(served, STORY)
    assert served.text(number, "STOP") == ""
    again = served.text(number, "START")
    assert again.index("911") < again.index("safe"), "911 comes first"
    for taken in ("STOP", "HELP", "START"):
        number, _ = texter(served, STORY)
        assert served.text(number, "TD", OptOutType=taken) == "", "the provider has answered"


def test_f11_after_a_text_that_nobody_asked_for_any_reasonable_word_ends_them(
    served: Line,
) -> None:
    rows = table()["stopping"]
    for words in [*rows["unasked"], *rows["unasked_goes_on"]]:
        number, tip = texter(served, STORY, "yes", "3")
        with served.dep.database.write() as db:
            report = report_by_tip(db, served.dep, tip)
            assert report is not None
            now = served.clock.now
            reporter_questions.ask(Tx(db, served.dep, now, "staff:1"), report, "Is she there?")
        served.work()
        served.clock.now += timedelta(minutes=1)
        said = served.text(number, words)
        ended = served.text(number, "ok thanks") == ""
        assert ended is (words in rows["unasked"]), (words, said)
        assert not ended or said == "", words
        if ended:
            assert "911" in served.text(number, "he has a gun, please help me"), "nobody is cut off"


def test_f13_an_automatic_reply_is_no_answer_and_no_two_machines_talk(served: Line) -> None:
    number, tip = texter(served)
    before = known(served, tip)
    for words in table()["automatic"]:
        assert served.text(number, words) == "", words
    assert known(served, tip) == before
    for unknown in (
        "Acme Towing got ur note, truck {} on it",
        "Webb Dental: ref {} noted by front desk",
        "ur req {} is in the queue at Bob's",
        "Recibido en Talleres Pérez, folio {}",
        "Ticket {} opened at Smith & Sons",
        "El Rancho Grill reservations bot #{}",
        "hello from pat's phone assistant {}",
        "your place in line is {} of 12",
    ):
        number, _ = texter(served)
        answers = []
        for turn in range(12):
            answers.append(served.text(number, unknown.format(turn)))
            served.clock.now += timedelta(seconds=9)
        assert answers[-6:] == [""] * 6, "an unknown automaton is answered a few times at most"
        assert served.text(number, "yes, this is me now"), "other words are answered again"


def test_f13_a_person_who_repeats_themselves_is_answered(served: Line) -> None:
    for words in ("yes", "help", "help me please he is here", "1", "hello?", "ayuda", "STORY"):
        number, _ = texter(served)
        for _ in range(8):
            assert served.text(number, STORY if words == "STORY" else words), words
            served.clock.now += timedelta(seconds=30)


NATURAL = {
    "yes": "Yes I am safe | Yes, I am safe. | yeah i am ok | yes you can text me | yes but be quick"
    " | Yes I'm safe here | Yes please | yes it is safe now | yup | ya | yess | ye | uh huh"
    " | mm-hmm | 👍 | 👍🏿 | ✅ | Sí, estoy segura",
    "no": "nah | nope | not safe | NO. | no he is right here | 👎🏽 | ❌ | no way | not now please",
}


def test_f15_natural_answers_to_is_it_safe(served: Line) -> None:
    for value, several in NATURAL.items():
        for said in several.split(" | "):
            tag = "es" if said.startswith("Sí") else "en"
            assert meant("report.safe", tag, said) in {value, None}, said
    for said in (
        "Yes, I am safe.",
        "yes it is safe now",
        "Yes please",
        "yeah i am ok",
        "yup",
        "👍",
    ):
        number, tip = texter(served)
        before = known(served, tip)["urgency"]
        served.text(number, said)
        assert known(served, tip)["urgency"] == before, said


def test_f14_whatever_is_attached_is_reported_as_what_it_is_and_kept(served: Line) -> None:
    tips = []
    for row in findings("F14"):
        data = bytes.fromhex(row["begins"]) + (row.get("text", "").encode() or bytes(90))
        kind, said = row["type"], row["said"]
        number, tip = texter(served)
        answer = "\n".join(served.carrier.picture(number, data, kind=kind))
        assert said in answer and (said == "picture") is ("picture" in answer), kind
        tips.append(tip)
    served.work()
    for tip in tips:
        kinds = {task["kind"] for task in known(served, tip)["tasks"]}
        assert kinds & {"open_file", "hear_message"}, tip
    served.pass_time(minutes=20)
    assert served.carrier.files == {}, "erased there only now that we hold them"


def test_f22_the_same_words_under_another_id_are_one_text(served: Line) -> None:
    number = next(NUMBERS)
    served.text(number, STORY)
    tip = served.tips()[-1]
    for seconds in (0, 1, 2, 10, 45, 90):  # a phone, a gateway, a carrier that tries again
        served.clock.now += timedelta(seconds=seconds)
        answer = served.text(number, STORY)
        assert not answer or "safe for you to text" in answer, seconds
    asked = served.text(number, "yes")
    assert MINOR in asked
    assert MINOR in served.text(number, "yes"), "asked once more, and nothing set"
    assert served.text(number, "yes") == ""
    assert known(served, tip)["minor"] != "yes"
    # split and sent twice, in turns: each part counts once
    number, tip = texter(served, "hi", "yes")
    parts = ["my boss keeps our passports in his safe,", "he never pays us at the warehouse here"]
    for part in (*parts, *parts):
        served.text(number, part)
        served.clock.now += timedelta(seconds=2)
    with served.dep.database.read() as db:
        report = report_by_tip(db, served.dep, tip)
        assert report is not None
        story = report.assessment().story
    assert [sum(part in told for told in story) for part in parts] == [1, 1]


def test_f23_our_own_traffic_and_reports_on_calls_are_no_reporters(served: Line) -> None:
    before = len(served.tips())
    assert served.text(LINE_NUMBER, ASKED) == ""
    for form in (f"rcs:{LINE_NUMBER}", LINE_NUMBER[1:], f" {LINE_NUMBER[1:]}"):
        assert served.text(form, "hello") == "", form
    number = next(NUMBERS)
    for state in ("delivered", "sent", "failed", "undelivered", "queued", "read", "canceled"):
        assert served.text(number, "", SmsStatus=state) == ""
    calls = [
        {"CallSid": "CA1", "CallStatus": "completed", "CallDuration": "12"},
        {"CallSid": "CA1", "CallStatus": "ringing", "Direction": "inbound"},
        {"CallSid": "CA1", "RecordingSid": "RE1", "RecordingStatus": "completed"},
        {"CallSid": "CA1", "TranscriptionSid": "TR1", "TranscriptionText": "help"},
        {"ConferenceSid": "CF1", "StatusCallbackEvent": "participant-join", "CallSid": "CA2"},
        {"CallSid": "CA3", "AnsweredBy": "machine_start"},
        {"CallSid": "CA4", "DialCallStatus": "no-answer"},
        {"CallSid": "CA5", "Digits": "1"},
    ]
    for fields in calls:
        said = served.carrier.webhook("/twilio/sms", {"From": number, "To": LINE_NUMBER, **fields})
        assert "<Message" not in said, fields
    status = {"MessageSid": "SM9", "MessageStatus": "delivered", "From": LINE_NUMBER}
    assert "<Say" not in served.carrier.webhook("/twilio/voice", status)
    assert len(served.tips()) == before
    told = {"MessageSid": "SM8", "From": number, "To": LINE_NUMBER, "Body": STORY}
    assert "911" in served.carrier.webhook("/twilio/voice", told), "a text is answered as one"
    assert len(served.tips()) == before + 1


def test_a_group_reads_nothing_from_us(served: Line) -> None:
    """Nor does an agency's answer, a thank-you or a stop word bring a text that others see."""
    for words in (STORY, "yes", "HELP", "STOP", "ok", SPANISH):
        number = next(NUMBERS)
        for name in ("OtherRecipients", "OtherRecipients0", "OtherRecipients2"):
            assert served.text(number, words, **{name: "+19565550177"}) == "", words
        served.work()
        assert served.texts_to(number) == []


@pytest.mark.parametrize("group", [False, True])
@pytest.mark.parametrize(
    "words",
    ["STOP", "stop", "Stop.", "STOP ALL", "stopall", "UNSUBSCRIBE", "Cancel", "END", "quit",
     "opt out", "REVOKE", " stop! "],
)  # fmt: skip
def test_a_stop_word_of_a_stranger_opens_no_report(served: Line, words: str, group: bool) -> None:
    number, before = next(NUMBERS), served.tips()
    others = {"OtherRecipients": "+19565550177"} if group else {}
    assert served.text(number, words, **others) == ""
    assert served.tips() == before
    assert "911" in served.text(number, "he is beating her right now in Laredo Texas")
    (tip,) = set(served.tips()) - set(before)
    assert served.report(tip)["urgency"] == "P0"


def test_the_people_of_the_table_are_heard(served: Line) -> None:
    own = wording.own_words(shipped())
    for words in table()["people"]:
        assert no_message.read(words, own).text == words
