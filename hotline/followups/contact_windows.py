"""When a reporter may be written to or called: the window that they agreed to, in their own zone.

Hours are wall-clock hours where the reporter is believed to be, so that a change to or from
daylight saving time moves nothing for them. Even "any time" leaves the night out: a text that
lights up a telephone at three may be read by the wrong person (47 CFR 64.1200(c)(1) draws the same
line, 8 a.m. to 9 p.m. at the called party's location).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.domain import Place
from hotline.geo import Locator

WINDOWS = {
    "any": (time(8), time(21)),
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(21)),
}
"""By the answer to "when is it safe?": from, until (not included)."""
DEFAULT = "any"


def zone_of(locator: Locator, place: Place | None, otherwise: str) -> ZoneInfo:
    """The zone of a place; that of the line where it is not known."""
    return ZoneInfo(locator.gazetteer.time_zone(place) or otherwise)


def next_open(window: str | None, zone: ZoneInfo, moment: datetime) -> datetime:
    """``moment`` when it is inside the window, else when the window opens next; aware UTC in, out.

    A window nobody knows is taken as :data:`DEFAULT`.
    """
    opens, closes = WINDOWS.get(window or DEFAULT, WINDOWS[DEFAULT])
    local = moment.astimezone(zone)
    if opens <= local.time() < closes:
        return moment
    day = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, opens, zone).astimezone(moment.tzinfo)
