"""``hotline simulate text|call``: a phone in the terminal, against a service that is running."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from hotline.cli.environment import settings
from hotline.settings import Mode, SettingsError
from hotline.simulator.carrier import Answer, Carrier, CarrierError
from hotline.simulator.script import Phone, Script, masked, read_script, run, write_script

app = typer.Typer(help="A phone in the terminal.", no_args_is_help=True)
ScriptFile = Annotated[
    Path | None, typer.Argument(help="A conversation in YAML; left out, you type it yourself.")
]
Record = Annotated[Path | None, typer.Option(help="Write the conversation to this file.")]
Caller = Annotated[str, typer.Option(help="The phone's number, one of 555-01xx.")]
HELP = {
    "text": "Type what the reporter texts. An empty line ends it.",
    "voice": (
        "Type keys (1, 0, *, #) or words. '.' stays silent, 'agency answers', 'agency silent' and "
        "'agency busy' answer for the line that rings, 'hang up' or an empty line ends it."
    ),
}


@app.command("text")
def text(script: ScriptFile = None, caller: Caller = "+19565550123", record: Record = None) -> None:
    """Text the line."""
    _simulate("text", script, caller, record)


@app.command("call")
def call(script: ScriptFile = None, caller: Caller = "+19565550123", record: Record = None) -> None:
    """Call the line."""
    _simulate("voice", script, caller, record)


def _simulate(medium: str, script: Path | None, caller: str, record: Path | None) -> None:
    with httpx.Client(timeout=30.0) as client:
        carrier = _carrier(client)
        try:
            if script is None:
                _talk(carrier, medium, caller, record)
            else:
                _run_file(carrier, medium, script)
        except httpx.TransportError:
            raise SettingsError(
                f"nothing answers at {carrier.base_url}; start it with `make demo`"
            ) from None
        except CarrierError as error:
            raise SettingsError(str(error)) from None


def _carrier(client: httpx.Client) -> Carrier:
    known = settings()
    if known.mode is Mode.PRODUCTION:
        raise SettingsError("the simulator does not talk to a line in production")
    noted = known.data_dir / "address"
    base = os.environ.get("HOTLINE_PUBLIC_URL") or (
        noted.read_text("utf-8").strip() if noted.exists() else known.base_url
    )

    def post(url: str, fields: object, headers: object) -> Answer:
        return client.post(url, data=fields, headers=headers)  # type: ignore[arg-type]

    return Carrier(
        base_url=base,
        auth_token=known.twilio_auth_token,
        account_sid=known.twilio_account_sid,
        number=known.number,
        post=post,
    )


def _run_file(carrier: Carrier, medium: str, path: Path) -> None:
    if not path.exists():
        raise SettingsError(f"there is no file {path}")
    script = read_script(str(path), path.read_text("utf-8"))
    if not isinstance(script, Script):
        raise SettingsError("\n".join(map(str, script)))
    if script.medium != medium:
        raise SettingsError(f"{path} is a conversation by {script.medium}")
    ran = run(carrier, script)
    for who, what in ran.transcript:
        typer.echo(f"{who:>8}: {what}")
    for departure in ran.departures:
        typer.echo(f"! {departure}", err=True)
    if ran.tip_id:
        typer.echo(f"tip ID {ran.tip_id}: hotline reports show {ran.tip_id} --json")
    if ran.departures:
        raise typer.Exit(1)


def _talk(carrier: Carrier, medium: str, caller: str, record: Path | None) -> None:
    typer.echo(HELP[medium])
    phone = Phone(carrier, medium, caller)
    steps: list[tuple[str, Any]] = []
    _show(phone.said, steps)
    while True:
        typed = input("> ").strip()
        doing, what = _read(medium, typed)
        if doing == "":
            break
        steps.append((doing, what))
        _show(phone.do(doing, what), steps)
        if doing == "hangs_up" or (phone.call is not None and phone.call.over):
            break
        if phone.call is not None and phone.call.ringing is not None:
            typer.echo(f"  (ringing {phone.call.ringing.number})")
    if phone.call is not None and not phone.call.over:
        phone.do("hangs_up", True)
    if record is not None:
        record.write_text(write_script(record.stem, medium, caller, steps), "utf-8")
        typer.echo(f"written to {record}")


def _show(said: str, steps: list[tuple[str, Any]]) -> None:
    if said:
        steps.append(("line", masked(said)))
        typer.echo(f"  {said}")


def _read(medium: str, typed: str) -> tuple[str, Any]:
    """What was typed, as a step of a script; nothing typed is no step."""
    if not typed or medium == "text":
        return ("texts", typed) if typed else ("", None)
    if typed.startswith("agency "):
        return "agency", typed.removeprefix("agency ").strip()
    named: dict[str, tuple[str, Any]] = {"hang up": ("hangs_up", True), ".": ("waits", True)}
    keys = set(typed) <= set("0123456789*#")
    return named.get(typed, ("press" if keys else "says", typed))
