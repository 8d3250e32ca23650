"""Someone is told: a line on which nobody can be paged says so, and danger stays on every page.

An unclaimed P0 stands at the top of each staff page until someone has it, without script, through
reloads, filters and pages of the queue.
"""

from __future__ import annotations

import logging
import re
import shlex
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update
from typer.testing import CliRunner

from hotline.cli import app, serve
from hotline.console import queue_rows
from hotline.db.accounts import Staff
from hotline.db.reports import Report
from hotline.followups import paging, task_kinds, tasks
from hotline.followups.paging import Reach
from hotline.intake.reporters import reporter_for
from hotline.intake.reports import new_report, report_by_tip
from hotline.privacy.pseudonyms import Address
from hotline.settings import REPOSITORY, Mode
from hotline.unit_of_work import Tx
from tests.command import environment
from tests.line import PASSWORD, Line
from tests.web.conftest import Window, person, window
from tests.web.desk import csrf_in, words

__all__ = ["person", "window"]
DANGER = "he has a gun and he wont let us leave the house in Laredo, please come now"
PAGES = ("/queue", "/tasks", "/map", "/supervise", "/reports/new", "/me", "/reports/{tip}")
PHONE, OTHER = "+19565550161", "+19565550162"


def staff_page(line: Line, path: str, role: str = "supervisor") -> str:
    answer = line.as_staff(role).get(path)
    assert answer.status_code == 200, path
    return answer.text


def strip(page: str) -> str:
    found = re.search(r'<section id="needs-now".*?</section>', page, re.DOTALL)
    assert found, "the strip is on every staff page"
    return found[0]


def reachable(line: Line, role: str, reach: Reach) -> None:
    with line.dep.database.write() as db:
        for one in db.scalars(select(Staff).where(Staff.role == role)):
            paging.set_reach(line.dep.keys, one, reach)


def many(line: Line, number: int, urgency: str = "P0") -> list[str]:
    """So many open reports, each a minute younger than the one before."""
    tips = []
    with line.dep.database.write() as db:
        reporter = reporter_for(db, line.dep, Address("+19565550109"), line.clock.now)
        for age in range(number, 0, -1):
            at = line.clock.now - timedelta(minutes=age)
            opened, _ = new_report(db, line.dep, medium="text", reporter=reporter, now=at)
            opened.row.state, opened.row.urgency, opened.row.type = "open", urgency, "sex"
            opened.row.county_fips, opened.row.state_code = "48479", "TX"
            tips.append(opened.tip_id)
    return tips


def claim(line: Line, tip: str) -> httpx.Response:
    client = line.as_staff("supervisor")
    token = csrf_in(client.get("/queue").text)
    return client.post(f"/reports/{tip}/claim", data={"csrf": token})


# Nobody can be paged ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "problem", "banner"),
    [
        (None, "nobody can be paged when", "No one can be alerted when someone is in danger."),
        (Reach(), "nobody can be paged when", "No one can be alerted when someone is in danger."),
        (Reach(email="m@line.example"), "only by email", "No one can be alerted by phone"),
        (Reach(phone=PHONE), "", ""),
        (Reach(phone=PHONE, email="m@line.example"), "", ""),
    ],
)
def test_it_is_said_in_readyz_at_start_and_on_every_page(
    line: Line, caplog: pytest.LogCaptureFixture, reach: Reach | None, problem: str, banner: str
) -> None:
    line.as_staff("supervisor")
    if reach is not None:
        reachable(line, "supervisor", reach)
    ready = line.http.get("/readyz").json()
    assert problem in ready["paging"] if problem else ready["paging"] == "yes"
    assert ready["status"] == "ready", "calls and texts are taken all the same"
    with caplog.at_level(logging.ERROR):
        serve._say_if_nobody_can_be_paged(line.dep)
    assert (problem in caplog.text) if problem else not caplog.records
    for path in PAGES[:-1]:
        page = words(staff_page(line, path))
        assert (banner in page) if banner else "can be alerted" not in page, path
        assert ("Set where your alerts go" in page) == bool(banner), path
    for path in ("/staff", "/audit", "/me"):  # who adds people reads it too
        page = words(line.as_staff("admin").get(path).text)
        assert (banner in page) if banner else "can be alerted" not in page, path


