"""Answers by text: ``ACK K7Q4`` from an agency's own telephone acknowledges, ``DECLINE`` declines.

Only a number that the directory has as a contact point for alerts is read this way, and only
a short text that begins with such a word, or is a code alone. The word alone answers nothing:
gateways and pagers send "ACK" by themselves, so a person sends the code of the alert with it. While
an alert to that number is open, or was sent a few hours ago, a short text that tells of nothing
("10-4", "sending a unit") is answered with the two words. Whatever else that phone texts is a
report, like anyone's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as DbSession

from hotline.db.referrals import Referral
from hotline.db.states import ReferralState
from hotline.deployment import Deployment
from hotline.domain import Type, Urgency
from hotline.flows.text import paraphrases
from hotline.flows.text.answers import plain
from hotline.flows.text.automatic import is_automatic
from hotline.flows.text.reactions import is_reaction
from hotline.flows.text.stopping import is_carrier_word
from hotline.flows.text.worked_out import once
from hotline.followups import task_kinds, tasks
from hotline.referrals import agency_answers
from hotline.routing.types import Agency, Channel, Purpose
from hotline.unit_of_work import Tx

YES = frozenset({"ACK", "ACKNOWLEDGE", "ACKNOWLEDGED", "ACCEPT", "ACCEPTED", "ACEPTAR", "ACEPTO"})
NO = frozenset({"DECLINE", "DECLINED", "DECLINAR", "RECHAZAR"})
POLITE = frozenset({"THANKS", "THANK", "YOU", "PLEASE", "OK", "GRACIAS", "POR", "FAVOR"})
CODE_LENGTH = 4
MOST_WORDS = 8
MOST_OWN_WORDS = 16
"""Words of a text that may be about an alert, in whatever words, as long as it tells of nothing."""
RECENTLY = timedelta(hours=12)
"""So long after an alert a few words from its phone are about it."""
_OF_AGENCIES = re.compile(
    r"\b(?:sen[dt](?:ing)?|units?|deput\w+|det|detectives?|sgt|lt|cpl|officers?|troopers?|patrol"
    r"|handled?|handling|assign\w*|forward\w*|logged|log|follow(?:ing)? ?up|investigat\w+|case"
    r"|jurisdiction|area|county|shift|duty|office|staffed|scene|located|dispatch\w*|accept\w*"
    r"|ack\w*|take|taking|got|have it|received?|copy|responding|unable|negative|affirmative|cant"
    r"|cannot|not available|who is this|whos this|wrong number|why are you texting|stop texting"
    r"|en ?route|(?:on|is on|are on) (?:our|my|the|its|their) way|eta|rgr|roger|on it|not ours"
    r"|en camino|zona|call me|email me|address|details|more info|info|victim|thanks|thank you"
    r"|loud and clear"
    r"|puedo|podemos|tenemos|vamos|recibid[oa]|enterad[oa]|mandamos|enviamos|unidad(?:es)?"
    r"|oficial(?:es)?|turno|quien es|gracias|entendid[oa]|atendemos)\b"
)
"""Words that someone who answers an alert writes, of whom there is one at least in such a text."""
_COMING = re.compile(
    r"(?:ok |copy |10 4 )?(?:(?:a|an|the|our|my|\d+|one|two) )?(?:deput\w+|officers?|units?|patrol"
    r"|troopers?|detectives?|team|somebody|someone|we|i|im)(?: (?:is|are|am|re|s))?"
    r" (?:now )?(?:on (?:the|our|my|their|his|her|its) way|en ?route|coming|responding|rolling"
    r"|heading (?:there|over|out)|headed (?:there|over|out))"
    r"(?: (?:now|there|over|out))?(?: (?:eta )?\d+(?: min\w*)?)?"
)
"""An agency that says who comes; "is on the way" alone is danger in a reporter's words."""
_OF_REPORTS = re.compile(
    r"\b(?:report|tip|denunci\w+|reportar|help (?:me|us|her|him)|passports?|papers|pasaportes?"
    r"|papeles|locked|encerrad\w+|keeps?|kept|took|takes?n? (?:my|her|his|their)|leave|escape"
    r"|boss|jefe|patron|pay|pays|paid|paga\w*|owe|owes|debt|deuda|gun|weapon|pistola|hit|hits|beat"
    r"|beats|hurt\w*|kill\w*|rape\w*|sell\w*|sold|vende\w*|pimp|prostitut\w+|traffick\w+|motel"
    r"|hotel|massage|farm|job|trabajo|my (?:daughter|son|sister|brother|wife|child|friend|mother"
    r"|neighbor)|mi (?:hija|hijo|hermana|hermano|esposa|amiga|vecin[oa]))\b"
)
"""Words of what happens to someone: a text with one is a report, from whichever phone."""
BY_PHONE = frozenset({Channel.SMS, Channel.PHONE})


