"""Where the deployment's keys come from: the environment, a file, a credential, or a command.

Errors are :class:`ValueError` with a clear line, which :mod:`hotline.settings` hands on.
"""

from __future__ import annotations

import base64
import binascii
import os
import shlex
import subprocess
from pathlib import Path

import pyrage

CREDENTIAL = "hotline.keys"
"""What the credential with the keys is called: LoadCredential=hotline.keys:/path in the unit."""
COMMAND_SECONDS = 15


def read(text: str) -> tuple[bytes, ...]:
    """Keys in base64, by commas, blanks or lines, newest first. Raises :class:`ValueError`."""
    keys = []
    for position, part in enumerate(text.replace(",", " ").split(), 1):
        try:
            key = base64.b64decode(part, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError(f"key {position} is not base64") from None
        if len(key) != 32:
            raise ValueError(f"key {position} has {len(key)} bytes, 32 are needed")
        keys.append(key)
    return tuple(keys)


def credential() -> Path | None:
    """The keys as systemd gives them to a service (``LoadCredential=``), if it did."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    file = Path(folder) / CREDENTIAL
    return file if folder and file.is_file() else None


def in_file(file: Path, name: str) -> tuple[bytes, ...]:
    """The keys in ``file``, which the setting ``name`` names. Raises :class:`ValueError`."""
    try:
        if file.stat().st_mode & 0o002:
            raise ValueError(f"{name}: everyone may change {file}; chmod o-w it")
        return _some_keys(file.read_text("ascii"), f"{name}: {file}")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ValueError(f"{name}: {file} cannot be read: {why}") from None


def by_command(command: str) -> tuple[bytes, ...]:
    """What ``command`` prints. It is run without a shell; what it says to us is never logged.

    Raises :class:`ValueError`.
    """
    name = "HOTLINE_SECRET_KEYS_COMMAND"
    try:
        done = subprocess.run(  # noqa: S603 - whoever sets this is who runs the service
            shlex.split(command), capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
        printed = done.stdout.decode("ascii")
    except subprocess.TimeoutExpired:
        raise ValueError(f"{name} did not end within {COMMAND_SECONDS} s") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{name} cannot be run ({type(error).__name__})") from None
    if done.returncode:
        raise ValueError(f"{name} failed with {done.returncode}")
    return _some_keys(printed, name)


def from_anywhere(given: tuple[bytes, ...], file: str, command: str) -> tuple[bytes, ...]:
    """From the one place that is set; else from systemd, where it was given a credential.

    Raises :class:`ValueError`.
    """
    places = {
        "HOTLINE_SECRET_KEYS": bool(given),
        "HOTLINE_SECRET_KEYS_FILE": bool(file),
        "HOTLINE_SECRET_KEYS_COMMAND": bool(command),
    }
    named = [name for name, is_set in places.items() if is_set]
    if len(named) > 1:
        raise ValueError(f"{' and '.join(named)} are both set; keep one of them")
    if file:
        return in_file(Path(file), "HOTLINE_SECRET_KEYS_FILE")
    if command:
        return by_command(command)
    of_systemd = credential()
    if of_systemd is not None and not given:
        return in_file(of_systemd, f"the credential {CREDENTIAL}")
    return given


def recipients(text: str) -> list[pyrage.x25519.Recipient]:
    """Public keys of age, by commas or blanks. Raises :class:`ValueError`."""
    found = []
    for part in text.replace(",", " ").split():
        try:
            found.append(pyrage.x25519.Recipient.from_str(part))
        except pyrage.RecipientError:
            if part.startswith("AGE-SECRET-KEY-"):
                raise ValueError("is the secret key; give the public one, age1…") from None
            raise ValueError(f"{part} is no public key of age; it is written age1…") from None
    return found


def check_recipients(text: str) -> str:
    """``text``, if it is public keys of age. Raises :class:`ValueError`."""
    recipients(text)
    return text


def _some_keys(text: str, where: str) -> tuple[bytes, ...]:
    try:
        keys = read(text)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    if not keys:
        raise ValueError(f"{where} holds no key")
    return keys
