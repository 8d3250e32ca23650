"""Puts the service together: routers, headers, health. Nothing else happens here."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from hotline import __version__
from hotline.console import (
    actions,
    asked,
    atlas,
    calendar_feed,
    desk,
    entry,
    live,
    me,
    queue,
    reports,
    rota,
    supervise,
    work,
)
from hotline.deployment import Deployment
from hotline.followups import pulse
from hotline.portal import alert_link, api, inbox, us
from hotline.privacy import canary
from hotline.public import directory, home, local_data
from hotline.telephony import (
    agents,
    alerts,
    audio,
    calls,
    safety,
    signature,
    status,
    texting,
    twiml,
)
from hotline.versions.published import UnpublishedError
from hotline.web import guard, login
from hotline.web.pages import HEADERS
from hotline.web.speech import Speech

log = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "web" / "static"


def create_app(dep: Deployment) -> FastAPI:
    """The service as an ASGI application over one deployment."""
    app = FastAPI(title="hotline", version=__version__, docs_url=None, redoc_url=None)
    app.state.deployment = dep
    _lock_wrong_keys(dep)
    app.state.live = live.Live(dep)
    for router in (
        calls.router,
        agents.router,
        alerts.router,
        texting.router,
        audio.router,
        status.router,
        login.router,
        queue.router,
        entry.router,
        reports.router,
        actions.router,
        work.router,
        atlas.router,
        supervise.router,
        desk.router,
        asked.router,
        rota.router,
        me.router,
        alert_link.router,
        us.router,
        inbox.router,
        home.router,
        directory.router,
        local_data.router,
        calendar_feed.router,
    ):
        app.include_router(router)
    for error, handler in guard.HANDLERS.items():
        app.add_exception_handler(error, handler)
    app.mount("/api/v1", api.api(dep))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.middleware("http")(_with_headers)
    app.add_middleware(Speech)
    _health(app, dep)
    return app


def _lock_wrong_keys(dep: Deployment) -> None:
    """With keys of another database nothing is sealed: callers get the emergency answer instead."""
    with contextlib.suppress(SQLAlchemyError), dep.database.read() as db:
        dep.keys.locked = canary.fault(db, dep.keys)
    if dep.keys.locked:
        log.error("%s", dep.keys.locked)


async def _with_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Security headers on every answer; a webhook that broke before its handler still helps."""
    try:
        response = await call_next(request)
    except Exception:
        path = request.url.path
        if not path.startswith("/twilio/"):
            raise
        number = request.app.state.deployment.settings.number
        safety.BROKEN.labels("middleware").inc()
        texted = path == "/twilio/sms"
        response = safety.twiml(twiml.emergency_text() if texted else twiml.emergency_voice(number))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _health(app: FastAPI, dep: Deployment) -> None:
    @app.get("/healthz")
    def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive", "version": __version__}

    @app.get("/readyz")
    def ready(response: Response, worker: str = "") -> dict[str, object]:
        """It can take work: the database answers, and flows and rules are published.

        ``sending`` says whether messages go out. A call can be answered without, so that alone is
        no reason to take this process out of service; ``?worker=required`` makes it one, for a
        monitor that looks at the status only.

        ``verifies`` is the address that signatures are checked against: when a proxy changes it,
        every caller is turned away, so it is said here and at start. ``files_refused`` names the
        mistakes for which changed files were not taken up; what was served before is served on.
        """
        problem, sending = "", "not known"
        try:
            with dep.database.read() as db:
                sending = pulse.pulse(db, dep.clock()).problem
                version = dep.library.current(db).digest[:12]
                problem = canary.fault(db, dep.keys)
        except UnpublishedError as error:
            problem, version = str(error), ""
        except SQLAlchemyError as error:
            problem, version = f"the database cannot be reached ({type(error).__name__})", ""
        if problem or (worker == "required" and sending):
            response.status_code = 503
        return {
            "status": problem or "ready",
            "sending": sending or "yes",
            "version": version,
            "files_refused": [str(problem) for problem in dep.library.refused],
            "verifies": f"{dep.settings.base_url}/twilio/",
            "signatures_refused": int(signature.REFUSED._value.get()),
            "mode": dep.settings.mode.value,
        }

    @app.get("/metrics")
    def metrics() -> Response:
        """Counters for Prometheus; none of them names a person or a report."""
        with contextlib.suppress(SQLAlchemyError), dep.database.read() as db:
            pulse.pulse(db, dep.clock())
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
