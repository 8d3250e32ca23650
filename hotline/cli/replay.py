"""``hotline replay``: what was decided of a report then, and what would be decided now.

The decision that is stored is made again from what was known and with the version that was used:
it must come out the same. Then it is made from what is known today, with the version that is
served now. Nothing is stored and no one is notified; that someone looked is in the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from hotline import routing
from hotline.cli.environment import by_command, deployment
from hotline.cli.output import print_json
from hotline.config_versions.store import BrokenFilesError, UnpublishedError, Version
from hotline.console import report_view
from hotline.deployment import Deployment
from hotline.intake.reports import OpenReport, report_by_tip
from hotline.intake.route_report import case_of
from hotline.settings import SettingsError
from hotline.unit_of_work import Tx


@dataclass(frozen=True)
class Replay:
    """A stored decision, the same made again, and what would be decided now; each as JSON.

    ``again`` is ``None`` when the old version is not here any more. ``facts_kept`` is false for
    a decision that was stored without the facts it was made from: then today's are taken.
    """

    tip_id: str
    cause: str
    then: Mapping[str, Any]
    again: Mapping[str, Any] | None
    now: Mapping[str, Any]
    facts_kept: bool
    names: Mapping[str, str]
    served: str
    used: str

    @property
    def same(self) -> bool | None:
        """Whether the decision came out the same again; ``None`` when it cannot be known."""
        if self.again is None or not self.facts_kept:
            return None
        return routing.same_outcome(self.then, self.again)

    @property
    def changes(self) -> list[str]:
        """What would be otherwise now, a sentence each."""
        return routing.differences(self.then, self.now, self.names)

    @property
    def facts(self) -> list[str]:
        """What is known otherwise now, a sentence each."""
        if not self.facts_kept:
            return []
        return routing.fact_differences(self.then["case"], self.now["case"])

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "tip_id": self.tip_id,
            "cause": self.cause,
            "then": {"version": self.used, "decision": self.then},
            "again": {"same": self.same, "facts_kept": self.facts_kept, "decision": self.again},
            "now": {"version": self.served, "decision": self.now},
            "facts_changed": self.facts,
            "differences": self.changes,
        }


def replay(
    tip_id: Annotated[str, typer.Argument(help="The tip ID, such as 4711-0812.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what was decided of a report, and what would be decided now; exit 1 if not the same."""
    dep = deployment()
    with dep.database.write() as db:
        opened = report_by_tip(db, dep, tip_id)
        if opened is None:
            raise SettingsError(f"there is no report with the tip ID {tip_id}")
        by_command(db, dep).record("viewed", f"report:{opened.tip_id}", "replay")
        found = _replay(dep, opened)
    if as_json:
        print_json(found.as_json())
    else:
        _tell(found)
    if found.same is False:
        raise typer.Exit(1)


def _replay(dep: Deployment, opened: OpenReport) -> Replay:
    db, now = opened.session, dep.clock()
    decided = report_view.report_view(Tx(db, dep, now), opened).decisions
    if not decided:
        raise SettingsError(f"nothing has been decided of {opened.tip_id} yet")
    last = decided[-1]
    served = dep.library.current(db)
    used = _version(dep, opened, last.version)
    today = case_of(opened)
    facts_kept = "case" in last.body
    then_case = routing.case_from_json(last.body["case"]) if facts_kept else today
    again = None
    if used is not None:
        again = routing.decision_json(routing.decide(then_case, used.rules, last.at))
    decision = routing.decision_json(routing.decide(today, served.rules, now))
    names = {agency.id: agency.name for agency in served.rules.agencies.values()}
    if used is not None:
        names = {agency.id: agency.name for agency in used.rules.agencies.values()} | names
    return Replay(
        tip_id=opened.tip_id,
        cause=last.cause,
        then=last.body,
        again=again,
        now=decision | {"case": routing.case_json(today)},
        facts_kept=facts_kept,
        names=names,
        served=served.digest,
        used=last.version,
    )


def _version(dep: Deployment, opened: OpenReport, digest: str) -> Version | None:
    try:
        return dep.library.get(opened.session, digest)
    except (UnpublishedError, BrokenFilesError):  # of another machine, or of an older program
        return None


def _tell(found: Replay) -> None:
    echo = typer.echo
    echo(f"{found.tip_id}, decided at {found.then['at']} by version {found.used[:12]}:")
    _tell_offers(found.then, found.names)
    echo("\nAgain, from what was known then and with that version:")
    echo(f"  {_again(found)}")
    echo(f"\nNow, from what is known today and with version {found.served[:12]}:")
    _tell_offers(found.now, found.names)
    for title, sentences in (
        ("What is known otherwise", found.facts),
        ("What would be otherwise", found.changes),
    ):
        echo(f"\n{title}:")
        for sentence in sentences or ["nothing"]:
            echo(f"  {sentence}")


def _again(found: Replay) -> str:
    if found.again is None:
        return "this version is not stored here, so it cannot be said"
    if not found.facts_kept:
        return "what was known then was not kept with it, so it cannot be said"
    if found.same:
        return "the same, as it must be"
    changes = routing.differences(found.then, found.again, found.names)
    return "NOT the same: " + ("; ".join(changes) or "the reasons differ")


def _tell_offers(decision: Mapping[str, Any], names: Mapping[str, str]) -> None:
    number = 0
    for offer in decision["offers"]:
        number += not offer["also"]
        how = "an alert" if offer["how"] == "alert" else "a dispatcher phones"
        name = names.get(offer["agency_id"], offer["agency_id"])
        typer.echo(f"  {'+' if offer['also'] else number} {name}: {how} (rule {offer['rule']})")
