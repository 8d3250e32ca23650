"""What the rules answer for a case, before anyone looks at the directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hotline.domain import Urgency
from hotline.routing.conditions import Facts
from hotline.routing.rules import Pick, Rule
from hotline.routing.types import Duration, Reason

Chosen = tuple[str, tuple[Pick, ...]]
"""A rule's id and the agencies that it picks."""


@dataclass
class Plan:
    """For each question the rule that decided it, and what was decided; ``reasons`` say why."""

    refer: Chosen = ("", ())
    transfer: Chosen = ("", ())
    also: list[Chosen] = field(default_factory=list)
    review: tuple[str, Mapping[Urgency, Duration]] | None = None
    acknowledge: Mapping[Urgency, Duration] = field(default_factory=dict)
    follow_up: dict[str, tuple[str, Duration]] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)

    def apply(self, rule: Rule) -> list[str]:
        """Take what ``rule`` answers and no earlier one did; returns what that was, in words."""
        used = []
        if rule.refer is not None and not self.refer[0]:
            self.refer = (rule.id, rule.refer)
            used.append("who it is referred to")
        if rule.transfer is not None and not self.transfer[0]:
            self.transfer = (rule.id, rule.transfer)
            used.append("who a caller is connected to")
        if rule.also:
            self.also.append((rule.id, rule.also))
            used.append("who else is notified")
        if rule.review is not None and self.review is None:
            self.review = (rule.id, rule.review)
            used.append("whether a person looks first")
        if rule.acknowledge is not None and not self.acknowledge:
            self.acknowledge = rule.acknowledge
            used.append("how soon to acknowledge")
        new = {kind: due for kind, due in rule.follow_up.items() if kind not in self.follow_up}
        self.follow_up |= {kind: (rule.id, due) for kind, due in new.items()}
        if new:
            used.append("tasks " + ", ".join(new))
        return used


def make_plan(rules: Iterable[Rule], facts: Facts) -> Plan:
    """Read the rules in order for a case."""
    plan = Plan()
    for rule in rules:
        why = rule.when.fails(facts)
        if why is None:
            used = plan.apply(rule)
            said = f"{rule.about} Decides {'; '.join(used)}."
            why = said if used else "holds, but earlier rules already decided everything"
            plan.reasons.append(Reason("rule", rule.id, bool(used), why))
        else:
            plan.reasons.append(Reason("rule", rule.id, False, why))
    return plan
