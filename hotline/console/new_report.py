"""A report entered by hand: made in person, by letter, by email, or through another line.

It goes the same way as every other: the same triage, the same locator, the same rules. The form
sent twice makes one report, and what is not clear is asked before anything is stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as DbSession

from hotline.accounts.staff import Visitor
from hotline.config_versions.store import Version
from hotline.console import corrections, form_idempotency
from hotline.console.action import note
from hotline.db.reports import ACCOUNT
from hotline.deployment import Deployment
from hotline.domain import Known, Medium, Place, Role
from hotline.i18n import display_names, say
from hotline.intake import route_report
from hotline.intake.nlu import CallSenses
from hotline.intake.reports import Assessment, OpenReport, new_report, with_triage
from hotline.unit_of_work import Tx
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import form_page, render

router = APIRouter(include_in_schema=False)
LONGEST = 20_000
NOWHERE = (
    "We don't know a place called “{given}”. Type a city with its state, a county, or a ZIP "
    "code, or leave the field empty."
)
WAYS = {
    "desk": "in person",
    "post": "by letter",
    "email": "by email",
    "line": "from another line",
    "other": "another way",
}
ASKED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "in_danger": ("Is anyone in danger now?", {"yes": "Yes", "no": "No", "": "Unknown"}),
    "kind": (
        "What is happening?",
        {
            "": "Detect from the text",
            "labor": "Forced labor",
            "sex": "Commercial sex by force, fraud, or coercion",
            "both": "Both",
        },
    ),
    "role": (
        "Who is reporting?",
        {
            "": "Detect from the text",
            Role.SELF.value: "The victim or survivor",
            Role.THIRD_PARTY.value: "Someone else",
            Role.PROFESSIONAL.value: "A professional",
        },
    ),
    "minor": (
        "Is anyone under 18?",
        {"": "Detect from the text", Known.YES.value: "Yes", Known.NO.value: "No"},
    ),
    "happening_now": (
        "Is it happening now?",
        {"": "Unknown", "yes": "Yes", "ongoing": "Ongoing, not at this moment", "no": "No"},
    ),
}
"""What the flows ask a caller, and what can be answered to it, by the fact's name."""


class UnclearError(ValueError):
    """Something must be clearer before the report can be saved."""


@router.get("/reports/new")
def form(request: Request, visitor: Current) -> Response:
    """The empty form."""
    return _form(request, visitor, {})


def _form(request: Request, visitor: Visitor, given: Mapping[str, str], said: str = "") -> Response:
    return form_page(
        request,
        "entry.html",
        visitor,
        said,
        given=given,
        asked=ASKED,
        ways=WAYS,
        once=given.get(form_idempotency.FIELD) or form_idempotency.token(),
        books=display_names,
    )


@router.post("/reports/new")
def take(request: Request, dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Take the report. What was typed comes back when something is not clear."""
    try:
        made = _take_once(dep, visitor, fields)
    except UnclearError as error:
        return _form(request, visitor, fields, str(error))
    return render(request, "taken.html", visitor=visitor, **json.loads(made))


def _take_once(dep: Deployment, visitor: Visitor, fields: Mapping[str, str]) -> str:
    try:
        return _take(dep, visitor, fields)
    except IntegrityError:  # the same form, twice at the same instant: the other one made it
        return _take(dep, visitor, fields)


def _take(dep: Deployment, visitor: Visitor, fields: Mapping[str, str]) -> str:
    with dep.database.write() as db:
        before = form_idempotency.made_before(db, dep, fields)
        if before is not None:
            return before
        opened, code = _report(db, dep, visitor, fields)
        made = json.dumps({"tip_id": opened.tip_id, "code": code})
        form_idempotency.note(db, dep, fields, made)
        return made


def _report(
    db: DbSession, dep: Deployment, visitor: Visitor, fields: Mapping[str, str]
) -> tuple[OpenReport, str]:
    now = dep.clock()
    version = dep.library.current(db)
    known = _assessed(dep, version, fields)
    opened, code = new_report(db, dep, medium=Medium.DESK, reporter=None, now=now)
    language = _language(fields)
    for words in known.story:
        opened.tell(words, at=now, kind=ACCOUNT, author=visitor.actor, language=language)
    for fact, value in known.answers.items():
        opened.tell(f"{fact}: {value}", at=now, kind="answer", author=visitor.actor)
    way = WAYS.get(fields.get("way", ""), WAYS["other"])
    source = f"Entered by hand, {way}."
    opened.tell(source, at=now, kind="note", author=visitor.actor, language="en")
    opened.keep(known, now)
    note(Tx(db, dep, now), visitor, opened, "entered")
    route_report.route(Tx(db, dep, now), opened, version, cause="entered by hand")
    return opened, code


def _assessed(dep: Deployment, version: Version, fields: Mapping[str, str]) -> Assessment:
    story = fields.get("story", "").strip()[:LONGEST]
    facts = {
        name: fields[name]
        for name, (_, values) in ASKED.items()
        if fields.get(name) and fields[name] in values
    }
    if not story:
        raise UnclearError(say("Write down what was reported. Nothing was saved yet."))
    served = version.rules.served
    senses = CallSenses(version.sorter, dep.locator, served, on=dep.clock().date())
    triage = senses.classify((story,), facts, _language(fields))
    place = _place(dep, fields.get("place", "").strip()[:120], story, served)
    known = with_triage(Assessment(story=(story,), answers=facts), triage)
    label = dep.locator.label(place) if place else ""
    return replace(known, place=place, place_label=label)


def _language(fields: Mapping[str, str]) -> str:
    given = fields.get("language", "en")
    return given if given in display_names.LANGUAGES else "und"


def _place(dep: Deployment, given: str, story: str, served: frozenset[str]) -> Place | None:
    """The place that was typed, else the one in the story. Raises :class:`UnclearError`."""
    if not given:
        return dep.locator.locate(story, served=served).best
    found = dep.locator.locate(given, expecting=True, served=served)
    options = found.question.options if found.question else ()
    if found.best is not None:
        return found.best
    if options:
        labels = "; ".join(dep.locator.label(place) for place in options)
        raise UnclearError(say(corrections.SEVERAL, given=given, names=labels))
    raise UnclearError(say(NOWHERE, given=given))
