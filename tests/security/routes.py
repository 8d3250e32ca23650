"""All routes of the service, as they are written in the code, with their methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Each (method, path); a route that answers GET and HEAD is there once, as GET."""
    for path, methods in _walk(app.routes, ""):
        yield from ((method, path) for method in methods - {"HEAD"})


def _walk(found: Any, prefix: str) -> Iterator[tuple[str, set[str]]]:
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _walk(inner.routes, prefix)
        elif isinstance(route, Mount):
            yield from _walk(getattr(route.app, "routes", []), prefix + route.path)
        else:
            yield prefix + route.path, set(route.methods)
