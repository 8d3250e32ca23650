"""The letters that people name when they spell on the phone: "P as in Paul, A, M, P A", "double L".

A letter may be named by a word ("A like apple", "a de Ana"), be a word of a spelling alphabet
("lima alpha romeo"), a letter's name in Spanish ("ele, a, ere"), or what a recognizer hears for one
("are", "oh"). Each becomes a letter of its own, and the words that named it are used up: in "P as
in Paul" is no town of Paul.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hotline.geo.text.tokens import Token

LEAST, LEAST_CLEAR, LEAST_POLICE, MOST = 3, 2, 4, 30
MOST_TRIED, MOST_CUT = 30, 3
"""A run is looked for from so many words of a text at most, and so many are left out at an edge."""
ALONE = frozenset("i a y o e u n r".split())
"""Letters that are words by themselves: "in L A I saw her"."""
BETWEEN = " .,–-—…/\"'()"
"""What may stand between two letters."""
SAME, BREAK = " ", ", "
"""Before a letter of the same word, and of the next one."""


def _alphabet(words: str) -> dict[str, str]:
    return {word: word[0] for word in words.split()}


def _pairs(words: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in words.split())


NATO = _alphabet(
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett juliette kilo "
    "lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray "
    "yankee zulu"
)
POLICE = _alphabet(
    "adam boy charles david edward frank george henry ida john king lincoln mary nora ocean paul "
    "queen robert sam tom union william young zebra"
)
"""The alphabet of police radios. Most are people's names: a run of them counts only as a place."""
SPANISH = _pairs(
    "be=b ce=c che=ch de=d efe=f ge=g hache=h jota=j ka=k ele=l elle=ll eme=m ene=n enie=n "
    "pe=p cu=q ere=r erre=r ese=s te=t uve=v ve=v equis=x ye=y zeta=z"
)
SPANISH_PAIRS = {
    "i griega": "y", "y griega": "y", "i latina": "i", "doble u": "w", "doble ve": "w",
    "doble uve": "w", "uve doble": "w", "ve doble": "w", "ve chica": "v", "ve corta": "v",
    "be grande": "b", "be larga": "b", "double u": "w", "double you": "w", "x ray": "x",
}  # fmt: skip
SOUNDS = _pairs(
    "are=r ar=r bee=b cee=c see=c sea=c dee=d ee=e ef=f eff=f gee=g aitch=h eye=i jay=j kay=k "
    "el=l ell=l em=m en=n oh=o pee=p pea=p cue=q queue=q es=s ess=s tea=t tee=t you=u vee=v "
    "ex=x why=y zee=z zed=z"
)
"""What a recognizer hears for a letter; it counts only beside letters that are clear."""
_WORDS_TOO = frozenset("be de te ve ese ce ye".split())
"""Spanish names of letters that are words as well, at the edge of a run at least."""
_DOUBLE = frozenset("double doble two dos".split())
_CAPITAL = frozenset(
    "capital cap uppercase upper lowercase lower case big small letter letra mayuscula minuscula "
    "la the".split()
)
"""Before a letter: "capital L", "la letra ele"."""
_THEN = frozenset(
    "and then next dash hyphen guion luego despues comma coma followed by uh um eh con".split()
)
_SPACE = frozenset("space espacio".split())
_NEXT = frozenset("new next second other nueva segunda otra siguiente".split())
_WORD = frozenset({"word", "palabra"})
_NOT = frozenset({"not", "no"})
"""Before a letter that is not meant: "N as in Nancy, not M"."""
_ALWAYS = (("as", "in"), ("stands", "for"), ("como", "en"))
"""Between a letter and any word that names it: "K as in Charlie"."""
_NAMING = (*_ALWAYS, ("is", "for"), ("as",), ("like",), ("for",), ("como",), ("de",))
"""Between a letter and a word that begins with it."""
_BEGINS_NAMING = frozenset(naming[0] for naming in _NAMING)
_NAMES_ONE = frozenset("as de como stands".split())
_FILLERS = frozenset("the word a an in la palabra el name nombre".split())
_BEGINS_NAME = frozenset("new los las san santa el fort north south west saint st".split())
"""The first word of many a town that names a letter: "N as in New York"."""
MOST_WORDS, MOST_PIECE = 3, 3
"""So many words stand between two letters at most, or belong to the name that names one."""
_CLEAR = (
    frozenset("bcdfghjklmpqstvwxz")
    | NATO.keys()
    | POLICE.keys()
    | (SPANISH.keys() - _WORDS_TOO)
    | {"double", "doble"}
)


