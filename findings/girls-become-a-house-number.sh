#!/bin/sh
# Package:  usaddress 0.5.16
# Input:    "2 girls at 1815 San Bernardo Ave Laredo TX" and the address alone, tagged by
#           usaddress.tag().
# Guess:    house number 1815 both times, or the first called ambiguous.
# Seen:     the first is a plain "Street Address" with house number 2 on a street named "girls at
#           1815 San Bernardo"; no doubt is shown.
# Output:   with people: Street Address, 2, girls at 1815 San Bernardo
#           alone:       Street Address, 1815, San Bernardo
# Why care: a patrol is sent to number 2, and reports of one house are not seen to be related.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "usaddress==0.5.16"
cd "$work"
"$work/venv/bin/python" - <<'PY'
import usaddress


def tagged(text):
    parts, kind = usaddress.tag(text)
    return kind, parts.get("AddressNumber"), parts.get("StreetName")


address = "1815 San Bernardo Ave Laredo TX"
people, alone = tagged(f"2 girls at {address}"), tagged(address)
print("with people:", ", ".join(map(str, people)))
print("alone:      ", ", ".join(map(str, alone)))
expected = (
    ("Street Address", "2", "girls at 1815 San Bernardo"),
    ("Street Address", "1815", "San Bernardo"),
)
raise SystemExit(0 if (people, alone) == expected else 1)
PY
