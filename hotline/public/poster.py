"""``/poster``: the number, the word to text and the address of the web page, to print and hang up.

In every language of the line. A link and a printed code instead of a widget: nothing of the page
that carries it watches who reads it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import segno
from fastapi import APIRouter, HTTPException, Request, Response
from markupsafe import Markup, escape

from hotline.deployment import Deployment
from hotline.flows import web_page
from hotline.flows.book import FlowBook, Language
from hotline.flows.prompts import fill
from hotline.web.pages import NO_STORE, deployment, phone, render

router = APIRouter(include_in_schema=False)
LEFT_TO_RIGHT, AS_BEFORE = "\u2066", "\u2069"
"""Around what is read from left to right in every language (Unicode Standard Annex 9, LRI, PDI)."""


@router.get("/poster")
def poster(request: Request, language: str = "") -> Response:
    """One sheet a language, or all of them; the browser prints it or saves it as a PDF.

    Each sheet fits on Letter and on A4.
    """
    dep = deployment(request)
    with dep.database.read() as db:
        book = dep.library.current(db).flows
    if not web_page.is_worded(book):
        raise HTTPException(404, "this line has no web page yet")
    wanted = [language] if language in book.languages else list(book.languages)
    params = {"number": phone(dep.settings.number), "address": _shown(dep)}
    sheets = [_sheet(book, book.languages[tag], params, _address(dep)) for tag in wanted]
    drawn = io.BytesIO()
    _code(dep).save(drawn, kind="svg", xmldecl=False, svgns=True, scale=6, border=2, omitsize=True)
    return render(
        request,
        "poster.html",
        sheets=sheets,
        code=Markup(drawn.getvalue().decode()),  # noqa: S704 - drawn here, of our own address
        number=params["number"],
        address=params["address"],
    )


@dataclass(frozen=True)
class Sheet:
    """What stands on one sheet: the language, its sentences, and the word to text.

    ``link`` is HTML for another site, in the same language: it leads to the page, and nothing more.
    """

    language: Language
    text: str
    word: str
    link: str


def _sheet(book: FlowBook, language: Language, params: Mapping[str, str], address: str) -> Sheet:
    words = web_page.page_words(book, language.tag)
    apart = {name: f"{LEFT_TO_RIGHT}{value}{AS_BEFORE}" for name, value in params.items()}
    text = fill(words["poster"], {**apart, "word": words["word"]}, "text")
    turned = ' dir="rtl"' if language.right_to_left else ""
    leads = f'href="{escape(address)}" rel="noreferrer" lang="{language.tag}"{turned}'
    link = f"<a {leads}>{escape(words['link'])}</a>"
    return Sheet(language, text, words["word"], link)


@router.get("/poster/code.pdf")
def code(request: Request) -> Response:
    """The printed code alone, for a flyer of one's own."""
    drawn = io.BytesIO()
    _code(deployment(request)).save(drawn, kind="pdf", scale=8, border=4)
    return Response(drawn.getvalue(), media_type="application/pdf", headers=NO_STORE)


def _code(dep: Deployment) -> segno.QRCode:
    return segno.make(_address(dep), error="q", micro=False)


def _address(dep: Deployment) -> str:
    return f"{dep.settings.base_url}/report"


def _shown(dep: Deployment) -> str:
    return _address(dep).partition("://")[2]
