"""The engine: (book, session, event) gives (session, prompts, what then). Pure and total.

``advance`` takes one event, lets the step that waited for it read it, and then runs on until a
step has to wait again. It always ends in one of three ways: it listens, it wants something of the
service (a transfer, a recording, a look-up), or the contact is over. A caller who presses 0, stays
silent twice or is not understood three times is connected to a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import hotline.flows.steps  # noqa: F401  # registers the kinds of steps
from hotline.flows import commands
from hotline.flows.book import FactQuestion, FlowBook, MediumName, Step
from hotline.flows.kinds import kind_of, take_answer
from hotline.flows.run import Run
from hotline.flows.session import (
    Begin,
    Event,
    Keys,
    Over,
    Senses,
    ServiceEvent,
    Session,
    Silence,
    Speaks,
    Spoke,
    Then,
    Turn,
    WantTransfer,
)
from hotline.flows.text import answers

MAX_HOPS = 100
"""Steps without a question in one turn; the checker rules out flows that need more."""


def begin(
    book: FlowBook,
    *,
    medium: MediumName,
    language: str,
    params: Mapping[str, str],
    flow: str | None = None,
    facts: Mapping[str, str] | None = None,
    web: bool = False,
) -> Session:
    """A new session at the start of ``flow`` (by default where every contact starts).

    ``web``: a text that is written on the line's web page.
    """
    first = book.flows[flow or book.start]
    return Session(
        flow=first.id,
        step=first.start,
        medium=medium,
        language=language if language in book.languages else book.default_language,
        params=dict(params),
        facts=dict(facts or {}),
        web=web,
    )


def resume(
    session: Session,
    *,
    story: tuple[str, ...],
    aside: tuple[str, ...],
    place: Mapping[str, Any] | None,
    label: str,
) -> Session:
    """``session`` with what an earlier contact of the same report said."""
    params = {**session.params, "place": label} if place else session.params
    return replace(
        session,
        story=story,
        aside=aside,
        place=place,
        place_label=label,
        place_sure=place is not None,
        params=params,
    )


def advance(book: FlowBook, session: Session, event: Event, senses: Senses) -> Turn:
    """One turn of the conversation. Never raises for anything a caller does.

    Raises :class:`~hotline.flows.kinds.UnknownKindError` for a step of an unregistered kind.
    """
    run = Run(book, replace(session, turn=session.turn + 1), senses)
    if session.ended:
        return run.turn(Over(session.outcome))
    return run.turn(_take(run, event) or _run_on(run))


def _take(run: Run, event: Event) -> Then | None:
    """Let the waiting step read ``event``; ``None`` means: run on."""
    step = run.step()
    match event:
        case Begin(text):
            return commands.first_words(run, text) if text.strip() else None
        case Silence():
            _silent(run, step)
        case Speaks(language):
            run.choose_language(language)
        case Keys(digits):
            command = answers.key_command(digits, getattr(step, "digits", 0))
            if command:
                return commands.do(run, command)
            take_answer(run, step, event)
        case Spoke(text, poorly_heard):
            run.poorly_heard = poorly_heard
            return commands.words(run, step, text)
        case ServiceEvent():
            kind_of(step).receive(run, step, event)
    return None


def _silent(run: Run, step: Step) -> None:
    run.session = replace(run.session, silences=run.session.silences + 1)
    on_silence = step.on_silence if isinstance(step, FactQuestion) else ""
    if isinstance(step, FactQuestion) and step.quiet:
        run.session = run.understood()
        run.go(on_silence)
    elif run.session.silences >= run.book.limits.silences:
        run.to_person()
    elif on_silence:
        run.go(on_silence)
    else:
        run.say("common.silence")


def _run_on(run: Run) -> Then:
    """Do steps until one has to wait; a round without end goes to a person."""
    for _ in range(MAX_HOPS):
        step = run.step()
        if step.unless is not None and not run.reopened(step) and step.unless.holds(run.fact):
            run.go(step.next)
            continue
        then = kind_of(step).do(run, step)
        if then is not None:
            return then
    run.enter(run.book.person)
    return WantTransfer("national_hotline")
