#!/bin/sh
# Package:  APScheduler 3.11.1
# Input:    a job for each night at 1:30, as CronTrigger(hour=1, minute=30) and as
#           CalendarIntervalTrigger(days=1, hour=1, minute=30), in the night in which 1:30 comes
#           twice; and one for 2:30 in the night in which there is no 2:30 (America/Chicago, 2026).
# Guess:    a daily job runs once a day with either trigger, in those nights too.
# Seen:     CronTrigger runs twice in November and gives a time in March that does not exist (2:30
#           -06:00, which is 3:30 on the clock). CalendarIntervalTrigger runs once in November, and
#           in March leaves the day out.
# Output:   November: cron 2, calendar 1; March: cron 1, calendar 0
# Why care: a digest goes out twice; a nightly backup or a check of who is on call is missed once a
#           year.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "APScheduler==3.11.1" "tzdata==2026.3"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.calendarinterval import CalendarIntervalTrigger
from apscheduler.triggers.cron import CronTrigger

zone = ZoneInfo("America/Chicago")


def runs(trigger, day):
    """How often it fires on a day of the wall clock."""
    now = datetime(day.year, day.month, day.day, tzinfo=zone) - timedelta(minutes=1)
    previous, count = None, 0
    while True:
        fires = trigger.get_next_fire_time(previous, now)
        if fires is None or fires.date() > day:
            return count
        count += fires.date() == day
        previous = now = fires


def each(hour, day):
    cron = CronTrigger(hour=hour, minute=30, timezone=zone)
    calendar = CalendarIntervalTrigger(
        days=1, hour=hour, minute=30, start_date=day - timedelta(days=7), timezone=zone
    )
    return runs(cron, day), runs(calendar, day)


november, march = each(1, date(2026, 11, 1)), each(2, date(2026, 3, 8))
print("November: cron {}, calendar {}; March: cron {}, calendar {}".format(*november, *march))
raise SystemExit(0 if (november, march) == ((2, 1), (1, 0)) else 1)
PY
