"""The company behind Pigeon, on loopback: its API, and people who text and call the line."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from hotline.providers import callback_urls
from tests.extending.pigeon import HEADER, TIME_HEADER, mac

KEY = "a key of Pigeon's own"


@dataclass
class Company:
    """Keeps what was sent, and signs what it says to the line at ``line_url``."""

    line_url: str = ""
    api_url: str = ""
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Texts in both directions, by id; deleted ones are gone."""
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    """Numbers that do not want texts any more."""
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def new_id(self, kind: str) -> str:
        return f"{kind}{next(self._ids)}"

    def post(self, url: str, content: dict[str, Any], *, key: str = KEY, late: int = 0) -> Any:
        """A webhook; what the line answered, or its status when it refused."""
        address = url if url.startswith("http") else self.line_url + url
        body = json.dumps(content).encode()
        at = str(int(time.time()) - late)
        headers = {HEADER: mac(key, at, address, body), TIME_HEADER: at}
        answer = httpx.post(address, content=body, headers=headers, timeout=30)
        if answer.status_code != 200:
            return answer.status_code
        assert answer.headers["content-type"].startswith("application/json")
        return answer.json()["acts"]

    def text(self, sender: str, words: str, **more: Any) -> str:
        """Someone texts the line; what it answers. The company says what became of the answer."""
        message = self.new_id("m")
        came = {"message": message, "sender": sender, "words": words, **more}
        self.messages[message] = came
        said = []
        for act in self.post(callback_urls.TEXT, came):
            assert act["act"] == "text"
            answer = self.new_id("m")
            self.messages[answer] = {"to": sender, **act}
            said.append(act["words"])
            self.post(act["report_to"], {"message": answer, "became": "landed"})
        return "\n".join(said)

    def to(self, number: str) -> list[str]:
        return [one["words"] for one in self.messages.values() if one.get("to") == number]

    def file(self, data: bytes) -> str:
        """Where the company keeps a file."""
        name = self.new_id("f")
        self.files[name] = data
        return f"{self.api_url}/files/{name}"

    def orders(self) -> list[tuple[str, dict[str, Any]]]:
        """The calls that the line had placed: id and order."""
        return [(call, order) for call, order in self.calls.items() if "ask" in order]


class Phone:
    """One end of a call, which does what the line's acts say until it has to wait."""

    def __init__(self, company: Company, number: str, call: str = "") -> None:
        self._company, self._number = company, number
        self.call = call or company.new_id("c")
        self.heard: list[str] = []
        self.asked: dict[str, Any] = {}
        self.ringing: dict[str, Any] = {}
        self.over = False
        company.calls.setdefault(self.call, {})

    def dial(self) -> None:
        """Call the line."""
        self.ask(callback_urls.CALL)

    @property
    def said(self) -> str:
        """All that was heard so far."""
        return " ".join(self.heard)

    def ask(self, url: str, **said: Any) -> None:
        """Do what ``url`` answers."""
        self.asked, self.ringing = {}, {}
        content = {"call": self.call, "caller": self._number, **said}
        for act in self._company.post(url, content):
            match act["act"]:
                case "speak":
                    self.heard.append(act["words"])
                case "ask":
                    self.heard += [one["words"] for one in act["speak"] if "words" in one]
                    self.asked = act
                    return
                case "go":
                    self.ask(act["href"])
                    return
                case "ring":
                    self.ringing = act
                    return
                case "end":
                    self.hang_up()
                    return
        self.over = True

    def press(self, keys: str) -> None:
        self.ask(self.asked["answer_to"], keys=keys)

    def say(self, words: str) -> None:
        assert self.asked["speech"], "no speech is asked for"
        self.ask(self.asked["answer_to"], heard=words)

    def hang_up(self) -> None:
        self.over = True
        self._company.post(callback_urls.CALL_STATUS, {"call": self.call, "over": True})


def api(company: Company) -> FastAPI:
    """Pigeon's API over ``company``."""
    app = FastAPI()

    @app.middleware("http")
    async def known(request: Request, call_next: Any) -> Response:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return JSONResponse({"reason": "who_are_you"}, 401)
        answer: Response = await call_next(request)
        return answer

    @app.post("/messages")
    async def send(request: Request) -> Response:
        sent = await request.json()
        if sent["to"] in company.stopped:
            return JSONResponse({"reason": "bird_not_wanted"}, 422)
        message = company.new_id("m")
        company.messages[message] = sent
        return JSONResponse({"message": message})

    @app.get("/messages")
    def listed() -> Any:
        sent = [{"message": key, **one} for key, one in company.messages.items() if "to" in one]
        return {"messages": sent}

    @app.post("/calls")
    async def place(request: Request) -> Any:
        call = company.new_id("c")
        company.calls[call] = await request.json()
        return {"call": call}

    @app.get("/files/{name}")
    def fetch(name: str) -> Response:
        return Response(company.files[name], media_type="image/png")

    @app.delete("/{kind}/{name}")
    def erase(kind: str, name: str) -> Response:
        kept: dict[str, Any] = getattr(company, kind)
        return Response(status_code=204 if kept.pop(name, None) is not None else 404)

    return app
