"""A mistake in a file is named with file, line and fix; nothing is half loaded."""

from __future__ import annotations

import pytest

from hotline import routing
from hotline.config_files import Problem
from tests.routing.books import (
    NATIONAL,
    NOON,
    US,
    agency,
    asked,
    book_of,
    case,
    files,
    problems_of,
    shipped_files,
)


def only(given: dict[str, str]) -> Problem:
    """The one problem of some files."""
    book, problems = routing.load_files(given, demo=False)
    assert len(problems) == 1, "\n".join(map(str, problems))
    assert (book is None) == (problems[0].severity == "error")
    return problems[0]


def line_of(text: str, word: str) -> int:
    """The first line on which ``word`` stands."""
    return text[: text.index(word)].count("\n") + 1


def test_the_shipped_files_have_no_mistake() -> None:
    for demo in (False, True):
        book, problems = routing.load_files(shipped_files(), demo=demo)
        assert book is not None
        assert problems == []


def test_a_small_book_loads_and_routes() -> None:
    book = book_of(files(agency()))
    decision = routing.decide(case("Laredo, TX"), book, NOON)
    assert asked(decision) == ["webb_line", "national_hotline"]


AGENCY_MISTAKES = {
    "unknown FIPS": (
        {"area": '{counties: ["48999 Webb, TX"]}'},
        "there is no county '48999'.",
        "Webb, TX is 48479.",
    ),
    "FIPS of another county": (
        {"area": '{counties: ["48480 Webb, TX"]}'},
        "there is no county '48480'.",
        "48479",
    ),
    "name of another county": (
        {"area": '{counties: ["48505 Webb, TX"]}'},
        "48505 is Zapata, TX, not Webb, TX.",
        "48479",
    ),
    "county twice": (
        {"area": '{counties: ["48479 Webb, TX", "48479"]}'},
        "Webb, TX is in the area already.",
        "leave one out",
    ),
    "county inside its state": (
        {"area": '{states: [TX], counties: ["48479 Webb, TX"]}'},
        "is in the area already",
        "leave one out",
    ),
    "unknown state": ({"area": "{states: [TZ]}"}, "'TZ' is not a state", "such as TX"),
    "unknown city": ({"area": '{cities: ["Lardeo, TX"]}'}, "no city 'Lardeo, TX'", "Laredo"),
    "unknown ZIP": ({"area": '{zips: ["00000"]}'}, "no ZIP code '00000'", "five digits"),
    "unknown part": ({"area": "{county: Webb}"}, "county", ""),
    "unknown list": ({"area": "{lists: [border]}"}, "no area 'border'", "areas.yaml"),
    "ends before it starts": (
        {"hours": '{zone: America/Chicago, open: ["mo-fr 22:00-06:00"]}'},
        "'mo-fr 22:00-06:00' ends before it starts.",
        "22:00-24:00",
    ),
    "hours that overlap": (
        {"hours": '{zone: America/Chicago, open: ["mo-fr 08:00-12:00", "we 11:00-13:00"]}'},
        "overlaps another line",
        "one",
    ),
    "an hour that does not exist": (
        {"hours": '{zone: America/Chicago, open: ["mo-fr 08:00-24:30"]}'},
        "is not hours",
        "08:30-17:00",
    ),
    "missing zone": ({"hours": '{open: ["mo-fr 08:00-12:00"]}'}, "lacks zone", ""),
    "unknown zone": (
        {"hours": '{zone: America/Chicgo, open: ["mo-fr 08:00-12:00"]}'},
        "'America/Chicgo' is not a time zone.",
        "America/Chicago",
    ),
    "unknown holidays": (
        {"hours": '{zone: America/Chicago, open: ["mo-fr 08:00-12:00"], holidays: federl}'},
        "no list 'federl'",
        "holidays.yaml",
    ),
    "verified without a date": ({"read": ""}, "no date says when", "read: DATE"),
    "verified without a source": ({"sources": ""}, "by no source", "sources:"),
    "not a date": ({"read": '"2026-13-01"'}, "is not a date", "2026-11-24"),
    "not a date, unquoted": ({"read": "2026-13-01"}, "is not a date", "2026-11-24"),
    "no such day": ({"called": "2026-02-30"}, "is not a date", "2026-11-24"),
    "unknown service": ({"does": "[tipps]"}, "'tipps'", "tips"),
    "unknown backup": ({"backup": "web_line"}, "no agency 'web_line'", "webb_line"),
}


@pytest.mark.parametrize("name", AGENCY_MISTAKES)
def test_a_mistake_in_an_agency_is_named_at_its_line(name: str) -> None:
    changes, what, fix = AGENCY_MISTAKES[name]
    given = files(agency(**changes))
    problems = problems_of(given)
    assert problems
    reported = problems[0]
    assert reported.file == "agencies/TX.yaml"
    assert what in reported.what
    assert fix in reported.fix
    key, value = next(iter(changes.items()))
    lines = given["agencies/TX.yaml"].splitlines()
    assert reported.line == (line_of(given["agencies/TX.yaml"], f"{key}:") if value else 3), lines[
        reported.line - 1
    ]


