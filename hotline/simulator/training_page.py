"""``/training``: the trainer starts exercises, sees what each trainee did, and begins again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from hotline.simulator.grading import SHOWN
from hotline.simulator.training_room import TrainingRoom
from hotline.web.auth import Current, Fields
from hotline.web.pages import render, see_other

router = APIRouter(include_in_schema=False)
PAGE = "/training"
UNKNOWN = "There is no such exercise."


def _room(request: Request) -> TrainingRoom:
    room: TrainingRoom = request.app.state.training
    return room


Room = Annotated[TrainingRoom, Depends(_room)]


@router.get(PAGE)
def page(request: Request, visitor: Current, room: Room) -> Response:
    """Exercises, what came of those that were played, and the people."""
    return _page(request, visitor, room)


@router.post(PAGE)
def do(request: Request, visitor: Current, room: Room, fields: Fields) -> Response:
    """Play one exercise or a level, or begin again."""
    if fields.get("do") == "reset":
        if fields.get("sure") != "yes":
            return _page(request, visitor, room, "Check the box if you mean it.", status=409)
        room.reset()
        text = "The training begins again in a few seconds, with the same logins. Log in again."
        return render(request, "message.html", title="Training", text=text)
    if fields.get("level") in {"1", "2", "3"}:
        room.play_level(int(fields["level"]))
        return see_other(PAGE)
    name = fields.get("exercise", "")
    if name not in room.exercises:
        return _page(request, visitor, room, UNKNOWN, status=404)
    room.play(name)
    return see_other(PAGE)


def _page(
    request: Request, visitor: Current, room: TrainingRoom, said: str = "", status: int = 200
) -> Response:
    return render(
        request,
        "training.html",
        status=status,
        visitor=visitor,
        said=said,
        exercises=list(room.exercises.values()),
        played=room.played(),
        people=room.people(),
        shown=SHOWN,
    )
