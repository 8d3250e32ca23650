"""What the recognizer is asked: no masked words, time to tell a story, hints at every question."""

from __future__ import annotations

import xml.etree.ElementTree as Xml

from hotline.flows.session import Listen
from tests.flows.talk import reported
from tests.line import Line
from tests.test_provider_edge import call_fields, post

PIECES = ["they took all our papers", "and we sleep in the barn", "he never pays any of us"]


def test_every_question_asks_for_unmasked_words_and_names_what_may_be_said(line: Line) -> None:
    answer = post(line, "/twilio/voice", call_fields())
    pauses: list[str | None] = []
    hinted: list[str] = []
    for turn, key in enumerate(["1", "2", "1", ""], 1):
        gathers = list(Xml.fromstring(answer.text).iter("Gather"))
        assert gathers
        for gather in gathers:
            assert gather.get("profanityFilter") == "false"
            hinted.append(gather.get("hints", ""))
            pauses.append(gather.get("speechTimeout"))
        answer = post(line, f"/twilio/voice/step?turn={turn}", call_fields(Digits=key))
    assert any("safe" in hints for hints in hinted) and max(map(len, hinted)) < 4000
    assert pauses[-1] == "3" and set(pauses[:-1]) == {"auto"}, "only a story has long pauses"


def test_a_story_in_pieces_is_not_misunderstood() -> None:
    call = reported()
    assert isinstance(call.turn.then, Listen) and call.turn.then.story
    call.say("a man keeps us at the farm")
    for piece in PIECES:
        call.say(piece)
        assert "did not understand" not in call.said, piece
        assert call.rings is None and piece in call.account


def test_a_caller_who_is_never_understood_still_gets_a_person() -> None:
    call = reported(upto="report.safe")
    for _ in range(8):
        if call.rings or call.over:
            break
        call.say("the the blue of the")
    assert call.rings == "person"
