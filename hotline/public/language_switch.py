"""Pages for everyone, in the language of ``?lang=``, else the one that the browser prefers."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from hotline.i18n import language
from hotline.web.pages import render


def public_page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page for everyone, in their language."""
    query = [(name, value) for name, value in request.query_params.items() if name != "lang"]
    here = {"here": request.url.path, "query": query}
    answer = render(request, template, status=status, **here, **values)
    answer.headers["vary"] = "accept-language, cookie"
    answer.headers["content-language"] = language()
    return answer
