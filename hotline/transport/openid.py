"""Logging in at an OpenID Connect provider: authorization code with PKCE, and what is believed.

Only the configured issuer says where its endpoints and keys are, and only its own host, and those
that the operator named, are asked. Redirects are not followed, answers are bounded, and every
request asks the egress guard first. ``joserfc`` checks signatures; all that it leaves to its caller
is checked here: issuer, audience, authorized party, times, nonce, and how old the login there is.

OpenID Connect Core 1.0 (3.1.2, 3.1.3, 5.3), Discovery 1.0, RP-Initiated Logout 1.0; RFC 7636
(PKCE), RFC 9207 (the issuer in the answer).
"""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from hotline.openid_settings import OpenIdSettings, host_of
from hotline.transport.login_attempt import Attempt
from hotline.transport.tls import trusted

log = logging.getLogger(__name__)
SECONDS = 5.0
"""For each step of a request; a sign-in makes at most four requests."""
MOST_BYTES = 262_144
FRESH = timedelta(hours=1)
"""How long the provider's document and keys are believed without asking again."""
AGAIN_AFTER = timedelta(seconds=30)
"""How soon at the earliest keys are asked for again, or a provider that did not answer."""
LEEWAY = timedelta(seconds=60)
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Signatures with a public key. Never ``none``, and no HMAC: its key would be our own secret."""
LONGEST_SUBJECT = 255


class OpenIdError(Exception):
    """Someone is not logged in by the provider; ``kind`` says why in a word or two, for the log."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class UnreachableError(OpenIdError):
    """The provider does not answer, or not as one: nobody can log in there now."""


@dataclass(frozen=True)
class Proven:
    """Who logged in at the provider, as its signed token says."""

    issuer: str
    subject: str
    email: str
    """Their email address, if the provider verified it; else empty."""
    groups: tuple[str, ...]
    methods: frozenset[str]
    """How they proved it: ``amr:…`` and ``acr:…``."""


@dataclass
class _Known:
    """What the provider said of itself, and when."""

    document: Mapping[str, Any] = field(default_factory=dict)
    keys: Sequence[Key] = ()
    at: datetime | None = None
    keys_at: datetime | None = None
    failed_at: datetime | None = None


Guard = Callable[[str], object]


