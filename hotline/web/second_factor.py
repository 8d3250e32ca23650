"""The step after the password: a code of an app, a passkey, or a recovery code."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import factors
from hotline.accounts.throttle import Attempt
from hotline.db.accounts import Staff
from hotline.i18n import say
from hotline.privacy import codes
from hotline.unit_of_work import Tx
from hotline.web.auth import Dep
from hotline.web.entering import (
    STEP_COOKIE,
    WRONG,
    Arrival,
    Passwords,
    device_of,
    enter,
    local,
    set_cookie,
    source,
)
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
WRONG_FACTOR = (
    "That did not work. A code counts once, and for half a minute: wait for the next one."
)
WAIT_FOR_FACTOR = "Too many wrong codes came from here. Wait {seconds} seconds, then try again."


def ask(request: Request, dep: Dep, db: DbSession, staff_id: int, to: Arrival) -> Response:
    """The password was right: the page that asks for the second factor."""
    token = codes.new_token()
    factors.new_step(db, staff_id, token, dep.clock(), via=to.via)
    db.flush()
    answer = _factor_page(request, dep, db, token, to)
    set_cookie(answer, dep, STEP_COOKIE, token)
    return answer


def _factor_page(
    request: Request,
    dep: Dep,
    db: DbSession,
    token: str,
    to: Arrival,
    problem: tuple[int, str] = (200, ""),
) -> Response:
    step = factors.step_with(db, token, dep.clock())
    if step is None:
        return see_other("/login")
    kinds = {row.kind for row in factors.of_person(db, step.staff_id)}
    asked = factors.ask_for_key(db, dep, step)
    status, said = problem
    page = {"next": to.next, "kept": to.kept, "said": said, "asked": asked, "kinds": kinds}
    return render(request, "second.html", status=status, **page)


@router.get("/login/second")
def factor_page(request: Request, dep: Dep) -> Response:
    """The same page again, when it is reloaded."""
    with dep.database.write() as db:
        return _factor_page(request, dep, db, request.cookies.get(STEP_COOKIE, ""), Arrival())


@router.post("/login/second")
async def give_factor(
    request: Request,
    dep: Dep,
    code: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
    kept: Annotated[str, Form()] = "",
) -> Response:
    """A code or what a passkey signed; wrong ones make the next try from there wait."""
    passwords: Passwords = request.app.state.passwords
    token = request.cookies.get(STEP_COOKIE, "")
    owner = await run_in_threadpool(_owner_of_step, dep, token)
    if owner is None:
        return see_other("/login")
    staff_id, username = owner
    device = device_of(request, dep, username)
    attempt = Attempt(f"factor:{staff_id}", source(request), device)
    to = Arrival(local(next), kept, device)
    wait = await passwords.begin(request, dep, attempt)
    if wait:
        said = say(WAIT_FOR_FACTOR, seconds=wait)
        return await run_in_threadpool(_try_again, request, dep, token, to, said)
    given = await run_in_threadpool(_take_factor, request, dep, token, code[:60], answer, to)
    if given.status_code != WRONG:
        passwords.throttle.right(attempt)
    return given


def _owner_of_step(dep: Dep, token: str) -> tuple[int, str] | None:
    with dep.database.read() as db:
        step = factors.step_with(db, token, dep.clock())
        return (step.staff_id, db.get_one(Staff, step.staff_id).username) if step else None


def _try_again(request: Request, dep: Dep, token: str, to: Arrival, said: str) -> Response:
    with dep.database.write() as db:
        return _factor_page(request, dep, db, token, to, (429, said))


def _take_factor(
    request: Request, dep: Dep, token: str, code: str, answer: str, to: Arrival
) -> Response:
    with dep.database.write() as db:
        step = factors.step_with(db, token, dep.clock())
        if step is None:
            return see_other("/login")
        staff_id, to = step.staff_id, replace(to, via=step.via)
        kind = factors.take(Tx(db, dep, dep.clock()), step, code=code, answer=answer)
        if kind:
            return enter(request, dep, db, staff_id, to, kind)
        db.flush()
        return _factor_page(request, dep, db, token, to, (WRONG, say(WRONG_FACTOR)))
