"""Web addresses, email addresses and user names in a text, whose words are no places.

"t.me/atlanta_girls" says where an ad is, not where a person is. Map links are read elsewhere
(``hotline.geo.points``) before these are taken out.
"""

from __future__ import annotations

import re

_ENDINGS = (
    "com net org info biz edu gov mil io app xyz site online club top onion example test invalid "
    "localhost mobi tv fm gg vip sex xxx porn adult chat social link live fun shop page dev ai"
).split()
_BARE_ENDINGS = "com net org info biz edu gov mil io xyz onion example xxx".split()
_ANY = "|".join(_ENDINGS)
_BARE = "|".join(_BARE_ENDINGS)
_SAID = r"(?:dot|punto)"
_SLASH = r"(?:slash|diagonal|barra|forward slash)"
_DOT = r"(?:\.|\[\.\]|\(\.\)|\(dot\)|\[dot\])"
_SITES = (
    "instagram|insta|ig|snapchat|snap|tiktok|telegram|twitter|facebook|fb|kik|cash ?app|venmo|"
    "onlyfans|whatsapp|signal|handle|username|user|profile|perfil|usuario|cuenta"
)
_HINT = re.compile(r"[./@_$]|\b(?:dot|punto|slash|arroba)\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?i)"
    r"(?<!\w)[a-z][a-z0-9+.-]{1,15}://\S+"
    r"|(?<!\w)www\d?\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    rf"|(?<![\w.+-])[\w.+-]{{1,64}}\s+(?:at|arroba)\s+[\w-]{{1,63}}\s+{_SAID}\s+(?:{_BARE})\b"
    # a host with a path: any ending will do, but for a town's: "St.Louis/Chicago"
    rf"|(?<![\w.@-])(?!(?:st|ste|ft|mt|pt)\.)(?:[a-z0-9-]{{1,63}}{_DOT}){{1,4}}"
    rf"[a-z]{{2,12}}(?::\d{{2,5}})?[/?\\]\S*"
    rf"|(?<![\w.@-])(?:[a-z0-9-]{{1,63}}{_DOT}){{1,4}}"
    rf"(?:{_BARE})\b(?::\d{{2,5}})?(?:\s?[/\\]\s?[\w.-]+)*"
    # as it is said: "listcrawler dot com slash dallas"
    rf"|(?<!\w)[\w-]{{1,63}}(?:\s+{_SAID}\s+[\w-]{{1,63}}){{0,2}}"
    rf"\s+{_SAID}\s+(?:{_ANY}|me|co|us|ly)\b(?:\s+{_SLASH}\s+[\w-]+)*"
    # a path alone, and a name that no one writes but as a user
    r"|(?<!\S)/[\w.%+-]+(?:/[\w.%+-]+)+/?"
    r"|(?<!\w)\$[a-z]\w+"
    rf"|\b(?:{_SITES})(?:\s?(?:is|es|name|account|handle|:)){{0,2}}\s+\w+(?:[._-]\w+)+"
    r"|(?<![\w#@.])[^\W_]+(?:_+[^\W_]+)+"
)
_TRAILING = ".,;!?)]}'’”>"


def blanked(text: str) -> str:
    """``text`` with blanks where addresses stand, as long as before. Total: any text will do.

    Give it no more than is read for places: a flood would take long.
    """
    return _ADDRESS.sub(_blank, text) if _HINT.search(text) else text


def _blank(match: re.Match[str]) -> str:
    """Blanks for an address; the punctuation of its sentence stays."""
    found = match.group()
    own = found.rstrip(_TRAILING)
    return " " * len(own) + found[len(own) :]