class OpenId:
    """One provider. Used by several threads."""

    def __init__(
        self, at: OpenIdSettings, callback: str, guard: Guard, clock: Callable[[], datetime]
    ) -> None:
        """``callback``: our address to which the provider sends people back. ``guard`` is asked
        before each request, and raises to refuse it.
        """
        self.at = at
        self._callback = callback
        self._guard = guard
        self._clock = clock
        self._known = _Known()
        self._lock = threading.Lock()
        self._http = httpx.Client(
            timeout=SECONDS, follow_redirects=False, trust_env=False, verify=trusted(at.ca_file)
        )

    def close(self) -> None:
        """Close the connections that are kept."""
        self._http.close()

    # What people are sent to --------------------------------------------------------------------

    def address_for(self, attempt: Attempt) -> str:
        """Where the browser goes to log in. Raises :class:`UnreachableError`."""
        asked = {
            "response_type": "code",
            "client_id": self.at.client_id,
            "redirect_uri": self._callback,
            "scope": self.at.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        if self.at.max_age is not None:
            asked["max_age"] = str(int(self.at.max_age.total_seconds()))
        if self.at.acr_values:
            asked["acr_values"] = self.at.acr_values
        return _with_query(self._endpoint("authorization_endpoint"), asked)

    def end_address(self, back: str) -> str:
        """Where the browser goes to log out there too; empty when the provider offers none.

        Raises :class:`UnreachableError`.
        """
        if not self._document().get("end_session_endpoint"):
            return ""
        asked = {"client_id": self.at.client_id, "post_logout_redirect_uri": back}
        return _with_query(self._endpoint("end_session_endpoint"), asked)

    # What people come back with -----------------------------------------------------------------

    def proven(self, attempt: Attempt, code: str, answered_by: str | None) -> Proven:
        """Who logged in. ``answered_by`` is the issuer that the answer named, if any.

        Raises :class:`OpenIdError`, or :class:`UnreachableError`.
        """
        says_so = self._document().get("authorization_response_iss_parameter_supported") is True
        if answered_by != self.at.issuer and (answered_by is not None or says_so):
            raise OpenIdError("answer of another issuer")
        given = self._exchange(attempt, code)
        claims = self._checked(_text(given, "id_token"), attempt.nonce)
        claims = self._completed(claims, _text(given, "access_token"))
        return Proven(
            issuer=self.at.issuer,
            subject=claims["sub"],
            email=_verified_email(claims),
            groups=_texts(claims.get(self.at.groups_claim)) if self.at.groups_claim else (),
            methods=frozenset(
                [f"amr:{one}" for one in _texts(claims.get("amr"))]
                + [f"acr:{one}" for one in _texts(claims.get("acr"))]
            ),
        )

    def _exchange(self, attempt: Attempt, code: str) -> Mapping[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "code_verifier": attempt.verifier,
        }
        ways = self._document().get("token_endpoint_auth_methods_supported")
        ways = ways if isinstance(ways, list) else ["client_secret_basic"]
        headers = {}
        if "client_secret_basic" in ways or "client_secret_post" not in ways:
            pair = f"{quote_plus(self.at.client_id)}:{quote_plus(self.at.client_secret)}"
            headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            sent |= {"client_id": self.at.client_id, "client_secret": self.at.client_secret}
        status, answered = self._ask(
            "POST", self._endpoint("token_endpoint"), data=sent, headers=headers
        )
        if status != 200:
            raise OpenIdError("code refused")
        return answered

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token. Raises :class:`OpenIdError`."""
        claims = self._signed(token)
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=int(LEEWAY.total_seconds()),
            iss={"essential": True, "value": self.at.issuer},
            aud={"essential": True, "value": self.at.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            wanted.validate(claims)
        except JoseError as error:
            raise OpenIdError(f"token: {error.error}") from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.at.client_id) != self.at.client_id:
            raise OpenIdError("token for another client")
        if not isinstance(claims["nonce"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise OpenIdError("token: odd subject or nonce")
        self._check_age(claims.get("auth_time"))
        return claims

    def _check_age(self, auth_time: object) -> None:
        if self.at.max_age is None:
            return
        if isinstance(auth_time, bool) or not isinstance(auth_time, int):
            log.warning(
                "the provider does not say when people logged in there (auth_time); "
                "HOTLINE_OIDC_MAX_AGE_MINUTES=0 believes it all the same"
            )
            raise OpenIdError("token without auth_time")
        age = self._clock().timestamp() - auth_time
        if age > (self.at.max_age + LEEWAY).total_seconds():
            raise OpenIdError("login there is too old")

    def _signed(self, token: str) -> dict[str, Any]:
        """The claims, if the provider signed them; keys that are not known are asked for once."""
        offered = self._document().get("id_token_signing_alg_values_supported")
        offered = offered if isinstance(offered, list) else ["RS256"]
        algorithms = [name for name in ALGORITHMS if name in offered]
        for again in (False, True):
            try:
                keys = KeySet(list(self._keys(again=again)))
                return jwt.decode(token, keys, algorithms=algorithms).claims
            except (JoseError, ValueError, TypeError, KeyError) as error:
                kind = getattr(error, "error", "") or type(error).__name__
        raise OpenIdError(f"token: {kind}")

    def _completed(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """Email and groups, where the token has none and the provider gives them by themselves."""
        has_groups = not self.at.groups_claim or self.at.groups_claim in claims
        if (_verified_email(claims) and has_groups) or not access_token:
            return claims
        if not self._document().get("userinfo_endpoint"):
            return claims
        headers = {"authorization": f"Bearer {access_token}"}
        try:
            status, more_claims = self._ask(
                "GET", self._endpoint("userinfo_endpoint"), headers=headers
            )
        except UnreachableError:
            return claims
        if status != 200 or more_claims.get("sub") != claims["sub"]:
            return claims
        wanted = {self.at.groups_claim} - claims.keys()
        if not _verified_email(claims) and _verified_email(more_claims):
            wanted |= {"email", "email_verified"}
        more = {name: more_claims[name] for name in wanted if name in more_claims}
        return claims | more

    # What the provider says of itself -----------------------------------------------------------

    def _document(self) -> Mapping[str, Any]:
        """Its metadata, fetched from the issuer and nowhere else."""
        with self._lock:
            now, known = self._clock(), self._known
            if known.at is not None and now - known.at < FRESH:
                return known.document
            if known.failed_at is not None and now - known.failed_at < AGAIN_AFTER:
                raise UnreachableError("did not answer a moment ago")
            try:
                known.document = self._fetch_document()
            except UnreachableError:
                known.failed_at = now
                raise
            known.at, known.failed_at, known.keys_at = now, None, None
            return known.document

    def _fetch_document(self) -> Mapping[str, Any]:
        address = self.at.issuer.rstrip("/") + "/.well-known/openid-configuration"
        status, document = self._ask("GET", address)
        if status != 200:
            raise UnreachableError(f"its document: {status}")
        if document.get("issuer") != self.at.issuer:
            log.error("the provider's document names another issuer than HOTLINE_OIDC_ISSUER")
            raise UnreachableError("its document names another issuer")
        return document

    def _keys(self, *, again: bool) -> Sequence[Key]:
        """Its public keys; ``again``: a token names one that is not among them."""
        address = self._endpoint("jwks_uri")
        with self._lock:
            now, known = self._clock(), self._known
            age = None if known.keys_at is None else now - known.keys_at
            if age is not None and age < (AGAIN_AFTER if again else FRESH):
                return known.keys
            status, found = self._ask("GET", address)
            if status != 200 or not isinstance(found.get("keys"), list):
                raise UnreachableError(f"its keys: {status}")
            known.keys, known.keys_at = _readable(found["keys"]), now
            return known.keys

    def _endpoint(self, name: str) -> str:
        address = self._document().get(name)
        if not isinstance(address, str):
            raise UnreachableError(f"its document has no {name}")
        self._check_host(address, name)
        return address

    def _check_host(self, address: str, name: str) -> None:
        try:
            host, scheme = host_of(address), urlsplit(address).scheme
        except ValueError:
            raise UnreachableError(f"its {name} is no address") from None
        if host not in self.at.hosts:
            log.error("the provider's %s is at %s, which HOTLINE_OIDC_HOSTS does not name",
                      name, host)  # fmt: skip
            raise UnreachableError(f"its {name} is at another host")
        if scheme != urlsplit(self.at.issuer).scheme:
            raise UnreachableError(f"its {name} is not {urlsplit(self.at.issuer).scheme}")

    def _ask(
        self,
        method: str,
        address: str,
        *,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and JSON object of an answer. Raises :class:`UnreachableError`."""
        named = {"accept": "application/json", **(headers or {})}
        try:
            self._guard(address)
            with self._http.stream(method, address, data=data, headers=named) as answer:
                body = b""
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > MOST_BYTES:
                        raise UnreachableError("its answer is too long")
                status = answer.status_code
            found = json.loads(body) if body else {}
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise UnreachableError(type(error).__name__) from None
        except (ValueError, RecursionError):
            found = {}
        if status >= 500:
            raise UnreachableError(f"answered {status}")
        return status, found if isinstance(found, dict) else {}


def _with_query(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _readable(found: Sequence[Any]) -> list[Key]:
    """The keys that can check a signature; one that cannot be read does not spoil the others."""
    keys = []
    for one in found:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig" or one.get("kty") == "oct":
            continue
        try:
            keys.append(JWKRegistry.import_key(one))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    return keys


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    """One text or a list of them."""
    several = value if isinstance(value, list) else [value]
    return tuple(one for one in several if isinstance(one, str) and one)


def _verified_email(claims: Mapping[str, Any]) -> str:
    """Some providers write their "true" as a text."""
    said = claims.get("email_verified")
    is_verified = said is True or said == "true"
    return _text(claims, "email").strip() if is_verified else ""
