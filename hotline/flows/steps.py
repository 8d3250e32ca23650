"""From a flow file's entry to a step: one small function a kind of step.

A new kind of step is added in four places: its class in ``book``, its words in
``schemas/flow.json``, its reader here, and what it does in ``engine``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hotline.config_files import Document
from hotline.flows.book import (
    Ask,
    AskPlace,
    Branch,
    Call,
    Choice,
    End,
    LookUp,
    Record,
    Say,
    Set,
    Step,
    Transfer,
    Way,
)
from hotline.flows.conditions import ALWAYS, read_condition

Given = Mapping[str, Any]
Common = Mapping[str, Any]


def read_step(flow: str, step_id: str, given: Given, document: Document) -> Step:
    """The step ``step_id`` of ``flow`` from its schema-checked entry."""
    kind, fields = next(iter(given.items()))
    own: Given = fields if isinstance(fields, Mapping) else {}
    wording = own.get("wording", step_id)
    common = {
        "id": step_id,
        "line": document.line("steps", step_id),
        "wording": wording if "." in wording else f"{flow}.{wording}",
        "next": own.get("next", ""),
        "unless": read_condition(own["unless"]) if "unless" in own else None,
    }
    return READERS[kind](common, fields)


def _choices(given: Given) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            value,
            str(choice["key"]) if "key" in choice else None,
            choice.get("next", given.get("next", "")),
        )
        for value, choice in given.get("choices", {}).items()
    )


def _menu(common: Common, given: Given) -> Step:
    return Ask(
        **common,
        fact=given["fact"],
        choices=_choices(given),
        again=given.get("again", False),
        on_silence=given.get("on_silence", ""),
        on_unclear=given.get("on_unclear", ""),
        on_repeat=given.get("on_repeat", ""),
        quiet=given.get("quiet", False),
        urgent=given.get("urgent", ""),
        languages=given.get("languages", False),
        care=given.get("care", ""),
        under=given.get("under", 0),
    )


def _ask(common: Common, given: Given) -> Step:
    return Ask(
        **common,
        fact=given["fact"],
        accepts="digits" if "digits" in given else "story",
        digits=given.get("digits", 0),
        choices=_choices(given),
        again=given.get("again", False),
        on_silence=given.get("on_silence", ""),
        urgent=given.get("urgent", ""),
    )


def _ask_place(common: Common, given: Given) -> Step:
    return AskPlace(**common, unknown=given.get("unknown", ""), urgent=given.get("urgent", ""))


def _record(common: Common, given: Given) -> Step:
    seconds = given.get("max_seconds", 120)
    return Record(**common, max_seconds=seconds, nothing=given.get("nothing", ""))


def _transfer(common: Common, given: Given) -> Step:
    wording = {} if "wording" in given else {"wording": ""}
    return Transfer(
        **{**common, **wording},
        to=given["to"],
        answered=given["answered"],
        text=given.get("text", ""),
    )


def _branch(common: Common, given: Any) -> Step:
    ways = tuple(
        Way(
            read_condition(way["when"]) if "when" in way else ALWAYS,
            way["next"],
            _label(way.get("when")),
        )
        for way in given
    )
    return Branch(**common, ways=ways)


def _label(when: Given | None) -> str:
    """A condition as a few words, for the diagram."""
    if not when:
        return "otherwise"
    parts = []
    for name, wanted in when.items():
        if name == "any":
            parts.append("(" + " or ".join(_label(inner) for inner in wanted) + ")")
        elif name == "not":
            parts.append(f"not ({_label(wanted)})")
        else:
            parts.append(f"{name} {'/'.join(wanted) if isinstance(wanted, list) else wanted}")
    return ", ".join(parts)


def _call(common: Common, given: Given) -> Step:
    return Call(**common, flow=given["flow"])


def _go(common: Common, given: Given) -> Step:
    return Call(**common, flow=given["flow"], comes_back=False)


def _look_up(common: Common, given: Given) -> Step:
    return LookUp(**common, name=given["name"], found=given["found"])


def _set(common: Common, given: Given) -> Step:
    return Set(**common, facts=tuple(given["facts"].items()))


def _end(common: Common, given: Given) -> Step:
    wording = {"wording": ""} if given.get("silent") else {}
    return End(**{**common, **wording}, outcome=given["outcome"])


def _say(common: Common, given: Given) -> Step:
    return Say(**common)


READERS: Mapping[str, Callable[[Common, Any], Step]] = {
    "say": _say,
    "menu": _menu,
    "ask": _ask,
    "ask_place": _ask_place,
    "record": _record,
    "transfer": _transfer,
    "branch": _branch,
    "call": _call,
    "go": _go,
    "look_up": _look_up,
    "set": _set,
    "end": _end,
}
