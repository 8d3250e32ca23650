"""A text as words: folded for comparison, each with its place in the text as it was written.

Folding makes one word of many spellings (case, accents, apostrophes, look-alike letters,
``heeelp``, ``h3lp``), and the lexicon's spelling list turns shorthand and contractions into full
words, so that ``cant`` and ``can't`` are both "can not". Every word keeps the offsets of the
characters it was made of, which is what evidence shows.

Hostile text costs little: only :data:`MAX_CHARACTERS` are read, from both ends, by one linear
regular expression.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from hotline.triage.masked_words import unmasked
from hotline.triage.numerals import HAN_NUMERALS, in_digits, respelled

MAX_CHARACTERS = 8_000
"""Longer texts are read at both ends, half of this each: a plea stands first or last."""
MAX_WORDS = 450
MAX_WORD = 40
"""Characters of a word that are looked at; what is longer is no word of any language."""

_FIRST_HAN = "\u3400"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
)
_WORD = re.compile(
    f"[{HAN_NUMERALS}]{{1,3}}(?=[岁歲嵗])|[{_HAN}]|(?:[^\\W_{_HAN}]|[@$](?=[^\\W\\d_{_HAN}]))"
    f"(?:[^\\W_{_HAN}]|[{_MARKS}]|['’ʼ`´](?=[^\\W_{_HAN}])|[@$](?=[^\\W\\d_{_HAN}]))*"
)
_SENTENCE = re.compile(r"[.!?;\n…。！？；।؟]")
_CLAUSE = re.compile(r"[,:()،、，：—–]|\s-+\s")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_APOSTROPHE = re.compile("['’ʼ`´]")
_THREE = re.compile(r"(.)\1{2,}")
_NUMBER_AND_LETTERS = re.compile(r"(\d+)([^\W\d_]+)")
_SHORTHAND_AND_NUMBER = re.compile(r"(f|m|im|age|aged|shes|hes|tengo|tiene)(\d{1,2})", re.I)
"""What people write an age to without a space: F15, im16."""
_ELIDED = frozenset("c d j l m n qu s t jusqu lorsqu puisqu quelqu w".split())
"""What French and Creole write before an apostrophe instead of a whole word."""
_LEET = str.maketrans("013457@$", "oieastas")
_LATIN = re.compile("[a-z]")
_OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁһӏαβεηικνορτυχ", "abekmhopctyxijsdhlabeniknoptux")

_TRADITIONAL = str.maketrans(
    (
        "護錢闆歲賣強開關鎖門間麼個們會沒發給還債帳來這裡裏說話報殺槍傷媽兒學華國館飯廳廠務勞動員"
        "業療醫藥電車讓離脅嚇證時點過對頭腳樓號婦處僱傭隸綁繩遠進現見親認識應該愛買貸費辦壓體氣緊"
        "難無與萬從後邊當幾條鄰丟遊戲網約紀齡歡誰請謝嗎長嬰騙搶撥聽跡產寫讀錄鄉衝鬧輪姦遞終願毆衛"
        "補養顧種農場機單聯繫訴訟"
    ),
    (
        "护钱板岁卖强开关锁门间么个们会没发给还债账来这里里说话报杀枪伤妈儿学华国馆饭厅厂务劳动员"
        "业疗医药电车让离胁吓证时点过对头脚楼号妇处雇佣隶绑绳远进现见亲认识应该爱买贷费办压体气紧"
        "难无与万从后边当几条邻丢游戏网约纪龄欢谁请谢吗长婴骗抢拨听迹产写读录乡冲闹轮奸递终愿殴卫"
        "补养顾种农场机单联系诉讼"
    ),
)
"""Traditional Chinese characters of the word list, which is written in simplified ones."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in words.

    ``words`` are folded; word ``i`` stands at ``text[starts[i]:ends[i]]``, in the sentence
    ``sentences[i]`` and the clause ``clauses[i]``, both counted from 0.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]

    def phrase(self, first: int, last: int) -> tuple[str, int, int]:
        """The characters from word ``first`` to word ``last``, and their offsets."""
        start, end = self.starts[first], self.ends[last]
        return self.text[start:end], start, end


class Stretch(NamedTuple):
    """A sentence or a clause: its first and last word, and its words with blanks between them."""

    first: int
    last: int
    said: str

    @property
    def indexes(self) -> range:
        """Its words."""
        return range(self.first, self.last + 1)


def stretches(reading: Reading, numbers: Sequence[int]) -> list[Stretch]:
    """The sentences or clauses of ``reading``: ``numbers`` are its ``sentences`` or ``clauses``."""
    found = []
    for _, group in groupby(range(len(reading.words)), key=numbers.__getitem__):
        indexes = list(group)
        first, last = indexes[0], indexes[-1]
        found.append(Stretch(first, last, " ".join(reading.words[first : last + 1])))
    return found


def words_within(
    reading: Reading, numbers: Sequence[int], pattern: re.Pattern[str]
) -> Iterator[int]:
    """The words at which a match of ``pattern`` in their sentence or clause is."""
    for stretch in stretches(reading, numbers):
        spans = [match.span() for match in pattern.finditer(stretch.said)]
        at = 0
        for index in stretch.indexes if spans else ():
            if any(start <= at < end for start, end in spans):
                yield index
            at += len(reading.words[index]) + 1


