"""What ``hotline explain`` says is what a dispatcher would say: languages, choices, reasons."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from hotline.cli.main import app


def explained(text: str) -> dict[str, str]:
    result = CliRunner().invoke(app, ["explain", "--text", text])
    assert result.exit_code == 0, result.output
    lines = [line for line in result.output.splitlines() if line[:9].strip()]
    return {line[:9].strip(): line[10:].strip() for line in lines}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my boss keeps my passport at a farm", "English"),
        ("mi jefe me quitó el pasaporte en la finca", "Spanish"),
        ("老板扣了我的护照，不给工资", "Chinese"),
        ("zabrali mi paszport i nie płacą mi", "Polish"),
    ],
)
def test_a_language_is_named(text: str, language: str) -> None:
    assert f"in {language}" in explained(text)["Who"]


def test_towns_of_one_name_are_offered_by_their_states() -> None:
    where = explained("a man sells my friend at a motel in Jackson")["Where"]
    assert where.startswith("to be asked: Jackson in Mississippi, Tennessee,")
    assert where.count("Jackson") == 1


def test_the_law_says_who_must_report_in_a_sentence() -> None:
    law = explained("she is 13 and he sells her at a motel in Billings Montana")["Law"]
    assert "may must" not in law
    assert law.startswith("MT: report to DPHHS hotline")
    assert "who must: listed professionals" in law


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "saw on facebook they put zip ties on cars to mark girls, is it true??",
            "saw on facebook",
        ),
        ("my neighbor beats his wife every weekend and wont let her work", "beats his wife"),
        ("my roommate escorts in vegas, shes 29, keeps her money and likes it", "likes it"),
    ],
)
def test_a_look_alike_is_explained_by_its_own_words(text: str, reason: str) -> None:
    said = explained(text)
    assert reason in said["Type"]
    assert reason in said["Urgency"]
