"""``hotline init``: a guided set-up of a line. It can be left and run again at any time.

It writes the deployment's own folder: ``hotline.env``, the keys, ``town.yaml`` and the files that
the proxy answers with when all else fails. Then it makes the database, the first logins, and sends
a test page to each person on call.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import phonenumbers
import typer

from hotline import local_folder
from hotline.cli import first_people
from hotline.cli.env_file import give_to_service, with_values, write_private
from hotline.cli.environment import read_env_file
from hotline.cli.setup_answers import Answers, anything
from hotline.config_files import Problem, parse_yaml
from hotline.config_versions.layers import SHIPPED_FLOWS, SHIPPED_RULES, layers
from hotline.db.migrate import upgrade
from hotline.deployment import Deployment
from hotline.geo import Gazetteer
from hotline.local_folder import SETTINGS_FILE, TOWN_FILE
from hotline.providers import known
from hotline.settings import PREFIX, REPOSITORY, SettingsError, load_settings

KEYS_FILE, FALLBACK = "keys", "fallback"
NATIONAL = "the National Hotline"
ACCOUNTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "twilio": (
        ("twilio_account_sid", "Account SID, on Twilio's console"),
        ("twilio_auth_token", "Primary auth token"),
    ),
    "signalwire": (
        ("signalwire_space", "Host of your space, such as example.signalwire.com"),
        ("signalwire_project_id", "Project id"),
        ("signalwire_api_token", "API token"),
        ("signalwire_signing_keys", "Signing key"),
    ),
    "telnyx": (
        ("telnyx_api_key", "API key"),
        ("telnyx_public_key", "Public key"),
        ("telnyx_account_id", "Account id"),
        ("telnyx_application_id", "TeXML application id"),
    ),
}
"""What each provider's account needs, by setting."""
Home = Annotated[
    Path | None, typer.Option(help="The folder of this line; HOTLINE_HOME, else /etc/hotline.")
]
File = Annotated[
    Path | None, typer.Option("--answers", help="A YAML file of answers; nothing is asked then.")
]


def init(home: Home = None, answers: File = None) -> None:
    """Set up a line step by step; it can be left and run again at any time.

    Exits with 1 while someone who is to be paged has not confirmed a test page.
    """
    folder = (home or local_folder.chosen()).absolute()
    asked = Answers.in_file(answers) if answers else Answers()
    _make(folder)
    os.environ[local_folder.VARIABLE] = str(folder)
    _say("1  The line")
    town = _town(asked, folder)
    _say("2  The address and the mail server")
    values = _settings(asked, folder, town)
    _fallback_files(folder, str(town["number"]))
    wrong = asked.left_over()
    people = first_people.read(asked)
    wrong = [key for key in wrong if key not in asked.used]
    if wrong:
        raise SettingsError(f"{asked.file}: nothing asks for {', '.join(wrong)}")
    _say("3  The database")
    os.environ.update(values)
    with contextlib.closing(_deployment()) as dep:
        _say("4  People")
        unconfirmed = first_people.set_up(asked, dep, people)
        give_to_service(folder, dep.settings.data_dir)
        _next_steps(dep, folder, unconfirmed)
    if unconfirmed:
        raise typer.Exit(1)


def _say(heading: str) -> None:
    typer.echo(f"\n== {heading}")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        for name in ("ivr_flows", "routing_rules"):
            (folder / name).mkdir(exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be made: {error.strerror}; run this as root, or give --home"
        ) from None


# The town -----------------------------------------------------------------------------------------


