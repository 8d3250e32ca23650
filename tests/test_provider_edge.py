"""The provider's edge: only signed webhooks count, and a repeated one changes nothing."""

from __future__ import annotations

import xml.etree.ElementTree as Xml

import httpx
import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from hotline.db.reports import Contact, Entry, Exchange, Report
from tests.line import ACCOUNT, LINE_NUMBER, TOKEN, Line, open_line

CALLER = "+19565550123"


def post(line: Line, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
    """A correctly signed webhook."""
    signature = RequestValidator(TOKEN).compute_signature(line.base_url + path, fields)
    return line.http.post(path, data=fields, headers={"X-Twilio-Signature": signature, **headers})


def text_fields(body: str, sid: str = "SM01", sender: str = CALLER) -> dict[str, str]:
    return {
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": sender,
        "To": LINE_NUMBER,
        "Body": body,
    }


def call_fields(sid: str = "CA01", **more: str) -> dict[str, str]:
    return {"CallSid": sid, "AccountSid": ACCOUNT, "From": CALLER, "To": LINE_NUMBER, **more}


def rows(line: Line, model: type) -> int:
    with line.dep.database.read() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def verbs(answer: httpx.Response) -> list[str]:
    return [verb.tag for verb in Xml.fromstring(answer.text)]


@pytest.mark.parametrize("signature", [None, "", "bm90IHJpZ2h0"])
@pytest.mark.parametrize("path", ["/twilio/sms", "/twilio/voice", "/twilio/status/call"])
def test_a_wrong_or_missing_signature_is_refused_and_leaves_no_row(
    line: Line, path: str, signature: str | None
) -> None:
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    answer = line.http.post(path, data=text_fields("help"), headers=headers)
    assert answer.status_code == 403
    assert rows(line, Report) == rows(line, Contact) == rows(line, Exchange) == 0
    assert line.http.get("/readyz").json()["signatures_refused"] > 0


def test_a_signature_of_another_address_is_refused(line: Line) -> None:
    fields = text_fields("help")
    elsewhere = RequestValidator(TOKEN).compute_signature("https://evil.example/twilio/sms", fields)
    answer = line.http.post("/twilio/sms", data=fields, headers={"X-Twilio-Signature": elsewhere})
    assert answer.status_code == 403


def test_behind_a_proxy_the_public_address_is_what_counts(tmp_path) -> None:
    """The provider calls http://127.0.0.1:9/prefix…, the proxy passes it on to our port."""
    public = "http://127.0.0.1:9"
    with open_line(tmp_path) as line:
        object.__setattr__(line.dep.settings, "public_url", public)
        fields = text_fields("help")
        signature = RequestValidator(TOKEN).compute_signature(public + "/twilio/sms", fields)
        answer = line.http.post(
            "/twilio/sms", data=fields, headers={"X-Twilio-Signature": signature}
        )
        assert answer.status_code == 200
        assert line.http.get("/readyz").json()["verifies"] == f"{public}/twilio/"


def test_a_repeated_text_gets_the_same_answer_and_changes_nothing(any_line: Line) -> None:
    fields = text_fields("my boss took my passport in Laredo")
    first = post(any_line, "/twilio/sms", fields)
    reported = rows(any_line, Entry)
    again = post(any_line, "/twilio/sms", fields)
    assert again.text == first.text
    assert (rows(any_line, Report), rows(any_line, Entry)) == (1, reported)


def test_a_retry_is_known_by_its_idempotency_token_when_it_names_no_message(line: Line) -> None:
    fields = {"From": CALLER, "To": LINE_NUMBER, "Body": "help"}
    token = {"I-Twilio-Idempotency-Token": "token-1"}
    first = post(line, "/twilio/sms", fields, **token)
    again = post(line, "/twilio/sms", fields, **token)
    assert again.text == first.text
    assert rows(line, Report) == 1


def test_a_repeated_step_of_a_call_gets_the_same_question(line: Line) -> None:
    opening = post(line, "/twilio/voice", call_fields())
    assert post(line, "/twilio/voice", call_fields()).text == opening.text
    key = call_fields(Digits="1")
    asked = post(line, "/twilio/voice/step?turn=1", key)
    assert post(line, "/twilio/voice/step?turn=1", key).text == asked.text
    assert rows(line, Report) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Body": "help"},
        {"From": CALLER},
        {"From": "", "Body": ""},
        {"From": "anonymous", "Body": "help", "MessageSid": "SM9"},
        {"From": "+266696687", "Body": "<script>alert(1)</script> & \x0b\x00", "MessageSid": "SM9"},
        {"From": CALLER, "Body": "😀" * 20, "MessageSid": "SM9"},
        {"From": CALLER, "Body": "a" * 64_000, "MessageSid": "SM9"},
        {"From": CALLER, "Body": "\u202eابحث عن مساعدة", "MessageSid": "S" * 500},
    ],
)
def test_whatever_a_text_holds_it_gets_an_answer_that_helps(
    line: Line, fields: dict[str, str]
) -> None:
    answer = post(line, "/twilio/sms", fields)
    assert answer.status_code == 200
    assert "911" in answer.text
    assert "<script" not in answer.text
    assert verbs(answer) == ["Message"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        call_fields(sid="CAnobody", Digits="12345678901234567890"),
        call_fields(sid="CAnobody", SpeechResult="<Dial>+15555550100</Dial>", Confidence="0.1"),
        call_fields(sid="CAnobody", From="sip:someone@example.org"),
        call_fields(sid="CAnobody", From="client:x"),
    ],
)
def test_an_unknown_call_in_mid_conversation_begins_anew(
    line: Line, fields: dict[str, str]
) -> None:
    answer = post(line, "/twilio/voice/step?turn=7", fields)
    assert answer.status_code == 200
    assert verbs(answer)[-1] == "Redirect"  # silence never ends a call
    assert "9 1 1" in answer.text


def test_bytes_that_are_not_utf8_are_still_answered(line: Line) -> None:
    body = b"MessageSid=SM1&From=%2B19565550123&Body=ma\xf1ana+en+Laredo"
    pairs = {"MessageSid": "SM1", "From": CALLER, "Body": "ma\xf1ana en Laredo"}
    signature = RequestValidator(TOKEN).compute_signature(line.base_url + "/twilio/sms", pairs)
    answer = line.http.post(
        "/twilio/sms",
        content=body,
        headers={
            "X-Twilio-Signature": signature,
            "content-type": "application/x-www-form-urlencoded",
        },
    )
    assert answer.status_code == 200
    assert "911" in answer.text


def test_an_oversized_body_is_refused_before_it_is_read(line: Line) -> None:
    answer = line.http.post("/twilio/sms", data={"Body": "a" * 1_100_000})
    assert answer.status_code == 413
    assert rows(line, Report) == 0


def test_when_the_database_cannot_be_reached_people_still_get_help(line: Line) -> None:
    line.text(CALLER, "help")
    line.dep.database.close()
    database = line.folder / "hotline.db"
    for path in line.folder.glob("hotline.db*"):
        path.unlink()
    database.mkdir()
    spoken = post(line, "/twilio/voice", call_fields())
    assert spoken.status_code == 200
    dialled = Xml.fromstring(spoken.text).find("Dial")
    assert dialled is not None
    assert dialled.findtext("Number") == "+18883737888"
    assert "9 1 1" in spoken.text
    texted = post(line, "/twilio/sms", text_fields("help", sid="SM77"))
    assert "1-888-373-7888" in texted.text
    assert "911" in texted.text
    assert line.http.get("/readyz").status_code == 503
    assert line.http.get("/healthz").status_code == 200
