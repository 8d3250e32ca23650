"""How codes are said on pages: "labor" is "Labor trafficking", "P0" is "Immediate danger".

People read words, machines read codes; only this file knows both. A code without a name here is
shown with its underscores taken out, so that a new kind of task needs no change of pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from hotline.channel_kinds import KINDS
from hotline.i18n import language, say
from hotline.i18n.catalogs import SOURCE

TYPES = {
    "sex": "Sex trafficking",
    "labor": "Labor trafficking",
    "both": "Sex and labor trafficking",
    "high_risk": "Signs of exploitation",
    "not_specified": "Type unknown",
}
URGENCIES = {"P0": "Immediate danger", "P1": "Urgent", "P2": "Standard", "P3": "Info only"}
ROLES = {
    "self": "self-report",
    "third_party": "third party",
    "professional": "professional",
    "unknown": "unknown reporter",
}
"""As the end of "reports …"."""
ROLE_NAMES = {
    "self": "A victim or survivor",
    "third_party": "Someone else",
    "professional": "A professional",
    "unknown": "Unknown",
}
MINORS = {"yes": "A minor is involved", "no": "Adults only", "unknown": "Unknown"}
MEDIA = {"voice": "call", "text": "text", "web": "web", "desk": "in person"}
CHANNELS = {"voice": "Calls", "text": "Texts", "web": "Web", "desk": "In person"}
LOOKALIKES = {
    "smuggling": "Human smuggling",
    "wage_dispute": "Wage dispute",
    "visa_fraud": "Visa fraud",
    "domestic_violence": "Domestic violence",
    "sexual_assault": "Sexual assault",
    "consensual_sex_work": "Consensual sex work",
    "missing_child": "A missing child",
    "online_child_exploitation": "Sexual exploitation of a child online",
    "child_abuse": "Child abuse",
    "crisis": "Mental health crisis",
    "basic_needs": "Food, shelter, or money",
    "hoax": "Hoax or test",
}
REFERRAL_STATES = {
    "planned": "Up next",
    "offered": "Awaiting response",
    "acknowledged": "Accepted",
    "closed": "Closed",
    "declined": "Declined",
    "unanswered": "No response",
    "recalled": "Withdrawn",
}
DISPOSITIONS = {
    "referred": "Referred: accepted by an agency",
    "handed_to_national_hotline": "Referred to the National Hotline",
    "emergency_services": "Referred to emergency services",
    "help_given": "Help was given",
    "look_alike_referred": "Not trafficking: referred out",
    "no_action_possible": "Unable to assist",
    "duplicate": "Duplicate",
    "test": "Test",
    "joined": "Joined to an earlier report",
}
OUTCOMES = {
    "victim_safe": "The person is safe",
    "investigation": "An investigation is open",
    "services_given": "Services were given",
    "unfounded": "Investigated, unfounded",
    "no_contact": "Could not reach anyone",
    "other": "Something else",
}
DECLINE_REASONS = {
    "not_our_area": "Not our area",
    "not_our_kind": "Not a type we handle",
    "no_capacity": "No capacity now",
    "conflict": "A conflict of interest",
    "other": "Another reason",
    "by_hand": "By a dispatcher",
}
STORY = {
    "told": "Reported",
    "answer": "Answered",
    "line": "The line said",
    "message": "Message to the reporter",
    "left_message": "Message left for the reporter, not received yet",
    "heard_message": "Message to the reporter, received",
    "question": "Asked the reporter",
    "call_back": "Call to the reporter",
    "recording": "Voice message",
    "translation": "Translated by a person",
    "agency_wrote": "The agency wrote",
    "dispatcher_wrote": "Written to the agency",
    "note": "Note",
    "override": "Corrected by hand",
    "picture": "Picture",
    "sound": "Voice message by text",
    "video": "Video",
    "card": "Contact or location card",
    "file": "File",
}
CAUSES = {
    "danger now": "because of immediate danger",
    "thanked": "when the reporter was finished",
    "expired": "when the reporter stopped answering",
    "connected": "when a person answered the call",
    "override": "after a correction by hand",
    "entered by hand": "when it was entered by hand",
}
CALLS = {
    "waiting": "Your phone rings now. Press 1 on it to go on.",
    "ringing": "Their phone is ringing.",
    "connected": "You are connected.",
}
"""Where a call to a reporter is, by its state."""
FACTS = {
    "in_danger": "In danger now",
    "safe": "Safe to talk",
    "kind": "What is happening",
    "role": "Reporter",
    "minor": "Anyone under 18",
    "happening_now": "Happening now",
    "wants_person": "Wants to talk to a person",
    "still_needed": "Still needed someone after a call",
    "law_enforcement": "OK to tell the police",
    "contact": "OK to contact",
    "window": "Safe time to be contacted",
    "reachable": "Can be reached",
    "need": "Needs",
}
LANGUAGES = {
    "en": "English", "es": "Spanish", "zh": "Chinese", "yue": "Cantonese", "vi": "Vietnamese",
    "ko": "Korean", "tl": "Tagalog", "fil": "Filipino", "ru": "Russian", "uk": "Ukrainian",
    "pt": "Portuguese", "fr": "French", "ht": "Haitian Creole", "ar": "Arabic", "am": "Amharic",
    "hi": "Hindi", "pa": "Punjabi", "ur": "Urdu", "bn": "Bengali", "gu": "Gujarati",
    "ne": "Nepali", "th": "Thai", "lo": "Lao", "km": "Khmer", "my": "Burmese", "hmn": "Hmong",
    "fa": "Persian", "so": "Somali", "sw": "Swahili", "pl": "Polish", "ro": "Romanian",
    "tr": "Turkish", "ja": "Japanese", "de": "German", "it": "Italian", "id": "Indonesian",
    "mam": "Mam", "quc": "K'iche'", "und": "Language unknown",
}  # fmt: skip
ROLES_OF_STAFF = {
    "dispatcher": "dispatcher",
    "supervisor": "supervisor",
    "auditor": "auditor",
    "coordinator": "coordinator",
    "admin": "administrator",
    "agency": "agency",
}
DELIVERIES = {
    "accepted": "accepted",
    "queued": "queued",
    "sent": "sent",
    "delivered": "delivered",
    "undelivered": "not delivered",
    "failed": "failed",
    "bounced": "bounced",
    "answered": "answered",
}
JOBS = {
    "alert": "Alert to an agency",
    "page": "Alert to staff",
    "digest": "Morning digest",
    "reporter.text": "Text to the reporter",
    "call_back.ring": "Call to the reporter",
    "referral.start": "Start of the referrals",
    "referral.step": "Next step of a referral",
    "media.fetch": "Downloading what a reporter sent",
    "provider.erase": "Deleting the provider's copy",
    "provider.sweep": "Looking for copies at the provider",
}
CHANGES = {
    "claimed": "claimed",
    "released": "unassigned",
    "handed_over": "handed over",
    "override": "an assessment was corrected",
    "approved": "reviewed and sent",
    "closed": "closed",
    "reopened": "reopened",
    "referred": "referred to an agency",
    "also_told": "an agency was notified",
    "withdrawn": "a referral was withdrawn",
    "withdrawal_undone": "a withdrawal was undone",
    "acknowledged": "acknowledged",
    "declined": "declined",
    "gave_back": "returned",
}
"""What someone did to a report, after "Changed by Sol Example:"."""
CONSENTED = {
    "law_enforcement": "The police may know",
    "contact": "We may text or call them",
}
"""What a reporter can agree to, by the fact of the flow."""
DONE = {
    "end_consent": "The consent is withdrawn. No one new hears of it on that ground.",
    "claim": "You claimed this report.",
    "release": "The report is unassigned.",
    "note": "Note added.",
    "translate": "Translation added.",
    "approve": "Reviewed. It goes out now.",
    "reopen": "The report is open again.",
    "withdraw": "Referral withdrawn.",
    "restore": "Referral restored.",
    "write": "Sent to the agency.",
    "ask": "Sent to the reporter.",
    "leave": "The message waits for the reporter.",
    "task": "Task added.",
    "uncorrect": "The correction is undone.",
}
"""What an action on a report did, on the page that follows."""
FIELDS = {
    "text": "Note",
    "note": "Note",
    "reason": "Reason",
    "story": "Reporter's account",
    "words": "Message",
    "place": "Place",
    "why": "Reason",
}
"""What someone types into a form, by the field's name."""
BOOKS: Mapping[str, Mapping[str, str]] = {
    "type": TYPES,
    "urgency": URGENCIES,
    "role": ROLES,
    "role_name": ROLE_NAMES,
    "minor": MINORS,
    "medium": MEDIA,
    "channel": CHANNELS,
    "lookalike": LOOKALIKES,
    "referral": REFERRAL_STATES,
    "disposition": DISPOSITIONS,
    "outcome": OUTCOMES,
    "reason": DECLINE_REASONS,
    "story": STORY,
    "cause": CAUSES,
    "fact": FACTS,
    "language": LANGUAGES,
    "staff": ROLES_OF_STAFF,
    "delivery": DELIVERIES,
    "job": JOBS,
    "field": FIELDS,
    "change": CHANGES,
    "done": DONE,
    "call": CALLS,
    "consented": CONSENTED,
}


def named(code: str | None, book: str) -> str:
    """What ``code`` is called in ``book``, in the language that is spoken.

    Without a name it is the code with spaces.
    """
    if not code:
        return ""
    if book == "way":
        return channel_name(code)
    return say(BOOKS[book].get(code) or code.replace("_", " "))


def channel_name(channel: str) -> str:
    """How someone is reached, in the language that is spoken: "text", "phone", "email"."""
    kind = KINDS.get(channel)
    if kind is None:
        return channel.replace("_", " ")
    return kind.labels.get(language()) or say(kind.labels[SOURCE])


def spoken(code: str) -> str:
    """A language in the middle of a sentence: "text in Spanish", "texto en español"."""
    if code == "und":
        return say("unknown language")
    name = named(code, "language")
    return name if language() == SOURCE else lower_first(name)


def lower_first(text: str) -> str:
    """For the middle of a sentence: "Sex trafficking" is "sex trafficking"."""
    return text[:1].lower() + text[1:]