def _town(asked: Answers, folder: Path) -> Mapping[str, Any]:
    """``town.yaml``, with what was asked; what else is in it stays."""
    before = _known_town(folder)
    agencies = dict(before.get("agencies") or {})
    place = _place_in_words(before.get("serves") or {})
    town = {
        **before,
        "name": asked.ask("name", "What is the line called", anything, before.get("name", "")),
        "number": asked.ask("number", "Its phone number", _number, before.get("number", "")),
    }
    said = asked.ask("serves", "Which county or city (Webb County, TX; all: everywhere)", _place,
                     place)  # fmt: skip
    town["serves"] = json.loads(said)
    if asked.asks:  # whoever leaves in the middle finds it again
        _write_town(folder, town)
    languages = ", ".join(before.get("languages") or ())
    offered = asked.ask(
        "languages",
        "More languages for the phone menu (zh, vi, …; all)",
        lambda text: text.strip("[]").replace("'", ""),
        languages or "all",
    )
    town["languages"] = [] if offered == "all" else offered.replace(",", " ").split()
    agencies["local"] = asked.yes(
        "local_agencies",
        f"Refer to local agencies too (no: only {NATIONAL} and the nation's)",
        default=agencies.get("local", True),
    )
    town["agencies"] = agencies
    kept = _write_town(folder, town)
    _, problems = layers(SHIPPED_FLOWS, SHIPPED_RULES, folder).town(
        layers(SHIPPED_FLOWS, SHIPPED_RULES).shipped()
    )
    if problems:
        raise SettingsError("\n".join(map(str, problems)))
    return kept


def _write_town(folder: Path, town: Mapping[str, Any]) -> Mapping[str, Any]:
    """Write ``town.yaml``; what it says afterwards."""
    kept = {key: value for key, value in town.items() if value or key == "agencies"}
    (folder / TOWN_FILE).write_text(_as_yaml(kept), "utf-8")
    return kept


def _known_town(folder: Path) -> Mapping[str, Any]:
    file = folder / TOWN_FILE
    if not file.exists():
        return {}
    found = parse_yaml(str(file), file.read_text("utf-8", "replace"))
    if isinstance(found, Problem):
        raise SettingsError(str(found))
    return found.data if isinstance(found.data, dict) else {}


def _as_yaml(town: Mapping[str, Any]) -> str:
    lines = ["# What makes the shipped files those of this town: docs/setup.md"]
    lines += [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in town.items()]
    return "\n".join(lines) + "\n"


