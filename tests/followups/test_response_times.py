"""A coordinator who changes a response time in the policy file changes when people are called."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from hotline.db.accounts import Staff
from hotline.followups import paging, task_kinds, tasks
from hotline.settings import REPOSITORY
from hotline.unit_of_work import Tx
from tests.line import open_line

SUPERVISOR = "+19565550172"


def test_a_task_is_overdue_when_the_policy_says_so(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(REPOSITORY / "routing_rules", rules)
    policy = rules / "national.yaml"
    given = policy.read_text("utf-8")
    usual = "overdue_after:  {P0: 5 minutes, P1: 1 hour"
    changed = given.replace(usual, usual.replace("1 hour", "20 minutes"))
    assert changed != given
    policy.write_text(changed, "utf-8")
    with open_line(tmp_path, rules_dir=rules) as line:
        line.as_staff("supervisor")
        now = line.clock.now
        with line.dep.database.write() as db:
            person = db.query(Staff).filter_by(username="supervisor").one()
            paging.set_reach(line.dep.keys, person, paging.Reach(phone=SUPERVISOR))
            person.on_shift_until = now + timedelta(hours=8)
            tasks.make(
                Tx(db, line.dep, now), kind=task_kinds.OWN, key="own:1", due_at=now, priority="P1"
            )
        line.work()
        line.pass_time(minutes=19)
        assert not line.texts_to(SUPERVISOR)
        line.pass_time(minutes=2)
        (page,) = line.texts_to(SUPERVISOR)
        assert "a task was not done in time" in page
