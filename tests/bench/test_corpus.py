"""The labeled reports are what the model card says they are, and the two halves never mix."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from bench import place_eval, triage_eval
from bench.corpus import SPLITS, Report, Split, read_report, read_split
from bench.evaluate import Bar, main
from bench.triage_eval import Answer
from hotline.domain import Known, Lookalike, Role, Type, Urgency
from hotline.geo import Locator
from hotline.triage import Finding, Triage

HALVES = {split: read_split(split) for split in SPLITS}
ALL = [report for half in HALVES.values() for report in half]
PHONE = re.compile(r"(?:\(?\d{3}\)?[ .-]?)?\d{3}[ .-]\d{4}\b|\b\d{10,11}\b")


def counted(of: Callable[[Report], object]) -> Counter[object]:
    return Counter(of(report) for report in ALL)


def test_ids_and_texts_are_unique_also_across_the_halves() -> None:
    assert len({report.id for report in ALL}) == len(ALL)
    shown = Counter(" ".join(re.findall(r"\w+", report.text.casefold())) for report in ALL)
    # "help" and "HELP", "?" and "…" differ in nothing but case and signs, which is their point
    assert [text for text, times in shown.items() if times > 1 and len(text.split()) > 2] == []
    texts = [{report.text for report in half} for half in HALVES.values()]
    assert not texts[0] & texts[1]


def test_there_are_as_many_as_were_asked_for() -> None:
    languages = counted(lambda report: report.language)
    assert len(ALL) >= 480
    assert languages["en"] >= 280
    assert languages["es"] >= 140
    assert sum(report.group == "other" for report in ALL) >= 40
    assert sum(report.group == "mixed" for report in ALL) >= 10
    assert sum(report.asks for report in ALL) >= 40
    assert sum(report.asks or report.place is not None for report in ALL) >= 220


@pytest.mark.parametrize("split", SPLITS)
def test_each_half_covers_everything(split: Split) -> None:
    half = HALVES[split]
    assert 0.4 < len(half) / len(ALL) < 0.6
    assert {report.type for report in half} == set(Type)
    assert {report.urgency for report in half} == set(Urgency)
    assert {report.role for report in half} == set(Role)
    assert {report.lookalike for report in half} == {*Lookalike, None}
    assert {report.group for report in half} == {"en", "es", "mixed", "other"}
    assert sum(report.urgency is Urgency.P0 for report in half) >= 30
    assert sum(report.minor is Known.YES for report in half) >= 45
    assert sum(report.asks for report in half) >= 30


def test_places_are_in_the_gazetteer() -> None:
    gazetteer = Locator.load().gazetteer
    for report in ALL:
        place = report.place
        if place is None:
            continue
        assert place.state in gazetteer.states, report.id
        county = gazetteer.county(place.fips)
        assert (county is None) == (place.fips is None), report.id
        if county:
            assert (county.state, county.name) == (place.state, place.county), report.id
        if place.city:
            assert gazetteer.city(place.city, place.state or ""), report.id


def test_what_an_ambiguous_name_may_stand_for_exists() -> None:
    gazetteer = Locator.load().gazetteer
    for report in ALL:
        assert len(report.options) != 1, report.id
        for option in report.options:
            name, _, state = option.rpartition(", ")
            if not name:
                assert option in gazetteer.states, report.id
            elif name.endswith(" County"):
                assert gazetteer.county_named(name.removesuffix(" County"), state), report.id
            else:
                assert gazetteer.city(name, state), report.id


def test_nobody_can_be_rung_up() -> None:
    for report in ALL:
        for number in PHONE.findall(report.text):
            assert re.search(r"555-?01\d\d$", number), report.id


def test_labels_agree_with_one_another() -> None:
    for report in ALL:
        exploited = report.type in {Type.SEX, Type.LABOR, Type.BOTH}
        assert not (exploited and report.lookalike), report.id
        if report.minor is Known.YES:
            assert report.urgency <= Urgency.P1, report.id
        if report.type is Type.HIGH_RISK and report.minor is not Known.YES:
            assert report.urgency is not Urgency.P2, report.id
        if report.group == "other":
            assert report.urgency <= Urgency.P1, report.id


def test_a_label_out_of_the_vocabulary_is_refused() -> None:
    row = {
        "id": "x",
        "text": "x",
        "language": "en",
        "type": "trafficking",
        "urgency": "P1",
        "role": "self",
        "minor": "yes",
        "lookalike": None,
        "place": None,
    }
    with pytest.raises(ValueError, match="trafficking"):
        read_report(row)


# The counting -------------------------------------------------------------------------------------


def report(**labels: object) -> Report:
    given: dict[str, object] = {
        "id": "r",
        "text": "three plain words",
        "language": "en",
        "also": None,
        "type": Type.SEX,
        "urgency": Urgency.P1,
        "role": Role.SELF,
        "minor": Known.UNKNOWN,
        "lookalike": None,
        "place": None,
        "asks": False,
        "options": (),
    }
    return Report(**{**given, **labels})  # type: ignore[arg-type]


def triage(
    kind: Type = Type.SEX,
    urgency: Urgency = Urgency.P1,
    language: str = "en",
    lookalike: Lookalike | None = None,
) -> Triage:
    return Triage(
        type=Finding(kind, 1.0),
        urgency=Finding(urgency, 1.0),
        role=Finding(Role.SELF, 1.0),
        minor=Finding(Known.UNKNOWN, 1.0),
        language=Finding(language, 1.0),
        lookalike=Finding(lookalike, 1.0),
        signals={},
    )


def test_every_type_counts_the_same_however_rare() -> None:
    answers = [Answer(report(), triage()) for _ in range(9)]
    answers.append(Answer(report(type=Type.LABOR), triage()))
    # sex: P 0.9, R 1; labor: never found
    assert triage_eval.macro_f1(answers) == pytest.approx((2 * 0.9 / 1.9 + 0) / 2)


def test_a_missed_p0_costs_recall_and_a_false_one_precision() -> None:
    now, later = Urgency.P0, Urgency.P2
    answers = [
        Answer(report(urgency=now), triage(urgency=now)),
        Answer(report(urgency=now), triage(urgency=later)),
        Answer(report(urgency=later), triage(urgency=now)),
        Answer(report(urgency=later), triage(urgency=now)),
    ]
    found = triage_eval.p0(answers)
    assert found.recall == 0.5
    assert found.precision == pytest.approx(1 / 3)


def test_a_wage_dispute_called_labor_is_a_false_alarm() -> None:
    dispute = report(type=Type.HIGH_RISK, lookalike=Lookalike.WAGE_DISPUTE)
    alarm = Answer(dispute, triage(Type.LABOR))
    named = Answer(dispute, triage(Type.HIGH_RISK, lookalike=Lookalike.WAGE_DISPUTE))
    assert triage_eval.lookalike_alarms([alarm, named]) == 0.5
    assert triage_eval.lookalike_named([alarm, named]) == 0.5
    assert set(alarm.mistakes()) == {"type", "lookalike"}


def test_either_language_counts_for_a_mixed_text_and_none_for_a_lone_word() -> None:
    mixed = report(language="en", also="es")
    assert triage_eval.language_right([Answer(mixed, triage(language="es"))]) == 1
    assert triage_eval.language_right([Answer(report(), triage(language="es"))]) == 0
    lone = report(text="hi")
    assert not Answer(lone, triage(language="und")).mistakes()


def test_a_guess_where_a_question_is_due_does_not_count() -> None:
    locator = Locator.load()
    asks = report(text="the girl is in Springfield", asks=True, options=("a", "b"))
    shown = report(text="she is in Springfield, Illinois", asks=True, options=("a", "b"))
    placed = place_eval.locate(locator, [asks, shown])
    assert [p.not_guessed for p in placed] == [True, False]
    assert place_eval.shares(placed)["ambiguous name: asked"].value == 0.5


def test_a_bar_may_be_at_least_or_at_most() -> None:
    assert Bar("recall", 0.97, 0.97).met
    assert not Bar("recall", 0.969, 0.97).met
    assert Bar("seconds", 0.4, 1.0, at_most=True).met


def test_the_test_half_is_not_shown_to_tune_to(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--split", "test", "--errors"])
    assert "not for that" in capsys.readouterr().err