Spelling = Mapping[str, tuple[str, ...]]
"""Folded word -> the folded words that it stands for."""


def read(text: str, spelling: Spelling) -> Reading:
    """``text`` in words."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    sentences: list[int] = []
    clauses: list[int] = []
    sentence = clause = 0
    for begin, found in _windows(unmasked(text)):
        last = begin
        for match in found:
            between = text[last : match.start()]
            last = match.end()
            if between and words:
                if _SENTENCE.search(between) and not _abbreviated(between, text, match):
                    sentence += 1
                    clause += 1
                elif _CLAUSE.search(between):
                    clause += 1
            for word, start, stop in _pieces(match.group(), match.start(), spelling):
                words.append(word)
                starts.append(start)
                ends.append(stop)
                sentences.append(sentence)
                clauses.append(clause)
        sentence += 1
        clause += 1
    return Reading(text, tuple(words), tuple(starts), tuple(ends), tuple(sentences), tuple(clauses))


def _windows(text: str) -> Iterator[tuple[int, list[re.Match[str]]]]:
    """The parts that are read: where each begins, and its words as they are written."""
    if len(text) <= MAX_CHARACTERS:
        found = list(_WORD.finditer(text))
        if len(found) <= MAX_WORDS:
            yield 0, found
            return
    half, words = MAX_CHARACTERS // 2, MAX_WORDS // 2
    middle = len(text) // 2
    yield 0, list(islice(_WORD.finditer(text, 0, min(half, middle)), words))
    tail = list(_WORD.finditer(text, max(middle, len(text) - half)))[-words:]
    if tail:
        yield tail[0].start(), tail


def _abbreviated(between: str, text: str, following: re.Match[str]) -> bool:
    """Whether the point stands between single letters, as in "17 y.o." and "11 p.m."."""
    point = following.start() - 1
    return (
        between == "."
        and following.end() - following.start() == 1
        and (point < 2 or not text[point - 2].isalpha())
    )


def _pieces(written: str, start: int, spelling: Spelling) -> list[tuple[str, int, int]]:
    """The folded words that one written word stands for, with offsets."""
    end = start + len(written)
    word = fold(written[:MAX_WORD])
    if word[0] in HAN_NUMERALS:
        return [(in_digits(word), start, end)]
    full = spelling.get(word)
    if full is None and written.isalpha():  # most words; what follows is for all others
        clear = _clear(word)
        full = spelling.get(clear, (clear,)) if clear else ()
    if full is None:
        mixed = _NUMBER_AND_LETTERS.fullmatch(written)
        if mixed:  # 14yo, 16hrs: two words
            cut = start + mixed.end(1)
            unit = fold(mixed.group(2))
            return [
                (mixed.group(1)[:MAX_WORD], start, cut),
                *((part, cut, end) for part in spelling.get(unit, (unit,))),
            ]
        joined = written[-1].isdigit() and _SHORTHAND_AND_NUMBER.fullmatch(written)
        if joined:
            cut = start + joined.end(1)
            front = fold(joined.group(1))
            return [
                *((part, start, cut) for part in spelling.get(front, (front,))),
                (joined.group(2), cut, end),
            ]
        if word.endswith("'s"):
            full = spelling.get(word.replace("'", ""), (word[:-2],))
        elif "'" in word:
            bare = word.replace("'", "")
            full = spelling.get(bare) or _elided(word) or (bare,)
        else:
            clear = unleet(word)
            full = spelling.get(clear, (clear,)) if clear else ()
    return [(part, start, end) for part in full if part]


def _elided(word: str) -> tuple[str, ...] | None:
    """``m'a``, ``n'est`` and ``qu'elle`` of French, ``m'ap`` of Creole: two words, as they are."""
    front, _, rest = word.partition("'")
    return (front, rest.replace("'", "")) if front in _ELIDED and rest else None


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """A word in lower case, without accents or invisible signs, look-alike letters made Latin."""
    if word.isascii():
        return word.lower()
    if len(word) == 1 and word > _FIRST_HAN:
        return word.translate(_TRADITIONAL)
    bare = _APOSTROPHE.sub("'", _INVISIBLE.sub("", word))
    decomposed = unicodedata.normalize("NFKD", bare.casefold())
    stripped = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    if _LATIN.search(stripped) and _OTHER_ALPHABET.search(stripped):
        stripped = stripped.translate(_LOOK_ALIKES)
    if stripped.isdecimal():
        stripped = str(int(stripped))  # ١٤ and १४ are 14
    composed = unicodedata.normalize("NFC", stripped)  # Hangul falls apart otherwise
    return composed.replace("đ", "d").replace("ł", "l")


@lru_cache(maxsize=8192)
def _clear(word: str) -> str:
    """The word as it is meant: ``heeelp`` as heelp, ``sixten`` as sixteen."""
    clear = unleet(word)
    return respelled(clear) or clear


@lru_cache(maxsize=4096)
def unleet(word: str) -> str:
    """``h3lp`` as help and ``heeelp`` as heelp; a number stays a number."""
    if not word.isalpha() and not word.isdigit():
        letters = sum(letter.isalpha() for letter in word)
        if letters * 2 >= len(word):
            word = word.translate(_LEET)
    if len(word) > 3:
        word = _THREE.sub(r"\1\1", word)
    return word
