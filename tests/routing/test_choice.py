"""Which agency of several: area, agreement, backup, hours of a contact point, shape of an area."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hotline import routing
from hotline.domain import Known, Place, Role, Type, Urgency
from hotline.routing import RuleBook
from hotline.routing.types import Decision
from tests.routing.books import NATIONAL, NOON, agency, asked, at, book_of, case, files, rung

AGREED = "[{channel: email, purpose: alert, address: desk@webb.gov, agreement: MOU of 2026}]"


def decided(book: RuleBook, place: str | None = "Laredo, TX", **facts: object) -> Decision:
    return routing.decide(case(place, **facts), book, NOON)


def test_the_most_specific_area_goes_first() -> None:
    book = book_of(
        files(
            agency("state", area="{states: [TX]}"),
            agency("two_counties", area='{counties: ["48479", "48505"]}'),
            agency("county", area='{counties: ["48479"]}'),
            agency("city", area='{cities: ["Laredo, TX"]}'),
            agency("zip", area='{zips: ["78040"]}'),
            national=NATIONAL.replace("{does: tips}", "{does: tips, at_most: 9}"),
        )
    )
    order = ["zip", "city", "county", "two_counties", "state", "national_hotline"]
    assert asked(decided(book, "78040")) == order
    assert asked(decided(book, "Laredo, TX")) == order[1:]
    assert asked(decided(book, "Webb County, TX")) == order[2:]
    assert asked(decided(book, "Zapata County, TX")) == order[3:]
    assert asked(decided(book, "TX")) == order[4:]
    assert asked(decided(book, "OK")) == asked(decided(book, None)) == order[5:]


def test_of_one_area_an_agency_that_can_be_alerted_goes_first() -> None:
    book = book_of(files(agency("phoned"), agency("alerted", contacts=AGREED)))
    decision = decided(book)
    assert [(offer.agency_id, offer.how) for offer in decision.offers[:2]] == [
        ("alerted", "alert"),
        ("phoned", "hand_off"),
    ]


def test_no_more_than_asked_for() -> None:
    lines = [agency(f"line_{number}") for number in range(6)]
    assert asked(decided(book_of(files(*lines)))) == [
        "line_0",
        "line_1",
        "line_2",
        "national_hotline",
    ]


def test_the_backup_is_asked_right_after_its_agency_even_for_another_service() -> None:
    book = book_of(
        files(
            agency("first", backup="desk"),
            agency("second"),
            agency("desk", does="[victim_services]", backup="last_desk"),
            agency("last_desk", does="[victim_services]"),
        )
    )
    assert asked(decided(book)) == ["first", "desk", "last_desk", "second", "national_hotline"]


def test_a_backup_that_does_not_fit_is_passed_over_for_its_own() -> None:
    book = book_of(
        files(
            agency("first", backup="children"),
            agency("children", does="[youth]", ages="minors", backup="desk"),
            agency("desk", does="[youth]"),
        )
    )
    assert asked(decided(book)) == ["first", "desk", "national_hotline"]
    minor = decided(book, minor=Known.YES)
    assert asked(minor) == ["first", "children", "desk", "national_hotline"]


def test_an_agency_reached_only_by_a_web_form_is_not_asked() -> None:
    form = "[{channel: web, purpose: public_line, address: 'https://webb.gov/tips'}]"
    decision = decided(book_of(files(agency(contacts=form))))
    assert asked(decision) == ["national_hotline"]
    (why,) = [reason.why for reason in decision.reasons if reason.subject == "webb_line"]
    assert why == "no agreement for alerts, and no number that a dispatcher can dial"


def test_an_agreed_line_is_announced_and_rung_before_the_public_one() -> None:
    contacts = (
        '[{channel: phone, purpose: public_line, address: "+19562125100"}, '
        '{channel: phone, purpose: live_transfer, address: "+19562125101", agreement: MOU of 2026}]'
    )
    first = decided(book_of(files(agency(contacts=contacts)))).lines[0]
    assert (first.number, first.announced) == ("+19562125101", True)


def test_an_agreed_line_rings_in_its_own_hours_only() -> None:
    contacts = (
        '[{channel: phone, purpose: live_transfer, address: "+19562125101", agreement: MOU 5, '
        'hours: {zone: America/Chicago, open: ["mo-fr 08:00-20:00"]}}, '
        '{channel: phone, purpose: public_line, address: "+19562125100"}]'
    )
    book = book_of(files(agency(contacts=contacts)))
    reported = case("Laredo, TX")
    assert routing.decide(reported, book, NOON).lines[0].number == "+19562125101"
    night = routing.decide(reported, book, NOON + timedelta(hours=10))
    assert night.lines[0].number == "+19562125100"


def test_whoever_has_the_turn_on_call_is_rung() -> None:
    def point(number: int) -> str:
        return (
            f'{{channel: phone, purpose: live_transfer, address: "+1956212510{number}", '
            "agreement: MOU of 2026, on_call: {zone: America/Chicago, since: 2026-11-02, "
            f'at: "08:00", days: 7, turn: {number}, turns: 2}}}}'
        )

    mail = "{channel: email, purpose: alert, address: desk@webb.gov, agreement: MOU of 2026}"
    contacts = f"[{point(1)}, {point(2)}, {mail}]"
    book = book_of(files(agency(contacts=contacts)))
    reported = case("Laredo, TX")
    monday = datetime(2026, 11, 9, 13, 59, tzinfo=UTC)
    numbers = [
        routing.decide(reported, book, monday + timedelta(days=7 * week, minutes=minute))
        .lines[0]
        .number
        for week in range(2)
        for minute in (0, 1)
    ]
    assert numbers == ["+19562125101", "+19562125102", "+19562125102", "+19562125101"]


def test_an_agencys_own_consent_binds_an_adults_own_report_only() -> None:
    book = book_of(files(agency(consent="[share_identity]")))
    assert asked(decided(book, role=Role.SELF)) == ["national_hotline"]
    assert asked(decided(book, role=Role.SELF, minor=Known.YES))[0] == "webb_line"
    assert asked(decided(book, role=Role.THIRD_PARTY))[0] == "webb_line"
    agreed = frozenset({"share_identity"})
    assert asked(decided(book, role=Role.SELF, consents=agreed))[0] == "webb_line"


def test_types_and_roles_that_an_agency_takes() -> None:
    book = book_of(files(agency(types="[sex]", roles="[professional]")))
    taken = {"role": Role.PROFESSIONAL}
    assert asked(decided(book, type=Type.SEX, **taken))[0] == "webb_line"
    assert asked(decided(book, type=Type.BOTH, **taken))[0] == "webb_line"
    assert asked(decided(book, type=Type.NOT_SPECIFIED, **taken))[0] == "webb_line"
    assert asked(decided(book, type=Type.LABOR, **taken)) == ["national_hotline"]
    assert asked(decided(book, type=Type.SEX, role=Role.SELF)) == ["national_hotline"]


def test_a_city_of_the_same_name_in_another_state_is_another_city() -> None:
    book = book_of(files(agency(area='{cities: ["Laredo, TX"]}')))
    elsewhere = routing.decide(case(place=None), book, NOON)
    assert asked(elsewhere) == ["national_hotline"]
    missouri = Place(state="MO", city="Laredo", confidence=0.9)
    assert book.nearby(missouri).serving[0][0].id == "national_hotline"
    accent = Place(state="TX", city="LAREDO", confidence=0.9)
    assert book.nearby(accent).serving[0][0].id == "webb_line"


def test_a_rule_may_ask_for_the_hour_at_the_place() -> None:
    night = """\
  night:
    about: At night the state's desk answers.
    when: {hours: [mo-su 22:00-24:00, mo-su 00:00-06:00]}
    refer:
      - {agency: night_desk}