IN_OTHER_WORDS = frozenset(
    """
    OK OKAY K KK YES YEP YEAH YUP SURE NO NOPE NAH NOT CANT CANNOT CAN T UNABLE GOT GET IT RECEIVED
    ROGER COPY COPIED THAT 10 4 THANKS THANK YOU ON MY OUR WAY WE HAVE THIS WILL DO DONE FINE GREAT
    UNDERSTOOD NOTED CONFIRM CONFIRMED CONFIRMING AKNOWLEDGE AKNOWLEDGED ACKNOWLEDGING AK ACKD ACKED
    TAKE TAKING TAKEN WONT BUSY PASS AVAILABLE LATER ACCEPTING I IM WE RE ARE AM LL VE THE A ONE
    ALERT TIP CASE NOW RIGHT PLS PLZ PLEASE SIR MAAM HI HELLO ENROUTE EN ROUTE RESPONDING COMING
    AT TO FOR US SI RECIBIDO RECIBIDA ENTERADO ENTERADA ENTENDIDO COPIADO VOY VAMOS CAMINO
    LISTO LISTA PODEMOS
    PUEDO TENEMOS LO YA BUENO CLARO GRACIAS ESTA BIEN WORKING LOOKING INTO
    """.split()
)
"""Words with which people say that an alert has come, in one way or the other."""


def take(tx: Tx, *, number: str | None, body: str) -> str | None:
    """What to answer when the text is an agency's answer; ``None`` when it is any other text."""
    words = [word for word in re.findall(r"\w+", body.upper()) if word not in POLITE]
    if number is None or (len(words) > MOST_OWN_WORDS and not is_reaction(body)):
        return None
    agencies = _by_number(tx.dep.library.current(tx.db).rules.agencies).get(number, ())
    if not agencies:
        return None
    if is_carrier_word(body):
        return _stopped(tx, agencies)
    answered = _read(tx, agencies, words) if 0 < len(words) <= MOST_WORDS else None
    if answered is not None and _meant(tx.db, agencies, words):
        return answered
    if answered is not None and not _in_other_words(body, words):
        return answered
    about = _about_alert(tx, agencies, body, words)
    return answered if about is None else about


def _about_alert(tx: Tx, agencies: Sequence[str], body: str, words: Sequence[str]) -> str | None:
    """What to answer to words about an alert without its code; ``None`` where they are not."""
    offered = _open(tx.db, agencies)
    if not (offered or _recent(tx, agencies)):
        return None
    if is_automatic(body):
        return ""
    if not _tells_nothing(tx, body, words):
        return None
    if _ends(tx, body):
        _stopped(tx, agencies)
    return "" if not offered and is_reaction(body) else _which(offered, "")


def _tells_nothing(tx: Tx, body: str, words: Sequence[str]) -> bool:
    """Whether a text from an alerted phone tells of nothing that might have to be reported."""
    said = plain(body)
    if _in_other_words(body, words) or _COMING.fullmatch(said):
        return True
    if not _OF_AGENCIES.search(said) or _OF_REPORTS.search(said) or len(words) > MOST_OWN_WORDS:
        return False
    version = tx.dep.library.current(tx.db)
    if any(paraphrases.cries(body, known) for known in version.flows.languages.values()):
        return False
    found = version.sorter.classify(body)
    return found.type.value is Type.NOT_SPECIFIED and found.urgency.value is not Urgency.P0


def _ends(tx: Tx, body: str) -> bool:
    """Whether the phone's owner wants no more alerts there, or it is no phone of the agency's."""
    known = tx.dep.library.current(tx.db).flows.languages.values()
    found = [said for one in known if (said := paraphrases.command_in(body, one))]
    alike = any(plain(body) in one.commands.get(paraphrases.LIKE_STOP, ()) for one in known)
    return alike or any(said[0] == paraphrases.ENDS for said in found)


