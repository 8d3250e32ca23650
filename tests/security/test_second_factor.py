"""The second factor: an app's code, a recovery code, a grace that ends; told without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.accounts import factors, logins
from hotline.accounts.logins import By
from hotline.db.accounts import Staff
from hotline.db.audit import AuditEvent
from hotline.db.factors import LoginStep, RecoveryCode, SecondFactor
from tests.line import PASSWORD, TUESDAY_NOON, Line
from tests.web.desk import Desk, csrf_in, words

STEP = timedelta(seconds=30)
SECRET = re.compile(r'<code class="token">((?:[A-Z2-7]{4} )+)')
CODES = re.compile(r'<code class="token">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>')


def required(line: Line) -> None:
    object.__setattr__(line.dep.settings, "require_second_factor", True)


def code_now(line: Line, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(line.clock.now + steps * STEP)


def add_app(desk: Desk, line: Line, name: str = "") -> tuple[str, list[str]]:
    """Set up an app as a person does; its secret and the recovery codes."""
    page = desk.send("/me/factors", "/me/factors/app", name=name).text
    found = SECRET.search(page)
    assert found and "<svg" in page and '<script type="text' not in page
    secret = found[1].replace(" ", "")
    done = desk.send("/me/factors", "/me/factors/confirm", code=code_now(line, secret))
    assert done.status_code == 200, words(done.text)
    line.clock.now += STEP
    return secret, CODES.findall(done.text)


@contextmanager
def window(line: Line) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=line.base_url, follow_redirects=True, timeout=60) as opened:
        yield opened


def password(browser: httpx.Client, name: str = "dispatcher") -> httpx.Response:
    return browser.post("/login", data={"username": name, "password": PASSWORD})


def give(browser: httpx.Client, code: str) -> httpx.Response:
    return browser.post("/login/second", data={"code": code, "next": "/me"})


def inside(browser: httpx.Client) -> bool:
    return browser.get("/me", follow_redirects=False).status_code == 200


def actions(line: Line) -> list[str]:
    with line.dep.database.read() as db:
        return list(db.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


@pytest.fixture
def fast(line: Line) -> Line:
    """A line on which a guess that comes too soon is answered at once."""
    line.app.state.passwords.hold_seconds = 0.0
    return line


def test_the_password_alone_opens_nothing_and_a_code_counts_once(fast: Line) -> None:
    line = fast
    secret, codes = add_app(Desk(line.as_staff()), line)
    assert len(codes) == factors.RECOVERY_CODES == len(set(codes))
    with window(line) as thief, window(line) as owner:
        page = password(thief)
        assert "One more step" in page.text and not inside(thief)
        for wrong in ("000000", "abcdef", secret[:6], code_now(line, secret, 3)):
            assert give(thief, wrong).status_code in {401, 422}
        assert not inside(thief)
        password(owner)
        good = code_now(line, secret)
        assert give(owner, f"{good[:3]} {good[3:]}").url.path == "/me" and inside(owner)
        password(thief)
        again = give(thief, good)
        assert again.status_code == 401 and not inside(thief), "it was read over a shoulder"
        assert give(thief, code_now(line, secret, -1)).status_code == 401, "nor an older one"
    assert actions(line).count("factor_failed") >= 5
    stored = b"".join(path.read_bytes() for path in line.folder.glob("hotline.db*"))
    assert secret.encode() not in stored and codes[0].encode() not in stored


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_whose_clock_is_half_a_minute_off_still_gets_in(line: Line, steps: int) -> None:
    secret, _ = add_app(Desk(line.as_staff()), line)
    line.clock.now += 2 * STEP
    with window(line) as browser:
        password(browser)
        assert give(browser, code_now(line, secret, steps)).url.path == "/me" and inside(browser)


def test_a_recovery_code_opens_once_and_new_ones_end_the_old(line: Line) -> None:
    desk = Desk(line.as_staff())
    _, codes = add_app(desk, line)
    with window(line) as browser:
        password(browser)
        assert give(browser, codes[0].upper().replace("-", " ")).url.path == "/me"
        browser.post("/logout", data={"csrf": csrf(browser)})
        password(browser)
        assert give(browser, codes[0]).status_code == 401, "used up"
        assert give(browser, codes[1]).url.path == "/me"
    assert "8 recovery codes left" in words(desk.look("/me/factors"))
    fresh = CODES.findall(desk.send("/me/factors", "/me/factors/codes").text)
    with window(line) as browser:
        password(browser)
        assert give(browser, codes[2]).status_code == 401
        assert give(browser, fresh[0]).url.path == "/me"


def csrf(browser: httpx.Client) -> str:
    return csrf_in(browser.get("/me").text)


def test_guessing_waits_and_does_not_keep_the_owner_out(fast: Line) -> None:
    line = fast
    desk = Desk(line.as_staff())
    secret, _ = add_app(desk, line)
    with window(line) as owner:  # a browser in which they were before
        password(owner)
        assert give(owner, code_now(line, secret)).url.path == "/me"
        line.clock.now += STEP
        with window(line) as thief:
            password(thief)
            reported = [give(thief, f"{n:06d}").status_code for n in range(12)]
            assert 429 in reported and 401 in reported
            assert give(thief, code_now(line, secret)).status_code == 429, "not even looked at"
        owner.post("/logout", data={"csrf": csrf(owner)})
        password(owner)
        assert give(owner, code_now(line, secret)).url.path == "/me"


def test_twenty_wrong_codes_need_the_password_again(fast: Line) -> None:
    line = fast
    add_app(Desk(line.as_staff()), line)
    with window(line) as thief:
        password(thief)
        for number in range(factors.MOST_WRONG):
            line.app.state.passwords.throttle.forget("factor:1")
            line.app.state.passwords.throttle._counts.clear()
            give(thief, f"{number:06d}")
        assert give(thief, "000000").url.path == "/login"


def test_the_step_between_ends_after_ten_minutes_and_with_a_new_password(line: Line) -> None:
    secret, _ = add_app(Desk(line.as_staff()), line)
    with window(line) as browser:
        password(browser)
        line.clock.now += factors.STEP_LASTS + timedelta(seconds=1)
        assert give(browser, code_now(line, secret)).url.path == "/login" and not inside(browser)
        password(browser)
        with line.dep.database.write() as db:
            person, by = logins.find(db, "dispatcher"), By("command line", line.clock.now)
            logins.set_password(db, line.dep, person, logins.good_hash(line.dep, PASSWORD), by)
        assert give(browser, code_now(line, secret)).url.path == "/login" and not inside(browser)


def test_adding_and_removing_is_audited_reported_and_ends_the_other_browsers(line: Line) -> None:
    desk = Desk(line.as_staff())
    desk.send("/me", "/me", phone="956-555-0161", email="dana@line.example")
    with window(line) as other:
        password(other)
        assert inside(other)
        add_app(desk, line, "Dana's phone")
        assert not inside(other) and inside(desk.http)
    line.work()
    assert any("second factor of your login was changed" in text
               for text in line.texts_to("+19565550161"))  # fmt: skip
    assert "Dana's phone" in words(desk.look("/me/factors"))
    (factor,) = re.findall(r"/me/factors/(\d+)/remove", desk.look("/me/factors"))
    line.clock.now += timedelta(minutes=20)
    refused = desk.send("/me/factors", f"/me/factors/{factor}/remove", now="not the password")
    assert refused.status_code == 409 and "not correct" in words(refused.text)
    desk.send("/me/factors", f"/me/factors/{factor}/remove", now=PASSWORD)
    with line.dep.database.read() as db:
        assert not db.scalars(select(SecondFactor)).all()
        assert not db.scalars(select(RecoveryCode)).all()
    assert {"totp_added", "factor_removed"} <= set(actions(line))


def test_a_factor_of_someone_else_is_not_touched(line: Line) -> None:
    add_app(Desk(line.as_staff()), line)
    other = Desk(line.as_staff("supervisor"), "supervisor")
    sent = {"csrf": csrf(other.http)}
    assert other.http.post("/me/factors/1/remove", data=sent).status_code == 403
    assert other.http.post("/me/sessions/1/end", data=sent).status_code == 403
    assert inside(line.as_staff())


# Who needs one --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["dispatcher", "supervisor", "coordinator", "auditor", "admin"])
def test_after_the_grace_nothing_opens_before_a_factor_is_set_up(line: Line, role: str) -> None:
    line.text("+19565550101", "they keep a girl locked in a nail salon in Laredo")
    desk = Desk(line.as_staff(role), role)
    required(line)
    assert "needs a second factor by" in words(desk.look("/me")), "and it is said in the grace"
    line.clock.now += timedelta(days=15)
    desk.log_in()
    for path in ("/queue", "/me", "/staff", "/desk", f"/reports/{line.tips()[0]}", "/tasks"):
        page = desk.http.get(path)
        assert page.url.path == "/me/factors" and "nothing else opens" in words(page.text), path
    assert desk.http.post("/me/password", data={"csrf": "x"}).url.path == "/me/factors"
    json = desk.http.get("/queue", headers={"accept": "application/json"})
    assert json.status_code == 403
    add_app(desk, line)
    assert desk.http.get("/me").url.path == "/me"


def test_an_agencys_login_needs_one_too(line: Line) -> None:
    desk = Desk(line.as_staff("agency", "demo_webb_task_force"), "agency")
    required(line)
    line.clock.now += timedelta(days=15)
    desk.log_in()
    assert desk.http.get("/portal").url.path == "/me/factors"
    secret, _ = add_app(desk, line)
    assert desk.http.get("/portal").url.path == "/portal"
    with window(line) as browser:
        password(browser, "agency")
        assert not inside(browser)
        assert give(browser, code_now(line, secret)).url.path == "/me"


@pytest.mark.parametrize(("days", "over"), [("0", True), ("3", False), ("90", False)])
def test_the_admin_sets_the_days_of_grace(line: Line, days: str, over: bool) -> None:
    admin = Desk(line.as_staff("admin"), "admin")
    saved = admin.send("/staff", "/staff/rules", grace=days)
    assert "It is in the audit trail" in words(saved.text)
    desk = Desk(line.as_staff())
    required(line)
    assert (desk.http.get("/queue").url.path == "/me/factors") == over
    assert "rule_changed" in actions(line)


@pytest.mark.parametrize("days", ["", "91", "-1", "two", "1e3", "٣", "14 days", "9999"])
def test_days_that_are_none_are_refused_and_said(line: Line, days: str) -> None:
    admin = Desk(line.as_staff("admin"), "admin")
    answer = admin.send("/staff", "/staff/rules", grace=days)
    assert answer.status_code == 409 and "from 0 to 90" in words(answer.text)
    assert "rule_changed" not in actions(line)


def test_without_the_requirement_a_demo_asks_nobody(line: Line) -> None:
    line.clock.now += timedelta(days=400)
    desk = Desk(line.as_staff())
    assert "second factor by" not in words(desk.look("/queue"))


def test_who_lost_everything_is_let_in_by_an_admin(line: Line) -> None:
    desk = Desk(line.as_staff())
    required(line)
    add_app(desk, line)
    line.clock.now += timedelta(days=15)
    admin = Desk(line.as_staff("admin"), "admin")
    secret_of_admin, _ = add_app(admin, line)
    assert secret_of_admin
    with line.dep.database.read() as db:
        person = db.scalars(select(Staff.id).where(Staff.username == "dispatcher")).one()
    admin.send("/staff", f"/staff/{person}/factors")
    assert not inside(desk.http)
    assert "factors_reset" in actions(line)
    desk.log_in()
    assert desk.http.get("/queue").url.path == "/me/factors"
    add_app(desk, line)
    assert desk.http.get("/queue").url.path == "/queue"


def test_what_was_typed_comes_back_after_the_second_factor(line: Line) -> None:
    desk = Desk(line.as_staff())
    secret, _ = add_app(desk, line)
    form = re.search(r'name="once" value="([^"]+)"', desk.look("/reports/new"))
    line.clock.now += timedelta(minutes=31)
    typed = {"csrf": "old", "once": form[1] if form else "", "story": "men keep her in a motel"}
    ours = {"sec-fetch-site": "same-origin"}
    page = desk.http.post("/reports/new", data=typed, headers=ours)
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert kept
    sent = {"username": "dispatcher", "password": PASSWORD, "kept": kept[1]}
    step = desk.http.post("/login", data=sent)
    kept = re.search(r'name="kept" value="([^"]+)"', step.text)
    assert kept
    answer = {"code": code_now(line, secret), "kept": kept[1]}
    assert "men keep her in a motel" in desk.http.post("/login/second", data=answer).text


# For any code and any secret --------------------------------------------------------------------


@given(st.integers(-5, 5), st.integers(0, 10**6))
def test_a_code_fits_the_half_minutes_around_now_and_no_other(steps: int, seed: int) -> None:
    secret = pyotp.random_base32()
    now = TUESDAY_NOON + timedelta(seconds=seed)
    at = int(now.timestamp()) // factors.STEP_SECONDS
    found = factors.step_of(secret, pyotp.TOTP(secret).generate_otp(at + steps), now)
    if abs(steps) <= 1:
        assert found is not None and abs(found - at) <= 1
    else:
        assert found is None or abs(found - at) <= 1  # another step may share the digits


@given(st.text(max_size=12))
def test_any_text_is_an_answer_and_never_an_error(text: str) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    found = factors.step_of(secret, text, TUESDAY_NOON)
    assert found is None or any(letter.isdigit() for letter in text)


def test_no_step_is_left_behind(line: Line) -> None:
    secret, _ = add_app(Desk(line.as_staff()), line)
    with window(line) as browser:
        password(browser)
        give(browser, code_now(line, secret))
    with line.dep.database.read() as db:
        own = [step for step in db.scalars(select(LoginStep)) if step.challenge is None]
        assert own == []
