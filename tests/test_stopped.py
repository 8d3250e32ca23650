"""Danger from somebody who texted STOP: nothing is sent, and a dispatcher knows at once."""

from __future__ import annotations

from typing import Any

from tests.line import Line
from tests.web.desk import csrf_in

TEXTER = "+19565550127"
DANGER = "he is going to kill me right now"
STOPPED = "The reporter texted STOP: nothing may be sent until they text START."


def calls_to_make(line: Line) -> list[dict[str, Any]]:
    """The tasks to phone the emergency center, as the report shows them."""
    return [t for t in line.report()["tasks"] if t["kind"] == "phone_emergency_center"]


def test_danger_after_stop_is_a_dispatcher_s_urgent_task_and_nothing_is_sent(line: Line) -> None:
    line.text(TEXTER, "my boss keeps my passport and pays me nothing, in Laredo Texas", "STOP")
    line.pass_time(hours=2)
    assert calls_to_make(line) == []
    sent = line.texts_to(TEXTER)
    assert line.text(TEXTER, DANGER) == ""
    line.work()
    (task,) = calls_to_make(line)
    assert (task["state"], task["owner"], task["priority"]) == ("open", "dispatchers", "P0")
    page = line.as_staff().get(f"/reports/{line.tips()[0]}").text
    assert "Call the 911 center" in page and STOPPED in page
    assert line.texts_to(TEXTER) == sent


def test_more_danger_after_that_call_was_made_asks_for_another(line: Line) -> None:
    line.text(TEXTER, DANGER, "STOP")
    (first,) = calls_to_make(line)
    browser = line.as_staff()
    line.text(TEXTER, "he has a knife")
    assert len(calls_to_make(line)) == 1, "it stands already"
    finish(line, browser, first["id"])
    line.pass_time(hours=1)
    line.text(TEXTER, "he came back and he is beating me")
    assert [task["state"] for task in calls_to_make(line)].count("open") == 1
    line.text(TEXTER, "STOP")
    assert len(calls_to_make(line)) == 2


def test_help_after_stop_is_not_answered_by_us_and_joins_the_report(line: Line) -> None:
    """What the provider answers is its own; ours would be refused (21610)."""
    line.text(TEXTER, DANGER, "STOP")
    assert line.text(TEXTER, "HELP") == ""
    assert len(line.tips()) == 1


def finish(line: Line, browser: Any, task: int) -> None:
    """A dispatcher has done it."""
    page = browser.get(f"/reports/{line.tips()[0]}").text
    csrf = csrf_in(page)
    answer = browser.post(f"/tasks/{task}/done", data={"csrf": csrf, "note": "phoned"})
    assert answer.status_code == 200
