"""Which names in a text are someone's: "my friend Dallas", "Phoenix beats us"."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from hotline.geo import word_lists
from hotline.geo.find.context import cue, followed_by, is_named_place
from hotline.geo.text import vocabulary
from hotline.geo.text.tokens import Token

MOST_LISTED = 4
_BEFORE_A_PERSON = vocabulary.TITLES | vocabulary.KIN
_ACTS = (
    "beat hit slap kick punch choke burn hurt rape abuse touch force threaten scare control own "
    "watch lock chain drug pimp sell buy trade trap traffic run drive bring take pick drop pay owe "
    "charge collect send hide hold hire recruit post want know call tell yell cry scream love hate "
    "lie cook clean sleep work live stay leave come go start stop use give get let say ask need "
    "manage steal smoke drink answer carry hear see think write feed dance"
).split()
_PAST = (
    "beat hit slapped kicked punched choked burned hurt raped abused touched forced threatened "
    "scared controlled owned watched locked chained drugged pimped sold bought traded trapped ran "
    "drove brought took picked dropped paid owed charged collected sent hid held hired recruited "
    "posted wanted knew called told yelled cried screamed loved hated lied cooked cleaned slept "
    "worked lived stayed left came went started stopped used gave got let said asked needed "
    "managed stole smoked drank answered carried heard saw thought wrote fed danced didnt doesnt "
    "wont wouldnt never always will would"
).split()


def _third(verb: str) -> str:
    """A verb as she does it: beats, watches, cries."""
    if verb.endswith(("ch", "sh", "ss", "x", "go")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeou" else f"{verb}s"


_ACTS_ES = (
    "pega pegaba pego golpea golpeo maneja vende vendia vendio cobra manda amenaza grita encierra "
    "encerro viola violo toca quita quito trae lleva llego controla trabaja vive duerme llora dice "
    "dijo sabe tiene tenia quiere las los la lo les nunca siempre"
).split()
PERSON_VERBS = vocabulary.SPEECH_VERBS | {*map(_third, _ACTS), *_PAST, *_ACTS_ES}
"""Behind a first name: "Dallas runs the girls", "Phoenix nos pega"."""
_HURTS = frozenset(
    "beats hits slaps kicks punches chokes burns rapes abuses threatens drugs pimps sells locks "
    "pega golpea vende viola amenaza maneja controla".split()
)
_WHOM = frozenset(
    "me us him her them the my our his girls women everybody everyone all a al nos las los "
    "la".split()
)
_TOGETHER = frozenset(
    "are were have had work worked live lived stay stayed said told came went got do did will want "
    "need cry estan estaban son eran tienen tenian trabajan viven dicen dijeron vinieron quieren "
    "lloran fueron".split()
)
"""Behind several first names: "Sydney and Brooklyn are here"."""
_ONE = frozenset("me i im you him her yo tu ella el".split())
_ASKED_FOR = re.compile(
    r"(?:\b(?:ask|asks|asked|asking|looking|look|works?|working|pray) for"
    r"|\b(?:talk|talks|talked|talking|speak|spoke|text|texted|report|belongs?|answers?|listens?|"
    r"married|introduced) (?:to|with)"
    r"|\b(?:money|cash|rent|quota|pay|pays|paid|owes?)(?: \w+){0,2} to"
    r"|\b(?:with|contact|call|called|named|message|con|aka)"
    r"|\b(?:pregunt\w+|pid\w+|ped\w+) (?:por|a)(?: el| la)?"
    r"|\b(?:habl\w+|llam\w+|busc\w+|pag\w+|trabaj\w+) (?:con|a|para)(?: el| la)?"
    r"|\b(?:dinero|lana|cuota|feria)(?: \w+){0,2} a(?: el| la)?)$"
)
ASKED_WORDS = 4


def is_person(tokens: Sequence[Token], i: int, j: int, given: Set[str]) -> bool:
    """Whether a name is someone's: "my friend Dallas", "Virginia told me", "Chicago Bears"."""
    if is_asked_for(tokens, i, j, given):
        return True
    if cue(tokens, i) > 0:
        return False
    people = followed_by(tokens, j, vocabulary.PEOPLE_WORDS)
    if (people or followed_by(tokens, j, word_lists.load().teams)) and tokens[j].capital:
        return True
    placed = bool(i) and tokens[i - 1].plain in vocabulary.PREPOSITIONS
    if is_called(tokens, i, j) or (_hurts_someone(tokens, j) and not placed):
        return True
    introduced = i and _is_beside_word(tokens, i, j) and _introduces(tokens, i, given)
    return bool(introduced) or _acts(tokens, i, j, given)


