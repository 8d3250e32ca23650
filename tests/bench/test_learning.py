"""The reports that are learned from: labeled by the same guide, and apart from the two halves."""

from __future__ import annotations

import json
import re

import pytest

from bench.corpus import DATA, SPLITS, Report, Split, read_report, read_split
from hotline.domain import Type

LESSONS = [
    read_report(json.loads(line))
    for line in (DATA / "reports_learning.jsonl").read_text("utf-8").splitlines()
]
PHONE = re.compile(r"(?:\(?\d{3}\)?[ .-]?)?\d{3}[ .-]\d{4}\b|\b\d{10,11}\b")
FEW_WORDS = 3


def bare(report: Report) -> str:
    return " ".join(re.findall(r"\w+", report.text.casefold()))


def test_no_two_are_the_same() -> None:
    assert len({report.id for report in LESSONS}) == len(LESSONS)
    reported = [bare(report) for report in LESSONS]
    assert len(set(reported)) == len(reported)


@pytest.mark.parametrize("split", SPLITS)
def test_none_stands_in_a_half_that_is_judged_with(split: Split) -> None:
    half = {bare(report) for report in read_split(split)}
    both = half & {bare(report) for report in LESSONS}
    # "help" and the like differ in nothing, which is their point
    shared = sum(len(text.split()) > FEW_WORDS for text in both)
    assert shared == 0


def test_labels_agree_with_one_another() -> None:
    for report in LESSONS:
        exploited = report.type in {Type.SEX, Type.LABOR, Type.BOTH}
        assert not (exploited and report.lookalike), report.id
        if report.lookalike:
            assert report.type in {Type.HIGH_RISK, Type.NOT_SPECIFIED}, report.id


def test_nobody_can_be_rung_up() -> None:
    for report in LESSONS:
        for number in PHONE.findall(report.text):
            assert re.search(r"555-?01\d\d$", number), report.id
