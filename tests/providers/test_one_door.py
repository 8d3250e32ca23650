"""Nothing of a provider's own is outside its folder; the simulator speaks Twilio's dialect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hotline
from hotline.providers import callback_urls
from hotline.providers.twilio.client import Twilio
from hotline.providers.verbs import Dial, DialLine, Gather, Hangup, Listening, Message, Say

HOTLINE = Path(hotline.__file__).parent
FIELDS = (
    "CallSid|MessageSid|SmsSid|SpeechResult|DialCallStatus|DialBridged|RecordingUrl|NumMedia"
    "|MediaUrl|OptOutType|TranscriptionText|FinishedOnKey|ErrorCode"
)
OF_TWILIO = re.compile(
    rf"\b(?:{FIELDS}|VoiceResponse|2161[04])\b|x-twilio|\bTwilio\(|from twilio|import twilio"
    r"|[\"'/]twilio/",
    re.IGNORECASE,
)


def files() -> list[Path]:
    speak_it = ("providers/twilio", "providers/signalwire", "providers/telnyx", "simulator")
    allowed = [HOTLINE / folder for folder in speak_it]
    return [f for f in HOTLINE.rglob("*.py") if not any(f.is_relative_to(a) for a in allowed)]


def test_only_its_own_folder_knows_what_twilio_sends_and_wants() -> None:
    found = [
        f"{file.relative_to(HOTLINE)}:{number}: {line.strip()}"
        for file in files()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if OF_TWILIO.search(line)
    ]
    assert not found, "\n".join(found)
    assert OF_TWILIO.search((HOTLINE / "providers/twilio/read.py").read_text("utf-8"))


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        (callback_urls.CALL, True),
        (callback_urls.TEXT, True),
        (callback_urls.TRANSCRIPT, True),
        ("/twilio", False),
        ("/twilions/x", False),
        ("/queue", False),
    ],
)
def test_which_paths_a_provider_calls(path: str, ours: bool) -> None:
    assert callback_urls.is_callback(path) is ours


def test_the_public_addresses_are_the_ones_in_the_consoles_of_running_lines() -> None:
    assert (callback_urls.CALL, callback_urls.TEXT) == ("/twilio/voice", "/twilio/sms")
    assert callback_urls.CALL_STATUS == "/twilio/status/call"


@pytest.mark.parametrize(
    ("verbs", "has", "lacks"),
    [
        ([], ["<Response />"], []),
        ([Hangup()], ["<Hangup />"], []),
        ([Say("hello", "es-US")], ['voice="Polly.Lupe"', 'language="es-US"'], []),
        ([Say("xin chào", "vi-VN", "Google.vi")], ['voice="Google.vi"'], ["Polly"]),
        ([Say("bonjou", "")], ["<Say>bonjou</Say>"], ["language"]),
        ([Message("x" * 1601)], ["x" * 1600 + "</Message>"], ["x" * 1601]),
        ([Message("a < b & c", "https://x.example/r")], ["a &lt; b &amp; c", "/r"], []),
        (
            [Gather((Say("key?"),), "/k", 8, digits=1)],
            ['numDigits="1"', 'profanityFilter="false"', 'input="dtmf"'],
            ["finishOnKey", "speechTimeout"],
        ),
        (
            [Gather((), "/k", 6, every_key=True, listening=Listening("en-US", ("Laredo",), 3))],
            ['finishOnKey=""', 'speechTimeout="3"', 'hints="Laredo"', 'input="dtmf speech"'],
            ["numDigits"],
        ),
        (
            [Dial((DialLine("+19565550141", machine="/m", extension="12"),), "+19565550100", 25)],
            ['amdStatusCallback="/m"', 'sendDigits="wwww12"'],
            ["action="],
        ),
    ],
)
def test_verbs_become_twiml(verbs: list[object], has: list[str], lacks: list[str]) -> None:
    twilio = Twilio("AC0", "token", "+19565550100", guard=lambda _url: None)
    answer = twilio.render(verbs)
    assert all(part in answer for part in has), answer
    assert not any(part in answer for part in lacks), answer
