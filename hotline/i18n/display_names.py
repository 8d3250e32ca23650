"""How codes are said on pages: "labor" is "Labor trafficking", "P0" is "Danger now".

People read words, machines read codes; only this file knows both. A code without a name here is
shown with its underscores taken out, so that a new kind of task needs no change of pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from hotline.i18n import say

TYPES = {
    "sex": "Sex trafficking",
    "labor": "Labor trafficking",
    "both": "Sex and labor trafficking",
    "high_risk": "Signs of exploitation",
    "not_specified": "Kind not known",
}
URGENCIES = {"P0": "Danger now", "P1": "Urgent", "P2": "Standard", "P3": "Information"}
ROLES = {
    "self": "for themselves",
    "third_party": "about somebody else",
    "professional": "as a professional",
    "unknown": "not known who",
}
"""As the end of "reports …"."""
ROLE_NAMES = {
    "self": "A victim or survivor",
    "third_party": "Somebody else",
    "professional": "A professional",
    "unknown": "Not known",
}
MINORS = {"yes": "A minor is involved", "no": "Adults only", "unknown": "Not known"}
MEDIA = {"voice": "call", "text": "text", "desk": "at the desk"}
CHANNELS = {"voice": "Calls", "text": "Texts", "desk": "At the desk"}
LOOKALIKES = {
    "smuggling": "People smuggling",
    "wage_dispute": "A dispute about wages",
    "visa_fraud": "Visa fraud",
    "domestic_violence": "Domestic violence",
    "sexual_assault": "Sexual assault",
    "consensual_sex_work": "Sex work without force",
    "missing_child": "A missing child",
    "online_child_exploitation": "Sexual exploitation of a child online",
    "child_abuse": "Child abuse",
    "crisis": "A mental-health crisis",
    "basic_needs": "A need for food, shelter or money",
    "hoax": "A hoax or a test",
}
REFERRAL_STATES = {
    "planned": "Next in line",
    "offered": "Waiting for an answer",
    "acknowledged": "Has it",
    "closed": "Ended",
    "declined": "Could not take it",
    "unanswered": "Did not answer",
    "recalled": "Withdrawn",
}
DISPOSITIONS = {
    "referred": "An agency has it",
    "handed_to_national_hotline": "Given to the National Hotline",
    "emergency_services": "Given to emergency services",
    "help_given": "Help was given",
    "look_alike_referred": "Something else, sent to the right line",
    "no_action_possible": "Nothing could be done",
    "duplicate": "Told before, in another report",
    "test": "A test",
    "joined": "Joined to an earlier report",
}
OUTCOMES = {
    "victim_safe": "The person is safe",
    "investigation": "An investigation is open",
    "services_given": "Services were given",
    "unfounded": "Looked into, nothing found",
    "no_contact": "Nobody could be reached",
    "other": "Something else",
}
DECLINE_REASONS = {
    "not_our_area": "Not our area",
    "not_our_kind": "Not a kind that we take",
    "no_capacity": "No capacity now",
    "conflict": "A conflict of interest",
    "other": "Another reason",
    "by_hand": "By a dispatcher",
}
STORY = {
    "told": "Told",
    "answer": "Answered",
    "line": "The line said",
    "message": "Message to the reporter",
    "left_message": "Message left for the reporter, not heard yet",
    "heard_message": "Message to the reporter, heard",
    "question": "Asked the reporter",
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
    "danger now": "because there is danger now",
    "thanked": "when the reporter had told all",
    "expired": "when the reporter fell silent",
    "connected": "when a person took the call",
    "override": "after a correction by hand",
    "entered by hand": "when it was entered by hand",
}
FACTS = {
    "in_danger": "In danger now",
    "safe": "Safe to talk",
    "kind": "What is happening",
    "role": "Who tells it",
    "minor": "Anybody under 18",
    "happening_now": "Happening now",
    "wants_person": "Wants to speak with a person",
    "still_needed": "Still needed somebody after a call",
    "law_enforcement": "Police may be told",
    "contact": "May be contacted",
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
    "mam": "Mam", "quc": "K'iche'", "und": "Language not known",
}  # fmt: skip
ROLES_OF_STAFF = {
    "dispatcher": "dispatcher",
    "supervisor": "supervisor",
    "auditor": "auditor",
    "admin": "coordinator",
    "agency": "agency",
}
WAYS = {
    "sms": "text",
    "phone": "telephone",
    "email": "mail",
    "webhook": "their own system",
    "portal": "portal",
    "web": "web page",
}
"""How somebody is reached."""
DELIVERIES = {
    "accepted": "accepted",
    "queued": "on its way",
    "sent": "sent",
    "delivered": "delivered",
    "undelivered": "not delivered",
    "failed": "failed",
    "bounced": "came back",
    "answered": "answered",
}
JOBS = {
    "alert": "Alert to an agency",
    "page": "Page to staff",
    "digest": "Morning digest",
    "reporter.text": "Text to the reporter",
    "referral.start": "Beginning of the referrals",
    "referral.step": "Next step of a referral",
    "media.fetch": "Fetching what a reporter sent",
    "provider.erase": "Erasing the provider's copy",
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
"""What somebody did to a report, after "Changed by Sol Example:"."""
FIELDS = {
    "text": "Note",
    "note": "Note",
    "reason": "Why",
    "story": "Reporter's account",
    "words": "Words",
    "place": "Place",
    "why": "Why",
}
"""What somebody types into a form, by the field's name."""
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
    "way": WAYS,
    "delivery": DELIVERIES,
    "job": JOBS,
    "field": FIELDS,
    "change": CHANGES,
}


def named(code: str | None, book: str) -> str:
    """What ``code`` is called in ``book``, in the language that is spoken.

    Without a name it is the code with spaces.
    """
    if not code:
        return ""
    return say(BOOKS[book].get(code) or code.replace("_", " "))


def spoken(language: str) -> str:
    """A language in the middle of a sentence: "text in Spanish", "texto en español"."""
    if language == "und":
        return say("a language not known")
    name = named(language, "language")
    return name if say("Spanish") == "Spanish" else lower_first(name)


def lower_first(text: str) -> str:
    """For the middle of a sentence: "Sex trafficking" is "sex trafficking"."""
    return text[:1].lower() + text[1:]
