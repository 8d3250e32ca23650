"""One action for many reports of a list: claim, assign, unassign, close, reopen, link.

Each report is its own transaction with the same checks as on its page: its owner, and whether it
was changed since the list was opened. What could not be done is said by name; the rest is done, and
can be undone together.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import APIRouter, Response

from hotline.accounts.staff import Visitor
from hotline.console import actions, confirmations, search_page
from hotline.console.actions import RefusedError, UnknownReportError
from hotline.console.confirmations import Done
from hotline.console.queue_rows import Filters
from hotline.deployment import Deployment
from hotline.i18n import say, say_n
from hotline.privacy import codes
from hotline.web.auth import Current, Dep, Fields
from hotline.web.pages import see_other

router = APIRouter(include_in_schema=False)
MOST = 100
"""Reports at once; a page has fewer, but for much danger."""
PREFIX = "tip-"
"""What the name of a ticked box begins with."""
ACTIONS: Mapping[str, str] = {
    "claim": "claim",
    "release": "release",
    "assign": "hand_over",
    "close": "close",
    "reopen": "reopen",
    "link": "relate",
}
"""What the bar of a list offers, and the action on each report that does it."""
UNDO: Mapping[str, str] = {"claim": "release", "release": "claim", "close": "reopen"}
MOST_NAMED = 5


@router.post("/queue/bulk")
def bulk(dep: Dep, visitor: Current, fields: Fields) -> Response:
    """Do one thing to all reports that were ticked; the list is shown again and says what came."""
    do, _, choice = fields.get("do", "").partition(":")
    back = _back(dep, fields.get("address", ""))
    tips = [tip for name in fields if (tip := codes.read_tip_id(name.removeprefix(PREFIX)))]
    if do not in ACTIONS or not tips:
        return _say(back, dep, Done(say("Select reports first.")))
    done, refused = _each(dep, visitor, fields, tips[:MOST], (do, choice))
    said = say_n("Done for {n} report.", "Done for {n} reports.", len(done))
    undo = {f"{PREFIX}{tip}": "1" for tip in done} | {"do": UNDO.get(do, ""), "address": back}
    can_undo = bool(done) and do in UNDO
    return _say(back, dep, Done(said, refused, UNDO[do] if can_undo else "", undo))


def _each(
    dep: Deployment,
    visitor: Visitor,
    fields: Mapping[str, str],
    tips: list[str],
    do: tuple[str, str],
) -> tuple[list[str], tuple[str, ...]]:
    """The tip IDs for which it was done, and a sentence for each that it was not."""
    name, choice = do
    action, given = ACTIONS[name], {key: fields[key] for key in ("seen",) if key in fields}
    if name == "link":  # all belong to the first
        pairs = [(tips[0], {"tip": tip, "is": "same"}) for tip in tips[1:]]
    else:
        more = {"disposition": choice, "to": fields.get("to", ""), "text": fields.get("text", "")}
        pairs = [(tip, given | more) for tip in tips]
    done, refused = [], []
    for tip, wanted in pairs:
        try:
            actions.do(dep, visitor, wanted, tip, action)
        except RefusedError as error:
            refused.append(f"{tip}: {error}")
        except UnknownReportError:
            refused.append(
                say("There is no report with the tip ID {tip}. Check the digits.", tip=tip)
            )
        else:
            done.append(tip)
    if len(refused) > MOST_NAMED:
        more_refused = say("{n} more were not changed.", n=len(refused) - MOST_NAMED)
        refused = [*refused[:MOST_NAMED], more_refused]
    return done, tuple(refused)


def _back(dep: Deployment, address: str) -> str:
    """The list from which it came."""
    if search_page.is_search(dep, address):
        return address
    path, _, query = address.partition("?")
    return Filters.of(dict(parse_qsl(query))).address() if path == "/queue" else "/queue"


def _say(back: str, dep: Deployment, done: Done) -> Response:
    return confirmations.send(see_other(back), dep, confirmations.QUEUE, done)
