"""A report of the provider that could not be stored is answered 503, and is taken later."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from sqlalchemy.exc import OperationalError
from twilio.request_validator import RequestValidator

from hotline.db.database import Database
from tests.line import TOKEN, Line

REPORTS = {
    "/twilio/status/call": {"CallSid": "CA1", "CallStatus": "completed"},
    "/twilio/status/message": {"MessageSid": "SM1", "MessageStatus": "delivered"},
    "/twilio/status/recording": {"CallSid": "CA1", "RecordingUrl": "https://example.org/RE1"},
    "/twilio/status/transcription": {
        "CallSid": "CA1",
        "TranscriptionText": "help",
        "TranscriptionSid": "TR1",
    },
}


@pytest.mark.parametrize("path", REPORTS)
def test_a_report_that_cannot_be_stored_is_not_answered_as_if_it_were(
    line: Line, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    fields = REPORTS[path]
    signature = RequestValidator(TOKEN).compute_signature(line.base_url + path, fields)
    headers = {
        "X-Twilio-Signature": signature,
        "content-type": "application/x-www-form-urlencoded",
    }

    def away(*_: object, **__: object) -> None:
        raise OperationalError("away", {}, Exception())

    with monkeypatch.context() as broken:
        broken.setattr(Database, "write", away)
        answer = line.http.post(path, content=urlencode(fields), headers=headers)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "10"
    assert "911" not in answer.text, "nobody is on the line"
    again = line.http.post(path, content=urlencode(fields), headers=headers)
    assert (again.status_code, "Response" in again.text) == (200, True)
    shown = line.http.get("/metrics").text
    assert 'hotline_provider_reports_not_stored_total{cause="database"}' in shown
