"""What texts cost, as a coordinator reads it before paying for it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from hotline.cli import app
from hotline.flows.checker.text_costs import without_accents
from hotline.flows.text import sms


def check_segments(*options: str) -> str:
    ran = CliRunner().invoke(app, ["check", "segments", *options])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_each_text_is_listed_with_its_segments_and_what_accents_cost() -> None:
    listed = json.loads(check_segments("--json"))
    costs = {(cost["language"], cost["key"]): cost for cost in listed}
    assert costs["en", "report.thanks"]["segments"] == 2
    assert costs["en", "report.thanks"]["encoding"] == "GSM-7"
    crisis = costs["pt", "common.crisis"]
    assert (crisis["segments"], crisis["plain"], crisis["letters"]) == (2, 1, "çêí")
    assert all(cost["segments"] <= 2 for cost in costs.values())


def test_only_dear_texts_of_one_language() -> None:
    said = check_segments("--language", "pt", "--over", "1")
    assert "1 without ç ê í" in said and "en  " not in said
    wrong = CliRunner().invoke(app, ["check", "segments", "--language", "xx"])
    assert wrong.exit_code != 0 and "is not a language of the line" in wrong.output


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_without_accents_never_costs_more(text: str) -> None:
    assert sms.segments(without_accents(text)) <= sms.segments(text)
