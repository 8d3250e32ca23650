"""What voicemails, phones that screen calls, and hold music say on a call, where no caller speaks.

A recognizer writes it down like anyone's words: "all of our agents are busy" is no danger, and "say
your name and why you are calling" is no story. A caller who speaks of such things says who did
what; the forms here are what only machines say.
"""

from __future__ import annotations

import re

from hotline.flows.text.answers import plain

MOST_WORDS = 45
_FORMS = (
    # voicemail
    r"\byou(?: have|ve)? reached the (?:voice ?mail|mailbox|voice mailbox)\b",
    (
        r"\b(?:leave|record) (?:me |us )?(?:a|your) (?:brief |short |detailed )?message\b"
        r".*\b(?:tone|beep)\b"
    ),
    r"\b(?:at|after) the (?:tone|beep)\b.*\b(?:leave|record|hang up|press)\b",
    r"\bautomat(?:ed|ic) (?:voice )?(?:messag|answer)ing (?:system|service)\b",
    r"\bmailbox (?:is full|belonging to|has not been set up)\b",
    r"\bvoice ?mail (?:box )?(?:that )?has not been set up\b",
    r"\bpersona (?:a la que|que) (?:usted )?(?:llama|marco|busca)\b.*\bno (?:esta|se encuentra)\b",
    r"\b(?:deje|grabe) (?:su|un) mensaje\b.*\b(?:tono|senal|bip)\b",
    r"\b(?:tono|senal|bip)\b.*\b(?:deje|grabe) (?:su|un) mensaje\b",
    r"\b(?:transferid[oa]|desviad[oa]) (?:a|al) (?:un )?buzon\b",
    r"^(?:este es )?el buzon de voz de\b",
    # phones that screen calls
    r"\b(?:using|uses) a (?:call )?screening service\b",
    r"\b(?:state|say|record) your name and (?:the )?(?:reason|why) (?:for|you)",
    r"\bill see if (?:this|the) person is available\b",
    r"\bwill get a copy of this conversation\b",
    r"\bdiga su nombre y (?:el motivo|por que llama)\b",
    # hold music and telephone companies
    r"\b(?:thank you|thanks) for holding\b",
    r"\byour call is (?:very )?important to us\b",
    (
        r"\b(?:all|all of) (?:our|the) (?:agents|representatives|operators|lines) are "
        r"(?:currently |still )?(?:busy|assisting|helping)"
    ),
    r"\bhold for the next available\b",
    r"\bnext available (?:agent|representative|operator)\b.*\b(?:be with you|assist|hold)\b",
    r"\bsu llamada es (?:muy )?importante para nosotros\b",
    r"\btodos nuestros (?:agentes|representantes|operadores|ejecutivos) (?:estan|se encuentran)",
    (
        r"\bnumber you (?:have )?(?:dialed|called|are calling|are trying to reach) "
        r"(?:is|has been) (?:not|no|dis|cur|tempo|un)"
    ),
    r"\bel numero (?:que )?(?:usted )?(?:marco|ha marcado)\b.*\b(?:no|fuera)\b",
    (
        r"\bperson you (?:are|re) (?:calling|trying to (?:reach|call)) "
        r"(?:is (?:not|un)|has not|can ?not|did not)"
    ),
    r"\b(?:your )?(?:car|vehicle)s? extended warranty\b",
)
_PEOPLE = re.compile(
    r"\b(?:he|she|they|him|her|hers|his|their|them|hes|shes|theyre|my|mine|girls?|boys?|police|help"
    r"|mi|mis|ella|ellos|ellas|nos|ayuda|policia|muchachas?|ninas?)\b"
    r"|(?<!leave )(?<!leaving )(?<!record )(?<!call )(?<!important to )\b(?:me|us)\b"
)
"""Whom callers speak about; machines do not."""
_ANY = re.compile("|".join(_FORMS))


def is_machine(said: str) -> bool:
    """Whether ``said`` is what only a machine at the caller's end says."""
    words = plain(said)
    said_by_one = _ANY.search(words) is not None and _PEOPLE.search(words) is None
    return said_by_one and len(words.split()) <= MOST_WORDS
