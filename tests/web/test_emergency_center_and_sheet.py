"""The P0 task shows the 911 center's own number; the mandated sheet says who else, by what law."""

from __future__ import annotations

from tests.line import Line
from tests.web.desk import Desk, words

TEXTER = "+19565550171"
DANGER = "a girl of 14 is locked in a house in Laredo Texas right now and he has a gun"


def test_the_task_of_danger_shows_the_number_and_the_sheet_the_law(own_line: Line) -> None:
    own_line.text(TEXTER, DANGER)
    own_line.work()
    (tip,) = own_line.tips()
    desk = Desk(own_line.as_staff("dispatcher"))
    page = words(desk.look(f"/reports/{tip}"))
    assert "Webb County 911 center (synthetic)" in page
    assert "956-555-0190" in page or "(956) 555-0190" in page
    assert "takes texts to 911" in page
    assert "Webb County 911 center (synthetic)" in words(desk.look("/tasks"))
    sheet = words(desk.look(f"/reports/{tip}/sheet/mandated"))
    for said in (
        "Local law enforcement", "Webb County 911 center (synthetic)",
        "National Center for Missing", "HHS OTIP child protection", "within 24 hours of learning",
        "its page is from 2021", "Anyone must report, callers too.", "Tex. Fam. Code 261.101",
        "A pointer, not legal advice.", "800-252-5400",
    ):  # fmt: skip
        assert said in sheet, said


NO_POLICE_BY_LAW = ("Detroit Michigan", "Atlanta Georgia", "Providence Rhode Island")
ALSO_POLICE_BY_LAW = ("Seattle Washington", "Houston Texas")


def test_every_mandated_sheet_names_the_police_for_danger(line: Line) -> None:
    """Also where the law names child protection alone: a child in danger now is a 911 matter."""
    desk = Desk(line.as_staff("dispatcher"))
    for number, place in enumerate((*NO_POLICE_BY_LAW, *ALSO_POLICE_BY_LAW)):
        known = set(line.tips())
        line.text(f"+1415555018{number}", f"a man sells a girl of 14 to men in {place}", "yes")
        (tip,) = set(line.tips()) - known
        sheet = words(desk.look(f"/reports/{tip}/sheet/mandated"))
        assert "Local law enforcement" in sheet, place
        assert "if the child is in danger now" in sheet, place
        assert ("no caretaker" in sheet) is (place in ALSO_POLICE_BY_LAW), place


GROUND = {
    "on the Navajo Nation in Shiprock New Mexico": ("tribal police and the FBI", "18 U.S.C. 1169"),
    "in the barracks at Camp Lejeune North Carolina": ("NCIS (Navy", "Family Advocacy Program"),
    "in San Juan Puerto Rico": ("who must", "Not read: report at once, and ask counsel"),
}


def test_the_sheet_says_who_polices_tribal_land_and_bases_and_what_was_not_read(line: Line) -> None:
    desk = Desk(line.as_staff("dispatcher"))
    for number, (place, (who, also)) in enumerate(GROUND.items()):
        known = set(line.tips())
        line.text(f"+1415555017{number}", f"a man sells a girl of 14 to men {place}", "yes")
        (tip,) = set(line.tips()) - known
        sheet = words(desk.look(f"/reports/{tip}/sheet/mandated"))
        assert who.lower() in sheet.lower() and also in sheet, place
        assert ("Police on" in sheet) is ("Puerto" not in place), place
