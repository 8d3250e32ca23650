"""Webhooks as a stranger or a changed provider would send them. One line serves all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import quote, urlencode

import httpx
import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from hotline.db.reports import Entry, Report
from hotline.providers import callback_urls
from tests.line import LINE_NUMBER, TOKEN, Line, open_line
from tests.security.conftest import Seen
from tests.test_provider_edge import call_fields, post, text_fields, verbs

FORM = {"content-type": "application/x-www-form-urlencoded"}
SMS = "/twilio/sms"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with open_line(tmp_path_factory.mktemp("webhooks")) as line:
        yield line


def reports(line: Line) -> int:
    with line.dep.database.read() as db:
        return db.scalar(select(func.count(Report.id))) or 0


def told(line: Line) -> int:
    with line.dep.database.read() as db:
        return db.scalar(select(func.count(Entry.id)).where(Entry.kind == "told")) or 0


def signature(line: Line, path: str, fields: dict[str, object], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(line.base_url + path, fields))


def raw(line: Line, path: str, body: str | bytes, signed: str, **headers: str) -> httpx.Response:
    given = FORM | {"x-twilio-signature": signed} | headers
    sent = {name: value.encode("latin-1") for name, value in given.items()}
    return line.http.post(path, content=body, headers=sent, follow_redirects=False)


def test_another_accounts_token_signs_nothing(served: Line, seen: Seen) -> None:
    fields, before = text_fields("help", sid="SMother"), reports(served)
    statuses = []
    for token in ("2" * 32, "", TOKEN.upper() + "1", TOKEN[:-1], "AC" + "0" * 32):
        signed = signature(served, SMS, fields, token)
        statuses.append(raw(served, SMS, urlencode(fields), signed).status_code)
    assert seen(set(statuses)) == {403} and reports(served) == before


def test_a_foreign_host_changes_no_answer(served: Line, seen: Seen) -> None:
    fields = text_fields("help", sid="SMhost", sender="+19565550111")
    signed = signature(served, SMS, fields)
    foreign = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=x"}
    answer = raw(served, SMS, urlencode(fields), signed, **foreign)
    assert seen((answer.status_code, "evil" in answer.text)) == (200, False)
    elsewhere = RequestValidator(TOKEN).compute_signature("http://evil.example" + SMS, fields)
    assert raw(served, SMS, urlencode(fields), elsewhere, **foreign).status_code == 403
    called = call_fields(sid="CAhost")
    signed = signature(served, "/twilio/voice", called)
    spoken = raw(served, "/twilio/voice", urlencode(called), signed, **foreign)
    assert spoken.status_code == 200 and "evil" not in spoken.text


def test_a_field_sent_twice_needs_a_signature_over_both(served: Line, seen: Seen) -> None:
    fields = text_fields("the first", sid="SMtwice", sender="+19565550112")
    signed = signature(served, SMS, fields)
    before = told(served)
    for extra in ("Body=the+second", "From=%2B19565550113", "Digits=0", "=x", "MessageSid=SM9"):
        for body in (f"{urlencode(fields)}&{extra}", f"{extra}&{urlencode(fields)}"):
            assert seen(raw(served, SMS, body, signed).status_code) == 403, body
    assert told(served) == before


def test_a_query_that_was_not_signed_is_refused(served: Line, seen: Seen) -> None:
    fields = call_fields(sid="CAquery")
    signed = signature(served, "/twilio/voice", fields)
    for query in ("?turn=9", "?x", "?turn=1&turn=2", "?%00", "?call=1"):
        answer = raw(served, f"/twilio/voice{query}", urlencode(fields), signed)
        assert seen(answer.status_code) == 403, query


def test_a_json_body_breaks_nothing(served: Line, seen: Seen) -> None:
    for body in (b'{"Body": "help"}', b"[", b"", b"\xff\xfe", json.dumps(["a"] * 999).encode()):
        path = f"{SMS}?bodySHA256={sha256(body).hexdigest()}"
        signed = signature(served, path, {})
        answer = raw(served, path, body, signed, **{"content-type": "application/json"})
        assert seen(answer.status_code) in {200, 400, 403}, body


def test_twelve_copies_at_once_are_one_report(served: Line, seen: Seen) -> None:
    before = reports(served)
    fields = text_fields("my boss took my passport", sid="SMdozen", sender="+19565550114")
    with ThreadPoolExecutor(12) as senders:
        answers = {one.text for one in senders.map(lambda _: post(served, SMS, fields), range(12))}
    assert seen((reports(served) - before, len(answers))) == (1, 1)


def test_a_call_begins_with_a_question(served: Line, seen: Seen) -> None:
    answer = post(served, "/twilio/voice", call_fields(sid="CAbegins"))
    assert (answer.status_code, verbs(answer)[0]) == (200, "Gather")
    assert seen(verbs(answer))[-1] == "Redirect", "silence never ends a call"


def test_webhooks_take_post_alone(served: Line, seen: Seen) -> None:
    for path in callback_urls.PATHS:
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            answer = served.http.request(method, path)
            assert seen(answer.status_code) == 405, (method, path)
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_the_provider_knows_of_a_caller_is_sealed(served: Line, seen: Seen) -> None:
    marked = {"FromCity": "QUAGGAVILLE", "CallerName": "ZEBRA ZACHARY", "FromZip": "78987"}
    served.text("+19565550115", "he took my passport", **marked)
    served.call("+19565550116", **marked)
    served.work()
    files = b"".join(file.read_bytes() for file in served.folder.glob("hotline.db*"))
    found = [value for value in marked.values() if value.encode() in files]
    assert seen(found) == []


# More of the same kind ---------------------------------------------------------------------------


def test_another_spelling_of_the_path_is_not_what_was_signed(served: Line, seen: Seen) -> None:
    fields = text_fields("help", sid="SMpath", sender="+19565550117")
    signed = signature(served, SMS, fields)
    for path in ("/twilio/sms/", "//twilio/sms", "/TWILIO/sms", "/twilio/%2e/sms", "/twilio/sms;x"):
        answer = raw(served, path, urlencode(fields), signed)
        assert seen(answer.status_code) in {307, 403, 404, 405}, path


def test_a_signature_header_of_any_shape_is_refused(served: Line, seen: Seen) -> None:
    body = urlencode(text_fields("help", sid="SMshape"))
    for odd in ("a" * 9000, "=", "====", "\xe9", "AAAA,BBBB", "sha256=00", "null", "%00"):
        assert seen(raw(served, SMS, body, odd).status_code) == 403, odd[:20]


def test_a_text_for_another_number_or_account_is_no_one_elses(served: Line, seen: Seen) -> None:
    """The provider signs what it sends; a foreign account's SID in it changes no answer."""
    fields = text_fields("help", sid="SMforeign", sender="+19565550118") | {
        "AccountSid": "AC" + "9" * 32
    }
    answer = post(served, SMS, fields)
    assert seen(answer.status_code) in {200, 403} and "AC999" not in answer.text


