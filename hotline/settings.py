"""Every knob of a deployment, read from the environment (prefix ``HOTLINE_``).

A missing or bad value ends in one clear line that names the variable and how to fix it; the
command line prints that line of :class:`SettingsError` and exits with code 2. The table in
docs/settings.md says the same in words.
"""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic.functional_validators import AfterValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from hotline import local_folder, openid_settings, secret_keys
from hotline.errors import OperatorError
from hotline.loopback import is_loopback

PACKAGE = Path(__file__).resolve().parent
REPOSITORY = PACKAGE / "shipped" if (PACKAGE / "shipped").is_dir() else PACKAGE.parent
"""Where the shipped flows, rules and files of deploy/ are: a checkout, or inside of a wheel."""
TWILIO_API = "https://api.twilio.com"
NEEDED_FOR = {"twilio": ("twilio_account_sid", "twilio_auth_token")}
"""The settings that a provider cannot do without."""
PREFIX = "HOTLINE_"
SECRET = re.compile(r"token|secret|keys?\b|_keys|password|smtp_url|database_url")
"""Names of settings that are secrets, or may hold one."""
Own = TypeVar("Own", bound=BaseSettings)
AgeKeys = Annotated[str, AfterValidator(secret_keys.check_recipients)]
PLACEHOLDERS = {
    "number": "+19565550100",
    "public_url": "https://localhost",
    "secret_keys": (bytes(32),),
}
"""What takes the place of a wrong setting while the others are looked at."""
NOT_A_NUMBER = "is not a telephone number; write it as +19565550100"


class SettingsError(OperatorError):
    """The environment does not make a deployment; the message is one clear line a problem."""


class Mode(StrEnum):
    """Whether anything may leave this machine."""

    DEMO = "demo"
    """Synthetic people, simulator on, everything on loopback."""
    TRAINING = "training"
    """A copy of a line to practice on (``hotline train``); its pages may be open to trainees."""
    REHEARSAL = "rehearsal"
    """The default: a real deployment's settings, but nothing leaves loopback."""
    PRODUCTION = "production"
    """The real line."""


class OwnSettings(BaseSettings):
    """Settings whose secrets stand in no error, log or traceback: they are left out of ``repr``."""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, "…" if value and SECRET.search(name or "") else value


