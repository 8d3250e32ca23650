"""Programs that open the link of an alert as mail filters do, and submit the forms they find."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import httpx

from tests.referrals.conftest import Desk

ACCOUNT = "he keeps her passport in the safe of the salon"
FORM = re.compile(r"<form[^>]*>(.*?)</form>", re.DOTALL)
BUTTON = re.compile(r'<button[^>]*name="(\w+)" value="(\w+)"')
FIELD = re.compile(r'<(?:input|textarea)[^>]*name="(\w+)"[^>]*>')
CHOICE = re.compile(r'<select[^>]*name="(\w+)">(.*?)</select>', re.DOTALL)


def offered(desk: Desk, *agencies: str, urgency: str = "P1", sender: str | None = None) -> str:
    """A report with an account, offered to an agency by mail and text."""

    def tell(_db: Any, _dep: Any, opened: Any) -> None:
        opened.keep(replace(opened.assessment(), story=(ACCOUNT,)), desk.now)

    tip = desk.report(*(agencies or ("alpha",)), urgency=urgency, minutes=60, sender=sender)
    desk.change(tip, tell)
    desk.line.work()
    return tip


def shows(answer: httpx.Response) -> bool:
    return ACCOUNT in answer.text


def filled(form: str, words: Callable[[str], str]) -> dict[str, str]:
    """The fields of a form as a program fills them: its words in each, the first of each choice."""
    fields = {name: words(name) for name in FIELD.findall(form)}
    for name, options in CHOICE.findall(form):
        fields[name] = html.unescape(re.findall(r'value="([^"]*)"', options)[0])
    return fields


def submits(words: Callable[[str], str]) -> Callable[[httpx.Client, str], None]:
    """A filter that opens the link and submits every form with each of its buttons."""

    def scan(client: httpx.Client, link: str) -> None:
        for form in FORM.findall(client.get(link).text):
            fields = filled(form, words)
            for name, value in BUTTON.findall(form):
                assert not shows(client.post(link, data=fields | {name: value}))

    return scan


def asks(*methods: str) -> Callable[[httpx.Client, str], None]:
    """A filter that only looks."""

    def scan(client: httpx.Client, link: str) -> None:
        for method in methods:
            assert not shows(client.request(method, link))

    return scan


def posts(*bodies: Mapping[str, str]) -> Callable[[httpx.Client, str], None]:
    """A filter that looks, and posts what it was taught."""

    def scan(client: httpx.Client, link: str) -> None:
        client.get(link)
        for body in bodies:
            assert not shows(client.post(link, data=body))

    return scan


FILTERS: Mapping[str, Callable[[httpx.Client, str], None]] = {
    "submits the form as it is": posts({"do": "acknowledge"}),
    "submits the form without a button": posts({}),
    "submits empty fields": submits(lambda name: ""),
    "fills in its own words": submits(lambda name: "test"),
    "fills in the name of the field": submits(lambda name: name),
    "fills in digits": submits(lambda name: "1234"),
    "fills in a mailbox": submits(lambda name: "scanner@filter.example"),
    "presses every button": posts(
        *({"do": do} for do in ("acknowledge", "decline", "close", "ask", "take_back", "fresh"))
    ),
    "declines": posts({"do": "decline", "reason": "not_our_area"}),
    "reports an outcome": posts({"do": "close", "outcome": "unfounded"}),
    "writes a script into the field": posts({"do": "acknowledge", "code": "<script>"}),
    "sends blanks and signs": posts({"do": "acknowledge", "code": " -_. "}),
    "looks": asks("GET"),
    "looks first with HEAD": asks("HEAD", "GET"),
    "asks what it may": asks("OPTIONS", "HEAD", "GET", "GET"),
    "comes back in an hour": asks("GET", "GET", "GET"),
}
