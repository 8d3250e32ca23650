"""One running deployment: its settings, clock, database, keys, provider and published versions.

Built once by the command line (or a test) and handed down; nothing below reads a global.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from hotline.config_files import errors
from hotline.config_versions.store import (
    BrokenFilesError,
    Library,
    Version,
    check,
    publish,
    read_files,
)
from hotline.db.engine import Database
from hotline.geo import Locator
from hotline.privacy import key_canary
from hotline.privacy.egress import Egress
from hotline.privacy.keys import KeyRing
from hotline.providers.twilio.client import Provider, Twilio
from hotline.settings import Settings
from hotline.transport.mail_server import MailServer

Clock = Callable[[], datetime]


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

    @classmethod
    def of(cls, settings: Settings, *, clock: Clock = utc_now) -> Deployment:
        """The deployment that ``settings`` describe. Opens no connection yet."""
        egress = Egress(production=settings.production)
        provider = Twilio(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            settings.number,
            base_url=settings.twilio_api_url,
            guard=egress.check_url,
        )
        return cls(
            settings=settings,
            database=Database(settings.database),
            keys=KeyRing(settings.secret_keys),
            egress=egress,
            provider=provider,
            mail=MailServer(settings.smtp_url, guard=egress.check, ca_file=settings.smtp_ca_file),
            library=Library(demo=settings.demo),
            locator=Locator.load(),
            clock=clock,
        )

    def check_keys(self) -> None:
        """Raise :class:`WrongKeysError` unless the keys are those of the database.

        Keys that are new here are noted, so that they are missed when they are gone.
        """
        with self.database.write() as session:
            key_canary.plant(session, self.keys, self.clock())

    def close(self) -> None:
        """Close every connection that is kept; nobody may use it any more."""
        self.provider.close()
        self.mail.close()
        self.database.close()

    def publish_folders(self, by: str = "folders") -> Version:
        """Publish the flows and rules of this machine's folders, if they changed.

        Raises :class:`BrokenFilesError`, and then what was served before is served on.
        """
        version, problems = check(read_files(self.settings), demo=self.settings.demo)
        if version is None:
            raise BrokenFilesError(list(errors(problems)))
        self.library.add(version)
        with self.database.write() as session:
            publish(session, version, by=by, now=self.clock())
        return version
