"""A text comes in, and the answer goes out with the same response."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import Counter
from sqlalchemy.orm import Session as DbSession

from hotline.deployment import Deployment
from hotline.flows.prompts import as_text
from hotline.flows.text import own_words as wording
from hotline.flows.text import reactions as no_message
from hotline.flows.text import stopping
from hotline.intake import repeated_texts, senders, text_answers, texts
from hotline.intake.attachment_types import declared_kind
from hotline.intake.contacts import OpenContact
from hotline.intake.idempotency import answer_once
from hotline.intake.senders import Sender
from hotline.privacy.pseudonyms import Address, read_texter
from hotline.providers import callback_urls
from hotline.providers.events import IncomingText, TextStatus, Webhook
from hotline.providers.verbs import Message
from hotline.referrals import sms_answers
from hotline.telephony import emergency, fallback
from hotline.telephony.status_callbacks import note_text
from hotline.telephony.verification import Verified
from hotline.unit_of_work import Tx

IGNORED = Counter(
    "hotline_texts_ignored", "Texts that were no message: reactions, automatic replies", ["kind"]
)
for _kind in ("status", "own_number", "reaction", "automatic", "echo", "again", "machine", "stop"):
    IGNORED.labels(_kind)  # a series that starts at 1 never rises, so no alarm would go off
router = APIRouter(include_in_schema=False)


@router.post(callback_urls.TEXT)
async def receive(request: Request, webhook: Verified) -> Response:
    """A text message. Whatever it says, it opens or joins a contact."""
    return await answered(request, webhook)


async def answered(request: Request, webhook: Webhook) -> Response:
    """The answer to a text, whichever address it came to."""
    dep: Deployment = request.app.state.deployment
    came = dep.provider.read_text(webhook)
    if isinstance(came, TextStatus):
        status = came
        return await fallback.safely(request, lambda: _note(dep, webhook, status), emergency.text)
    text, address = came, read_texter(came.sender)
    said = fallback.Asker(address.identity or "", came.body)
    return await fallback.safely(
        request, lambda: _answer(dep, webhook, text, address), emergency.text, said
    )


def _note(dep: Deployment, webhook: Webhook, came: TextStatus) -> str:
    IGNORED.labels("status").inc()
    note_text(dep, webhook, came)
    return dep.provider.render([])


def _answer(dep: Deployment, webhook: Webhook, came: IncomingText, address: Address) -> str:
    if address.number == dep.settings.number:
        IGNORED.labels("own_number").inc()
        return dep.provider.render([])
    named = came.id or webhook.retry_token
    return answer_once(dep, f"sms:{named}" if named else "", _Work(dep, came, address))


class _Work:
    """Taking one text inside its transaction."""

    def __init__(self, dep: Deployment, came: IncomingText, address: Address) -> None:
        self.dep = dep
        self.came = came
        self.address = address
        # read before the transaction, in which everyone else waits
        self.attached = [texts.Attached(f.url, declared_kind(f.content_type)) for f in came.files]

    def __call__(self, db: DbSession) -> tuple[str, int | None]:
        """The answer to the text, and the contact's id."""
        came, tx = self.came, Tx(db, self.dep, self.dep.clock())
        sender = senders.sender_of(tx, self.address, came.id)
        if sender.taken_before:
            return self._say(tx, ""), None  # sent again after its stored answer was forgotten
        answered = sms_answers.take(tx, number=self.address.number, body=came.body)
        if answered is not None:  # an agency acknowledges by text
            texts.forget(tx, came.id)
            quiet = came.group or self._repeats(tx, sender)
            return self._say(tx, "" if quiet else answered), None
        going_on = senders.open_texts(tx, sender)
        body, repeat, unspoken = self._message(tx, sender, going_on)
        if body is not None and self._stops_nothing(sender):
            IGNORED.labels("stop").inc()
            body = None
        if body is None:
            texts.forget(tx, came.id)
            return self._say(tx, ""), None
        took = texts.take(
            tx,
            sender=sender,
            going_on=going_on,
            body=body,
            message_sid=came.id or None,
            attached=self.attached,
            answered_as=came.answered_as,
            group=came.group,
            ask_again=repeat == "ask again",
            unspoken=unspoken,
        )
        answers = took.may_answer and repeat != "unanswered"
        return self._say(tx, as_text(took.prompts) if answers else ""), took.contact_id

    def _stops_nothing(self, sender: Sender) -> bool:
        """Whether a stranger sends a carrier's stop word alone: it reports nothing."""
        return (
            sender.latest is None
            and sender.reporter is None
            and not self.attached
            and stopping.is_carrier_word(self.came.body)
        )

    def _message(
        self, tx: Tx, sender: Sender, going_on: OpenContact | None
    ) -> tuple[str | None, repeated_texts.Repeat, bool]:
        """The words to take; ``None`` for a reaction, an automatic reply, or a repetition.

        And whether they repeat the last text when another question is asked already; and whether
        something is attached to words that are no message.
        """
        came, flows = self.came, tx.dep.library.current(tx.db).flows
        read = no_message.read(came.body, wording.own_words(flows))
        repeat = repeated_texts.said_before(
            tx, sender, going_on, read.text, attached=bool(self.attached)
        )
        if came.answered_as:
            return came.body, "", False
        if read.kind or repeat in {"again", "machine"}:
            IGNORED.labels(read.kind or repeat).inc()
            return ("", "", True) if self.attached else (None, "", False)
        return read.text, repeat, False

    def _repeats(self, tx: Tx, sender: Sender) -> bool:
        """Whether an agency's phone sends the same words forever, as a machine does."""
        repeat = repeated_texts.said_before(tx, sender, None, self.came.body)
        return repeat in {"machine", "unanswered"}

    def _say(self, tx: Tx, body: str) -> str:
        if body and not self.dep.provider.answers_texts:
            text_answers.schedule(tx, self.came.sender, body, text_id=self.came.id)
            body = ""
        report_to = self.dep.callbacks.text_status()
        return self.dep.provider.render([Message(body, report_to)] if body else [])
