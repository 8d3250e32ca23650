"""A form that a provider posts, for every provider whose webhooks are forms in UTF-8."""

from __future__ import annotations

from urllib.parse import parse_qsl


def pairs_of(body: bytes) -> list[tuple[str, str]] | None:
    """The fields of a form in their order; ``None`` for what is no UTF-8."""
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        return None
