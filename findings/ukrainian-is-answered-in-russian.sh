#!/bin/sh
# Package:  langcodes 3.5.1
# Input:    closest_match() for a texter in Ukrainian and one in Haitian Creole, on a line with
#           English, Spanish, French, Russian and Chinese ("zh"); and for Cantonese and Traditional
#           Chinese ("yue", "zh-TW").
# Guess:    no match for the first two, whose languages the line has not; Chinese for the others.
# Seen:     Russian for Ukrainian and French for Haitian Creole, both within the default distance.
#           Cantonese and Traditional Chinese get no match.
# Output:   uk: ru, ht: fr, yue: und, zh-TW: und
# Why care: a frightened person is answered in the language of who they fled or of a school they
#           never saw, and one who reads Chinese gets none.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "langcodes==3.5.1" "language_data==1.4.0"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from langcodes import closest_match

line = ["en", "es", "fr", "ru", "zh"]
seen = {code: closest_match(code, line)[0] for code in ("uk", "ht", "yue", "zh-TW")}
print(", ".join(f"{code}: {match}" for code, match in seen.items()))
raise SystemExit(0 if list(seen.values()) == ["ru", "fr", "und", "und"] else 1)
PY
