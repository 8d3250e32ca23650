"""Reads rules: conditions and picks from YAML, with every word in them known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.config_files import Document
from hotline.domain import Urgency
from hotline.routing.conditions import AllOf, Condition, Reading, read_when
from hotline.routing.conditions.area import Inside
from hotline.routing.read_places import Known, read_area, read_duration
from hotline.routing.response_times import KEY, read_response_times
from hotline.routing.retention import read_retention
from hotline.routing.rules import (
    BEDS_DAYS,
    CONSENT_DAYS,
    PAGE_DAYS,
    UNDATED_DAYS,
    Pick,
    Policy,
    Rule,
)
from hotline.routing.types import Duration
from hotline.yaml_reader import Location


@dataclass
class RuleFile:
    """One file of rules as it was read."""

    name: str
    document: Document
    rules: dict[str, Rule]
    switched_off: tuple[str, ...] = ()
    acknowledge: Mapping[Urgency, Duration] = field(default_factory=dict)
    within: Condition = field(default_factory=AllOf)


def read_rules(document: Document, known: Known) -> RuleFile:
    """The rules of one file; those of a town hold in its area only."""
    data = document.data
    if KEY in data and data["policy"] != "national":
        fix = "move them to national.yaml, where they hold for the whole line."
        known.wrong(document, (KEY,), "a town's own file cannot set response times.", fix)
    within: Condition = AllOf()
    if "in" in data:
        within = Inside(read_area(document, ("in",), data["in"], known))
    rules = {
        rule_id: _rule(document, rule_id, given, within, known)
        for rule_id, given in data["rules"].items()
    }
    return RuleFile(
        name=data["policy"],
        document=document,
        rules=rules,
        switched_off=tuple(data.get("switch_off", ())),
        acknowledge=_targets(data.get("acknowledge", {})),
        within=within,
    )


def read_policy(document: Document, known: Known) -> Policy | None:
    """What the national file says beside its rules."""
    data = document.data
    for key in ("acknowledge", "verified_within", "ring_unknown_hours"):
        if key not in data:
            known.wrong(document, (), f"the national policy lacks {key}.", "add it.")
            return None
    acknowledge = _targets(data["acknowledge"])
    for urgency in Urgency:
        if urgency not in acknowledge:
            what = f"the national policy has no target for {urgency}."
            known.wrong(document, ("acknowledge",), what, "add it.")
            return None
    return Policy(
        acknowledge,
        _days(data, "verified_within", 0),
        frozenset(map(Urgency, data["ring_unknown_hours"])),
        read_response_times(document, known),
        read_retention(data.get("keep_closed", {})),
        _days(data, "consent_lasts", CONSENT_DAYS),
        _days(data, "page_within", PAGE_DAYS),
        _days(data, "undated_within", UNDATED_DAYS),
        _days(data, "beds_within", BEDS_DAYS),
    )


def _days(data: Mapping[str, Any], key: str, otherwise: int) -> int:
    """The number of a key that reads ``365 days``."""
    return int(str(data.get(key, otherwise)).partition(" ")[0])


def _targets(given: Mapping[str, str]) -> dict[Urgency, Duration]:
    return {Urgency(urgency): read_duration(text) for urgency, text in given.items()}


def _rule(
    document: Document, rule_id: str, given: Mapping[str, Any], within: Condition, known: Known
) -> Rule:
    path: Location = ("rules", rule_id)
    when = read_when(Reading(document, (*path, "when"), given["when"], known))
    if within != AllOf():
        when = AllOf((within, *when.parts))
    return Rule(
        id=rule_id,
        about=" ".join(given["about"].split()),
        when=when,
        refer=_picks(given["refer"]) if "refer" in given else None,
        transfer=_picks(given["transfer"]) if "transfer" in given else None,
        also=_picks(given.get("also", ())),
        review=_targets(given["review"]) if "review" in given else None,
        acknowledge=_targets(given["acknowledge"]) if "acknowledge" in given else None,
        follow_up={kind: read_duration(due) for kind, due in given.get("follow_up", {}).items()},
        file=document.file,
        line=document.line(*path),
    )


def _picks(given: Any) -> tuple[Pick, ...]:
    return tuple(Pick(**pick) for pick in given)
