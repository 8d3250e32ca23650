"""Training exercises: each is played over signed webhooks, and graded by what was really done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.db.reports import Report
from hotline.db.tasks import Task
from hotline.simulator import grading
from hotline.simulator.exercise import SHIPPED, Exercise, Playing, read_exercise, read_exercises
from hotline.simulator.fast_clock import FastClock, for_hands
from hotline.simulator.training_room import TrainingRoom
from tests.line import Line, open_line

EXERCISES = [one for one in read_exercises(SHIPPED) if isinstance(one, Exercise)]
TOWN = "Laredo, Texas"
URGENT = {"05_danger_now", "09_nobody_answers", "10_llamada_peligro", "11_suicide"}


def test_there_are_enough_of_each_kind() -> None:
    assert len(EXERCISES) == len(list(SHIPPED.glob("*.yaml"))) >= 12
    assert set(Counter(one.level for one in EXERCISES)) == {1, 2, 3}
    languages = Counter(one.language for one in EXERCISES)
    assert languages["es"] >= 4 and languages["en"] >= 6
    assert Counter(one.medium for one in EXERCISES)["voice"] >= 4


def waiting(line: Line) -> Callable[[float], bool]:
    """What a reporter waits, passes on the line's clock alone."""

    def wait(seconds: float) -> bool:
        line.clock.now += timedelta(seconds=seconds)
        return False

    return wait


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Line, dict[str, Playing]]]:
    """A line on which every exercise was played, each by a telephone of its own."""
    with open_line(tmp_path_factory.mktemp("line")) as line:
        done = {}
        for number, exercise in enumerate(EXERCISES):
            if exercise.reply:
                continue  # it waits for a dispatcher's question
            playing = Playing(exercise, f"+19565550{110 + number}", TOWN)
            playing.play(line.carrier, waiting(line))
            done[exercise.name] = playing
        yield line, done


@pytest.mark.parametrize("name", [one.name for one in EXERCISES if not one.reply])
def test_every_exercise_makes_a_report_that_is_what_it_says(
    played: tuple[Line, dict[str, Playing]], name: str
) -> None:
    line, done = played
    playing = done[name]
    assert playing.stopped == ""
    with line.dep.database.read() as db:
        tip = grading.tip_of(db, line.dep, playing.caller)
        assert not playing.tip_id or playing.tip_id == tip
        report = db.scalars(select(Report).where(Report.tip_id == tip)).one()
        assert report.language in {playing.exercise.language, "und"}
        assert report.county_fips == "48479"
        assert name not in URGENT or report.urgency == "P0"


def room_of(line: Line, *exercises: Exercise) -> TrainingRoom:
    return TrainingRoom(
        dep=line.dep,
        carrier=line.carrier,
        inbox=line.inbox,
        exercises={one.name: one for one in exercises},
        town=TOWN,
        trainer="supervisor",
        answer_alert=line.answer,
        reset=lambda: None,
        haste=50,
    )


def named(name: str) -> Exercise:
    return next(one for one in EXERCISES if one.name == name)


def test_grades_say_what_was_done_by_whom_how_soon_and_what_was_missed(line: Line) -> None:
    line.as_staff("supervisor")
    ana = line.as_staff("dispatcher")
    room = room_of(line, named("05_danger_now"))
    room.play("05_danger_now")
    assert room.settle(60)
    (before,) = room.played()
    assert [one.verdict for one in before.grades] == ["open", "open", "open"]
    line.pass_time(minutes=2)
    page = ana.get(f"/reports/{before.tip_id}")  # read in time
    line.pass_time(minutes=2)
    csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
    claimed = ana.post(f"/reports/{before.tip_id}/claim", data={"csrf": csrf})
    assert claimed.status_code == 200
    (then,) = room.played()
    verdicts = {one.goal.do: (one.verdict, one.minutes, one.who) for one in then.grades}
    assert verdicts["viewed"] == ("met", 2.0, "Dispatcher Example")
    assert verdicts["claimed"] == ("late", 4.0, "Dispatcher Example")
    assert verdicts["task_done"][0] == "open"
    line.pass_time(minutes=7)
    (at_last,) = room.played()
    assert {one.goal.do: one.verdict for one in at_last.grades}["task_done"] == "missed"
    (person,) = room.people()
    assert (person.name, person.counts["claimed"], person.claimed_after) == (
        "Dispatcher Example",
        1,
        4.0,
    )
    with line.dep.database.read() as db:
        assert db.scalars(select(Task)).first() is not None, "there was a task to be done"
    room.close()


def test_the_reporter_answers_a_question_and_the_agency_takes_the_report(line: Line) -> None:
    room = room_of(line, named("07_question_back"), named("01_nail_salon"))
    ana = line.as_staff("dispatcher")
    room.play("07_question_back")
    room.play("01_nail_salon")
    for _ in range(600):
        line.work()
        asked, alerted = sorted(room.played(), key=lambda one: one.exercise.name, reverse=True)
        if asked.tip_id and alerted.tip_id and line.mails():
            break
        room.settle(0.1)
    page = ana.get(f"/reports/{asked.tip_id}").text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    ana.post(f"/reports/{asked.tip_id}/claim", data={"csrf": csrf})
    done = ana.post(
        f"/reports/{asked.tip_id}/ask", data={"csrf": csrf, "words": "Which street is it?"}
    )
    assert done.status_code == 200
    for _ in range(600):
        line.work()
        if room.settle(0.1):
            break
    assert "Maple Street" in ana.get(f"/reports/{asked.tip_id}").text
    assert line.report(alerted.tip_id)["referrals"][0]["state"] == "acknowledged"
    room.close()


def test_a_mistake_in_an_exercise_is_named_with_its_line(tmp_path: Path) -> None:
    good = (SHIPPED / "05_danger_now.yaml").read_text("utf-8")
    for wrong, said in (
        (good.replace("level: 2", "level: 4"), "level"),
        (good.replace("do: claimed", "do: claim"), "do"),
        (good.replace("within: 3", "within: soon"), "within"),
        (good.replace("  - texts:", "  - shouts:", 1), "shouts"),
        (good.replace("goals:", "goal:"), "goal"),
        (good.replace("medium: text", "medium: fax"), "medium"),
        (good.replace("title: ", "titel: "), "titel"),
        (good.replace("goals:", "goals: ["), "YAML"),
    ):
        file = tmp_path / "mine.yaml"
        file.write_text(wrong, "utf-8")
        problems = read_exercise(file)
        assert isinstance(problems, list) and problems, wrong
        assert any(said in str(one) for one in problems), (said, [str(one) for one in problems])
        assert all(one.line for one in problems)


def test_an_own_exercise_wins_over_a_shipped_one_of_its_name(tmp_path: Path) -> None:
    own = (SHIPPED / "05_danger_now.yaml").read_text("utf-8").replace("A man with", "A boss with")
    (tmp_path / "05_danger_now.yaml").write_text(own, "utf-8")
    titles = [one.title for one in read_exercises(SHIPPED, tmp_path) if isinstance(one, Exercise)]
    assert len(titles) == len(EXERCISES)
    assert "A boss with a gun" in titles and "A man with a gun" not in titles


def test_the_fast_clock_runs_and_never_goes_back() -> None:
    clock = FastClock(60)
    moments = [clock() for _ in range(1000)]
    assert moments == sorted(moments)
    later = FastClock(10, since=moments[-1].replace(year=moments[-1].year + 1))
    assert later() > moments[-1]
    assert for_hands(1)["text_idle_minutes"] == 30
    assert for_hands(60)["staff_idle_minutes"] <= 1440
