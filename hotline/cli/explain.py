"""``hotline explain``: what a text would be taken for and where it would go, in a few lines; every
step with ``--why``; many texts at once with ``--jsonl``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline import routing
from hotline.cli.file_options import FlowsDir, RulesDir, layers_here
from hotline.cli.output import dated, print_json
from hotline.config_files import errors
from hotline.config_versions.version import Version, check
from hotline.domain import Known, Lookalike, Medium, Place, Role, Type, Urgency
from hotline.geo import Locator
from hotline.i18n.display_names import spoken
from hotline.intake.nlu import triage_text
from hotline.intake.reports import Assessment, with_triage
from hotline.intake.whose_report import sure_role
from hotline.routing.conditions.fact import facts_in_more
from hotline.routing.explain import time_words
from hotline.routing.explain_extras import beside
from hotline.routing.rulebook import RuleBook
from hotline.routing.types import Case, Decision
from hotline.settings import REPOSITORY, SettingsError
from hotline.triage.summary import summary

JSONL_HELP = "A file of many texts, a line each with id and text; answers are JSON lines."
PLACE = ("state", "county", "fips", "city", "zip")


def explain(
    text: Annotated[str, typer.Option(help="What someone might text or say.")] = "",
    place: Annotated[str, typer.Option(help="A place in words, or a ZIP code.")] = "",
    type_: Annotated[str, typer.Option("--type", help="sex, labor, both, …")] = "",
    urgency: Annotated[str, typer.Option(help="P0 to P3")] = "",
    role: Annotated[str, typer.Option(help="self, third_party, professional")] = "",
    minor: Annotated[str, typer.Option(help="yes, no, unknown")] = "",
    language: Annotated[str, typer.Option(help="en, es, zh, …")] = "",
    lookalike: Annotated[str, typer.Option(help="wage_dispute, smuggling, …")] = "",
    signal: Annotated[list[str] | None, typer.Option(help="online_images, …")] = None,
    consent: Annotated[list[str] | None, typer.Option(help="law_enforcement, …")] = None,
    fact: Annotated[
        list[str] | None, typer.Option(help="A fact of your own conditions, as name=word.")
    ] = None,
    at: Annotated[str, typer.Option(help="ISO time with zone; now when left out")] = "",
    jsonl: Annotated[Path | None, typer.Option(help=JSONL_HELP)] = None,
    why: Annotated[bool, typer.Option("--why", help="With every sign and every rule.")] = False,
    demo: Annotated[bool, typer.Option(help="With the synthetic agencies.")] = False,
    flows_dir: FlowsDir = REPOSITORY / "ivr_flows",
    rules_dir: RulesDir = REPOSITORY / "routing_rules",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say where a report would go, and why. Nothing is stored and no one is notified."""
    if jsonl is not None:
        if text or place:
            raise SettingsError(
                "--jsonl reads its texts from the file; leave --text and --place out"
            )
        rows = _rows(jsonl)
        _explain_rows(rows, _version(flows_dir, rules_dir, demo=demo))
        return
    version = _version(flows_dir, rules_dir, demo=demo)
    moment = _moment(at)
    assessment, case = _case(version, text, place)
    try:
        given = {
            "type": Type(type_) if type_ else None,
            "urgency": Urgency(urgency) if urgency else None,
            "role": Role(role) if role else None,
            "minor": Known(minor) if minor else None,
            "language": language or None,
            "lookalike": Lookalike(lookalike) if lookalike else None,
        }
    except ValueError as error:
        raise SettingsError(str(error)) from None
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    case = replace(
        case,
        consents=frozenset(consent or ()),
        signals=case.signals | frozenset(signal or ()),
        confidence={name: sure for name, sure in case.confidence.items() if name not in chosen},
        more=frozenset(map(_fact, fact or ())),
        **chosen,
    )
    decision = routing.decide(case, version.rules, moment)
    if as_json:
        print_json(
            {
                "assessment": assessment.as_json(),
                "case": routing.case_json(case),
                "decision": routing.decision_json(decision),
            }
        )
        return
    said = f"{place}; {text}"
    if why:
        _tell_assessment(assessment, case)
        for line in routing.explain_lines(decision, version.rules, dated, case, said):
            typer.echo(line)
        return
    read = triage_text(text)
    if text:
        triage = version.sorter.classify(read)
        for line in summary(version.sorter, read, triage, spoken(triage.language.value)):
            typer.echo(line)
    where = assessment.place_label or "not known"
    typer.echo(f"Where     {where}; goes to {_goes_to(decision, version.rules)}")
    for line in beside(case, decision, version.rules, said):
        typer.echo(line)


