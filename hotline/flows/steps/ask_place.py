"""``ask_place``: asks where. A place is understood, read back, or chosen among namesakes.

What is read back is what is kept. A guess is read back in a text too. A state alone is asked about
further: which city? A place outside the United States is confirmed, and the report goes on without
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from hotline.flows import looks
from hotline.flows.book import DANGER_REPORTED, Question
from hotline.flows.kinds import NAME, URGENT, Exit, StepKind, View, register, schemas
from hotline.flows.questions import DIGITS_WAIT, SHORT_WAIT, likely
from hotline.flows.run import Run
from hotline.flows.session import Keys, Listen, Option, Spoke, Then, Where
from hotline.flows.text import answers, spoken_keys
from hotline.flows.text.yes_or_no import yes_or_no

MAX_PLACE_MISSES = 2
ZIP_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPlace(Question):
    """Asks where; reads the place back on the phone, asks between places of one name."""

    fact: str = "place"
    unknown: str = ""
    """The step for a place that could not be understood."""
    answer_is_place: ClassVar[bool] = True

    def exits(self) -> Iterator[tuple[str, str]]:
        """See :meth:`Step.exits`."""
        yield "place", self.next
        yield "unknown", self.unknown or self.next
        if self.urgent:
            yield DANGER_REPORTED, self.urgent


@register
class AskPlaceKind(StepKind[AskPlace]):
    """Waits for a place, or for the answer to a question about one."""

    name = "ask_place"
    step = AskPlace
    fields = schemas(unknown=NAME, urgent=URGENT)
    look = looks.ASK

    def do(self, run: Run, step: AskPlace) -> Then | None:
        """See :meth:`StepKind.do`; asks for what is not yet known of the place."""
        session = run.session
        if session.place is not None and session.place_sure:
            run.go(step.next)
            return None
        if session.pending is not None and not session.pending.place:
            run.session = replace(session, asking="abroad")
            run.say("common.place_abroad", {"place": session.pending.label})
            return _listen(run, ZIP_DIGITS, "yes", "no")
        if session.place is not None and _is_state(session.place):
            run.session = replace(session, asking="narrow")
            run.say("common.place_state", {"place": session.place_label})
            return _listen(run, ZIP_DIGITS, "unknown")
        if session.place is not None:
            pending = Option(session.place_label, session.place)
            run.session = replace(session, asking="confirm", pending=pending)
            return _confirm(run)
        if session.options:
            run.session = replace(session, asking="choose")
            return _choose(run)
        run.say(step.wording)
        return _listen(run, ZIP_DIGITS, "unknown")

    def answer(self, run: Run, step: AskPlace, event: Keys | Spoke) -> None:
        """See :meth:`StepKind.answer`; reads the answer to whichever question was asked."""
        if run.session.asking == "confirm":
            _confirmed(run, step, event)
        elif run.session.asking == "choose":
            _chosen(run, step, event)
        elif run.session.asking == "narrow":
            _narrowed(run, step, event)
        elif run.session.asking == "abroad":
            _left_the_country(run, step, event)
        else:
            _named(run, step, event)

    def edges(self, step: AskPlace, view: View) -> Iterator[Exit]:
        """See :meth:`StepKind.edges`."""
        if view.urgent:
            yield Exit("answer", DANGER_REPORTED, view.urgent)
        yield Exit("answer", "place", step.next)
        yield Exit("answer", "unknown", step.unknown or step.next)
        yield Exit("known", "known", step.next)

    def keys(self, step: AskPlace) -> list[str]:
        """See :meth:`StepKind.keys`: 1 for yes, or for the first place."""
        return ["1"]

    def arrows(self, step: AskPlace) -> Iterator[tuple[str, str]]:
        """See :meth:`StepKind.arrows`: one arrow where both ways lead to the same step."""
        one_way = step.unknown in {"", step.next}
        for label, target in step.exits():
            yield "" if one_way and label != DANGER_REPORTED else label, target


def _listen(run: Run, digits: int, *commands: str) -> Listen:
    """Wait for a place, or for the words of ``commands``; a recognizer expects both."""
    known = run.book.languages[run.session.language].commands
    offered = (option.label.replace(",", "") for option in run.session.options)
    hints = (*offered, *likely(known.get(name, ()) for name in commands))
    seconds = DIGITS_WAIT if digits > 1 else SHORT_WAIT
    return Listen(digits, place=True, seconds=seconds, hints=hints)


def _confirm(run: Run) -> Listen:
    label = run.session.pending.label if run.session.pending else ""
    run.say("common.place_confirm", {"place": label})
    return _listen(run, 1, "yes", "no")


def _choose(run: Run) -> Listen:
    run.say("common.place_choose", {"place": run.session.place_label})
    for key, option in enumerate(run.session.options, 1):
        run.say("common.place_option", {"key": str(key), "place": option.label})
    return _listen(run, 1, "unknown")


def _confirmed(run: Run, step: AskPlace, event: Keys | Spoke) -> None:
    said, rest = _yes_or_no(run, event)
    pending = run.session.pending
    run.session = replace(run.session, asking="", pending=None)
    if said == "yes" and pending is not None:
        run.keep_place(pending, sure=True)
        if rest and isinstance(event, Spoke):
            run.hear(event.text, answer=True)
        run.session = run.understood()
        run.leave(step, step.next)
    elif said is None and isinstance(event, Keys):
        run.missed()
    elif said == "no":
        run.session = replace(run.session, place=None, place_label="", options=())
        if rest:
            _named(run, step, event, named=rest)
        else:
            _missed(run, step)
    else:
        _named(run, step, event)


def _narrowed(run: Run, step: AskPlace, event: Keys | Spoke) -> None:
    """Read the city or the ZIP of a state that is known; without one the state is kept."""
    said, rest = _yes_or_no(run, event)
    state = Option(run.session.place_label, run.session.place or {})
    run.session = replace(run.session, asking="")
    unknown = isinstance(event, Spoke) and _does_not_know(run, event.text)
    if unknown or (said == "yes" and not rest):
        run.keep_place(state, sure=True)
        run.session = run.understood()
        run.leave(step, step.next)
    elif said == "no":
        run.session = replace(run.session, place=None, place_label="", options=())
        if rest:
            _named(run, step, event, named=rest)
        else:
            _missed(run, step)
    else:
        _named(run, step, event, state=state.label)


def _left_the_country(run: Run, step: AskPlace, event: Keys | Spoke) -> None:
    """Read whether a place outside the country is meant; what else is said is a place."""
    said, rest = _yes_or_no(run, event)
    run.session = replace(run.session, asking="", pending=None)
    if said == "yes" and not rest:
        run.session = run.understood()
        run.leave(step, step.unknown or step.next)
    elif said == "no" and not rest:
        _missed(run, step)
    else:
        _named(run, step, event, named=rest if said else "")


def _yes_or_no(run: Run, event: Keys | Spoke) -> tuple[str | None, str]:
    """Yes, no or neither, and what else was said: "no, it is in Zapata".

    The "no" is taken off: a recognizer leaves out the comma, and "no es en Zapata" denies Zapata.
    """
    if isinstance(event, Keys):
        return {"1": "yes", "2": "no"}.get(event.digits), ""
    language = run.book.languages[run.session.language]
    others = tuple(known for known in run.book.languages.values() if known is not language)
    said, extra = yes_or_no(event.text, language, others)
    first, _, rest = event.text.partition(" ")
    opens, _ = yes_or_no(first, language) if rest else (None, 0)
    if opens == "no" and said != "yes":
        named = run.senses.locate(rest, expecting=True, language=run.session.language)
        return "no", rest if named.place is not None or named.options else ""
    return said, rest if said and opens and extra else ""


def _chosen(run: Run, step: AskPlace, event: Keys | Spoke) -> None:
    options = run.session.options
    name = run.session.place_label
    run.session = replace(run.session, asking="", options=())
    language = run.book.languages[run.session.language]
    said = event.digits if isinstance(event, Keys) else event.text.strip()
    digits = said if isinstance(event, Keys) else spoken_keys.key_meant(said, language) or said
    if isinstance(event, Keys) or digits.isdigit():
        if digits.isdigit() and 1 <= int(digits) <= len(options):
            run.keep_place(options[int(digits) - 1], sure=True)
            run.session = run.understood()
            run.leave(step, step.next)
        elif len(digits) == ZIP_DIGITS:
            _named(run, step, event)
        else:
            run.session = replace(run.session, options=options)
            _missed(run, step)
        return
    said = f" {answers.plain(event.text)} "
    fitting = [option for option in options if said in f" {answers.plain(option.label)} "]
    if _yes_or_no(run, event) == ("no", ""):
        _missed(run, step)  # none of them: where, then?
        return
    if len(fitting) == 1:
        run.keep_place(fitting[0], sure=True)
        run.hear(event.text, answer=True)
        run.session = run.understood()
        run.leave(step, step.next)
        return
    _named(run, step, event, of=name, among=options)


def _named(
    run: Run,
    step: AskPlace,
    event: Keys | Spoke,
    *,
    of: str = "",
    among: Sequence[Option] = (),
    named: str = "",
    state: str = "",
) -> None:
    """Read a place; ``of`` is the name of the places ``among`` which to choose was asked before.

    ``named`` is the part of what was said that names the place, by default all of it; ``state``
    is the state that is known already.
    """
    text = event.digits if isinstance(event, Keys) else event.text
    if isinstance(event, Spoke) and _does_not_know(run, text):
        run.session = run.understood()
        run.leave(step, step.unknown or step.next)
        return
    where = _located(run, named or text, of=of, among=among, state=state)
    _hear(run, text)
    if where.place is not None:
        _found(run, step, where, where.place)
    elif where.options:
        run.session = replace(run.session, options=where.options, place_label=where.name)
        run.session = replace(run.session, place=None, place_sure=False)
        if of:
            _missed(run, step)  # the choice between namesakes was answered with no choice
        else:
            run.session = run.understood()
    elif where.abroad:
        run.session = replace(run.understood(), place=None, pending=Option(where.abroad, {}))
    else:
        _missed(run, step, link=where.link)


def _located(run: Run, text: str, *, of: str, state: str, among: Sequence[Option] = ()) -> Where:
    """What ``text`` names: as it is, with its spelled letters joined, and in ``state``.

    A town that is named instead of a choice is that town, in a state that was offered if one is.
    """
    joined = answers.unspelled(text, run.book.languages[run.session.language])
    for said in dict.fromkeys((text, joined)):
        where = _locate(run, said)
        if of and not _names_town(where):
            where = _locate(run, f"{of}, {said}")
        elif of:
            where = _among(where, {option.place.get("state") for option in among})
        if state and not (where.place is not None and _is_state(where.place.place)):
            where = _within(run, said, state, where)
        if where != Where():
            return where
    return Where()


def _within(run: Run, said: str, state: str, where: Where) -> Where:
    """What ``said`` names in ``state``, which is known; else ``where``, as it was read alone.

    "The country", said of Georgia, is abroad.
    """
    within = _locate(run, f"{said}, {state}")
    whole = within.place is not None and _is_state(within.place.place)
    if (within.place is not None and not whole) or within.options:
        return within
    if where == Where():
        return Where(abroad=_locate(run, f"{state}, {said}").abroad)
    return where


def _names_town(where: Where) -> bool:
    """Whether a town or a ZIP code is named, for sure or among others of its name."""
    named = where.options or ((where.place,) if where.place is not None else ())
    return any(option.place.get("city") or option.place.get("zip") for option in named)


def _among(where: Where, states: Set[object]) -> Where:
    """``where`` with only those of its choices that lie in ``states``, if any do."""
    inside = tuple(option for option in where.options if option.place.get("state") in states)
    if len(inside) == 1:
        return Where(inside[0], where.name, sure=False)
    return replace(where, options=inside) if inside else where


def _locate(run: Run, text: str) -> Where:
    return run.senses.locate(text, expecting=True, language=run.session.language)


def _hear(run: Run, text: str) -> None:
    """Keep the words; the place is what was read as the answer, not what may be overheard."""
    before = run.session
    run.hear(text, answer=True)
    run.session = replace(
        run.session,
        place=before.place,
        place_label=before.place_label,
        place_sure=before.place_sure,
        options=before.options,
        params=before.params,
    )


def _is_state(place: Mapping[str, Any]) -> bool:
    """Whether a place is a state and no more."""
    return not any(place.get(name) for name in ("county", "fips", "city", "zip"))


def _found(run: Run, step: AskPlace, where: Where, place: Option) -> None:
    run.keep_place(place, sure=run.is_text and where.sure)
    run.session = run.understood()
    if run.session.place_sure:
        run.leave(step, step.next)


def _does_not_know(run: Run, text: str) -> bool:
    words = run.book.languages[run.session.language].commands.get("unknown", frozenset())
    return answers.plain(text) in words


def _missed(run: Run, step: AskPlace, *, link: bool = False) -> None:
    """Count an answer without a place; ``link``: it is one that only its maker can open."""
    if run.new_danger:
        return  # danger was reported, and is answered first
    misses = run.session.place_misses + 1
    run.session = replace(run.session, place_misses=misses, silences=0)
    if misses > MAX_PLACE_MISSES:
        run.session = replace(run.session, place_misses=0, options=(), asking="")
        run.leave(step, step.unknown or step.next)
    else:
        run.say("common.place_link" if link and run.is_text else "common.place_again")