class Settings(OwnSettings):
    """One deployment's settings. Build it with :func:`load_settings` to get clear errors."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    data_dir: Path = Path("var")
    database_url: str = ""
    """SQLAlchemy address; empty means a SQLite file in ``data_dir``."""
    public_url: str = ""
    """The address the provider and people use, as they see it; empty means host and port."""

    provider: str = "twilio"
    """The phone provider: a folder of ``hotline/providers``, or a dotted name of a module."""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_other_auth_token: str = ""
    """A second token that may sign webhooks, while the primary one is being replaced."""
    twilio_webhook_keys: str = ""
    """Secrets of shared keys of Webhooks Rules, separated by commas; any of them may sign."""
    twilio_api_url: str = TWILIO_API
    number: str = ""
    """The line's own number, E.164."""
    desk_phone: str = ""
    """Where agencies ring the dispatchers, E.164; empty means the line's own number."""
    smtp_url: str = "smtp://127.0.0.1:2525"
    """``smtp://user:password@host:port`` (STARTTLS when offered), ``smtps://`` for TLS at once."""
    smtp_ca_file: str = ""
    """Certificates (PEM) of the authority that signed the mail server's; empty: the system's."""
    mail_from: str = "tipline@localhost"
    secret_keys: Annotated[tuple[bytes, ...], NoDecode] = ()
    """32-byte keys, newest first: the first seals, all of them open."""
    secret_keys_file: str = ""
    """A file that holds them in place of the environment."""
    secret_keys_command: str = ""
    """A command that prints them in place of either: it asks a vault, say."""

    home: str = ""
    """The deployment's own folder; empty: ``/etc/hotline`` where there is one, but in no demo."""
    flows_dir: Path = REPOSITORY / "ivr_flows"
    rules_dir: Path = REPOSITORY / "routing_rules"

    demo: bool = False
    mode: Mode = Mode.REHEARSAL

    line_name: str = "Tip Line"
    security_contact: str = ""
    """Where to report a weakness of this line, for ``security.txt``: an email or a web address."""
    time_zone: str = "America/New_York"
    """IANA zone of the people who run the line, for their pages and business days."""
    reply_handle_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long a reporter's sealed number is kept so that we can answer."""
    keep_closed_days: Annotated[int, Field(ge=0, le=36500)] = 0
    """Days after which a closed report is made unreadable; 0 keeps it until someone erases it."""
    audit_head_file: str = ""
    """A file to which the audit trail's end is added each day, where nobody here can change it."""
    backup_dir: Path | None = None
    """Where the worker leaves a backup each night; none without it."""
    backup_recipients: AgeKeys = ""
    """Public keys of age that backups are encrypted to, by commas."""
    backup_keep_days: Annotated[int, Field(ge=1, le=3660)] = 30
    text_idle_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
    """Silence after which a text conversation's report is routed with what is known."""
    transcribe_messages: bool = False
    """Have the provider write down English voice messages; its machines then read them."""
    call_idle_minutes: Annotated[int, Field(ge=1, le=120)] = 10
    """Silence after which a call whose end was never reported is routed with what is known."""
    require_second_factor: bool = False
    """Ask every login for a second factor outside production too, where it always is."""
    oidc_issuer: Annotated[str, AfterValidator(openid_settings.check_issuer)] = ""
    """The OpenID Connect provider at which people may log in; empty: with passwords alone."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    """What people call the provider; empty: its host."""
    oidc_hosts: str = ""
    """Further hosts at which the provider's own document says that it answers."""
    oidc_scopes: str = "openid email"
    oidc_groups_claim: str = ""
    oidc_roles: str = ""
    """``group=role``, by commas: the first group that someone has sets their role."""
    oidc_second_factor: str = ""
    """``amr:value`` and ``acr:value``, by commas, that count as a second factor."""
    oidc_max_age_minutes: Annotated[int, Field(ge=0, le=1440)] = 30
    oidc_ca_file: str = ""
    staff_idle_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
    worker_metrics_port: Annotated[int, Field(ge=0, le=65535)] = 9108
    """Where a worker of its own serves its counters, on ``host``; 0: nowhere."""
    worker_poll_seconds: Annotated[float, Field(gt=0, le=60)] = 1.0
    log_level: str = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _decode_keys(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return secret_keys.read(value)

    @field_validator("number", "desk_phone")
    @classmethod
    def _check_number(cls, value: str) -> str:
        if not value:
            return value
        try:
            number = phonenumbers.parse(value, "US")
        except phonenumbers.NumberParseException:
            raise ValueError(NOT_A_NUMBER) from None
        if not phonenumbers.is_possible_number(number):
            raise ValueError(NOT_A_NUMBER)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    @field_validator("public_url", "twilio_api_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if value and (
            urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc
        ):
            raise ValueError("is not a web address; write it as https://tips.example.org")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"smtp", "smtps"} or not urlsplit(value).hostname:
            raise ValueError(
                "is not a mail server; write it as smtp://user:password@mail.example.org:587"
            )
        return value

    @field_validator("oidc_scopes", "oidc_roles", "oidc_second_factor", "oidc_hosts")
    @classmethod
    def _check_oidc(cls, value: str, field: ValidationInfo) -> str:
        return openid_settings.check_text(str(field.field_name)[5:], value)

    @field_validator("smtp_ca_file", "oidc_ca_file")
    @classmethod
    def _check_ca_file(cls, value: str) -> str:
        try:
            if value:
                ssl.create_default_context().load_verify_locations(value)
        except (OSError, ssl.SSLError):
            raise ValueError("is not a readable file of certificates in PEM form") from None
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_mail_from(cls, value: str) -> str:
        name, _, domain = value.rpartition("@")
        if not name or not domain or " " in value:
            raise ValueError("is not a mail address; write it as tipline@example.org")
        return value

    @field_validator("security_contact")
    @classmethod
    def _check_contact(cls, value: str) -> str:
        email = re.fullmatch(r"[^@\s]+@[^@\s]+", value)
        if value and not email and not re.fullmatch(r"https://\S+", value):
            raise ValueError(
                "is neither an email address nor a web address; write security@example.org"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, value: str) -> str:
        if value and urlsplit(value).scheme.partition("+")[0] not in {"sqlite", "postgresql"}:
            raise ValueError("is neither sqlite:///path nor postgresql://user:password@host/name")
        return value

    @field_validator("time_zone")
    @classmethod
    def _check_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name is an OSError
            raise ValueError("is not a time zone; write it as America/Chicago") from None
        return value

    @field_validator("home")
    @classmethod
    def _check_home(cls, value: str) -> str:
        if value and not Path(value).is_dir():
            raise ValueError(f"{value} is not a folder; `hotline init` makes it")
        return value

    @field_validator("log_level")
    @classmethod
    def _check_level(cls, value: str) -> str:
        if value.upper() not in logging.getLevelNamesMapping():
            raise ValueError("is not a level; use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.demo and self.mode is Mode.PRODUCTION:
            raise ValueError("HOTLINE_DEMO and HOTLINE_MODE=production exclude each other")
        if self.demo and self.mode is not Mode.TRAINING:
            object.__setattr__(self, "mode", Mode.DEMO)
        problems = list(self._wrong_together())
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _wrong_together(self) -> Iterator[str]:
        """Everything at once, so that nobody learns the settings by one restart each."""
        try:
            found = secret_keys.from_anywhere(
                self.secret_keys, self.secret_keys_file, self.secret_keys_command
            )
            object.__setattr__(self, "secret_keys", found)
        except ValueError as error:
            object.__setattr__(self, "secret_keys", PLACEHOLDERS["secret_keys"])
            yield str(error)
        missing = [
            f"HOTLINE_{name.upper()}"
            for name in ("secret_keys", *NEEDED_FOR.get(self.provider, ()), "number")
            if not getattr(self, name)
        ]
        if self.mode is Mode.PRODUCTION and not self.public_url:
            missing.append("HOTLINE_PUBLIC_URL")
        if missing:
            yield (
                f"{', '.join(missing)} must be set (docs/settings.md says how; "
                "`hotline demo` needs none of them)"
            )
        try:
            openid_settings.check_together(self.oidc)
        except ValueError as error:
            yield str(error)
        yield from self._without_https() if self.production else self._leaving()

    def _without_https(self) -> Iterator[str]:
        for name in ("public_url", "oidc_issuer"):
            url = getattr(self, name)
            if url and urlsplit(url).scheme != "https":
                yield f"HOTLINE_{name.upper()} must begin with https:// in production"

    def _leaving(self) -> Iterator[str]:
        for name in ("public_url", "twilio_api_url", "smtp_url", "oidc_issuer"):
            url = getattr(self, name)
            if name == "public_url" and self.mode is Mode.TRAINING:
                continue  # trainees open it; nothing is sent there
            if name == "twilio_api_url" and url == TWILIO_API:
                continue  # the guard in privacy.egress refuses it at the moment of use
            if url and not is_loopback(urlsplit(url).hostname):
                yield (
                    f"HOTLINE_{name.upper()} leaves this machine, which only "
                    "HOTLINE_MODE=production may do"
                )

    @property
    def oidc(self) -> openid_settings.Texts:
        """What is said of the OpenID Connect provider, for :mod:`hotline.openid_settings`."""
        return openid_settings.texts(self)

    @property
    def local_folder(self) -> Path | None:
        """The deployment's own folder, which is laid over the shipped flows and rules."""
        if self.home:
            return Path(self.home)
        return None if self.demo else local_folder.found()

    @property
    def base_url(self) -> str:
        """The address that webhooks are verified against and links are made with."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def production(self) -> bool:
        """Whether anything may leave this machine."""
        return self.mode is Mode.PRODUCTION

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'hotline.db').resolve()}"


def load_settings(**overrides: Any) -> Settings:
    """The settings of this environment.

    ``overrides`` win over the environment. Raises :class:`SettingsError`, one line a problem.
    """
    given: dict[str, Any] = local_folder.defaults(PREFIX, overrides) | overrides
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_problems(given, error))) from None


def _problems(given: dict[str, Any], error: ValidationError) -> list[str]:
    """What is wrong with each setting, and then with all of them together."""
    lines = [_line(problem) for problem in error.errors()]
    named = [str(problem["loc"][0]).lower() for problem in error.errors() if problem["loc"]]
    if named:
        usual = {name: field.default for name, field in Settings.model_fields.items()}
        if any(name.startswith("oidc_") for name in named):  # they only mean something together
            named += [name for name in usual if name.startswith("oidc_")]
        try:
            Settings(**given | {name: (usual | PLACEHOLDERS)[name] for name in named})
        except ValidationError as more:
            lines += [_line(problem) for problem in more.errors() if not problem["loc"]]
    return lines


def account_settings(model: type[Own]) -> Own:
    """A provider's own settings from the environment, as :func:`load_settings` gives ours."""
    try:
        return model()
    except ValidationError as error:
        prefix = model.model_config.get("env_prefix", "")
        raise SettingsError("\n".join(_line(one, prefix) for one in error.errors())) from None


def _line(problem: Any, prefix: str = PREFIX) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return message
    if problem["type"] == "missing":
        message = "must be set (docs/providers.md)"
    return f"{prefix}{str(problem['loc'][0]).upper()}: {message}"
