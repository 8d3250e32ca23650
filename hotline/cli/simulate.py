"""``hotline simulate text|call``: a phone in the terminal, against a service that is running."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from hotline.cli.environment import ADDRESS_FILE, PROVIDER_FILE, settings
from hotline.cli.output import write
from hotline.settings import Mode, SettingsError
from hotline.simulator.carrier import Carrier
from hotline.simulator.companies import CARRIER, COMPANIES
from hotline.simulator.dialect import Answer, CarrierError
from hotline.simulator.phone_call import Call
from hotline.simulator.placed_calls import Placed, interpreter_rings
from hotline.simulator.redirects import redirect
from hotline.simulator.replay_script import Alone, Phone, run
from hotline.simulator.script import Script, Step, read_script, write_script

app = typer.Typer(help="A phone in the terminal.", no_args_is_help=True)
ScriptFile = Annotated[
    Path | None, typer.Argument(help="A conversation in YAML; left out, you type it yourself.")
]
Record = Annotated[Path | None, typer.Option(help="Write the conversation to this file.")]
Caller = Annotated[
    str | None, typer.Option(help="The phone's number, one of 555-01xx, or anonymous.")
]
PATIENCE = 3.0
"""Seconds that a telephone waits for an answer which comes as a text of its own."""
ORDERED_WITHIN = 20.0
"""Seconds within which the demo redirects a call after it was asked to."""
FIRST_CALLER = "+19565550123"
HELP = {
    "text": "Type what the reporter texts; '(picture)' sends one. An empty line ends it.",
    "voice": (
        "Type keys (1, 0, *, #) or words. '.' stays silent; 'agency answers', 'declines', "
        "'interpreter', 'silent', 'busy', 'machine' and 'ends' are for the line that rings, "
        "'interpreter answers' and 'silent' for who is called to interpret; 'message 5' speaks "
        "after the tone; 'hang up' or an empty line ends it."
    ),
}


@app.command("text")
def text(script: ScriptFile = None, caller: Caller = None, record: Record = None) -> None:
    """Text the line: from a file, or as you type. Exits 1 where it departs from the file."""
    _simulate("text", script, caller, record)


@app.command("call")
def call(script: ScriptFile = None, caller: Caller = None, record: Record = None) -> None:
    """Call the line: from a file, or as you type. Exits 1 where it departs from the file."""
    _simulate("voice", script, caller, record)


def _simulate(medium: str, script: Path | None, caller: str | None, record: Path | None) -> None:
    with httpx.Client(timeout=30.0) as client:
        carrier = _carrier(client)
        around = Running(client, carrier.base_url)
        try:
            if script is None:
                phone = Phone(carrier, caller or FIRST_CALLER, around)
                _talk(phone, medium, caller or FIRST_CALLER, record)
            else:
                _run_file(carrier, around, _read(script, medium, caller), record)
        except httpx.ConnectError:
            raise SettingsError(
                f"nothing answers at {carrier.base_url}; start it with `make demo`"
            ) from None
        except httpx.TransportError as error:
            raise SettingsError(f"{carrier.base_url} broke off: {error!r}") from None
        except CarrierError as error:
            raise SettingsError(str(error)) from None


class Running(Alone):
    """A demo that is running: what it texts by itself is seen, nothing else can be moved."""

    def __init__(self, client: httpx.Client, base_url: str) -> None:
        self._client = client
        self._base_url = base_url

    def texts_to(self, number: str, seen: int, *, awaited: bool = False) -> list[str]:
        """The texts that the demo's telephone company brought, such as a dispatcher's question."""
        until = time.monotonic() + (PATIENCE if awaited else 0.0)
        while not (texts := self._texts_to(number)[seen:]) and time.monotonic() < until:
            time.sleep(0.1)
        return texts

    def reads(self, time: timedelta) -> None:
        """As long as that takes by the demo's clock, which may run faster than others."""
        super().reads(time / self._state("").get("pace", 1))

    def _texts_to(self, number: str) -> list[str]:
        texts = self._state(number).get("texts", ())
        return [text["body"] for text in texts if not text["answer"]]

    def _state(self, number: str) -> dict[str, Any]:
        """What the demo says of itself and of a telephone; empty from a line that is no demo."""
        answer = self._client.get(f"{self._base_url}/simulator/state", params={"number": number})
        found: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
        return found

    def redirects(self, carrier: Carrier, call: Call | None) -> None:
        """What the demo was ordered to do with this telephone's calls, as soon as it was."""
        until = time.monotonic() + ORDERED_WITHIN
        while time.monotonic() < until:
            orders = self._client.post(f"{self._base_url}/simulator/orders").json()
            for sid, url in orders["redirects"]:
                redirect(carrier, sid, url)
            known = {placed.sid for placed in carrier.placed}
            for order in orders["placed"]:
                if order["sid"] not in known:
                    carrier.placed.append(Placed.of(carrier, order))
            if (call is not None and call.seat) or (call is None and interpreter_rings(carrier)):
                return
            time.sleep(0.5)

    def keep(self, path: str, data: bytes) -> None:
        """Have the demo's telephone company keep a picture or a recording."""
        self._client.put(f"{self._base_url}/simulator/files{path}", content=data)


