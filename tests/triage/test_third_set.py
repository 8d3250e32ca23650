"""The kinds of error that the third blind set showed, each in other words than the set's own."""

from __future__ import annotations

import pytest

from hotline.domain import Known, Lookalike, Type, Urgency
from hotline.triage.numerals import in_digits
from tests.triage.reports import reported

BELOW = {Urgency.P1, Urgency.P2, Urgency.P3}


@pytest.mark.parametrize(
    "text",
    [
        "The foreman wears a pistol on his belt and the pickers owe him for the ride up here",
        "He always carries a gun when he collects from the women who work for him",
        "A cousin of the owner sits at the gate with a shotgun, the crew owes for the visas",
        "one of them sleeps by the bunkhouse door with a rifle so the workers stay until they pay",
        "he packs a revolver, drops the women at the camp and takes what they earn",
        "el mayordomo trae la pistola en la cintura y les guarda los pasaportes",
        "el dueño siempre carga pistola y los trabajadores le deben el viaje",
        "nos vigilan con un rifle mientras pizcamos y debemos la renta",
        "the workers get locked in the barn every night by the contractor, they owe for food",
        "The doors stay locked during the shift and she keeps everyone's passports",
    ],
)
def test_arms_and_locks_as_a_habit_are_no_emergency(text: str) -> None:
    assert reported(text).urgency.value in BELOW


@pytest.mark.parametrize(
    "text",
    [
        "he has a gun and he is pointing it at us",
        "he's outside with a shotgun, please hurry",
        "she has a pistol in her hand right now and won't let me go",
        "they locked me in the barn and I can't get out",
        "my cousin went to a job abroad and now he is locked in a compound",
        "tiene una pistola y me está apuntando",
        "me viene siguiendo un carro, tengo miedo",
        "dos hombres me están siguiendo",
        "me anda buscando un tipo, estoy escondida",
        "ahora la tienen encerrada en un cuarto",
        "ele me trancou no quarto, socorro",
    ],
)
def test_a_gun_a_lock_or_a_pursuer_of_this_moment_is(text: str) -> None:
    assert reported(text).urgency.value is Urgency.P0


@pytest.mark.parametrize(
    "text",
    [
        "lol my brother makes me do the dishes",
        "my dad makes me take out the trash im a slave lmao",
        "hahaha my sister is literally enslaving me, laundry every day",
        "lmao my roommate got kidnapped by his couch",
        "my parents are totally trafficking me they make me do chores lol",
        "jajaja soy esclavo de mi mamá, puros trastes",
        "mi hermano me secuestró para jugar jajaja",
    ],
)
def test_a_joke_about_chores_is_a_joke(text: str) -> None:
    found = reported(text)
    assert found.lookalike.value is Lookalike.HOAX
    assert found.urgency.value is Urgency.P3


@pytest.mark.parametrize(
    "text",
    [
        "my aunt makes me do the dishes and the laundry all day, keeps my passport and hits me",
        "my brother makes me go with men for money",
        "mi tía me tiene lavando trastes todo el día sin paga y me pega",
    ],
)
def test_chores_under_force_are_no_joke(text: str) -> None:
    found = reported(text)
    assert found.lookalike.value is not Lookalike.HOAX
    assert found.urgency.value is not Urgency.P3


@pytest.mark.parametrize(
    "text",
    [
        "he said he would hurt her little boy if she stops seeing the customers",
        "the pimp tells her something will happen to her kids if she leaves him",
        "el padrote le dice que le va a pasar algo a su niño si deja a los clientes",
    ],
)
def test_a_threatened_child_of_hers_is_not_the_one_sold(text: str) -> None:
    assert reported(text).minor.value is not Known.YES


@pytest.mark.parametrize(
    "text",
    [
        "I'm doing a research paper, how many kids are trafficked a year",
        "could you send a speaker to our school",
        "quiero donar cobijas y juguetes, ¿a dónde los llevo?",
        "thought I saw a girl being taken but it was her dad picking her up, false alarm",
        "En 1988 trabajé en la pizca y nos cuidaban con rifle, no nos dejaban salir. Eso ya pasó",
        "my great uncle was kept in a logging camp in the 1930s until his debt was paid",
    ],
)
def test_questions_offers_and_the_long_past_can_wait(text: str) -> None:
    assert reported(text).urgency.value is Urgency.P3


@pytest.mark.parametrize(
    ("text", "kind", "minor"),
    [
        ("有人把一个十六岁的女孩带到旅馆接客，钱都被他拿走", Type.SEX, Known.YES),
        ("她十二歲，她媽媽把她賣給男人", Type.SEX, Known.YES),
        ("二十四岁的女人被逼卖淫", Type.SEX, Known.NO),
        ("老闆拿走了我的護照，不給我薪水", Type.LABOR, None),
        (
            "o namorado da minha prima de 16 anos vende ela para homens em hotéis",
            Type.SEX,
            Known.YES,
        ),
        ("une amie de 24 ans est forcée de voir des clients, il prend tout", Type.SEX, None),
        ("친구가 스물세 살인데 사장이 빚 때문에 2차를 나가라고 강요해요", Type.SEX, None),
        ("девочке четырнадцать лет, отчим приводит к ней мужчин за деньги", Type.SEX, Known.YES),
        ("صديقتي يجبرها زوجها على النوم مع رجال ويأخذ المال", Type.SEX, None),
        ("con bé 16 tuổi bị bạn trai ép đi khách ở khách sạn", Type.SEX, Known.YES),
        ("gen yon nonm k ap fè yon tifi 15 an kouche ak gason pou lajan", Type.SEX, Known.YES),
        ("16 anyos siya at ibinebenta siya ng tiyo niya sa mga lalaki", Type.SEX, Known.YES),
        ("16 साल की लड़की को उसका चाचा आदमियों को बेचता है", Type.SEX, Known.YES),
        ("мой брат работает на стройке, хозяин удерживает документы и угрожает", Type.LABOR, None),
        ("mèt la kenbe paspò travayè yo e li menase yo", Type.LABOR, None),
    ],
)
def test_other_languages_tell_sale_and_held_papers(
    text: str, kind: Type, minor: Known | None
) -> None:
    found = reported(text)
    assert found.type.value is kind
    assert minor is None or found.minor.value is minor
    assert found.urgency.value in {Urgency.P0, Urgency.P1}


@pytest.mark.parametrize(
    ("numerals", "digits"),
    [("十四", "14"), ("十", "10"), ("二十", "20"), ("三十二", "32"), ("九", "9"), ("两", "2")],
)
def test_chinese_numerals_are_read(numerals: str, digits: str) -> None:
    assert in_digits(numerals) == digits
