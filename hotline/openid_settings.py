"""The settings of logging in at an OpenID Connect provider, read and checked together.

:class:`~hotline.settings.Settings` holds them as text (``HOTLINE_OIDC_…``); half of them is an
error that names what is missing. :func:`read` gives them in the form that is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

ROLES = ("dispatcher", "supervisor", "coordinator", "auditor", "admin")
"""The roles that a group may bring; an agency's login needs its agency, so it is not among them."""
ISSUER = (
    "is not a provider's address; write it as https://login.example.org/realm, without “?” or “#”"
)
SCOPES = "must name the scope openid and be separated by blanks: openid email"
ROLE_MAP = (
    "is not a list of group=role; write it as Tip line staff=dispatcher, Tip line leads=supervisor"
)
FACTORS = "is not a list of amr:value and acr:value; write it as amr:mfa, amr:hwk"
HOSTS = "is not a list of host names; write it as www.googleapis.com, oauth2.googleapis.com"
HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)


Texts = Mapping[str, str]
"""The settings as they were given, by their names without ``oidc_``."""
_NEEDED = ("issuer", "client_id", "client_secret")
_NEED_THESE = ("name", "hosts", "groups_claim", "roles", "second_factor", "ca_file")


@dataclass(frozen=True)
class OpenIdSettings:
    """A provider at which people log in, and what is believed of what it says."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    """What people call it: the button says "Log in with …"."""
    hosts: frozenset[str]
    """The hosts that may be asked: the issuer's, and those that the operator named."""
    scopes: str
    groups_claim: str
    roles: tuple[tuple[str, str], ...]
    """Group and role; the first group that someone has counts. Empty: roles are set here alone."""
    factors: frozenset[str]
    """``amr:…`` and ``acr:…`` that count as a second factor."""
    max_age: timedelta | None
    """How long ago someone may have proved to the provider who they are."""
    ca_file: str

    @property
    def acr_values(self) -> str:
        """What is asked for as ``acr_values``."""
        return " ".join(sorted(one[4:] for one in self.factors if one.startswith("acr:")))


def texts(settings: Any) -> Texts:
    """What the deployment's settings say of the provider."""
    return {
        "issuer": settings.oidc_issuer,
        "client_id": settings.oidc_client_id,
        "client_secret": settings.oidc_client_secret,
        "name": settings.oidc_name,
        "hosts": settings.oidc_hosts,
        "scopes": settings.oidc_scopes,
        "groups_claim": settings.oidc_groups_claim,
        "roles": settings.oidc_roles,
        "second_factor": settings.oidc_second_factor,
        "max_age_minutes": str(settings.oidc_max_age_minutes),
        "ca_file": settings.oidc_ca_file,
    }


def read(given: Texts) -> OpenIdSettings | None:
    """The provider, or ``None`` where there is none. The texts were checked."""
    if not given["issuer"]:
        return None
    own, minutes = host_of(given["issuer"]), int(given["max_age_minutes"])
    return OpenIdSettings(
        issuer=given["issuer"],
        client_id=given["client_id"],
        client_secret=given["client_secret"],
        name=given["name"] or own,
        hosts=frozenset({own, *parts(given["hosts"].lower())}),
        scopes=given["scopes"],
        groups_claim=given["groups_claim"],
        roles=tuple(read_roles(given["roles"])),
        factors=frozenset(parts(given["second_factor"])),
        max_age=timedelta(minutes=minutes) if minutes else None,
        ca_file=given["ca_file"],
    )


def host_of(address: str) -> str:
    """Host and port of an address, as ``hosts`` names them."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def parts(text: str) -> list[str]:
    """What stands between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def read_roles(text: str) -> Iterator[tuple[str, str]]:
    """Group and role of each ``group=role``. Raises :class:`ValueError`."""
    for part in parts(text):
        group, sign, role = (piece.strip() for piece in part.rpartition("="))
        if not group or not sign:
            raise ValueError(ROLE_MAP)
        if role not in ROLES:
            raise ValueError(f"gives a group the role “{role}”; the roles are {', '.join(ROLES)}")
        yield group, role


# Each text by itself ----------------------------------------------------------------------------


def check_issuer(value: str) -> str:
    """The issuer as it was given: it is compared to the letter. Raises :class:`ValueError`."""
    known = urlsplit(value)
    is_address = known.scheme in {"http", "https"} and known.hostname and "@" not in known.netloc
    if value and (not is_address or "?" in value or "#" in value or " " in value):
        raise ValueError(ISSUER)
    return value


def check_text(name: str, value: str) -> str:
    """One of the lists. Raises :class:`ValueError`."""
    if name == "scopes" and "openid" not in value.split():
        raise ValueError(SCOPES)
    if name == "roles":
        list(read_roles(value))
    factors = parts(value) if name == "second_factor" else []
    if not all(re.fullmatch(r"(amr|acr):\S+", one) for one in factors):
        raise ValueError(FACTORS)
    if name == "hosts" and not all(HOST.fullmatch(one) for one in parts(value)):
        raise ValueError(HOSTS)
    return value


# All of them together ---------------------------------------------------------------------------


def check_together(given: Texts) -> None:
    """Raise :class:`ValueError` for half settings; it says what is missing."""
    is_set = [name for name in (*_NEEDED, *_NEED_THESE) if given[name]]
    missing = [_written(name) for name in _NEEDED if not given[name]]
    if is_set and missing:
        raise ValueError(
            f"{_written(is_set[0])} is set, so {' and '.join(missing)} must be set too; or unset "
            "all HOTLINE_OIDC_ settings (docs/settings.md says how)"
        )
    if bool(given["groups_claim"]) != bool(given["roles"]):
        raise ValueError(
            "HOTLINE_OIDC_GROUPS_CLAIM and HOTLINE_OIDC_ROLES go together: set both or neither"
        )


def _written(name: str) -> str:
    return f"HOTLINE_OIDC_{name.upper()}"
