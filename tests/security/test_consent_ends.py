"""A consent is for one thing, for a time, and can be taken back: a later "no police" works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from hotline.flows.text.revoking import denies_the_answer, takes_contact_back, takes_police_back
from hotline.followups.task_kinds import CONSENT_WITHDRAWN
from hotline.intake import route_report
from hotline.intake.consent import dated
from hotline.intake.reports import Assessment, report_by_tip
from tests.line import TIP, TUESDAY_NOON, Line
from tests.web.desk import Desk, csrf_in, fields_of
from tests.web.desk import words as words_of

CALLER = "+19565550123"
OWN = "he keeps my papers and makes me clean houses in Laredo Texas for nothing"

TAKEN_BACK = """
no police | No police! | no police please | please no cops | not the police | without the police
I don't want the police | i dont want police anymore | don't tell the police | Do not tell the cops
please dont call the police | Never tell the sheriff | I changed my mind about the police
I changed my mind, please don't tell the police | do not share my report with the police
don't share this with law enforcement | I no longer want the police | I take it back, no police
I withdraw my consent | i revoke my permission | cancel the permission | stop, don't tell the police
you may not tell the sheriff | don't let the police know | I told you no police
sin policía | Sin policia por favor | no policía | nada de policía | ya no quiero policía
no quiero a la policía | no le digan a la policía | no llamen a la policía por favor
no quiero que sepa la policía | no avisen al sheriff | no compartan con la policía
cambié de opinión, mejor sin policía | retiro mi permiso | ya no quiero a la policía
mejor no policía | no le cuenten a las autoridades
"""
KEPT = """
yes | no | 2 | ok | thank you | call the police | please tell the police | yes the police may know
no police came | the police did nothing | the police never helped us | he is a cop
he told me not to call the police | my boss said no police or he kills me
they said don't tell the police | he says if I call the police he will hurt me
she told her not to tell the cops | my husband threatened me, dont call the police he said
I am afraid of the police | no, the police is fine | why did the police not come
I want the police | no one called the police yet | when will the police come
sí, la policía puede saber | él me dijo que no llame a la policía | la policía no hizo nada
mi jefe dijo que no le diga a la policía | llamen a la policía | tengo miedo de la policía
quiero que sepa la policía | no vino la policía | he took my permission slip
I changed my mind about the motel, it is in Laredo | cancel
"""


def each(several: str) -> list[str]:
    return [one.strip() for row in several.strip().splitlines() for one in row.split(" | ")]


@pytest.mark.parametrize("words", each(TAKEN_BACK))
def test_these_words_take_it_back(words: str) -> None:
    assert takes_police_back(words)
    assert takes_police_back(f"  {words.upper()}.")


@pytest.mark.parametrize("words", each(KEPT))
def test_these_do_not(words: str) -> None:
    assert not takes_police_back(words)


@given(st.text(max_size=200))
def test_whatever_is_said_is_read_without_fault(words: str) -> None:
    assert takes_police_back(words) in {True, False}
    assert takes_police_back(f"he said: {words}") in {True, False}


def agreed(line: Line) -> str:
    """A worker who wants the police told; the report is routed."""
    line.text(CALLER, OWN, "yes", "no", "not sure", "no")
    answer = line.text(CALLER, "yes")
    found = TIP.search(answer)
    assert found, answer
    line.work()
    return found.group()


def shown(line: Line, tip: str) -> dict[str, str]:
    return {one["agency_id"]: one["state"] for one in line.report(tip)["referrals"]}


def consents(line: Line, tip: str) -> frozenset[str]:
    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, tip)
        assert report is not None
        return route_report.case_of(report, now=line.clock.now).consents


def only_by_consent(line: Line, tip: str) -> set[str]:
    """Agencies that have it only because the police may know."""
    from hotline import routing

    with line.dep.database.read() as db:
        report = report_by_tip(db, line.dep, tip)
        assert report is not None
        rules, case = line.dep.library.current(db).rules, route_report.case_of(report)
        named = [
            {offer.agency_id for offer in routing.decide(each, rules, line.clock.now).offers}
            for each in (case, with_consents(case, frozenset()))
        ]
    return named[0] - named[1]


def with_consents(case: Any, wanted: frozenset[str]) -> Any:
    from dataclasses import replace

    return replace(case, consents=wanted)


@pytest.mark.parametrize(
    "words", ["no police please", "Ya no quiero policía", "I withdraw consent"]
)
def test_a_later_no_police_is_heeded_and_whoever_waits_is_not_notified(
    line: Line, words: str
) -> None:
    tip = agreed(line)
    assert consents(line, tip) == {"law_enforcement"}
    police = only_by_consent(line, tip)
    assert police & set(shown(line, tip)), "the story reaches the police by consent"
    assert line.text(CALLER, words)
    assert consents(line, tip) == frozenset()
    line.work()
    states = shown(line, tip)
    assert all(states.get(agency, "recalled") == "recalled" for agency in police), states
    assert [state for agency, state in states.items() if agency not in police], "others have it"
    line.pass_time(hours=4)
    states = shown(line, tip)
    assert all(states.get(agency, "recalled") == "recalled" for agency in police), states


def test_who_has_read_it_already_is_a_dispatchers_task(line: Line) -> None:
    tip = agreed(line)
    police = only_by_consent(line, tip)
    with line.dep.database.write() as db:
        from sqlalchemy import update

        from hotline.db.referrals import Referral
        from hotline.db.states import ReferralState

        mine = Referral.agency_id.in_(police)
        db.execute(update(Referral).where(mine).values(state=ReferralState.ACKNOWLEDGED))
    line.text(CALLER, "please don't tell the police")
    tasks = [task for task in line.report(tip)["tasks"] if task["kind"] == CONSENT_WITHDRAWN.name]
    assert len(tasks) == len(police & set(shown(line, tip)))
    assert all(task["state"] == "open" for task in tasks)


def test_in_the_middle_of_the_conversation_it_counts_too(line: Line) -> None:
    line.text(CALLER, OWN, "yes", "no", "not sure", "no", "yes")
    tip = line.tips()[0]
    line.text(CALLER, "the house is blue", "no cops please")
    assert consents(line, tip) == frozenset()


# Its time -----------------------------------------------------------------------------------------


def test_a_consent_ends_by_itself_and_nobody_new_is_notified_then(line: Line) -> None:
    tip = agreed(line)
    line.clock.now += timedelta(days=364)
    assert consents(line, tip) == {"law_enforcement"}
    line.clock.now += timedelta(days=1)
    assert consents(line, tip) == frozenset()


@given(st.integers(1, 3000), st.lists(st.sampled_from(["yes", "no", "unsure"]), max_size=8))
def test_it_counts_from_the_yes_that_stands(days: int, answers: list[str]) -> None:
    known, at = Assessment(), TUESDAY_NOON
    since: datetime | None = None
    for answer in answers:
        at += timedelta(days=1)
        before = known.answers.get("law_enforcement")
        known = dated(known, {"law_enforcement": answer}, at, days)
        since = None if answer != "yes" else (since if before == "yes" else at)
    over = since + timedelta(days=days) if since else None
    for moment in (at, at + timedelta(days=days), at + timedelta(days=9000)):
        stands = over is not None and moment < over
        assert known.consents(moment) == ({"law_enforcement"} if stands else frozenset())


def test_consents_from_before_they_were_dated_still_count() -> None:
    known = Assessment(answers={"law_enforcement": "yes", "contact": "yes"})
    assert known.consents(TUESDAY_NOON) == {"law_enforcement", "recontact"}


SLIPS = """
no | No. | nope | 2 | but not the police | No sorry I meant no | wait no don't share | not
que no | me equivoqué, no | sorry no | no wait | don't | mejor no | pero no a la policía | never
"""
NO_SLIPS = """
thank you | ok | he is not here now | she has no papers at all there | yes | it is in Laredo
they do not feed us and we can not leave | gracias | the boss is Rick
"""


@pytest.mark.parametrize("words", each(SLIPS))
def test_a_denial_right_after_the_yes_takes_it_back(line: Line, words: str) -> None:
    tip = agreed(line)
    assert "law_enforcement" in consents(line, tip)
    line.clock.now += timedelta(seconds=6)
    line.text(CALLER, words)
    assert "law_enforcement" not in consents(line, tip)


@pytest.mark.parametrize("words", each(NO_SLIPS))
def test_other_words_right_after_the_yes_leave_it(words: str) -> None:
    assert not denies_the_answer(words)


def test_a_no_much_later_is_about_something_else(line: Line) -> None:
    tip = agreed(line)
    line.clock.now += timedelta(minutes=3)
    line.text(CALLER, "no")
    assert "law_enforcement" in consents(line, tip)


# That we may text or call them -------------------------------------------------------------------

NOT_AGAIN = """
don't contact me | Do not call me back | please dont call me | please do not text or call me again
I don't want to be contacted | I no longer want you to call me | nobody should call me
no callbacks
I don't want anyone from the line to call me | never contact us again | actually don't write to me
I changed my mind about being contacted | I withdraw that you can call me back | stop calling me
no me llamen | Ya no me contacten por favor | no quiero que me llamen más | no me escriban de nuevo
ya no me busquen | nunca me llamen a este número | cambié de opinión, no quiero que me contacten
"""
STILL = """
call me back | please text me | you can contact me | he said don't call me
they never call me by name
don't call the police | my boss told me not to contact anyone | she does not call me back
no one called me back | can you call me later | why did nobody call me | he stopped calling me
llámenme mañana | él me dijo que no lo llame | no me pagan | no me dejan llamar
no me llaman por mi nombre
I changed my mind, he called me back | don't contact my boss | don't text my husband
"""


@pytest.mark.parametrize("words", each(NOT_AGAIN))
def test_these_words_take_back_that_we_may_write(words: str) -> None:
    assert takes_contact_back(words)
    assert takes_contact_back(f" {words.upper()}!")


@pytest.mark.parametrize("words", each(STILL))
def test_these_do_not_take_it_back(words: str) -> None:
    assert not takes_contact_back(words)


def reachable(line: Line) -> str:
    """A worker who agrees to the police and to being written to."""
    line.text(CALLER, OWN, "yes", "no", "not sure", "3", "1", "yes")
    (tip,) = line.tips()
    line.work()
    assert consents(line, tip) == {"law_enforcement", "recontact"}
    line.clock.now += timedelta(minutes=3)
    return tip


def page(line: Line, tip: str) -> str:
    return words_of(Desk(line.as_staff("dispatcher")).look(f"/reports/{tip}")).lower()


def ended(desk: Desk, tip: str, fact: str) -> Response:
    """A dispatcher's button; also the one of a page that is old by now."""
    fields = fields_of(desk, f"/reports/{tip}")
    given = {"csrf": csrf_in(desk.look(f"/reports/{tip}")), "seen": fields["seen"], "fact": fact}
    return desk.http.post(f"/reports/{tip}/end_consent", data=given)


