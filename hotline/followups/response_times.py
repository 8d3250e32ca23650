"""The response times of the policy that is served now."""

from __future__ import annotations

from sqlalchemy.orm import Session as DbSession

from hotline.config_versions.store import UnpublishedError
from hotline.deployment import Deployment
from hotline.routing.response_times import DEFAULT, ResponseTimes


def response_times(db: DbSession, dep: Deployment) -> ResponseTimes:
    """How soon people must do what; the built-in times where nothing is published yet."""
    try:
        return dep.library.current(db).rules.policy.response_times
    except UnpublishedError:
        return DEFAULT
