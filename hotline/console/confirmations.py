"""After an action: what was done, what followed from it, and how to undo it.

The sentence is made in the transaction of the action, from what referrals and tasks were before and
are after it. It waits in a sealed cookie for the page that is shown next, and for no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi import Request, Response
from sqlalchemy import select

from hotline.console import corrections, manual_referral
from hotline.console.action import Doing
from hotline.console.report_view import agency_name
from hotline.db.accounts import Staff
from hotline.db.states import ReferralState, TaskState
from hotline.db.tasks import Task
from hotline.deployment import Deployment
from hotline.followups.task_kinds import kind_of
from hotline.i18n import say, say_n
from hotline.i18n.display_names import DISPOSITIONS, DONE, lower_first, named
from hotline.referrals import chain
from hotline.web import sealed_values

COOKIE, PURPOSE = "done", "done"
QUEUE = "/queue"
"""The path of the lists."""
LIVES_SECONDS = 60
MOST_NAMED = 4
OPPOSITE = {"claim": "release", "release": "claim", "close": "reopen", "withdraw": "restore"}
"""Actions that another one undoes, with the same fields."""


@dataclass(frozen=True)
class Before:
    """What referrals and tasks were, and what only they can bring back."""

    referrals: Mapping[int, str]
    tasks: Mapping[int, str]
    correction: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What the next page says: sentences, and the form that undoes it."""

    said: str = ""
    followed: tuple[str, ...] = ()
    undo: str = ""
    """The action that undoes it, or nothing."""
    fields: Mapping[str, str] = field(default_factory=dict)


def before(doing: Doing, action: str) -> Before:
    """To be called before the action."""
    correction = corrections.undo_fields(doing) if action == "override" else {}
    return Before(_referrals(doing), _tasks(doing), correction)


def after(doing: Doing, action: str, was: Before) -> Done:
    """What the action did; to be called after it, in its transaction."""
    doing.db.flush()
    new = _referrals(doing)
    undo, fields = OPPOSITE.get(action, ""), {}
    if action == "override":
        undo, fields = "uncorrect", dict(was.correction)
    elif action == "relate":
        opposite = "same" if doing.field("is", 10) == "other" else "other"
        undo, fields = action, {"tip": doing.field("tip", 20), "is": opposite}
    elif action in {"withdraw", "restore"}:
        undo = "restore" if action == "withdraw" else "withdraw"
        fields = {"referral": doing.field("referral", 20), "sure": "1"}
    elif action == "refer":
        asked = [key for key, state in new.items() if state != was.referrals.get(key)]
        undo, fields = "withdraw", {"referral": str(max(asked, default=0)), "sure": "1"}
    return Done(_said(doing, action), _followed(doing, was, new), undo, fields)


def _said(doing: Doing, action: str) -> str:
    special = SPECIAL.get(action)
    return special(doing) if special else named(action, "done") if action in DONE else ""


def _closed(doing: Doing) -> str:
    disposition = lower_first(say(DISPOSITIONS[doing.field("disposition")]))
    return say("Closed: {disposition}.", disposition=disposition)


def _handed_over(doing: Doing) -> str:
    person = doing.db.get(Staff, int(doing.field("to", 20)))
    return say("Handed over to {name}.", name=person.name if person else "")


def _corrected(doing: Doing) -> str:
    name = doing.field("name", 20)
    given = doing.opened.assessment().overrides[name]["label"]
    return say("{what} corrected: {value}.", what=say(corrections.NAMES[name]), value=given)


def _related(doing: Doing) -> str:
    if doing.field("is", 10) == "other":
        return say("Marked as not a match.")
    return say("Linked with {tip}.", tip=doing.field("tip", 20))


def _referred(doing: Doing) -> str:
    agency = manual_referral.chosen(doing)
    return say("Referred to {agency}.", agency=getattr(agency, "name", ""))


SPECIAL: Mapping[str, Callable[[Doing], str]] = {
    "close": _closed,
    "hand_over": _handed_over,
    "override": _corrected,
    "relate": _related,
    "refer": _referred,
}


# What followed ------------------------------------------------------------------------------------


def _referrals(doing: Doing) -> dict[int, str]:
    return {r.id: str(r.state) for r in chain.referrals_of(doing.db, doing.opened.row)}


def _tasks(doing: Doing) -> dict[int, str]:
    wanted = select(Task.id, Task.kind).where(
        Task.report_id == doing.opened.row.id, Task.state == TaskState.OPEN
    )
    return dict(doing.db.execute(wanted).all())


def _followed(doing: Doing, was: Before, new: Mapping[int, str]) -> tuple[str, ...]:
    """What became of referrals and tasks, a sentence each."""
    found = []
    for referral in chain.referrals_of(doing.db, doing.opened.row):
        state = new[referral.id]
        if state != was.referrals.get(referral.id) and state != ReferralState.PLANNED:
            name = agency_name(doing.dep, doing.db, referral)
            found.append(
                say("{agency}: {state}.", agency=name, state=lower_first(named(state, "referral")))
            )
    tasks = _tasks(doing)
    fresh = [kind_of(kind) for key, kind in tasks.items() if key not in was.tasks][:MOST_NAMED]
    found += [
        say("New task: {task}.", task=lower_first(say(kind.label)))
        for kind in fresh
        if not kind.own_words
    ]
    gone = sum(key not in tasks for key in was.tasks)
    if gone:
        found.append(say_n("1 task is no longer needed.", "{n} tasks are no longer needed.", gone))
    return tuple(found[: 2 * MOST_NAMED])


# To the next page ---------------------------------------------------------------------------------


def send(response: Response, dep: Deployment, path: str, done: Done) -> Response:
    """Let the page at ``path`` that is shown next say it."""
    if done.said:
        value = [done.said, list(done.followed), done.undo, dict(done.fields)]
        response.set_cookie(
            COOKIE,
            sealed_values.seal(dep, value, f"{PURPOSE}:{path}"),
            max_age=LIVES_SECONDS,
            path=path,
            httponly=True,
            samesite="strict",
            secure=dep.settings.base_url.startswith("https:"),
        )
    return response


def take(request: Request, dep: Deployment, path: str) -> Done:
    """What was done just now; nothing for any other page."""
    value = sealed_values.unseal(dep, request.cookies.get(COOKIE, ""), f"{PURPOSE}:{path}")
    if not isinstance(value, list):
        return Done()
    said, followed, undo, fields = value
    return Done(said, tuple(followed), undo, fields)


def clear(response: Response, path: str) -> Response:
    """It was said."""
    response.delete_cookie(COOKIE, path=path)
    return response
