"""Whose report it is: a worker's own report is never given to the police or immigration unasked.

Told through the engine with the real triage, and through routing with the shipped policy.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.config_files import Document, parse_yaml
from hotline.domain import Role, Type
from hotline.flows.session import Where
from hotline.geo import Locator
from hotline.intake.nlu import CallSenses
from hotline.intake.reports import Assessment
from hotline.intake.whose_report import OF_OTHERS, stated, sure_role
from hotline.routing.types import Kind
from tests.flows.talk import Talk, shipped
from tests.harm.reading import meant
from tests.line import Line
from tests.routing.books import asked, case, decide, rung
from tests.routing.books import shipped as rules
from tests.triage.reports import sorter

ASKED_WHO = {"in_danger": "no", "safe": "yes", "limits": "told", "story": "told", "kind": "labor"}
OWN = {
    "en": ["work", "my work", "its my work", "at work", "this is about my work", "my job",
           "my boss", "where I work", "because of my job", "It's about work.", "me and my friends",
           "us", "all of us", "me and my coworkers", "At my job", "about my job"],
    "es": ["trabajo", "mi trabajo", "por mi trabajo", "en el trabajo", "En mi trabajo.",
           "mi patrón", "mi jefe", "donde trabajo", "a nosotras", "a mí y a mis compañeras",
           "a todos nosotros", "por trabajo"],
}  # fmt: skip
OTHERS = {
    "en": ["my sister", "a coworker", "someone else", "the workers", "my neighbor"],
    "es": ["a mi hermana", "otra persona", "una vecina", "unos trabajadores", "a mi amigo"],
}
AS_A_JOB = {
    "en": ["3", "I am a nurse", "I'm a teacher.", "It is part of my job", "mandated reporter"],
    "es": ["3", "soy maestra", "Soy enfermera.", "es mi trabajo reportar"],
}


def at_the_role(language: str, medium: Any = "text") -> Talk:
    talk = Talk(medium, language=language, flow="report", facts=ASKED_WHO)
    assert talk.at == "report.role"
    return talk


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("medium", ["text", "voice"])
def test_a_worker_who_names_their_work_reports_for_themselves(language: str, medium: Any) -> None:
    for words in OWN[language]:
        talk = at_the_role(language, medium)
        talk.say(words)
        assert talk.fact("role") == "self", words
    for words in OTHERS[language]:
        assert meant("report.role", language, words) == "third_party", words
    for words in AS_A_JOB[language]:
        assert meant("report.role", language, words) == "professional", words


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_question_is_not_worded_so_that_a_worker_picks_professional(language: str) -> None:
    choice = shipped().languages[language].wording["report.role"].choices["professional"]
    helping = {"en": "help", "es": "atiend"}[language]
    for said in (choice.voice, choice.text):
        assert helping in said, said
        assert not any(bad in said for bad in ("because of your work", "for my work", "por mi tra"))


class Unplaced(CallSenses):
    """The real triage, for reports in which nobody says where it is."""

    def locate(self, text: str, *, expecting: bool, language: str) -> Where:
        """Nowhere."""
        return Where()


def through(language: str, facts: dict[str, str], story: str = "") -> Talk:
    """A text conversation with the real triage, asked for what is still missing."""
    talk = Talk("text", language=language, flow="report", facts=ASKED_WHO)
    talk.senses = Unplaced(sorter(), cast(Locator, None))
    talk.session = replace(talk.session, story=(story,) if story else (), facts={**ASKED_WHO})
    for _ in range(9):
        asked_for = talk.at.removeprefix("report.")
        if talk.over or asked_for == "law_enforcement":
            break
        if asked_for == "where":
            talk.say({"en": "I don't know", "es": "no sé"}[language])
        else:
            talk.say(facts.get(asked_for, "2"))
    return talk


def test_the_police_question_is_asked_unless_the_role_is_sure() -> None:
    assert through("en", {"role": "my work"}).at == "report.law_enforcement"
    assert through("es", {"role": "mi trabajo"}).at == "report.law_enforcement"
    story = "my boss keeps my passport and does not pay me"
    doubted = through("en", {"role": "3"}, story)
    assert doubted.at == "report.law_enforcement", "a professional who tells of themselves"
    assert through("en", {"role": "2"}).over == "thanked", (
        "someone who tells of others is not asked"
    )
    assert through("en", {"role": "3"}).at == "report.law_enforcement", "the answer alone"
    nurse = "I am an ER nurse. A 15 year old patient came in with her pimp"
    assert through("en", {"role": "3"}, nurse).over == "thanked", "the words say it too"


# Routing -----------------------------------------------------------------------------------------

POLICE = {agency.id for agency in rules().agencies.values() if agency.kind is Kind.LAW_ENFORCEMENT}
IMMIGRATION = {agency.id for agency in rules().agencies.values() if agency.immigration}
PLACES = ["Laredo, TX", "Tulsa, OK", "Los Angeles, CA", "Miami, FL", "Tucson, AZ", "Newark, NJ"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("type_", [Type.LABOR, Type.SEX, Type.BOTH, Type.HIGH_RISK])
def test_an_unsure_role_is_told_to_no_police_and_no_immigration_agency(
    place: str, type_: Type
) -> None:
    for guessed in Role:
        role = sure_role(guessed, Assessment())
        decision = decide(case(place, role=role, type=type_))
        told = {name.lstrip("+") for name in (*asked(decision), *rung(decision))}
        assert role in {Role.SELF, Role.UNKNOWN}
        assert not told & (POLICE | IMMIGRATION), (guessed, told)


@pytest.mark.parametrize("role", [Role.THIRD_PARTY, Role.PROFESSIONAL])
def test_a_refused_consent_holds_for_every_role(role: Role) -> None:
    story = ("I am a nurse, my neighbor told me that a girl is locked in",)
    refused = Assessment(answers={"role": role.value, "law_enforcement": "no"}, story=story)
    assert sure_role(role, refused) is Role.UNKNOWN
    agreed = Assessment(answers={"role": role.value, "law_enforcement": "yes"})
    assert sure_role(role, agreed) is role
    chosen = Assessment(answers={"role": role.value}, story=story)
    assert sure_role(role, chosen) is role, "who surely tells of others is a tip"


def test_a_dispatchers_correction_of_the_role_stands() -> None:
    corrected = Assessment(overrides={"role": {"value": "third_party", "reason": "said so"}})
    assert sure_role(Role.THIRD_PARTY, corrected) is Role.THIRD_PARTY


ROLES = parse_yaml("roles.yaml", (Path(__file__).parent / "roles.yaml").read_text("utf-8"))
assert isinstance(ROLES, Document), ROLES
STORIES: dict[str, list[str]] = ROLES.data
OWN_WORDS = [*STORIES["own"], *STORIES["not_said"]]


@pytest.mark.parametrize("role", [Role.THIRD_PARTY, Role.PROFESSIONAL])
def test_a_role_counts_only_as_chosen_or_stated_in_plain_words(role: Role) -> None:
    wrong = [text for text in STORIES[role.value] if not stated(role, [text])]
    wrong += [text for text in OWN_WORDS if stated(role, [text])]
    assert not wrong, wrong


def test_who_chose_someone_else_and_tells_of_themselves_is_asked() -> None:
    for text in STORIES["own"]:
        chosen = Assessment(answers={"role": "professional"}, story=(text,))
        assert sure_role(Role.PROFESSIONAL, chosen) is Role.UNKNOWN, text
    other = Assessment(answers={"role": "third_party"}, story=("he keeps my passport",))
    assert sure_role(Role.THIRD_PARTY, other) is Role.UNKNOWN
    witness = Assessment(answers={"role": "third_party"}, story=("3 girls in room 12",))
    assert sure_role(Role.THIRD_PARTY, witness) is Role.THIRD_PARTY


def test_no_confidence_of_a_guess_sends_a_report_to_the_police_unasked() -> None:
    """The whole range, for every text that states nothing; through routing with the policy."""
    for text in OWN_WORDS:
        for role in OF_OTHERS:
            for confidence in (0.0, 0.3, 0.59, 0.6, 0.75, 0.85, 0.97, 1.0):
                found = {"role": {"value": role.value, "confidence": confidence, "evidence": []}}
                known = Assessment(findings=found, story=(text,))
                assert sure_role(role, known) is Role.UNKNOWN, (text, confidence)


@given(
    text=st.sampled_from([*STORIES["third_party"], *STORIES["professional"]]),
    harm=st.sampled_from(["they keep my passport", "he doesn't pay us", "I am not allowed to leave",
                          "we owe them money", "he hits me", "no me pagan", "nos tienen encerradas",
                          "mi patrón me quita los papeles"]),
    join=st.sampled_from([" and ", ". ", ", ", " y ", " because "]),
    swap=st.booleans(),
)  # fmt: skip
def test_harm_to_themselves_makes_any_statement_unsure(
    text: str, harm: str, join: str, swap: bool
) -> None:
    story = [join.join((harm, text) if swap else (text, harm))]
    assert not any(stated(role, story) for role in OF_OTHERS), story


def test_what_nobody_said_is_asked_and_what_was_said_is_not(line: Line) -> None:
    """Told through the webhooks: the review's own words, and a neighbor's."""
    unsaid = "they keep the passports and never pay at the warehouse in Laredo Texas"
    said = "my neighbor keeps a girl locked in her house in Laredo Texas and she cooks all day"
    for number, (story, police_asked) in enumerate({unsaid: True, said: False}.items()):
        sender = f"+1956555{171 + number:04}"
        asked = line.text(sender, story, "yes")
        for _ in range(6):
            if "police" in asked or "did the right thing" in asked:
                break
            line.clock.now += timedelta(seconds=10)
            asked = line.text(sender, "2")
        assert ("police" in asked) is police_asked, (story, asked)
        told = {r["agency_id"] for r in line.report(line.tips()[-1])["referrals"]}
        assert police_asked is False or not told & (POLICE | IMMIGRATION)


EXPLOITED_AT_WORK = [
    "I am a nurse and they keep my passport",
    "i am a professional dancer",
    "professional",
    "im a nurse here and they wont pay me",
    "soy maestra y no me pagan",
]


@pytest.mark.parametrize("answer", EXPLOITED_AT_WORK)
def test_an_exploited_professional_is_asked_before_the_police_know(answer: str, line: Line) -> None:
    """The answer alone makes no one a professional who reports for work."""
    sender = "+19565550171"
    asked = line.text(sender, "they took our passports and do not pay us, Laredo Texas", "yes", "2")
    for _ in range(6):
        if "police" in asked or "policía" in asked:
            break
        said = answer if "about?" in asked else "not sure" if "4 not sure" in asked else "2"
        line.clock.now += timedelta(seconds=10)
        asked = line.text(sender, said)
    assert "police" in asked or "policía" in asked
    assert not line.report()["referrals"]
