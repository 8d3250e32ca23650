"""Checks that need the whole book: names that lead nowhere, circles, rules that never decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from hotline.config_files import Document, Problem, did_you_mean
from hotline.routing.conditions import AllOf, OneOf
from hotline.routing.emergency_centers import missing_centers
from hotline.routing.rulebook import NATIONAL_HOTLINE, RuleBook
from hotline.routing.rules import Rule
from hotline.routing.types import Agency, Status

NATIONAL_FILE = "agencies/US.yaml"
CENTERS_FILE = "emergency_centers.yaml"


def check_book(book: RuleBook, documents: Mapping[str, Document]) -> list[Problem]:
    """Every problem that shows only in the book as a whole."""
    return [
        *_national_hotline(book),
        *_backups(book, documents),
        *_unverified_named(book, documents),
        *_picks(book, documents),
        *_dead_rules(book),
        *_centers(book),
        *(Problem(_file_of(said), 1, f"{said}.", severity="warning") for said in book.overrides),
    ]


def _file_of(said: str) -> str:
    return said.partition(" ")[0]


def _national_hotline(book: RuleBook) -> Iterator[Problem]:
    agency = book.agencies.get(NATIONAL_HOTLINE)
    fix = "restore its entry from the release: every decision ends there."
    if agency is None:
        yield Problem(NATIONAL_FILE, 1, f"there is no agency {NATIONAL_HOTLINE!r}.", fix)
        return
    wrong = [
        ("is not verified", agency.status is not Status.VERIFIED),
        ("does not serve the nation", not agency.area.nation),
        ("is not open day and night", agency.hours.known != "always"),
        ("has no telephone", not agency.dialed),
    ]
    for what, is_so in wrong:
        if is_so:
            yield Problem(agency.file, agency.line, f"the National Hotline {what}.", fix)


def _backups(book: RuleBook, documents: Mapping[str, Document]) -> Iterator[Problem]:
    named: set[str] = set()
    for agency in book.agencies.values():
        if agency.backup is None:
            continue
        path = ("agencies", agency.id, "backup")
        document = documents[agency.file]
        if agency.backup not in book.agencies:
            fix = did_you_mean(agency.backup, book.agencies)
            yield document.problem(path, f"there is no agency {agency.backup!r}.", fix)
            continue
        circle = _circle(agency, book)
        if circle and agency.id not in named:
            named |= set(circle)
            what = f"the backups go in a circle: {' > '.join((*circle, circle[0]))}."
            yield document.problem(path, what, "let the last one have no backup.")


def _unverified_named(book: RuleBook, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Rules and backups that name an entry to which nobody is ever sent: it is not verified."""
    fix = "verify it first (`hotline agencies verify`), or name another one."
    for rule in book.rules:
        for pick in rule.picks():
            named = book.agencies.get(pick.agency or "")
            if named is not None and named.status is not Status.VERIFIED:
                what = f"the rule {rule.id} names {named.id}, which is {named.status}."
                yield Problem(rule.file, _line(documents, rule, named.id), what, fix, "warning")
    for agency in book.agencies.values():
        named = book.agencies.get(agency.backup or "")
        if named is not None and named.status is not Status.VERIFIED:
            what = f"the backup of {agency.id} is {named.id}, which is {named.status}."
            path = ("agencies", agency.id, "backup")
            yield documents[agency.file].problem(path, what, fix, severity="warning")
    for agency in book.agencies.values():
        if agency.status is not Status.VERIFIED and agency.agreed:
            what = f"{agency.id} is {agency.status}, and alerts to it are agreed on."
            fix = "verify it, or take the `alert` contacts out: nothing is sent there."
            yield Problem(agency.file, agency.line, what, fix, "warning")


