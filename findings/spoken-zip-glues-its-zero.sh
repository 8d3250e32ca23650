#!/bin/sh
# Package:  text2num 3.1.0 (alpha2digit: spoken numbers of a transcript to digits)
# Input:    ZIP codes as people say them and a recognizer writes them, digit by digit or in pairs.
# Guess:    single digits stay single ("7 8 0 4 1"), as "nine one one" stays "9 1 1", so that joining
#           them gives the ZIP.
# Seen:     a zero is glued to the digit after it, the others are not: "7 8 04 1". A reader that takes
#           each group for one spoken digit counts four where five were said; in pairs the Spanish
#           "setenta y ocho cero cuarenta" becomes "78 040".
# Output:   seven eight zero four one        -> 7 8 04 1
#           zero six five zero one           -> 06 5 01
#           siete ocho cero cuatro cero      -> 7 8 04 0
#           setenta y ocho cero cuarenta     -> 78 040
#           nine one one                     -> 9 1 1
# Why care: a check for five spoken digits refuses the ZIP of everyone whose ZIP has a zero inside.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "text2num==3.1.0"
"$work/venv/bin/python" - <<'PY'
from text_to_num import alpha2digit

EXPECTED = {
    ("en", "seven eight zero four one"): "7 8 04 1",
    ("en", "zero six five zero one"): "06 5 01",
    ("es", "siete ocho cero cuatro cero"): "7 8 04 0",
    ("es", "setenta y ocho cero cuarenta"): "78 040",
    ("en", "nine one one"): "9 1 1",
}
wrong = 0
for (language, said), expected in EXPECTED.items():
    seen = alpha2digit(said, language)
    print(f"{said:32} -> {seen}")
    wrong += seen != expected
raise SystemExit(1 if wrong else 0)
PY
