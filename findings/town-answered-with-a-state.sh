#!/bin/sh
# Package:  us 4.0.0 (states and territories), zipcodes 3.0.0 (names of towns)
# Input:    names of American towns, alone, given to us.states.lookup(), which takes a state's name,
#           abbreviation or FIPS code, to find out whether someone wrote a state.
# Guess:    None for a town that bears no state's name; a misspelled state is still found.
# Seen:     the fallback compares by sound (metaphone) without a distance, so that 63 towns of
#           zipcodes' list are states: Quantico (Virginia) is Kentucky, Fremont (California) is
#           Vermont, Como (Texas) is Guam, Villard (Minnesota) is Florida. No sign tells such an
#           answer from an exact one.
# Output:   Quantico -> Kentucky; Fremont -> Vermont; Como -> Guam; Villard -> Florida; Ute -> Utah;
#           Chicago -> None; Kentuky -> Kentucky; 63 towns of another name are states
# Why care: a report from Fremont, California goes to the agencies of Vermont.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "us==4.0.0" "jellyfish==1.3.0" "zipcodes==3.0.0"
"$work/venv/bin/python" - <<'PY'
import us
import zipcodes

EXPECTED = {
    "Quantico": "Kentucky",
    "Fremont": "Vermont",
    "Como": "Guam",
    "Villard": "Florida",
    "Ute": "Utah",
    "Chicago": None,
    "Kentuky": "Kentucky",
}
wrong = 0
for name, expected in EXPECTED.items():
    found = us.states.lookup(name)
    print(f"{name} -> {found}")
    wrong += (found.name if found else None) != expected
towns = {entry["city"] for entry in zipcodes.list_all()}
states = {state.name.lower() for state in us.states.STATES_AND_TERRITORIES}
taken = [
    name
    for name in towns
    if (found := us.states.lookup(name)) and name.lower() not in states and len(name) > 2
]
print(f"{len(taken)} towns of another name are states")
raise SystemExit(1 if wrong or len(taken) != 63 else 0)
PY