class _Read(NamedTuple):
    """Letters that were read over tokens ``first`` to ``last`` (exclusive), and how they were said.

    ``mark`` stands before them. ``kind``: a "letter", one "named" by a word, a "double", a word of
    an "alphabet", a Spanish "name" or "wordy" one, a "sound", a "police" word, or a "piece".
    """

    letters: str
    first: int
    last: int
    kind: str
    mark: str = SAME


_CERTAIN = frozenset("named double alphabet name".split())


def spelled_out(
    tokens: tuple[Token, ...], extent: Callable[[Sequence[Token]], tuple[int, int] | None]
) -> tuple[Token, ...]:
    """``tokens`` with every letter that was named as a token of one letter.

    ``extent``: from which to which of some letters a place is spelled, if any is.
    """
    if not _may_spell(tokens):
        return tokens
    result: list[Token] = []
    at = tried = 0
    while at < len(tokens):
        begins = tried < MOST_TRIED and _letter(tokens, at, "", loosely=True) is not None
        run = _run_at(tokens, at, extent) if begins else ()
        tried += begins
        if run:
            result += tokens[at : run[0].first]
            result += [letter for read in run for letter in _as_letters(tokens, read)]
            at = run[-1].last
        else:
            result.append(tokens[at])
            at += 1
    return tuple(result)


def _may_spell(tokens: Sequence[Token]) -> bool:
    """Whether anything may be spelled here. Most texts cost only this look."""
    plain = [token.plain for token in tokens]
    single = [len(word) for word in plain].count(1)
    if single < LEAST and _CLEAR.isdisjoint(plain):
        return False
    clear = words = 0
    named = False
    for word in plain:
        named = named or (clear > 0 and word in _NAMES_ONE)
        clear += word in _CLEAR
        words += word in _WORDS_TOO
    some = clear and (named or clear + single + words > LEAST)
    return bool(some) or clear >= LEAST_CLEAR or single >= LEAST


def _run_at(
    tokens: Sequence[Token],
    i: int,
    extent: Callable[[Sequence[Token]], tuple[int, int] | None],
) -> Sequence[_Read]:
    """The reads of a run that begins at token ``i``, if it is more than bare letters.

    A run that spells a place counts first, also one with guesses; then any that is surely one.
    """
    one = _letter(tokens, i, "", loosely=False)
    surely: Sequence[_Read] = (one,) if one is not None and _names_one(tokens, one) else ()
    most = _reads(tokens, i, loosely=True, skips_y=True)
    if sum(len(read.letters) for read in most) < LEAST:
        return surely
    tried: list[Sequence[_Read]] = []
    for loosely, skips_y in ((True, False), (True, True), (False, False), (False, True)):
        reads = _reads(tokens, i, loosely=loosely, skips_y=skips_y)
        if reads in tried or not _is_spelling(reads) or (skips_y and not _is_joined(reads)):
            continue
        tried.append(reads)
        for part in _parts(reads):
            place = extent([letter for read in part for letter in _as_letters(tokens, read)])
            if place is not None:
                return _within(part, *place)
        surely = max(surely, _trimmed(reads), key=len)
    return surely


def _names_one(tokens: Sequence[Token], read: _Read) -> bool:
    """Whether a single letter is surely named: "it starts with L as in Laredo", "ele de Laredo"."""
    naming = tuple(token.plain for token in tokens[read.first + 1 : read.first + 3])
    spanish = tokens[read.first].plain in SPANISH.keys() - _WORDS_TOO and naming[:1] == ("de",)
    return read.kind == "named" and (naming in _ALWAYS or spanish)


def _reads(tokens: Sequence[Token], i: int, *, loosely: bool, skips_y: bool) -> list[_Read]:
    """What is spelled from token ``i`` on.

    ``loosely``: with sounds, police words and two or three capitals in a row: "L A RED O".
    ``skips_y``: a "y" between letters is the Spanish "and".
    """
    reads: list[_Read] = []
    at = i
    while at < len(tokens) and len(reads) < MOST:
        start, mark = _passed(tokens, at, skips_y=skips_y) if reads else (at, SAME)
        kind = reads[-1].kind if reads else ""
        read = _letter(tokens, start, kind, loosely=loosely)
        if read is None and start > at:
            read, mark = _letter(tokens, at, kind, loosely=loosely), SAME
        if read is None:
            break
        reads.append(read._replace(mark=mark))
        at = read.last
    return reads