def _carrier(client: httpx.Client) -> Carrier:
    known = settings()
    if known.mode is Mode.PRODUCTION:
        raise SettingsError("the simulator does not talk to a line in production")
    noted, at = known.data_dir / ADDRESS_FILE, known.data_dir / PROVIDER_FILE
    base = os.environ.get("HOTLINE_PUBLIC_URL") or (
        noted.read_text("utf-8").strip() if noted.exists() else known.base_url
    )
    provider = at.read_text("utf-8").strip() if at.exists() else "twilio"

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return client.post(url, content=body, headers=headers)

    return Carrier(
        base_url=base,
        auth_token=known.twilio_auth_token,
        account_sid=known.twilio_account_sid,
        number=known.number,
        post=post,
        keeper=Running(client, base).keep,
        dialect=COMPANIES[provider].dialect(base + CARRIER),
    )


# From a file -------------------------------------------------------------------------------------


def _read(path: Path, medium: str, caller: str | None) -> Script:
    if not path.exists():
        raise SettingsError(f"there is no file {path}")
    script = read_script(str(path), path.read_text("utf-8"))
    if not isinstance(script, Script):
        raise SettingsError("\n".join(map(str, script)))
    if script.medium != medium:
        command = "call" if script.medium == "voice" else "text"
        raise SettingsError(
            f"{path} is a conversation by {script.medium}: hotline simulate {command} {path}"
        )
    return script.by(caller) if caller else script


def _run_file(carrier: Carrier, around: Alone, script: Script, record: Path | None) -> None:
    ran = run(carrier, script, around)
    for step in ran.transcript:
        typer.echo(f"{step.doing:>12}  {_shown(step)}")
    if record is not None:
        write(record, write_script(script.title, script.medium, script.caller, ran.transcript))
        typer.echo(f"written to {record}")
    if ran.tip_id:
        typer.echo(f"tip ID {ran.tip_id}: hotline reports show {ran.tip_id} --json")
    for departure in ran.departures:
        typer.echo(f"\n{departure}", err=True)
    if ran.departures:
        typer.echo(
            f"\n{len(ran.departures)} departures from the file. A telephone that was used before "
            "goes on with its report: try another one, --caller +19565550177.",
            err=True,
        )
        raise typer.Exit(1)


def _shown(step: Step) -> str:
    return str(step.what).replace("\n", "\n" + " " * 14) if not isinstance(step.what, bool) else ""


# As it is typed ----------------------------------------------------------------------------------


def _talk(phone: Phone, medium: str, caller: str, record: Path | None) -> None:
    typer.echo(HELP[medium])
    steps: list[Step] = []
    if medium == "voice":
        phone.do(Step("calls", True))
        _hear(phone, steps)
    while not (medium == "voice" and (phone.call is None or phone.call.over)):
        step = _typed(medium, _ask(medium))
        if step is None:
            break
        _do(phone, step, steps)
    if phone.call is not None and not phone.call.over:
        _do(phone, Step("hangs_up", True), steps)
    if record is not None:
        write(record, write_script(record.stem, medium, caller, steps))
        typer.echo(f"written to {record}")


def _ask(medium: str) -> str:
    try:
        return input("text> " if medium == "text" else "> ").strip()
    except EOFError:  # the end of what was piped in
        return ""


def _do(phone: Phone, step: Step, steps: list[Step]) -> None:
    try:
        phone.do(step)
    except CarrierError as error:
        typer.echo(f"  (not possible: {error})")
        return
    hidden = phone.codes.hide(step.what) if step.doing in {"texts", "press", "says"} else step.what
    steps.append(step._replace(what=hidden))
    _hear(phone, steps)


def _hear(phone: Phone, steps: list[Step]) -> None:
    for what, said in phone.heard.items():
        steps.append(Step(what, said))
        label = {
            "line": "",
            "rings": "(ringing) ",
            "agency_hears": "(the agency hears) ",
            "interpreter_hears": "(the interpreter hears) ",
        }
        typer.echo(f"  {label.get(what, '(a text comes) ')}{phone.unmasked[what]}")


def _typed(medium: str, typed: str) -> Step | None:
    """What was typed, as a step of a script; nothing typed is no step."""
    if not typed:
        return None
    if medium == "text":
        return Step("sends_picture", True) if typed == "(picture)" else Step("texts", typed)
    first, _, rest = typed.partition(" ")
    if first in {"agency", "interpreter"} and rest:
        return Step(first, rest.strip())
    if first == "message" and rest.strip().isdigit():
        return Step("leaves_message", int(rest))
    if typed in {"hang up", "."}:
        return Step("hangs_up" if typed == "hang up" else "waits", True)
    keys = set(typed) <= set("0123456789*#")
    return Step("press" if keys else "says", typed)
