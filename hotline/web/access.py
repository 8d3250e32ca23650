"""Who may do what: one row for each route and method, and nothing that is not in a row.

:func:`hotline.web.auth.current_visitor` asks this table for every page that needs a login; a route
that is missing here opens to nobody. The other routes stand here with what guards them instead, so
that a test can hold all of them against the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from hotline.providers import callback_urls


class Guard(Enum):
    """What guards a route that no login does."""

    OPEN = "open to anyone"
    SIGNED = "signed by the phone provider"
    BEARER = "a token of an agency"
    LINK = "a secret in the address"
    INSIDE = "for monitors; the proxy keeps it inside"


Roles = frozenset[str]
HANDLE = frozenset({"dispatcher", "supervisor", "coordinator"})
"""Who reads and handles reports. An admin may, for an hour, after giving a reason."""
SUPERVISE = frozenset({"supervisor", "coordinator"})
COORDINATE = frozenset({"coordinator"})
ADMINISTER = frozenset({"admin"})
AGENCY = frozenset({"agency"})
AUDIT = frozenset({"auditor", "admin"})
ANYONE = frozenset({"dispatcher", "supervisor", "coordinator", "auditor", "admin", "agency"})
"""Anyone with a login."""
PAGED = HANDLE
TABLE: Mapping[tuple[str, str], Roles | Guard] = {
    # Reports
    ("GET", "/queue"): HANDLE,
    ("GET", "/queue/find"): HANDLE,
    ("POST", "/queue/find"): HANDLE,
    ("GET", "/queue/found"): HANDLE,
    ("POST", "/queue/bulk"): HANDLE,
    ("GET", "/queue/events"): HANDLE,
    ("POST", "/queue/views"): HANDLE,
    ("POST", "/queue/views/{view_id}/forget"): HANDLE,
    ("GET", "/reports/new"): HANDLE,
    ("POST", "/reports/new"): HANDLE,
    ("GET", "/reports/{tip_id}"): HANDLE,
    ("GET", "/reports/{tip_id}/attachments/{number}"): HANDLE,
    ("GET", "/reports/{tip_id}/sheet/{which}"): HANDLE,
    ("GET", "/reports/{tip_id}/what-if"): HANDLE,
    ("POST", "/reports/{tip_id}/{action}"): HANDLE,
    ("GET", "/tasks"): HANDLE,
    ("POST", "/tasks/{task_id}/{action}"): HANDLE,
    ("GET", "/round"): HANDLE,
    ("POST", "/round/{agency_id}"): HANDLE,
    ("GET", "/map"): HANDLE,
    ("GET", "/shift"): HANDLE,
    ("POST", "/shift"): HANDLE,
    ("POST", "/shift/end"): HANDLE,
    ("POST", "/shift/notes/{note_id}/read"): HANDLE,
    ("POST", "/supervise/notes"): HANDLE,
    ("GET", "/supervise"): SUPERVISE,
    ("POST", "/supervise/jobs/{job_id}/again"): SUPERVISE,
    ("GET", "/supervise/on-call"): SUPERVISE,
    ("GET", "/supervise/on-call/{agency_id}"): SUPERVISE,
    ("POST", "/supervise/on-call/{agency_id}"): SUPERVISE,
    # What is published
    ("GET", "/desk"): COORDINATE,
    ("GET", "/desk/agencies/{agency_id}"): COORDINATE,
    ("POST", "/desk/agencies/{agency_id}"): COORDINATE,
    ("GET", "/desk/files/{path:path}"): COORDINATE,
    ("POST", "/desk/files/{path:path}"): COORDINATE,
    ("GET", "/desk/history"): COORDINATE,
    ("GET", "/desk/history/{digest}"): COORDINATE,
    ("POST", "/desk/history/{digest}"): COORDINATE,
    ("GET", "/desk/flows/{flow}"): COORDINATE,
    ("GET", "/desk/flows/{flow}/drawing.svg"): COORDINATE,
    ("GET", "/desk/asked/{number}"): COORDINATE,
    ("POST", "/desk/asked/{number}"): COORDINATE,
    ("GET", "/desk/waiting/{number}"): COORDINATE,
    ("POST", "/desk/waiting/{number}"): COORDINATE,
    # Logins and settings
    ("GET", "/staff"): ADMINISTER,
    ("POST", "/staff"): ADMINISTER,
    ("POST", "/staff/rules"): ADMINISTER,
    ("POST", "/staff/break-glass"): ADMINISTER,
    ("POST", "/staff/{person_id}/{doing}"): ADMINISTER,
    ("GET", "/doctor"): ADMINISTER,
    # The audit trail
    ("GET", "/audit"): AUDIT,
    # One's own login
    ("GET", "/me"): ANYONE,
    ("POST", "/me"): PAGED,
    ("POST", "/me/calendar"): PAGED,
    ("POST", "/me/password"): ANYONE,
    ("POST", "/me/log-out"): ANYONE,
    ("GET", "/me/factors"): ANYONE,
    ("POST", "/me/factors/{doing}"): ANYONE,
    ("POST", "/me/factors/{factor_id}/remove"): ANYONE,
    ("POST", "/me/sessions/{session_id}/end"): ANYONE,
    ("POST", "/here"): ANYONE,
    ("POST", "/logout"): ANYONE,
    # Agencies
    ("GET", "/portal"): AGENCY,
    ("GET", "/portal/{tip_id}"): AGENCY,
    ("POST", "/portal/{tip_id}"): AGENCY,
    ("POST", "/portal/tokens"): AGENCY,
    ("POST", "/portal/tokens/{token_id}/revoke"): AGENCY,
    ("GET", "/portal/us"): AGENCY,
    ("POST", "/portal/us"): AGENCY,
    ("POST", "/portal/us/withdraw"): AGENCY,
    ("POST", "/portal/us/confirm"): AGENCY,
    ("POST", "/portal/us/webhook-secret"): AGENCY,
    ("GET", "/api/v1/referrals"): Guard.BEARER,
    ("GET", "/api/v1/referrals/{tip_id}"): Guard.BEARER,
    ("POST", "/api/v1/referrals/{tip_id}"): Guard.BEARER,
    ("GET", "/api/v1/openapi.json"): Guard.OPEN,
    ("GET", "/a/{token}"): Guard.LINK,
    ("POST", "/a/{token}"): Guard.LINK,
    # The phone provider
    **{("POST", path): Guard.SIGNED for path in callback_urls.PATHS},
    ("GET", "/audio/{path:path}"): Guard.OPEN,
    # Anyone
    ("GET", "/"): Guard.OPEN,
    ("GET", "/about"): Guard.OPEN,
    ("GET", "/texting"): Guard.OPEN,
    ("GET", "/.well-known/security.txt"): Guard.OPEN,
    ("GET", "/directory"): Guard.OPEN,
    ("GET", "/directory.json"): Guard.OPEN,
    ("GET", "/local-data"): Guard.OPEN,
    ("GET", "/report"): Guard.OPEN,
    ("POST", "/report"): Guard.OPEN,
    ("POST", "/report/piece"): Guard.OPEN,
    ("POST", "/report/waiting"): Guard.OPEN,
    ("GET", "/poster"): Guard.OPEN,
    ("GET", "/poster/code.pdf"): Guard.OPEN,
    ("GET", "/local-data.csv"): Guard.OPEN,
    ("GET", "/openapi.json"): Guard.OPEN,
    ("GET", "/login"): Guard.OPEN,
    ("POST", "/login"): Guard.OPEN,
    ("GET", "/login/sso"): Guard.OPEN,
    ("GET", "/login/sso/callback"): Guard.LINK,
    ("POST", "/login/kept"): ANYONE,
    ("GET", "/login/second"): Guard.LINK,
    ("POST", "/login/second"): Guard.LINK,
    ("GET", "/password/{token}"): Guard.LINK,
    ("POST", "/password/{token}"): Guard.LINK,
    ("GET", "/calendar/{token}.ics"): Guard.LINK,
    ("POST", "/language"): Guard.OPEN,
    ("GET", "/healthz"): Guard.OPEN,
    ("GET", "/readyz"): Guard.OPEN,
    ("GET", "/metrics"): Guard.INSIDE,
}
BEFORE_A_FACTOR = frozenset({
    "/me/factors", "/me/factors/{doing}", "/me/factors/{factor_id}/remove", "/here", "/logout",
})  # fmt: skip
"""What opens to someone who still owes a second factor."""


TRAINING: Mapping[tuple[str, str], Roles] = {
    ("GET", "/training"): SUPERVISE,
    ("POST", "/training"): SUPERVISE,
}
"""Routes that only a training copy of a line has."""


def may_open(method: str, path: str, roles: Roles) -> bool:
    """Whether someone with one of ``roles`` may use the route, as it is written in the code."""
    row = ("GET" if method == "HEAD" else method, path)
    allowed = TABLE.get(row) or TRAINING.get(row)
    return isinstance(allowed, frozenset) and bool(allowed & roles)