"""
    national = NATIONAL.replace("rules:\n", f"rules:\n{night}")
    book = book_of(files(agency(), agency("night_desk", area="{states: [TX]}"), national=national))
    el_paso = case("El Paso, TX")  # Mountain time, an hour behind Laredo
    laredo = case("Laredo, TX")
    ten = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)  # 22:00 in Laredo
    assert asked(routing.decide(laredo, book, ten))[0] == "night_desk"
    assert routing.decide(el_paso, book, ten).offers[0].rule == "everything"
    later = ten + timedelta(hours=1)
    assert routing.decide(el_paso, book, later).offers[0].rule == "night"
    nowhere = routing.decide(case(None), book, ten)
    assert asked(nowhere) == ["national_hotline"], "no place, no local hour"


def test_a_clock_of_open_hours_may_be_given_to_a_closed_agency() -> None:
    hours = '{zone: America/Chicago, open: ["sa 10:00-12:00"]}'
    book = book_of(files(agency(hours=hours)))
    for urgency in (Urgency.P0, Urgency.P1, Urgency.P2):
        assert asked(decided(book, urgency=urgency)) == ["national_hotline"]
    information = decided(book, urgency=Urgency.P3)
    assert asked(information)[0] == "webb_line"
    assert rung(information) == ["national_hotline"]
    offer = information.offers[0]
    due = routing.due(book.agencies["webb_line"], NOON, offer.ack_minutes, offer.clock)
    assert due == datetime(2026, 12, 12, 18, 0, tzinfo=UTC), "the end of its third Saturday"


def test_a_zip_code_lies_in_its_county() -> None:
    book = book_of(files(agency()))
    assert at("78040").fips == "48479"
    assert asked(decided(book, "78040"))[0] == "webb_line"
