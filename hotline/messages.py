"""What the service says to the people who work with it, as values instead of English sentences.

The parts below the pages know no language of an interface. They answer, or fail, with a
:class:`Message`: a code and what is filled in. A page shows it in its own language
(:func:`hotline.i18n.translate`); telephones, text messages, the API and the command line read
:attr:`Message.english`. Each English sentence is written here and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, unique
from string import Formatter

MARK = "\x1emessage:"
"""How a stored message begins; a record separator is never typed."""


@unique
class MessageCode(Enum):
    """Every message. A code's name is stored in rows, so it stays; its text may change.

    A message that counts ``{n}`` has its text for one and its text for many.
    """

    # An agency's answer to an alert
    ACKNOWLEDGED = "Thank you. You accepted tip {tip}."
    ACKNOWLEDGED_LATE = (
        "Thank you. You accepted tip {tip} after the time to answer, so another agency may be "
        "working on it too. The dispatcher sees this."
    )
    ACKNOWLEDGED_BEFORE = "Tip {tip} was already accepted; nothing else is needed."
    NO_LONGER_YOURS = (
        "Tip {tip} is no longer with your agency: the referral was withdrawn, or a conflict of "
        "interest was reported. The dispatcher sees that you would accept it."
    )
    CANNOT_KEEP = (
        "The dispatcher sees that you are returning tip {tip}. It stays with you until another "
        "agency accepts it."
    )
    TOO_LATE_TO_DECLINE = "Tip {tip} was already accepted. Call the dispatcher."
    PASSED_ON_ALREADY = "Tip {tip} was passed on already; nothing more is needed."
    DECLINED_GOES_ON = "Tip {tip} is declined. It goes to the next agency now."
    DECLINED = "Tip {tip} is declined. The dispatcher sees this."
    OUTCOME_RECORDED = "Thank you. The outcome of tip {tip} is recorded."
    OUTCOME_UNDONE = "Undone: tip {tip} is with you as before. The dispatcher sees this."
    DECLINE_UNDONE = "Undone: tip {tip} waits for your answer again. The dispatcher sees this."
    TOO_LATE_TO_UNDO = "Your answer for tip {tip} can no longer be undone. Call the dispatcher."
    ANOTHER_AGENCY_HAS_IT = "Another agency has tip {tip} already. Call the dispatcher."
    NOTHING_CHOSEN = "Nothing was chosen, so nothing was changed."

    # An agency and the dispatchers write to each other
    QUESTION_SENT = "Your question about tip {tip} is with the dispatcher."
    THREAD_IS_CLOSED = "You can no longer write about tip {tip}."
    EMPTY_QUESTION = "The question was empty."
    EMPTY_MESSAGE = "The message was empty."
    AGENCY_NOT_REACHABLE = "{agency} cannot get messages here. Phone them."

    # A question to the reporter
    QUESTION_TOO_LONG = (
        "A question can have at most {n} character.",
        "A question can have at most {n} characters.",
    )
    NUMBER_HIDDEN = "The reporter hid their number: nothing can be sent."
    OPTED_OUT = "The reporter texted STOP: nothing may be sent until they text START."
    OPTED_OUT_AT_CARRIER = "The reporter opted out of texts (error {code}): nothing can be sent."
    NUMBER_FORGOTTEN = (
        "Their number is no longer kept, because too much time has passed: nothing can be sent."
    )
    NOT_SAFE_TO_TEXT = "The reporter said that it is not safe to text them."
    NO_CONTACT_WANTED = "The reporter asked not to be contacted."
    CONTACT_NOT_ASKED = "The reporter was not asked whether contact is OK, so nothing may be sent."
    TEXT_NOT_DELIVERED = "The text did not arrive (error {code})."
    TEXT_NOT_DELIVERED_NO_CODE = "The text did not arrive; the phone company did not say why."
    TEXT_NOT_SENT = "The text could not be sent: {why}."

    # A call to the reporter
    NO_PHONE_OF_YOURS = "First say at which phone you can be reached, on the page “Your alerts”."
    CALL_UNDER_WAY = "A call to this reporter is under way already."
    NOT_SAFE_TO_CALL = (
        "The reporter said that it is not safe: a ringing phone could give them away."
    )
    CALL_NOT_AGREED = "The reporter did not agree to be called. A text may be possible."
    CALL_OUTSIDE_HOURS = "It is not a safe time for the reporter. It is from {when}, their time."
    CALL_TALKED = "Called the reporter: someone answered and was connected."
    CALL_NO_ANSWER = "Called the reporter: no answer."
    CALL_BUSY = "Called the reporter: busy."
    CALL_NOT_TAKEN = (
        "Called the reporter: a person or a machine answered and did not press 1. Nothing about "
        "the report was said."
    )
    CALL_DECLINED = (
        "Called the reporter: whoever answered did not want the call. Do not call again unless the "
        "reporter asks for it."
    )
    CALL_FAILED = "The call to the reporter could not be placed."
    CALL_NOT_PICKED_UP = "The reporter was not called, because the dispatcher did not press 1."
    CALL_CANCELED = "The call to the reporter was canceled."
    CALL_REFUSED = "The reporter was not called: what allowed it had ended by then."

    # Referrals by hand
    AGENCY_UNVERIFIED = "{agency} is not verified: nobody has checked that its entry is right."
    AGENCY_RETIRED = "{agency} is retired: its line is gone."
    AGENCY_ASKED_BEFORE = "{agency} was already asked. Call them, or choose another agency."
    AGENCY_ANSWERED = "They already answered. Call them."
    AGENCY_LET_GO = "They no longer have the report."
    WITHDRAWAL_STANDS = (
        "The withdrawal can no longer be undone: another agency has the report, or it is closed."
    )

    # Tasks
    NO_SUCH_TASK = "There is no task {task}."
    NO_SUCH_TASK_ACTION = "That cannot be done to a task."
    TASK_DONE_BEFORE = "The task is done already."
    TASK_CANCELED = "The task was canceled: it is no longer needed."
    SNOOZE_IN_PAST = "A task can only be snoozed until a later time."
    SNOOZE_NOT_CHOSEN = "Choose how long to snooze it."
    WHO_TOOK_IT = "Enter who took the report, or their reference number. Nothing was changed."
    NO_SUCH_PERSON = "No active staff member is called {who}."
    NO_SUCH_PRIORITY = "There is no priority {priority}; use one of {known}."

    # What a task is about
    LOGIN_FLOOD = (
        "Many wrong passwords are being tried on the login page. Nobody is locked out: guesses "
        "from there have to wait, and browsers in which your staff logged in before do not. Check "
        "that everyone's password is long and used nowhere else."
    )
    REPORT_FLOOD = (
        "{count} urgent reports came in within {minutes} minutes, from {people} people. Every one "
        "is stored and every agency is alerted; an agency or person with many at once gets one "
        "message for several. Read them side by side: some may be made up."
    )
    REPORT_COPIES = (
        "Many reports say the same in nearly the same words. The first is {tip}; {count} came "
        "within minutes, and more may follow. Every one is stored and goes to its agency, which "
        "gets one message for many every 5 minutes. The queue shows them as one line above the "
        "list. Check whether someone is flooding the line, and call the agencies that were "
        "alerted for nothing."
    )
    GLASS_BROKEN = (
        "{name}, an administrator, opened reports to themselves for one hour. Their reason: "
        "“{reason}”. Check with them; the audit trail shows what they looked at."
    )
    FILES_REFUSED = "Changed files were not published: {problems}"

    def __init__(self, text: str, plural: str = "") -> None:
        self.text = text
        self.plural = plural

    @property
    def fields(self) -> frozenset[str]:
        """The names of what is filled in."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)

    def message(self, **params: str | int) -> Message:
        """The message with its fields filled in."""
        return Message(self, params)


@dataclass(frozen=True)
class Message:
    """One thing to say: which, and what is filled in."""

    code: MessageCode
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def english(self) -> str:
        """The sentence in English."""
        one = not self.code.plural or self.params.get("n") == 1
        return (self.code.text if one else self.code.plural).format(**self.params)

    def __str__(self) -> str:
        return self.english


class MessageError(Exception):
    """Something cannot be done; its ``message`` says why, for whoever asked for it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


def stored(said: Message | str) -> str:
    """A message, or someone's own words, as text for a sealed column."""
    if isinstance(said, str):
        return said
    return MARK + json.dumps({"code": said.code.name, "params": dict(said.params)})


def read_stored(text: str) -> Message | str:
    """What :func:`stored` kept. Other text, and a code that is gone, come back as they are."""
    if not text.startswith(MARK):
        return text
    found = json.loads(text.removeprefix(MARK))
    code = MessageCode.__members__.get(found["code"])
    return Message(code, found["params"]) if code else found["code"].replace("_", " ").lower()
