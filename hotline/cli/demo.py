"""``hotline demo``: the whole service on this machine with synthetic people and no account."""

from __future__ import annotations

import base64
import ipaddress
import os
import secrets
import socket
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from sqlalchemy import func, select

from hotline.accounts import staff
from hotline.app import create_app
from hotline.cli.environment import ADDRESS_FILE, DEMO_FILE, PROVIDER_FILE, read_env_file
from hotline.cli.progress import progress
from hotline.cli.serve import run
from hotline.db.audit import AuditEvent
from hotline.db.database import Database
from hotline.db.migrate import upgrade
from hotline.deployment import Deployment
from hotline.privacy.logs import configure_logging
from hotline.settings import Settings, SettingsError, load_settings
from hotline.simulator.carrier import Carrier
from hotline.simulator.companies import CARRIER, COMPANIES, Company
from hotline.simulator.dialect import Answer
from hotline.simulator.fast_clock import FastClock, for_hands
from hotline.simulator.mailbox import Inbox
from hotline.simulator.web import simulator

LINE_NUMBER = "+19565550100"
DESK_PHONE = "+19565550190"
LOGINS = (
    ("dana", "Dana Example", "dispatcher", None),
    ("sol", "Sol Example", "supervisor", None),
    ("ines", "Ines Example", "agency", "demo_webb_task_force"),
    ("cora", "Cora Example", "coordinator", None),
    ("ada", "Ada Example", "admin", None),
    ("otto", "Otto Example", "auditor", None),
)
"""Login, name, role, and the agency that someone belongs to."""
PASSWORD_NAME = "HOTLINE_DEMO_PASSWORD"  # noqa: S105 - a name, not a password
SECRET_NAME = "HOTLINE_TWILIO_AUTH_TOKEN"  # noqa: S105 - a name, too
"""What the demo's phone company signs with, whichever one it is."""


def demo(
    port: Annotated[int, typer.Option(envvar="HOTLINE_PORT", help="Where to serve.")] = 8000,
    host: Annotated[
        str, typer.Option(envvar="HOTLINE_HOST", help="An address of this machine only.")
    ] = "127.0.0.1",
    provider: Annotated[
        str, typer.Option(envvar="HOTLINE_PROVIDER", help=f"One of {', '.join(COMPANIES)}.")
    ] = "twilio",
    speed: Annotated[
        float,
        typer.Option(min=1, max=60, help="How many times as fast the line's clock runs."),
    ] = 10,
) -> None:
    """Start a demonstration: nothing in it can reach a real agency."""
    data_dir = Path(os.environ.get("HOTLINE_DATA_DIR", "var"))
    company = _company(provider)
    _refuse_another_machine(host, port)
    _refuse_second_demo(data_dir)
    refuse_taken_port(host, port)
    values = _own_settings(data_dir)
    inbox = Inbox(data_dir / "inbox")
    inbox.start()
    settings = _settings(values, data_dir, host, port, inbox.port, provider, speed)
    configure_logging("WARNING")
    since = _latest(settings)
    dep = Deployment.of(settings, clock=FastClock(speed, since), pace=speed)
    with progress("Reading flows, agencies and place names (about 20 s the first time)"):
        upgrade(dep.database)
        dep.check_keys()
        dep.publish_folders(by="demo")
    _add_logins(dep, values[PASSWORD_NAME])
    try:
        _serve(dep, inbox, values, company)
    finally:
        inbox.stop()


def _company(provider: str) -> Company:
    company = COMPANIES.get(provider)
    if company is None:
        raise SettingsError(
            f"the demo knows no phone provider {provider!r}; use one of {', '.join(COMPANIES)}"
        )
    return company


def _refuse_another_machine(host: str, port: int) -> None:
    if host != "localhost" and not (is_address(host) and ipaddress.ip_address(host).is_loopback):
        raise SettingsError(
            f"the demo serves on this machine only, not on {host}; use 127.0.0.1, and from another "
            f"computer `ssh -L {port}:127.0.0.1:{port} THIS-SERVER`"
        )


def is_address(text: str) -> bool:
    """Whether ``text`` is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _refuse_second_demo(data_dir: Path) -> None:
    """Two demos in one folder would share data and an inbox; the first one is left alone."""
    noted = data_dir / ADDRESS_FILE
    base = noted.read_text("utf-8") if noted.exists() else ""
    try:
        answers = bool(base) and httpx.get(f"{base}/healthz", timeout=2.0).is_success
    except httpx.HTTPError:
        return
    if answers:
        raise SettingsError(
            f"a demo is already running at {base} with the data in {data_dir}/; use that one, end "
            "it with Ctrl-C, or give this one a folder: HOTLINE_DATA_DIR=var2 make demo"
        )


def refuse_taken_port(host: str, port: int) -> None:
    """Raise :class:`SettingsError` where something else listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} of {host} cannot be used ({error.strerror}); choose another one: "
                f"HOTLINE_PORT={port + 1} make demo"
            ) from None


