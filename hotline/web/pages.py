"""Rendering: one Jinja2 environment, autoescaped, with the few filters that pages need."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from hotline.deployment import Deployment
from hotline.followups.task_kinds import kind_of
from hotline.i18n import language, say, say_n, shown, shown_n, translate
from hotline.i18n.catalogs import SOURCE, languages, locale_of
from hotline.i18n.clock import day_and_time, shortest
from hotline.i18n.display_names import lower_first, named, spoken
from hotline.settings import Mode
from hotline.web import needs_someone as now_strip
from hotline.web.numbers_in_text import numbers_in_text

HERE = Path(__file__).parent
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}


def deployment(request: Request) -> Deployment:
    """The deployment that serves this request."""
    dep: Deployment = request.app.state.deployment
    return dep


NO_STORE = {"cache-control": "no-store"}


@cache
def environment() -> Environment:
    """The templates; an undefined name is an error, never an empty page."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["ago"] = ago
    env.filters["words"] = words
    env.filters["named"] = named
    env.filters["task_label"] = task_label
    env.filters["has_label"] = lambda name: not kind_of(name).own_words
    env.filters["lower_first"] = lower_first
    env.filters["spoken"] = spoken
    env.filters["said"] = say
    env.filters["translated"] = translate
    env.filters["phone"] = phone
    env.filters["sure"] = sure
    env.filters["span"] = span
    env.filters["plain"] = plain
    env.filters["json_in_page"] = json_in_page
    env.filters["numbers"] = numbers_in_text
    env.globals |= {"asset": asset, "_": shown, "_n": shown_n, "script_words": script_words}
    return env


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so a browser never shows an old one.

    Raises :class:`FileNotFoundError` for a name that a template has wrong.
    """
    digest = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


@cache
def script_sentences() -> frozenset[str]:
    """What the scripts say, in English."""
    scripts = (HERE / "static").glob("*.js")
    found = (IN_SCRIPT.findall(script.read_text("utf-8")) for script in scripts)
    return frozenset(text for texts in found for text in texts)


def script_words() -> Markup:
    """For the scripts: their sentences in the language that is spoken, as JSON."""
    words = json.dumps({text: say(text) for text in sorted(script_sentences())}, ensure_ascii=False)
    return json_in_page(words)


def json_in_page(text: str) -> Markup:
    """JSON for a ``<script type="application/json">``."""
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin in it


def html(dep: Deployment, template: str, **values: Any) -> str:
    """A template as text, in the language that is spoken.

    Every template knows ``line_name``, its number, the desk's, ``now``, ``when``, ``lang``,
    ``demo``, ``training``, ``pace`` and ``provider_name`` (of single sign-on; empty for none).
    """
    zone = ZoneInfo(dep.settings.time_zone)
    given = {
        "line_name": dep.settings.line_name,
        "demo": dep.settings.demo,
        "training": dep.settings.mode is Mode.TRAINING,
        "pace": f"{dep.pace:g}",
        "desk_phone": dep.settings.desk_phone,
        "line_number": dep.settings.number,
        "now": dep.clock(),
        "local": lambda moment: day_and_time(moment, zone) if moment else "",
        "when": lambda moment: when(moment, zone, dep.clock()),
        "zone": zone.key,
        "visitor": None,
        "lang": language(),
        "source": SOURCE,
        "language_tag": str(locale_of(language())).replace("_", "-"),
        "languages": languages(),
        "now_strip": lambda: now_strip.strip(dep),
        "provider_name": dep.openid.at.name if dep.openid is not None else "",
        "cannot_store": dep.database.trouble,
        "cannot_page": lambda visitor: now_strip.cannot_page(dep, visitor),
    }
    return environment().get_template(template).render(given | values)


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page, never kept by a browser or a proxy."""
    dep = deployment(request)
    page = html(dep, template, request=request, **values)
    return HTMLResponse(page, status_code=status, headers=NO_STORE)


def form_page(
    request: Request, template: str, visitor: object, said: str = "", **values: Any
) -> Response:
    """The page of a form: 409 when ``said`` tells why nothing was changed."""
    status = 409 if said else 200
    return render(request, template, status=status, visitor=visitor, said=said, **values)


def see_other(path: str) -> Response:
    """After a form: go and look (303), so that reloading sends nothing twice."""
    return RedirectResponse(path, status_code=303)


def when(moment: datetime | None, zone: ZoneInfo, now: datetime) -> Markup:
    """A moment as a ``<time>`` in the zone of the line, without its day when that is today.

    Its title has the day; where scripts run and the reader is elsewhere, also their own time
    (``times.js``).
    """
    if moment is None:
        return Markup("")
    stamp, full = moment.isoformat(timespec="seconds"), day_and_time(moment, zone, now)
    text = shortest(moment, zone, now)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, full, text)


def task_label(name: str) -> str:
    """What a kind of task asks for."""
    return say(kind_of(name).label)


def ago(moment: datetime | None, now: datetime) -> str:
    """A span of time in the largest unit that fits: "4 min", "3 h", "in 2 d"."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    text = span(abs(seconds))
    return say("in {time}", time=text) if seconds <= -60 else text


def span(seconds: float) -> str:
    """So many seconds in the largest unit that fits: "4 min", "3 h", "2 days", "under 1 min"."""
    units = (("day", 86400.0), ("h", 3600.0), ("min", 60.0))
    unit, size = next(((u, n) for u, n in units if seconds >= n), ("", 1.0))
    count = int(seconds // size)
    if not unit:
        return say("under 1 min")
    return say_n("{n} day", "{n} days", count) if unit == "day" else f"{count} {unit}"


def words(name: str | None) -> str:
    """A name of ours in words: ``third_party`` is "third party"."""
    return say((name or "").replace("_", " "))


def phone(number: str) -> str:
    """A number as people write it: "+19565550100" is "956-555-0100"; others stay as they are."""
    digits = number.removeprefix("+1")
    if number.startswith("+1") and len(digits) == 10:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return number


def sure(confidence: float) -> str:
    """How sure the service is, in words with the figure behind them."""
    grade = next(word for least, word in SURE if confidence >= least)
    return f"{say(grade)} ({round(confidence * 100)}%)"


def plain(text: str) -> str:
    """A reason of the rules with its codes in words: "P0 needs …" is "danger now needs …"."""
    said = CODE.sub(lambda found: lower_first(named(found[0], "urgency")), text)
    return said.replace("_", " ")


CODE = re.compile(r"\bP[0-3]\b")
IN_SCRIPT = re.compile(r'\bsay\("((?:[^"\\]|\\.)*)"')
SURE = ((0.85, "High confidence"), (0.6, "Medium confidence"), (0.0, "Low confidence"))
