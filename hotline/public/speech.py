"""Pages for everybody, in English or Spanish: by ``?lang=``, else as the browser prefers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from hotline.public.spanish import SPANISH
from hotline.web.pages import render

SPOKEN = ("en", "es")


def language_of(request: Request) -> str:
    """The language of the page: ``en`` or ``es``."""
    asked = request.query_params.get("lang", "")
    if asked in SPOKEN:
        return asked
    preferred = request.headers.get("accept-language", "")[:200].lower()
    codes = [part.split(";")[0].strip()[:2] for part in preferred.split(",")]
    return next((code for code in codes if code in SPOKEN), "en")


def translator(language: str) -> Callable[..., str]:
    """Gives a sentence in ``language``, with ``{names}`` filled in; English where it is missing."""

    def say(words: str, **values: object) -> str:
        told = SPANISH.get(words, words) if language == "es" else words
        return told.format(**values) if values else told

    return say


def public_page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page for everybody, in their language."""
    language = language_of(request)
    other = "es" if language == "en" else "en"
    query = [(name, value) for name, value in request.query_params.items() if name != "lang"]
    answer = render(
        request,
        template,
        status=status,
        lang=language,
        other=other,
        here=request.url.path,
        query=query,
        _=translator(language),
        **values,
    )
    answer.headers["vary"] = "accept-language"
    answer.headers["content-language"] = language
    return answer
