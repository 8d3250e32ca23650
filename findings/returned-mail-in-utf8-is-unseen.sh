#!/bin/sh
# Package:  flufl.bounce 6.0.0
# Input:    the same report of an email that failed for good (RFC 3464), once for an address in
#           ASCII and once, as RFC 6533 has it for an address with an accent, as message/global-
#           delivery-status.
# Guess:    both addresses are found to have failed.
# Seen:     only the first. For the second nothing is found at all, neither failed nor delayed.
# Output:   message/delivery-status:        1 failed
#           message/global-delivery-status: 0 failed, 0 delayed
# Why care: an alert to an agency's accented address comes back, nobody notices, and nobody else is
#           asked.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "flufl.bounce==6.0.0"
cd "$work"
"$work/venv/bin/python" - <<'PY'
from email import message_from_bytes

from flufl.bounce import all_failures

REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: line@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

The address does not exist.
--b
Content-Type: message/{kind}
Content-Transfer-Encoding: 8bit

Reporting-MTA: dns; mx.example.org

Final-Recipient: {recipient}
Action: failed
Status: 5.1.1

--b--
"""


def found(kind, recipient):
    text = REPORT.format(kind=kind, recipient=recipient)
    delayed, failed = all_failures(message_from_bytes(text.encode()))
    return len(failed), len(delayed)


plain = found("delivery-status", "rfc822; desk@example.org")
wide = found("global-delivery-status", "utf-8; recepción@example.org")
print(f"message/delivery-status:        {plain[0]} failed")
print(f"message/global-delivery-status: {wide[0]} failed, {wide[1]} delayed")
raise SystemExit(0 if (plain, wide) == ((1, 0), (0, 0)) else 1)
PY
