#!/bin/sh
# Package:  reverse_geocoder 1.5.1
# Input:    three points in the United States: San Ysidro, California; Lukeville, Arizona; Hyder,
#           Alaska.
# Guess:    a place in the United States each time: the package answers with country, state and
#           county.
# Seen:     Tijuana, Sonoyta and Prince Rupert: the nearest town is taken, whatever border lies
#           between, and nothing says how far it is.
# Output:   San Ysidro: Tijuana, MX; Lukeville: Sonoyta, MX; Hyder: Prince Rupert, CA
# Why care: a pin sent from a motel at the border is filed as outside the country, and no county is
#           asked.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "reverse_geocoder==1.5.1"
cd "$work"
"$work/venv/bin/python" - <<'PY'
import reverse_geocoder

points = {
    "San Ysidro": (32.5520, -117.0431),
    "Lukeville": (31.8810, -112.8170),
    "Hyder": (55.9170, -130.0240),
}
found = reverse_geocoder.search(list(points.values()), mode=1, verbose=False)
seen = [f"{place['name']}, {place['cc']}" for place in found]
print("; ".join(f"{name}: {place}" for name, place in zip(points, seen)))
raise SystemExit(0 if seen == ["Tijuana, MX", "Sonoyta, MX", "Prince Rupert, CA"] else 1)
PY