def _is_spelling(reads: Sequence[_Read]) -> bool:
    """Whether a run is more than bare letters, which are read elsewhere, and than chance."""
    letters = sum(len(read.letters) for read in reads)
    kinds = [read.kind for read in reads]
    if letters < LEAST:
        return False
    gaps = any(a.last < b.first for a, b in pairwise(reads))
    certain = sum(kind in _CERTAIN for kind in kinds)
    clear = certain + sum(r.kind == "letter" and r.letters.lower() not in ALONE for r in reads)
    if "police" in kinds:
        return len(kinds) >= LEAST_POLICE and set(kinds) <= {"police", "alphabet"} and not gaps
    if "piece" in kinds:
        return bool(clear) and letters > LEAST
    clear += kinds.count("wordy") if "name" in kinds else 0
    plainly = not {"named", "double"}.isdisjoint(kinds) and "sound" not in kinds
    return plainly or (clear >= LEAST_CLEAR and (bool(certain) or gaps or "sound" in kinds))


def _is_joined(reads: Sequence[_Read]) -> bool:
    """Whether letters are named in Spanish, or have a word between every two: "L y A y R"."""
    named = not {"name", "wordy"}.isdisjoint(read.kind for read in reads)
    return named or all(a.last < b.first for a, b in pairwise(reads))


def _parts(reads: Sequence[_Read]) -> Iterator[Sequence[_Read]]:
    """A run, and what is left of it without the words at its edges: "la ciudad de ele a …"."""
    first, last = 0, len(reads)
    while first < min(last, MOST_CUT) and reads[first].kind in _EDGES:
        first += 1
    while last > max(first, len(reads) - MOST_CUT) and reads[last - 1].kind in _EDGES:
        last -= 1
    cuts = [(a, b) for a in range(first + 1) for b in range(last, len(reads) + 1) if b - a >= LEAST]
    for a, b in sorted(cuts, key=lambda cut: cut[0] - cut[1]):
        yield reads[a:b]


_EDGES = frozenset({"wordy", "sound"})


def _trimmed(reads: Sequence[_Read]) -> Sequence[_Read]:
    """A run that spells no place, without words at its edges; nothing if it was mostly guessed."""
    if not {"police", "piece"}.isdisjoint(read.kind for read in reads):
        return ()
    return min(_parts(reads), key=len, default=())


def _within(reads: Sequence[_Read], first: int, last: int) -> Sequence[_Read]:
    """The reads whose letters are those from ``first`` to ``last``."""
    kept, number = [], 0
    for read in reads:
        if first < number + len(read.letters) and number < last:
            kept.append(read)
        number += len(read.letters)
    return kept


def _as_letters(tokens: Sequence[Token], read: _Read) -> Iterator[Token]:
    start, end = tokens[read.first].start, tokens[read.last - 1].end
    for number, letter in enumerate(read.letters):
        yield Token(letter.upper(), letter, start, end, SAME if number else read.mark)


def _passed(tokens: Sequence[Token], at: int, *, skips_y: bool) -> tuple[int, str]:
    """The next token that may be a letter, and the mark before it: "and then", "not M", "space"."""
    mark, first = SAME, at
    while at < len(tokens) and at - first < MOST_WORDS and _goes_on(tokens[at]):
        plain = tokens[at].plain
        following = tokens[at + 1].plain if at + 1 < len(tokens) else ""
        denied = _letter(tokens, at + 1, "", loosely=False) if plain in _NOT else None
        if plain in _SPACE:
            mark, at = BREAK, at + 1
        elif plain in _NEXT and following in _WORD:
            mark, at = BREAK, at + 2
        elif denied is not None:
            at = denied.last
            first = at
        elif plain in _THEN or plain in _CAPITAL or (skips_y and plain == "y"):
            at += 1
        else:
            break
    return at, mark


def _goes_on(token: Token) -> bool:
    """Whether nothing ends a run before ``token``."""
    return not token.after.strip(BETWEEN) and "\n" not in token.after


