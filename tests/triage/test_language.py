"""In which language: short, mixed, in every script."""

from __future__ import annotations

import pytest

from tests.triage.reports import reported, sorter


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("help me please", "en"),
        ("he took my passport", "en"),
        ("ayuda por favor", "es"),
        ("no me pagan", "es"),
        ("por favor", "es"),
        ("mi patron no me deja salir", "es"),
        ("my boss me quito el pasaporte y no me deja salir de la casa", "es"),
        ("救命", "zh"),
        ("cứu tôi với", "vi"),
        ("chủ lấy hộ chiếu của tôi và không trả lương", "vi"),
        ("도와주세요", "ko"),
        ("tulungan nyo ako hindi ako makaalis", "tl"),
        ("помогите", "ru"),
        ("socorro, pegaram meu passaporte", "pt"),
        ("au secours, je ne peux pas partir", "fr"),
        ("ede m tanpri, m pa ka sòti", "ht"),
        ("ساعدوني", "ar"),
        ("मदद", "hi"),
        ("proszę o pomoc, szef zabrał mi dokumenty i nie płaci", "pl"),
        ("助けてください", "ja"),
        ("ช่วยด้วย", "th"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert sorter().language_of(text).value == language


@pytest.mark.parametrize("text", ["ㅇㅇ", "ㄴㄴ", "ㅅㄹㄹ", "ㅅㄹㅈㅅㅇ", "ㄷㅇㅈㅅㅇ", "ㅁㄹ"])
def test_korean_in_letters_alone(text: str) -> None:
    assert sorter().language_of(text).value == "ko"


@pytest.mark.parametrize(
    "text",
    [
        "cám ơn",
        "Cảm ơn",
        "đúng rồi",
        "dạ",
        "Việt Nam",
        "tiếng Việt",
        "được",
        "KHÔNG BIẾT",
        "cứu với",
    ],
)
def test_letters_that_only_vietnamese_has(text: str) -> None:
    assert sorter().language_of(text).value == "vi"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the cook at Phở Hà hits her every day", "en"),
        ("my boss at the nail salon Mỹ Tiên took my passport", "en"),
        ("me pegan en el restaurante Phở Hà", "es"),
    ],
)
def test_a_vietnamese_name_leaves_the_language(text: str, language: str) -> None:
    assert sorter().language_of(text).value == language


@pytest.mark.parametrize(
    "text",
    [
        "ho paura",
        "ho fame",
        "ho bisogno",
        "mo nilo iranlowo",
        "jọwọ ran mi lọwọ",
        "biko nyere m aka",
    ],
)
def test_a_syllable_decides_nothing(text: str) -> None:
    assert sorter().language_of(text).value not in {"vi", "tl", "fr", "ht", "pt", "ko"}


@pytest.mark.parametrize("text", ["", "?", "78040", "🙏", "no", "xqzt"])
def test_nothing_can_be_sent(text: str) -> None:
    assert sorter().language_of(text).value == "und"


def test_the_conversations_language_stands_in() -> None:
    triage = reported("78040", language="es")
    assert triage.language.value == "es"
    assert triage.language.confidence < 0.5


def test_core_terms_of_ten_more_languages_are_read() -> None:
    stories = {
        "zh": "老板拿走了我的护照,不给工资,不让我走",
        "vi": "ông chủ giữ hộ chiếu, không trả lương, tôi không thể rời đi, tôi làm ở nhà hàng",
        "ko": "사장이 여권을 빼앗고 월급을 안 줘요. 식당에서 나갈 수 없어요",
        "tl": "kinuha ng amo ko ang pasaporte ko, walang sweldo, hindi makaalis",
        "ru": "хозяин забрал паспорт, не платит, не могу уйти с фабрики",
        "pt": "o patrão pegou meu passaporte, não me paga e não posso sair da fazenda",
        "fr": "le patron a pris mon passeport, je travaille sans salaire, il me menace",
        "ht": "patwon an pran paspò m, li pa peye m, m pa ka sòti nan travay la",
        "ar": "صاحب العمل أخذ جواز سفري ولا يدفع راتبي ويهددني",
        "hi": "मालिक ने पासपोर्ट ले लिया, वेतन नहीं देते, काम से बाहर नहीं जाने देते",
    }
    for language, text in stories.items():
        triage = reported(text)
        assert triage.language.value == language
        assert triage.type.value == "labor", language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # what the review tried
        ("ho bisogno di aiuto", "it"),
        ("ma kanë marrë pasaportën", "sq"),
        ("nu ne lasa sa plecam de aici", "ro"),
        ("am nevoie de ajutor", "ro"),
        ("mi-au luat pasaportul", "ro"),
        # others
        ("mi hanno preso il passaporto", "it"),
        ("mi picchia ogni giorno", "it"),
        ("aiuto mi tengono chiusa in casa", "it"),
        ("sie haben meinen pass genommen", "de"),
        ("nem engednek ki a házból", "hu"),
        ("yardıma ihtiyacım var", "tr"),
        ("jag behöver hjälp", "sv"),
        # and what must stay
        ("mi patron no me paga", "es"),
        ("no me dejan salir", "es"),
        ("help me im locked in", "en"),
        ("my mans gun", "en"),
        ("en Reno cerca de Washoe", "es"),
        ("Bangor in Penobscot county", "en"),
        ("Charlotte in Mecklenburg county", "en"),
        ("preciso de ajuda", "pt"),
        ("j'ai besoin d'aide", "fr"),
    ],
)
def test_a_short_text_without_a_lexicon_is_not_taken_for_a_language_with_one(
    text: str, language: str
) -> None:
    assert sorter().language_of(text).value == language
