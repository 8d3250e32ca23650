"""The lexicon that is shipped compiled: the same as its files, and only for exactly those."""

from __future__ import annotations

from bench.learn import TARGET
from hotline import triage
from hotline.triage import lexicon_cache
from hotline.triage.lexicon import load_lexicon
from tests.triage.reports import files


def test_it_was_compiled_from_the_files_in_the_repository() -> None:
    assert lexicon_cache.load(files()) is not None, "run python -m bench.learn"


def test_it_is_the_lexicon_that_the_files_make() -> None:
    fresh, problems = load_lexicon(files())
    assert fresh is not None, problems
    assert lexicon_cache.load(files()) == fresh
    shipped = TARGET.with_name(lexicon_cache.NAME).read_bytes()
    assert shipped == lexicon_cache.pack(files(), fresh)


def test_an_edited_word_list_is_read_at_once() -> None:
    reported = "the widget is in the gizmo and nobody in the whole street has said a word of it"
    edited = files() | {"en/of_ours.yaml": "language: en\nphrases:\n  weapon: |\n    gizmo\n"}
    sorter, problems = triage.load(edited)
    assert sorter is not None, problems
    assert "weapon" in {e.indicator for e in sorter.classify(reported).signals["weapon"].evidence}
    assert lexicon_cache.load(edited) is None
