#!/bin/sh
# Runs tests at moments at which dates are hard: midnight, both nights on which the clocks change, a
# holiday, a year's end, a leap day. Each folder that can depend on the date runs at two of them, and each
# moment meets several folders; with arguments, those tests run at every moment.
# TEST_CLOCK moves the clock of pytest and of every Python process it starts (tests/moved_clock).
# usage: sh tests/dates.sh [tests ...]
set -eu
export TZ=America/Chicago
given=$*
at() {
  moment=$1
  shift
  echo "== $moment: ${given:-$*}"
  # shellcheck disable=SC2086  # several tests in one word
  TEST_CLOCK=$moment .venv/bin/python -m pytest -q ${given:-$*}
}
at 2027-02-14T23:59:50-06:00 tests/referrals tests/unit tests/cli
at 2027-03-14T01:59:50-06:00 tests/routing tests/followups tests/harm
at 2027-07-05T10:00:00-05:00 tests/referrals tests/security tests/routing
at 2027-11-07T01:59:50-05:00 tests/harm tests/faults/test_provider.py tests/followups
at 2027-12-31T23:59:50-06:00 tests/web tests/unit tests/directory
at 2028-02-29T12:00:00-06:00 tests/web tests/security tests/cli tests/directory