@pytest.mark.parametrize(("mode", "status"), [(Mode.PRODUCTION, 503), (Mode.REHEARSAL, 200)])
def test_a_monitor_of_a_line_in_production_hears_of_it(line: Line, mode: Mode, status: int) -> None:
    line.worker._renew()
    object.__setattr__(line.dep.settings, "mode", mode)
    assert line.http.get("/readyz").status_code == 200
    assert line.http.get("/readyz?worker=required").status_code == status
    line.as_staff("supervisor")
    reachable(line, "supervisor", Reach(phone=PHONE))
    assert line.http.get("/readyz?worker=required").status_code == 200


@pytest.mark.parametrize("gone", ["disabled", "an agency's", "an auditor's"])
def test_a_number_of_someone_who_is_never_paged_counts_for_nobody(line: Line, gone: str) -> None:
    line.as_staff("supervisor")
    reachable(line, "supervisor", Reach(phone=PHONE))
    changed = {
        "disabled": {"active": False},
        "an agency's": {"role": "agency"},
        "an auditor's": {"role": "auditor"},
    }[gone]
    with line.dep.database.write() as db:
        db.execute(update(Staff).values(**changed))
    assert "nobody can be paged" in line.http.get("/readyz").json()["paging"]


def test_who_cannot_be_paged_reads_it_and_what_to_do(line: Line) -> None:
    line.as_staff("supervisor")
    reachable(line, "supervisor", Reach(phone=PHONE))
    page = staff_page(line, "/queue", "dispatcher")
    assert "You can't get alerts." in page and 'href="/me"' in page
    assert "You can't get alerts." not in staff_page(line, "/queue")
    reachable(line, "dispatcher", Reach(phone=OTHER))
    assert "You can't get alerts." not in staff_page(line, "/queue", "dispatcher")


