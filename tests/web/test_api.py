"""An agency's own system: asks for its referrals, answers them, and sees nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from tests.line import Line
from tests.web.desk import Desk
from tests.web.night import TEXTS

AGENCY = "demo_webb_task_force"


@pytest.fixture
def token(line: Line) -> str:
    for number, text in enumerate((TEXTS[0], TEXTS[1]), 1):
        line.text(f"+195655501{number:02d}", text)
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    agency = Desk(line.as_staff("agency", agency=AGENCY), "agency")
    page = agency.send("/portal", "/portal/tokens", name="case system").text
    found = re.search(r"hl_[\w-]{40,}", page)
    assert found
    return found[0]


@pytest.fixture
def system(line: Line, token: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{line.base_url}/api/v1", headers=headers) as client:
        yield client


def test_an_agency_s_system_gets_its_own_referrals_and_no_story(
    line: Line, system: httpx.Client
) -> None:
    (referral,) = system.get("/referrals").json()
    assert referral["tip_id"] == line.tips()[0]
    assert (referral["state"], referral["type"], referral["story"]) == ("offered", "labor", [])
    assert referral["place"]["county"] == "Webb"
    assert system.get(f"/referrals/{line.tips()[1]}").status_code == 404


def test_the_story_opens_with_the_acknowledgement_and_once_is_enough(
    line: Line, system: httpx.Client
) -> None:
    tip = line.tips()[0]
    first = system.post(f"/referrals/{tip}", json={"do": "acknowledge"}).json()
    assert first["changed"] and first["referral"]["story"] == [TEXTS[0]]
    second = system.post(f"/referrals/{tip}", json={"do": "acknowledge"}).json()
    assert not second["changed"]
    system.post(f"/referrals/{tip}", json={"do": "close", "outcome": "victim_safe"})
    assert system.get(f"/referrals/{tip}").json()["outcome"] == "victim_safe"
    assert line.report(tip)["referrals"][0]["answered_by"].startswith("token:")


def test_nothing_of_it_says_who_reported(line: Line, system: httpx.Client) -> None:
    tip = line.tips()[0]
    answer = system.post(f"/referrals/{tip}", json={"do": "acknowledge"}).text
    assert "5550101" not in answer and "reporter" not in answer


@pytest.mark.parametrize("sent", ["", "Bearer nonsense", "Basic Zm9vOmJhcg=="])
def test_without_a_token_there_is_nothing(line: Line, sent: str) -> None:
    headers = {"authorization": sent} if sent else {}
    answer = line.http.get("/api/v1/referrals", headers=headers)
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"


def test_a_revoked_token_works_no_more(line: Line, system: httpx.Client) -> None:
    agency = Desk(line.as_staff("agency", agency=AGENCY), "agency")
    agency.send("/portal", "/portal/tokens/1/revoke")
    assert system.get("/referrals").status_code == 401


def test_the_description_has_each_way_and_the_scheme(line: Line) -> None:
    described = line.http.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {"/referrals", "/referrals/{tip_id}"}
    assert "HTTPBearer" in described["components"]["securitySchemes"]


@pytest.mark.parametrize("body", [{}, {"do": "burn"}, {"do": "ask", "words": "x" * 2000}])
def test_what_is_not_understood_changes_nothing(
    line: Line, system: httpx.Client, body: dict[str, str]
) -> None:
    assert system.post(f"/referrals/{line.tips()[0]}", json=body).status_code == 422
    assert line.report(line.tips()[0])["referrals"][0]["state"] == "offered"
