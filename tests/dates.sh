#!/bin/sh
# Runs the tests that read this machine's own clock at moments at which dates are hard: midnight, both
# nights on which the clocks change, a leap day, a holiday, a year's end. All other tests bring
# their own clock (MovedClock in tests/line.py) and cannot tell what day it is.
# usage: sh tests/dates.sh [tests ...]
set -eu
if ! command -v faketime >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing faketime to move the clock"
    apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q faketime >/dev/null
  else
    echo "These tests need faketime. Install it, for example: sudo apt-get install faketime" >&2
    exit 2
  fi
fi
[ $# -gt 0 ] || set -- tests/faults/test_provider.py tests/harm/test_safety_wording.py \
  tests/unit/test_throttle.py tests/unit/test_retention.py tests/unit/test_privacy_audit.py
# PostgreSQL's server cannot be started under a moved clock
export FAKETIME_DONT_FAKE_MONOTONIC=1 TZ=America/Chicago
while read -r moment; do
  echo "== $moment, Chicago"
  faketime -f "@$moment" .venv/bin/python -m pytest -q -m "not postgres" "$@" </dev/null
done <<MOMENTS
2027-02-14 23:59:50
2027-03-14 01:59:50
2027-07-05 10:00:00
2027-11-07 01:59:50
2027-12-31 23:59:50
2028-02-29 12:00:00
MOMENTS
