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
from hotline.intake.whose_report import OF_OTHERS, doubtful, stated, sure_role, tells_of_self
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

COUNTED_IN = {
    "en": ["me and my brother", "not only me, my sister too", "a woman, that's me",
           "a child, I am 15", "my friends and I", "someone else and me",
           "all the workers, me included", "the workers, I'm one of them", "a girl. I am the girl",
           "my sister and us", "a kid, I'm a minor", "my mom and also me", "her and me",
           "not just me but my cousin too", "some workers, we are here", "not my sister but me"],
    "es": ["yo y mi hermana", "para una amiga, bueno para mí", "unas muchachas, entre ellas yo",
           "mi hija y yo", "a mi hermana y a mí", "a mí y a mi hermana", "una mujer, soy yo",
           "una niña, tengo 14", "unos trabajadores, soy uno de ellos", "a mi amiga y conmigo",
           "no solo a mí, también a mi prima", "unas mujeres y nosotras"],
}  # fmt: skip
NOT_COUNTED_IN = {
    "en": ["not me, my sister", "it's not me, it's my friend", "isn't happening to me",
           "my friend told me", "no, not me", "a girl I saw", "a woman I know",
           "my neighbor, she told me about it"],
    "es": ["a mí no, a mi hermana", "no soy yo", "no es a mí", "una amiga me contó",
           "una mujer que vi", "no me pasa a mí"],
}  # fmt: skip
NO_HELPER = {
    "en": ["part of my job is sleeping with clients", "professional escort", "my nurse job",
           "I am a patient", "I'm a student", "professional dancer", "I am his patient",
           "professional massage"],
    "es": ["soy paciente", "soy bailarina profesional", "soy una alumna"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
def test_any_mention_of_the_reporter_beside_others_wins(language: str) -> None:
    for words in COUNTED_IN[language]:
        assert meant("report.role", language, words) == "self", words
    for words in NOT_COUNTED_IN[language]:
        assert meant("report.role", language, words) == "third_party", words
    for words in NO_HELPER[language]:
        assert meant("report.role", language, words) in {"self", None}, words


@given(
    other=st.sampled_from(["my sister", "the workers", "a friend", "some girls", "my neighbor"]),
    join=st.sampled_from([" and ", ", and ", ". And ", " but also "]),
    swap=st.booleans(),
)
def test_me_and_another_is_never_someone_else(other: str, join: str, swap: bool) -> None:
    said = join.join(("me", other) if swap else (other, "me"))
    assert meant("report.role", "en", said) in {"self", None}, said


OWN_HARM = [
    "I am locked in", "we sleep in the barn", "I am not paid", "he took my phone",
    "I was sold to him", "no puedo salir", "estoy encerrada", "me vendieron", "no me han pagado",
    "I can't leave", "they won't pay us", "I've been locked in a room", "nos trajeron con mentiras",
    "we're not allowed to leave", "he sold me and my cousin", "no nos dejan salir",
    "me quitó el celular", "dormimos en la bodega", "I owe them 5000", "I'm being held",
]  # fmt: skip
OTHERS_HARM = [
    "3 girls in room 12", "I saw a girl crying in a van", "my neighbor told me that she is sold",
    "a coworker is not paid and he keeps her passport", "they took her passport",
    "mi hermana no puede salir y la golpea", "I'm worried about her, she can't leave",
    "vi a una niña que no dejan salir", "una vecina me contó que no le pagan",
    "I have to stay anonymous", "my sister is locked in",
]  # fmt: skip


def test_harm_to_the_reporter_is_known_and_harm_to_others_is_none() -> None:
    assert [text for text in OWN_HARM if not tells_of_self([text])] == []
    assert [text for text in OTHERS_HARM if tells_of_self([text])] == []


REFUSALS = [
    "please do not tell the police, he is one", "no police please", "sin policía por favor",
    "please nobody tell the police", "por favor no le digan a la policía", "don't call the cops",
    "keep the sheriff out of this", "I'm scared of the police", "don't tell anyone",
    "que no se entere la migra", "I do not want ICE to know", "he is a cop",
    "not to the police please", "the police can't know",
]  # fmt: skip


@pytest.mark.parametrize("role", [Role.THIRD_PARTY, Role.PROFESSIONAL])
def test_a_refusal_in_the_story_holds_for_every_role_until_they_agree(role: Role) -> None:
    story = {
        Role.THIRD_PARTY: "my neighbor keeps a girl locked in his shop",
        Role.PROFESSIONAL: "I'm a nurse. A 15 year old patient came in with a man",
    }[role]
    chosen = {"role": role.value}
    assert sure_role(role, Assessment(answers=chosen, story=(story,))) is role
    for refusal in REFUSALS:
        words = (f"{story}. {refusal}",)
        assert not stated(role, words), refusal
        assert doubtful(role, words), refusal
        assert sure_role(role, Assessment(answers=chosen, story=words)) is Role.UNKNOWN, refusal
        later = Assessment(answers=chosen, story=(story, refusal))
        assert sure_role(role, later) is Role.UNKNOWN, refusal
        agreed = Assessment(answers=chosen | {"law_enforcement": "yes"}, story=words)
        assert sure_role(role, agreed) is role, refusal


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
def test_an_unsure_role_is_shared_with_no_police_and_no_immigration_agency(
    place: str, type_: Type
) -> None:
    for guessed in Role:
        role = sure_role(guessed, Assessment())
        decision = decide(case(place, role=role, type=type_))
        reported = {name.lstrip("+") for name in (*asked(decision), *rung(decision))}
        assert role in {Role.SELF, Role.UNKNOWN}
        assert not reported & (POLICE | IMMIGRATION), (guessed, reported)


@pytest.mark.parametrize("role", [Role.THIRD_PARTY, Role.PROFESSIONAL])
def test_a_refused_consent_holds_for_every_role(role: Role) -> None:
    story = ("I am a nurse, a patient told me that a girl is locked in",)
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
        reported = {r["agency_id"] for r in line.report(line.tips()[-1])["referrals"]}
        assert police_asked is False or not reported & (POLICE | IMMIGRATION)


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