def is_titled(tokens: Sequence[Token], i: int) -> bool:
    """Whether a title stands right before a name: "Mr. Lincoln"."""
    return i > 0 and tokens[i - 1].plain in vocabulary.TITLES and not tokens[i].after.strip(" .")


def _is_beside_word(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name belongs to the word before it: "my friend Dallas", "the pimp, Memphis, …"."""
    apart = tokens[i].after == ", " and (j >= len(tokens) or tokens[j].after.startswith(","))
    return (
        tokens[i].after == " "
        or is_titled(tokens, i)
        or (apart and tokens[i - 1].plain in vocabulary.KIN)
    )


def is_named(
    tokens: Sequence[Token],
    i: int,
    j: int,
    given: Set[str],
    *,
    known: bool,
    state: bool = False,
) -> bool:
    """Whether an answer says who someone is: "Representative Pitt", "I'm Lynn Jones".

    ``known``: the name is a city's that comes to mind before a person: only "I'm" makes it one.
    ``state``: the name is a state's, which is no surname.
    """
    before = tokens[i - 1].plain if i else ""
    if before in vocabulary.TITLES and not tokens[i].after.strip(" ."):
        return True
    first = before in given and before not in _STATES and tokens[i - 1].capital
    if first and not state and tokens[i].after == " " and tokens[i].capital:
        return True  # a surname: Lynn Jones
    if not all(token.plain in given for token in tokens[i:j]):
        return False
    following = tokens[j] if j < len(tokens) and tokens[j].after == " " else None
    surname = following is not None and following.capital
    if following is not None and (following.plain in _STATES or following.plain in _after_places()):
        surname = False
    two = f"{tokens[i - 2].plain} {tokens[i - 1].plain}" if i > 1 else ""
    called = bool(i) and (tokens[i - 1].plain in vocabulary.CALLED or two in vocabulary.CALLED)
    if called:
        return surname or two != "this is"
    if known or following is None or not surname:
        return False
    return following.plain in given or (following.plain not in _AFTER_A_PLACE and not i)


@cache
def _after_places() -> frozenset[str]:
    """Words after a name that show that it is a place: "looking for the Austin police"."""
    lists = word_lists.load()
    facilities = vocabulary.FACILITY_WORDS | vocabulary.AREA_WORDS
    return facilities.union(lists.state_names, lists.state_abbreviations)


_STATES = frozenset(
    "alabama alaska arizona arkansas california carolina colorado connecticut dakota delaware "
    "florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland "
    "massachusetts michigan minnesota mississippi missouri montana nebraska nevada new north ohio "
    "oklahoma oregon pennsylvania puerto rhode south tennessee texas utah vermont virginia "
    "washington west wisconsin wyoming".split()
)
"""Words that begin a state's name, which is no surname."""
_AFTER_A_PLACE = vocabulary.DIRECTION_WORDS | vocabulary.STREET_WORDS | vocabulary.NATURE_WORDS


def _acts(tokens: Sequence[Token], i: int, j: int, given: Set[str]) -> bool:
    """Whether a first name has a surname or does something, alone or with others."""
    if not all(token.plain in given for token in tokens[i:j]):
        return False
    beside = _is_beside_somebody(tokens, i, j)
    if beside or j >= len(tokens):
        return beside
    joined = tokens[j].after == " "
    if joined and i + 1 == j and tokens[j].capital and followed_by(tokens, j, given):
        return True
    if i and tokens[i - 1].plain in {"all", "of", "de", "by"}:
        return False
    alone = joined and followed_by(tokens, j, PERSON_VERBS)
    return alone or _are_together(tokens, i, j, given)


def _is_beside_somebody(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a name is joined to someone: "me and Austin", "Austin y yo"."""
    before = [token.plain for token in tokens[max(0, i - 2) : i]]
    after = [token.plain for token in tokens[j : j + 2]]
    return any(
        len(pair) == 2 and pair[inner] in vocabulary.AND_WORDS and pair[1 - inner] in _ONE
        for pair, inner in ((before, 1), (after, 0))
    )


def is_asked_for(tokens: Sequence[Token], i: int, j: int, given: Set[str]) -> bool:
    """Whether someone of this first name is asked for, worked for or paid: "ask for Dallas"."""
    if i + 1 != j or tokens[i].plain not in given or followed_by(tokens, j, _after_places()):
        return False
    if is_named_place(tokens, i):
        return False
    before = [token.plain for token in tokens[max(0, i - ASKED_WORDS - 2) : i]]
    if len(before) > 2 and before[-1] in vocabulary.AND_WORDS and before[-2] in given:
        before = before[:-2]  # ask for Jordan or Austin
    asked = _ASKED_FOR.search(" ".join(before[-ASKED_WORDS:])) is not None
    return asked and not tokens[i].after.strip(" \"'“‘")


def _hurts_someone(tokens: Sequence[Token], j: int) -> bool:
    """Whether what the name does to someone only a person does: "beats us", "nos pega"."""
    pair = [token.plain for token in tokens[j : j + 2]]
    if len(pair) < 2 or tokens[j].after != " ":
        return False
    return (pair[0] in _HURTS and pair[1] in _WHOM) or (pair[1] in _HURTS and pair[0] in _WHOM)


def _are_together(tokens: Sequence[Token], i: int, j: int, given: Set[str]) -> bool:
    """Whether a name is one of several first names that share one verb."""
    first, last, count = i, j, 1
    while first > 1 and count < MOST_LISTED and _joins(tokens, first, given, back=True):
        first -= 2 if tokens[first - 1].plain in vocabulary.AND_WORDS else 1
        count += 1
    while count <= 2 * MOST_LISTED and last < len(tokens) and _joins(tokens, last, given):
        last += 2 if tokens[last].plain in vocabulary.AND_WORDS else 1
        count += 1
    return count > 1 and followed_by(tokens, last, _TOGETHER) and cue(tokens, first) <= 0


def _joins(tokens: Sequence[Token], at: int, given: Set[str], *, back: bool = False) -> bool:
    """Whether a list of first names goes on at token ``at``, or ends before it."""
    step = -1 if back else 1
    near = at - 1 if back else at
    between = tokens[at].after if back or tokens[at].plain not in vocabulary.AND_WORDS else ","
    if tokens[near].plain in vocabulary.AND_WORDS:
        near += step
    elif between.strip() != ",":
        return False
    return 0 <= near < len(tokens) and tokens[near].plain in given


def _introduces(tokens: Sequence[Token], i: int, given: Set[str]) -> bool:
    """Whether the word before token ``i`` is a person's: a title, "my friend", a first name."""
    before = tokens[i - 1]
    if before.plain in _BEFORE_A_PERSON or (before.capital and before.plain in given):
        return True
    two = f"{tokens[i - 2].plain} {before.plain}" if i > 1 else ""
    if two == "knights of":
        return True
    return tokens[i].plain in given and (
        before.plain in vocabulary.CALLED or two in vocabulary.CALLED
    )


def is_called(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether it is said that someone is called so: "La Brooklyn, asi le dicen"."""
    if is_named_place(tokens, i):
        return False
    after = " ".join(token.plain for token in tokens[j : j + 4])
    before = " ".join(token.plain for token in tokens[max(0, i - 4) : i])
    return bool(_CALLED_AFTER.match(after) or _CALLED_BEFORE.search(before))


_CALLED_AFTER = re.compile(
    r"(?:asi )?(?:le|lo|la|me|se) (?:dicen|dice|digo|decimos|llaman|llama|conocen)\b"
    r"|(?:is|was) (?:my|his|her|their|the boss|the girl|the pimp|the owner)\b"
    r"|es (?:el|la|mi|su) (?:hij|jef|duen|patron|encargad|herman|prim|espos|novi|senor)"
)
_CALLED_BEFORE = re.compile(
    r"\b(?:goes by|call(?:s|ed)? (?:him|her|himself|herself|me)|they call|aka|nicknamed"
    r"|(?:me|le|lo|la|se) (?:dicen|llaman|llama)|apodad[oa])"
    r"(?: (?:la|el|el de))?(?: (?!(?:me|him|her|us|them|you)\b)\w+ (?:and|or|y|o))?$"
)
