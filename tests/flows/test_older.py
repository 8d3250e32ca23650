"""What an earlier version has left: conversations that are under way, and a coordinator's files.

``older/sessions.json`` holds sessions as version 0.1 stored them, ``older/step_schemas.json`` the
schema of its steps. No kind of step, field or value of then may be missing now.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hotline import flows
from hotline.flows.kinds import all_kinds
from hotline.flows.session import Event, Listen, Over, Session, Silence, Spoke, Transferred, Want
from tests.flows.talk import SimpleSenses, shipped

OLDER = Path(__file__).parent / "older"
SESSIONS: dict[str, dict[str, Any]] = json.loads((OLDER / "sessions.json").read_text("utf-8"))
STEPS: dict[str, dict[str, Any]] = json.loads((OLDER / "step_schemas.json").read_text("utf-8"))


@pytest.mark.parametrize("name", SESSIONS)
def test_a_stored_session_goes_on(name: str) -> None:
    stored = SESSIONS[name]
    session = Session.from_json(stored)
    kept = json.loads(json.dumps(session.as_json()))
    assert kept | stored == kept, "nothing that was stored is lost"
    events: list[Event] = [Spoke("yes"), Silence(), Transferred(answered=False)]
    for event in events:
        turn = flows.advance(shipped(), session, event, SimpleSenses())
        assert turn.session.turn == session.turn + 1
        assert isinstance(turn.then, Listen | Want | Over)


def test_a_call_in_danger_that_waited_for_a_place_takes_it_and_rings() -> None:
    session = Session.from_json(SESSIONS["a call in danger"])
    turn = flows.advance(shipped(), session, Spoke("Laredo"), SimpleSenses())
    assert turn.session.pending is not None and turn.session.pending.label == "Laredo, Texas"
    turn = flows.advance(shipped(), turn.session, Spoke("yes"), SimpleSenses())
    assert (turn.session.place or {})["city"] == "Laredo"


def test_a_call_that_was_ringing_goes_on_to_the_national_hotline() -> None:
    session = Session.from_json(SESSIONS["a call while the phone rings"])
    turn = flows.advance(shipped(), session, Transferred(answered=False), SimpleSenses())
    assert getattr(turn.then, "to", "") == "national_hotline"


@pytest.mark.parametrize("kind", STEPS)
def test_every_field_of_an_older_step_is_still_known(kind: str) -> None:
    before, now = STEPS[kind], all_kinds()[kind].schema()
    assert before["type"] == now["type"]
    if kind == "branch":
        before, now = before["items"], now["items"]
    assert set(now["required"]) <= set(before["required"]), "nothing more is demanded"
    for name, field in before["properties"].items():
        assert name in now["properties"], name
        assert set(field.get("enum", ())) <= set(now["properties"][name].get("enum", ())), name
        for bound in ("minimum", "maximum", "type", "$ref"):
            assert field.get(bound) == now["properties"][name].get(bound), name