def _own_settings(data_dir: Path) -> dict[str, str]:
    """The demo's secrets, made once, so that its data can be read after a restart."""
    file = data_dir / DEMO_FILE
    if file.exists():
        return read_env_file(file)
    values = {
        "HOTLINE_DEMO": "1",
        "HOTLINE_DATA_DIR": str(data_dir),
        "HOTLINE_SECRET_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "HOTLINE_TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        SECRET_NAME: secrets.token_hex(16),
        "HOTLINE_NUMBER": LINE_NUMBER,
        PASSWORD_NAME: f"demo-{secrets.token_hex(4)}",
    }
    data_dir.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), "utf-8")
    return values


def _settings(
    values: dict[str, str],
    data_dir: Path,
    host: str,
    port: int,
    smtp_port: int,
    provider: str,
    speed: float,
) -> Settings:
    base = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    account = COMPANIES[provider].account(base + CARRIER, values[SECRET_NAME])
    for name, value in (values | dict(account)).items():
        os.environ.setdefault(name, value)
    return load_settings(
        demo=True,
        provider=provider,
        data_dir=data_dir,
        host=host,
        port=port,
        public_url=base,
        twilio_api_url=base + CARRIER,
        smtp_url=f"smtp://127.0.0.1:{smtp_port}",
        line_name="Webb County Tip Line (demo)",
        desk_phone=DESK_PHONE,
        time_zone="America/Chicago",
        **for_hands(speed),
    )


def _latest(settings: Settings) -> datetime | None:
    """When something last happened here: the clock of this start must not be behind it."""
    with closing(Database(settings.database)) as database:
        upgrade(database)
        with database.read() as db:
            return db.scalar(select(func.max(AuditEvent.at)))


def _note_address(settings: Settings) -> None:
    """So that ``hotline simulate`` in another window finds this demo."""
    (settings.data_dir / PROVIDER_FILE).write_text(settings.provider, "utf-8")
    (settings.data_dir / ADDRESS_FILE).write_text(settings.base_url, "utf-8")


def _add_logins(dep: Deployment, password: str) -> None:
    for username, name, role, agency_id in LOGINS:
        with dep.database.write() as db:
            try:
                staff.add(
                    db,
                    username=username,
                    name=name,
                    role=role,
                    password=password,
                    now=dep.clock(),
                    agency_id=agency_id,
                )
            except staff.StaffError:
                continue  # the demo was run before


def _serve(dep: Deployment, inbox: Inbox, values: Mapping[str, str], company: Company) -> None:
    settings = dep.settings
    client = httpx.Client(timeout=30.0)

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return client.post(url, content=body, headers=headers)

    carrier = Carrier(
        base_url=settings.base_url,
        auth_token=values[SECRET_NAME],
        account_sid=settings.twilio_account_sid,
        number=settings.number,
        post=post,
        dialect=company.dialect(settings.base_url + CARRIER),
        elsewhere=[],
    )
    app = create_app(dep)
    app.include_router(simulator(carrier, inbox))
    app.mount(CARRIER + company.below, company.api(carrier))

    def ready() -> None:
        _note_address(settings)
        _show_addresses(dep, values[PASSWORD_NAME])

    run(dep, with_worker=True, app=app, ready=ready)
    client.close()


def _show_addresses(dep: Deployment, password: str) -> None:
    settings = dep.settings
    typer.echo(
        f"""
{settings.line_name} is running with made-up people; nothing leaves this machine. Its clock runs
{dep.pace:g} times as fast, so that an alert nobody answers goes to the next agency within a minute
(`hotline demo --speed 1`: as in the world).

  Phone and inbox   {settings.base_url}/simulator
  Dispatchers       {settings.base_url}/queue      login {LOGINS[0][0]}, password {password}
  Supervisor        {settings.base_url}/supervise  login {LOGINS[1][0]}, same password
  An agency         {settings.base_url}/portal     login {LOGINS[2][0]}, same password
  Coordinator       {settings.base_url}/desk       login {LOGINS[3][0]}, same password
  Administrator     {settings.base_url}/staff      login {LOGINS[4][0]}, same password
  Auditor           {settings.base_url}/audit      login {LOGINS[5][0]}, same password

  In another window: .venv/bin/hotline simulate text    or    .venv/bin/hotline simulate call
  On a server without a screen, from your own computer:
    ssh -L {settings.port}:127.0.0.1:{settings.port} THAT-SERVER    then open the addresses above
  Data is kept in {settings.data_dir}/. Ctrl-C ends it.
"""
    )
