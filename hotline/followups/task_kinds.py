"""Every kind of follow-up task, in one table: its name, owner, urgency and words.

Pages, notices, the morning digest and the calendar read this table, so a new kind is one
:func:`register` with its label, and the label's Spanish in ``locale/es.po``. The names are stored
in rows and written in routing rules: they stay as they are, also where the words have changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain import Urgency

DISPATCHERS, SUPERVISORS = "dispatchers", "supervisors"
KINDS: dict[str, TaskKind] = {}
"""Every kind by its name."""


@dataclass(frozen=True)
class TaskKind:
    """One kind of task.

    ``label`` says on pages what is to be done. ``owner`` is who does it where the maker names no
    one, ``priority`` its P0 to P3 where that is not the urgency of the report. ``page`` is what a
    page to staff says about it, for the kinds that page.
    """

    name: str
    label: str
    owner: str = DISPATCHERS
    priority: Urgency | None = None
    page: str = ""
    chases_agency: bool = False
    """No longer needed once the agency has answered."""
    own_clock: bool = False
    """The referral chain escalates it; supervisors are not notified when it is overdue."""
    is_phone_call: bool = False
    """The agency is phoned: done, it also acknowledges the referral."""
    reporter_waits: bool = False
    """The reporter waits for a person, which is shown on top of every staff page."""
    own_words: bool = False
    """The words of the task say what it is, so its label is not shown with them."""

    def __str__(self) -> str:
        """Its name, as keys and rows have it."""
        return self.name


def register(kind: TaskKind) -> TaskKind:
    """Add a kind to the table. Raises :class:`ValueError` for a name that is taken."""
    if kind.name in KINDS:
        raise ValueError(f"there is a kind of task named {kind.name!r} already")
    KINDS[kind.name] = kind
    return kind


def kind_of(name: str) -> TaskKind:
    """The kind with this name. A name from someone's own routing rules is its own label."""
    return KINDS.get(name) or TaskKind(name, name.replace("_", " "))


# An agency is asked, and answers -----------------------------------------------------------------
HAND_OFF = register(
    TaskKind(
        "hand_off",
        "Call the agency and relay the report",
        page="an agency must be phoned now",
        chases_agency=True,
        own_clock=True,
        is_phone_call=True,
    )
)
OVERDUE_HAND_OFF = register(
    TaskKind(
        "overdue_hand_off",
        "Overdue call to an agency",
        owner=SUPERVISORS,
        page="nobody phoned the agency in time",
        chases_agency=True,
        own_clock=True,
        is_phone_call=True,
    )
)
REVIEW = register(TaskKind("review", "Review before it is sent", own_clock=True))
NO_ANSWER = register(
    TaskKind(
        "acknowledgement",
        "Ask the agency for an answer",
        page="an agency that was also notified does not answer; call it",
        chases_agency=True,
    )
)
ALSO_DECLINED = register(
    TaskKind(
        "beside_declined",
        "An agency that was only notified declined: check whether another one should know",
        page="an agency that was also notified declined; see who must know",
        chases_agency=True,
    )
)
NOBODY_LEFT = register(
    TaskKind(
        "nobody_left",
        "No agency accepted it: find one now",
        owner=SUPERVISORS,
        page="nobody took it; find someone",
    )
)
RETURNED = register(
    TaskKind(
        "gave_it_back",
        "The agency that accepted the report is returning it: ask the next one, or find another",
        page="the agency cannot keep it; find another now",
    )
)
WANTED_AGAIN = register(
    TaskKind(
        "wanted_again",
        "An agency that no longer has the report offers to accept it after all: answer yes or no",
    )
)
ANSWER_UNDONE = register(
    TaskKind(
        "answer_taken_back",
        "The agency undid its answer: check who has the report now",
    )
)
UPDATE_HEARD = register(
    TaskKind(
        "update_heard",
        "Make sure the agency knows it is more urgent now",
        chases_agency=True,
    )
)
COULD_NOT_OPEN = register(
    TaskKind(
        "link_used_again",
        "Someone at the agency could not open the report with their link, and was sent a new one: "
        "check that they got in",
    )
)
AGENCY_QUESTION = register(
    TaskKind(
        "agency_question",
        "The agency has a question",
        page="an agency asks; answer it now",
    )
)
OUTCOME_DAY = register(TaskKind("outcome_24h", "24-hour check-in with the agency"))
OUTCOME_WEEK = register(TaskKind("outcome_7d", "7-day check-in with the agency"))
OUTCOME_MONTH = register(TaskKind("outcome_30d", "30-day check-in with the agency: outcome"))

