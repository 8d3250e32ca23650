#!/bin/sh
# Package:  zipcodes 3.0.0
# Input:    the time zone of each of the 42,789 ZIP codes that the package lists.
# Guess:    the name of a zone of the IANA database, or empty for military mail.
# Seen:     the village of Napakiak, Alaska has the time zone "Napakiak". Every other name is one
#           that zoneinfo knows.
# Output:   99634 Napakiak, AK: time zone 'Napakiak'; others that zoneinfo does not know: 0
# Why care: a report from a village with 350 people fails where the hour is worked out, and only
#           that one.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "zipcodes==3.0.0" "tzdata==2026.3"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from zoneinfo import available_timezones

import zipcodes

known = available_timezones()
odd = [code for code in zipcodes.list_all() if code["timezone"] and code["timezone"] not in known]
for code in odd[:1]:
    print(
        f"{code['zip_code']} {code['city']}, {code['state']}: time zone {code['timezone']!r}; "
        f"others that zoneinfo does not know: {len(odd) - 1}"
    )
raise SystemExit(0 if [code["timezone"] for code in odd] == ["Napakiak"] else 1)
PY