PHONES = {
    "too short": ("+1956212", "not a telephone number"),
    "no such area code": ("+11112223333", "not a telephone number"),
    "not E.164": ("956-212-5100", "not a telephone number"),
    "letters": ("+1956CALLNOW", "not a telephone number"),
    "fiction": ("+19565550142", "kept for fiction"),
}


@pytest.mark.parametrize("name", PHONES)
def test_a_telephone_number_that_is_none(name: str) -> None:
    address, what = PHONES[name]
    contact = f'[{{channel: phone, purpose: public_line, address: "{address}"}}]'
    assert what in only(files(agency(contacts=contact))).what


@pytest.mark.parametrize("area", ["436", "621", "924"])
def test_an_agency_may_have_a_number_of_a_new_area_code(area: str) -> None:
    contact = f'[{{channel: phone, purpose: public_line, address: "+1{area}2340142"}}]'
    assert not problems_of(files(agency(contacts=contact)))


def test_a_short_number_is_not_for_alerts() -> None:
    contact = '[{channel: sms, purpose: alert, address: "847411", agreement: MOU 1}]'
    assert "cannot be reached" in only(files(agency(contacts=contact))).what


def test_an_alert_needs_an_agreement() -> None:
    contact = "[{channel: email, purpose: alert, address: desk@webb.gov}]"
    reported = only(files(agency(contacts=contact)))
    assert "no agreement covers alerts" in reported.what
    assert "agreement:" in reported.fix


@pytest.mark.parametrize(
    "contact",
    [
        '{channel: phone, purpose: live_transfer, address: "+19562125100", agreement: MOU 1',
        "{channel: web, purpose: public_line, address: https://webb.gov/tips",
        '{channel: phone, purpose: public_line, address: "911"',
    ],
    ids=["press 1", "a page", "never dialed"],
)
def test_a_machine_is_looked_for_only_where_a_public_telephone_is_dialled(contact: str) -> None:
    reported = only(files(agency(contacts=f"[{contact}, detect_machine: true}}]")))
    assert "only where a public telephone is dialed" in reported.what


def test_the_national_hotline_is_never_taken_for_a_machine() -> None:
    given = dict(shipped_files())
    number = 'address: "+18883737888"'
    given["agencies/US.yaml"] = given["agencies/US.yaml"].replace(
        number, f"{number}, detect_machine: true", 1
    )
    assert "is taken for a machine" in only(given).what


def test_letters_that_spell_another_number() -> None:
    contact = (
        '[{channel: phone, purpose: public_line, address: "+18443635448", spelled: 844-END-OHHT}]'
    )
    reported = only(files(agency(contacts=contact)))
    assert reported.what == "844-END-OHHT spells 18443636448, not +18443635448."


def test_two_agencies_of_one_id() -> None:
    given = files(agency()) | {
        "agencies/OK.yaml": f"of: OK\nagencies:\n{agency(area='{states: [OK]}')}"
    }
    reported = only(given)
    assert (reported.file, reported.line) == ("agencies/TX.yaml", 3)
    assert "agencies/OK.yaml:3" in reported.what


def test_one_id_twice_in_a_file() -> None:
    reported = only(files(agency(), agency()))
    assert reported.file == "agencies/TX.yaml"
    assert "webb_line" in reported.what


def test_backups_that_go_in_a_circle_are_reported_once() -> None:
    given = files(
        agency("first", backup="second"),
        agency("second", backup="third"),
        agency("third", backup="first"),
    )
    reported = only(given)
    assert reported.what == "the backups go in a circle: first > second > third > first."
    assert reported.line == line_of(given["agencies/TX.yaml"], "backup: second")


def test_an_agency_that_is_its_own_backup() -> None:
    assert "webb_line > webb_line" in only(files(agency(backup="webb_line"))).what


def test_a_yaml_bomb_is_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n"
        for a, b in zip("abcdef", "bcdefg", strict=True)
    )
    reported = only(files() | {"agencies/XX.yaml": bomb})
    assert "unfolds" in reported.what
    assert reported.file == "agencies/XX.yaml"


# Without the National Hotline there is no book ---------------------------------------------------


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("hours: always", "hours: unknown"), "is not open day and night"),
        (("status: verified", "status: unverified"), "is not verified"),
        (("nation: true", "states: [TX]"), "does not serve the nation"),
        (('"+18883737888"', '"911"'), "has no telephone"),
        (("national_hotline:\n", "other_hotline:\n"), "there is no agency 'national_hotline'"),
    ],
)
def test_the_national_hotline_must_be_there_and_reachable(
    change: tuple[str, str], what: str
) -> None:
    reported = only(files(agency()) | {"agencies/US.yaml": US.replace(*change, 1)})
    assert reported.file == "agencies/US.yaml"
    assert what in reported.what


def test_without_a_national_policy_there_is_no_book() -> None:
    given = files(agency())
    del given["national.yaml"]
    assert "there is no national.yaml" in only(given).what