def step(guide: str, number: int) -> str:
    """One numbered part of the guide for the first evening."""
    parts = re.split(r"^## (\d+)\. ", guide, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[str(number)].split("\n## ")[0]


def test_the_guide_says_it_where_people_are_added_and_where_the_line_is_tried() -> None:
    guide = (REPOSITORY / "deploy" / "README.md").read_text("utf-8")
    people, trial = (" ".join(step(guide, number).split()) for number in (6, 8))
    assert "hotline staff reach maria --phone" in people, "the command stands with `staff add`"
    assert "Without a phone number nobody is woken" in people
    for place in ("when it starts", "`/readyz` under `paging`", "every staff page"):
        assert place in people, place
    assert "phone on call must get a text and ring" in trial
    assert "go back to step 6: the line must not open" in trial
    assert '`"paging":"yes"`' in trial


def test_what_the_guide_says_of_step_6_is_what_the_commands_do(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own commands, run in its order: only with `staff reach` is anyone on call."""
    for name, value in environment(line).items():
        monkeypatch.setenv(name, value)
    guide = (REPOSITORY / "deploy" / "README.md").read_text("utf-8")
    commands = re.findall(r"^    hotline (staff .*)$", step(guide, 6), flags=re.MULTILINE)
    said = []
    for command in commands:
        words = shlex.split(command.replace("+1AAABBBCCCC", PHONE))
        done = CliRunner().invoke(app, words, input=f"{PASSWORD}\n")
        assert done.exit_code == 0, (command, done.output)
        said.append(line.http.get("/readyz").json()["paging"])
    first = next(n for n, command in enumerate(commands) if "reach" in command)
    assert all("nobody can be paged" in one for one in said[:first])
    assert set(said[first:]) == {"yes"}


# Danger stays -------------------------------------------------------------------------------------


def test_danger_stands_on_every_page_until_someone_has_it(line: Line) -> None:
    line.text("+19565550101", DANGER)
    (tip,) = line.tips()
    for _ in range(2):
        for path in (*PAGES, "/queue?type=labor", "/queue?mine=1", "/queue?show=closed"):
            assert tip in strip(staff_page(line, path.format(tip=tip))), path
    assert "Webb County, TX" in strip(staff_page(line, "/tasks"))
    claim(line, tip)
    for path in PAGES:
        assert tip not in strip(staff_page(line, path.format(tip=tip))), path


def test_it_is_claimed_from_any_page_in_one_click_without_script(line: Line) -> None:
    line.text("+19565550101", DANGER)
    (tip,) = line.tips()
    page = staff_page(line, "/tasks")
    assert f'form="now-claims" formaction="/reports/{tip}/claim"' in strip(page)
    form = re.search(r'<form id="now-claims" method="post".*?name="csrf" value="(\w+)"', page)
    assert form
    line.as_staff("supervisor").post(f"/reports/{tip}/claim", data={"csrf": form[1]})
    assert line.report(tip)["state_of_report"] == "open" and tip not in strip(
        staff_page(line, "/queue")
    )


def test_an_agency_that_has_it_is_someone_and_a_closed_report_needs_nobody(line: Line) -> None:
    first, second, third = many(line, 3)
    with line.dep.database.write() as db:
        db.execute(update(Report).where(Report.tip_id == first).values(state="closed"))
        db.execute(update(Report).where(Report.tip_id == second).values(urgency="P1"))
    shown = strip(staff_page(line, "/queue"))
    assert first not in shown and second not in shown and third in shown


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("nobody_left", "No one answered"),
        ("overdue_hand_off", "No one answered"),
        ("answer_reporter", "Reporter waiting"),
        ("answer_in_crisis", "Reporter waiting"),
    ],
)
def test_who_waits_for_a_person_stands_there_too(line: Line, kind: str, label: str) -> None:
    (tip,) = many(line, 1, "P2")
    now = line.clock.now
    with line.dep.database.write() as db:
        opened = report_by_tip(db, line.dep, tip)
        assert opened is not None
        due = {"key": kind, "due_at": now, "report": opened.row}
        task = tasks.make(Tx(db, line.dep, now), kind=task_kinds.kind_of(kind), **due)
    assert tip in strip(staff_page(line, "/tasks")) and label in strip(staff_page(line, "/map"))
    with line.dep.database.write() as db:
        tasks.finish(Tx(db, line.dep, now, "staff:1"), tasks.open_task(db, task.id))
    assert tip not in strip(staff_page(line, "/tasks"))


def test_an_agencys_people_see_nothing_of_it(line: Line) -> None:
    (tip,) = many(line, 1)
    page = line.as_staff("agency", "demo_webb_task_force").get("/portal").text
    assert tip not in page and "needs-now" not in page and "can be alerted" not in page


# With 200 open reports ----------------------------------------------------------------------------


def test_with_two_hundred_reports_new_danger_is_on_the_first_page(line: Line) -> None:
    """More danger than fits a page, and older work that someone has: nothing hides the newest."""
    old = many(line, 150, "P1") + many(line, 55)
    with line.dep.database.write() as db:
        someone = Staff(
            username="sol",
            name="Sol",
            role="dispatcher",
            password_hash="-",
            created_at=line.clock(),
        )
        db.add(someone)
        db.flush()
        had = update(Report).where(Report.tip_id.in_(old[150:160]))
        db.execute(had.values(claimed_by=someone.id, claimed_at=line.clock()))
    line.clock.now += timedelta(minutes=1)
    line.text("+19565550101", DANGER)
    newest = line.tips()[-1]
    page = staff_page(line, "/queue")
    assert f'id="tip-{newest}"' in page
    order = re.findall(r'id="tip-([\d-]+)"', page)
    assert order[:46] == [*old[160:], newest], "what nobody has comes first, the oldest on top"
    assert not set(order) & set(old[150:160]), "what someone has comes after all that nobody has"
    assert newest in strip(page) and strip(page).index(newest) < strip(page).index(old[-1])
    assert "46" in words(strip(page))


def test_page_after_page_each_report_comes_once(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_rows, "PAGE", 4)
    tips = many(line, 9, "P1") + many(line, 3) + many(line, 6, "P2")
    for tip in (tips[2], tips[10], tips[14]):
        claim(line, tip)
    seen: list[str] = []
    path = "/queue"
    for _ in range(10):
        page = staff_page(line, path)
        seen += re.findall(r'id="tip-([\d-]+)"', page)
        more = re.search(r'href="(/queue\?[^"]*after=[^"]*)"', page)
        if more is None:
            break
        path = more[1].replace("&amp;", "&")
    assert sorted(seen) == sorted(tips) and len(seen) == len(set(seen))
    assert set(seen[-3:]) == {tips[2], tips[10], tips[14]}
    assert seen[0] in tips[9:12], "danger first"


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/tasks", "/map", "/reports/{tip}"])
def test_new_danger_comes_to_an_open_page_by_itself(line: Line, window: Window, path: str) -> None:
    (tip,) = many(line, 1, "P2")
    page = window("Dana")
    page.goto(path.format(tip=tip))
    expect(page.locator("#needs-now")).to_be_hidden()
    line.text("+19565550101", DANGER)
    expect(page.locator("#needs-now li.danger")).to_contain_text("Immediate danger")
    expect(page).to_have_title(re.compile(r"^\(1 now\) "))
    page.reload()
    page.locator("#needs-now").get_by_role("button", name="Claim").click()
    page.wait_for_url(lambda url: "/reports/" in url)
    expect(page.locator("#needs-now")).to_be_hidden()
