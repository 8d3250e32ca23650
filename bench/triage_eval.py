"""How often triage is right on labeled reports: counts, rates and tables.

Every figure is counted from pairs of a :class:`Report` and the :class:`Triage` it was given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.corpus import GROUPS, Report
from bench.locator_eval import Score
from hotline.domain import Known, Type, Urgency
from hotline.triage import Sorter, Triage

EXPLOITATION = frozenset({Type.SEX, Type.LABOR, Type.BOTH})


@dataclass(frozen=True, slots=True)
class Answer:
    """A report and what triage said of it."""

    report: Report
    triage: Triage

    def mistakes(self) -> dict[str, tuple[str, str]]:
        """What came out otherwise than labeled: question to (labeled, answered)."""
        report, triage = self.report, self.triage
        pairs = {
            "type": (report.type, triage.type.value),
            "urgency": (report.urgency, triage.urgency.value),
            "role": (report.role, triage.role.value),
            "minor": (report.minor == Known.YES, triage.minor.value == Known.YES),
            "lookalike": (report.lookalike, triage.lookalike.value),
        }
        wrong = {name: (str(a), str(b)) for name, (a, b) in pairs.items() if a != b}
        if not same_language(self):
            wrong["language"] = (report.language, triage.language.value)
        return wrong


Answers = Sequence[Answer]


def classify(sorter: Sorter, reports: Iterable[Report]) -> Answers:
    """Every report with its triage."""
    return [Answer(report, sorter.classify(report.text)) for report in reports]


def by_group(answers: Answers) -> dict[str, Answers]:
    """All answers, and those of each group of languages that has any."""
    groups = {"all": answers}
    for group in GROUPS:
        found = [answer for answer in answers if answer.report.group == group]
        if found:
            groups[group] = found
    return groups


# Single figures -----------------------------------------------------------------------------------


def score(
    answers: Answers, labeled: Callable[[Report], bool], answered: Callable[[Triage], bool]
) -> Score:
    """Precision and recall of a yes-or-no question."""
    wanted = [labeled(answer.report) for answer in answers]
    given = [answered(answer.triage) for answer in answers]
    both = sum(a and b for a, b in zip(wanted, given, strict=True))
    return Score(both, sum(given), sum(wanted))


def share(answers: Iterable[bool]) -> float:
    """The share of yes; 1 where nothing was asked."""
    marks = list(answers)
    return sum(marks) / len(marks) if marks else 1.0


def type_scores(answers: Answers) -> dict[Type, Score]:
    """Precision, recall and F1 of each type that is labeled or answered at all."""
    scores = {
        kind: score(answers, lambda r, k=kind: r.type == k, lambda t, k=kind: t.type.value == k)  # type: ignore[misc]
        for kind in Type
    }
    return {kind: found for kind, found in scores.items() if found.wanted or found.given}


def macro_f1(answers: Answers) -> float:
    """The mean of the types' F1, each type counting the same."""
    scores = type_scores(answers)
    return sum(found.f1 for found in scores.values()) / len(scores) if scores else 0.0


def p0(answers: Answers) -> Score:
    """Finding what must be acted on now."""
    return score(
        answers,
        lambda report: report.urgency is Urgency.P0,
        lambda triage: triage.urgency.value is Urgency.P0,
    )


def soon(answers: Answers) -> Score:
    """Finding what must be acted on now or urgently (P0 or P1)."""
    pressing = {Urgency.P0, Urgency.P1}
    return score(
        answers,
        lambda report: report.urgency in pressing,
        lambda triage: triage.urgency.value in pressing,
    )


def minor(answers: Answers) -> Score:
    """Finding that someone is under 18."""
    return score(
        answers,
        lambda report: report.minor is Known.YES,
        lambda triage: triage.minor.value is Known.YES,
    )


def urgency_right(answers: Answers) -> float:
    return share(a.report.urgency is a.triage.urgency.value for a in answers)


def role_right(answers: Answers) -> float:
    return share(a.report.role is a.triage.role.value for a in answers)


def same_language(answer: Answer) -> bool:
    """Either language counts for a mixed text; any answer where a lone word or sign tells none."""
    report = answer.report
    wanted = {report.language, report.also}
    return answer.triage.language.value in wanted or not tells_language(report)


def tells_language(report: Report) -> bool:
    """Whether a text is long enough to tell its language: three words, or another script."""
    letters = [character for character in report.text if character.isalpha()]
    return len(report.text.split()) >= 3 or any(ord(letter) > 0x24F for letter in letters)


