"""A chain is planned, reviewed and begun: who is in it, in which order, and who hears when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.db.jobs import Job
from hotline.deployment import Deployment
from hotline.domain import AnswerClock, OfferBy, Urgency
from hotline.referrals import chain
from hotline.routing.types import Decision, Review
from tests.referrals.quiet import NATIONAL, Chain, chain_in, offer_to

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_the_chain_stands_in_its_order_and_whoever_is_also_notified_after_it(one: Chain) -> None:
    one.decide(
        offer_to("delta", also=True), "beta", "alpha", offer_to("gamma", also=True), NATIONAL
    )
    assert [r.agency_id for r in one.all()] == ["beta", "alpha", NATIONAL, "delta", "gamma"]
    assert [r.position for r in one.all()] == [1, 2, 4, 0, 3]


def test_a_referral_keeps_what_the_decision_said_of_it(one: Chain) -> None:
    clocked = offer_to("office", minutes=90, clock=AnswerClock.OPEN_HOURS)
    one.decide("alpha", clocked, offer_to("gamma", minutes=7, also=True, how="hand_off"), NATIONAL)
    office, gamma = one.of("office"), one.of("gamma")
    assert (office.report_id, office.version) == (one.report.id, one.version.digest)
    assert (office.how, office.ack_minutes, office.clock) == ("alert", 90, "open")
    assert (office.also, office.state, office.step, office.position) == (False, "planned", 0, 1)
    assert (office.urgency, office.created_at) == (one.report.urgency, one.now)
    assert (gamma.how, gamma.ack_minutes, gamma.clock, gamma.also) == (
        "hand_off",
        7,
        "always",
        True,
    )
    assert len({r.ack_code for r in one.all()}) == 4 and all(r.ack_code for r in one.all())


def test_a_later_decision_moves_adds_and_drops_but_forgets_nobody_who_was_asked(one: Chain) -> None:
    one.decide("alpha", "beta", "gamma", NATIONAL)
    codes = {r.agency_id: r.ack_code for r in one.all()}
    one.decide("gamma", "delta", NATIONAL)
    assert one.states() == {
        "gamma": "offered",  # before alpha, which is asked further back from now on
        "alpha": "offered",
        "delta": "planned",
        NATIONAL: "planned",
    }
    where = {r.agency_id: r.position for r in one.all()}
    assert where == {"gamma": 0, "alpha": 0, "delta": 1, NATIONAL: 2}
    assert one.of("gamma").ack_code == codes["gamma"], "the same referral, at another place"


@pytest.mark.parametrize("state", ["acknowledged", "declined", "unanswered", "recalled", "closed"])
def test_whoever_has_answered_stays_in_the_chain_when_a_decision_names_them_no_more(
    one: Chain, state: str
) -> None:
    one.decide("alpha", "beta", NATIONAL)
    one.set("alpha", state)
    one.decide("delta", NATIONAL)
    assert one.states()["alpha"] == state
    assert "beta" not in one.states(), "only planned, so it is not asked any more"


def test_a_decision_differs_when_it_names_someone_new(one: Chain) -> None:
    one.decide("alpha", "beta", NATIONAL)

    def differs(*names: str) -> bool:
        offers = tuple(offer_to(name) for name in names)
        decision = Decision(one.now, one.version.digest, offers, (), (), None, ())
        return chain.differs(chain.referrals_of(one.tx.db, one.report), decision)

    same = [("alpha", "beta", NATIONAL), (NATIONAL, "alpha"), ("beta",), ()]
    assert [differs(*names) for names in same] == [False] * 4
    new = [("gamma",), ("alpha", "gamma"), ("gamma", "alpha"), ("alpha", "beta", NATIONAL, "delta")]
    assert [differs(*names) for names in new] == [True] * 4


# Review ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [5, 30, 240])
def test_a_review_holds_the_referrals_back_for_its_minutes(one: Chain, minutes: int) -> None:
    one.decide("alpha", offer_to("delta", also=True), NATIONAL, review=Review(minutes, "a test"))
    assert set(one.states().values()) == {"planned"}
    (task,) = one.tasks()
    due = one.now + timedelta(minutes=minutes)
    assert (task.kind, task.due_at, task.report_id) == ("review", due, one.report.id)
    (start,) = one.jobs(chain.START)
    assert (start.due_at, start.created_at, start.report_id) == (due, one.now, one.report.id)
    assert one.payload(start) == {}
    seconds = int(one.now.timestamp())
    assert start.key == f"referral.start:{one.report.tip_id}:{seconds}"
    assert task.key == f"review:{one.report.tip_id}:{seconds}"


def test_a_second_decision_asks_for_no_second_review_and_starts_at_its_own_time(one: Chain) -> None:
    one.decide("alpha", NATIONAL, review=Review(60, "a test"))
    one.tx = one.tx.at(one.now + timedelta(minutes=10))
    one.decide("alpha", "beta", NATIONAL, review=Review(60, "a test"))
    assert [task.due_at - one.now for task in one.tasks()] == [timedelta(minutes=50)]
    starts = [job.due_at - one.now for job in one.jobs(chain.START)]
    assert starts == [timedelta(minutes=50), timedelta(minutes=60)]
    one.decide("alpha", "beta", NATIONAL, review=Review(60, "a test"))
    assert len(one.jobs(chain.START)) == 2, "the same decision is scheduled once"


def test_whoever_has_looked_ends_the_review_and_the_referrals_begin(one: Chain) -> None:
    one.decide("alpha", offer_to("delta", also=True), NATIONAL, review=Review(60, "a test"))
    one.tx = one.tx.at(one.now + timedelta(minutes=3))
    chain.reviewed(one.tx, one.report)
    assert one.states() == {"alpha": "offered", "delta": "offered", NATIONAL: "planned"}
    (task,) = one.tasks("done")
    assert (task.kind, task.done_at, task.done_by) == ("review", one.now, "service")


# The first is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("urgency", "paged"), [("P0", ["dee", "sol"]), ("P1", []), ("P2", []), ("P3", [])]
)
def test_danger_now_pages_the_dispatchers_before_any_agency_has_answered(
    dep: Deployment, urgency: str, paged: list[str]
) -> None:
    with chain_in(dep, urgency) as one:
        one.decide("alpha", NATIONAL)
        assert one.pages() == [(name, f"danger:{one.report.id}") for name in paged]
        assert len(one.jobs("page")) == 2 * len(paged), "each by text and by a call"
        assert one.states() == {"alpha": "offered", NATIONAL: "planned"}


def test_only_whoever_is_still_to_be_notified_is_notified_when_the_chain_begins(one: Chain) -> None:
    one.decide("alpha", offer_to("delta", also=True), NATIONAL)
    one.set("delta", "declined")
    one.decide("alpha", offer_to("delta", also=True), offer_to("gamma", also=True), NATIONAL)
    assert one.states() == {
        "alpha": "offered",
        "delta": "declined",
        "gamma": "offered",
        NATIONAL: "planned",
    }
    assert len(one.jobs(chain.STEP)) == 3, "alpha, delta and gamma were asked once each"


@pytest.mark.parametrize(
    ("urgency", "points"),
    [("P0", [0, 1]), ("P1", [0]), ("P2", [0]), ("P3", [0])],
)
def test_an_agency_is_alerted_at_its_first_contact_and_in_danger_at_all_of_them(
    dep: Deployment, urgency: str, points: list[int]
) -> None:
    with chain_in(dep, urgency) as one:
        one.decide(offer_to("alpha", minutes=60), NATIONAL)
        assert one.alerts("alpha") == [(point, "first") for point in points]
        alpha = one.of("alpha")
        assert (alpha.offered_at, alpha.urgency) == (one.now, urgency)
        assert alpha.due_at == one.now + HOUR
        (step,) = one.jobs(chain.STEP)
        assert step.due_at == one.now + HOUR / 2, "it is reminded halfway"
        assert (step.referral_id, step.report_id) == (alpha.id, one.report.id)
        assert (step.key, one.payload(step)) == (f"referral.step:{alpha.id}:0", {"step": 0})
        assert one.tasks() == [], "nobody need phone an agency that was alerted"


def test_the_agency_hears_of_the_urgency_that_the_report_has_by_then(one: Chain) -> None:
    one.decide("alpha", "beta", NATIONAL)
    one.report.urgency = Urgency.P0
    one.set("alpha", "declined")
    chain.go_on(one.tx, one.report)
    assert (one.of("beta").urgency, one.of("alpha").urgency) == ("P0", "P1")


def test_time_that_counts_in_open_hours_is_due_in_them(one: Chain) -> None:
    """It is Tuesday noon; the office closes at five and opens at nine the next morning."""
    one.decide(offer_to("office", minutes=8 * 60, clock=AnswerClock.OPEN_HOURS), NATIONAL)
    office = one.of("office")
    assert office.due_at == one.now + DAY, "five hours today and three tomorrow"
    (step,) = one.jobs(chain.STEP)
    assert step.due_at == one.now + timedelta(hours=4)


def test_an_agency_without_an_agreement_is_a_dispatchers_call_to_make(one: Chain) -> None:
    one.decide(offer_to("beta", how=OfferBy.PHONE, minutes=20), NATIONAL)
    beta, due = one.of("beta"), one.now + timedelta(minutes=20)
    (task,) = one.tasks()
    assert (task.kind, task.due_at, task.agency_id) == ("hand_off", due, "beta")
    assert (task.report_id, task.referral_id) == (one.report.id, beta.id)
    assert task.key == f"hand_off:{one.report.tip_id}:beta"
    (step,) = one.jobs(chain.STEP)
    assert (step.due_at, step.referral_id) == (due, beta.id)
    assert one.alerts("beta") == []
    assert one.pages() == [], "no agency had failed to answer before"


# Steps -------------------------------------------------------------------------------------------


def test_a_referrals_clock_is_set_once_for_each_of_its_steps(one: Chain) -> None:
    one.decide("alpha", NATIONAL)
    alpha = one.of("alpha")
    chain.schedule_step(one.tx, alpha, at=one.now + HOUR)
    assert len(one.jobs(chain.STEP)) == 1, "the same step has its time already"
    alpha.step = 3
    chain.schedule_step(one.tx, alpha, at=one.now + 2 * HOUR)
    step = one.jobs(chain.STEP)[1]
    assert (one.payload(step), step.due_at) == ({"step": 3}, one.now + 2 * HOUR)
    assert (step.created_at, step.referral_id) == (one.now, alpha.id)
    assert (step.report_id, step.rank) == (one.report.id, 1), "urgent: before what can wait"


def test_a_step_can_be_taken_at_once_and_no_other_is_hurried_by_it(one: Chain) -> None:
    one.decide("alpha", offer_to("delta", also=True), NATIONAL)
    later = one.tx.at(one.now + timedelta(minutes=1))
    chain.hasten_step(one.tx.db, one.of("alpha"), later.now)
    one.tx.db.expire_all()
    due = {job.referral_id: job.due_at for job in one.jobs(chain.STEP)}
    assert due == {one.of("alpha").id: later.now, one.of("delta").id: one.now + HOUR / 2}


@pytest.mark.parametrize("back", [timedelta(minutes=10), HOUR, DAY])
def test_a_clock_that_was_set_back_makes_what_it_promised_due_as_much_earlier(
    one: Chain, back: timedelta
) -> None:
    one.touches_others = True
    one.decide("alpha", offer_to("delta", also=True), "beta", NATIONAL)
    earlier = one.now - back
    one.set("delta", "offered", offered_at=earlier - HOUR, due_at=one.now)
    one.set("beta", "acknowledged", offered_at=one.now, due_at=one.now + HOUR)
    chain.clock_went_back(one.tx.db, earlier, back)
    alpha, delta, beta = one.of("alpha"), one.of("delta"), one.of("beta")
    assert (alpha.offered_at, alpha.due_at) == (earlier, one.now + HOUR - back)
    assert (delta.offered_at, delta.due_at) == (earlier - HOUR, one.now), "asked before that"
    assert (beta.offered_at, beta.due_at) == (one.now, one.now + HOUR), "it has answered"


def test_a_referral_without_a_due_time_stays_without_one_when_the_clock_goes_back(
    one: Chain,
) -> None:
    one.touches_others = True
    one.decide("alpha", NATIONAL)
    one.set("alpha", "offered", due_at=None)
    chain.clock_went_back(one.tx.db, one.now - HOUR, HOUR)
    assert (one.of("alpha").due_at, one.of("alpha").offered_at) == (None, one.now - HOUR)


def test_the_tasks_of_a_fast_clock_are_due_earlier_too(one: Chain) -> None:
    one.touches_others = True
    one.decide(offer_to("alpha", how=OfferBy.PHONE), NATIONAL)
    chain.clock_went_back(one.tx.db, one.now - HOUR, HOUR)
    assert [task.due_at for task in one.tasks()] == [one.now]


@pytest.mark.parametrize(
    ("agency_id", "urgency", "minutes", "clock"),
    [
        ("alpha", "P0", 5, "always"),
        ("alpha", "P1", 60, "always"),
        ("alpha", "P2", 24 * 60, "always"),
        ("office", "P3", 3 * 8 * 60, "open"),
        ("alpha", "P3", 3 * 8 * 60, "open"),
        ("delta", "P1", 120, "always"),
        ("delta", "P2", 24 * 60, "always"),
    ],
)
def test_an_agency_has_its_own_time_to_answer_or_else_the_policys(
    one: Chain, agency_id: str, urgency: str, minutes: int, clock: str
) -> None:
    rules = one.version.rules
    found = chain.time_to_answer(rules, rules.agencies[agency_id], Urgency(urgency))
    assert found == (minutes, clock)


def test_referrals_are_sent_before_clocks_and_clocks_before_what_can_wait(one: Chain) -> None:
    one.decide("alpha", NATIONAL, review=Review(1, "a test"))
    chain.reviewed(one.tx, one.report)
    ranks = {job.kind: job.rank for job in one.rows(Job, Job.report_id == one.report.id)}
    assert ranks[chain.START] == ranks["alert"] == 0
    assert ranks[chain.STEP] == 1
