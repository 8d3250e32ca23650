"""How long an entry may be used: by when it was last called, and by the date of its page. Pure.

A number is as old as what vouches for it. A call, or the agency's own word, vouches for
``verified_within``; a page with a date for ``page_within`` from *that* date, however lately it was
read; a page without a date for ``undated_within`` from the day it was read. Whichever lasts longest
counts.
"""

from __future__ import annotations

from datetime import date, timedelta

from hotline.routing.rules import Policy
from hotline.routing.types import Agency, Beds


def page_day(page_date: str) -> date | None:
    """The first day that "2023", "2023-07" or "2023-07-13" may mean; none for "undated"."""
    if not page_date[:1].isdigit():
        return None
    try:
        return date.fromisoformat(f"{page_date}-01-01"[:10])
    except ValueError:
        return None


def fresh_until(agency: Agency, policy: Policy) -> date | None:
    """The last day on which the entry may be used; ``None`` when nothing ever vouched for it."""
    heard = [day for day in (agency.called_on, agency.confirmed_on) if day]
    lasts = [day + timedelta(days=policy.verified_within_days) for day in heard]
    if agency.read_on is not None:
        dated = page_day(agency.page_date)
        if dated is not None:
            lasts.append(dated + timedelta(days=policy.page_within_days))
        else:
            lasts.append(agency.read_on + timedelta(days=policy.undated_within_days))
    return max(lasts, default=None)


def how_old(agency: Agency) -> str:
    """What vouches for the entry, in words: for reasons, pages and lists."""
    said = []
    if agency.called_on:
        said.append(f"last called {agency.called_on}")
    if agency.confirmed_on:
        said.append(f"confirmed by the agency {agency.confirmed_on}")
    if agency.read_on and page_day(agency.page_date):
        said.append(f"its page is from {agency.page_date}")
    elif agency.read_on:
        said.append(f"its page has no date and was read {agency.read_on}")
    if not agency.called_on:
        said.append("never called")
    return ", ".join(said)


def beds_known(beds: Beds | None, policy: Policy, today: date) -> Beds | None:
    """The count of free beds, while it is believed."""
    if beds is None or today > beds.on + timedelta(days=policy.beds_within_days):
        return None
    return beds
