#!/bin/sh
# Packages: pywebpush 2.5.0, py-vapid 1.9.6
# Input:    one dict of VAPID claims, {"sub": "mailto:…"}, passed to webpush() for two subscriptions
#           at two push services, as every example with a constant for the claims does.
# Guess:    each push is signed for the service it goes to; the caller's dict is only read.
# Seen:     the first call writes "aud" (and "exp") into the caller's dict. The second call finds an
#           "aud" and keeps it, so the second service gets a token made out to the first, which
#           RFC 8292 section 2 says to refuse. A copy of the dict for each call is signed right.
# Output:   shared dict: https://push.two.example gets aud https://push.one.example
#           fresh dict:  https://push.two.example gets aud https://push.two.example
# Nothing is sent: curl=True returns the request as text.
# Why care: dispatchers with different browsers use different push services; only the first one's
#           phone would ring.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pywebpush==2.5.0" "py-vapid==1.9.6"
cd "$work"
"$work/venv/bin/python" - <<'PY'
import base64, json, os, re

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid
from pywebpush import webpush


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


point = ec.generate_private_key(ec.SECP256R1()).public_key()
keys = {
    "p256dh": b64(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
    "auth": b64(os.urandom(16)),
}
vapid = Vapid()
vapid.generate_keys()


def audience(service, claims):
    subscription = {"endpoint": f"{service}/device", "keys": keys}
    request = webpush(subscription, b"new", vapid_private_key=vapid, vapid_claims=claims, curl=True)
    token = re.search(r"t=[\w-]+\.([\w-]+)\.", str(request))[1]
    return json.loads(base64.urlsafe_b64decode(token + "=="))["aud"]


ONE, TWO = "https://push.one.example", "https://push.two.example"
shared = {"sub": "mailto:ops@line.example"}
first, second = audience(ONE, shared), audience(TWO, shared)
fresh = audience(TWO, {"sub": "mailto:ops@line.example"})
print(f"shared dict: {TWO} gets aud {second}")
print(f"fresh dict:  {TWO} gets aud {fresh}")
raise SystemExit(0 if (first, second, fresh) == (ONE, ONE, TWO) else 1)
PY
