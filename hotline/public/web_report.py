"""``/report``: the line by web, for who can neither call nor text.

One question a page, and every page the answer to a POST at one address: nothing that was asked or
said is in a history or in a log. No cookie, no script needed, no address or browser noted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from hotline.deployment import Deployment
from hotline.flows import web_page
from hotline.flows.book import FlowBook
from hotline.intake import web_messages, web_reports, web_uploads, web_visits
from hotline.intake.web_posts import Page, Post
from hotline.intake.web_visits import Visit
from hotline.privacy import sealed_words
from hotline.privacy.keys import SealError
from hotline.web.middleware import TRY_AGAIN
from hotline.web.pages import NO_STORE, deployment, render
from hotline.web.thread_lanes import Lane, LateError

log = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)
THREADS, SECONDS = 4, 5.0
LARGE_AT_ONCE = 6
"""How many forms with files are read into memory at a time."""
SMALL_BYTES = 400_000
SMALL_SECONDS, LARGE_SECONDS = 30.0, 180.0
"""How long a form may take to come: an answer or a piece of a file, and whole files."""
WHY = {413: "file_large", 400: "file_failed"}
"""What a visitor reads whose form could not be read, by its status: why, and no false comfort."""
MOST_FIELD = 100_000
MOST_AT_ONCE = 200
"""Files that are read of a form; how many of them are kept is said on the page."""
KEYS = frozenset("123456789#")
DAMAGED = "damaged"
"""Names no page: what came cannot be read, so it answers none."""
CLOSED = "This line takes no reports by web yet. Call or text it: the number is on the first page."


class Door:
    """What the web page has of its own: its threads, and room for large forms."""

    def __init__(self) -> None:
        self.lane = Lane("web report", THREADS, SECONDS)
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)
        self.book: FlowBook | None = None
        """The one that was shown last, for a page that the database cannot be asked for."""


class _InMemory(MultiPartParser):
    """Files stay in memory: what a visitor sends is on no disk before it is sealed."""

    spool_max_size = 64_000_000


@router.get("/report")
def first_page(request: Request) -> Response:
    """Where a visit begins, in a language that the browser prefers."""
    dep, book = deployment(request), _book(request)
    return _show(request, book, web_visits.new_visit(dep), Page(language=_preferred(request, book)))


@router.post("/report")
async def answer(request: Request) -> Response:
    """An answer, or another language for the first page.

    Nothing of it is done on the event loop, which serves everyone, but reading the form.
    """
    door: Door = request.app.state.web_door
    try:
        given = await _given(request, door)
    except HTTPException as error:  # too large, broken or too slow
        nothing = _Given({}, ())
        return await run_in_threadpool(_not_stored, request, nothing, error.status_code)
    try:
        return await door.lane.do(request, lambda: _answered(request, given))
    except (LateError, SQLAlchemyError) as error:
        log.error("an answer by web was not stored: %s", type(error).__name__)
        return await run_in_threadpool(_not_stored, request, given)


@dataclass(frozen=True)
class _Given:
    """What a visitor's form held."""

    fields: Mapping[str, str]
    files: tuple[tuple[bytes, str], ...]

    def field(self, name: str) -> str:
        """A field; empty where it was not sent."""
        return self.fields.get(name, "")


async def _given(request: Request, door: Door) -> _Given:
    form = await _read(request, door)
    files = await _files(form)
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return _Given(fields, tuple(files))


def _answered(request: Request, given: _Given) -> Response:
    dep, book = deployment(request), _book(request)
    visit = web_visits.read_visit(dep, given.field("visit"))
    language = _language(request, book, given)
    speak, ask = given.field("speak"), given.field("ask")
    if speak in book.languages and not given.field("at"):
        words, sealed = given.field("words"), bool(given.field("sealed"))
        shown = Page(language=speak, chosen=True, kept=words, keeps=sealed)
        return _show(request, book, visit or web_visits.new_visit(dep), shown)
    try:
        words = _words(dep, given)
    except SealError:
        shown = Page(language=language)
        if visit is not None and given.field("at"):
            shown = web_reports.take(dep, Post(visit=visit, at=DAMAGED))  # the question, once more
        shown = replace(shown, notice="unsent", keeps=True)
        return _show(request, book, visit or web_visits.new_visit(dep), shown, status=422)
    if visit is None:  # the page is older than a visit lasts, or not ours
        shown = Page(language=language, notice="out_of_date", kept=words)
        return _show(request, book, web_visits.new_visit(dep), _unsealed(shown, given))
    post = Post(
        visit=visit,
        at=given.field("at")[:64],
        words=words,
        key=given.field("key") if given.field("key") in KEYS else "",
        language=language,
        chosen=bool(given.field("chosen")),
        speak=speak if speak in book.languages else "",
        proof=given.field("proof"),
        files=tuple(data for data, _ in given.files),
        kinds=tuple(kind for _, kind in given.files),
    )
    if ask in web_messages.ASKS:
        return _show(request, book, visit, _unsealed(web_messages.look(dep, post, ask), given))
    if not (post.at or post.words.strip() or post.key or post.files):
        return _show(request, book, visit, Page(language=language))
    return _show(request, book, visit, _unsealed(web_reports.take(dep, post), given))


def _unsealed(page: Page, given: _Given) -> Page:
    """Words that came sealed are not sent back in clear: the browser has them still."""
    if not given.field("sealed"):
        return page
    return replace(page, kept="", keeps=bool(page.kept))


