"""An answer moves no urgency unless it tells danger: with the real triage, and on a whole line."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.flows.session import Where
from hotline.geo import Locator
from hotline.intake.nlu import CallSenses
from tests.flows.talk import Talk
from tests.line import Line
from tests.triage.reports import sorter

STORIES = {
    "P2": "my boss keeps my passport and never pays us at the warehouse",
    "P2 too": "Something strange is going on at the house next door, women come and go at night",
}
AT_SAFE = [
    "yes it is safe now", "Yes please", "Yes I'm safe here", "Nah im good", "Sí, estoy segura",
    "Yes, I am safe.", "yeah i am ok", "yes you can text me", "yes but be quick", "K", "uh huh",
    "Yes I am safe for now thank you", "he's not here", "I'm not okay", "maybe", "hold on",
    "yes but hurry", "yes while he's out", "k but not now", "not now", "If you hurry", "Ahorita no",
    "Ahora mismo no", "sí, apúrese", "yes, hurry up", "ok but be quick please", "yes for a minute",
    "no, not right now", "sure while she sleeps", "sí, rápido por favor", "sí mientras duerme",
    "ahorita sí", "no puedo ahorita", "yes, only for a few minutes", "not at this moment",
]  # fmt: skip
AT_WHERE = [
    "I dont know the address", "where i am now", "here in town", "I dont know", "Boat.", "Share.",
    "mother", "walk", "7 8 0 4 1", "It's 78041.", "at the corner", "near the river", "Main street",
    "somewhere", "the big red barn", "no sé la dirección", "por aquí",
]  # fmt: skip
STRAY = ["Boat.", "Share.", "mother", "walk", "hello", "ok then", "the what", "here", "perdón"]
DANGER = [
    "he has a gun", "help me he is coming", "someone is hurting me right now",
    "no, he is hitting me", "hurry, he is beating her", "no, tiene una pistola",
    "yes but hurry he has a knife", "not now he is choking my sister",
]  # fmt: skip


class Unplaced(CallSenses):
    """The real triage, for reports in which nobody says where it is."""

    def locate(self, text: str, *, expecting: bool, language: str) -> Where:
        """Nowhere."""
        return Where()


def talk_at(step: str, story: str) -> Talk:
    """A text conversation that has told ``story`` and is asked ``step``."""
    facts = {"safe": "yes", "limits": "told"} if step != "safe" else {}
    talk = Talk("text", flow="report", facts=facts)
    talk.senses = Unplaced(sorter(), cast(Locator, None))
    if step == "safe":
        assert talk.at == "report.safe"
        talk.say(story)
    else:
        talk.say(story)
        for _ in range(6):
            if talk.at != f"report.{step}":
                talk.say("2")
        assert talk.at == f"report.{step}", talk.at
    return talk


def moved(step: str, story: str, answer: str) -> str:
    """How ``answer`` changed the urgency, or ``""``."""
    talk = talk_at(step, story)
    before = talk.fact("urgency")
    talk.say(answer)
    after = talk.fact("urgency")
    return "" if before == after else f"{answer!r}: {before} -> {after}"


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
@pytest.mark.parametrize(
    ("step", "answers"),
    [("safe", AT_SAFE), ("where", AT_WHERE), ("minor", STRAY), ("safe", STRAY)],
)
def test_an_answer_moves_the_urgency_neither_up_nor_down(
    story: str, step: str, answers: list[str]
) -> None:
    changes = [change for answer in answers if (change := moved(step, story, answer))]
    assert not changes, "\n".join(changes)


@pytest.mark.parametrize("step", ["safe", "where", "minor"])
@pytest.mark.parametrize("danger", DANGER)
def test_danger_that_is_reported_instead_of_an_answer_still_counts(step: str, danger: str) -> None:
    talk = talk_at(step, STORIES["P2"])
    talk.say(danger)
    assert talk.fact("urgency") == "P0" and danger in talk.account


def test_a_refused_call_is_no_danger() -> None:
    for answer in ["Don't call me", "text only", "Do not call me please", "no calls", "solo texto"]:
        talk = Talk("text", flow="report", facts={
            "safe": "yes", "limits": "told", "story": "told", "kind": "labor", "role": "self",
            "minor": "no", "place_asked": "yes", "happening_now": "no",
        })  # fmt: skip
        talk.senses = Unplaced(sorter(), cast(Locator, None))
        assert talk.at == "report.contact"
        talk.say(answer)
        assert talk.fact("urgency") != "P0" and talk.rings is None, answer
        assert talk.fact("contact") in {"no", None}, answer


WORDS = ["yes", "ok", "safe", "here", "boat", "now", "the", "house", "street", "fine", "corner",
         "thanks", "sí", "bien", "aquí", "calle", "town", "river"]  # fmt: skip


@settings(max_examples=40)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_no_neutral_words_move_the_urgency(words: list[str]) -> None:
    assert not moved("where", STORIES["P2"], " ".join(words))


# On a whole line ---------------------------------------------------------------------------------


def test_refusals_through_the_webhooks_give_no_consent_and_a_yes_does(line: Line) -> None:
    story = "he keeps my papers and makes me clean houses in Houston Texas for nothing"
    account = {
        "Not OK.": [], "Yeah, no.": [], "okay no": [], "Claro que no.": [], "No está bien.": [],
        "👎🏽": [], "yes, but not the police": [], "Yes.": ["law_enforcement"],
        "👍🏿": ["law_enforcement"], "Yes, I agree.": ["law_enforcement"],
    }  # fmt: skip
    for number, (answer, consents) in enumerate(account.items()):
        sender = f"+1312555{100 + number:04}"
        said = line.text(sender, story, "yes", "no", "it still goes on", "no")
        assert "police" in said, said
        line.text(sender, answer)
        report = line.report(line.tips()[-1])
        assert report["consents"] == consents, answer
        assert report["role"] == "self"


def test_a_worker_who_says_my_work_is_asked_about_the_police(line: Line) -> None:
    said = line.text("+13125550171", "hello", "yes", "they treat us very bad", "1", "my work", "no")
    assert "City and state" in said
    said = line.text("+13125550171", "Laredo Texas", "it still goes on", "no")
    assert "police" in said
    line.text("+13125550171", "no")
    report = line.report()
    assert report["role"] == "self" and report["consents"] == []
    offered = [referral["agency_id"] for referral in report["referrals"]]
    assert not any("iwatch" in agency or "task_force" in agency for agency in offered), offered
