"""The kinds of steps: what each kind says of itself, and the registry of all of them.

A kind is one module in ``steps``: its dataclass, its part of the JSON Schema, how it is read from
a file, what it does in a conversation, where it leads, and what it looks like in a diagram. The
engine, the checker, the graph, the diagram and the schema ask :func:`kind_of` and know no kind by
name. A step of a kind that is not registered is an error for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from hotline.flows import looks, prompts
from hotline.flows.book import FlowBook, MediumName, Step
from hotline.flows.looks import Look
from hotline.flows.run import Run
from hotline.flows.session import Keys, Prompt, ServiceEvent, Session, Spoke, Then

Schema = Mapping[str, Any]
Given = Any
"""A step's entry as the file has it, after the schema has checked it: nearly always a mapping."""
Common = Mapping[str, Any]
"""The fields of :class:`~hotline.flows.book.Step`, read already."""

NAME: Schema = {"$ref": "#/$defs/name"}
"""The name of a step, a flow or a fact."""
WORDING: Schema = {"$ref": "#/$defs/wording"}
CONDITION: Schema = {"$ref": "#/$defs/condition"}
CHOICES: Schema = {"$ref": "#/$defs/choices"}
WORDLESS: Mapping[str, Schema] = {"unless": CONDITION, "next": NAME}
"""The common fields of a kind that says nothing."""
URGENT: Schema = {**NAME, "description": "The step for danger that is reported here."}

Cause = Literal["on", "known", "choice", "answer", "silence", "service"]
"""Why one step follows another: at once, because the answer is known, by what the reporter chose
or said, by silence, or by what the service found (a transfer, a look-up, a recording)."""


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a step: to ``step`` of the same flow, or to the start of another ``flow``."""

    cause: Cause
    label: str
    step: str = ""
    flow: str = ""
    returns: bool = False
    """Whether the end of the other flow comes back."""


@dataclass(frozen=True, slots=True)
class View:
    """What is certain where a step is looked at: the medium, and facts by name."""

    medium: MediumName
    known: Mapping[str, str]
    urgent: str = ""
    """Where danger leads that is reported here, if the flow says so."""


S = TypeVar("S", bound=Step)


def schemas(**by_field: Schema) -> Mapping[str, Schema]:
    """JSON Schemas by the name of their field."""
    return by_field


class UnknownKindError(TypeError):
    """A step of a kind that no module has registered."""


class StepKind(Generic[S]):
    """A kind of step. Subclasses set ``name`` and ``step``, and change what differs."""

    name: ClassVar[str]
    """The word for it in a flow file."""
    step: type[S]
    required: ClassVar[tuple[str, ...]] = ("next",)
    """Fields that an entry must have."""
    fields: ClassVar[Mapping[str, Schema]] = {}
    """JSON Schemas of the fields that this kind adds to ``common``, by name."""
    common: ClassVar[Mapping[str, Schema]] = {"wording": WORDING, "unless": CONDITION, "next": NAME}
    """JSON Schemas of the fields that it shares with other kinds."""
    samples: ClassVar[Mapping[str, str]] = {}
    """Typical values of the parameters that it fills into prompts, by name."""
    look: ClassVar[Look] = looks.SAY
    speaks: ClassVar[bool] = True
    """Whether a step of this kind has wording."""
    only_decides: ClassVar[bool] = False
    """Whether it only picks the way or keeps facts, so that the reporter notices nothing."""

    def schema(self) -> Schema:
        """The JSON Schema of an entry in a flow file."""
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(self.required),
            "properties": {**self.common, **self.fields},
        }

    def read(self, common: Common, given: Given) -> S:
        """The step of an entry; the fields of ``given`` have the names of the dataclass's."""
        own = {name: given[name] for name in self.fields if name in given}
        return self.step(**{**common, **own})

    def problems(self, step: S) -> Iterator[tuple[str, str]]:
        """What is wrong with a step that its schema cannot say: (what, how to fix it)."""
        yield from ()

    # In a conversation ---------------------------------------------------------------------------

    def do(self, run: Run, step: S) -> Then | None:
        """Do the step: by default, say its wording and go on.

        What is returned is what the turn waits for; ``None`` runs on with the session's step.
        """
        run.say(step.wording)
        run.go(step.next)
        return None

    def answer(self, run: Run, step: S, event: Keys | Spoke) -> None:
        """Read an answer. A step that waits for something else keeps the words."""
        if isinstance(event, Spoke):
            run.hear(event.text)

    def receive(self, run: Run, step: S, event: ServiceEvent) -> None:
        """Take the service's answer; by default it is not for this kind, and changes nothing."""

    # For the checker -----------------------------------------------------------------------------

    def edges(self, step: S, view: View) -> Iterator[Exit]:
        """What may follow, seen with ``view``; by default all the exits."""
        for label, target in step.exits():
            yield Exit("on", label, target)

    def stops(self, step: S, medium: MediumName) -> bool:
        """Whether a turn ends here, not counting questions."""
        return False

    def sets(self, step: S) -> Mapping[str, str]:
        """The facts that are certain from here on."""
        return {}

    def keys(self, step: S) -> list[str]:
        """The keys that answer the step."""
        return []

    def spoken(self, book: FlowBook, session: Session, step: S) -> list[Prompt]:
        """All that the step says."""
        return prompts.prompt(book, session, step.wording)

    # For the diagram -----------------------------------------------------------------------------

    def caption(self, step: S, said: tuple[str, ...]) -> tuple[str, ...]:
        """The lines in the box; ``said`` is the beginning of its prompt."""
        return said

    def arrows(self, step: S) -> Iterator[tuple[str, str]]:
        """Every (label, step) that an arrow shows."""
        for label, target in step.exits():
            yield label.replace("_", " "), target


_BY_NAME: dict[str, StepKind[Any]] = {}
_BY_TYPE: dict[type[Step], StepKind[Any]] = {}
K = TypeVar("K", bound=type[StepKind[Any]])


def register(kind: K) -> K:
    """Add a kind to the registry: a class decorator for the one class of a module in ``steps``.

    Raises :class:`ValueError` when its name or its dataclass is taken.
    """
    made = kind()
    if made.name in _BY_NAME or made.step in _BY_TYPE:
        raise ValueError(f"the kind of step {made.name!r} is registered already")
    _BY_NAME[made.name] = _BY_TYPE[made.step] = made
    return kind


def unregister(name: str) -> None:
    """Take a kind out of the registry; for tests that add one."""
    del _BY_TYPE[_BY_NAME.pop(name).step]


def all_kinds() -> Mapping[str, StepKind[Any]]:
    """Every registered kind, by its name."""
    return dict(sorted(_BY_NAME.items()))


def kind_of(step: Step) -> StepKind[Any]:
    """The kind of ``step``. Raises :class:`UnknownKindError` when it is not registered."""
    found = _BY_TYPE.get(type(step))
    if found is None:
        known = ", ".join(all_kinds())
        raise UnknownKindError(
            f"{step.id} (line {step.line}) is a {type(step).__name__}, which is not a registered "
            f"kind of step; there are: {known}. Decorate its kind with `register`."
        )
    return found


def speaks(step: Step) -> bool:
    """Whether the step has wording at all."""
    return bool(step.wording) and kind_of(step).speaks


def take_answer(run: Run, step: Step, event: Keys | Spoke) -> None:
    """Read what was pressed, said or texted at ``step``; danger reported here comes first."""
    flow = run.session.flow
    kind_of(step).answer(run, step, event)
    if run.new_danger and run.session.flow == flow:
        run.in_danger(step)
