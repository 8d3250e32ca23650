#!/bin/sh
# Package:  APScheduler 3.11.1
# Input:    a crontab line for every Sunday at nine, "0 9 * * 0", given to
#           CronTrigger.from_crontab() on a Tuesday in November 2026.
# Guess:    it fires on Sundays, as cron has it and as the method's name promises.
# Seen:     it fires on Mondays: the trigger counts days from Monday as 0, and from_crontab() passes
#           the number on. "sun" in place of 0 is right. And with a day of the month, "0 9 13 * 5"
#           waits for a Friday the 13th that is a Saturday here, where cron fires on either.
# Output:   0 9 * * 0   first fires on Monday, 2026-11-30
#           0 9 * * sun first fires on Sunday, 2026-11-29
#           0 9 13 * 5  first fires on Saturday, 2027-02-13
# Why care: who is on call over the weekend gets the list for the shift a day after it began.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "APScheduler==3.11.1" "tzdata==2026.3"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

zone = ZoneInfo("America/Chicago")
tuesday = datetime(2026, 11, 24, 12, tzinfo=zone)
seen = []
for line in ("0 9 * * 0", "0 9 * * sun", "0 9 13 * 5"):
    first = CronTrigger.from_crontab(line, timezone=zone).get_next_fire_time(None, tuesday)
    seen.append(f"{first:%A, %Y-%m-%d}")
    print(f"{line:<11} first fires on {seen[-1]}")
expected = ["Monday, 2026-11-30", "Sunday, 2026-11-29", "Saturday, 2027-02-13"]
raise SystemExit(0 if seen == expected else 1)
PY
