"""The lexicon as a coordinator edits it: what is wrong is named with file, line and mend."""

from __future__ import annotations

import jsonschema
import pytest

from hotline import triage
from hotline.triage.matcher import Matcher, Phrase
from hotline.triage.phrase_compiler import Phrasebook
from hotline.triage.reading import read
from tests.triage.reports import files, sorter

INDICATORS = """\
indicators:
  locked: {source: ILO, counts: {means: 0.8}}
"""


def problems(english: str, indicators: str = INDICATORS) -> list[str]:
    loaded, found = triage.load({"indicators.yaml": indicators, "en.yaml": english})
    assert loaded is None
    return [str(problem) for problem in found]


def test_the_shipped_files_are_right() -> None:
    loaded, found = triage.load(files())
    assert loaded is not None
    assert found == []


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(triage.schema())


def test_english_and_spanish_are_broad_and_ten_more_have_core_terms() -> None:
    lexicon = sorter().lexicon
    assert lexicon.languages >= {
        "en",
        "es",
        "zh",
        "vi",
        "ko",
        "tl",
        "ru",
        "pt",
        "fr",
        "ht",
        "ar",
        "hi",
    }
    for path, text in files().items():
        if path in {"en/means.yaml", "en/purpose.yaml", "es/means.yaml", "es/purpose.yaml"}:
            assert text.count("\n") > 200, path


def test_no_indicator_is_left_without_phrases() -> None:
    named = {name for text in files().values() for name in _phrase_names(text)}
    unused = set(sorter().lexicon.indicators) - named
    assert not unused


def _phrase_names(text: str) -> list[str]:
    return [line[2:].split(":")[0] for line in text.splitlines() if line.endswith(": |")]


def test_nothing_is_loaded_without_indicators() -> None:
    loaded, found = triage.load({})
    assert loaded is None
    assert "indicators.yaml" in str(found[0])


def test_an_unknown_indicator_is_named_with_its_line() -> None:
    (reported,) = problems("language: en\nphrases:\n  loked: |\n    locked in\n")
    assert reported.startswith("en.yaml:3: ")
    assert "did you mean 'locked'" in reported


def test_an_unknown_list_is_named_with_its_line() -> None:
    english = (
        "language: en\nlists: {them: 'her, him'}\n"
        "phrases:\n  locked: |\n    lock her\n    lock <tham>\n"
    )
    (reported,) = problems(english)
    assert reported.startswith("en.yaml:6: ")
    assert "did you mean 'them'" in reported


@pytest.mark.parametrize(
    "phrase", ["... locked", "locked ..", "locked?", "(locked in", "<", "!!", "<me>"]
)
def test_a_phrase_that_cannot_be_read(phrase: str) -> None:
    english = f"language: en\nlists: {{me: '<me>'}}\nphrases:\n  locked: |\n    {phrase}\n"
    (reported,) = problems(english)
    assert reported.startswith("en.yaml:5: ")


def test_a_question_that_nobody_asks() -> None:
    (reported,) = problems(
        "language: en\n", "indicators:\n  locked: {source: ILO, counts: {meens: 0.8}}\n"
    )
    assert reported.startswith("indicators.yaml:2: ")
    assert "did you mean 'means'" in reported


def test_a_weight_beyond_one() -> None:
    (reported,) = problems(
        "language: en\n", "indicators:\n  locked: {source: ILO, counts: {means: 8}}\n"
    )
    assert reported.startswith("indicators.yaml:2: ")


def test_phrases_without_a_language() -> None:
    (reported,) = problems("phrases:\n  locked: |\n    locked in\n")
    assert "language" in reported


def test_a_spelling_that_stands_for_nothing() -> None:
    (reported,) = problems("language: en\nspelling: |\n  u = you\n  hlp help\n")
    assert reported.startswith("en.yaml:4: ")


def test_broken_yaml() -> None:
    assert problems("language: [en\n")[0].startswith("en.yaml:")


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("locked in", "she is locked in there", "locked in"),
        ("lock*", "locking", "locking"),
        ("took|takes my", "he takes my", "takes my"),
        ("took his? bag", "took bag", "took bag"),
        ("took his? bag", "took his bag", "took his bag"),
        ("took ... bag", "took one two three four bag", "took one two three four bag"),
        ("took ... bag", "took one two three four five bag", None),
        ("took .. bag", "took one two bag", "took one two bag"),
        ("took ... bag", "he took it. the bag", None),
        ("(turn tricks|sell .. body)", "sell her own body", "sell her own body"),
        ("(turn tricks|sell .. body) now", "turn tricks now", "turn tricks now"),
        ("<docs> back", "my green card back", "green card back"),
        ("# hours", "sixteen hours", "sixteen hours"),
        ("# hours", "16 hours", "16 hours"),
        ("^ nurse", "nurse here", "nurse"),
        ("^ nurse", "the nurse", None),
        ("护照", "拿走护照了", "护照"),
    ],
)
def test_how_phrases_are_written(phrase: str, text: str, found: str | None) -> None:
    matcher = Matcher()
    book = Phrasebook("en", {})
    book.add_list("docs", "passport, green card")
    matcher.add(Phrase("x", "en", phrase), book.elements(phrase))
    book.finish(matcher)
    matcher.add_list("#", ["sixteen"])
    reading = read(text, {})
    matches = matcher.find(reading)
    shown = [reading.phrase(m.first, m.last)[0] for m in matches]
    assert shown == ([found] if found else [])
