"""``hotline train``: a second copy of the line to practice on, with its agencies and wording.

It has its own database, keys and logins, and copies of the line's files, so that nothing that a
trainee does reaches the line. Its mail server and phone company are in this process; nothing else
is called (``Mode.TRAINING``). What may be seen from other machines is its web address alone.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import typer
import uvicorn
from fastapi import FastAPI

from hotline import local_folder
from hotline.accounts import staff
from hotline.app import create_app
from hotline.cli.demo import DESK_PHONE, LINE_NUMBER, refuse_taken_port
from hotline.cli.environment import settings as line_settings
from hotline.cli.output import write_secret
from hotline.cli.progress import progress
from hotline.cli.serve import run as serve
from hotline.config_versions.layers import FLOWS, RULES
from hotline.config_versions.store import read_files
from hotline.db.migrate import upgrade
from hotline.deployment import Deployment
from hotline.followups import paging
from hotline.privacy.logs import configure_logging
from hotline.settings import Mode, Settings, SettingsError, load_settings
from hotline.simulator.carrier import Carrier
from hotline.simulator.exercise import SHIPPED, Exercise, read_exercises
from hotline.simulator.fast_clock import FastClock, for_hands
from hotline.simulator.mailbox import Inbox, Mail
from hotline.simulator.rest import rest_api
from hotline.simulator.training_page import router as training_page
from hotline.simulator.training_room import TrainingRoom

TRAINER = "trainer"
ACCOUNT_SID = f"AC{'0' * 32}"
LOGINS = "logins.txt"
NAME = re.compile(r"[a-z][a-z0-9._-]{1,30}")


def train(
    trainees: Annotated[
        str, typer.Option(help="Logins of the trainees, by commas: ana, ben, chris.")
    ] = "ana, ben",
    port: Annotated[int, typer.Option(help="Where to serve.")] = 8010,
    host: Annotated[str, typer.Option(help="An address of this machine, behind the proxy.")] = (
        "127.0.0.1"
    ),
    public_url: Annotated[
        str, typer.Option(help="The address that trainees open, behind a proxy with TLS.")
    ] = "",
    speed: Annotated[
        float, typer.Option(min=1, max=60, help="How many times as fast the line's clock runs.")
    ] = 10,
    place: Annotated[
        str, typer.Option(help="A town and state that the line serves.")
    ] = "Laredo, Texas",
    exercises: Annotated[
        Path | None, typer.Option(help="A folder with exercises of your own.")
    ] = None,
) -> None:
    """Start a training copy of the line: made-up reporters, a fast clock, nothing can leave."""
    names = _names(trainees)
    known = _exercises(exercises)
    refuse_taken_port(host, port)
    line = _line()
    folder = (line.data_dir if line else Path("var")) / "training"
    configure_logging("WARNING")
    passwords = {name: f"{name}-{secrets.token_hex(4)}" for name in (TRAINER, *names)}
    again = True
    while again:
        with progress("Making a fresh copy of the line's files"):
            shutil.rmtree(folder, ignore_errors=True)
            _copy_files(line, folder)
        write_secret(folder / LOGINS, "".join(f"{n} {p}\n" for n, p in passwords.items()))
        inbox = Inbox(folder / "inbox")
        inbox.start()
        try:
            with _company() as (carrier, api):
                own = _settings(
                    line,
                    folder,
                    host,
                    port,
                    public_url,
                    f"smtp://127.0.0.1:{inbox.port}",
                    api,
                    speed,
                )
                again = _run(own, carrier, inbox, passwords, known, place, speed)
        finally:
            inbox.stop()


def _names(trainees: str) -> list[str]:
    names = trainees.replace(",", " ").split()
    for name in names:
        if not NAME.fullmatch(name) or name == TRAINER:
            raise SettingsError(
                f"--trainees: {name!r} is no login; write lower-case names such as ana, ben"
            )
    if not names:
        raise SettingsError("--trainees: name at least one, such as ana")
    return names


def _exercises(own: Path | None) -> dict[str, Exercise]:
    if own is not None and not own.is_dir():
        raise SettingsError(f"--exercises: {own} is not a folder")
    found: dict[str, Exercise] = {}
    for one in read_exercises(SHIPPED, *([own] if own else [])):
        if not isinstance(one, Exercise):
            raise SettingsError("\n".join(str(problem) for problem in one))
        found[one.name] = one
    return found


def _line() -> Settings | None:
    """The line whose files are practiced on; without one, those that are shipped."""
    try:
        return line_settings()
    except SettingsError:
        return None


def _copy_files(line: Settings | None, folder: Path) -> None:
    """The line's flows, agencies and rules as it has them now, and nothing else of it."""
    source = line or Settings.model_construct()
    for path, text in read_files(source).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / "home").mkdir(mode=0o700)


