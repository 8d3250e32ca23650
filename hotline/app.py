"""Puts the service together: routers, headers, health. Nothing else happens here."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from hotline import __version__
from hotline.config_versions.store import UnpublishedError
from hotline.console import (
    actions,
    audit_page,
    bulk_actions,
    calendar_feed,
    change_requests_page,
    coordinator_desk,
    county_map,
    doctor_page,
    live_updates,
    logins_page,
    my_factors,
    my_page,
    new_report,
    on_call,
    queue,
    report_page,
    search_page,
    shift_page,
    supervise,
    task_page,
    verification_page,
    waiting_page,
)
from hotline.db import health
from hotline.deployment import Deployment
from hotline.doctor.findings import run
from hotline.doctor.inside import QUICK
from hotline.followups import backups, paging, sending_health, unclaimed
from hotline.intake import provider_copies
from hotline.intake.contacts import load_versions_in_use
from hotline.portal import alert_link, api, profile, referral_pages
from hotline.portal.code_guesses import CodeGuesses
from hotline.privacy import key_canary, predecessors
from hotline.providers import callback_urls
from hotline.providers.verbs import Hangup
from hotline.public import directory_page, home, local_data, poster, web_report
from hotline.settings import Mode
from hotline.telephony import (
    alert_calls,
    audio,
    call_back_calls,
    emergency,
    fallback,
    inbound_calls,
    inbound_texts,
    status_callbacks,
    three_on_a_call,
    verification,
    whisper,
)
from hotline.telephony.direct import Direct
from hotline.web import auth, entering, login, second_factor, sso
from hotline.web.admission import Senders
from hotline.web.middleware import Front, not_understood, sorry
from hotline.web.speech import Speech
from hotline.web.thread_lanes import Lane, LateError

log = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "web" / "static"
PAGES = APIRouter()
"""All pages and callbacks. They are the same for every deployment, so they are put together once;
what they serve is in ``app.state``."""
for _router in (
    inbound_calls.router,
    whisper.router,
    alert_calls.router,
    call_back_calls.router,
    three_on_a_call.router,
    inbound_texts.router,
    audio.router,
    status_callbacks.router,
    login.router,
    second_factor.router,
    sso.router,
    queue.router,
    search_page.router,
    bulk_actions.router,
    new_report.router,
    report_page.router,
    actions.router,
    task_page.router,
    county_map.router,
    supervise.router,
    shift_page.router,
    coordinator_desk.router,
    verification_page.router,
    change_requests_page.router,
    waiting_page.router,
    on_call.router,
    my_page.router,
    my_factors.router,
    logins_page.router,
    audit_page.router,
    doctor_page.router,
    alert_link.router,
    profile.router,
    referral_pages.router,
    home.router,
    directory_page.router,
    local_data.router,
    web_report.router,
    poster.router,
    calendar_feed.router,
):
    PAGES.include_router(_router)
HEALTH_THREADS, HEALTH_SECONDS = 2, 2.0


def create_app(dep: Deployment) -> FastAPI:
    """The service as an ASGI application over one deployment."""
    app = FastAPI(
        title="hotline", version=__version__, docs_url=None, redoc_url=None, routes=PAGES.routes
    )
    app.state.deployment = dep
    _lock_wrong_keys(dep)
    load_versions_in_use(dep)
    app.state.live = live_updates.Live(dep)
    app.state.webhooks = fallback.webhooks()
    app.state.callbacks = fallback.callbacks()
    app.state.web_door = web_report.Door()
    app.state.senders = Senders()
    app.state.passwords = entering.Passwords()
    app.state.code_guesses = CodeGuesses()
    for error, handler in auth.HANDLERS.items():
        app.add_exception_handler(error, handler)
    for_agencies = api.api(dep)
    for_agencies.add_exception_handler(Exception, sorry)
    for served in (app, for_agencies):
        served.add_exception_handler(RequestValidationError, not_understood)
    app.mount("/api/v1", for_agencies)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Speech)
    app.add_middleware(Direct)
    app.add_middleware(Front, rescue=_rescue)
    _health(app, dep)
    return app


def _lock_wrong_keys(dep: Deployment) -> None:
    """With keys of another database nothing is sealed: callers get the emergency answer instead."""
    with contextlib.suppress(SQLAlchemyError), dep.database.read() as db:
        dep.keys.locked = key_canary.fault(db, dep.keys)
        predecessors.inherit(db, dep.keys)
    if dep.keys.locked:
        log.error("%s", dep.keys.locked)


def _rescue(request: Request) -> Response | None:
    """A webhook that broke before its handler still helps."""
    path = request.url.path
    if not callback_urls.is_callback(path):
        return None
    dep: Deployment = request.app.state.deployment
    fallback.BROKEN.labels("middleware").inc()
    if callback_urls.is_call_back(path):  # nobody knows who listens
        return fallback.respond(dep, dep.provider.render([Hangup()]))
    texted = path == callback_urls.TEXT
    if texted and not dep.provider.answers_texts:
        return Response(status_code=503)  # nobody would read it; the provider sends it again
    verbs = emergency.text() if texted else emergency.call(dep.settings.number)
    return fallback.respond(dep, dep.provider.render(verbs))


def _health(app: FastAPI, dep: Deployment) -> None:
    lane = app.state.health = Lane("health", HEALTH_THREADS, HEALTH_SECONDS, first=True)

    @app.get("/healthz")
    async def alive() -> dict[str, str]:
        """The process answers; it asks nothing else, and waits for nothing."""
        return {"status": "alive", "version": __version__}

    @app.get("/readyz")
    async def ready(request: Request, response: Response, worker: str = "") -> dict[str, object]:
        """It can take work: the database takes writes, and flows and rules are published.

        Answers within about two seconds whatever the database does. A full disk, a lock that
        another program holds and a read-only database are found by writing.

        ``sending`` says whether messages go out. A call can be answered without, so that alone is
        no reason to take this process out of service; ``?worker=required`` makes it one, for a
        monitor that looks at the status only.

        ``paging`` says whether anyone can be paged when someone is in danger. A line on which
        nobody can is not ready once it is in production: ``status`` says so, and it is 503 for a
        monitor (``?worker=required``). A load balancer still gets 200: a caller who is turned away
        would have less. ``doctor`` names what the quick checks of ``hotline doctor`` found.

        ``seen_as`` and ``seen_from`` are how this request looked here, for ``hotline doctor``: it
        asks from outside and learns whether the proxy says so honestly.

        ``verifies`` is the address that signatures are checked against: when a proxy changes it,
        every caller is turned away, so it is said here and at start. ``files_refused`` names the
        mistakes for which changed files were not loaded; what was served before is served on.
        """
        try:
            found = await lane.do(request, lambda: _look(dep))
        except LateError:
            found = Readiness(f"the database did not answer within {lane.seconds:.0f} s")
        alone = bool(found.paging) and dep.settings.mode is Mode.PRODUCTION
        if found.problem or (worker == "required" and (found.sending or alone)):
            response.status_code = 503
        return {
            "status": found.problem or (found.paging if alone else "") or "ready",
            "sending": found.sending or "yes",
            "paging": found.paging or "yes",
            "version": found.version,
            "files_refused": [str(problem) for problem in dep.library.refused],
            "verifies": dep.callbacks.verified(),
            "signatures_refused": verification.refused(),
            "mode": dep.settings.mode.value,
            "doctor": list(found.doctor),
            "program": __version__,
            "seen_as": request.url.scheme,
            "seen_from": request.client.host if request.client else "",
        }

    @app.get("/metrics")
    async def metrics(request: Request) -> Response:
        """Counters for Prometheus; none of them names a person or a report."""
        with contextlib.suppress(LateError):
            await lane.do(request, lambda: _measure(dep))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True)
class Readiness:
    """What keeps this process from taking work, what keeps messages from going out, what is
    served, why nobody can be paged; empty where nothing does, or nothing is known.
    """

    problem: str
    sending: str = "not known"
    version: str = ""
    paging: str = "not known"
    doctor: tuple[str, ...] = ()
    """What the quick checks of ``hotline doctor`` found, each with what to do."""


def _look(dep: Deployment) -> Readiness:
    problem, sending, version, paged = "", "not known", "", "not known"
    try:
        with dep.database.read() as db:
            sending = sending_health.pulse(db, dep.clock()).problem
            paged = paging.problem(db, dep)
            version = dep.library.current(db).digest[:12]
            problem = key_canary.fault(db, dep.keys)
    except UnpublishedError as error:
        problem = str(error)
    except SQLAlchemyError as error:
        return Readiness(health.problem_of(error))
    found = tuple(str(one) for one in run(dep, QUICK) if one.state != "ok")
    return Readiness(problem or health.probe(dep.database), sending, version, paged, found)


def _measure(dep: Deployment) -> None:
    with contextlib.suppress(SQLAlchemyError), dep.database.read() as db:
        sending_health.pulse(db, dep.clock())
        backups.backups(db, dep.settings, dep.clock())
        unclaimed.unclaimed(db)
        paging.reachable(db, dep)
        provider_copies.left(db)
