"""Ages by where a number stands, for the ways of telling one that no phrase foresees.

"Sugar baby 16", "15 and on onlyfans", ", 14, ", "I have 15 years", "soy de 16", "two months shy of
18", "class of 2028", "goes to Nixon High". Phrases in the lexicon are read first; this reads the
numbers that they left, by the words just before and behind each. A number that counts, measures,
prices or addresses something is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hotline.triage.numerals import HIGHEST
from hotline.triage.reading import Reading

YOUNGEST, LONE_YOUNGEST = 6, 9
"""A smaller number without "years" is more often a count than an age."""
ADULT = 18


class Kind(StrEnum):
    """How a number tells an age: as such, perhaps, as what is not reached yet, or as a school."""

    AGE = "age"
    PERHAPS = "perhaps"
    BELOW = "below"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Frame:
    """An age that words ``first`` to ``last`` tell; ``age`` is None for a school."""

    first: int
    last: int
    kind: Kind
    age: int | None


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_HEDGES = _set(
    "about around abt like maybe probably perhaps only just barely almost nearly roughly "
    "going on now still really actually approximately turning at most even not quite close to "
    "age aged como unos unas apenas solo casi ya nomas quizas los por ahi de mas o menos edad"
)
_SUBJECTS = _set("i he she they who that girl boy kid ella yo")
_TO_HAVE = _set("have has having had got gots haves")
_YEARS = _set("year years yrs age anos ano anitos")
_AT_WORK_SINCE = _set(
    "of in experience working here there doing married with left together serving prison for "
    "since ago at on de en aqui trabajando sin viviendo casada casado"
)
_PEOPLE = _set(
    "girl boy kid child teen teenager minor runaway female male daughter son sister brother "
    "niece nephew cousin friend student pupil patient client victim escort dancer stripper "
    "model hooker prostitute baby babysitter cheerleader freshman sophomore yo me myself him "
    "her prima primo hermana hermano hija hijo sobrina sobrino nina nino chica chico chava "
    "chavo chavita morra morrita morro muchacha muchacho jovencita menor alumna alumno amiga "
    "novia virgin twink fem lady guy man woman dude chick youth youngster sis bro grandson "
    "granddaughter stepdaughter stepson classmate girlfriend nieta nieto cuata cuate huerca "
    "plebe nena nene escuincla she he ella "
    "both ambas ambos cuz coz lil vecina vecino"
)
_NAMED_BARE = _set("me yo him her myself baby she he ella")
"""Behind these a number is an age only where the clause begins with them, or says "sugar baby"."""
_SEXES = _set("m f male female fem femme girl boy teen trans guy chick virgin masc kid")
_LINKS = _set("and y e n but pero on yo with who w en ando estoy living still sells vende he she")
_AND = _set("and y n")
_ANOS = _set("anos anitos")
_DE = _set("de d")
_BEFORE_DE = _set(
    "soy es ella el chava chavo chavita morra morrita morro prima primo nina nino hija hijo "
    "sobrina sobrino muchacha muchacho chica chico hermana hermano amiga novia menor joven "
    "jovencita edad alumna alumno renta rentan vende venden ofrece ofrecen una uno nieta "
    "chavos chavas morros morras muchachas muchachos chicas chicos ninas ninos jovenes jovencitas "
    "menores plebes hijas hijos sobrinas hermanas "
    "nieto estudiante nena chiquilla cipota patoja huerca plebita criatura estudiantes"
)
_LITTLE = ("ita", "ito", "illa", "illo")
"""Endings of "vecinita", "chavito": someone who is spoken of as young."""
_ANDA = _set("ando anda anduvo rondo ronda entro entra llega llego andaba")
_SPANS = _set("month months week weeks day days mes meses semana semanas dias year couple")
_SHORT_OF = _set("shy short away off from till til until before para pa to")
_BETWEEN_SHORT = _set(
    "of from turning being her his my the becoming hitting till until before los cumplir "
    "birthday she he i turns is am s"
)
_COUNTED = _set(
    "hours hour hrs minutes minute min mins seconds days day weeks week months month nights "
    "night dollars dollar bucks grand k hundred thousand million cents percent pesos dolares "
    "mil men man guys guy dudes women woman girls boys people persons kids children clients "
    "client customers johns dates date tricks calls rooms room beds miles mile blocks feet "
    "pounds lbs kilos grams pills of others workers us them times time am pm p a oclock st nd "
    "rd th street ave avenue road blvd lane dr per to or horas hora dias semanas meses noches "
    "veces hombres mujeres personas clientes chicas muchachas ninas ninos senores vatos tipos "
    "cuartos millas cuadras libras viejos viejas o passports phones cars trucks trailers "
    "floors apartments different more other females males adults minors teens teenagers "
    "families houses shifts jobs pairs sets foot inch inches acres boxes buckets stops exits "
    "bitches hoes ladies victims girlfriends wives years anos ano year de del % hot roommates "
    "brothers sisters cousins nieces nephews daughters sons friends hermanas hermanos primas "
    "primos hijas hijos en trabajadores empleados likes followers messages texts photos pics "
    "pictures videos stars visits trips tables chairs camas menores pasajeros gallons bottles "
    "beers shots drinks cigarettes packs oz ounces"
)
_YOUNG_KIN = _set(
    "sisters brothers siblings cousins nieces nephews daughters sons stepdaughters stepsons "
    "granddaughters grandsons grandkids girls boys twins kids children students neighbors "
    "hermanas hermanos hermanitas hermanitos primas primos hijas hijos sobrinas sobrinos "
    "nietas nietos ninas ninos muchachas muchachos gemelas gemelos"
)
_ADDRESSED = _set(
    "room apt apartment unit exit highway hwy route interstate street road number no suite "
    "floor gate mile lot bus channel at until till by us sr fm i ih calle cuarto ruta salida "
    "numero depto carretera km kilometro las milla edificio piso puerta space slot terminal "
    "pier door booth table page chapter level size section zone area district ward precinct "
    "for every each than over another next last past first in after before within open from "
    "since verse plus minus pays pay paid owe owes charges charge cost costs makes made earns "
    "bring brings some took takes gave gives give cobra paga pagan debe mg iphone galaxy camp "
    "building bldg hall cell pod block house row line track stage"
)
_GRADUATION = _set(
    "class generacion graduates graduate graduating grad gradua promocion graduation"
)
_IN_A_CLASS = _set("of in de del en el la year")
_COLLEGE = _set("college university univ uni universidad campus law med nursing grad bachelors")
_HIGH = _set("high hs middle elementary jr")
_GRADUATES = 6
"""The month in which a class graduates."""
_CENTURY = 2000
_SENIOR_YEAR = 12
_SCHOOL_YEARS = 13 * 12


def frames(
    reading: Reading, values: Mapping[int, int], passed: frozenset[int], on: date
) -> Iterator[Frame]:
    """Every age that the place of a number tells, but for the words in ``passed``.

    ``values`` are the numbers by word (:func:`hotline.triage.numerals.values`), ``on`` the day of
    the report, from which graduation years are counted.
    """
    look = _Look(reading, values, on)
    for index, value in values.items():
        if index in passed or (values.get(index - 1) == value and index - 1 in values):
            continue
        frame = look.at(index, value)
        if frame is not None:
            yield frame
    yield from look.classes()
    yield from look.schools()


@dataclass(frozen=True, slots=True)
class _Look:
    """A text and its numbers; each question looks at the words around one of them."""

    reading: Reading
    values: Mapping[int, int]
    on: date

    def word(self, index: int) -> str:
        words = self.reading.words
        return words[index] if 0 <= index < len(words) else ""

    def at(self, index: int, value: int) -> Frame | None:
        """What the number at ``index`` tells, if it is an age."""
        if value > HIGHEST or self._marked(index):
            return None
        end = self._end(index)
        before = self._before(index)
        for ask in (
            self._years_old,
            self._shy,
            self._years_had,
            self._spanish_of,
            self._sexed,
            self._person,
            self._several,
        ):
            found = ask(index, end, before, value)
            if found is not None:
                return found
        return self._lone(index, end, value)

    def _end(self, index: int) -> int:
        """The last word of a number of two words ("thirty five")."""
        end = index
        while end + 1 in self.values and self.values[end + 1] == self.values[index]:
            end += 1
        if self.word(end + 1) == "y" and self.values.get(end + 2) == self.values[index]:
            end += 2
        return end

    def _marked(self, index: int) -> bool:
        """Whether signs beside the number make a price, a time, a date or a share of it."""
        text = self.reading.text
        start, end = self.reading.starts[index], self.reading.ends[index]
        before, behind = text[start - 1 : start], text[end : end + 2]
        return (before != "" and before in "$€#:/%") or (
            behind[:1] == "%" or (behind[:1] in {":", "/"} and behind[1:].isdigit())
        )

    def _before(self, index: int) -> int:
        """The word before the number and the small words in front of it, in its sentence; -1."""
        at = index - 1
        sentences = self.reading.sentences
        while at >= 0 and sentences[at] == sentences[index] and self.word(at) in _HEDGES:
            if self.word(at) in _DE and self.word(at - 1) in _BEFORE_DE:
                break
            at -= 1
        return at if at >= 0 and sentences[at] == sentences[index] else -1

    def _joined(self, left: int, right: int) -> bool:
        """Whether no comma or stop stands between two words."""
        clauses = self.reading.clauses
        return left >= 0 and right < len(clauses) and clauses[left] == clauses[right]

    def _counts(self, end: int) -> bool:
        return self._joined(end, end + 1) and (
            self.word(end + 1) in _COUNTED or end + 1 in self.values
        )

    def _years_old(self, index: int, end: int, before: int, value: int) -> Frame | None:
        """ "19 years old", also where Spanish follows; but not "19 yo ya no" (I no longer)."""
        starts = self.reading.starts
        old = self.word(end + 1) == "years" and self.word(end + 2) == "old"
        if not old or starts[end + 1] == starts[end + 2] or self._marked(index):
            return None
        return Frame(index, end + 2, Kind.AGE, value)

    def _shy(self, index: int, end: int, before: int, value: int) -> Frame | None:
        """ "Two months shy of 18", "a week before he turns 16", "faltan dos meses para los 18"."""
        at, seen = index - 1, False
        while (
            at >= 0 and index - at <= 7 and (self.word(at) in _SHORT_OF | _BETWEEN_SHORT | _HEDGES)
        ):
            seen = seen or self.word(at) in _SHORT_OF
            at -= 1
        if not seen or self.word(at) not in _SPANS or self._counts(end) or value > ADULT:
            return None
        return Frame(at, end, Kind.BELOW, value) if value >= LONE_YOUNGEST else None

    def _years_had(self, index: int, end: int, before: int, value: int) -> Frame | None:
        """ "I have 15 years", as learners of English say; not "15 years here"."""
        if self.word(before) not in _TO_HAVE or self.word(end + 1) not in _YEARS:
            return None
        behind = self.word(end + 2) if self._joined(end + 1, end + 2) else ""
        if self.word(before - 1) not in _SUBJECTS | _PEOPLE or behind in _AT_WORK_SINCE:
            return None
        return Frame(before, end + 1, Kind.AGE, value) if value >= YOUNGEST else None

    def _spanish_of(self, index: int, end: int, before: int, value: int) -> Frame | None:
        """ "Soy de 16", "una chava de unos 14", "anda en los 15"."""
        if (self._counts(end) and self.word(end + 1) not in {"anos", "o", "a"}) or value < YOUNGEST:
            return None
        small = {self.word(at) for at in range(before, index)}
        person = self.word(before)
        if (person in _BEFORE_DE | _DE or person.endswith(_LITTLE)) and small & _DE:
            return Frame(before, end, Kind.AGE, value)
        if self.word(before) in {"en", "por"} and self.word(before - 1) in _ANDA | {"como"}:
            return Frame(before - 1, end, Kind.AGE, value)
        los = "los" in small and bool(small & {"por", "ahi", "de", "casi"})
        if (los or self.word(before) in _ANDA) and value >= LONE_YOUNGEST:
            return Frame(index - 1, end, Kind.AGE, value)
        return None

    def _sexed(self, index: int, end: int, before: int, value: int) -> Frame | None:
        """ "15 male", "16f"."""
        joined = self._joined(end, end + 1) and self.word(end + 1) in _SEXES
        if not joined or value < LONE_YOUNGEST or self.word(before) in _ADDRESSED:
            return None
        return Frame(index, end + 1, Kind.PERHAPS, value)

    def _person(self, index: int, end: int, before: int, value: int) -> Frame | None:
        """ "Escort 15", "runaway, 15,", "me 16"; not "she pays him 15"."""
        who = "yo" if self._written_yo(before) else self.word(before)
        if who not in _PEOPLE or value < LONE_YOUNGEST or self._counts(end):
            return None
        if who in _NAMED_BARE:
            begins = before == 0 or not self._joined(before - 1, before) or who == "yo"
            if not (begins or self.word(before - 1) in {"and", "y", "sugar", "n", "with"}):
                return None
        return Frame(before, end, Kind.PERHAPS, value)

    def _written_yo(self, index: int) -> bool:
        """Whether the words "years old" were written "yo", which is Spanish for I, in front."""
        starts = self.reading.starts
        same = index > 0 and starts[index] == starts[index - 1]
        return same and (index == 1 or not self._joined(index - 2, index - 1))

    def _several(self, index: int, end: int, before: int, value: int) -> Frame | None:
        """ "Two sisters, eleven and nine": the ages of several, behind who they are.

        They end a clause, and as many as there are stand there; "girls, five and six nights"
        counts nights.
        """
        if before < 0 or self.word(before) not in _YOUNG_KIN:
            return None
        if "," not in self.reading.text[self.reading.ends[before] : self.reading.starts[index]]:
            return None
        last, ages = end, 1
        while self.word(last + 1) in _AND or last + 1 in self.values:
            last += 1
            if last in self.values:
                last, ages = self._end(last), ages + 1
        behind = last + 1 < len(self.reading.words) and self._joined(last, last + 1)
        if ages < 2 or last not in self.values or (behind and self._counts(last)):
            return None
        return Frame(index, end, Kind.AGE, value)

    def _lone(self, index: int, end: int, value: int) -> Frame | None:
        """ ", 15, "; "15 and on onlyfans" at the beginning of a sentence."""
        words = self.reading.words
        if value < LONE_YOUNGEST or len(words) <= 2:
            return None
        if self._counts(end) and self.word(end + 1) not in _ANOS:
            return None
        opens = index == 0 or not self._joined(index - 1, index)
        while not opens and self.word(index - 1) in _HEDGES:
            index -= 1
            opens = index == 0 or not self._joined(index - 1, index)
        if self.word(end + 1) in _ANOS and not self._joined(end + 1, end + 2):
            end += 1
        behind = end + 1 < len(words) and self._joined(end, end + 1)
        if not opens or (index > 0 and self.word(index - 1) in _ADDRESSED):
            return None
        if behind and not self._goes_on(end + 1):
            return None
        return Frame(index, end, Kind.PERHAPS, value)

    def _goes_on(self, link: int) -> bool:
        """Whether the word behind a lone number leads on to a person's story: "15 and on …"."""
        if self.word(link) not in _LINKS or link + 1 in self.values:
            return False
        return self.word(link) not in _AND or self.word(link + 1) not in _COUNTED

    def classes(self) -> Iterator[Frame]:
        """ "Class of 2028", "graduates in '29": who is still to graduate is at school."""
        if _GRADUATION.isdisjoint(self.reading.words):
            return
        for index, word in enumerate(self.reading.words):
            year = int(word) if word.isdecimal() and len(word) in (2, 4) else -1
            year += _CENTURY if 0 <= year < 100 else 0
            if not _CENTURY - 40 <= year <= self.on.year + 14:
                continue
            first = index - 1
            while first >= 0 and index - first <= 3 and self.word(first) in _IN_A_CLASS:
                first -= 1
            small = index - 1 - first
            if first < 0 or self.word(first) not in _GRADUATION or (len(word) == 2 and not small):
                continue
            if _COLLEGE & set(self.reading.words[max(0, first - 6) : index + 7]):
                continue
            left = (year - self.on.year) * 12 + _GRADUATES - self.on.month
            if _SENIOR_YEAR < left <= _SCHOOL_YEARS:
                yield Frame(first, index, Kind.AGE, ADULT - left // 12)
            elif 0 < left <= _SENIOR_YEAR:
                yield Frame(first, index, Kind.PERHAPS, ADULT - 1)
            elif left < -_SENIOR_YEAR:
                yield Frame(first, index, Kind.AGE, min(HIGHEST, ADULT - left // 12))

    def schools(self) -> Iterator[Frame]:
        """ "At Nixon High", "to Alexander HS": a school's name, with a capital."""
        text, words = self.reading.text, self.reading.words
        if _HIGH.isdisjoint(words):
            return
        for index, word in enumerate(words):
            if word not in _HIGH or index < 2:
                continue
            start = self.reading.starts[index]
            named = text[start : start + 1].isupper() and not text.isupper()
            front = text[self.reading.starts[index - 1]]
            if named and front.isupper() and _AT & set(words[max(0, index - 4) : index - 1]):
                yield Frame(index - 1, index, Kind.SCHOOL, None)


_AT = _set("at to from attends attend in en a")
