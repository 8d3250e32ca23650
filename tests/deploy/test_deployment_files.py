"""The files of deploy/ fit the service: its settings, its commands, its addresses."""

from __future__ import annotations

import base64
import configparser
import re
import shlex
from collections.abc import Mapping
from importlib import import_module
from ipaddress import ip_network
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic_settings import BaseSettings
from ruamel.yaml import YAML
from uvicorn.middleware.proxy_headers import _TrustedHosts

from hotline import providers
from hotline.cli.environment import read_env_file
from hotline.cli.main import COMMANDS as TABLE
from hotline.settings import Mode, Settings, SettingsError, load_settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NAME = re.compile(r"\bHOTLINE_[A-Z0-9_]*[A-Z0-9]")
PROVIDERS = [
    import_module(f"{providers.__name__}.{found.name}")
    for found in iter_modules(providers.__path__)
    if found.ispkg
]
MODELS = [Settings, *(model for module in PROVIDERS for model in vars(module).values()
                      if isinstance(model, type) and issubclass(model, BaseSettings))]  # fmt: skip
KNOWN = {
    f"{model.model_config.get('env_prefix', '')}{name}".upper()
    for model in MODELS
    for name in model.model_fields
}
OF_THE_COMMAND_LINE = {"HOTLINE_ENV_FILE"}
COMMANDS = set(TABLE)
READERS_FILES = [
    *sorted(path for path in DEPLOY.iterdir() if path.is_file()),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "README.md",
]


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # systemd heeds the case
    parser.read_string((DEPLOY / name).read_text("utf-8"))
    return parser


def compose() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = YAML(typ="safe").load(DEPLOY / "compose.yaml")
    return loaded


@pytest.mark.parametrize("path", READERS_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_is_named_exists(path: Path) -> None:
    assert set(NAME.findall(path.read_text("utf-8"))) <= KNOWN | OF_THE_COMMAND_LINE


MAY_BE_EMPTY = {"HOTLINE_DATABASE_URL", "HOTLINE_DESK_PHONE"}


def filled_in() -> dict[str, str]:
    """env.example as a coordinator leaves it."""
    values = read_env_file(DEPLOY / "env.example")
    return values | {
        "HOTLINE_SECRET_KEYS": base64.b64encode(bytes(range(32))).decode(),
        "HOTLINE_NUMBER": "+19565550100",
        "HOTLINE_PUBLIC_URL": "https://tips.example.org",
        "HOTLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "HOTLINE_TWILIO_AUTH_TOKEN": "1" * 32,
        "HOTLINE_SMTP_URL": "smtps://tips:a%40b@mail.example.org:465",
        "HOTLINE_MAIL_FROM": "tips@example.org",
    }


def test_the_example_settings_make_a_line_once_they_are_filled_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in filled_in().items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.mode is Mode.PRODUCTION
    assert settings.database == "sqlite:////var/lib/hotline/hotline.db"


@pytest.mark.parametrize("name", sorted(filled_in().keys() - MAY_BE_EMPTY))
def test_a_value_that_was_left_out_of_the_example_is_named_or_has_a_default(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = read_env_file(DEPLOY / "env.example")
    for other, value in filled_in().items():
        monkeypatch.setenv(other, example[other] if other == name else value)
    if example[name]:
        load_settings()
        return
    with pytest.raises(SettingsError, match=name):
        load_settings()


@pytest.mark.parametrize("name", ["hotline.service", "hotline-worker@.service"])
def test_the_units_run_a_command_that_exists_as_nobody_special(name: str) -> None:
    service = unit(name)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program == "/opt/hotline/.venv/bin/hotline"
    assert words[0] in COMMANDS
    assert (service["User"], service["Restart"]) == ("hotline", "always")
    assert service["EnvironmentFile"] == "/etc/hotline/hotline.env"
    for lock in (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectHome",
        "ProtectKernelTunables",
        "MemoryDenyWriteExecute",
    ):
        assert service[lock] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["LimitCORE"] == "0"  # a dump would hold keys and stories


def test_a_line_is_started_again_however_often_it_fell() -> None:
    assert unit("hotline.service")["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_containers_run_commands_that_exist_and_only_caddy_is_reachable() -> None:
    services = compose()["services"]
    assert set(services) == {"web", "worker", "db", "caddy"}
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    for name in ("web", "worker"):
        program, *words = services[name]["command"]
        assert program == "hotline"
        assert words[0] in COMMANDS
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    assert "--no-worker" in services["web"]["command"]
    assert services["db"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"] == {"internal": True}


def test_no_secret_stands_in_a_file_that_is_shared() -> None:
    for name in ("HOTLINE_SECRET_KEYS", "HOTLINE_TWILIO_AUTH_TOKEN"):
        assert read_env_file(DEPLOY / "env.example")[name] == ""
    password = compose()["services"]["db"]["environment"]["POSTGRES_PASSWORD"]
    assert password.startswith("${POSTGRES_PASSWORD:?")
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert {"deploy/.env", "deploy/*.env"} <= set(ignored)


def test_the_image_is_built_from_pinned_packages_and_runs_without_root() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8")
    installs = [line for line in lines.splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    final = lines[lines.rindex("\nFROM ") :]
    assert "\nUSER hotline\n" in final
    assert "/readyz" in final
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", lines, re.MULTILINE):
        for part in source.split():
            assert (ROOT / part).exists(), part
            top = part.split("/")[0]
            kept = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split()
            assert f"!{top}" in kept


def test_web_believes_caddy_and_nobody_else_about_who_the_visitor_is() -> None:
    services, networks = compose()["services"], compose()["networks"]
    trusted = _TrustedHosts(services["web"]["environment"]["FORWARDED_ALLOW_IPS"])
    shared = set(services["web"]["networks"]) & set(services["caddy"]["networks"])
    (network,) = shared
    subnet = ip_network(networks[network]["ipam"]["config"][0]["subnet"])
    assert str(subnet[2]) in trusted and str(subnet[-2]) in trusted
    for outside in ("203.0.113.9", "10.0.0.5", "172.30.56.9", "172.17.0.2"):
        assert outside not in trusted
