"""Whether the line knows in which of its languages someone writes, and their danger.

    python -m bench.languages

Every phrase of ``bench/data/language_words.yaml`` is the first text of a conversation with the
shipped flows, lexicons and places. It counts when it is answered in its language and taken neither
for an opt-out nor for a place; and, for words of danger, when the report is P0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import load_sorter
from bench.unseen import Rate
from hotline import flows
from hotline.config_files import Document, parse_yaml
from hotline.config_versions.layers import SHIPPED_FLOWS
from hotline.flows.book import FlowBook
from hotline.flows.session import Begin, Over
from hotline.geo import Locator
from hotline.intake.nlu import CallSenses

FILE = Path(__file__).parent / "data" / "language_words.yaml"
LANGUAGE, DANGER = 0.97, 0.95
"""What is wanted: how many are answered in their language, and how much danger is found."""


@dataclass
class Figures:
    """What came of the phrases of one language."""

    tag: str
    phrases: int = 0
    dangers: int = 0
    other_language: list[str] = field(default_factory=list)
    not_danger: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)

    @property
    def language(self) -> Rate:
        """How many were answered in their language."""
        return Rate(self.phrases - len(self.other_language), self.phrases)

    @property
    def danger(self) -> Rate:
        """How much of the danger was found."""
        return Rate(self.dangers - len(self.not_danger), self.dangers)

    @property
    def met(self) -> bool:
        """Whether everything is as wanted."""
        right = self.language.value >= LANGUAGE and self.danger.value >= DANGER
        return right and not self.stopped and not self.placed


def words(kind: str) -> Mapping[str, Sequence[str]]:
    """The phrases of a ``kind``, ``first`` or ``danger``, by language."""
    read = parse_yaml(FILE.name, FILE.read_text("utf-8"))
    if not isinstance(read, Document):
        raise SystemExit("\n".join(map(str, read)))
    given: Mapping[str, Sequence[str]] = read.data[kind]
    return given


def measure(book: FlowBook, senses: CallSenses) -> Iterator[Figures]:
    """The figures of every language of the table."""
    first, danger = words("first"), words("danger")
    for tag in first:
        figures = Figures(tag)
        for said in (*first[tag], *danger[tag]):
            _try(book, senses, figures, said, in_danger=said in danger[tag])
        yield figures


def _try(
    book: FlowBook, senses: CallSenses, figures: Figures, said: str, *, in_danger: bool
) -> None:
    begun = flows.begin(book, medium="text", language=book.default_language, params={})
    turn = flows.advance(book, begun, Begin(said), senses)
    figures.phrases += 1
    figures.dangers += in_danger
    if turn.session.language != figures.tag:
        figures.other_language.append(f"{said} ({turn.session.language})")
    if in_danger and turn.session.fact("urgency") != "P0":
        figures.not_danger.append(said)
    if turn.then == Over("stopped"):
        figures.stopped.append(said)
    if turn.session.place is not None:
        figures.placed.append(f"{said} ({turn.session.place_label})")


def main() -> None:
    """Print a line for each language, and what went wrong."""
    book, problems = flows.load(
        {
            p.relative_to(SHIPPED_FLOWS).as_posix(): p.read_text("utf-8")
            for p in SHIPPED_FLOWS.rglob("*.yaml")
        }
    )
    if book is None:
        raise SystemExit("\n".join(map(str, problems)))
    for figures in measure(book, CallSenses(load_sorter(), Locator.load())):
        print(
            f"{figures.tag}  {'yes' if figures.met else 'NO '}  language {figures.language}"
            f"  danger {figures.danger}"
        )
        for what in ("other_language", "not_danger", "stopped", "placed"):
            found = getattr(figures, what)
            if found:
                print(f"    {what.replace('_', ' ')}: {', '.join(found)}")


if __name__ == "__main__":
    main()
