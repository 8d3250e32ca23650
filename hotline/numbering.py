"""Whether a telephone number can be someone's, also where the library's data is behind the plan.

``phonenumbers`` carries the area codes that were in service when its data was written, and new ones
arrive late: 436 has been given out in Ohio since March 2024 (Public Utilities Commission of Ohio,
https://puco.ohio.gov) and is unknown to 9.0.43. Who has such a number is still one person, and an
agency with such a number can still be rung, so a number of the North American plan is also judged
by the plan's own form.
"""

from __future__ import annotations

import re

import phonenumbers

NORTH_AMERICA = 1
"""The country code of the North American Numbering Plan."""
_GEOGRAPHIC = re.compile(r"(?!37|96)[2-9](?P<second>[0-8])(?!(?P=second))\d(?!\d11)[2-9]\d{6}")
"""Ten digits that the plan could give to a telephone: no middle 9 and no 37x or 96x, which are kept
for the plan's own growth; two like digits at the end mean a service, not a place; no 211 to 911 as
an exchange. Source: ATIS-0300055 (area codes) and ATIS-0300051 (exchanges)."""


def can_be_given_out(number: phonenumbers.PhoneNumber) -> bool:
    """Whether ``number``, as parsed with its country, can belong to a telephone."""
    if phonenumbers.is_valid_number(number):
        return True
    national = phonenumbers.national_significant_number(number)
    return number.country_code == NORTH_AMERICA and _GEOGRAPHIC.fullmatch(national) is not None