def test_a_number_in_a_text_is_never_dialed(served: Line, seen: Seen) -> None:
    """Premium numbers and markup of the provider's own language in what callers say."""
    call = served.call("+19565550119")
    for said in ("<Dial>+19005550100</Dial>", "</Say><Dial><Sip>sip:x@evil.example</Sip></Dial>"):
        call.say(said)
        assert call.ringing is None or "900" not in call.ringing.number
    said = served.text("+19565550119", "</Message><Redirect>http://evil.example</Redirect>")
    assert seen("evil.example" in said) is False


@pytest.mark.parametrize("kind", ["call", "sms"])
def test_a_made_up_status_report_creates_nothing(served: Line, kind: str, seen: Seen) -> None:
    before = reports(served)
    for status in ("completed", "failed", "", "x" * 500, "delivered\r\nX: y"):
        fields = {"CallSid": "CAmadeup", "MessageSid": "SMmadeup", "CallStatus": status}
        fields |= {"MessageStatus": status, "To": LINE_NUMBER}
        answer = post(
            served,
            callback_urls.CALL_STATUS if kind == "call" else callback_urls.TEXT_STATUS,
            fields,
        )
        assert seen(answer.status_code) < 500, status
        assert "x" not in {name.lower() for name in answer.headers}
    assert reports(served) == before


def test_control_and_direction_marks_in_a_text_are_answered(served: Line, seen: Seen) -> None:
    odd = (
        "\u202egnp.exe",
        "\u2066help\u2069",
        "h\u200belp",
        "\ufeffhelp",
        "a\u0301" * 400,
        "\x1b[31m",
    )
    for number, body in enumerate(odd):
        answer = post(
            served, SMS, text_fields(body, sid=f"SModd{number}", sender=f"+1956555012{number}")
        )
        assert seen(answer.status_code) == 200 and "\x1b" not in answer.text


def test_a_form_of_ten_thousand_fields_is_answered_soon(served: Line, seen: Seen) -> None:
    fields = text_fields("help", sid="SMmany", sender="+19565550127")
    fields |= {f"MediaUrl{number}": "https://evil.example" for number in range(2000)}
    answer = post(served, SMS, fields)
    assert seen(answer.status_code) in {200, 400, 413}
    body = "&".join(["a"] * 200_000) + "&" + quote("é" * 9)
    assert raw(served, SMS, body, "AAAA").status_code in {400, 403, 413}
