"""Reports in twelve languages of core words: type, danger, a child and who is reporting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hotline.domain import Known, Type, Urgency
from hotline.triage.lexicon import SPOKEN_TOGETHER
from hotline.triage.reading import read
from tests.triage.reports import reported, sorter

REPORTS = Path(__file__).parents[2] / "bench" / "data" / "reports_dev_2.jsonl"
RIGHT = 0.95


def rows() -> list[dict[str, str]]:
    every = map(json.loads, REPORTS.read_text("utf-8").splitlines())
    return [row for row in every if row["language"] not in SPOKEN_TOGETHER]


def test_each_language_has_reports_of_its_own() -> None:
    spoken = [row["language"] for row in rows()]
    assert {name for name in spoken if spoken.count(name) >= 8} >= set(
        "pt fr zh ko ru ar pl vi ht tl hi".split()
    )


@pytest.mark.parametrize("name", ["type", "role"])
def test_nearly_every_answer_is_right(name: str) -> None:
    wrong = [
        row["text"] for row in rows() if getattr(reported(row["text"]), name).value != row[name]
    ]
    assert len(wrong) <= (1 - RIGHT) * len(rows()), wrong


def test_no_danger_and_no_child_is_missed() -> None:
    for row in rows():
        found = reported(row["text"])
        if row["urgency"] == "P0":
            assert found.urgency.value is Urgency.P0, row["text"]
        if row["minor"] == "yes":
            assert found.minor.value is Known.YES, row["text"]


def test_danger_is_not_seen_where_none_is_reported() -> None:
    false = [
        row["text"]
        for row in rows()
        if row["urgency"] != "P0" and reported(row["text"]).urgency.value is Urgency.P0
    ]
    assert len(false) <= 1, false


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("il m'a enfermée", ("il", "m", "a", "enfermee")),
        ("n’est pas", ("n", "est", "pas")),
        ("l'hôtel", ("l", "hotel")),
        ("d'argent", ("d", "argent")),
        ("qu'elle", ("qu", "elle")),
        ("jusqu'à", ("jusqu", "a")),
        ("m'ap travay", ("m", "ap", "travay")),
        ("s'il vous plaît", ("s", "il", "vous", "plait")),
        # English keeps its own
        ("ma'am", ("maam",)),
        ("y'all", ("yall",)),
        ("o'clock", ("oclock",)),
        ("her boss's car", ("her", "boss", "car")),
    ],
)
def test_what_is_elided_is_a_word_of_its_own(written: str, words: tuple[str, ...]) -> None:
    assert read(written, {}).words == words


@pytest.mark.parametrize("age", ["14", "١٤", "۱۴", "१४", "১৪", "\uff11\uff14", "๑๔", "੧੪"])
def test_digits_of_every_script_are_numbers(age: str) -> None:
    assert read(f"{age} x", {}).words[0] == "14"


@pytest.mark.parametrize(
    "text",
    [
        "저 열여섯 살이에요 누가 저를 팔아요",
        "딸이 열네 살인데 남자들에게 팔려 갔어요",
        "بنت عمرها ١٤ سنة يبيعها عمها للرجال",
        "लड़की १५ साल की है और उसका चाचा आदमियों को बेचता है",
        "bé mười bốn tuổi bị ép tiếp khách",
        "ma nièce de 15 ans, un homme la vend à l'hôtel",
        "dziewczyna ma 15 lat i ojczym sprzedaje ją mężczyznom",
        "ей пятнадцать лет, отчим продаёт её мужчинам",
    ],
)
def test_a_child_who_is_sold_is_sex_trafficking_in_any_language(text: str) -> None:
    found = reported(text)
    assert (found.type.value, found.minor.value) == (Type.SEX, Known.YES)


@pytest.mark.parametrize(
    "text",
    [
        "мне не доплатили за последний рейс, я сам ушёл",
        "в Сакраменто хозяин не выплатил мне последнюю зарплату, я уволился",
        "подскажите, как это узнать",
    ],
)
def test_russian_is_not_taken_for_serbian(text: str) -> None:
    assert reported(text).language.value == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "pracuję od marca i nie dostaję wypłaty",  # od: overdose in English
        "od dwóch lat pracuję na farmie",
        "họ làm nail ở đây",  # ho: slang in English
        "bạn tôi làm nail và bạn trai của bạn tôi rất tốt",  # friend, not sold
    ],
)
def test_a_common_word_of_the_language_is_no_english_slang(text: str) -> None:
    found = reported(text)
    assert found.urgency.value is Urgency.P1
    assert found.type.value is not Type.SEX


def test_the_model_looks_at_words_of_the_languages_that_are_read_in_full_only() -> None:
    lexicon = sorter().lexicon
    for word in ("passport", "pasaporte", "locked"):
        assert not lexicon.learnable.isdisjoint(lexicon.matcher.symbols(word)), word
    for word in ("सेक्स", "пистолет", "kutsilyo", "kouche", "zmuszona"):
        assert lexicon.learnable.isdisjoint(lexicon.matcher.symbols(word)), word


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("она держит мой паспорт и не платит", Type.LABOR),
        ("Madame cache mes papiers et ne me paie rien", Type.LABOR),
        ("kenbe papye m epi yo di m dwe yo lajan", Type.LABOR),
        ("giữ giấy tờ của em và dọa gọi di trú", Type.LABOR),
        ("zabrali mi paszport i grożą deportacją", Type.LABOR),
        ("pasaporte ko hawak nila at hindi ako binabayaran", Type.LABOR),
        ("保管我的护照，不给工资", Type.LABOR),
        ("여권을 뺏고 월급을 안 줘요", Type.LABOR),
        # one of them alone may be a husband's
        ("муж забрал мой паспорт", Type.NOT_SPECIFIED),
        ("mąż zabrał mi paszport", Type.NOT_SPECIFIED),
    ],
)
def test_two_ways_of_holding_workers_are_labor_whatever_the_work(text: str, kind: Type) -> None:
    assert reported(text).type.value is kind
