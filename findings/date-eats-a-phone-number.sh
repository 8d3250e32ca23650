#!/bin/sh
# Package:  phonenumbers 9.0.43
# Input:    "Saw her 3-14-2026 956.523.0142 is his number" and the same with the date as 3/14/2026
#           or after the number, read by PhoneNumberMatcher for the United States.
# Guess:    the phone number +1 956 523 0142, whatever stands before it.
# Seen:     with hyphens in the date it gives a number in Missouri, +1 314 202 6956, made of the
#           date and the area code; with slashes it finds none. After the number either date does no
#           harm.
# Output:   3-14-2026 before: +13142026956
#           3/14/2026 before: none
#           3-14-2026 after:  +19565230142
# Why care: two reports that name one phone are not seen to be related, and a stranger's number is
#           kept.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "phonenumbers==9.0.43"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number


def numbers(text):
    found = PhoneNumberMatcher(text, "US")
    return [format_number(match.number, PhoneNumberFormat.E164) for match in found]


seen = [
    numbers("Saw her 3-14-2026 956.523.0142 is his number"),
    numbers("Saw her 3/14/2026 956.523.0142 is his number"),
    numbers("His number is 956.523.0142 saw her 3-14-2026"),
]
for label, found in zip(("3-14-2026 before:", "3/14/2026 before:", "3-14-2026 after: "), seen):
    print(label, ", ".join(found) or "none")
raise SystemExit(0 if seen == [["+13142026956"], [], ["+19565230142"]] else 1)
PY
