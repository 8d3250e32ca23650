"""The email that asks an agency, twice a year, to confirm its entry; its link leads to the portal.

It says nothing of any report. Who opens it logs in, so that no mail filter confirms anything.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.followups import verification_round
from hotline.followups.verification_round import ConfirmJob
from hotline.jobs import outbox
from hotline.jobs.registry import job as job_kind
from hotline.referrals import deliver
from hotline.referrals.channels import CHANNELS, Message
from hotline.routing.types import Channel

BODY = """{line} keeps your agency in its directory: {name}.

Please look at your entry and confirm it, or change what is wrong. It takes a minute:

{link}

If nobody answers, we call you. This is not a report.
"""


@job_kind(ConfirmJob)
def ask(
    dep: Deployment, job: outbox.Claimed, payload: ConfirmJob
) -> Callable[[DbSession], None] | None:
    """Send it to the first mailbox; an agency that is gone meanwhile gets none."""
    with dep.database.read() as db:
        agency = dep.library.current(db).rules.agencies.get(payload.agency)
    points = verification_round.mailboxes(agency) if agency is not None else []
    if agency is None or not points:
        return None
    link = f"{dep.settings.base_url}/portal/us"
    subject = f"{dep.settings.line_name}: please confirm your entry"
    message = Message(
        key=job.key,
        subject=subject,
        body=BODY.format(line=dep.settings.line_name, name=agency.name, link=link),
        short=f"{subject} {link}",
        data={},
        since=job.created_at,
        attempt=job.attempt,
        certificate=points[0].certificate,
    )
    receipt = CHANNELS[Channel.EMAIL](dep, points[0].address, message)
    accepted = [deliver.Accepted(job, Channel.EMAIL.value, receipt)]
    return lambda db: deliver.note_accepted(db, accepted, dep.clock())
