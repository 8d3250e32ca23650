"""One running deployment: its settings, clock, database, keys, provider and published versions.

Built once by the command line (or a test) and passed on; nothing below reads a global.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hotline import openid_settings
from hotline.config_files import errors
from hotline.config_versions.store import (
    BrokenFilesError,
    Library,
    Version,
    check,
    publish,
)
from hotline.config_versions.version import layers_of
from hotline.db.database import Database
from hotline.geo import Locator
from hotline.privacy import audit, key_canary, predecessors
from hotline.privacy.egress import Egress
from hotline.privacy.keys import KeyRing
from hotline.providers import provider_for
from hotline.providers.callback_urls import CallbackUrls
from hotline.providers.port import Provider
from hotline.settings import Settings
from hotline.transport.mail_server import MailServer
from hotline.transport.openid import OpenId
from hotline.triage.near_copies import LatestStories

Clock = Callable[[], datetime]
OPENID_CALLBACK = "/login/sso/callback"
"""Where the login provider sends people back; the address is registered there."""
STORIES_COMPARED = timedelta(minutes=10)
"""How long a new report is compared with those before it, to find copies of one story."""


def utc_now() -> datetime:
    """The clock of a real deployment."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Deployment:
    """All that a request or a job needs; make it with :meth:`of`."""

    settings: Settings
    database: Database
    keys: KeyRing
    egress: Egress
    provider: Provider
    mail: MailServer
    library: Library
    locator: Locator
    clock: Clock = utc_now
    pace: float = 1.0
    """How many times as fast ``clock`` runs as the world's: leases must be renewed as often."""
    openid: OpenId | None = None
    """The provider at which people may log in, if there is one."""
    latest: LatestStories = field(default_factory=lambda: LatestStories(STORIES_COMPARED))
    """The latest stories, as far as this process took them."""

    @classmethod
    def of(cls, settings: Settings, *, clock: Clock = utc_now, pace: float = 1.0) -> Deployment:
        """The deployment that ``settings`` describe. Opens no connection yet."""
        egress = Egress(production=settings.production)
        at, callback = openid_settings.read(settings.oidc), settings.base_url + OPENID_CALLBACK
        return cls(
            settings=settings,
            database=Database(settings.database),
            keys=KeyRing(settings.secret_keys),
            egress=egress,
            provider=provider_for(settings, egress.check_url),
            mail=MailServer(settings.smtp_url, guard=egress.check, ca_file=settings.smtp_ca_file),
            library=Library(demo=settings.demo),
            locator=Locator.load(),
            clock=clock,
            pace=pace,
            openid=OpenId(at, callback, egress.check_url, clock) if at else None,
        )

    def world_time(self) -> datetime:
        """What the phone company's clock says, also where ours runs faster (demo, training)."""
        return self.clock() if self.pace == 1 else utc_now()

    @property
    def callbacks(self) -> CallbackUrls:
        """The addresses that the provider calls."""
        if self.provider.signs_addresses:
            return CallbackUrls(self.settings.base_url)
        return CallbackUrls(
            self.settings.base_url, lambda address: self.keys.macs("callback", address.encode())
        )

    def check_keys(self) -> None:
        """Raise :class:`WrongKeysError` unless the keys are those of the database.

        New keys are noted, so that it is noticed when they are missing later.
        """
        with self.database.write() as session:
            key_canary.plant(session, self.keys, self.clock())
            predecessors.inherit(session, self.keys)

    def close(self) -> None:
        """Close every connection that is kept open; the deployment cannot be used any more."""
        self.provider.close()
        self.mail.close()
        if self.openid is not None:
            self.openid.close()
        self.database.close()

    def publish_folders(self, by: str = "folders") -> Version:
        """Publish the flows and rules of this machine's folders, if they changed.

        Raises :class:`BrokenFilesError`; then the version that was served before stays in use.
        """
        layers = layers_of(self.settings)
        version, problems = check(layers.read(), demo=self.settings.demo)
        if version is None:
            raise BrokenFilesError(list(errors(problems)))
        with contextlib.suppress(
            OSError
        ):  # a folder that only others may write to is read all the same
            layers.note_bases()
        self.library.add(version)
        with self.database.write() as session:
            now = self.clock()
            if publish(session, version, by=by, now=now):
                audit.record(
                    session,
                    self.keys,
                    at=now,
                    actor=by,
                    action="published",
                    subject=f"version:{version.digest[:12]}",
                )
        return version