def _letter(tokens: Sequence[Token], i: int, last: str, *, loosely: bool) -> _Read | None:
    """The letter at token ``i``, with the word that names it. ``last``: the kind before it."""
    if i >= len(tokens) or (last and not _goes_on(tokens[i])):
        return None
    token = tokens[i]
    if token.hashtag or token.handle or token.foreign:
        return None
    read = _doubled(tokens, i, last) or _bare(tokens, i, last, loosely=loosely)
    if read is None:
        return None
    end = _named_until(tokens, read)
    return read._replace(last=end, kind="named") if end > read.last else read


def _doubled(tokens: Sequence[Token], i: int, last: str) -> _Read | None:
    """ "double L", "doble ele", "two Ls", "dos eles"."""
    if tokens[i].plain not in _DOUBLE or i + 1 >= len(tokens) or not _goes_on(tokens[i + 1]):
        return None
    word = tokens[i + 1].plain
    pair = SPANISH_PAIRS.get(f"{tokens[i].plain} {word}")
    if pair:
        return _Read(pair, i, i + 2, "name")
    one = word.removesuffix("s") if len(word) > 1 else word
    letter = one if len(one) == 1 else SPANISH.get(one) or NATO.get(one)
    if letter is None or not letter.isalpha():
        return None
    if tokens[i].plain in {"two", "dos"} and not (last or one != word):
        return None
    return _Read(letter * 2, i, i + 2, "double")


def _bare(tokens: Sequence[Token], i: int, last: str, *, loosely: bool) -> _Read | None:
    """The letter at token ``i`` by itself."""
    plain, text = tokens[i].plain, tokens[i].text
    pair = f"{plain} {tokens[i + 1].plain}" if i + 1 < len(tokens) else ""
    if pair in SPANISH_PAIRS and tokens[i + 1].after == " ":
        return _Read(SPANISH_PAIRS[pair], i, i + 2, "name")
    letters, kind = "", ""
    if len(text) == 1:
        letters, kind = plain if plain.isalpha() else "", "letter"
    elif text[1] == ".":
        letters, kind = plain.replace(" ", ""), "letter"
    elif plain in NATO:
        letters, kind = NATO[plain], "alphabet"
    elif plain in SPANISH:
        letters, kind = SPANISH[plain], "wordy" if plain in _WORDS_TOO else "name"
    elif loosely:
        letters, kind = _guess(tokens[i], last)
    return _Read(letters, i, i + 1, kind) if letters else None


def _guess(token: Token, last: str) -> tuple[str, str]:
    """What a word stands for that is a letter only beside other letters, and how it was said."""
    if last in {"", "police", "alphabet"} and token.plain in POLICE:
        return POLICE[token.plain], "police"
    if last and token.plain in SOUNDS:
        return SOUNDS[token.plain], "sound"
    piece = last and token.upper and len(token.text) <= MOST_PIECE and token.plain.isalpha()
    return (token.plain, "piece") if piece else ("", "")


def _named_until(tokens: Sequence[Token], read: _Read) -> int:
    """The token after the word that names a letter: "P as in Paul", "N as in New York"."""
    if read.last >= len(tokens) or tokens[read.last].plain not in _BEGINS_NAMING:
        return read.last
    for naming in _NAMING:
        at = read.last + len(naming)
        if tuple(token.plain for token in tokens[read.last : at]) != naming:
            continue
        end = at + 2
        while naming in _ALWAYS and at < min(len(tokens) - 1, end) and tokens[at].plain in _FILLERS:
            at += 1
        word = tokens[at].plain if at < len(tokens) else ""
        fits = word[:1] == read.letters[:1] or naming in _ALWAYS
        if len(word) > 1 and fits and word not in SPANISH:
            return _with_rest(tokens, at)
    return read.last


def _is_between(token: Token) -> bool:
    """Whether a word is a letter, or stands between letters, and is no part of a name."""
    return len(token.text) == 1 or token.plain in _THEN | _NOT | _SPACE | _DOUBLE | _CAPITAL


def _with_rest(tokens: Sequence[Token], at: int) -> int:
    """The token after a name that begins at ``at`` and is followed by another letter."""
    begins = tokens[at].plain in _BEGINS_NAME
    for end in range(at + 1, min(len(tokens), at + MOST_WORDS)):
        if tokens[end].after != " " or _is_between(tokens[end]):
            return at + 1
        following = tokens[end + 1] if end + 1 < len(tokens) else None
        if begins and (following is None or len(following.text) == 1 or following.after != " "):
            return end + 1
        if following is not None and len(following.text) == 1 and following.plain not in ALONE:
            return end + 1
    return at + 1
