"""A place is found in the letters of its reporter, whatever endings the language puts on it."""

from __future__ import annotations

import pytest

from hotline.geo import Locator

LOCATOR = Locator.load()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("他们把我关在休斯顿的一个按摩店", ("TX", "Houston")),
        ("我在洛杉磯，護照被老闆拿走了", ("CA", "Los Angeles")),
        ("我在法拉盛的按摩店", ("NY", "Queens")),
        ("德州达拉斯的一家餐馆", ("TX", "Dallas")),
        ("달라스에서 일해요", ("TX", "Dallas")),
        ("둘루스 조지아 룸살롱에서 일해요", ("GA", "Duluth")),
        ("LA 마사지 가게에서", ("CA", "Los Angeles")),
        ("Нас держат в Хьюстоне", ("TX", "Houston")),
        ("Миртл-Бич, Южная Каролина", ("SC", "Myrtle Beach")),
        ("она работает в Южной Каролине", ("SC", None)),
        ("أعمل في ديربورن ميشيغان", ("MI", "Dearborn")),
        ("بهيوستن", ("TX", "Houston")),
        ("मैं एडिसन न्यू जर्सी में काम करती हूँ", ("NJ", "Edison")),
        ("ह्यूस्टन में", ("TX", "Houston")),
    ],
)
def test_a_place_is_found(said: str, place: tuple[str, str | None]) -> None:
    best = LOCATOR.locate(said).best
    assert best is not None
    assert (best.state, best.city) == place


@pytest.mark.parametrize(
    "said",
    [
        "в мае мы работали без денег",  # "in May" is not Miami
        "у меня есть план",  # "a plan" is not Plano
        "كنت هناك يوما واحدا",  # "one day" is not Yuma
        "他是越南加工厂的老板",  # no "South California" in "Vietnam's factory"
        "사장님이 여권을 가져갔어요",
        "मालिक ने पासपोर्ट ले लिया",
    ],
)
def test_words_are_no_places(said: str) -> None:
    assert LOCATOR.locate(said).best is None
    assert LOCATOR.locate(said).mentions == ()


def test_a_name_that_several_towns_share_is_asked_here_too() -> None:
    question = LOCATOR.locate("я в Портленде").question
    assert question is not None
    assert LOCATOR.label(question.options[0]) == "Portland, Oregon"


def test_the_mention_is_the_word_as_it_was_written() -> None:
    said = "живу в Сакраменто, помогите"
    (mention,) = LOCATOR.locate(said).mentions
    assert mention.text == "Сакраменто" == said[mention.start : mention.end]
