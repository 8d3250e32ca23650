"""The job that takes the metadata out of a PDF, in a process of its own that has no key.

Until it is done, and where it cannot be done, whoever handles the report is warned.
"""

from __future__ import annotations

import logging
import subprocess
import sys

from hotline.db.reports import Attachment, Report
from hotline.deployment import Deployment
from hotline.intake import media, pdf_metadata
from hotline.intake.attachment_types import PDF, content_type
from hotline.intake.reports import open_report
from hotline.jobs import outbox
from hotline.jobs.registry import job as job_kind

log = logging.getLogger(__name__)
SECONDS = 60.0


@job_kind(media.CleanJob)
def clean(dep: Deployment, job: outbox.Claimed, payload: media.CleanJob) -> None:
    """Clean one PDF, if it can be; what is kept is never less than what came."""
    with dep.database.read() as db:
        row = db.get(Attachment, payload.attachment)
        if row is None or row.cleaned or row.body is None:
            return
        data = media.read(open_report(db, dep, db.get_one(Report, row.report_id)), row)
    written = without_metadata(data)
    if written is None:
        return
    with dep.database.write() as db:
        row = db.get_one(Attachment, payload.attachment, with_for_update=True)
        if row.body is not None:  # it was not erased meanwhile
            report = open_report(db, dep, db.get_one(Report, row.report_id))
            media.replace_by_cleaned(report, row, written)


def without_metadata(data: bytes) -> bytes | None:
    """The PDF without metadata; ``None`` where that cannot be had."""
    command = [sys.executable, "-I", "-m", pdf_metadata.__name__]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and no word of anyone's
            command, input=data, capture_output=True, env={}, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        log.warning("a PDF took too long to clean; it is kept as it came")
        return None
    if done.returncode != 0 or content_type(done.stdout) != PDF:
        return None
    return done.stdout
