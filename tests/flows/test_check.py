"""The checker: what it finds, where, and that the shipped flows hold up.

Each story is a coordinator's slip: a line of the shipped files changed by hand.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import flows
from hotline.config_files import errors
from hotline.flows.checker.check import all_graphs
from hotline.flows.conditions import Condition, possible, read_condition
from tests.flows.slips import changed, found, line_of
from tests.flows.talk import shipped, shipped_files


def test_who_texts_again_in_a_language_without_full_wording_is_not_answered_in_english() -> None:
    way = '      - {when: {full_language: "no"}, next: other}\n'
    problems = changed("more.yaml", way, "")
    assert found(problems, "中文 lacks the wording of added (text)").file == "zh/more.yaml"


def test_the_shipped_flows_have_no_error_and_only_known_warnings() -> None:
    _, problems = flows.load(shipped_files())
    assert list(errors(problems)) == []
    assert all("native speaker" in p.what or "no voice" in p.what for p in problems)
    unreviewed = {p.what.split("all of ")[1].split(" (")[0] for p in problems if "native" in p.what}
    assert "Español" in unreviewed and "English" not in unreviewed


# Ways --------------------------------------------------------------------------------------------


def test_a_step_that_nothing_leads_to() -> None:
    problem = found(
        changed(
            "find_help.yaml", "  bye:\n", "  lost:\n    say: {wording: bye, next: bye}\n  bye:\n"
        ),
        "no step leads to lost",
    )
    assert problem.file == "find_help.yaml"
    assert problem.line == line_of("find_help.yaml", "  bye:\n    end")


def test_a_flow_that_nothing_leads_to() -> None:
    files = dict(shipped_files())
    files["spare.yaml"] = (
        "flow: spare\nabout: x\nstart: a\nsteps:\n  a:\n    end: {outcome: thanked, silent: true}\n"
    )
    _, problems = flows.load(files)
    assert found(problems, "nothing leads to the flow spare").file == "spare.yaml"


def test_a_transfer_that_rings_for_ever() -> None:
    problems = changed(
        "person.yaml", "text: paged, next: failed}", "text: paged, next: connecting}"
    )
    problem = found(problems, "goes in circles")
    assert "person.local" in problem.what and "person.national" in problem.what


def test_a_transfer_after_which_nobody_is_tried() -> None:
    problems = changed(
        "person.yaml",
        "to: person, answered: talked, text: paged, next: national}",
        "to: person, answered: talked, text: paged, next: nobody}",
    )
    assert found(problems, "when no one takes the call of local").line == line_of(
        "person.yaml", "  local:"
    )


def test_a_transfer_that_lets_the_caller_go_when_the_other_side_hangs_up() -> None:
    problems = changed(
        "person.yaml",
        "wording: national, answered: ended,",
        "wording: national, answered: codes,",
    )
    assert found(problems, "when the other side of national hangs up").line == line_of(
        "person.yaml", "  national:"
    )


def test_a_drop_that_rings_for_ever_without_asking() -> None:
    problems = changed(
        "person.yaml",
        "- {when: {talk: short}, next: dropped}",
        "- {when: {talk: short}, next: local}",
    )
    assert "person.talked" in found(problems, "goes in circles").what


def test_a_loop_without_a_way_out() -> None:
    problems = changed(
        "returning.yaml",
        '"no": {key: 2}\n      next: bye',
        '"no": {key: 2}\n      next: add',
        "returning.yaml",
        "next: account_given}",
        "next: add}",
        "returning.yaml",
        "start: tip\nurgent: danger_reported\n",
        "start: tip\n",
    )
    found(problems, "nothing ever ends")


def test_a_round_that_asks_nothing() -> None:
    problems = changed(
        "find_help.yaml", "found:\n    say: {next: more}", "found:\n    say: {next: look}"
    )
    assert "find_help.look" in found(problems, "goes in circles").what


def test_an_end_that_leaves_the_reporter_with_nobody() -> None:
    problems = changed("find_help.yaml", "end: {outcome: helped}", "end: {outcome: done}")
    assert found(problems, "no one notified and no number given").line == line_of(
        "find_help.yaml", "  bye:\n    end"
    )


def test_an_end_that_claims_a_person_took_the_call() -> None:
    """Whoever talked with one has hung up, so there is nobody to end it with."""
    problems = changed("person.yaml", "end: {outcome: number_given", "end: {outcome: connected")
    assert found(problems, "no one notified and no number given").file == "person.yaml"


def test_an_end_that_nobody_chose() -> None:
    problems = changed(
        "report.yaml",
        "  limits:\n    say: {unless: {limits: told}, next: limits_given}",
        "  limits:\n    say: {unless: {limits: told}, next: not_safe}",
    )
    found(problems, "did not choose to end")


def test_a_caller_who_is_not_safe_is_not_cut_off() -> None:
    problems = changed(
        "report.yaml",
        "      - {when: {medium: text}, next: left_alone}\n      - {next: stay}\n",
        "      - {when: {medium: text}, next: left_alone}\n      - {next: left_alone}\n",
    )
    assert "with no one notified and no number given" in found(problems, "left_alone lets").what


def test_an_end_for_callers_that_forgets_the_number() -> None:
    problems = changed("es/report.yaml", "noche, en el 1, 8 8 8, 3 7 3, 7 8 8 8.", "noche.")
    assert "stay_end" in found(problems, "without giving the National Hotline's number").what


def test_an_end_that_forgets_the_number() -> None:
    problems = changed("es/find_help.yaml", "a toda hora en el 1-888-373-7888.", "a toda hora.")
    problem = found(problems, "without giving the National Hotline's number")
    assert "in es" in problem.fix


def test_a_person_flow_that_asks_too_much_first() -> None:
    problems = changed(
        "person.yaml",
        "start: connecting",
        "start: nobody",
    )
    far = found(problems, "more than 2 silences away")
    assert far.file.endswith(".yaml") and far.line > 1


def test_too_much_patience_with_silence() -> None:
    problem = found(changed("line.yaml", "silences: 2 ", "silences: 3 "), "only after 3 silences")
    assert (problem.file, problem.line) == ("line.yaml", line_of("line.yaml", "silences: 2"))


def test_a_question_that_is_skipped_into_nothing() -> None:
    problems = changed(
        "report.yaml",
        'yes": {key: 1, next: danger_advice}\n        "no": {key: 2}\n      next: safe',
        'yes": {key: 1, next: danger_advice}\n        "no": {key: 2, next: safe}',
    )
    found(problems, "may be skipped, and then nothing follows")


# Wording -----------------------------------------------------------------------------------------


def test_a_prompt_that_spanish_lacks() -> None:
    problems = changed("es/report.yaml", "  danger_advice:\n", "  danger_advise:\n")
    found(problems, "Español lacks the wording of danger_advice (voice)")
    left = found(problems, "there is no step that says danger_advise")
    assert left.line == line_of("es/report.yaml", "  danger_advice:")
    assert "did you mean 'report.danger_advice'" in left.fix


def test_a_prompt_without_its_text() -> None:
    problems = changed(
        "en/find_help.yaml", "    text: Near which city and state, or ZIP code?\n", ""
    )
    assert found(problems, "where has no wording for text").file == "en/find_help.yaml"


def test_a_language_that_lacks_its_danger_words() -> None:
    files = {path: text for path, text in shipped_files().items() if path != "ko/welcome.yaml"}
    _, problems = flows.load(files)
    found(problems, "한국어 lacks the wording of greet")


def test_a_key_without_wording_and_wording_without_a_key() -> None:
    problems = changed("en/report.yaml", "      professional: {voice", "      profession: {voice")
    found(problems, "choice professional: a key without wording")
    assert "did you mean 'professional'" in found(problems, "no choice profession").fix


def test_wording_that_says_another_key_than_the_flow() -> None:
    problem = found(
        changed("en/report.yaml", "For both, press 3.", "For both, press 4."),
        "the flow has the key 3",
    )
    assert problem.line == line_of("en/report.yaml", "For both, press 3.")
    found(changed("en/report.yaml", '"3 both"', '"4 both"'), "the text says '4 both'")


def test_two_choices_with_one_key_or_one_word() -> None:
    found(changed("report.yaml", "both: {key: 3}", "both: {key: 2}"), "two choices have the key 2")
    problem = found(
        changed("en/report.yaml", "words: [both,", "words: [sex, both,"), "'sex' means both"
    )
    assert problem.file == "en/report.yaml"


def test_a_phrase_that_means_two_choices_wherever_it_stands() -> None:
    problems = changed("en/report.yaml", "he is with me, hes with me", "all alone, hes with me")
    assert "'all alone' means both" in found(problems, "safe: the word").what


def test_danger_that_leads_nowhere() -> None:
    problems = changed("find_help.yaml", "urgent: danger_reported\n", "urgent: danger_tld\n")
    assert found(problems, "no step 'danger_tld'").line == line_of("find_help.yaml", "urgent:")


def test_a_choice_that_nobody_can_press() -> None:
    found(changed("report.yaml", "both: {key: 3}", "both: {}"), "no key chooses it")


def test_a_word_that_would_end_the_conversation() -> None:
    found(
        changed("en/report.yaml", "words: [both,", "words: [quit, both,"),
        "'quit' ends the conversation",
    )


def test_a_parameter_that_nothing_fills_in_or_that_is_forgotten() -> None:
    problems = changed("es/report.yaml", "Num. {tip_id}", "Num. {tip}")
    assert "did you mean 'tip_id'" in found(problems, "nothing fills in {tip}").fix
    found(problems, "(text) does not say {tip_id}")


def test_words_that_carriers_teach_are_not_forgotten() -> None:
    found(changed("en/common.yaml", " revoke,", ""), "stop lacks 'revoke'")
    found(changed("en/common.yaml", "help: [help, info,", "help: [help,"), "help lacks 'info'")


def test_a_command_that_a_language_lacks_or_that_means_two_things() -> None:
    found(changed("es/common.yaml", "  back: [atras, volver, regresar]\n", ""), "command back")
    found(
        changed("es/common.yaml", "back: [atras,", "back: [atras, repita,"),
        "'repita' means both back and repeat",
    )


# How it is told ----------------------------------------------------------------------------------


def test_files_that_are_no_flows_never_raise() -> None:
    for text in ("", "a: [", "- 1", "flow: x", "\ufffd", "a: &a [*a, *a]"):
        book, problems = flows.load({**shipped_files(), "report.yaml": text})
        assert book is None and problems and problems[0].file == "report.yaml"


def test_an_unknown_word_in_a_flow_is_reported_with_a_guess() -> None:
    book, problems = flows.load(
        {
            **shipped_files(),
            "more.yaml": shipped_files()["more.yaml"].replace("next: asked", "nxt: asked"),
        }
    )
    assert book is None and "did you mean 'next'" in "".join(p.fix for p in problems)


def test_every_language_and_medium_is_looked_at() -> None:
    graphs = all_graphs(shipped())
    assert len(graphs) == 2 * len(shipped().languages)
    english = next(g for g in graphs if (g.medium, g.language) == ("voice", "en"))
    assert len(english.edges) > 60
    chinese = next(g for g in graphs if (g.medium, g.language) == ("voice", "zh"))
    assert {node.flow for node in chinese.edges} == {"person", "other_language"}


@pytest.mark.parametrize(
    ("condition", "known", "outcome"),
    [
        ({"medium": "text"}, {"medium": "text"}, {True}),
        ({"medium": "text"}, {"medium": "voice"}, {False}),
        ({"urgency": "P0"}, {"medium": "voice"}, {True, False}),
        ({"medium": "text", "urgency": "P0"}, {"medium": "voice"}, {False}),
        ({"any": [{"medium": "text"}, {"a": "1"}]}, {"medium": "text"}, {True}),
        ({"not": {"medium": "text"}}, {"medium": "text"}, {False}),
    ],
)
def test_what_a_condition_may_come_to(
    condition: dict[str, object], known: dict[str, str], outcome: set[bool]
) -> None:
    assert possible(read_condition(condition), known) == outcome


NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from(["1", "2"])
TESTS = st.lists(st.tuples(NAMES, st.frozensets(VALUES, min_size=1)), max_size=2).map(tuple)
CONDITIONS = st.recursive(
    TESTS.map(lambda tests: Condition(tests=tests)),
    lambda inner: st.builds(
        Condition,
        tests=TESTS,
        any_of=st.lists(inner, max_size=2).map(tuple),
        none_of=st.lists(inner, max_size=1).map(tuple),
    ),
    max_leaves=5,
)


@given(CONDITIONS, st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES))
def test_what_holds_was_thought_possible(
    condition: Condition, known: dict[str, str], others: dict[str, str]
) -> None:
    """The graph never leaves out a way that a conversation can take."""
    assert condition.holds((others | known).get) in possible(condition, known)
