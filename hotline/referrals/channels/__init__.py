"""How an alert reaches an agency: a folder for each channel, found by being here.

To add a channel, add a folder: ``channel.toml`` describes it (:mod:`hotline.channel_kinds`), and
``__init__.py`` has a function ``send(dep, address, message) -> Receipt``. It raises
:class:`DeliveryError` for what went wrong and knows nothing else: not of referrals, not of
retries, not of the database. ``address`` is what the contact point says: a mailbox, a number, a web
address.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from hotline import channel_kinds
from hotline.channel_kinds import ChannelError
from hotline.deployment import Deployment
from hotline.jobs.errors import DeliveryError
from hotline.referrals.channels.message import Message, Receipt

Send = Callable[[Deployment, str, Message], Receipt]

CHANNELS: dict[str, Send] = {}
"""What sends an alert, by the name of the channel."""


def add(folder: Path) -> None:
    """Use the channel in ``folder`` too. Raises :class:`ChannelError`."""
    kind = channel_kinds.read(folder)
    if kind.name in channel_kinds.KINDS:
        raise ChannelError(f"{folder}: there is a channel named {kind.name} already")
    if kind.alerts:
        CHANNELS[kind.name] = _sender(folder)
    channel_kinds.KINDS[kind.name] = kind


def _sender(folder: Path) -> Send:
    """``send`` of a folder outside the package."""
    name = f"{__name__}.{folder.name}"
    spec = spec_from_file_location(name, folder / "__init__.py")
    if spec is None or spec.loader is None:
        raise ChannelError(f"{folder}: it has no __init__.py with a function send")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    send: Send = module.send
    return send


for _kind in channel_kinds.KINDS.values():
    if _kind.alerts:
        CHANNELS[_kind.name] = import_module(f"{__name__}.{_kind.name}").send

__all__ = ["CHANNELS", "ChannelError", "DeliveryError", "Message", "Receipt", "Send", "add"]