def language_right(answers: Answers) -> float:
    return share(same_language(a) for a in answers if tells_language(a.report))


def lookalike_named(answers: Answers) -> float:
    """Of the texts that are a look-alike, how many were given the right name."""
    return share(
        a.report.lookalike is a.triage.lookalike.value for a in answers if a.report.lookalike
    )


def lookalike_alarms(answers: Answers) -> float:
    """Of the texts that are a look-alike, how many were taken for sex, labor or both."""
    marks = [a.triage.type.value in EXPLOITATION for a in answers if a.report.lookalike]
    return sum(marks) / len(marks) if marks else 0.0


def lookalike_misnamed(answers: Answers) -> float:
    """Of the texts labeled sex, labor or both, how many were put aside as a look-alike."""
    marks = [
        a.triage.lookalike.value is not None and a.triage.type.value not in EXPLOITATION
        for a in answers
        if a.report.type in EXPLOITATION
    ]
    return sum(marks) / len(marks) if marks else 0.0


# Tables -------------------------------------------------------------------------------------------

COLUMNS: Mapping[str, Callable[[Answers], float]] = {
    "type macro-F1": macro_f1,
    "type right": lambda a: share(x.report.type is x.triage.type.value for x in a),
    "P0 recall": lambda a: p0(a).recall,
    "P0 precision": lambda a: p0(a).precision,
    "P0+P1 recall": lambda a: soon(a).recall,
    "P0+P1 precision": lambda a: soon(a).precision,
    "urgency right": urgency_right,
    "minor recall": lambda a: minor(a).recall,
    "minor precision": lambda a: minor(a).precision,
    "role right": role_right,
    "language right": language_right,
    "look-alike named right": lookalike_named,
    "look-alike taken for exploitation": lookalike_alarms,
    "exploitation taken for look-alike": lookalike_misnamed,
}


def figures(answers: Answers) -> dict[str, dict[str, float]]:
    """Every figure of every group of languages."""
    return {
        group: {name: figure(found) for name, figure in COLUMNS.items()}
        for group, found in by_group(answers).items()
    }


def summary_table(answers: Answers) -> str:
    """All figures, a column a group of languages."""
    groups = by_group(answers)
    values = figures(answers)
    head = "".join(f"{group:>8}" for group in groups)
    lines = [f"{'triage':<36}{head}"]
    lines.append(f"{'  texts':<36}" + "".join(f"{len(found):>8}" for found in groups.values()))
    for name in COLUMNS:
        row = "".join(f"{values[group][name]:>8.3f}" for group in groups)
        lines.append(f"  {name:<34}{row}")
    return "\n".join(lines)


def type_table(answers: Answers) -> str:
    """Each type's precision, recall and F1, and what it was taken for."""
    taken = Counter((a.report.type, a.triage.type.value) for a in answers)
    head = "".join(f"{kind.value[:9]:>10}" for kind in Type)
    lines = [f"{'type: labeled (row), answered':<32}{head}{'P':>8}{'R':>7}{'F1':>7}"]
    for kind, found in type_scores(answers).items():
        row = "".join(f"{taken[kind, other]:>10}" for other in Type)
        rates = f"{found.precision:>8.3f}{found.recall:>7.3f}{found.f1:>7.3f}"
        lines.append(f"  {kind.value:<30}{row}{rates}")
    return "\n".join(lines)


def urgency_table(answers: Answers) -> str:
    """What each urgency was taken for."""
    taken = Counter((a.report.urgency, a.triage.urgency.value) for a in answers)
    head = "".join(f"{level.value:>6}" for level in Urgency)
    lines = [f"{'urgency: labeled (row), answered':<36}{head}"]
    for level in Urgency:
        row = "".join(f"{taken[level, other]:>6}" for other in Urgency)
        lines.append(f"  {level.value:<34}{row}")
    return "\n".join(lines)


def error_lines(answers: Answers) -> str:
    """Every text that came out otherwise, with what and why not. For the development half only."""
    lines = []
    for answer in answers:
        wrong = answer.mistakes()
        if wrong:
            shown = ", ".join(f"{name} {a} -> {b}" for name, (a, b) in wrong.items())
            lines.append(f"{answer.report.id} [{shown}]\n    {answer.report.text}")
    return "\n".join(lines)
