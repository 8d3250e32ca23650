"""The shipped national policy, told as the cases that practitioners argue about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.domain import Known, Lookalike, Medium, Role, Type, Urgency
from hotline.routing import NATIONAL_HOTLINE
from tests.routing.books import asked, case, decide, rung, shipped, why

CONSENT = frozenset({"law_enforcement"})


# A third party's tip, and a victim's own report --------------------------------------------------


def test_what_somebody_saw_goes_to_the_tip_line_of_the_place() -> None:
    decision = decide(case("Tulsa, OK"))
    assert asked(decision) == ["ok_hotline", NATIONAL_HOTLINE]
    assert "serves OK" in why(decision, "ok_hotline")


def test_an_adults_own_report_is_not_shared_with_the_police_without_consent() -> None:
    own = case("Tulsa, OK", role=Role.SELF)
    decision = decide(own)
    assert asked(decision) == [NATIONAL_HOTLINE]
    assert why(decision, "ok_hotline") == "needs consent: law_enforcement"


def test_with_recorded_consent_the_police_are_also_notified_not_instead() -> None:
    own = case("Los Angeles, CA", role=Role.SELF, type=Type.SEX, consents=CONSENT)
    assert asked(decide(own)) == ["ca_cast_la", NATIONAL_HOTLINE]
    alameda = case("Alameda County, CA", role=Role.SELF, type=Type.SEX, consents=CONSENT)
    assert asked(decide(alameda)) == ["+ca_alameda_heat_watch", NATIONAL_HOTLINE]


def test_a_report_of_nobody_in_particular_is_treated_as_a_victims_own() -> None:
    decision = decide(case("Tulsa, OK", role=Role.UNKNOWN))
    assert asked(decision) == [NATIONAL_HOTLINE]
    assert decision.review is not None


@pytest.mark.parametrize("role", [Role.SELF, Role.UNKNOWN])
@pytest.mark.parametrize("lookalike", [None, *Lookalike])
def test_an_immigration_agency_is_never_sent_what_may_be_a_victims_report(
    role: Role, lookalike: Lookalike | None
) -> None:
    reported = case("Tucson, AZ", role=role, lookalike=lookalike, consents=CONSENT)
    for type_ in Type:
        decision = decide(replace(reported, type=type_))
        named = {*asked(decision), *rung(decision)}
        assert not {n for n in named if shipped().agencies[n.lstrip("+")].immigration}


def test_a_worker_gets_legal_help_too() -> None:
    decision = decide(case("Bangor, ME", role=Role.SELF))
    assert asked(decision) == ["me_pine_tree_farmworker_unit", NATIONAL_HOTLINE]


def test_signs_without_force_are_not_shared_with_the_police() -> None:
    decision = decide(case("Tulsa, OK", type=Type.HIGH_RISK))
    assert asked(decision) == [NATIONAL_HOTLINE]


# A minor, and danger now -------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_a_minor_is_on_the_mandated_path_whoever_reports(role: Role) -> None:
    child = case("Miami, FL", minor=Known.YES, role=role, type=Type.SEX, urgency=Urgency.P1)
    decision = decide(child)
    assert asked(decision)[0] == "fl_dcf"
    mandated = next(task for task in decision.tasks if task.kind == "mandated_report")
    assert mandated.due_minutes == 60, "Florida asks for it at once"
    assert mandated.rule == "minor"


def test_the_childs_state_is_that_of_the_incident() -> None:
    minor = {"minor": Known.YES, "type": Type.SEX, "urgency": Urgency.P1}
    assert asked(decide(case("Charleston, SC", **minor)))[0] == "sc_dss"
    assert asked(decide(case("Honolulu, HI", **minor)))[0] == "hi_cws_oahu"
    assert asked(decide(case("Maui County, HI", **minor)))[0] == "hi_cws_neighbor_islands"


def test_where_the_child_line_cannot_be_dialed_the_tip_line_and_the_task_remain() -> None:
    child = case("Columbus, OH", minor=Known.YES, type=Type.SEX, urgency=Urgency.P1)
    decision = decide(child)
    assert asked(decision) == ["oh_hotline", NATIONAL_HOTLINE]
    assert "callers dial" in why(decision, "oh_cps"), "a directory by the caller's own county"
    assert "mandated_report" in {task.kind for task in decision.tasks}


def test_images_of_a_child_are_reported_to_the_national_center_besides() -> None:
    images = case(
        "Columbus, OH",
        minor=Known.YES,
        type=Type.SEX,
        signals=frozenset({"online_images"}),
    )
    assert "+ncmec" in asked(decide(images))
    missing = case("Columbus, OH", type=Type.NOT_SPECIFIED, lookalike=Lookalike.MISSING_CHILD)
    assert "+ncmec" in asked(decide(missing))


def test_danger_now_never_waits_for_a_review_and_a_person_looks_meanwhile() -> None:
    unclear = case(None, type=Type.NOT_SPECIFIED, urgency=Urgency.P0, role=Role.UNKNOWN)
    decision = decide(unclear)
    assert decision.review is None
    kinds = {task.kind: task.due_minutes for task in decision.tasks}
    assert kinds["phone_emergency_center"] == 2
    assert kinds["mandated_report"] == 24 * 60
    assert kinds["look_over"] == 5


def test_danger_now_rings_only_lines_that_are_surely_open() -> None:
    minor = case("Charleston, SC", minor=Known.YES, type=Type.SEX, urgency=Urgency.P1)
    assert rung(decide(minor))[0] == "sc_dss"
    now = decide(replace(minor, urgency=Urgency.P0))
    assert rung(now) == [NATIONAL_HOTLINE]
    assert asked(now)[0] == "sc_dss", "a dispatcher phones it all the same"
    assert "hours are not known" in why(now, "sc_dss", "line")


# Unsure ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unsure",
    [
        {"type": Type.NOT_SPECIFIED},
        {"place": None},
        {"confidence": {"type": 0.3}},
        {"confidence": {"type": 0.9, "place": 0.4}},
    ],
    ids=["type not specified", "no place", "type unlikely", "place unlikely"],
)
def test_unsure_a_person_looks_first_for_a_limited_time(unsure: dict[str, object]) -> None:
    reported = {"place": "Tulsa, OK"} | unsure
    decision = decide(case(**reported))
    assert decision.review is not None
    assert decision.review.minutes == 240
    assert asked(decision)[-1] == NATIONAL_HOTLINE
    urgent = decide(case(urgency=Urgency.P1, **reported))
    assert urgent.review is not None
    assert urgent.review.minutes == 15


def test_what_is_sure_goes_out_without_a_review() -> None:
    assert decide(case("Tulsa, OK", confidence={"type": 0.8, "place": 0.95})).review is None


def test_one_word_and_nothing_more_ends_at_the_national_hotline() -> None:
    decision = decide(
        case(
            None,
            type=Type.NOT_SPECIFIED,
            urgency=Urgency.P1,
            role=Role.UNKNOWN,
            minor=Known.UNKNOWN,
            medium=Medium.TEXT,
        )
    )
    assert asked(decision) == rung(decision) == [NATIONAL_HOTLINE]


# Look-alikes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lookalike", "role", "first"),
    [
        (Lookalike.WAGE_DISPUTE, Role.SELF, "dol_wage_and_hour"),
        (Lookalike.VISA_FRAUD, Role.PROFESSIONAL, "dol_inspector_general"),
        (Lookalike.DOMESTIC_VIOLENCE, Role.SELF, "domestic_violence_hotline"),
        (Lookalike.SMUGGLING, Role.THIRD_PARTY, "hsi_tip_line"),
        (Lookalike.SMUGGLING, Role.SELF, NATIONAL_HOTLINE),
        (Lookalike.CONSENSUAL_SEX_WORK, Role.THIRD_PARTY, NATIONAL_HOTLINE),
        (Lookalike.CRISIS, Role.SELF, NATIONAL_HOTLINE),
        (Lookalike.HOAX, Role.THIRD_PARTY, NATIONAL_HOTLINE),
    ],
)
def test_each_lookalike_goes_to_its_own_line(lookalike: Lookalike, role: Role, first: str) -> None:
    reported = case(
        "Cheyenne, WY",
        type=Type.HIGH_RISK,
        urgency=Urgency.P3,
        role=role,
        lookalike=lookalike,
    )
    assert asked(decide(reported))[0] == first


def test_a_child_abused_without_exploitation_goes_to_child_protection() -> None:
    abuse = case(
        "Charleston, SC",
        type=Type.NOT_SPECIFIED,
        minor=Known.UNKNOWN,
        lookalike=Lookalike.CHILD_ABUSE,
    )
    decision = decide(abuse)
    assert asked(decision) == ["sc_dss", NATIONAL_HOTLINE]
    assert "mandated_report" in {task.kind for task in decision.tasks}


def test_a_lookalike_beside_force_is_still_trafficking() -> None:
    debt = case("Tulsa, OK", type=Type.LABOR, lookalike=Lookalike.WAGE_DISPUTE)
    assert asked(decide(debt))[0] == "ok_hotline"


def test_smuggling_is_looked_at_for_debt_and_forced_work_before_it_goes_on() -> None:
    reported = case("Tucson, AZ", type=Type.HIGH_RISK, lookalike=Lookalike.SMUGGLING)
    assert decide(reported).review is not None


def test_a_native_survivor_has_a_helpline_of_their_own() -> None:
    violence = case(
        "Tulsa, OK",
        type=Type.HIGH_RISK,
        role=Role.SELF,
        lookalike=Lookalike.DOMESTIC_VIOLENCE,
        signals=frozenset({"native"}),
    )
    assert asked(decide(violence))[:2] == ["stronghearts", "domestic_violence_hotline"]


# Targets and follow-up ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("urgency", "minutes", "clock"),
    [
        (Urgency.P0, 5, "always"),
        (Urgency.P1, 60, "always"),
        (Urgency.P2, 1440, "always"),
        (Urgency.P3, 3 * 8 * 60, "open"),
    ],
)
def test_how_soon_an_agency_must_acknowledge(urgency: Urgency, minutes: int, clock: str) -> None:
    offer = decide(case("Tulsa, OK", urgency=urgency)).offers[0]
    assert (offer.ack_minutes, offer.clock) == (minutes, clock)


def test_outcomes_are_asked_for_and_a_reporter_only_by_consent() -> None:
    kinds = {task.kind: task.due_minutes for task in decide(case("Tulsa, OK")).tasks}
    assert kinds == {"outcome_24h": 1440, "outcome_7d": 7 * 1440, "outcome_30d": 30 * 1440}
    agreed = decide(case("Tulsa, OK", consents=frozenset({"recontact"})))
    assert "recontact" in {task.kind for task in agreed.tasks}


# The demonstration -------------------------------------------------------------------------------


def test_no_synthetic_agency_outside_a_demonstration() -> None:
    assert not [agency for agency in shipped().agencies.values() if agency.synthetic]
    assert [agency for agency in shipped(demo=True).agencies.values() if agency.synthetic]
    assert shipped().served == frozenset()


def test_no_public_line_is_ever_alerted() -> None:
    for demo in (False, True):
        for known in shipped(demo=demo).agencies.values():
            assert known.agreed == known.synthetic, known.id


def test_the_laredo_story_in_the_demonstration() -> None:
    decision = decide(case("Laredo, TX", urgency=Urgency.P1, minor=Known.UNKNOWN), demo=True)
    assert [(offer.agency_id, offer.how) for offer in decision.offers] == [
        ("demo_webb_task_force", "alert"),
        ("demo_border_region_task_force", "alert"),
        ("tx_iwatch", "hand_off"),
        ("demo_laredo_safe_house", "alert"),
        (NATIONAL_HOTLINE, "hand_off"),
    ]
    first = decision.lines[0]
    assert (first.agency_id, first.announced) == ("demo_webb_task_force", True)


def test_the_columbus_story_in_the_demonstration() -> None:
    child = case("Columbus, OH", type=Type.SEX, minor=Known.YES, urgency=Urgency.P1)
    decision = decide(child, demo=True)
    assert asked(decision)[:2] == ["demo_columbus_child_unit", "demo_central_ohio_child_desk"]
    assert decision.offers[0].ack_minutes == 30, "the unit's own agreement says so"


def test_the_farm_workers_story_in_the_demonstration() -> None:
    own = case("Immokalee, FL", role=Role.SELF, language="es", urgency=Urgency.P1)
    decision = decide(own, demo=True)
    assert asked(decision)[0] == "demo_florida_farm_workers"
    assert not [name for name in asked(decision) if name.startswith("fl_")]