def _not_stored(request: Request, given: _Given, status: int = 503) -> Response:
    """The words again, to be sent once more; nothing is asked of the database."""
    dep, book = deployment(request), request.app.state.web_door.book
    visit = web_visits.read_visit(dep, given.field("visit")) or web_visits.new_visit(dep)
    with contextlib.suppress(SealError):
        words = _words(dep, given)
        if book is not None:
            at, language = given.field("at"), _language(request, book, given)
            notice = WHY.get(status, "unsent")
            shown = Page(language=language, notice=notice, at=at, kept=words, begun=bool(at))
            return _show(request, book, visit, _unsealed(shown, given), status=status)
    return PlainTextResponse(TRY_AGAIN, 503, NO_STORE)


def _language(request: Request, book: FlowBook, given: _Given) -> str:
    language = given.field("language")
    return language if language in book.languages else _preferred(request, book)


@router.post("/report/piece")
async def piece(request: Request) -> Response:
    """A piece of a file, for browsers with script: ``have`` says where the next one begins."""
    dep = deployment(request)
    door: Door = request.app.state.web_door
    given = await _given(request, door)
    visit = web_visits.read_visit(dep, given.field("visit"))
    if visit is None or len(given.files) != 1:
        return JSONResponse({"have": 0}, 422)
    data, kind = given.files[0]
    sent = web_uploads.Piece(
        file=given.field("file"),
        start=_number(given.field("start")),
        total=_number(given.field("total")),
        content_type=kind,
        data=data,
    )
    try:
        have, said = await door.lane.do(request, lambda: web_reports.take_piece(dep, visit, sent))
    except web_uploads.UploadError as error:
        book = _book(request)
        said = web_page.page_words(book, _language(request, book, given))[error.words]
        return JSONResponse({"have": error.have, "said": said}, 409)
    except (LateError, SQLAlchemyError) as error:
        log.error("a piece of a file was not stored: %s", type(error).__name__)
        return JSONResponse({"have": sent.start}, 503, {"retry-after": "5"})
    return JSONResponse({"have": have, "said": said}, headers={"cache-control": "no-store"})


@router.post("/report/waiting")
async def waiting(request: Request) -> Response:
    """Whether a message waits for the visit of a page that is open; asked by its script."""
    dep = deployment(request)
    door: Door = request.app.state.web_door
    visit = web_visits.read_visit(dep, (await _given(request, door)).field("visit"))
    found = False
    if visit is not None:
        with contextlib.suppress(LateError, SQLAlchemyError):
            found = await door.lane.do(request, lambda: web_messages.waits(dep, visit))
    return JSONResponse({"waits": found}, headers={"cache-control": "no-store"})


def _book(request: Request) -> FlowBook:
    dep = deployment(request)
    with dep.database.read() as db:
        book = dep.library.current(db).flows
    if not web_page.is_worded(book):
        raise HTTPException(404, CLOSED)
    request.app.state.web_door.book = book
    return book


def _show(
    request: Request, book: FlowBook, visit: Visit, page: Page, *, status: int = 200
) -> Response:
    language = book.languages[page.language]
    other = page.offered if page.offered in book.languages else language.tag
    dep = deployment(request)
    return render(
        request,
        "web_report.html",
        status=status,
        visit=visit.token,
        page=page,
        tongue=language,
        words=web_page.page_words(book, language.tag),
        offer=web_page.page_words(book, other)["speak"],
        tongues=book.languages,
        seal_with=sealed_words.public_key(dep.keys),
        bits=web_visits.BITS if page.work else 0,
        number=dep.settings.number,
    )


async def _read(request: Request, door: Door) -> FormData:
    """The form of a request, all of it in memory.

    Large ones are read a few at a time; one that comes too slowly is given up, so that nobody's
    slow connections keep others out. 400 for what cannot be read, 408 for what does not come.
    """
    length = request.headers.get("content-length", "")
    small = length.isdigit() and int(length[:12]) <= SMALL_BYTES
    waits = contextlib.nullcontext() if small else door.large
    try:
        async with asyncio.timeout(SMALL_SECONDS if small else LARGE_SECONDS), waits:
            return await _parsed(request)
    except MultiPartException:
        raise HTTPException(400, "The form could not be read; nothing was stored.") from None
    except TimeoutError:
        raise HTTPException(408, "The form came too slowly; nothing was stored.") from None


async def _parsed(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind != "multipart/form-data":
        return await FormParser(request.headers, request.stream()).parse()
    parser = _InMemory(
        request.headers,
        request.stream(),
        max_files=MOST_AT_ONCE,
        max_fields=20,
        max_part_size=MOST_FIELD,
    )
    return await parser.parse()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


async def _files(form: FormData) -> list[tuple[bytes, str]]:
    """What came with it, each with what the browser says that it is; never a name."""
    sent = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
    read = [(await part.read(), part.content_type or "") for part in sent]
    await form.close()
    return [(data, kind) for data, kind in read if data]


def _words(dep: Deployment, given: _Given) -> str:
    """The words, opened if the browser sealed them; tip ID and secret code are words as well.

    Raises :class:`SealError`.
    """
    sealed = given.field("sealed")
    opened = sealed_words.open_words(dep.keys, sealed, given.field("visit")) if sealed else ""
    numbers = " ".join(filter(None, (given.field("tip").strip(), given.field("code").strip())))
    return _plain_digits(opened or given.field("words") or numbers)


def _plain_digits(words: str) -> str:
    """Report number and code in Arabic or other digits are what they are in Latin ones."""
    if not re.fullmatch(r"[\d\s\-\u2010-\u2015]+", words):
        return words
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in words)


def _preferred(request: Request, book: FlowBook) -> str:
    """The first language of the browser's that the line has."""
    for wanted in request.headers.get("accept-language", "").split(","):
        tag = wanted.partition(";")[0].strip().partition("-")[0].casefold()
        tag = "tl" if tag == "fil" else tag
        if tag in book.languages:
            return tag
    return book.default_language