def _read(tx: Tx, agencies: Sequence[str], words: Sequence[str]) -> str | None:
    """What to answer to words that may begin with ACK or DECLINE, or are a code."""
    first, *others = words
    if first in YES | NO and not (first in YES and NO.intersection(others)):
        return _answer(tx.db, tx.dep, agencies, words, tx.now)
    return _how(_meant(tx.db, agencies, words)) if first in YES or not others else None


def _in_other_words(body: str, words: Sequence[str]) -> bool:
    """Whether all that is said is that it was read: "10-4", a thumb, "we got it", a reaction."""
    if is_reaction(body):
        return True
    said = set(plain(" ".join(words)).upper().split())
    return bool(body.strip()) and said <= (IN_OTHER_WORDS | YES | NO)


def _stopped(tx: Tx, agencies: Sequence[str]) -> str:
    """The carrier lets no alert through any more: whoever keeps the directory must know."""
    for agency_id in agencies:
        tasks.make(
            tx,
            kind=task_kinds.PHONE_STOPPED,
            key=f"{task_kinds.PHONE_STOPPED}:{agency_id}:{tx.now:%Y-%m-%d}",
            due_at=tx.now,
            agency_id=agency_id,
        )
    return ""


def _answer(
    db: DbSession, dep: Deployment, agencies: Sequence[str], words: Sequence[str], now: datetime
) -> str | None:
    """``words`` begin with an answer."""
    first, *others = words
    others = [word for word in others if word not in YES | NO]
    found = _meant(db, agencies, others)
    if not found:
        code = others[0] if others else ""
        if len(others) > 1 or len(code) not in {0, CODE_LENGTH}:
            return None
        return _which([] if code else _open(db, agencies), code)
    referral = db.get_one(Referral, found[0].id, with_for_update=True)
    tx = Tx(db, dep, now, "sms")
    if first in NO:
        return agency_answers.decline(tx, referral, "other").message.english
    return agency_answers.acknowledge(tx, referral).message.english


@once
def _by_number(agencies: Mapping[str, Agency]) -> Mapping[str, Sequence[str]]:
    """The ids of the agencies that get alerts at a number, by the number."""
    found: dict[str, list[str]] = {}
    for agency in agencies.values():
        for point in agency.contacts:
            alerted = point.purpose is Purpose.ALERT and point.agreement
            if alerted and point.channel in BY_PHONE:
                found.setdefault(point.address, []).append(agency.id)
    return {number: tuple(dict.fromkeys(ids)) for number, ids in found.items()}


def _meant(db: DbSession, agencies: Sequence[str], words: Sequence[str]) -> Sequence[Referral]:
    """The referral whose code is among ``words``, whatever its state; the latest of several."""
    wanted = select(Referral).where(Referral.agency_id.in_(agencies), Referral.ack_code.in_(words))
    return db.scalars(wanted.order_by(Referral.id.desc()).limit(1)).all()


def _open(db: DbSession, agencies: Sequence[str]) -> Sequence[Referral]:
    wanted = select(Referral).where(
        Referral.agency_id.in_(agencies), Referral.state == ReferralState.OFFERED
    )
    return db.scalars(wanted.order_by(Referral.id)).all()


def _recent(tx: Tx, agencies: Sequence[str]) -> bool:
    """Whether an alert went to these agencies a few hours ago, whatever came of it."""
    wanted = select(Referral.id).where(
        Referral.agency_id.in_(agencies), Referral.offered_at > tx.now - RECENTLY
    )
    return tx.db.scalars(wanted.limit(1)).first() is not None


def _how(found: Sequence[Referral]) -> str | None:
    """A code alone says neither yes nor no."""
    if not found:
        return None
    code = found[0].ack_code
    return f"Reply ACK {code} if you take it, or DECLINE {code} if you cannot."


def _which(offered: Sequence[Referral], code: str) -> str:
    if code:
        return f"No alert to this number has the code {code}. Please check it, or open the link."
    if not offered:
        return "No alert to this number is open. To report something, text what is happening."
    if len(offered) == 1:
        return _how(offered) or ""
    codes = ", ".join(referral.ack_code for referral in offered)
    return f"Several alerts are open. Reply ACK and one of these codes: {codes}"
