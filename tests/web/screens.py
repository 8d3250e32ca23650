"""Pictures of every page for docs/screens: ``python -m tests.web.screens [name ...]``.

A night of synthetic reports comes in, people work on it, and each page is photographed wide and
narrow, light and dark.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pyotp
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from hotline.accounts import factors, logins, staff
from hotline.db import line_options
from hotline.db.accounts import Staff
from hotline.db.jobs import WorkerBeat
from hotline.directory import agency_form, change_requests, publishing
from hotline.unit_of_work import Tx
from tests.browser import open_browser
from tests.line import PASSWORD, Line, open_line
from tests.web.desk import Desk, csrf_in, fields_of
from tests.web.night import fill

OUT = Path(__file__).parents[2] / "docs" / "screens"
SIZES = {"wide": (1360, 850), "narrow": (390, 844)}
AGENCY = "demo_webb_task_force"
PEOPLE = (
    ("dana", "Dana Example", "dispatcher", None),
    ("sam", "Sam Example", "dispatcher", None),
    ("sol", "Sol Example", "supervisor", None),
    ("ines", "Ines Example", "agency", AGENCY),
    ("cora", "Cora Example", "coordinator", None),
    ("cleo", "Cleo Example", "coordinator", None),
    ("fay", "Fay Example", "dispatcher", None),
    ("ada", "Ada Example", "admin", None),
    ("ari", "Ari Example", "auditor", None),
)


@dataclass(frozen=True)
class Shot:
    """A page to photograph: its name, who looks, and where."""

    name: str
    who: str
    path: str
    open_all: bool = False


def shots(line: Line, tips: list[str], link: str) -> Iterator[Shot]:
    yield Shot("home", "", "/?lang=en")
    yield Shot("directory", "", "/directory?place=Laredo,+Texas&lang=en")
    yield Shot("about-es", "", "/about?lang=es")
    yield Shot("local-data", "", "/local-data?lang=en")
    yield Shot("report-by-web", "", "/report")
    yield Shot("poster", "", "/poster?language=es")
    yield Shot("login", "", "/login")
    yield Shot("password", "", _password_link(line))
    yield Shot("login-second", "fay", "/login/second")
    yield Shot("alert", "", link)
    yield Shot("queue", "dana", "/queue")
    yield Shot("report", "dana", f"/reports/{tips[0]}", open_all=True)
    yield Shot("report-danger", "dana", f"/reports/{tips[3]}")
    yield Shot("sheet", "dana", f"/reports/{tips[0]}/sheet/mandated")
    yield Shot("what-if", "dana", f"/reports/{tips[0]}/what-if")
    yield Shot("new-report", "dana", "/reports/new")
    yield Shot("tasks", "dana", "/tasks")
    yield Shot("shift", "dana", "/shift")
    yield Shot("map", "dana", "/map")
    yield Shot("map-state", "dana", "/map?state=TX")
    yield Shot("supervise", "sol", "/supervise")
    yield Shot("on-call", "sol", f"/supervise/on-call/{AGENCY}")
    yield Shot("me", "dana", "/me")
    yield Shot("me-factors", "dana", "/me/factors")
    yield Shot("staff", "ada", "/staff")
    yield Shot("break-glass", "ada", f"/reports/{tips[0]}")
    yield Shot("audit", "ari", "/audit")
    yield Shot("portal", "ines", "/portal")
    yield Shot("portal-us", "ines", "/portal/us")
    yield Shot("queue-es", "dana", "/queue?lang=es")
    yield Shot("report-es", "dana", f"/reports/{tips[0]}?lang=es")
    yield Shot("portal-es", "ines", "/portal?lang=es")
    yield Shot("desk", "cora", "/desk")
    yield Shot("desk-agency", "cora", f"/desk/agencies/{AGENCY}")
    yield Shot("desk-file", "cora", "/desk/files/ivr_flows/en/report.yaml")
    yield Shot("desk-flow", "cora", "/desk/flows/report")
    yield Shot("desk-history", "cora", "/desk/history")
    yield Shot("desk-asked", "cora", "/desk/asked/1")
    yield Shot("desk-waiting", "cleo", "/desk/waiting/1")


def work(line: Line) -> tuple[list[str], str]:
    """The night, and what people did in it; the tip IDs and an alert link."""
    with line.dep.database.write() as db:
        for username, name, role, agency in PEOPLE:
            staff.add(
                db,
                username=username,
                name=name,
                role=role,
                password=PASSWORD,
                now=line.clock(),
                agency_id=agency,
            )
    _last_quarter(line)
    tips = fill(line)
    desk = line.http
    desk.post("/login", data={"username": "sam", "password": PASSWORD})
    page = desk.get(f"/reports/{tips[1]}").text
    csrf = csrf_in(page)
    desk.post(f"/reports/{tips[1]}/claim", data={"csrf": csrf})
    desk.post(f"/reports/{tips[0]}/note", data={"csrf": csrf, "text": "School confirms she left."})
    desk.post("/shift", data={"csrf": csrf, "hours": "8"})
    note = "8221 waits for a call back from the hotline. Motel in Columbus: ask Ohio at nine."
    desk.post("/supervise/notes", data={"csrf": csrf, "text": note})
    _ask_for_hours(line)
    _let_a_change_wait(line)
    _add_an_app(line)
    links = [mail.link for mail in line.mails() if mail.link]
    line.work()
    with line.dep.database.write() as db:
        db.add(WorkerBeat(name="worker", started_at=line.clock(), last_at=line.clock()))
    return tips, links[0]


def _ask_for_hours(line: Line) -> None:
    """The agency asks for other hours; nobody has decided yet."""
    with line.dep.database.write() as db:
        entry = publishing.entries(line.dep, publishing.files_here(line.dep))[AGENCY]
        person = db.scalars(select(Staff).where(Staff.username == "ines")).one()
        wanted = {"hours": "listed", "hours_open": "mo-fr 08:30-17:00", "why": "From Monday on"}
        fields = agency_form.fields_of(entry.data) | wanted | {"hours_zone": "America/Chicago"}
        change_requests.ask(db, line.dep, AGENCY, fields, by=person.id)


def _let_a_change_wait(line: Line) -> None:
    """A coordinator published a change that a second one has to approve."""
    with line.dep.database.write() as db:
        line_options.set_value(db, line_options.SECOND_PERSON, "yes")
    with httpx.Client(base_url=line.base_url, follow_redirects=True, timeout=120) as browser:
        desk = Desk(browser, "cora")
        desk.log_in()
        page = f"/desk/agencies/{AGENCY}"
        change = {"notes": "Ask for the night desk.", "why": "They called", "do": "publish"}
        browser.post(page, data=fields_of(desk, page) | change)


def _add_an_app(line: Line) -> None:
    """A dispatcher whose login asks for a code after the password."""
    with line.dep.database.write() as db:
        person = logins.find(db, "fay")
        tx = Tx(db, line.dep, line.clock(), "fay")
        secret = factors.new_app(tx, person.id, "phone")
        assert factors.confirm_app(tx, person.id, pyotp.TOTP(secret).at(line.clock()))


def _password_link(line: Line) -> str:
    """The address at which someone sets a password."""
    with line.dep.database.write() as db:
        by = logins.By("ada", line.clock())
        return logins.new_link(db, line.dep, logins.find(db, "sam"), by)


def _last_quarter(line: Line) -> None:
    """A finished quarter, so that the local figures have something to show."""
    from hotline.accounts.staff import Visitor
    from hotline.console import new_report

    now = line.clock.now
    reported = (
        ("no pay, papers taken", "Laredo, Texas", 14),
        ("a pimp sells her", "San Antonio, Texas", 8),
        ("locked in and made to clean", "El Paso, Texas", 2),
    )
    for story, place, times in reported:
        for number in range(times):
            line.clock.now = now - timedelta(days=60 + number * 5)
            visitor = Visitor(1, "Dana", "dana", "dispatcher", None, "", line.clock.now)
            fields = {"story": f"{story} ({number})", "place": place, "once": f"{story}{number}"}
            new_report._take(line.dep, visitor, fields)
    line.clock.now = now
    from sqlalchemy import update

    from hotline.db.reports import Report
    from hotline.db.tasks import Task

    with line.dep.database.write() as db:
        db.execute(update(Task).values(state="cancelled"))
        db.execute(update(Report).values(state="closed", closed_at=now, disposition="referred"))


def photograph(browser: Browser, line: Line, wanted: list[Shot], folder: Path) -> None:
    for scheme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            for who in dict.fromkeys(shot.who for shot in wanted):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type]
                    base_url=line.base_url,
                    timezone_id="America/Chicago",
                    locale="en-US",
                )
                page = context.new_page()
                if who:
                    _log_in(page, who)
                for shot in (s for s in wanted if s.who == who):
                    _take(page, shot, folder / f"{shot.name}-{size}-{scheme}.png")
                context.close()


def _log_in(page: Page, who: str) -> None:
    page.goto("/login")
    page.fill("#username", who)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.locator("#password").wait_for(state="detached")  # inside, or at the second factor


def _take(page: Page, shot: Shot, file: Path) -> None:
    page.goto(shot.path)
    if shot.open_all:
        page.click("#open-all")
    if shot.name.startswith("queue"):
        page.locator("#link.up").wait_for()
    page.mouse.move(0, 0)
    page.screenshot(path=file, full_page=True)


def main(names: list[str], folder: Path = OUT) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, open_line(Path(temporary)) as line:
        tips, link = work(line)
        wanted = [s for s in shots(line, tips, link) if not names or s.name in names]
        with open_browser() as browser:
            photograph(browser, line, wanted, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
