"""Who is asked next, who is paged then, and what ends when an agency has the report."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.config_versions.store import Version
from hotline.deployment import Deployment
from hotline.domain import AnswerClock, OfferBy, Urgency
from hotline.followups import task_kinds, tasks
from hotline.followups.response_times import DEFAULT
from hotline.referrals import chain
from hotline.routing.types import Review
from tests.referrals.quiet import NATIONAL, Chain, chain_in, offer_to

A, B, G = "alpha", "beta", "gamma"


@pytest.mark.parametrize(
    ("alpha", "beta", "asked"),
    [
        ("declined", "planned", [B]),
        ("unanswered", "planned", [B]),
        ("recalled", "planned", [B]),
        ("offered", "planned", []),
        ("acknowledged", "planned", []),
        ("closed", "planned", []),
        ("declined", "declined", [G]),
        ("declined", "offered", []),
        ("planned", "offered", [A]),
        ("planned", "declined", [A]),
        ("planned", "acknowledged", []),
        ("planned", "closed", []),
        ("offered", "declined", []),
    ],
)
def test_the_next_is_asked_unless_one_has_it_or_one_before_is_being_asked(
    one: Chain, alpha: str, beta: str, asked: list[str]
) -> None:
    one.decide(A, B, G, NATIONAL)
    one.set(A, alpha)
    one.set(B, beta)
    before = one.states()
    chain.go_on(one.tx, one.report)
    after = one.states()
    assert [
        name for name in after if (before[name], after[name]) == ("planned", "offered")
    ] == asked
    assert {name for name in after if before[name] != after[name]} == set(asked)
    assert one.pages() == [], "an agency that is alerted needs no one here"


@pytest.mark.parametrize("state", ["planned", "offered", "acknowledged", "declined"])
def test_whoever_is_also_notified_neither_holds_the_chain_up_nor_is_next_in_it(
    one: Chain, state: str
) -> None:
    one.decide(offer_to(G, also=True), A, B, NATIONAL)
    one.set(G, state)
    one.set(A, "declined")
    chain.go_on(one.tx, one.report)
    assert one.states() == {A: "declined", B: "offered", NATIONAL: "planned", G: state}


@pytest.mark.parametrize(
    ("offers", "before", "paged"),
    [
        ((A, NATIONAL), {A: "declined"}, ["last_resort", "sol"]),
        ((A, NATIONAL), {A: "unanswered"}, ["last_resort", "sol"]),
        ((A, offer_to(B, how="hand_off"), NATIONAL), {A: "declined"}, ["hand_off", "dee"]),
        ((A, offer_to(B, how="alert"), NATIONAL), {A: "declined"}, []),
        ((NATIONAL,), {}, []),
        ((offer_to(B, how="hand_off"), NATIONAL), {}, []),
    ],
    ids=["last", "last, no answer", "a call", "an alert", "alone", "first"],
)
def test_someone_is_paged_when_agencies_did_not_answer_and_the_next_must_be_phoned(
    one: Chain, offers: tuple[str, ...], before: dict[str, str], paged: list[str]
) -> None:
    one.decide(*offers)
    for name, state in before.items():
        one.set(name, state)
    chain.go_on(one.tx, one.report)
    following = next(r for r in one.all() if r.state == "offered")
    if not paged:
        assert one.pages() == []
        return
    cause, who = paged
    names = {name for name, _ in one.pages()}
    assert who in names and {c for _, c in one.pages()} == {f"{cause}:{following.id}"}
    assert names == ({"sol"} if who == "sol" else {"dee", "sol"}), "supervisors answer for both"
    assert one.paged_about() == {following.id}
    assert len(one.jobs("page")) == 2 * len(names), "by text and by a call, and of this report"


@pytest.mark.parametrize(
    ("urgency", "priority"), [("P0", "P0"), ("P1", "P1"), ("P2", "P1"), ("P3", "P1")]
)
def test_when_nobody_is_left_a_supervisor_must_find_someone_now(
    dep: Deployment, urgency: str, priority: str
) -> None:
    with chain_in(dep, urgency) as one:
        one.decide(A, NATIONAL)
        one.set(A, "declined")
        one.set(NATIONAL, "declined")
        already, sent = len(one.pages()), len(one.jobs("page"))
        chain.go_on(one.tx, one.report)
        assert len(one.jobs("page")) == sent + 2, "by text and by a call, and of this report"
        (task,) = [t for t in one.tasks() if t.kind == "nobody_left"]
        assert (task.owner, task.priority, task.due_at) == ("supervisors", priority, one.now)
        assert task.key == f"nobody_left:{one.report.tip_id}:{int(one.now.timestamp())}"
        assert one.pages()[already:] == [("sol", f"nobody_left:{task.id}:1")]
        (again,) = one.jobs(chain.STILL_NOBODY)
        assert one.payload(again) == {"task": task.id, "times": 2}
        assert again.due_at - one.now == DEFAULT.page_again[Urgency(urgency)]
        assert (again.created_at, again.report_id) == (one.now, one.report.id)
        assert again.key == f"referral.nobody_left:{task.id}:1"


def test_supervisors_are_paged_for_each_time_that_nobody_has_it_still(one: Chain) -> None:
    one.decide(NATIONAL)
    one.set(NATIONAL, "declined")
    chain.go_on(one.tx, one.report)
    (task,) = [t for t in one.tasks() if t.kind == "nobody_left"]
    for times in (2, 3):
        chain.page_for_nobody(one.tx, one.report, task, times=times)
    assert [cause for _, cause in one.pages()] == [f"nobody_left:{task.id}:{n}" for n in (1, 2, 3)]
    assert [one.payload(job)["times"] for job in one.jobs(chain.STILL_NOBODY)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("which", "last"), [(A, False), (B, False), (G, True), (NATIONAL, True), ("delta", True)]
)
def test_the_last_is_whoever_has_nobody_planned_behind(one: Chain, which: str, last: bool) -> None:
    one.decide(A, B, G, NATIONAL, offer_to("delta", also=True), offer_to("office", also=True))
    one.set(NATIONAL, "declined")
    one.set("office", "planned")
    assert chain.is_last(one.tx.db, one.report, one.of(which)) is last


def test_nobody_is_the_last_by_their_own_place_alone(one: Chain) -> None:
    one.decide(A, B, NATIONAL)
    one.set(A, "planned")
    assert not chain.is_last(one.tx.db, one.report, one.of(A)), "beta and the hotline are left"
    one.set(B, "planned")
    one.set(NATIONAL, "declined")
    assert chain.is_last(one.tx.db, one.report, one.of(B)), "itself is not behind itself"


@pytest.mark.parametrize(
    ("urgency", "paged"), [("P0", True), ("P1", True), ("P2", False), ("P3", False)]
)
@pytest.mark.parametrize("kind", [task_kinds.NO_ANSWER, task_kinds.ALSO_DECLINED])
def test_a_dispatcher_phones_whoever_was_also_notified_and_is_paged_if_it_is_urgent(
    dep: Deployment, kind: task_kinds.TaskKind, urgency: str, paged: bool
) -> None:
    with chain_in(dep, urgency) as one:
        one.decide(A, offer_to(G, also=True), NATIONAL)
        gamma = one.set(G, "declined", step=2)
        already = len(one.pages())
        chain.phone_beside(one.tx, one.report, gamma, kind)
        (task,) = one.tasks()
        cause = f"{kind.name}:{gamma.id}:2"
        assert (task.kind, task.key, task.due_at) == (kind.name, cause, one.now)
        assert (task.report_id, task.referral_id) == (one.report.id, gamma.id)
        new = [c for _, c in one.pages() if not c.startswith("danger")]
        assert new == ([cause, cause] if paged else [])
        assert (gamma.id in one.paged_about()) is paged, "the page leads to it"
        assert len(one.pages()) - already == len(new)


# One has it, or nobody need have it any more ------------------------------------------------------


def test_when_one_has_it_the_others_of_the_chain_need_not_answer(one: Chain) -> None:
    phoned = offer_to(A, how=OfferBy.PHONE)
    one.decide(phoned, B, G, NATIONAL, offer_to("delta", also=True))
    one.set(B, "offered")
    one.set(G, "declined")
    taken = one.set(B, "acknowledged")
    one.set(A, "offered")
    later = one.now + timedelta(minutes=4)
    chain.stand_down(one.tx.db, one.report, taken, later)
    assert one.states() == {
        A: "recalled",
        B: "acknowledged",
        G: "declined",
        NATIONAL: "planned",
        "delta": "offered",
    }
    (call,) = one.tasks("cancelled")
    assert (call.kind, call.agency_id, call.done_at) == ("hand_off", A, later)


def test_the_call_to_the_agency_that_has_it_stays_to_be_done(one: Chain) -> None:
    one.decide(offer_to(A, how=OfferBy.PHONE), NATIONAL)
    chain.stand_down(one.tx.db, one.report, one.of(A), one.now)
    assert one.states()[A] == "offered"
    assert [task.kind for task in one.tasks()] == ["hand_off"]


@pytest.mark.parametrize("ended", ["taken", "closed"])
def test_nobody_need_find_an_agency_once_one_has_it_or_it_is_closed(one: Chain, ended: str) -> None:
    one.decide(A, NATIONAL)
    one.set(A, "declined")
    one.set(NATIONAL, "declined")
    chain.go_on(one.tx, one.report)
    later = one.now + timedelta(minutes=4)
    if ended == "taken":
        chain.stand_down(one.tx.db, one.report, one.of(A), later)
    else:
        chain.closed(one.tx.db, one.report, later)
    assert one.tasks() == []
    assert [(t.kind, t.done_at) for t in one.tasks("cancelled")] == [("nobody_left", later)]


def test_a_closed_report_is_waited_for_by_nobody(one: Chain) -> None:
    one.decide(A, offer_to("delta", also=True), NATIONAL, review=Review(60, "a test"))
    one.set(A, "offered")
    one.set("delta", "offered")
    for kind in (task_kinds.HAND_OFF, task_kinds.OVERDUE_HAND_OFF, task_kinds.NO_ANSWER):
        tasks.make(
            one.tx,
            kind=kind,
            key=kind.name,
            due_at=one.now,
            report=one.report,
            referral=one.of("delta"),
        )
    chain.closed(one.tx.db, one.report, one.now)
    assert one.states() == {A: "recalled", "delta": "recalled", NATIONAL: "planned"}
    canceled = {task.kind for task in one.tasks("cancelled")}
    assert canceled == {"review", "hand_off", "overdue_hand_off"}
    assert [task.kind for task in one.tasks()] == ["acknowledgement"], "a person ends that one"


# Asked again -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alpha", "reason", "asked"),
    [
        ("recalled", None, [A]),
        ("recalled", "by_hand", [B]),
        ("recalled", "other", [A]),
        ("declined", None, [B]),
        ("unanswered", None, [B]),
    ],
)
def test_a_report_that_needs_someone_again_goes_back_to_whoever_was_asked_but_not_withdrawn_by_hand(
    one: Chain, alpha: str, reason: str | None, asked: list[str]
) -> None:
    one.decide(A, B, NATIONAL)
    one.set(A, alpha, reason=reason)
    chain.ask_again(one.tx, one.report)
    assert [name for name, state in one.states().items() if state == "offered"] == asked


@pytest.mark.parametrize("state", ["acknowledged", "closed"])
def test_nobody_of_the_chain_is_asked_again_while_an_agency_has_it_but_the_notified_are(
    one: Chain, state: str
) -> None:
    one.decide(A, B, NATIONAL, offer_to(G, also=True), offer_to("delta", also=True))
    one.set(A, "recalled")
    one.set(B, state)
    one.set(G, "recalled")
    one.set("delta", "recalled", reason=chain.WITHDRAWN_BY_HAND)
    chain.ask_again(one.tx, one.report)
    assert one.states() == {
        A: "recalled",
        B: state,
        NATIONAL: "planned",
        G: "offered",
        "delta": "recalled",
    }


def test_whoever_was_only_also_notified_and_has_it_keeps_nobody_from_being_asked_again(
    one: Chain,
) -> None:
    one.decide(A, B, NATIONAL, offer_to(G, also=True))
    one.set(A, "recalled")
    one.set(G, "acknowledged")
    chain.ask_again(one.tx, one.report)
    assert one.states()[A] == "offered"


@pytest.mark.parametrize("step", [0, 4])
def test_an_agency_that_is_asked_again_has_a_new_clock(one: Chain, step: int) -> None:
    one.decide(offer_to(A, minutes=45), NATIONAL)
    alpha = one.set(A, "recalled", step=step)
    one.tx = one.tx.at(one.now + timedelta(hours=5))
    chain.resume(one.tx, one.report, alpha)
    assert (alpha.state, alpha.step) == ("offered", step + 1)
    assert alpha.due_at == one.now + timedelta(minutes=45)
    last = one.jobs(chain.STEP)[-1]
    assert (one.payload(last), last.due_at) == ({"step": step + 1}, one.now), "alerted at once"


def test_an_agency_that_is_phoned_again_is_a_new_task_with_its_own_time(one: Chain) -> None:
    clock = AnswerClock.OPEN_HOURS
    one.decide(offer_to("office", how=OfferBy.PHONE, minutes=8 * 60, clock=clock), NATIONAL)
    office = one.set("office", "recalled", step=1)
    chain.resume(one.tx, one.report, office)
    due = one.now + timedelta(days=1)
    assert office.due_at == due
    keys = {task.key: task.due_at for task in one.tasks()}
    again = f"hand_off:{one.report.tip_id}:office:2"
    assert keys == {again.removesuffix(":2"): due, again: due}
    assert one.jobs(chain.STEP)[-1].due_at == due


# An agency outside the chain ---------------------------------------------------------------------


def test_an_agency_that_took_a_live_caller_has_a_referral_even_if_it_was_never_named(
    one: Chain,
) -> None:
    one.decide(A, NATIONAL)
    version: Version = one.version
    later = one.now + timedelta(minutes=9)
    known = chain.of_agency(one.tx.db, one.report, A, version, later)
    assert known is one.of(A) and known.created_at == one.now
    new = chain.of_agency(one.tx.db, one.report, "delta", version, later)
    assert (new.agency_id, new.also, new.position, new.state) == ("delta", True, 2, "planned")
    assert (new.how, new.ack_minutes, new.created_at) == ("hand_off", 0, later)
    assert (new.version, new.report_id, new.clock) == (version.digest, one.report.id, "always")
    assert new.id and chain.of_agency(one.tx.db, one.report, "delta", version, later) is new
    assert [r.agency_id for r in one.all()] == [A, NATIONAL, "delta"]