# What a report needs -----------------------------------------------------------------------------
ANSWER_REPORTER = register(
    TaskKind("answer_reporter", "The reporter asked to talk to someone", reporter_waits=True)
)
register(
    TaskKind("answer_in_crisis", "Speak with the person: they are in a crisis", reporter_waits=True)
)
EMERGENCY = register(
    TaskKind("phone_emergency_center", "Call the 911 center (PSAP) for the location")
)
register(TaskKind("mandated_report", "File the mandated report"))
RECONTACT = register(TaskKind("recontact", "Follow up with the reporter"))
LOOK_OVER = register(TaskKind("look_over", "Review (already sent)"))
HEAR_MESSAGE = register(
    TaskKind(
        "hear_message", "Listen to the voice message: the caller was promised that someone would"
    )
)
OPEN_FILE = register(TaskKind("open_file", "Review the file the reporter sent"))
ASK_IN_WORDS = register(
    TaskKind(
        "ask_in_words",
        "Something the reporter sent could not be kept: ask them to describe it in words",
    )
)
GROUP_TEXT = register(
    TaskKind(
        "group_text",
        "Someone wrote from a group text that others can read: find a way to answer them privately",
    )
)
CONSENT_WITHDRAWN = register(
    TaskKind(
        "consent_withdrawn",
        "The reporter no longer agrees that the police know: ask the agency not to share it",
        chases_agency=True,
    )
)
OWN = register(TaskKind("own", "To do", own_words=True))

# Questions to the reporter -----------------------------------------------------------------------
AWAIT_ANSWER = register(TaskKind("await_answer", "Waiting for the reporter's answer"))
READ_ANSWER = register(TaskKind("read_answer", "The reporter answered: read it"))
QUESTION_UNSENT = register(
    TaskKind("question_unsent", "A question to the reporter could not be sent")
)
CALL_AGAIN = register(TaskKind("call_again", "Call the reporter again"))

# The line itself ---------------------------------------------------------------------------------
DEAD_LETTER = register(
    TaskKind("dead_letter", "A message could not be delivered", owner=SUPERVISORS)
)
STUCK = register(
    TaskKind(
        "stuck",
        "A report is stuck because the service keeps failing: move it on by hand, and call the "
        "operator",
        owner=SUPERVISORS,
        page="it is stuck because the service keeps failing; move it on by hand",
    )
)
PHONE_STOPPED = register(
    TaskKind(
        "alert_phone_stopped",
        "An agency's phone texted STOP: it gets no more alerts by text",
        owner=SUPERVISORS,
    )
)
AGENCY_CHANGE = register(
    TaskKind(
        "agency_change",
        "An agency asked to change its entry: accept or decline it at the desk",
        owner=SUPERVISORS,
    )
)
AGENCY_CHANGED = register(
    TaskKind(
        "agency_changed",
        "An agency's number or hours changed: find the new ones; nobody is sent there meanwhile",
        owner=SUPERVISORS,
        priority=Urgency.P2,
    )
)
BROKEN_FILES = register(
    TaskKind(
        "broken_files",
        "Fix the changed files: the last good ones stay in use",
        owner=SUPERVISORS,
    )
)
LOGIN_FLOOD = register(
    TaskKind(
        "login_flood",
        "Look into the many wrong passwords at the login page",
        owner=SUPERVISORS,
        priority=Urgency.P2,
        page="many wrong passwords are being tried on the login page",
    )
)
REPORT_FLOOD = register(
    TaskKind(
        "report_flood",
        "Read the many urgent reports side by side: some may be made up",
        owner=SUPERVISORS,
        priority=Urgency.P1,
        page="many urgent reports came in within minutes; read them side by side",
    )
)
GLASS_BROKEN = register(
    TaskKind(
        "glass_broken",
        "An administrator opened reports: read the reason and check it",
        owner=SUPERVISORS,
        priority=Urgency.P2,
        page="an administrator opened reports to themselves; read the reason in the tasks",
    )
)
TEST_CALL = register(
    TaskKind("test_call", "Make a test call to the agency's alert contacts", priority=Urgency.P3)
)
VERIFY_AGENCY = register(
    TaskKind(
        "verify_agency",
        "Call the agency and check its entry (the round has the script)",
        priority=Urgency.P3,
    )
)
