"""A service whose worker is dead takes calls and sends nothing: that must be seen from outside."""

from __future__ import annotations

from datetime import timedelta

from hotline.followups import sending_health
from tests.referrals.conftest import Desk


def look(desk: Desk, query: str = "") -> tuple[int, str]:
    answer = desk.line.http.get(f"/readyz{query}")
    return answer.status_code, answer.json()["sending"]


def metric(desk: Desk, name: str) -> float:
    lines = desk.line.http.get("/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


def test_nobody_at_work_is_reported_and_calls_are_taken_all_the_same(any_desk: Desk) -> None:
    desk = any_desk
    status, said = look(desk)
    assert (status, said[:24]) == (200, "nothing is being sent: n")
    assert look(desk, "?worker=required")[0] == 503
    assert metric(desk, "hotline_worker_unseen_seconds") == -1
    desk.line.worker._renew()
    desk.line.work()
    assert look(desk, "?worker=required") == (200, "yes")
    desk.line.clock.now += sending_health.SEEN_WITHIN + timedelta(seconds=1)
    status, said = look(desk, "?worker=required")
    assert (status, "no worker was seen for 61 s" in said) == (503, True)
    assert metric(desk, "hotline_worker_unseen_seconds") == 61


def test_a_worker_that_lives_and_does_nothing_is_reported_too(desk: Desk) -> None:
    desk.report("alpha")
    desk.line.clock.now += sending_health.LATE + timedelta(seconds=1)
    desk.line.worker._renew()
    assert "late" in look(desk)[1]
    assert metric(desk, "hotline_jobs_late") >= 1
    desk.line.work()
    assert look(desk)[1] == "yes"
    assert metric(desk, "hotline_jobs_late") == 0


def test_a_supervisor_reads_it_too(desk: Desk) -> None:
    page = desk.line.as_staff("supervisor").get("/supervise").text
    assert "Nothing is being sent." in page
    desk.line.worker._renew()
    assert "Nothing is being sent." not in desk.line.as_staff("supervisor").get("/supervise").text
