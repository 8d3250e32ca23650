"""What a browser gets when someone is in: its session, and a note that knows it again.

Also who may give a password now, from where, and how long the others wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import math
import secrets
from dataclasses import dataclass

from fastapi import Request, Response
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as DbSession

from hotline.accounts import staff
from hotline.accounts.staff import COOKIE, Visitor
from hotline.accounts.throttle import Attempt, Throttle, source_of
from hotline.followups import login_floods
from hotline.i18n import say
from hotline.privacy import codes
from hotline.unit_of_work import Tx
from hotline.web import form_recovery as kept_forms
from hotline.web.auth import Dep
from hotline.web.pages import render, see_other
from hotline.web.thread_lanes import Lane, LateError

log = logging.getLogger(__name__)
CHANCE = secrets.SystemRandom()
A_YEAR = 365 * 24 * 3600
WRONG = 401
STEP_COOKIE = "hotline_step"
KNOWN = "known browser"
CHECK_SECONDS = 6
"""How long someone waits for a thread that checks passwords."""
PROVIDER_SECONDS = 12.0
"""How long someone waits for the provider of single sign-on."""
HOLD_SECONDS, MOST_HELD = 2.0, 200
"""How long the answer to a guess that came too soon is held back, and for how many at a time."""

BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
KINDS = (BROWSERS, SYSTEMS)


class Passwords:
    """Who may give a password now, and the two threads in which passwords are checked.

    Strangers have one of them, so that the other is free for those who were here before. The
    provider of single sign-on is asked in threads of their own.
    """

    def __init__(self) -> None:
        self.throttle = Throttle()
        self.hold_seconds = HOLD_SECONDS
        self.strangers = Lane("stranger", 1, CHECK_SECONDS)
        self.others = Lane("password", 1, CHECK_SECONDS)
        self.sign_on = Lane("single-sign-on", 2, PROVIDER_SECONDS)
        self._held = 0

    async def begin(self, request: Request, dep: Dep, attempt: Attempt) -> int:
        """The whole seconds that this attempt must wait; 0 when it may be made.

        Who must wait is held for a while first, and supervisors hear of a flood.
        """
        wait = math.ceil(self.throttle.begin(attempt, dep.clock()))
        if self.throttle.is_flood(dep.clock()):
            with contextlib.suppress(LateError, SQLAlchemyError):
                await self.strangers.do(request, lambda: _tell_supervisors(dep))
        if wait:
            await self._hold()
        return wait

    async def _hold(self) -> None:
        """Keep someone who guesses waiting; it costs nothing, and slows them down.

        Not all for the same time: forty answers at one moment would hold up a text.
        """
        if self._held >= MOST_HELD:
            return
        self._held += 1
        try:
            await asyncio.sleep(self.hold_seconds * CHANCE.uniform(0.5, 1.5))
        finally:
            self._held -= 1


@dataclass(frozen=True)
class Arrival:
    """Where someone goes on to who is in, what they had typed, and their known browser if any."""

    next: str = "/"
    kept: str = ""
    device: str = ""
    via: str = ""
    """``sso`` for someone who comes from the provider of single sign-on."""


def enter(
    request: Request, dep: Dep, db: DbSession, staff_id: int, to: Arrival, factor: str = ""
) -> Response:
    """They are in: this browser's earlier login ends, and the browser is known from now on."""
    staff.log_out(db, request.cookies.get(COOKIE, ""))
    window = staff.Window(_kind_of(request.headers.get("user-agent", "")), not to.device)
    token = staff.enter(
        Tx(db, dep, dep.clock()), staff_id, window=window, factor=factor, via=to.via
    )
    visitor = staff.visitor(Tx(db, dep, dep.clock()), token)
    username = visitor.username if visitor else ""
    answer = typed_before(request, dep, visitor, to.kept) or see_other(to.next)
    set_cookie(answer, dep, COOKIE, token)
    _note_device(answer, dep, username, to.device)
    answer.delete_cookie(STEP_COOKIE, path="/login")
    return answer


def _kind_of(agent: str) -> str:
    """Browser and system by their names alone, so that people know their own again."""
    found = [next((name for sign, name in kinds if sign in agent), "") for kinds in KINDS]
    return ", ".join(filter(None, found)) or say("Another program")


def set_cookie(
    answer: Response, dep: Dep, name: str, value: str, max_age: int | None = None
) -> None:
    """Keep something in the browser that no script reads."""
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=dep.settings.base_url.startswith("https://"),
        path="/" if name == COOKIE else "/login",
    )


def _device_cookie(key: str) -> str:
    """One for each login of a browser; its name tells nobody whose."""
    return f"hotline_known_{key[:12]}"


def device_of(request: Request, dep: Dep, username: str) -> str:
    """The browser, if this person logged in with it before; else empty."""
    for name in dep.keys.macs(KNOWN, username.encode()):  # a new key makes no browser a stranger
        device, _, mac = request.cookies.get(_device_cookie(name), "").partition(".")
        rights = dep.keys.macs(KNOWN, f"{username}:{device}".encode())
        given = mac.encode(errors="replace")
        if device and any(hmac.compare_digest(given, right.encode()) for right in rights):
            return device
    return ""


def _note_device(answer: Response, dep: Dep, username: str, device: str) -> None:
    known = device or codes.new_token()
    value = f"{known}.{dep.keys.mac(KNOWN, f'{username}:{known}'.encode())}"
    name = _device_cookie(dep.keys.mac(KNOWN, username.encode()))
    set_cookie(answer, dep, name, value, max_age=A_YEAR)


def typed_before(
    request: Request, dep: Dep, visitor: Visitor | None, sealed: str
) -> Response | None:
    """The form that this person had typed into when their login ran out, if ``sealed`` is it."""
    typed = kept_forms.unseal(dep, sealed, dep.clock()) if sealed else None
    if typed is None or visitor is None or typed.by != visitor.id:
        return None
    said = say(
        "Your login had expired when you sent this. Nothing was sent yet, and nothing is lost."
    )
    return render(request, "kept.html", kept=typed, visitor=visitor, said=said)


def source(request: Request) -> str:
    """Where the request comes from, as one source of guesses."""
    return source_of(request.client.host if request.client else None)


def _tell_supervisors(dep: Dep) -> None:
    """Many wrong passwords or codes come in: a task and a page."""
    log.warning("many wrong passwords are being tried on the login page")
    with dep.database.write() as db:
        login_floods.say_of_logins(Tx(db, dep, dep.clock()))


def local(path: str) -> str:
    """A path of ours to go on to; anything that may leave the site becomes home."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if safe else "/"
