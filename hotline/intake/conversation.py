"""One step of a conversation: engine, story, assessment, and what the shell owes the caller.

:func:`take_step` lets the engine take an event and does at once what the engine asks of the
service (look-ups; in a text, paging people). What it returns is ready to be rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from hotline import flows
from hotline.db.reports import ACCOUNT, Entry
from hotline.deployment import Deployment
from hotline.domain import Medium, Place, Urgency
from hotline.flows.session import (
    Begin,
    Event,
    Keys,
    Over,
    Prompt,
    Spoke,
    Statement,
    Then,
    Turn,
    Want,
    weighed,
)
from hotline.flows.text.answers import plain
from hotline.intake import consent, lookups, media, route_report, split_texts, wants
from hotline.intake.contacts import OpenContact, Reply, idle_time
from hotline.intake.nlu import CallSenses
from hotline.intake.reports import triage_of, with_triage
from hotline.unit_of_work import Tx

MAX_ROUNDS = 20
TRANSCRIPT = "[voice message, written down by a machine]"


def take_step(
    tx: Tx, contact: OpenContact, event: Event, *, provider_sid: str | None = None
) -> Reply:
    """Let the conversation take ``event``; everything learnt is kept in this transaction."""
    lookups.note_heard(tx.db, contact)
    senses = senses_of(tx.dep, contact)
    came = event
    event, alone = _whole(contact, event, senses, tx.now)
    before, taken_back = contact.session, consent.taken_back(contact, event, tx.now)
    prompts: list[Prompt] = []
    for number in range(MAX_ROUNDS):
        turn = flows.advance(contact.version.flows, contact.session, event, senses)
        if number == 0:
            contact.begun = split_texts.begun_by(contact, before, event, turn, tx.now)
            turn = replace(turn, prompts=split_texts.said(turn, alone))
        contact.session = turn.session
        prompts += turn.prompts
        _keep_story(contact, turn, tx.now, provider_sid, _received(came, event))
        if not isinstance(turn.then, Want):
            break
        answer = wants.answer(tx, contact, turn.then)
        if answer is None:
            break
        event = answer
    if taken_back:
        contact.session = contact.session.knowing(**dict.fromkeys(taken_back, "no"))
    _assess(contact, senses, tx.now)
    if taken_back:
        consent.take_back(tx, contact, taken_back)
    _close_or_go_on(tx, contact, turn.then)
    return Reply(tuple(prompts), turn.then)


def _whole(
    contact: OpenContact, event: Event, senses: CallSenses, now: datetime
) -> tuple[Event, Turn | None]:
    """``event``, or with the text before it one text, from where the conversation stood then.

    With it the turn that the event would have made alone.
    """
    begun = contact.begun
    if begun is None or now - begun.at > split_texts.WITHIN or not isinstance(event, Spoke):
        return event, None
    book, session = contact.version.flows, contact.session
    if plain(event.text) == plain(begun.words):
        return Keys("*"), None  # the first part came again
    alone = flows.advance(book, session, event, senses)
    if not split_texts.goes_on(begun, book, session, event.text, alone):
        return event, None
    contact.session, whole = begun.with_rest(session, event.text)
    return whole, alone


def _received(came: Event, taken: Event) -> Mapping[str, str]:
    """What to keep as received, by what was taken: of a text that went on only its own words."""
    return (
        {taken.text: came.text}
        if isinstance(came, Spoke) and isinstance(taken, Begin | Spoke)
        else {}
    )


def senses_of(dep: Deployment, contact: OpenContact) -> CallSenses:
    """What the engine may ask of triage and of the locator for this contact."""
    senses = CallSenses(
        sorter=contact.version.sorter,
        locator=dep.locator,
        served=contact.version.rules.served,
        caller=contact.caller,
        centers=contact.version.rules.centers,
        on=contact.report.row.created_at.date(),
    )
    known = contact.report.assessment()
    begun = contact.row.session is not None and known.story == contact.session.story
    triage = triage_of(known) if begun else None
    if triage is not None:  # most answers change nothing that is weighed: no story is read twice
        story = weighed(known.story, known.aside)
        senses.recall(story, known.answers, contact.row.language, triage)
    return senses


def hear_later(
    tx: Tx, contact: OpenContact, words: str, *, sid: str, label: str = TRANSCRIPT
) -> None:
    """Add what was made of a voice message or of a file; the report is sorted and routed again.

    ``label`` says in the story where the words come from. ``sid`` is the provider's name for it;
    the same one twice is added once. A conversation that goes on is routed when it ends, or at once
    where there is danger.
    """
    if tx.db.scalars(select(Entry.id).where(Entry.provider_sid == sid)).first() is not None:
        return
    contact.report.tell(
        f"{label} {words}",
        at=tx.now,
        kind=ACCOUNT,
        language=contact.session.language,
        contact_id=contact.row.id,
        provider_sid=sid,
    )
    senses, session = senses_of(tx.dep, contact), contact.session
    if session.place is None:
        where = senses.locate(words, expecting=False, language=session.language)
        if where.place is not None and where.sure:  # nobody is there to confirm a doubt
            found = where.place
            session = replace(session, place=found.place, place_label=found.label)
    contact.session = replace(session, story=(*session.story, words))
    _assess(contact, senses, tx.now)
    contact.save(tx.now, idle_time(tx.dep, contact.medium))
    media.hurry_hearing(tx, contact.report)
    goes_on = contact.medium is not Medium.VOICE and contact.row.ended_at is None
    if goes_on and contact.report.row.urgency != Urgency.P0.value:
        return
    route_report.route(tx, contact.report, contact.version, cause="thanked")


def _keep_story(
    contact: OpenContact,
    turn: Turn,
    now: datetime,
    provider_sid: str | None,
    received: Mapping[str, str],
) -> None:
    for learned in turn.learned:
        is_story = isinstance(learned, Statement)
        body = (
            received.get(learned.text, learned.text)
            if isinstance(learned, Statement)
            else f"{learned.fact}: {learned.value}"
        )
        contact.report.tell(
            body,
            at=now,
            kind=ACCOUNT if is_story else "answer",
            language=contact.session.language,
            contact_id=contact.row.id,
            provider_sid=provider_sid,
        )


def _assess(contact: OpenContact, senses: CallSenses, now: datetime) -> None:
    """Bring the report's assessment up to what the conversation knows."""
    session = contact.session
    triage = senses.classify(session.weighed, session.facts, session.language)
    known = with_triage(contact.report.assessment(), triage)
    place = Place.from_json(dict(session.place)) if session.place else None
    days = contact.version.rules.policy.consent_lasts_days
    known = consent.dated(known, dict(session.facts), now, days)
    contact.report.keep(
        replace(
            known,
            story=session.story,
            aside=session.aside,
            place=place,
            place_label=session.place_label if session.place else "",
        ),
        now,
    )


def _close_or_go_on(tx: Tx, contact: OpenContact, then: Then) -> None:
    contact.save(tx.now, idle_time(tx.dep, contact.medium))
    if isinstance(then, Over):
        finish_contact(tx, contact, then.outcome)
    elif contact.report.row.urgency == Urgency.P0.value:
        route_report.route(tx, contact.report, contact.version, cause="danger now")


def hung_up(tx: Tx, contact: OpenContact, *, talked: bool = False) -> None:
    """The caller hung up; the contact is over. ``talked``: they just had a person on the line."""
    helped = talked or contact.session.fact("talk") == "long"
    finish_contact(tx, contact, "connected" if helped else "hung_up")


def finish_contact(tx: Tx, contact: OpenContact, outcome: str) -> None:
    """The contact is over, at its end, by a hang-up or by silence: route what was reported."""
    contact.end(outcome, tx.now)
    if contact.medium is Medium.TEXT and outcome == "stopped":
        route_report.opted_out(tx.db, contact, tx.now)
    route_report.route(tx, contact.report, contact.version, cause=outcome)
