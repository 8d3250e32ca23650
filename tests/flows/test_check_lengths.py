"""The checker: how long a text and a prompt may be, and who can say them."""

from __future__ import annotations

from hotline import flows
from hotline.flows.text import duration
from tests.flows.slips import changed, found, line_of
from tests.flows.talk import shipped_files


def test_a_text_of_more_than_three_segments() -> None:
    reported = (
        "and this is said once more to make it much longer than anybody would want to read " * 3
    )
    problems = changed(
        "en/report.yaml",
        "you choose what to share. If a child is hurt",
        f"{reported} If a child is hurt",
    )
    problem = found(problems, "segments (")
    assert "GSM-7" in problem.what and problem.file == "en/report.yaml"


def test_the_question_which_place_is_measured_with_its_places() -> None:
    long = "which of all these places that are called the same do you mean, " * 10
    text = found(changed("en/common.yaml", 'text: "Which one?"', f'text: "{long}"'), "segments (")
    assert text.file == "en/common.yaml" and text.line == line_of(
        "en/common.yaml", "  place_choose:"
    )
    spoken = "Which place do you mean?"
    voice = changed("en/common.yaml", f"voice: {spoken}", f"voice: {spoken} {long}")
    assert found(voice, "seconds to be spoken").file == "en/common.yaml"
    found(changed("en/common.yaml", '"{key} {place}"', f'"{{key}} {long} {{place}}"'), "segments (")
    confirm = "text: Is it {place}? Reply YES or NO."
    found(changed("en/common.yaml", confirm, f"{confirm} {long}"), "segments (")


def test_letters_that_make_a_spanish_text_too_long() -> None:
    problems = changed("es/report.yaml", "la empresa los guarda", "la empresa los guardará")
    assert "UCS-2" in found(problems, "segments (").what


def test_a_lone_curly_quote_is_a_warning_with_its_plain_twin() -> None:
    problem = found(
        changed(
            "en/find_help.yaml",
            "People answer day and night at 1-888",
            "They\u2019re there day and night at 1-888",
        ),
        "alone makes this text cost more",
    )
    assert problem.severity == "warning" and "write '" in problem.fix


def test_a_prompt_of_more_than_twenty_seconds() -> None:
    reported = "This sentence is here to make the prompt longer than anybody would listen to. " * 3
    problem = found(
        changed("en/report.yaml", "This call is\n      not recorded.", reported),
        "seconds to be spoken",
    )
    assert problem.line == line_of("en/report.yaml", "  limits:")


def test_seconds_of_speech_are_about_right() -> None:
    assert 3.0 < duration.seconds("1, 2, 3, 4, 5, 6, 7, 8", "en") < 6.0
    assert 1.5 < duration.seconds("Is it safe for you to talk right now?", "en") < 4.5
    assert 1.5 < duration.seconds("请不要挂断，会有人帮助您。", "zh") < 5.0
    assert duration.seconds("", "en") == 0.0


def test_a_language_without_a_voice_needs_recordings() -> None:
    problem = found(changed("line.yaml", "voice: Polly.Seoyeon, ", ""), "한국어 has no voice")
    assert problem.severity == "warning" and "audio" in problem.fix
    record = 'greet:\n    audio: ht/greet.mp3\n    voice: "Si gen'
    _, problems = flows.load(
        {
            **shipped_files(),
            "ht/welcome.yaml": shipped_files()["ht/welcome.yaml"].replace(
                'greet:\n    voice: "Si gen', record
            ),
        }
    )
    assert not [p for p in problems if p.file == "ht/welcome.yaml"]
