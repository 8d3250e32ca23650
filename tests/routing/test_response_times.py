"""How soon people must act is in the policy file: read, checked, and as before where it is not."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import routing
from hotline.domain import Urgency
from hotline.routing.response_times import DEFAULT, ResponseTimes
from tests.routing.books import NATIONAL, agency, book_of, files, problems_of, shipped_files

NAMES = [field.name for field in fields(ResponseTimes)]
MINUTES = {
    "look_at_report": (1, 15, 240, 1440),
    "read_answer": (1, 15, 240, 1440),
    "answer_agency": (5, 60, 240, 1440),
    "check_new_link": (5, 15, 60, 240),
    "find_another": (0, 15, 240, 1440),
    "page_again": (15, 15, 1440, 1440),
    "overdue_after": (5, 60, 1440, 4320),
}
"""What the service did before a file could say it."""


def national(times: str) -> str:
    return NATIONAL.replace("verified_within", f"response_times: {times}\nverified_within")


def book(times: str) -> ResponseTimes:
    loaded = book_of(files(agency(), national=national(times)))
    return loaded.policy.response_times


def test_a_file_from_before_keeps_the_times_that_were_in_the_code() -> None:
    found = book_of(files(agency())).policy.response_times
    assert found == DEFAULT
    for name in NAMES:
        times = getattr(found, name)
        assert tuple(times[u] / timedelta(minutes=1) for u in Urgency) == MINUTES[name]


def test_the_shipped_file_says_the_same() -> None:
    loaded, _ = routing.load_files(shipped_files(), demo=False)
    assert loaded is not None
    assert loaded.policy.response_times == DEFAULT


def test_what_is_given_counts_and_the_rest_stays() -> None:
    found = book("{answer_agency: {P0: 2 minutes, P2: 90 minutes}, find_another: {P1: at once}}")
    assert found.answer_agency == DEFAULT.answer_agency | {  # type: ignore[operator]
        Urgency.P0: timedelta(minutes=2),
        Urgency.P2: timedelta(minutes=90),
    }
    assert found.find_another[Urgency.P1] == timedelta(0)
    assert found.overdue_after == DEFAULT.overdue_after


@pytest.mark.parametrize(
    ("times", "wanted"),
    [
        ("{answer_agency: {P0: 0 minutes}}", "0 minutes"),
        ("{page_again: {P0: at once}}", "at once"),
        ("{look_at_report: {P0: soon}}", "soon"),
        ("{look_at_report: {P4: 1 hour}}", "P4"),
        ("{look_at_reports: {P0: 1 minute}}", "look_at_reports"),
        ("{overdue_after: {P3: 3 business days}}", "3 business days"),
        ("{overdue_after: {P0: -5 minutes}}", "-5 minutes"),
        ("{overdue_after: 1 hour}", "1 hour"),
        ("{read_answer: {P0: 5 hours}}", "read_answer gives P0 more time than P1"),
        ("{answer_agency: {P3: 1 minute}}", "answer_agency gives P2 more time than P3"),
        ("{find_another: {P2: at once}}", "find_another gives P1 more time than P2"),
    ],
)
def test_a_time_that_cannot_be_is_named(times: str, wanted: str) -> None:
    (problem,) = problems_of(files(agency(), national=national(times)))
    assert wanted in str(problem) and "national.yaml" in str(problem)
    assert problem.severity == "error"


def test_a_towns_own_file_cannot_set_them() -> None:
    town = (
        "policy: webb\nabout: A town.\nresponse_times: {read_answer: {P0: 1 minute}}\nrules: {}\n"
    )
    problems = problems_of(files(agency(), webb=town))
    assert any("own file cannot set response times" in str(problem) for problem in problems)


@given(st.sampled_from(NAMES), st.lists(st.integers(1, 9999), min_size=4, max_size=4))
def test_times_are_taken_exactly_when_the_urgent_is_never_slower(
    name: str, minutes: list[int]
) -> None:
    given_times = ", ".join(f"{u}: {n} minutes" for u, n in zip(Urgency, minutes, strict=True))
    loaded, problems = routing.load_files(
        files(agency(), national=national(f"{{{name}: {{{given_times}}}}}")), demo=False
    )
    in_order = minutes == sorted(minutes)
    assert in_order == (not any("more time than" in str(problem) for problem in problems))
    if in_order:
        assert loaded is not None
        times = getattr(loaded.policy.response_times, name)
        assert [times[u] / timedelta(minutes=1) for u in Urgency] == minutes
