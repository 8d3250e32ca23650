#!/bin/sh
# Package:  phonenumbers 9.0.43
# Input:    numbers in area codes 364 (over 270, western Kentucky) and 448 (over 850, the Florida
#           Panhandle), asked of phonenumbers.timezone. Both regions lie in two zones; most of their
#           people are on Central time.
# Guess:    an overlay shares the region of the older code, so both zones are named, or Central.
# Seen:     every number of the overlays is in New York's zone only, while the older codes are told
#           apart by exchange: Bowling Green and Pensacola are in Chicago's.
# Output:   270 842 (Bowling Green): America/Chicago; all of 364: America/New_York
#           850 432 (Pensacola):     America/Chicago; all of 448: America/New_York
# Why care: quiet hours and office hours worked out from the number are an hour off.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "phonenumbers==9.0.43"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from phonenumbers import parse
from phonenumbers.timezone import time_zones_for_number


def zones(*numbers):
    return {zone for number in numbers for zone in time_zones_for_number(parse(number))}


def overlay(code):
    return zones(*(f"+1{code}{exchange}0142" for exchange in range(220, 990, 7)))


seen = [zones("+12708420142"), overlay(364), zones("+18504320142"), overlay(448)]
words = [", ".join(sorted(found)) for found in seen]
print(f"270 842 (Bowling Green): {words[0]}; all of 364: {words[1]}")
print(f"850 432 (Pensacola):     {words[2]}; all of 448: {words[3]}")
raise SystemExit(0 if words == ["America/Chicago", "America/New_York"] * 2 else 1)
PY
