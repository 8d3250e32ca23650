#!/bin/sh
# Package:  holidays 0.109
# Input:    holidays.US(years=2026) and holidays.US(subdiv=STATE, years=2026).
# Guess:    a state's calendar is the federal one and the state's own days: more days, never fewer.
# Seen:     in 32 of the subdivisions at least one federal holiday is missing once the state is
#           named: Columbus Day in 28, Washington's Birthday in 5, the observed Independence Day in
#           one. Those days are holidays of the state's government, not of the federal offices in it.
# Output:   32 subdivisions lose federal holidays: Columbus Day 28, Washington's Birthday 5, …
#           Texas on 2026-10-12: federal True, with subdiv="TX" False
# Why care: hours of a US attorney's victim unit in Texas, computed with subdiv="TX", say "open" on
#           a day when nobody answers.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "holidays==0.109"
"$work/venv/bin/python" - <<'PY'
from collections import Counter
from datetime import date

import holidays

federal = holidays.US(years=2026)
lost = Counter()
losers = []
for state in holidays.US.subdivisions:
    own = holidays.US(subdiv=state, years=2026)
    missing = [name for day, name in federal.items() if day not in own]
    lost.update(missing)
    if missing:
        losers.append(state)
print(f"{len(losers)} subdivisions lose federal holidays:", dict(lost.most_common()))
columbus = date(2026, 10, 12)
texas = columbus in holidays.US(subdiv="TX", years=2026)
print(f'Texas on {columbus}: federal {columbus in federal}, with subdiv="TX" {texas}')
expected = {"Columbus Day": 28, "Washington's Birthday": 5, "Independence Day (observed)": 1}
raise SystemExit(0 if (len(losers), dict(lost), texas) == (32, expected, False) else 1)
PY
