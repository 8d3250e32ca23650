"""``/report``: the line by web, for who can neither call nor text.

One question a page, and every page the answer to a POST at one address: nothing that was asked or
said is in a history or in a log. No cookie, no script needed, no address or browser noted.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from hotline.deployment import Deployment
from hotline.flows import web_page
from hotline.flows.book import FlowBook
from hotline.intake import web_reports, web_uploads, web_visits
from hotline.intake.web_reports import Page, Post
from hotline.intake.web_visits import Visit
from hotline.privacy import sealed_words
from hotline.privacy.keys import SealError
from hotline.web.pages import deployment, render
from hotline.web.thread_lanes import Lane, LateError

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)
THREADS, SECONDS = 4, 5.0
LARGE_AT_ONCE = 6
"""How many forms with files are read into memory at a time."""
MOST_FIELD = 100_000
KEYS = frozenset("123456789#")
CLOSED = "This line takes no reports by web yet. Call or text it: the number is on the first page."


class Door:
    """What the web page has of its own: its threads, and room for large forms."""

    def __init__(self) -> None:
        self.lane = Lane("web report", THREADS, SECONDS)
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)


class _InMemory(MultiPartParser):
    """Files stay in memory: what a visitor sends is on no disk before it is sealed."""

    spool_max_size = 64_000_000


@router.get("/report")
def first_page(request: Request) -> Response:
    """Where a visit begins, in a language that the browser prefers."""
    dep = deployment(request)
    book = _book(dep)
    return _show(request, book, web_visits.new_visit(dep), Page(language=_preferred(request, book)))


@router.post("/report")
async def answer(request: Request) -> Response:
    """An answer, or another language for the first page."""
    dep = deployment(request)
    door: Door = request.app.state.web_door
    form = await _read(request, door)
    files = await _files(form)
    book = _book(dep)
    language = _field(form, "language")
    language = language if language in book.languages else _preferred(request, book)
    chosen = _field(form, "speak")
    visit = web_visits.read_visit(dep, _field(form, "visit"))
    if chosen in book.languages:
        shown = Page(language=chosen, kept=_field(form, "words"))
        return _show(request, book, visit or web_visits.new_visit(dep), shown)
    try:
        words = _words(dep, form)
    except SealError:
        shown = Page(language=language, notice="unsent", at=_field(form, "at"))
        return _show(request, book, visit or web_visits.new_visit(dep), shown, status=422)
    if visit is None:  # the page is older than a visit lasts, or not ours
        shown = Page(language=language, notice="out_of_date", kept=words)
        return _show(request, book, web_visits.new_visit(dep), shown)
    post = Post(
        visit=visit,
        at=_field(form, "at")[:64],
        words=words,
        key=_field(form, "key") if _field(form, "key") in KEYS else "",
        language=language,
        proof=_field(form, "proof"),
        files=tuple(data for data, _ in files),
        kinds=tuple(kind for _, kind in files),
    )
    if not (post.words.strip() or post.key or post.files):
        if not post.at:
            return _show(request, book, visit, Page(language=language))
        post = replace(post, key="")
    try:
        page = await door.lane.do(request, lambda: web_reports.take(dep, post))
    except (LateError, SQLAlchemyError) as error:
        log.error("an answer by web was not stored: %s", type(error).__name__)
        shown = Page(
            language=language, notice="unsent", at=post.at, kept=words, begun=bool(post.at)
        )
        return _show(request, book, visit, shown, status=503)
    return _show(request, book, visit, page)


@router.post("/report/piece")
async def piece(request: Request) -> Response:
    """A piece of a file, for browsers with script: ``have`` says where the next one begins."""
    dep = deployment(request)
    door: Door = request.app.state.web_door
    form = await _read(request, door)
    visit = web_visits.read_visit(dep, _field(form, "visit"))
    files = await _files(form)
    if visit is None or len(files) != 1:
        return JSONResponse({"have": 0}, 422)
    data, kind = files[0]
    sent = web_uploads.Piece(
        file=_field(form, "file"),
        start=_number(_field(form, "start")),
        total=_number(_field(form, "total")),
        content_type=kind,
        data=data,
    )
    try:
        have, said = await door.lane.do(request, lambda: web_reports.take_piece(dep, visit, sent))
    except web_uploads.UploadError as error:
        return JSONResponse({"have": error.have, "said": str(error)}, 409)
    except (LateError, SQLAlchemyError) as error:
        log.error("a piece of a file was not stored: %s", type(error).__name__)
        return JSONResponse({"have": sent.start}, 503, {"retry-after": "5"})
    return JSONResponse({"have": have, "said": said}, headers={"cache-control": "no-store"})


def _book(dep: Deployment) -> FlowBook:
    with dep.database.read() as db:
        book = dep.library.current(db).flows
    if not web_page.is_worded(book):
        raise HTTPException(404, CLOSED)
    return book


def _show(
    request: Request, book: FlowBook, visit: Visit, page: Page, *, status: int = 200
) -> Response:
    language = book.languages[page.language]
    dep = deployment(request)
    return render(
        request,
        "web_report.html",
        status=status,
        visit=visit.token,
        page=page,
        tongue=language,
        words=web_page.page_words(book, language.tag),
        tongues=book.languages,
        seal_with=sealed_words.public_key(dep.keys),
        bits=web_visits.BITS if page.work else 0,
        number=dep.settings.number,
    )


async def _read(request: Request, door: Door) -> FormData:
    """The form of a request, all of it in memory. 400 for one that cannot be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    try:
        if kind == "multipart/form-data":
            async with door.large:
                parser = _InMemory(
                    request.headers,
                    request.stream(),
                    max_files=web_uploads.MOST_FILES,
                    max_fields=20,
                    max_part_size=MOST_FIELD,
                )
                return await parser.parse()
        return await FormParser(request.headers, request.stream()).parse()
    except MultiPartException:
        raise HTTPException(400, "The form could not be read; nothing was stored.") from None


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


async def _files(form: FormData) -> list[tuple[bytes, str]]:
    """What came with it, each with what the browser says that it is; never a name."""
    sent = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
    read = [(await part.read(), part.content_type or "") for part in sent]
    await form.close()
    return [(data, kind) for data, kind in read if data]


def _words(dep: Deployment, form: FormData) -> str:
    """The words, opened if the browser sealed them; tip ID and secret code are words as well.

    Raises :class:`SealError`.
    """
    sealed = _field(form, "sealed")
    opened = sealed_words.open_words(dep.keys, sealed, _field(form, "visit")) if sealed else ""
    numbers = " ".join(filter(None, (_field(form, "tip").strip(), _field(form, "code").strip())))
    return opened or _field(form, "words") or numbers


def _preferred(request: Request, book: FlowBook) -> str:
    """The first language of the browser's that the line has."""
    for wanted in request.headers.get("accept-language", "").split(","):
        tag = wanted.partition(";")[0].strip().partition("-")[0].casefold()
        tag = "tl" if tag == "fil" else tag
        if tag in book.languages:
            return tag
    return book.default_language
