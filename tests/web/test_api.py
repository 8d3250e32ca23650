"""An agency's own system: asks for its referrals, answers them, and sees nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from hotline.referrals import agency_answers
from tests.line import Line
from tests.web.desk import Desk, words
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
    with httpx.Client(
        base_url=f"{line.base_url}/api/v1", headers=headers, timeout=60, verify=False
    ) as client:
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
    asked = agency.send("/portal", "/portal/tokens/1/revoke")
    assert "Revoke the token case system?" in words(asked.text)
    assert system.get("/referrals").status_code == 200, "nothing is revoked before one is sure"
    agency.send("/portal", "/portal/tokens/1/revoke", sure="1")
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


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        ({"do": "close", "outcome": "bogus"}, agency_answers.OUTCOMES),
        ({"do": "close"}, agency_answers.OUTCOMES),
        ({"do": "decline", "reason": "bogus"}, agency_answers.REASONS),
    ],
)
def test_an_outcome_that_is_not_in_the_list_is_refused_with_the_list(
    line: Line, system: httpx.Client, body: dict[str, str], listed: tuple[str, ...]
) -> None:
    refused = system.post(f"/referrals/{line.tips()[0]}", json=body)
    assert refused.status_code == 422
    assert all(word in refused.text for word in listed)
    referral = line.report(line.tips()[0])["referrals"][0]
    assert (referral["state"], referral["outcome"]) == ("offered", None)


def test_the_words_of_the_lists_stand_in_the_description(line: Line) -> None:
    given = line.http.get("/api/v1/openapi.json").json()["components"]["schemas"]["AnswerIn"]
    assert given["properties"]["reason"]["enum"] == list(agency_answers.REASONS)
    assert given["properties"]["outcome"]["anyOf"][0]["enum"] == list(agency_answers.OUTCOMES)


def test_a_system_reads_page_after_page_and_misses_nothing(
    line: Line, system: httpx.Client
) -> None:
    for number in range(11, 15):
        line.text(f"+195655501{number}", TEXTS[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    everything = [one["tip_id"] for one in system.get("/referrals").json()]
    assert len(everything) == 5
    read, address = [], f"{system.base_url}referrals?state=offered&limit=2"
    while address:
        page = system.get(address)
        read.append([one["tip_id"] for one in page.json()])
        address = page.links["next"]["url"] if "next" in page.links else ""
    assert [len(page) for page in read] == [2, 2, 1]
    assert [tip for page in read for tip in page] == everything
    assert system.get("/referrals", params={"after": "000-000-000"}).status_code == 404


def test_what_reached_the_agency_since_a_time(line: Line, system: httpx.Client) -> None:
    (first,) = system.get("/referrals").json()
    line.clock.now += timedelta(minutes=1)
    since = line.clock.now.isoformat()
    assert system.get("/referrals", params={"since": since}).json() == []
    line.text("+19565550111", TEXTS[0])
    line.skip_to(line.clock.now + timedelta(minutes=31))
    line.work()
    (new,) = system.get("/referrals", params={"since": since}).json()
    assert new["tip_id"] != first["tip_id"]
    assert system.get("/referrals", params={"since": "yesterday"}).status_code == 422
