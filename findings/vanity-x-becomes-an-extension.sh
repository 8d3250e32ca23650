#!/bin/sh
# Package:  phonenumbers 9.0.43 (Python port of libphonenumber)
# Input:    US numbers in the vanity form that agencies print, such as 1-888-FOX-0142.
# Guess:    the letters become keypad digits (1-888-369-0142), as they do in 1-800-843-LOST and in
#           1-888-TAX-0100 with "ext 5" behind it.
# Seen:     an X at the end of the letters, followed by the last four digits, is taken for the mark
#           of an extension. What is left is parsed as the whole number: national number 1888,
#           extension 0142, no error. parse() raises nothing; only is_valid_number() says no.
#           With a real extension behind it, the same letters are read right.
# Output:   1-888-FOX-0142          -> number 1888 extension 0142 valid False
#           1-888-FOX-0142 ext 5    -> number 8883690142 extension 5
#           1-800-843-LOST          -> number 8008435678 extension None
# Why care: a directory importer that stores whatever parse() returned would keep "1888" as a line
#           to call. Validate after parsing, and refuse.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "phonenumbers==9.0.43"
"$work/venv/bin/python" - <<'PY'
import phonenumbers as p

EXPECTED = {
    "1-888-FOX-0142": (1888, "0142", False),
    "1-877-FIX-0123": (1877, "0123", False),
    "(956) MAX-0123": (956, "0123", False),
    "1-888-FOX-0142 ext 5": (8883690142, "5", True),
    "1-800-843-LOST": (8008435678, None, True),
}
wrong = 0
for text, expected in EXPECTED.items():
    number = p.parse(text, "US")
    seen = (number.national_number, number.extension, p.is_valid_number(number))
    print(f"{text:24} -> number {seen[0]} extension {seen[1]} valid {seen[2]}")
    wrong += seen != expected
raise SystemExit(1 if wrong else 0)
PY
