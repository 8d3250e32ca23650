"""When we are down, the number falls back to two files: whoever calls or texts still gets help."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from hotline.telephony.emergency import NATIONAL_HOTLINE

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The letters of a text's 7-bit alphabet (3GPP TS 23.038); one other letter halves its length."""


def read(name: str) -> ET.Element:
    root = ET.parse(DEPLOY / name).getroot()
    assert root.tag == "Response"
    return root


def test_a_caller_hears_911_in_two_languages_before_anything_is_dialled() -> None:
    verbs = list(read("fallback.twiml.xml"))
    before = verbs[: [verb.tag for verb in verbs].index("Dial")]
    said = {verb.get("language"): verb.text or "" for verb in before}
    assert set(said) == {"en-US", "es-US"}
    assert all("9 1 1" in words for words in said.values())


def test_every_voice_is_named_because_the_default_one_speaks_no_american_spanish() -> None:
    for verb in read("fallback.twiml.xml").iter("Say"):
        assert (verb.get("voice"), verb.get("language")) in {
            ("Polly.Joanna", "en-US"),
            ("Polly.Lupe", "es-US"),
        }


def test_only_the_national_hotline_is_dialled_and_nobody_is_shown_a_number_of_ours() -> None:
    root = read("fallback.twiml.xml")
    assert {number.text for number in root.iter("Number")} == {NATIONAL_HOTLINE}
    for dial in root.iter("Dial"):
        assert dial.get("callerId") is None  # a shipped number is wrong everywhere: error 13214


def test_the_number_is_said_when_the_national_hotline_does_not_answer() -> None:
    verbs = list(read("fallback.twiml.xml"))
    after = verbs[[verb.tag for verb in verbs].index("Dial") + 1 :]
    said = [verb.text or "" for verb in after if verb.tag == "Say"]
    assert len(said) == 2
    assert all("8 8 8, 3 7 3, 7 8 8 8" in words for words in said)


@pytest.mark.parametrize("name", ["fallback.twiml.xml", "fallback-sms.twiml.xml"])
def test_nothing_of_ours_is_asked_and_nothing_is_recorded(name: str) -> None:
    root = read(name)
    for verb in root.iter():
        assert not {"action", "url", "statusCallback"} & set(verb.attrib)
        assert verb.tag not in {"Record", "Redirect", "Gather", "Play", "Enqueue"}


def test_a_texting_person_is_notified_in_one_segment_that_the_text_was_not_taken() -> None:
    (message,) = read("fallback-sms.twiml.xml")
    text = message.text or ""
    assert text.startswith("We could not take your message")
    assert "No recibimos su mensaje" in text
    assert text.count("911") == text.count("1-888-373-7888") == 2
    assert len(text) <= 160
    assert set(text) <= GSM7
