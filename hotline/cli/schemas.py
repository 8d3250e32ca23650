"""``hotline schema``: the JSON Schemas of the files that a coordinator edits."""

from __future__ import annotations

from typing import Annotated

import typer

from hotline import flows, routing, triage
from hotline.cli.output import print_json
from hotline.settings import SettingsError
from hotline.simulator import script

FLOW_SCHEMAS = ("flow", "wording", "line")
RULE_SCHEMAS = ("agency", "rules", "areas", "holidays", "interpreters", "law", "centers")


def schema(
    name: Annotated[
        str,
        typer.Argument(
            help="flow, wording, line, agency, rules, areas, interpreters, lexicon, conversation"
        ),
    ],
) -> None:
    """Print a schema, for an editor that completes and checks."""
    if name in FLOW_SCHEMAS:
        print_json(flows.schema(name))
    elif name in RULE_SCHEMAS:
        print_json(routing.schema(name))
    elif name == "lexicon":
        print_json(triage.schema())
    elif name == "conversation":
        print_json(script.schema())
    else:
        known = (*FLOW_SCHEMAS, *RULE_SCHEMAS, "lexicon", "conversation")
        raise SettingsError(f"there is no schema {name!r}; use one of {', '.join(known)}")
