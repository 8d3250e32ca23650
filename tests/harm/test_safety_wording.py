"""``hotline check`` refuses wording and flows that would hurt someone; shipped wording is right.

At commit eb54eb2 every 911 could be taken out of the English wording, `fact: happening_now` be
misspelt, a question could be silent and a wrong number given out: all was accepted without a word.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import flows, routing
from hotline.config_files import Problem, errors
from hotline.flows.book import Language, Spoken, Words
from hotline.flows.checker import safety, values
from hotline.flows.load import load, read
from hotline.flows.prompts import as_text, prompt
from hotline.flows.session import Session
from tests.flows.changed import changed, refused
from tests.flows.talk import Talk, shipped, shipped_files
from tests.line import Line
from tests.routing.books import shipped_files as rule_files

LANGUAGES = sorted(shipped().languages)
FULL = ("en", "es")


# 911 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("written", "instead"), [("9 1 1", "nine"), ("911", "110")])
def test_first_words_without_911_are_refused(language: str, written: str, instead: str) -> None:
    file = f"{language}/welcome.yaml"
    found = [problem for problem in refused((file, written, instead)) if problem.file == file]
    assert found, "each language, each medium"
    assert all("911" in problem.what and problem.line > 1 and problem.fix for problem in found)


def test_the_reviews_input_is_refused() -> None:
    changes = [
        (f"en/{name}.yaml", written, "nine")
        for name in ("welcome", "report", "common", "person")
        for written in ("9 1 1", "911")
        if written in shipped_files()[f"en/{name}.yaml"]
    ]
    files = {problem.file for problem in errors(flows.load(changed(*changes))[1])}
    assert files >= {f"en/{name}.yaml" for name in ("welcome", "report", "common", "person")}


def test_911_after_something_else_is_not_in_the_first_words() -> None:
    late = (
        "en/welcome.yaml",
        "If anyone is in danger right now, hang up and dial 9 1 1.",
        "Hello.",
    )
    assert any("first words" in problem.what for problem in refused(late))


@pytest.mark.parametrize(
    "said", ["911", "9 1 1", "9-1-1", "9.1.1", "٩١١", "(911)", "911。", "الـ 911."]
)
def test_911_is_known_however_it_is_written(said: str) -> None:
    assert safety.tells(f"call {said} now", "911")


@pytest.mark.parametrize("said", ["9112", "1911", "91", "9 1", "119", "1-888-911-4", "nine", "988"])
def test_other_numbers_are_not_911(said: str) -> None:
    assert not safety.tells(f"call {said} now", "911")


@pytest.mark.parametrize("language", LANGUAGES)
def test_wording_for_suicide_without_988_is_refused(language: str) -> None:
    file = f"{language}/common.yaml"
    for written, instead in (("9 8 8", "9 8 9"), ("988", "998")):
        assert any("988" in p.what and p.file == file for p in refused((file, written, instead)))


# Facts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "slip"),
    [
        ("happening_now", "hapening_now"),
        ("safe", "saef"),
        ("happening_now", "happeningnow"),
        ("safe", "safee"),
        ("minor", "minr"),
        ("role", "rolle"),
        ("in_danger", "in_dangr"),
        ("in_danger", "indanger"),
        ("law_enforcement", "law_enforcment"),
        ("contact", "contcat"),
        ("wants_person", "wants_persons"),
        ("kind", "kindd"),
    ],
)
def test_a_misspelt_fact_is_refused_with_the_right_name(fact: str, slip: str) -> None:
    (one, *_) = [
        problem
        for problem in refused(("report.yaml", f"fact: {fact}\n", f"fact: {slip}\n"))
        if repr(slip) in problem.what
    ]
    assert one.file == "report.yaml"
    assert one.line > 1
    assert repr(fact) in one.fix


@pytest.mark.parametrize(("right", "slip"), [("safe", "sfae"), ("minor", "minior")])
def test_a_condition_on_a_fact_that_nobody_keeps_is_refused(right: str, slip: str) -> None:
    found = refused(("report.yaml", f'{right}: "yes"', f'{slip}: "yes"'))
    assert any(repr(right) in problem.fix for problem in found)


@pytest.mark.parametrize(
    ("right", "slip", "fix"),
    [
        ("urgency: P0", "urgency: PO", "P0"),
        ("urgency: P0", "urgency: p0", "P0"),
        ('safe: "no"', 'safe: "nope"', "no"),
        ('safe: "yes"', 'safe: "yess"', "yes"),
        ('danger_asked: "yes"}, next: danger', 'danger_asked: "yess"}, next: danger', "yes"),
        ('wants_person: "no"', 'wants_person: "not"', "no"),
        ("medium: text", "medium: sms", "text, voice"),
        ("medium: voice", "medium: voise", "voice"),
        ('minor: "yes"', "minor: y", "yes"),
        ("role: [self, unknown]", "role: [slef, unknown]", "self"),
    ],
)
def test_a_condition_on_a_value_that_never_comes_is_refused(
    right: str, slip: str, fix: str
) -> None:
    book, _, _ = read(changed(("report.yaml", right, slip)))
    assert book is not None
    found = list(values.problems(book))
    assert found and all(one.file == "report.yaml" and one.line > 1 for one in found)
    assert all(fix in one.fix for one in found), found


def test_the_shipped_conditions_ask_for_values_that_come() -> None:
    assert not list(values.problems(shipped()))


def test_a_safety_fact_that_no_question_asks_for_is_refused() -> None:
    found = refused(("report.yaml", "fact: minor\n", "fact: years\n"))
    assert any("'minor'" in problem.what for problem in found)


def test_names_of_a_towns_own_are_taken() -> None:
    assert not refused(("find_help.yaml", "fact: after_help", "fact: harbor_question"))


# Silence and numbers -----------------------------------------------------------------------------

UNDER_18 = "voice: Is anyone under 18 involved?"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("en/report.yaml", UNDER_18, 'voice: ""'),
        ("en/report.yaml", UNDER_18, 'voice: "   "'),
        ("en/report.yaml", f"    {UNDER_18}\n", ""),
        ("en/report.yaml", "voice: What is this about?", "voice: ''"),
        ("en/report.yaml", 'text: "Is anyone under 18?"', 'text: ""'),
        (
            "es/person.yaml",
            "voice: Lo siento, nadie pudo contestar en este momento. Usted no hizo nada malo.",
            'voice: ""',
        ),
        ("en/welcome.yaml", 'voice: "For English, press 1."', 'voice: ""'),
        ("ko/welcome.yaml", 'text: "위험하면 911로 전화하세요."', 'text: ""'),
    ],
)
def test_an_empty_prompt_is_refused(file: str, old: str, new: str) -> None:
    problems = errors(load(changed((file, old, new)))[1])
    found = [problem for problem in problems if problem.file == file]
    assert found
    assert all(problem.line > 1 and problem.fix for problem in found)


@pytest.mark.parametrize(
    "number",
    [
        "1-888-373-7889", "1-888-373-7788", "1.888.337.7888", "1 (888) 373-7880", "888-373-7889",
        "1, 8 8 8, 3 7 3, 7 8 8 9", "+1 888 373 8788", "1-800-373-7888", "1-888-373-788",
        "18883737880", "1-888-373-78888 9",
    ],
)  # fmt: skip
def test_a_number_that_is_almost_the_national_hotlines_is_refused(number: str) -> None:
    found = refused(("en/report.yaml", UNDER_18, f'voice: "Is anyone under 18? Or call {number}."'))
    if "373-78888" in number:
        assert not found, "the right number followed by more digits is the right number"
    else:
        assert any("1-888-373-7888" in problem.fix for problem in found)


@pytest.mark.parametrize(
    "number",
    ["1-956-555-0142", "800-422-4453", "1-888-373-7888", "1, 8 8 8, 3 7 3, 7 8 8 8", "988"],
)
def test_other_real_numbers_and_the_right_one_are_taken(number: str) -> None:
    assert not refused(
        ("en/report.yaml", UNDER_18, f'voice: "Is anyone under 18? Or call {number}."')
    )


def language_saying(text: str) -> Language:
    words = Words(Spoken(voice=text, text=text))
    return Language("en", "English", "en-US", wording={"common.help": words})


@given(
    place=st.integers(0, 9),
    digit=st.sampled_from("0123456789"),
    between=st.sampled_from(["", "-", ".", " ", ", "]),
    one=st.booleans(),
)
def test_any_wrong_digit_is_found(place: int, digit: str, between: str, one: bool) -> None:
    right = safety.NATIONAL_HOTLINE
    number = right[:place] + digit + right[place + 1 :]
    written = between.join([*(["1"] if one else []), number[:3], number[3:6], number[6:]])
    found = list(safety._numbers(language_saying(f"Call {written} today.")))
    assert bool(found) == (number != right)


# The directory -----------------------------------------------------------------------------------


def wrong_rules(file: str, old: str, new: str) -> list[Problem]:
    files = dict(rule_files())
    assert old in files[file]
    files[file] = files[file].replace(old, new, 1)
    today = datetime.now(UTC).date()
    return list(errors(routing.load_files(files, demo=True, today=today)[1]))


@pytest.mark.parametrize("days", [2, 30, 365, 36500])
@pytest.mark.parametrize("how", ["read", "called"])
def test_a_check_that_lies_in_the_future_is_refused(how: str, days: int) -> None:
    later = datetime.now(UTC).date() + timedelta(days=days)
    (one,) = wrong_rules("agencies/TX.yaml", "read: 2026-11-24", f"{how}: {later}")
    assert "future" in one.what
    assert one.file == "agencies/TX.yaml"


@pytest.mark.parametrize(
    "said",
    [
        "none", "None", "no", "n/a", "N/A", "TBD", "pending", "not yet", "no agreement", "unknown",
        "'-'", "'?'", "to be signed", "draft of 2026-11-01", "requested 2026-10-02", "unsigned",
        "memorandum, not signed", "ninguno", "null and void", "expired 2025-01-01", "ask them",
        "call first", "a", "yes", "yes, Sheriff Ortiz said so", "of 2026", "they are fine with it",
        "MOU", "signed agreement", "need MOU 14", "Ask about the MOU of 2026-10-01", "MOU pending",
        "MOU to come 2026", "Verbal agreement of 2026-10-01", "letter? 2026-10-01", "2026-10-01",
        "see notes", "desk@webb.gov", "handshake agreement 2", "pedir convenio 3", "MOU coming in",
        "convenio pendiente", "MOU of 2099-01-01", "MOU of 2026-13-40", "will sign MOU 7",
    ],
)  # fmt: skip
def test_an_agreement_that_is_none_sends_no_alerts(said: str) -> None:
    found = wrong_rules(
        "demo/agencies/TX.yaml", "agreement: demo agreement 1", f"agreement: {said}"
    )
    assert any("agreement" in problem.what and problem.fix for problem in found)


@pytest.mark.parametrize(
    "said",
    [
        "memorandum of 2026-10-01", "MOU 14", "Norfolk MOU", "agreement no. 4",
        "Notre Dame compact", "Memorandum of Understanding, 2026-03-01", "signed MOA of 2025-11-30",
        "data sharing agreement no. 2026-114", "letter of the Sheriff, dated 2026-02-01",
        "Interagency Agreement 22-B", "contract number 118", "convenio de colaboración 4",
        "letter of intent from El Paso County, 2024-06-01", "task force protocol of 2025",
        "MOU with Webb County (file 12)", "carta del condado de Webb, 2026-01-15",
    ],
)  # fmt: skip
def test_real_agreements_are_taken(said: str) -> None:
    assert not wrong_rules(
        "demo/agencies/TX.yaml", "agreement: demo agreement 1", f"agreement: {said}"
    )


# The shipped words -------------------------------------------------------------------------------


def test_nobody_is_offered_a_woman_to_have() -> None:
    said = as_text(prompt(shipped(), Session("", "", "voice", "en"), "person.connecting"))
    assert "You can ask to talk with a woman" in said
    spanish = as_text(prompt(shipped(), Session("", "", "voice", "es"), "person.connecting"))
    assert "hablar con una mujer" in spanish
    everything = "\n".join(text for file, text in shipped_files().items() if file[:3] == "en/")
    assert not re.search(r"\b(?:ask (?:them )?for|for) a woman\b", everything, re.IGNORECASE)


def test_korean_speaks_of_a_person_in_danger_not_of_a_dangerous_one() -> None:
    korean = "".join(text for file, text in shipped_files().items() if file.startswith("ko/"))
    assert "위험한 사람" not in korean
    assert "위험에 처한 분" in korean


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag not in FULL])
def test_who_speaks_no_english_hears_what_to_say_to_an_english_greeting(language: str) -> None:
    english = {
        "zh": "Mandarin", "vi": "Vietnamese", "ko": "코리안", "tl": "Tagalog, please",
        "ru": "Рашен",
        "pt": "Portuguese", "fr": "French", "ar": "أرابيك", "ht": "Creole",
    }  # fmt: skip
    wording = shipped().languages[language].wording
    for key in ("other_language.hello", "person.connecting"):
        assert english[language] in wording[key].prompt.voice, key
    number = wording["person.number"].prompt.voice
    assert number.count("8 8 8") >= 2, "the number is grouped, and said twice"


def test_each_sentence_of_a_call_is_spoken_by_the_voice_of_its_language() -> None:
    call = Talk()
    first = [said for said in call.turn.prompts if said.key == "welcome.greet"]
    assert [said.language for said in first] == ["en", "es"]
    assert all(safety.tells(said.text, "911") for said in first)


SPANISH = re.compile(r"\b(?:peligro|cuelgue|marque|oprima)\b", re.IGNORECASE)


def test_the_telephone_company_is_given_a_voice_for_each_language(line: Line) -> None:
    heard = line.call("+19565550123").heard
    assert any(SPANISH.search(part.text) for part in heard)
    for part in heard:
        spanish = SPANISH.search(part.text) is not None
        assert part.language.startswith("es" if spanish else "en"), part
