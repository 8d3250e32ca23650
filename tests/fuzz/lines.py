"""A line in this process for each provider."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

from hotline.app import create_app
from hotline.deployment import Deployment
from tests.line import PATIENCE, MovedClock, _made, settings_for
from tests.providers.dialects import Provider

HERE = "http://127.0.0.1"


@contextmanager
def served(provider: Provider, folder: Path) -> Iterator[tuple[FastAPI, Deployment, MovedClock]]:
    """The service of a demo line with this provider."""
    clock = MovedClock()
    with _environment(provider.account(HERE)):
        settings = settings_for(folder, HERE, 25, **provider.settings)
        dep = _made(settings, clock)
    app = create_app(dep)
    for lane in (app.state.webhooks, app.state.callbacks):
        lane.seconds = PATIENCE
    try:
        yield app, dep, clock
    finally:
        dep.close()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
