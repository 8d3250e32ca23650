"""Taking what is written on the web page ``/report``: a text conversation with no number behind it.

The visit's token leads to its conversation. A page says which question it answers, so that a page
of before (the back button, a second tab) never answers another question: what it says is given
back, and nothing is lost. Times are kept in whole minutes, so that they match no log of a network.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline import flows
from hotline.config_versions.store import Version
from hotline.db.reports import Contact, Report, Reporter
from hotline.deployment import Deployment
from hotline.domain import Medium, Urgency
from hotline.flows import web_page
from hotline.flows.prompts import prompt
from hotline.flows.run import CHOSEN, OFFERED
from hotline.flows.session import Begin, Event, Keys, Over, Prompt, Speaks, Spoke
from hotline.flows.text.answers import command_in
from hotline.intake import lookups, web_uploads, web_visits
from hotline.intake.contacts import (
    OpenContact,
    idle_time,
    join_report,
    load_contact,
    start_contact,
)
from hotline.intake.conversation import hear_later, senses_of, take_step
from hotline.intake.idempotency import answer_once
from hotline.intake.nlu import triage_text
from hotline.intake.reporters import reporter_for
from hotline.intake.reports import report_by_tip
from hotline.intake.texts import readable, starts_anew
from hotline.intake.web_posts import Page, Post
from hotline.intake.web_visits import Visit
from hotline.privacy import codes
from hotline.privacy.pseudonyms import Address
from hotline.unit_of_work import Tx

BESIDE = "[written beside an answer]"
REPEAT = Keys("*")
BACK = "#"
"""The button that asks the last question again; a draft beside it stays a draft."""
ASKS_FOR_SOMEONE = frozenset({"help", "person", "woman"})
"""First words that pass in a flood, as danger does."""
NEUTRAL = frozenset({"safe_ended", "number_given", "stopped"})
"""Ends after which the page shows no codes: someone else may look at it."""


def take(dep: Deployment, post: Post) -> Page:
    """The page that follows ``post``; the same post again gets the same page, and changes nothing.

    Raises what the database raises; then nothing was stored.
    """
    now = whole_minute(dep)
    key = f"{post.visit.sid}:{dep.keys.mac('web post', post.checksum.encode())[:32]}"

    def work(db: DbSession) -> tuple[str, int | None]:
        page, contact_id = _take(Tx(db, dep, now), post)
        return page.as_json(), contact_id

    with dep.database.read() as db:
        if _must_wait(Tx(db, dep, now), post):
            language = post.language or dep.library.current(db).flows.default_language
            return Page(language=language, notice="busy", kept=post.words, work=True)
    return Page.from_json(answer_once(dep, key, work, at=now))


def _must_wait(tx: Tx, post: Post) -> bool:
    """Whether a new visit comes in a flood, has not earned its turn, and reports no danger."""
    if not web_visits.in_flood(tx.db, tx.now):
        return False
    if web_visits.earned(post.visit, post.proof, tx.dep.clock()):
        return False
    known = select(Contact.id).where(Contact.provider_sid == post.visit.sid)
    if tx.db.scalar(known) is not None:
        return False
    version = tx.dep.library.current(tx.db)
    if command_in(post.words, version.flows.languages.values()) in ASKS_FOR_SOMEONE:
        return False
    return not (_comes_back(tx, post.words) or _tells_danger(version, post))


def _comes_back(tx: Tx, words: str) -> bool:
    """Whether ``words`` are a report number that there is, with a code."""
    digits = re.sub(r"[\s-]", "", words)
    if len(digits) != codes.TIP_DIGITS + codes.RETURN_CODE_DIGITS or not digits.isdecimal():
        return False
    return report_by_tip(tx.db, tx.dep, digits[: codes.TIP_DIGITS]) is not None


def _tells_danger(version: Version, post: Post) -> bool:
    found = version.sorter.classify(triage_text(post.words), language=post.language or "en")
    return found.urgency.value is Urgency.P0


def _take(tx: Tx, post: Post) -> tuple[Page, int]:
    contact = conversation(tx, post.visit)
    words = readable(post.words)
    if contact is None:
        return _stepped(tx, _begun(tx, post), post, Begin(words))
    over = contact.row.ended_at is not None
    if post.speak:
        return _in_other_words(tx, contact, post, over=over)
    fits = post.at == _page_id(tx.dep, contact)
    if fits and not over:
        return _stepped(tx, contact, post, _event(post, words))
    if words and (fits or not over) and _tells_danger(contact.version, post):
        event: Event = Begin(words) if over else Spoke(words)  # whatever page it was written on
        return _stepped(tx, _goes_on(tx, contact, words) if over else contact, post, event)
    if not over:
        page = replace(asked_again(tx, contact, post), notice="out_of_date")
        return page, contact.row.id
    return _after_the_end(tx, contact, post, words, fits=fits)


def _begun(tx: Tx, post: Post) -> OpenContact:
    reporter = reporter_for(tx.db, tx.dep, Address(None), tx.now)
    language, sid = post.language or None, post.visit.sid
    contact = start_contact(tx, reporter, medium=Medium.WEB, language=language, provider_sid=sid)
    if post.chosen:
        params = {**contact.session.params, CHOSEN: "yes"}
        contact.session = replace(contact.session, params=params)
    return contact


def _in_other_words(tx: Tx, contact: OpenContact, post: Post, *, over: bool) -> tuple[Page, int]:
    """The question that waits, in the language whose button was pressed."""
    if over:  # whatever is added is asked for and answered in it
        params = {**contact.session.params, CHOSEN: "yes"}
        params.pop(OFFERED, None)
        contact.session = replace(contact.session, language=post.speak, params=params)
        contact.save(tx.now, idle_time(tx.dep, contact.medium))
        page = page_of(tx, contact, (), over=True)
    else:
        reply = take_step(tx, contact, Speaks(post.speak))
        page = page_of(tx, contact, reply.prompts, over=isinstance(reply.then, Over))
    return replace(page, kept=post.words), contact.row.id


def asked_again(tx: Tx, contact: OpenContact, post: Post) -> Page:
    """The question that waits, unchanged, with the words that were not taken."""
    if contact.row.ended_at is not None:
        return replace(page_of(tx, contact, (), over=True), kept=post.words)
    senses = senses_of(tx.dep, contact)
    turn = flows.advance(contact.version.flows, contact.session, REPEAT, senses)
    return replace(page_of(tx, contact, turn.prompts), kept=post.words)


def _after_the_end(
    tx: Tx, ended: OpenContact, post: Post, words: str, *, fits: bool
) -> tuple[Page, int]:
    """Words are added to the report; a button of a page of before is not, and that is said."""
    unfinished = not ended.session.ended
    if not (words or post.files) and not unfinished:
        page = page_of(tx, ended, (), over=True)
        return replace(page, notice="out_of_date" if post.key or not fits else ""), ended.row.id
    contact = _goes_on(tx, ended, words)
    page, contact_id = _stepped(tx, contact, post, Begin(words))
    late = bool(post.key) or not (fits or unfinished)
    return replace(page, notice="out_of_date" if late else page.notice), contact_id


def _goes_on(tx: Tx, ended: OpenContact, words: str) -> OpenContact:
    """A conversation that adds to the report of one that ended; NEW begins another report."""
    reporter = tx.db.get_one(Reporter, ended.row.reporter_id)
    contact = join_report(tx, reporter, ended.row)
    if starts_anew(contact, words):
        tx.db.delete(contact.row)
        contact = start_contact(tx, reporter, medium=Medium.WEB, language=ended.row.language)
    if CHOSEN in ended.session.params:
        params = {**contact.session.params, CHOSEN: "yes"}
        contact.session = replace(contact.session, params=params)
    return contact


def _stepped(tx: Tx, contact: OpenContact, post: Post, event: Event) -> tuple[Page, int]:
    reply, words = take_step(tx, contact, event), readable(post.words)
    goes_back = post.key == BACK
    if words and isinstance(event, Keys) and post.key and not goes_back:
        hear_later(tx, contact, words, sid=f"{post.visit.sid}:{post.at}", label=BESIDE)
    if words:
        lookups.note_answered(tx, contact)
    received, refused = _keep_files(tx, contact, post)
    over = isinstance(reply.then, Over)
    said = () if over and _starts(contact, event) else (*received, *reply.prompts)
    if over and not said:  # STOP: by text nothing may follow, here someone may still need a number
        said = tuple(prompt(contact.version.flows, contact.session, "common.help"))
    page = page_of(tx, contact, said, over=over)
    return replace(page, notice=refused, kept=post.words if goes_back else ""), contact.row.id


def _starts(contact: OpenContact, event: Event) -> bool:
    """Whether ``event`` is the word START, which opens a conversation again and adds nothing."""
    known = contact.version.flows.languages.values()
    return isinstance(event, Begin) and command_in(event.text, known) == "start"


def conversation(tx: Tx, visit: Visit) -> OpenContact | None:
    """The latest conversation of a visit, locked until the transaction ends."""
    begun = tx.db.scalar(select(Contact.reporter_id).where(Contact.provider_sid == visit.sid))
    if begun is None:
        return None
    tx.db.execute(select(Reporter.id).where(Reporter.id == begun).with_for_update())
    latest = (
        select(Contact, Report)
        .join(Report, Report.id == Contact.report_id)
        .where(Contact.reporter_id == begun)
        .order_by(Contact.id.desc())
        .limit(1)
    )
    row, report = tx.db.execute(latest).one()
    return load_contact(tx.db, tx.dep, row, report)


def _event(post: Post, words: str) -> Event:
    if post.key:
        return Keys(post.key)
    return Spoke(words) if words else REPEAT


def _page_id(dep: Deployment, contact: OpenContact) -> str:
    """Names the question that waits, and nothing else: the page shows it."""
    asked = f"{contact.row.id}:{contact.session.turn}"
    return dep.keys.mac("web page", asked.encode())[:32]


def is_safe(contact: OpenContact) -> bool:
    """Whether the visitor said that it is safe to write here, and did not end it since."""
    return contact.session.fact("safe") == "yes" and contact.row.outcome not in NEUTRAL


def page_of(tx: Tx, contact: OpenContact, prompts: Sequence[Prompt], *, over: bool = False) -> Page:
    """The page that shows ``prompts`` and asks what waits in ``contact``.

    Who is safe has the codes on every page: whoever is cut off can come back.
    """
    book, session, safe = contact.version.flows, contact.session, is_safe(contact)
    params = session.params
    ended = over and contact.row.outcome not in NEUTRAL
    shown = (ended or (safe and not over)) and bool(params.get("return_code"))
    return Page(
        at=_page_id(tx.dep, contact),
        language=session.language,
        said=tuple((prompt.text, prompt.language) for prompt in web_page.said(tuple(prompts))),
        buttons=() if over else tuple(web_page.buttons(book, session)),
        wants_words=over or web_page.wants_words(book, session),
        can_go_back=web_page.can_go_back(session),
        over=over,
        begun=True,
        offered=params.get(OFFERED, ""),
        listens=safe,
        waits=safe and lookups.message_waits(tx.db, contact.row),
        tip_id=params["tip_id"] if shown else "",
        return_code=params["return_code"] if shown else "",
    )


def _keep_files(tx: Tx, contact: OpenContact, post: Post) -> tuple[list[Prompt], str]:
    """Keep what came with a post: what the visitor reads of it, each sentence once.

    And the name of the sentence that says why the rest was not kept; empty when all was.
    """
    received: dict[str, Prompt] = {}
    for data, kind in zip(post.files, post.kinds, strict=True):
        sid = web_uploads.file_sid(post.visit.sid, data)
        if web_uploads.is_known(tx, sid):
            continue
        try:
            said = web_uploads.take_whole(tx, contact, data, content_type=kind, sid=sid)
        except web_uploads.UploadError as error:
            return list(received.values()), error.words
        received |= {one.text: one for one in said}
    return list(received.values()), ""


def take_piece(dep: Deployment, visit: Visit, piece: web_uploads.Piece) -> tuple[int, str]:
    """Keep a piece of a file for the conversation of ``visit``; see :func:`web_uploads.take_piece`.

    Raises :class:`UploadError` also where no conversation was begun.
    """
    with dep.database.write() as db:
        tx = Tx(db, dep, whole_minute(dep))
        contact = conversation(tx, visit)
        if contact is None:
            raise web_uploads.UploadError
        return web_uploads.take_piece(tx, contact, visit.sid, piece)


def whole_minute(dep: Deployment) -> datetime:
    """The time without its seconds, so that it matches no log of a network."""
    return dep.clock().replace(second=0, microsecond=0)
