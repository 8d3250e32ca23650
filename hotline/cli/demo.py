"""``hotline demo``: the whole service on this machine with synthetic people and no account."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Annotated

import httpx
import typer

from hotline.app import create_app
from hotline.cli.environment import DEMO_FILE, read_env_file
from hotline.cli.serve import run
from hotline.db.migrate import upgrade
from hotline.deployment import Deployment
from hotline.privacy.logs import configure_logging
from hotline.settings import Settings, load_settings
from hotline.simulator.carrier import Answer, Carrier
from hotline.simulator.inbox import Inbox
from hotline.simulator.rest import rest_api
from hotline.simulator.web import simulator
from hotline.web import staff

LINE_NUMBER = "+19565550100"
DESK_PHONE = "+19565550190"
LOGINS = (
    ("dana", "Dana Example", "dispatcher", None),
    ("sol", "Sol Example", "supervisor", None),
    ("ines", "Ines Example", "agency", "demo_webb_task_force"),
    ("cora", "Cora Example", "admin", None),
)
"""Login, name, role, and the agency that somebody belongs to."""
PASSWORD_NAME = "HOTLINE_DEMO_PASSWORD"  # noqa: S105 - a name, not a password


def demo(
    port: Annotated[int, typer.Option(help="Where to serve.")] = 8000,
    host: Annotated[str, typer.Option(help="Loopback only.")] = "127.0.0.1",
) -> None:
    """Start a demonstration: nothing in it can reach a real agency."""
    data_dir = Path(os.environ.get("HOTLINE_DATA_DIR", "var"))
    values = _own_settings(data_dir)
    inbox = Inbox(data_dir / "inbox")
    inbox.start()
    settings = _settings(values, data_dir, host, port, inbox.port)
    configure_logging("WARNING")
    dep = Deployment.of(settings)
    upgrade(dep.database)
    dep.publish_folders(by="demo")
    _add_logins(dep, values[PASSWORD_NAME])
    try:
        _serve(dep, inbox, values[PASSWORD_NAME])
    finally:
        inbox.stop()


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
        "HOTLINE_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "HOTLINE_NUMBER": LINE_NUMBER,
        PASSWORD_NAME: f"demo-{secrets.token_hex(4)}",
    }
    data_dir.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), "utf-8")
    return values


def _settings(
    values: dict[str, str], data_dir: Path, host: str, port: int, smtp_port: int
) -> Settings:
    for name, value in values.items():
        os.environ.setdefault(name, value)
    base = f"http://{host}:{port}"
    _note_address(data_dir, base)
    return load_settings(
        demo=True,
        data_dir=data_dir,
        host=host,
        port=port,
        public_url=base,
        twilio_api_url=f"{base}/simulator/carrier",
        smtp_url=f"smtp://127.0.0.1:{smtp_port}",
        line_name="Webb County Tip Line (demo)",
        desk_phone=DESK_PHONE,
        time_zone="America/Chicago",
    )


def _note_address(data_dir: Path, base: str) -> None:
    """So that ``hotline simulate`` in another window finds this demo."""
    (data_dir / "address").write_text(base, "utf-8")


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


def _serve(dep: Deployment, inbox: Inbox, password: str) -> None:
    settings = dep.settings
    client = httpx.Client(timeout=30.0)

    def post(url: str, fields: object, headers: object) -> Answer:
        return client.post(url, data=fields, headers=headers)  # type: ignore[arg-type]

    carrier = Carrier(
        base_url=settings.base_url,
        auth_token=settings.twilio_auth_token,
        account_sid=settings.twilio_account_sid,
        number=settings.number,
        post=post,
    )
    app = create_app(dep)
    app.include_router(simulator(carrier, inbox))
    app.include_router(rest_api(carrier), prefix="/simulator/carrier")
    run(dep, with_worker=True, app=app, ready=lambda: _tell_addresses(settings, password))
    client.close()


def _tell_addresses(settings: Settings, password: str) -> None:
    typer.echo(
        f"""
{settings.line_name} is running with synthetic people; nothing leaves this machine.

  Phone and inbox   {settings.base_url}/simulator
  Dispatchers       {settings.base_url}/queue      login {LOGINS[0][0]}, password {password}
  Supervisor        {settings.base_url}/supervise  login {LOGINS[1][0]}, same password
  An agency         {settings.base_url}/portal     login {LOGINS[2][0]}, same password
  Coordinator       {settings.base_url}/desk       login {LOGINS[3][0]}, same password

  In another window: .venv/bin/hotline simulate text    or    .venv/bin/hotline simulate call
  Data is kept in {settings.data_dir}/. Ctrl-C ends it.
"""
    )
