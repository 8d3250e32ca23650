#!/bin/sh
# Package:  opening_hours_py 2.1.4 (Python binding of the Rust crate opening-hours)
# Input:    a desk that opens at 01:30 ("01:30-05:00", zone America/Chicago), asked in the night in
#           which the clocks go back and 01:30 comes twice (November 1, 2026).
# Guess:    state() and next_change() agree: the desk opens at the first 01:30, or at the second.
# Seen:     state() says open at the first 01:45 (CDT), but asked at 00:50, next_change() names the
#           second 01:30 (CST), an hour after the desk is open by state()'s own word; intervals()
#           calls that hour closed as well. In other nights the three agree.
# Output:   state at 01:45 CDT: open; next change after 00:50: 2026-11-01T01:30:00-06:00
#           state at 01:45 CST: open; interval before it: closed until 2026-11-01T01:30:00-06:00
# Why care: a router that stores "opens next at" rings nobody for an hour in which somebody answers.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "opening_hours_py==2.1.4" "tzdata==2026.3"
"$work/venv/bin/python" - <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

zone = ZoneInfo("America/Chicago")
desk = OpeningHours("01:30-05:00", timezone=zone)
before = datetime(2026, 11, 1, 0, 50, tzinfo=zone)
states = [desk.state(datetime(2026, 11, 1, 1, 45, tzinfo=zone, fold=fold))[0] for fold in (0, 1)]
change = desk.next_change(before)
closed = next(iter(desk.intervals(before)))
usual = desk.next_change(datetime(2026, 11, 3, 0, 50, tzinfo=zone))
print(f"state at 01:45 CDT: {states[0]}; next change after 00:50: {change.isoformat()}")
print(f"state at 01:45 CST: {states[1]}; interval before it: {closed[2]} until {closed[1].isoformat()}")
seen = (
    [str(state) for state in states],
    change.isoformat(),
    str(closed[2]),
    closed[1].isoformat(),
    usual.isoformat(),
)
second = "2026-11-01T01:30:00-06:00"
expected = (["open", "open"], second, "closed", second, "2026-11-03T01:30:00-06:00")
raise SystemExit(0 if seen == expected else 1)
PY
