#!/bin/sh
# Package:  addfips 0.4.2 (names of US counties to FIPS codes)
# Input:    AddFIPS().get_county_fips(NAME, STATE) where a county and an independent city share a
#           name: Fairfax, Franklin, Richmond and Roanoke in Virginia, Baltimore in Maryland,
#           St. Louis in Missouri.
# Guess:    a function that is asked for a county answers with the county.
# Seen:     without the word "County" each answer is the independent city, another government with
#           its own police: 51600 for Fairfax (24,000 people) instead of 51059 (1.1 million). With
#           "County" behind the name all six are right. No warning tells the two apart.
# Output:   Fairfax VA: 51600, with "County" 51059   (and five more)
# Why care: tables from agencies say "Fairfax" in a column named "county". Always pass the whole
#           name, and treat a bare one as ambiguous.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "addfips==0.4.2"
"$work/venv/bin/python" - <<'PY'
import addfips

EXPECTED = {
    ("Fairfax", "VA"): ("51600", "51059"),
    ("Franklin", "VA"): ("51620", "51067"),
    ("Richmond", "VA"): ("51760", "51159"),
    ("Roanoke", "VA"): ("51770", "51161"),
    ("Baltimore", "MD"): ("24510", "24005"),
    ("St. Louis", "MO"): ("29510", "29189"),
}
codes = addfips.AddFIPS()
wrong = 0
for (name, state), expected in EXPECTED.items():
    seen = (codes.get_county_fips(name, state), codes.get_county_fips(f"{name} County", state))
    print(f'{name} {state}: {seen[0]}, with "County" {seen[1]}')
    wrong += seen != expected
raise SystemExit(1 if wrong else 0)
PY