def _settings(
    line: Settings | None,
    folder: Path,
    host: str,
    port: int,
    public_url: str,
    smtp_url: str,
    api: str,
    speed: float,
) -> Settings:
    """Its settings: no secret and no address of the line is among them."""
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        del os.environ[name]
    os.environ[local_folder.VARIABLE] = str(folder / "home")
    return load_settings(
        mode=Mode.TRAINING,
        demo=line is None or line.demo,
        data_dir=folder,
        flows_dir=folder / FLOWS,
        rules_dir=folder / RULES,
        home=str(folder / "home"),
        host=host,
        port=port,
        public_url=public_url or f"http://{host}:{port}",
        smtp_url=smtp_url,
        twilio_api_url=api,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=secrets.token_hex(16),
        secret_keys=base64.b64encode(secrets.token_bytes(32)).decode(),
        number=LINE_NUMBER,
        desk_phone=DESK_PHONE,
        line_name=f"TRAINING {line.line_name if line else 'Webb County Tip Line'}",
        time_zone=line.time_zone if line else "America/Chicago",
        worker_poll_seconds=0.25,
        **for_hands(speed),
    )


@contextmanager
def _company() -> Iterator[tuple[FastAPI, str]]:
    """A phone company's API on a port of its own, which no proxy leads to."""
    app = FastAPI()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    )
    config = server.config
    bound = config.bind_socket()
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    try:
        yield app, f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def _run(
    own: Settings,
    company: FastAPI,
    inbox: Inbox,
    passwords: dict[str, str],
    exercises: dict[str, Exercise],
    place: str,
    speed: float,
) -> bool:
    """Serve until someone ends it; whether it is to begin again."""
    dep = Deployment.of(own, clock=FastClock(speed), pace=speed)
    with progress("Reading flows, agencies and rules"):
        upgrade(dep.database)
        dep.check_keys()
        dep.publish_folders(by="training")
    _add_logins(dep, passwords)
    with httpx.Client(timeout=60.0) as client:
        here = f"http://{own.host}:{own.port}"

        def local(url: str) -> str:
            return url.replace(own.base_url, here, 1)

        carrier = Carrier(
            base_url=own.base_url,
            auth_token=own.twilio_auth_token,
            account_sid=ACCOUNT_SID,
            number=own.number,
            post=lambda url, body, headers: client.post(local(url), content=body, headers=headers),
        )
        company.mount("", rest_api(carrier))

        def answer(mail: Mail) -> None:
            client.post(local(mail.link), data={"do": "acknowledge", "code": mail.code})

        stop, again = threading.Event(), threading.Event()

        def reset() -> None:
            again.set()
            stop.set()

        room = TrainingRoom(dep, carrier, inbox, exercises, place, TRAINER, answer, reset)
        app = create_app(dep)
        app.state.training = room
        app.include_router(training_page)
        try:
            serve(
                dep,
                with_worker=True,
                app=app,
                ready=lambda: _show(own, passwords, speed, exercises),
                stop=stop,
            )
        finally:
            room.close()
    return again.is_set()


def _add_logins(dep: Deployment, passwords: dict[str, str]) -> None:
    for number, (name, password) in enumerate(passwords.items()):
        with dep.database.write() as db:
            role = "supervisor" if name == TRAINER else "dispatcher"
            person = staff.add(
                db,
                username=name,
                name=name.title(),
                role=role,
                password=password,
                now=dep.clock(),
            )
            db.flush()
            paging.set_reach(dep.keys, person, paging.Reach(f"+1956555019{number % 10}"))


def _show(
    own: Settings, passwords: dict[str, str], speed: float, exercises: dict[str, Exercise]
) -> None:
    logins = "\n".join(f"    {name:<12} {password}" for name, password in passwords.items())
    typer.echo(
        f"""
{own.line_name}: {len(exercises)} exercises, a clock {speed:g} times as fast.
Nothing leaves this machine.

  Trainer    {own.base_url}/training
  Trainees   {own.base_url}/queue
  Logins     (also in {own.data_dir / LOGINS})
{logins}

  Without a proxy, from another computer:
    ssh -L {own.port}:127.0.0.1:{own.port} THIS-SERVER    then open the addresses above
  Ctrl-C ends it; what was practiced is deleted at the next start.
"""
    )