def _fact(given: str) -> tuple[str, str]:
    """``name=word`` of a fact that has no option of its own; SettingsError says what there is."""
    name, _, word = given.partition("=")
    known = {fact.name: fact.words for fact in facts_in_more()}
    words = known.get(name)
    if name not in known or not word or (words is not None and word not in words):
        listed = [f"{name}={'|'.join(sorted(words or ['…']))}" for name, words in known.items()]
        raise SettingsError(
            f"--fact {given!r} is not known; write one of: {', '.join(listed) or 'none exist yet'}"
        )
    return name, word


def _goes_to(decision: Decision, rules: RuleBook) -> str:
    """The first referral, and how many more there are."""
    if not decision.offers:
        return "a dispatcher"
    first, more = decision.offers[0], len(decision.offers) - 1
    due = time_words(first.ack_minutes)
    rest = f", then {more} more (--why lists them)" if more else ""
    return f"{rules.agencies[first.agency_id].name}, to acknowledge within {due}{rest}"


def _rows(path: Path) -> list[tuple[str, str]]:
    """The id and the text of each line; SettingsError names the first line that is wrong."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as UTF-8 text: {error}") from None
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise SettingsError(
                f"{path}:{number}: not JSON ({error}); write one object a line"
            ) from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
            raise SettingsError(f'{path}:{number}: write it as {{"id": "1", "text": "…"}}')
        rows.append((row["id"], row["text"]))
    return rows


def _explain_rows(rows: Sequence[tuple[str, str]], version: Version) -> None:
    """One line of JSON for each text, in the order of the file."""
    locator = Locator.load()
    for key, text in rows:
        triage = version.sorter.classify(triage_text(text))
        found = locator.locate(text, served=version.rules.served)
        best = found.best.as_json() if found.best else None
        answer = {
            "id": key,
            "type": triage.type.value,
            "urgency": triage.urgency.value,
            "role": triage.role.value,
            "minor": triage.minor.value,
            "language": triage.language.value,
            "lookalike": triage.lookalike.value,
            "place": {name: best[name] for name in PLACE} if best else None,
            "asks": found.question is not None,
            "options": [locator.label(p) for p in found.question.options] if found.question else [],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))


def _version(flows_dir: Path, rules_dir: Path, *, demo: bool) -> Version:
    files = layers_here(flows_dir, rules_dir).read()
    version, problems = check(files, demo=demo)
    if version is None:
        raise SettingsError("\n".join(map(str, errors(problems))))
    return version


def _choices(labels: Sequence[str]) -> str:
    """Places to choose from: "Jackson in Mississippi, Tennessee or Michigan"."""
    towns = {label.partition(", ")[0] for label in labels}
    if len(towns) == 1 and len(labels) > 1:
        states = [label.partition(", ")[2] for label in labels]
        return f"{towns.pop()} in {', '.join(states[:-1])} or {states[-1]}"
    return "; ".join(labels)


def _moment(at: str) -> datetime:
    if not at:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise SettingsError(f"{at!r} is not a time; write it as 2026-11-24T22:30-06:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _case(version: Version, text: str, place: str) -> tuple[Assessment, Case]:
    locator = Locator.load()
    triage = version.sorter.classify(triage_text(text))
    said = place or text
    found = locator.locate(said, expecting=bool(place), served=version.rules.served)
    label = locator.label(found.best) if found.best else ""
    assessment = replace(
        with_triage(Assessment(), triage), place=found.best, place_label=label, story=(text,)
    )
    if found.question and found.question.options:
        asked = _choices([locator.label(option) for option in found.question.options])
        assessment = replace(assessment, place_label=f"to be asked: {asked}")
    signals = {n for n, finding in triage.signals.items() if finding.value is Known.YES}
    case = Case(
        type=triage.type.value,
        urgency=triage.urgency.value,
        role=sure_role(triage.role.value, assessment),
        minor=triage.minor.value,
        language=triage.language.value,
        medium=Medium.TEXT,
        place=found.best,
        lookalike=triage.lookalike.value,
        signals=frozenset(signals),
        confidence={
            "type": triage.type.confidence,
            "place": found.best.confidence if found.best else 0.0,
        },
    )
    return assessment, case


def _tell_assessment(assessment: Assessment, case: Case) -> None:
    for name, finding in assessment.findings.items():
        if finding["value"] is None:
            continue
        typer.echo(f"{name:<10} {finding['value']}  ({finding['confidence']:.0%} sure)")
        for sign in finding["evidence"]:
            typer.echo(
                f"             {sign['phrase']!r}: {sign['indicator']} "
                f"({sign['source']}, {sign['weight']:+.2f})"
            )
    place: Place | None = case.place
    typer.echo(f"{'place':<10} {assessment.place_label or 'not known'}")
    if place is not None:
        typer.echo(f"             county FIPS {place.fips or '-'}, {place.confidence:.0%} sure")
