#!/bin/sh
# Package:  icalendar 7.3.2, recurring-ical-events 3.8.2 (tzdata 2026.3)
# Input:    an on-call shift as an iCalendar event: DTSTART;TZID=America/Chicago, DURATION:PT8H,
#           in the two nights on which the clocks change.
# Guess:    eight hours later. RFC 5545, 3.3.6: a duration in hours is exact time, only days and
#           weeks are nominal, so that PT24H and P1D differ in those nights.
# Seen:     the hours are added to the wall clock: the shift lasts nine hours in November and seven
#           in March, and PT24H is the same as P1D. event.duration still says eight hours.
# Output:   2026-10-31 22:00 PT8H  ends 2026-11-01T06:00:00-06:00 after 9:00:00, duration 8:00:00
#           2026-03-07 22:00 PT8H  ends 2026-03-08T06:00:00-05:00 after 7:00:00, duration 8:00:00
#           2026-10-31 22:00 PT24H ends 2026-11-01T22:00:00-06:00 after 1 day, 1:00:00
#           2026-01-10 22:00 PT8H  ends 2026-01-11T06:00:00-06:00 after 8:00:00
# Why care: whoever reads shifts from a calendar pages the next person an hour late, or pages two.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    "icalendar==7.3.2" "recurring-ical-events==3.8.2" "tzdata==2026.3"
"$work/venv/bin/python" - <<'PY'
from datetime import UTC, datetime, timedelta

import icalendar
import recurring_ical_events

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//shifts//EN\r\nBEGIN:VEVENT\r\n"
    "UID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\n"
    "DTSTART;TZID=America/Chicago:{day}T220000\r\nDURATION:{length}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
EXPECTED = {
    ("20261031", "PT8H"): ("2026-11-01T06:00:00-06:00", timedelta(hours=9)),
    ("20260307", "PT8H"): ("2026-03-08T06:00:00-05:00", timedelta(hours=7)),
    ("20261031", "PT24H"): ("2026-11-01T22:00:00-06:00", timedelta(hours=25)),
    ("20260110", "PT8H"): ("2026-01-11T06:00:00-06:00", timedelta(hours=8)),
}
wrong = 0
for (day, length), expected in EXPECTED.items():
    calendar = icalendar.Calendar.from_ical(EVENT.format(day=day, length=length))
    first = datetime.strptime(day, "%Y%m%d")
    found = recurring_ical_events.of(calendar).between(first, first + timedelta(days=2))
    for event in (calendar.walk("VEVENT")[0], next(iter(found))):
        after = event.end.astimezone(UTC) - event.start.astimezone(UTC)
        wrong += (event.end.isoformat(), after) != expected
    said = calendar.walk("VEVENT")[0].duration
    print(f"{first:%Y-%m-%d} 22:00 {length:5} ends {event.end.isoformat()} after {after}, duration {said}")
raise SystemExit(1 if wrong else 0)
PY
