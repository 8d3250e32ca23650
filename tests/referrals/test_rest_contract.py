"""What we ask of the provider's REST API, held against the provider's own description of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jsonschema
import pytest

from hotline.providers.twilio.client import Twilio
from hotline.providers.twilio.http import HttpxClient
from hotline.settings import REPOSITORY
from tests.line import ACCOUNT, LINE_NUMBER, TOKEN

DESCRIPTION = REPOSITORY.parent / "shared/standards/twilio/api_v2010_messages_calls_recordings.json"
TO, CALLBACK = "+19565550141", "https://tips.example/twilio/status/message?job=1"
pytestmark = pytest.mark.skipif(
    not DESCRIPTION.exists(), reason="the provider's description of its API is not beside us"
)


class Recorder(httpx.BaseTransport):
    """Keeps each request and answers as the description's own example does."""

    def __init__(self, api: dict[str, Any]) -> None:
        self.api = api
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        operation, _ = find(self.api, request)
        status, answer = next(
            (code, answer) for code, answer in operation["responses"].items() if code[0] == "2"
        )
        content = answer.get("content", {}).get("application/json", {})
        examples = list(content.get("examples", {}).values())
        body = json.dumps(examples[0]["value"]) if examples else ""
        return httpx.Response(int(status), text=body, headers={"content-type": "application/json"})


def find(api: dict[str, Any], request: httpx.Request) -> tuple[dict[str, Any], dict[str, str]]:
    """The operation that a request is for, and the values in its path."""
    asked = urlsplit(str(request.url)).path.split("/")
    for path, operations in api["paths"].items():
        parts = path.split("/")
        if len(parts) != len(asked) or request.method.lower() not in operations:
            continue
        values = {}
        for part, value in zip(parts, asked, strict=True):
            if part.startswith("{"):
                name, _, rest = part[1:].partition("}")
                if not value.endswith(rest):
                    break
                values[name] = value.removesuffix(rest)
            elif part != value:
                break
        else:
            return operations[request.method.lower()], values
    raise AssertionError(f"the API has no {request.method} {request.url.path}")


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
    return loaded


@pytest.fixture
def recorder(api: dict[str, Any]) -> Recorder:
    return Recorder(api)


@pytest.fixture
def twilio(recorder: Recorder) -> Iterator[Twilio]:
    with httpx.Client(transport=recorder) as client:
        http = HttpxClient("https://api.twilio.com", lambda _url: None, client=client)
        yield Twilio(ACCOUNT, TOKEN, LINE_NUMBER, guard=lambda _url: None, http=http)


def check(api: dict[str, Any], request: httpx.Request) -> dict[str, Any]:
    """The fields of a request, each of which the description knows and allows."""
    operation, path = find(api, request)
    queried = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
    for parameter in operation.get("parameters", []):
        place = path if parameter["in"] == "path" else queried
        if parameter["name"] in place:
            validate(api, parameter["schema"], place[parameter["name"]])
        else:
            assert not parameter.get("required"), parameter["name"]
    known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
    assert set(queried) <= known
    body = operation.get("requestBody")
    if body is None:
        assert not request.content
        return queried
    schema = body["content"]["application/x-www-form-urlencoded"]["schema"]
    fields = parse_qs(request.content.decode())
    assert set(fields) <= set(schema["properties"])
    assert set(schema.get("required", [])) <= set(fields)
    for name, values in fields.items():
        listed = schema["properties"][name].get("type") == "array"
        validate(api, schema["properties"][name], values if listed else values[0])
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def validate(api: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    given = int(value) if schema.get("type") == "integer" else value
    whole = {**schema, "components": api["components"]}
    assert jsonschema.Draft202012Validator(whole).is_valid(given), f"{given!r} is not {schema}"


def test_sending_a_text(api: dict[str, Any], recorder: Recorder, twilio: Twilio) -> None:
    assert twilio.send_text(TO, "Tip 1234-5674", callback=CALLBACK).startswith("SM")
    fields = check(api, recorder.requests[0])
    assert fields == {
        "To": TO,
        "From": LINE_NUMBER,
        "Body": "Tip 1234-5674",
        "StatusCallback": CALLBACK,
    }


def test_looking_for_a_text(api: dict[str, Any], recorder: Recorder, twilio: Twilio) -> None:
    twilio.find_text(TO, "Tip 1234-5674", since=datetime(2026, 11, 24, tzinfo=UTC))
    asked = check(api, recorder.requests[0])
    assert (asked["To"], asked["From"]) == (TO, LINE_NUMBER)


def test_placing_a_call(api: dict[str, Any], recorder: Recorder, twilio: Twilio) -> None:
    twilio.place_call(TO, "https://tips.example/twilio/alert/say?job=1", callback=CALLBACK)
    fields = check(api, recorder.requests[0])
    assert (fields["To"], fields["From"], fields["Method"]) == (TO, LINE_NUMBER, "POST")
    assert fields["StatusCallbackEvent"] == ["answered", "completed"]


def test_hanging_up(api: dict[str, Any], recorder: Recorder, twilio: Twilio) -> None:
    twilio.end_call("CA" + "a" * 32)
    assert check(api, recorder.requests[0]) == {"Status": "completed"}


def test_erasing_a_text(api: dict[str, Any], recorder: Recorder, twilio: Twilio) -> None:
    twilio.erase(twilio.text_url("SM" + "a" * 32))
    request = recorder.requests[0]
    assert request.method == "DELETE"
    check(api, request)


def test_erasing_a_recording(api: dict[str, Any], recorder: Recorder, twilio: Twilio) -> None:
    twilio.erase(f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE{'a' * 32}")
    check(api, recorder.requests[0])
