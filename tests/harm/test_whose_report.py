"""Whose report it is: a worker's own report is never given to the police or immigration unasked.

Told through the engine with the real triage, and through routing with the shipped policy.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from hotline.domain import Role, Type
from hotline.flows.session import Where
from hotline.geo import Locator
from hotline.intake.nlu import CallSenses
from hotline.intake.reports import Assessment
from hotline.intake.route_report import sure_role
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
        role = sure_role(guessed, Assessment(), {"role": 0.5})
        decision = decide(case(place, role=role, type=type_))
        told = {name.lstrip("+") for name in (*asked(decision), *rung(decision))}
        assert role in {Role.SELF, Role.UNKNOWN}
        assert not told & (POLICE | IMMIGRATION), (guessed, told)


@pytest.mark.parametrize("role", [Role.THIRD_PARTY, Role.PROFESSIONAL])
def test_a_refused_consent_holds_for_every_role(role: Role) -> None:
    refused = Assessment(answers={"role": role.value, "law_enforcement": "no"})
    assert sure_role(role, refused, {"role": 0.98}) is Role.UNKNOWN
    agreed = Assessment(answers={"role": role.value, "law_enforcement": "yes"})
    assert sure_role(role, agreed, {"role": 0.98}) is role
    sure = Assessment(answers={"role": role.value})
    assert sure_role(role, sure, {"role": 0.98}) is role, "who surely tells of others is a tip"


def test_a_dispatchers_correction_of_the_role_stands() -> None:
    corrected = Assessment(overrides={"role": {"value": "third_party", "reason": "said so"}})
    assert sure_role(Role.THIRD_PARTY, corrected, {"role": 1.0}) is Role.THIRD_PARTY


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