def _centers(book: RuleBook) -> Iterator[Problem]:
    """One warning for all counties served whose 911 center has no number that was ever tested."""
    found = missing_centers(book.served, book.centers, date.min)
    if found:
        names = "; ".join(f"{one.county}: {one.why}" for one in found[:3])
        more = f"; and {len(found) - 3} more" if len(found) > 3 else ""
        fix = "ask each center, and write it here; a dispatcher has two minutes to call it."
        yield Problem(CENTERS_FILE, 1, f"{names}{more}.", fix, "warning")


def _circle(agency: Agency, book: RuleBook) -> list[str]:
    """The ids of the circle that ``agency``'s backups lead back to it by, if they do."""
    seen = [agency.id]
    following = agency.backup
    while following is not None and following in book.agencies:
        if following == agency.id:
            return seen
        if following in seen:
            return []
        seen.append(following)
        following = book.agencies[following].backup
    return []


def _picks(book: RuleBook, documents: Mapping[str, Document]) -> Iterator[Problem]:
    services = {service for agency in book.agencies.values() for service in agency.does}
    for rule in book.rules:
        for pick in rule.picks():
            if pick.agency is not None and pick.agency not in book.agencies:
                fix = did_you_mean(pick.agency, book.agencies)
                what = f"the rule {rule.id} names {pick.agency!r}, which is no agency."
                yield Problem(rule.file, _line(documents, rule, pick.agency), what, fix)
            if pick.does is not None and pick.does not in services:
                fix = did_you_mean(pick.does, services)
                what = f"the rule {rule.id} asks for {pick.does!r}, which no agency does."
                yield Problem(rule.file, _line(documents, rule, pick.does), what, fix)


def _line(documents: Mapping[str, Document], rule: Rule, word: str) -> int:
    """The line of the rule on which ``word`` stands."""
    document = documents.get(rule.file)
    if document is None:
        return rule.line
    for part in ("refer", "transfer", "also"):
        for number, pick in enumerate(document.data["rules"].get(rule.id, {}).get(part, ())):
            if word in pick.values():
                return document.line("rules", rule.id, part, number)
    return rule.line


# Rules that never decide -------------------------------------------------------------------------


def _dead_rules(book: RuleBook) -> Iterator[Problem]:
    for number, rule in enumerate(book.rules):
        if _contradicts_itself(rule):
            what = f"the rule {rule.id} never holds: its conditions exclude each other."
            yield Problem(rule.file, rule.line, what, "correct or remove it.")
            continue
        by = _answered_before(rule, book.rules[:number])
        if by is None:
            continue
        same_file = by.file == rule.file
        yield Problem(
            rule.file,
            rule.line,
            f"the rule {rule.id} never decides: {by.id} ({by.file}:{by.line}) always does first.",
            "move it up, narrow the other, or remove it." if same_file else "",
            severity="error" if same_file else "warning",
        )


def _contradicts_itself(rule: Rule) -> bool:
    if not isinstance(rule.when, AllOf):
        return False
    words: dict[str, frozenset[str]] = {}
    for part in rule.when.parts:
        if isinstance(part, OneOf) and not part.fact.many:
            words[part.name] = part.wanted & words.get(part.name, part.wanted)
    return any(not wanted for wanted in words.values())


def _answered_before(rule: Rule, earlier: tuple[Rule, ...]) -> Rule | None:
    """An earlier rule that holds whenever this one does, and answers all that it answers."""
    if rule.also or rule.follow_up or not isinstance(rule.when, AllOf):
        return None
    answers = [name for name in ANSWERS if getattr(rule, name) is not None]
    own: dict[str, frozenset[str]] = {
        part.name: part.wanted for part in rule.when.parts if isinstance(part, OneOf)
    }
    for other in earlier:
        if not isinstance(other.when, AllOf):
            continue
        implied = all(
            (isinstance(part, OneOf) and part.name in own and own[part.name] <= part.wanted)
            or part in rule.when.parts
            for part in other.when.parts
        )
        if implied and all(getattr(other, name) is not None for name in answers):
            return other
    return None


ANSWERS = ("refer", "transfer", "review", "acknowledge")