def _number(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError("is not a telephone number; write it as +19565550100")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _place(text: str) -> str:
    """An area as JSON: a county, a city, a state, or nothing for everywhere."""
    if text.lower() in {"", "all", "everywhere"}:
        return "{}"
    gazetteer = Gazetteer.load()
    areas: dict[str, list[str]] = {}
    for part in text.split(";"):
        name, _, state = (piece.strip() for piece in part.rpartition(","))
        bare = name.removesuffix(" County").removesuffix(" Parish")
        county, city = gazetteer.county_named(bare, state), gazetteer.city(name, state)
        if not name and state in gazetteer.states:
            areas.setdefault("states", []).append(state)
        elif county is not None and (name != bare or city is None):
            areas.setdefault("counties", []).append(f"{county.fips} {county.name}, {state}")
        elif city is not None:
            areas.setdefault("cities", []).append(f"{city.name}, {state}")
        else:
            raise ValueError(
                f"names no place: {part.strip()}; write Webb County, TX or Laredo, TX, and several "
                "with ; between them"
            )
    return json.dumps(areas)


def _place_in_words(area: Mapping[str, Sequence[str]]) -> str:
    named = [f"{one.partition(' ')[2].replace(',', ' County,', 1)}" for one in
             area.get("counties", ())]  # fmt: skip
    return "; ".join([*named, *area.get("cities", ()), *area.get("states", ())])


# The settings -------------------------------------------------------------------------------------


def _settings(asked: Answers, folder: Path, town: Mapping[str, Any]) -> Mapping[str, str]:
    """``hotline.env`` and the keys; the values that are in the file afterwards."""
    file = folder / SETTINGS_FILE
    before = read_env_file(file) if file.exists() else {}

    def known_as(name: str, otherwise: str = "") -> str:
        return before.get(PREFIX + name.upper(), otherwise)

    values: dict[str, str] = {}

    def ask(name: str, question: str, otherwise: str = "", *, secret: bool = False) -> None:
        values[name] = asked.ask(
            name, question, lambda text: _checked(name, text), known_as(name, otherwise),
            secret=secret,
        )  # fmt: skip
        if asked.asks:  # whoever leaves in the middle finds it again
            _write_settings(file, values)

    ask("mode", "production, or rehearsal (nothing leaves this machine)", "production")
    ask("public_url", "The address of the line, as https://tips.example.org")
    ask("time_zone", "Time zone", _zone_of(town) or "America/New_York")
    ask("data_dir", "Where reports are kept", "/var/lib/hotline")
    ask("smtp_url", "Mail server, as smtp://user:password@mail.example.org:587", secret=True)
    ask("mail_from", "Alerts come from this email address")
    ask("provider", f"Phone provider ({', '.join(known())})", "twilio")
    for name, question in ACCOUNTS.get(values["provider"], ()):
        values[name] = asked.ask(name, question, anything, known_as(name), secret=True)
    more = asked.value("settings", dict, {})
    others = {str(name): str(value) for name, value in more.items()}
    _write_settings(file, values, {**others, **_keys(folder, before)})
    return read_env_file(file)


def _write_settings(
    file: Path, values: Mapping[str, str], others: Mapping[str, str] | None = None
) -> None:
    """Enter ``values``, by setting, and ``others``, by variable; what else is in it stays."""
    head = "# Written by hotline init. Every setting: docs/settings.md\n"
    text = file.read_text("utf-8") if file.exists() else head
    lines = {PREFIX + name.upper(): value for name, value in values.items()}
    write_private(file, with_values(text, {**lines, **(others or {})}))


def _checked(name: str, text: str) -> str:
    """As the setting itself would check it, so that a slip is said at once."""
    anything(text)
    begins = f"{PREFIX}{name.upper()}: "
    try:
        load_settings(**{name: text})
    except SettingsError as error:  # the other settings are not there yet
        for line in str(error).splitlines():
            if line.startswith(begins):
                raise ValueError(line.removeprefix(begins)) from None
    return text


def _zone_of(town: Mapping[str, Any]) -> str:
    gazetteer = Gazetteer.load()
    for county in (town.get("serves") or {}).get("counties", ()):
        found = gazetteer.county(county.partition(" ")[0])
        zone = gazetteer.time_zone(gazetteer.place_of_county(found, 1.0)) if found else None
        if zone and ZoneInfo(zone):
            return zone
    return ""


def _keys(folder: Path, before: Mapping[str, str]) -> Mapping[str, str]:
    """Where the keys are; new ones only where there are none yet."""
    names = ("SECRET_KEYS", "SECRET_KEYS_FILE", "SECRET_KEYS_COMMAND")
    if any(before.get(PREFIX + name) for name in names):
        return {}
    file = folder / KEYS_FILE
    if not file.exists():
        write_private(file, base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
        typer.echo(
            f"New keys are in {file}. Print them and put them in a safe: without them everything "
            "that was said is lost."
        )
    return {f"{PREFIX}SECRET_KEYS_FILE": str(file)}


def _fallback_files(folder: Path, number: str) -> None:
    """What the proxy answers while the service is down, from the line's own number."""
    (folder / FALLBACK).mkdir(exist_ok=True)
    for file in sorted((REPOSITORY / "deploy").glob("fallback*.xml")):
        text = file.read_text("utf-8").replace(
            "<Dial timeout", f'<Dial callerId="{number}" timeout'
        )
        (folder / FALLBACK / file.name).write_text(text, "utf-8")


def _deployment() -> Deployment:
    """The line with its database and published files."""
    settings = load_settings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    dep = Deployment.of(settings)
    upgrade(dep.database)
    dep.check_keys()
    version = dep.publish_folders(by="init")
    typer.echo(
        f"published {len(version.flows.flows)} flows, {len(version.rules.agencies)} agencies"
    )
    return dep


def _next_steps(dep: Deployment, folder: Path, unconfirmed: Sequence[str]) -> None:
    provider = dep.settings.provider
    _say("Next")
    for username in unconfirmed:
        typer.echo(f"NOT CONFIRMED: nobody knows yet whether {username}'s phone rings when someone "
                   f"is in danger. Run `hotline test page {username}`.")  # fmt: skip
    typer.echo(
        f"""Settings and files are in {folder}. Run this again to change an answer.
1. start the service, and the proxy with FALLBACK_DIR={folder / FALLBACK}  (deploy/README.md)
2. hotline connect {provider} --set
3. hotline doctor
4. text the line: "he has a gun and will not let us leave". Every phone on call must ring."""
    )
