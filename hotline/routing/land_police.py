"""Who polices tribal land and military bases, beside or instead of the town's and county's police.

A pointer for dispatchers, not legal advice: 18 U.S.C. 1152, 1153, 1162 and 1169 for tribal land,
10 U.S.C. 802 and 18 U.S.C. 7 for bases. Nobody is notified by it: whether the police hear of a
report stays with its rules and consents.
"""

from __future__ import annotations

from hotline.geo.land import Land
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Channel, Purpose

FBI = "fbi_tips"
STATE_LAW_ON_TRIBAL_LAND = frozenset({"AK", "CA", "MN", "NE", "OR", "WI"})
"""States that 18 U.S.C. 1162 (Public Law 280) gives criminal jurisdiction there; a few nations
(Red Lake, Warm Springs, Menominee) are excepted."""
INVESTIGATORS = {
    Land.ARMY: "Army CID",
    Land.NAVY: "NCIS (Navy, Marine Corps)",
    Land.AIR: "Air Force OSI",
    Land.BASE: "Army CID, NCIS or Air Force OSI",
}


def police_of(land: Land, state: str | None, rules: RuleBook) -> str:
    """Whom a dispatcher calls where the police are to hear of it."""
    if land is not Land.TRIBAL:
        return (
            f"the base's military police and {INVESTIGATORS[land]}; the FBI{_number(rules)} where "
            "civilians do it; outside the gate, the town's or county's police"
        )
    if state in STATE_LAW_ON_TRIBAL_LAND:
        return (
            f"tribal police, and the county's: on most tribal land in {state} state law holds too "
            f"(18 U.S.C. 1162); the FBI{_number(rules)} if neither answers"
        )
    return (
        f"tribal police and the FBI{_number(rules)} (18 U.S.C. 1152-1153): the county's police "
        "may have no power there; outside tribal land they have"
    )


def child_office_of(land: Land) -> str:
    """Who else hears of a child there, beside the state's child protection."""
    if land is Land.TRIBAL:
        return "the nation's own child protection or tribal police (18 U.S.C. 1169)"
    return "the base's Family Advocacy Program, after the state's child protection"


def _number(rules: RuleBook) -> str:
    fbi = rules.agencies.get(FBI)
    points = fbi.points(Purpose.PUBLIC_LINE, Channel.PHONE) if fbi else ()
    return f" ({points[0].address})" if points else ""
