"""The phone providers: what any of them must do is in ``port``; each has a folder here."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from hotline.providers.port import Guard, Provider
from hotline.settings import Settings, SettingsError


def provider_for(settings: Settings, guard: Guard) -> Provider:
    """The provider that ``HOTLINE_PROVIDER`` names.

    A plain name is a folder in ``hotline/providers``; a dotted name is a module elsewhere. Either
    has a function ``provider(settings, guard)``. Raises :class:`SettingsError` for any other name.
    """
    name = settings.provider
    module = name if "." in name else f"{__name__}.{name}"
    try:
        build: Callable[[Settings, Guard], Provider] = importlib.import_module(module).provider
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise  # the provider is there, and something that it needs is not
        raise _unknown(name) from None
    except (AttributeError, ValueError, TypeError):
        raise _unknown(name) from None
    return build(settings, guard)


def _unknown(name: str) -> SettingsError:
    names = ", ".join(known())
    return SettingsError(f"HOTLINE_PROVIDER: there is no provider {name!r}; use one of: {names}")


def known() -> list[str]:
    """The names of the providers that come with the service, sorted."""
    folders = Path(__file__).parent.glob("*/__init__.py")
    return sorted(file.parent.name for file in folders)
