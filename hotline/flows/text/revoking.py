"""Whether someone takes back a consent: "no police", "ya no quiero policía", "don't call me back".

Read after the question was answered, in whatever they write or say later. What someone else said
("he told me not to call the police") and what the police did ("no police came") take nothing back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hotline.flows.text.answers import plain

_POLICE = (
    r"(?:the |la |al |el |los |a la |los de la )?"
    r"(?:police|cops?|sheriffs?|officers?|law enforcement|policias?|sherifes?|autoridades|alguacil)"
)
_END = r"(?: (?:please|por favor|anymore|any more|ever|nunca|jamas|ok|okay|now|ahora|at all))*$"
_ALONE = re.compile(
    r"^(?:please |por favor |ok |sorry |perdon |wait |espere |actually )*"
    r"(?:i said |i (?:tell|told) you )*"
    rf"(?:no|not|without|never|sin|nada de|nunca|ya no|mejor no|mejor sin) {_POLICE}{_END}"
)
_DO_NOT = re.compile(
    r"\b(?:dont|do not|never|please not|stop|i dont want(?: you)? to|i do not want(?: you)? to"
    r"|i dont want|i do not want|no longer want|you may not|you can not|you cant)"
    r"(?: to| you| them| anyone| my| report| story| this| it| with| let| have| be| please)*"
    r" (?:tell|telling|told|share|sharing|shared|give|giving|send|sending|call|calling|contact"
    r"|contacting|involve|involving|inform|notify|know|forward|want|pass)\b"
    rf"(?: (?!but\b|because\b)\w+){{0,4}}? {_POLICE}\b"
)
_DO_NOT_WANT = re.compile(
    rf"\b(?:i dont want|i do not want|i no longer want|dont let) (?:any )?{_POLICE}\b"
)
_NO_HAGAN = re.compile(
    r"\bno (?:le |les |lo |la |se lo |quiero que |quiero |deben |pueden )*"
    r"(?:digan?|avisen?|avise|llamen?|llame|compartan?|comparta|cuenten?|manden?|den|pasen"
    rf"|involucren|sepan?|vengan?|metan)\b(?: \w+){{0,3}}? ?{_POLICE}\b"
)
_NO_QUIERO = re.compile(rf"\b(?:ya )?no quiero (?:a |nada con |que )?{_POLICE}\b")
_TAKEN_BACK = re.compile(
    r"\b(?:changed? my mind|take (?:it |that )?back|withdraw|revoke|cancel|cambie de opinion"
    r"|cambie de idea|me arrepiento|me arrepenti|retiro|revoco|quito)\b.*"
    rf"\b(?:{_POLICE}|consent|permission|permiso|consentimiento)\b"
)
_OTHERS_WORDS = re.compile(
    r"\b(?:he|she|they|boss|husband|man|guy|owner|manager|pimp"
    r"|jefe|dueno|esposo|el|ella|ellos|patron)"
    r" (?:\w+ ){0,2}?(?:says?|said|tells?|told|threatens?|threatened|warned"
    r"|dice|dicen|dijo|dijeron|amenaza|amenazo|me dijo|me dice)\b"
)


_DENIES = frozenset("no not nope nah dont never nunca jamas tampoco wont wrong 2".split())
_TURNS = frozenset("but wait sorry oops pero espere perdon perdone mejor".split())
MOST_WORDS = 6
"""A longer text that denies something tells a story, not that the answer before was a slip."""


def denies_the_answer(text: str) -> bool:
    """Whether a text within seconds of a yes takes it back: "no", "but not the police", "2".

    "He is not here" is about something else.
    """
    said = plain(text).split()
    if not said or len(said) > MOST_WORDS:
        return False
    turned = said[0] in _TURNS and not _DENIES.isdisjoint(said)
    return turned or said[0] in _DENIES or said[-1] in _DENIES


_WRITE = (
    r"(?:contact|call|phone|text|message|write|write to|reach out to|get back to|text or call"
    r"|call or text|contacting|calling|texting|messaging|writing to)"
)
_ESCRIBAN = (
    r"(?:contacten?|contacte|llamen?|llame|escriban?|escriba|manden? (?:mensajes|textos|nada)"
    r"|marquen?|busquen?|textee?n?|devuelvan la llamada|vuelvan a (?:llamar|escribir|contactar))"
)
_FIRST = (
    r"^(?:please |por favor |and |but |also |actually |sorry |ok |okay |y |pero |perdon |mejor "
    r"|tampoco )*"
)
_LAST = (
    r"(?: (?:back|again|anymore|any more|ever|at all|please|later|on this number|at this number|mas"
    r"|otra vez|de nuevo|nunca|por favor|de vuelta|a este numero))*$"
)
_NO_CONTACT = re.compile(
    _FIRST + rf"(?:(?:dont|do not|never|no longer|stop|please stop|no one should|nobody should"
    r"|you may not|you can not|you cant|i (?:dont|do not|no longer) want (?:you|anyone|anybody"
    r"|someone|a person|people)(?: from \w+(?: \w+)?)? to)"
    rf" (?:ever )?{_WRITE} (?:me|us)|i (?:dont|do not|no longer) want to be (?:contacted|called"
    rf"|texted|messaged)|no (?:more )?(?:call ?backs?|calls back))" + _LAST
)
_NO_CONTACT_ES = re.compile(
    _FIRST + rf"(?:ya )?(?:no|nunca) (?:quiero que )?(?:me|nos) {_ESCRIBAN}" + _LAST
)
_CONTACT_TAKEN_BACK = re.compile(
    r"^(?!.*\b(?:he|she|they|boss|el|ella|jefe)\b).*\b(?:changed? my mind|take (?:it |that )?back"
    r"|withdraw|revoke|cambie de opinion|retiro|revoco)\b.*\b(?:contact\w*|call(?:ing|ed)? (?:me )?"
    r"back|callback|texting me|calling me|contacted|que me (?:llamen|escriban|contacten))\b"
)


def takes_contact_back(text: str) -> bool:
    """Whether ``text`` takes back a consent that someone from the line writes or calls back."""
    said = plain(text)
    return any(way.search(said) for way in (_NO_CONTACT, _NO_CONTACT_ES, _CONTACT_TAKEN_BACK))


def takes_police_back(text: str) -> bool:
    """Whether ``text`` takes back a consent that the police may know."""
    return _takes_back(plain(text))


def _takes_back(said: str) -> bool:
    if _ALONE.search(said):
        return True
    if _OTHERS_WORDS.search(said):
        return False
    ways = (_DO_NOT, _DO_NOT_WANT, _NO_HAGAN, _NO_QUIERO, _TAKEN_BACK)
    return any(way.search(said) for way in ways)


_AUTHORITIES = (
    r"(?:police\w*|cops?|pd|sheriffs?|officers?|deput(?:y|ies)|law enforcement|authorities|feds?"
    r"|fbi|ice|immigration|migra|inmigracion|policias?|polis?|sherifes?|autoridades"
    r"|alguacil(?:es)?)"
)
_REFUSED = re.compile(
    r"\b(?:no|not|dont|doesnt|didnt|cant|cannot|wont|shouldnt|mustnt|never|nobody|none|without|nor"
    r"|avoid|instead of|rather than|scared|afraid|fear\w*|distrust|sin|nada|nadie|nunca|jamas|ni"
    rf"|tampoco|miedo|desconfi\w+|evit\w+)\b(?: \w+){{0,8}}? {_AUTHORITIES}\b"
    rf"|\b(?:keep|leave)(?: \w+){{0,2}} {_AUTHORITIES} out\b"
    rf"|\b{_AUTHORITIES} (?:\w+ ){{0,2}}?(?:not|never|cant|cannot|wont|no|nunca|are in on"
    rf"|protect\w*)\b"
    rf"|\b(?:is|are|es|son|was|he s|she s|hes|shes|theyre|works? (?:for|with)|friends? (?:of|with)"
    rf"|pays?|paga a|knows?|trabaja (?:de|para|con)|amigos? de) (?:\w+ ){{0,2}}?{_AUTHORITIES}\b"
    r"|\b(?:dont|do not|please nobody|nobody|no) (?:tell|report|digan?|cuenten?|avisen?|denuncien?)"
    r"(?: (?:to|a|le|this|it|esto))* ?(?:anyone|anybody|any one|any body|nadie)\b"
)
_SENTENCE = re.compile(r"[.!?\n;]")


def refuses_police(story: Iterable[str]) -> bool:
    """Whether the story itself asks that the police stay out, or says that they are part of it.

    Nobody was asked yet, so that a doubtful word ("the police never came") counts as a refusal: it
    costs one question.
    """
    parts = (plain(part) for message in story for part in _SENTENCE.split(message))
    return any(_REFUSED.search(said) or _takes_back(said) for said in parts)
