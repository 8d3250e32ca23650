"""The proof that a key can be replaced at size: small here, and it notices what it is to notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from bench.line import FIRST_KEY, demo_line
from bench.reseal import SECOND_KEY, fill, not_there, number_of, still_opens
from hotline.db.audit import AuditEvent
from hotline.db.reports import Entry, Report, Reporter
from hotline.deployment import Deployment, utc_now
from hotline.privacy import audit, reseal

REPORTS = 25
HERE = "http://127.0.0.1"


@contextmanager
def opened(folder: Path, *keys: str) -> Iterator[Deployment]:
    with closing(demo_line(folder, base_url=HERE, keys=",".join(keys))) as dep:
        dep.check_keys()
        yield dep


def test_a_key_is_replaced_and_a_loss_would_be_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, FIRST_KEY) as dep:
        made, old = fill(dep, REPORTS), dep.keys
    with opened(tmp_path, SECOND_KEY, FIRST_KEY) as dep:
        assert still_opens(dep, tmp_path, old, made), "before, all of it"
        assert reseal.reseal(dep.database, dep.keys, by="t", now=utc_now(), pause=0).done > REPORTS
        counts, check = reseal.counts, audit.check

        def while_texts_arrive(look: Callable[..., object]) -> Callable[..., object]:
            def looked(*given: object) -> object:
                with dep.database.write() as db:  # nobody waits while it looks at everything
                    audit.record(
                        db, dep.keys, at=utc_now(), actor="t", action="texted", subject="x"
                    )
                return look(*given)

            return looked

        monkeypatch.setattr(reseal, "counts", while_texts_arrive(counts))
        monkeypatch.setattr(audit, "check", while_texts_arrive(check))
        reseal.retire(dep.database, dep.keys, old.ids[0], by="t", now=utc_now())
        monkeypatch.undo()
    with opened(tmp_path, SECOND_KEY) as dep:
        assert not_there(dep, made) == []
        assert still_opens(dep, tmp_path, old, made) == []
        with dep.database.read() as db:
            assert list(audit.verify(db, dep.keys)) == []
            texted = db.query(AuditEvent).filter_by(action="texted").count()
        assert texted == 2
        tips = [tip for tip, _, _ in made.rows]
        with dep.database.write() as db:
            db.execute(update(Report).where(Report.tip_id == tips[0]).values(sealed_key=b"\1" * 40))
            db.execute(
                update(Report).where(Report.tip_id == tips[1]).values(return_code_mac="0" * 64)
            )
            db.execute(update(Reporter).where(Reporter.id == 3).values(pseudonym="1" * 64))
            db.execute(delete(Entry).where(Entry.report_id == 4))
        assert [row[:9] for row in not_there(dep, made)] == tips[:4]


def test_no_two_people_of_it_have_one_number() -> None:
    numbers = {number_of(one) for one in range(79_000)}
    assert len(numbers) == 79_000 and all("55501" in number for number in numbers)