def test_the_page_says_for_what_with_whom_and_until_when(line: Line) -> None:
    tip = reachable(line)
    shown_now = page(line, tip)
    assert "the police may know: yes, until" in shown_now
    assert "we may text or call them: yes, until" in shown_now
    named = only_by_consent(line, tip)
    with line.dep.database.read() as db:
        rules = line.dep.library.current(db).rules
        called = {rules.agencies[key].name.lower() for key in named}
    assert "shared on this ground with: " in shown_now
    assert all(name in shown_now for name in called if name)
    line.clock.now += timedelta(days=366)
    assert shown_now.count("yes, until") == 2
    assert page(line, tip).count("no longer counts") == 2
    assert consents(line, tip) == frozenset()


@pytest.mark.parametrize("words", ["please don't call me back", "Ya no me llamen por favor"])
def test_taken_back_in_a_text_nobody_writes_or_calls_again(line: Line, words: str) -> None:
    tip = reachable(line)
    line.text(CALLER, words)
    assert "recontact" not in consents(line, tip)
    shown_now = page(line, tip)
    assert "we may text or call them: withdrawn" in shown_now
    open_tasks = [t for t in line.report(tip)["tasks"] if t["state"] == "open"]
    assert all(task["kind"] != "recontact" for task in open_tasks)


def test_a_dispatcher_notes_that_it_was_taken_back_and_nothing_is_shared_after(line: Line) -> None:
    tip = reachable(line)
    police = only_by_consent(line, tip)
    desk = Desk(line.as_staff("dispatcher"))
    for fact in ("law_enforcement", "contact"):
        assert "The consent is withdrawn." in ended(desk, tip, fact).text
    assert consents(line, tip) == frozenset()
    shown_now = page(line, tip)
    assert shown_now.count("withdrawn") >= 2
    assert "the reporter took this back" not in shown_now
    line.pass_time(hours=4)
    states = shown(line, tip)
    assert all(states.get(agency, "recalled") == "recalled" for agency in police), states
    line.text(CALLER, "the house is blue")  # an older yes of the conversation brings nothing back
    assert consents(line, tip) == frozenset()
    assert "This consent no longer counts." in ended(desk, tip, "contact").text