def test_a_target_for_every_urgency() -> None:
    reported = only(files(agency(), national=NATIONAL.replace("P1: 1 hour, ", "")))
    assert reported.what == "the national policy has no target for P1."
    assert reported.line == 3


# Rules -------------------------------------------------------------------------------------------


def with_rules(text: str) -> dict[str, str]:
    return files(agency(), national=NATIONAL[: NATIONAL.index("  everything:")] + text)


RULE_MISTAKES = {
    "unknown word": (
        "  one: {about: A., when: {type: laber}, refer: [{does: tips}]}\n",
        "type is never 'laber'.",
        "labor",
    ),
    "unknown condition": (
        "  one: {about: A., when: {kind: labor}, refer: [{does: tips}]}\n",
        "kind",
        "",
    ),
    "unknown agency": (
        "  one:\n    about: A.\n    when: {}\n    refer:\n      - {agency: web_line}\n",
        "names 'web_line', which is no agency",
        "webb_line",
    ),
    "a service nobody offers": (
        "  one: {about: A., when: {}, refer: [{does: tipps}]}\n",
        "'tipps', which no agency does",
        "tips",
    ),
    "answered before": (
        """\
  one: {about: A., when: {type: [sex, labor]}, refer: []}
  two: {about: B., when: {type: sex, role: self}, refer: [{does: tips}]}
""",
        "the rule two never decides: one (national.yaml:7) always does first.",
        "move it up",
    ),
    "an hour that ends before it starts": (
        "  one: {about: A., when: {hours: [mo-fr 22:00-06:00]}, refer: []}\n",
        "ends before it starts",
        "24:00",
    ),
    "unknown place": (
        "  one: {about: A., when: {in: {counties: ['99999']}}, refer: []}\n",
        "no county '99999'",
        "",
    ),
}


@pytest.mark.parametrize("name", RULE_MISTAKES)
def test_a_mistake_in_a_rule(name: str) -> None:
    text, what, fix = RULE_MISTAKES[name]
    given = with_rules(text)
    problems = problems_of(given)
    assert problems
    assert problems[0].file == "national.yaml"
    assert what in problems[0].what
    assert fix in problems[0].fix
    assert problems[0].line >= 7


def test_the_line_of_a_pick_is_its_own() -> None:
    given = with_rules(RULE_MISTAKES["unknown agency"][0])
    assert only(given).line == line_of(given["national.yaml"], "web_line")


def test_lexicons_are_anothers_business_and_demo_files_are_laid_over_in_a_demo_only() -> None:
    given = files(agency()) | {"lexicon/en.yaml": "not: [our, business"}
    assert problems_of(given) == []
    synthetic = agency(
        "demo_line",
        contacts="[{channel: email, purpose: alert, address: a@b.example, agreement: MOU 1}]",
    )
    given |= {"demo/agencies/TX.yaml": f"of: TX\nagencies:\n{synthetic}"}
    assert "demo_line" not in book_of(given).agencies
    book, _ = routing.load_files(given, demo=True)
    assert book is not None
    assert book.agencies["demo_line"].synthetic


def test_a_synthetic_agency_must_not_have_an_address_that_may_be_somebodys() -> None:
    for contact in (
        "[{channel: email, purpose: alert, address: desk@webb.gov, agreement: demo agreement 1}]",
        '[{channel: phone, purpose: public_line, address: "+19562125100"}]',
    ):
        text = f"of: TX\nagencies:\n{agency('demo_line', contacts=contact)}"
        _, problems = routing.load_files(files() | {"demo/agencies/TX.yaml": text}, demo=True)
        assert any("may be someone's" in problem.what for problem in problems)


def test_served_places_and_hints_come_from_the_areas_file() -> None:
    areas = 'serves: {cities: ["Laredo, TX"], states: [RI]}\nhints: [Rio Bravo]\n'
    book = book_of(files(agency(), areas=areas))
    assert "48479" in book.served
    assert len(book.served) == 6
    assert book.hints[:3] == ("Laredo", "Rio Bravo", "Providence")


def test_a_named_area_serves_an_agency() -> None:
    areas = (
        "areas:\n  border:\n    about: The border.\n"
        '    area: {counties: ["48479 Webb, TX", "48505 Zapata, TX"]}\n'
    )
    book = book_of(files(agency(area="{lists: [border]}"), areas=areas))
    decision = routing.decide(case("Zapata County, TX"), book, NOON)
    assert asked(decision)[0] == "webb_line"


def test_the_version_is_the_content_of_the_files() -> None:
    first, second = book_of(files(agency())), book_of(files(agency()))
    other = book_of(files(agency(owner="another")))
    assert first.version == second.version != other.version


@pytest.mark.parametrize("name", ["agency", "rules", "areas", "holidays", "interpreters"])
def test_every_schema_can_be_shown(name: str) -> None:
    assert routing.schema(name)["$schema"].startswith("https://json-schema.org/")
