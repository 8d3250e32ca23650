"""``python -m tests.security.openid_process``: an OpenID Connect provider on a free loopback port.

The provider is ``oidc-provider-mock`` (Authlib's authorization server): real HTTP, real codes, real
signed tokens. Around it stands what that package leaves out and a real one does not: only the
registered client with its secret gets a token (Basic, or in the form), and the code's PKCE
challenge is held to. ``PUT /users/ID`` sets claims, which replace those of the token; ``POST
/test`` turns keys over or has tokens signed wrongly.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import sys
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import flask
import oidc_provider_mock
import werkzeug.serving
from joserfc import jwk, jwt

from tests.security.openid_provider import CLIENT, SECRET

CHANGED = ("/.well-known/openid-configuration", "/jwks", "/oauth2/token")


class Strict:
    """What stands around the provider: registration, PKCE, and what a test wants wrong."""

    def __init__(self, app: Any) -> None:
        self.challenges: dict[str, str] = {}
        self.asked: list[dict[str, Any]] = []
        self.wrong: dict[str, Any] = {}
        self.registered: set[str] = set()
        app.add_url_rule("/test", view_func=self.test, methods=["GET", "POST"])
        app.before_request(self.before)
        app.after_request(self.after)

    def test(self) -> Any:
        if flask.request.method == "GET":
            seen, self.asked = self.asked, []
            return flask.jsonify(seen)
        self.wrong = dict(flask.request.get_json())
        self.registered.update(self.wrong.pop("register", []))
        if self.wrong.pop("rotate", False):
            kept = flask.g.oidc_provider_mock_storage
            kept.jwk = type(kept.jwk).generate_key(is_private=True)
        return ""

    def before(self) -> Any:
        if flask.request.path in self.wrong.get("down", ()):
            return "down", 503
        if flask.request.path == "/oauth2/authorize":
            return self.begun(flask.request.args)
        return self.changed(flask.request.form) if flask.request.path == "/oauth2/token" else None

    def begun(self, args: Any) -> Any:
        known = args.get("client_id") == CLIENT and args.get("redirect_uri") in self.registered
        is_right = known and args.get("code_challenge_method") == "S256"
        return None if is_right else ("unknown client, or no PKCE", 400)

    def changed(self, given: Any) -> Any:
        """A code for a token, by who has the client's secret and the code's verifier."""
        basic = base64.b64encode(f"{quote_plus(CLIENT)}:{quote_plus(SECRET)}".encode()).decode()
        in_form = (given.get("client_id"), given.get("client_secret")) == (CLIENT, SECRET)
        if flask.request.headers.get("authorization") != f"Basic {basic}" and not in_form:
            return flask.jsonify({"error": "invalid_client"}), 401
        self.asked.append(dict(given))
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if self.challenges.get(given.get("code", "")) != challenge:
            return flask.jsonify({"error": "invalid_grant"}), 400
        return None

    def after(self, answer: Any) -> Any:
        path = flask.request.path
        if path == "/oauth2/authorize" and answer.status_code == 302:
            (code,) = parse_qs(urlsplit(answer.location).query).get("code", [""])
            self.challenges[code] = flask.request.args.get("code_challenge", "")
        if path in CHANGED and answer.status_code == 200:
            said = self.changed_answer(path, json.loads(answer.get_data()))
            answer.set_data(json.dumps(said))
        return answer

    def changed_answer(self, path: str, said: dict[str, Any]) -> dict[str, Any]:
        if path == "/jwks":
            return {"keys": [*self.wrong.get("jwks", ()), *said["keys"]]}
        if path == "/oauth2/token":
            key = flask.g.oidc_provider_mock_storage.jwk
            how = self.wrong.get("sign")
            return (
                said if how is None else said | {"id_token": resigned(said["id_token"], how, key)}
            )
        document = said | self.wrong.get("document", {})
        return {name: value for name, value in document.items() if value is not None}


def serve() -> None:
    """Serve on a free port, whose number is printed."""
    app = oidc_provider_mock.app()
    app.debug = False
    Strict(app)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = werkzeug.serving.make_server("localhost", 0, app, threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def resigned(token: str, how: str, key: Any) -> str:
    """The token with another signature, or something else in its place."""
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    own = key.as_dict(is_private=False)
    if how == "none":
        unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
        return f"{unsigned}.{body}."
    if how == "cut":
        return f"{head}.{body}.{signature[:-8]}AAAAAAAA"
    if how == "public key as secret":
        secret = jwk.OctKey.import_key(json.dumps(own))
        return jwt.encode({"alg": "HS256", "kid": own["kid"]}, claims, secret)
    if how == "client secret":
        return jwt.encode({"alg": "HS256"}, claims, jwk.OctKey.import_key(SECRET * 2))
    if how == "own key in the header":
        other = jwk.RSAKey.generate_key(2048)
        header = {"alg": "RS256", "kid": own["kid"], "jwk": other.as_dict(private=False)}
        return jwt.encode(header, claims, other)
    return how  # no token at all


if __name__ == "__main__":
    serve()
