"""The stories that the line was promised to understand from its first day on."""

from __future__ import annotations

from hotline.domain import Known, Role, Type, Urgency
from tests.triage.reports import indicators, reported, signals

LAREDO = (
    "my neighbor keeps a girl locked in his nail salon in Laredo, "
    "she works all night and he took her passport"
)


def test_a_girl_kept_in_a_nail_salon_is_labor_and_urgent() -> None:
    triage = reported(LAREDO)
    assert triage.type.value is Type.LABOR
    assert triage.urgency.value is Urgency.P1
    assert triage.role.value is Role.THIRD_PARTY
    assert triage.language.value == "en"
    assert {"locked_in", "retention_of_documents", "workplace"} <= indicators(triage.type)


def test_girl_alone_does_not_say_how_old_she_is() -> None:
    minor = reported(LAREDO).minor
    assert minor.value is Known.UNKNOWN
    assert "perhaps_child" in indicators(minor)


def test_happening_now_a_locked_in_person_is_immediate() -> None:
    assert reported(LAREDO, happening_now="yes").urgency.value is Urgency.P0
    assert reported(LAREDO + " right now").urgency.value is Urgency.P0


def test_a_child_sold_in_a_motel_is_sex_without_any_force() -> None:
    triage = reported("a 15 year old is being sold in a motel in Columbus")
    assert triage.type.value is Type.SEX
    assert triage.minor.value is Known.YES
    assert triage.urgency.value is Urgency.P1
    now = reported("a 15 year old is being sold in a motel in Columbus right now")
    assert now.urgency.value is Urgency.P0


def test_a_farm_worker_without_papers_in_spanish() -> None:
    triage = reported(
        "trabajo en el tomate en Immokalee Florida, no tengo papeles, el contratista no nos paga "
        "y dice que va a llamar a la migra si nos vamos"
    )
    assert triage.type.value is Type.LABOR
    assert triage.role.value is Role.SELF
    assert triage.language.value == "es"
    assert {"immigration_threat", "withheld_wages"} <= indicators(triage.type)


def test_the_same_story_in_spanish_is_sorted_the_same() -> None:
    english = reported("he locked the women in, took their passports, they clean his hotel unpaid")
    spanish = reported("encerró a las mujeres, les quitó los pasaportes, limpian su hotel sin pago")
    assert english.type.value is spanish.type.value is Type.LABOR


def test_both_needs_both_purposes() -> None:
    triage = reported(
        "the owner makes the women clean the restaurant all day without pay, he keeps their "
        "passports, and at night he sells them to customers for sex"
    )
    assert triage.type.value is Type.BOTH


def test_work_without_force_is_high_risk_and_not_trafficking() -> None:
    triage = reported("they have 15 year olds cleaning the slaughterhouse at night with fake ids")
    assert triage.type.value is Type.HIGH_RISK
    assert triage.urgency.value is Urgency.P1


def test_held_for_a_purpose_that_nobody_tells() -> None:
    triage = reported(
        "the man next door never lets the woman out of the house, she looks terrified"
    )
    assert triage.type.value is Type.NOT_SPECIFIED
    assert triage.urgency.value in {Urgency.P1, Urgency.P2}


def test_code_switching_is_read_with_both_languages() -> None:
    triage = reported("mi boss no me deja quit, tiene mi passport en su office y dice que le debo")
    assert triage.type.value is Type.LABOR
    assert triage.role.value is Role.SELF


def test_shorthand_and_misspellings() -> None:
    triage = reported(
        "hes keepin my pasport n wont let me leav, i wrk in his resturant 4 free, pls hlp"
    )
    assert triage.type.value is Type.LABOR
    assert triage.urgency.value is Urgency.P0
    assert {"wants_help", "held"} <= signals(triage)


def test_words_written_to_deceive_a_filter_are_read() -> None:
    assert "retention_of_documents" in indicators(reported("he t00k my p@ssp0rt").type)
    cyrillic = "he took my pаsspоrt"  # two of its letters are Cyrillic
    assert "retention_of_documents" in indicators(reported(cyrillic).type)


def test_every_answer_says_on_what_it_rests() -> None:
    triage = reported(LAREDO)
    for finding in (triage.type, triage.urgency, triage.role):
        assert finding.evidence
        assert 0 < finding.confidence <= 1
        assert all(evidence.source for evidence in finding.evidence)
