"""A form that a provider posts, for every provider whose calls send forms."""

from __future__ import annotations

from urllib.parse import parse_qsl


def fields_of(body: bytes) -> dict[str, str] | None:
    """The fields of a form, the last of each name; ``None`` for what is no UTF-8."""
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict"))
    except (UnicodeDecodeError, ValueError):
        return None
