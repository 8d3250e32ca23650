"""A survey by text as providers' samples show it: Flask and SQLAlchemy, an object for each row.

It asks as many questions as a report by text does, finds the person's place in the survey by their
number, and writes as many rows of the same size as the line writes at that step. It checks no
signature, seals nothing, sorts nothing and answers a text that comes twice a second time.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import uvicorn
from flask import Flask, Response, request
from sqlalchemy import ForeignKey, LargeBinary, String, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from twilio.twiml.messaging_response import MessagingResponse
from uvicorn.middleware.wsgi import WSGIMiddleware

QUESTIONS = (
    "Is someone in danger now?",
    "Is one of them under 18?",
    "May an investigator contact you?",
    "Is there anything else?",
)


class Base(DeclarativeBase):
    """The sample's own tables."""


class Participant(Base):
    """Who answers, and which question was asked last."""

    __tablename__ = "participants"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), index=True)
    asked: Mapped[int] = mapped_column(default=0)
    answers: Mapped[list[Answer]] = relationship(back_populates="participant")


class Answer(Base):
    """What was answered; more rows of it stand for whatever else the line writes."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), index=True)
    body: Mapped[str]
    more: Mapped[bytes] = mapped_column(LargeBinary)
    participant: Mapped[Participant] = relationship(back_populates="answers")


def survey(folder: Path) -> Flask:
    """The application, on a SQLite file in ``folder`` that waits for the disk at each commit."""
    engine = create_engine(f"sqlite:///{folder / 'sample.db'}", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: object, _record: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    Base.metadata.create_all(engine)
    app = Flask("sample")

    @app.post("/text")
    def receive() -> Response:
        rows, size = int(request.args["rows"]), int(request.args["size"])
        with Session(engine) as db, db.begin():
            mine = select(Participant).where(Participant.number == request.form["From"])
            person = db.scalars(mine).first()
            if person is None:
                person = Participant(number=request.form["From"], asked=0)
                db.add(person)
            for number in range(max(1, rows - 1)):
                body = request.form["Body"] if number == 0 else ""
                person.answers.append(Answer(body=body, more=secrets.token_bytes(size)))
            question = QUESTIONS[person.asked % len(QUESTIONS)]
            person.asked += 1
        answer = MessagingResponse()
        answer.message(question)
        return Response(str(answer), mimetype="text/xml")

    return app


def serve(folder: Path, port: int) -> None:
    """Serve it with eight threads over connections that are kept, until the process is ended."""
    app = WSGIMiddleware(survey(folder), workers=8)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
