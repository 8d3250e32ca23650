#!/bin/sh
# Package:  dateparser 1.5.0
# Input:    "½ hour ago" and "2½ hours ago" as phone keyboards write them, and "0.5 hours ago", at
#           2:00 PM.
# Guess:    1:30 PM, 11:30 AM and 1:30 PM; or nothing, when the sign is not known.
# Seen:     noon for both with the sign: only a 2 is read of it. "0.5 hours ago" is right.
# Output:   ½ hour ago: 12:00; 2½ hours ago: 12:00; 0.5 hours ago: 13:30
# Why care: what happened half an hour ago is filed as two hours old, and may be called less urgent.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "dateparser==1.5.0" "tzdata==2026.3"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from datetime import datetime

import dateparser

now = {"RELATIVE_BASE": datetime(2026, 11, 30, 14, 0)}
said = ("½ hour ago", "2½ hours ago", "0.5 hours ago")
seen = [f"{dateparser.parse(text, languages=['en'], settings=now):%H:%M}" for text in said]
print("; ".join(f"{text}: {time}" for text, time in zip(said, seen)))
raise SystemExit(0 if seen == ["12:00", "12:00", "13:30"] else 1)
PY
