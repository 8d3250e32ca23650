"""How people spell a name on the phone: every habit, in English and Spanish, as it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotline.geo.gazetteer import fold

NATO = (
    "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima Mike November Oscar "
    "Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey Xray Yankee Zulu"
).split()
POLICE = (
    "Adam Boy Charles David Edward Frank George Henry Ida John King Lincoln Mary Nora Ocean Paul "
    "Queen Robert Sam Tom Union Victor William Xray Young Zebra"
).split()
TOWNS = (
    "Austin Boston Chicago Dallas Elgin Fresno Gary Houston Ithaca Jackson Kenosha Laredo Miami "
    "Newark Omaha Paris Quincy Reno Salem Tulsa Union Vernon Waco Xenia Yuma Zion"
).split()
"""People name letters by towns too: none of these may be taken for the place."""
FIRST_NAMES = (
    "Ana Beto Carlos Diego Elena Fernando Gloria Hugo Ines Juan Karla Luis Maria Nora Oscar Pedro "
    "Quique Rosa Saul Teresa Ursula Victor Wendy Ximena Yolanda Zoila"
).split()
SPANISH = (
    "a be ce de e efe ge hache i jota ka ele eme ene o pe cu ere ese te u uve uve~doble equis ye "
    "zeta"
).split()
ORDER = "abcdefghijklmnopqrstuvwxyz"


def word(words: list[str], letter: str) -> str:
    """The word of an alphabet for a letter."""
    return words[ORDER.index(letter)].replace("~", " ")


def letters_of(name: str) -> str:
    """The letters of a name, without what stands between its words."""
    return "".join(c for c in fold(name) if c.isalpha())


def doubled(name: str, say: str) -> str:
    """Letters with a word for two of a kind: "double L A N O"."""
    said, at = [], 0
    while at < len(name):
        twice = name[at : at + 2] == name[at] * 2 and name[at] != "u"
        said.append(f"{say} {name[at].upper()}" if twice else name[at].upper())
        at += 2 if twice else 1
    return " ".join(said)


HABITS: Mapping[str, Callable[[str], str]] = {
    "as in": lambda n: ", ".join(f"{c.upper()} as in {word(NATO, c)}" for c in n),
    "as in towns": lambda n: " ".join(f"{c.upper()} as in {word(TOWNS, c)}" for c in n),
    "like": lambda n: ", ".join(f"{c} like {word(POLICE, c).lower()}" for c in n),
    "for": lambda n: " ".join(f"{c.upper()} for {word(TOWNS, c)}" for c in n),
    "first as in": lambda n: (
        f"{n[0].upper()} as in {word(TOWNS, n[0])}, " + " ".join(n[1:].upper())
    ),
    "nato": lambda n: " ".join(word(NATO, c) for c in n),
    "nato lower": lambda n: " ".join(word(NATO, c).lower() for c in n),
    "double": lambda n: doubled(n, "double"),
    "capital": lambda n: f"capital {n[0].upper()}, " + ", ".join(n[1:]),
    "dashes": lambda n: "-".join(n.upper()),
    "said dashes": lambda n: " dash ".join(n.upper()),
    "and then": lambda n: " and then ".join(n.upper()),
    "then": ", then ".join,
    "stops": lambda n: ". ".join(n.upper()) + ".",
    "spanish": lambda n: " ".join(word(SPANISH, c) for c in n),
    "spanish commas": lambda n: ", ".join(word(SPANISH, c) for c in n),
    "de": lambda n: ", ".join(f"{c} de {word(FIRST_NAMES, c)}" for c in n),
    "de spanish": lambda n: " ".join(f"{word(SPANISH, c)} de {word(FIRST_NAMES, c)}" for c in n),
    "como": lambda n: ", ".join(f"{c.upper()} como {word(FIRST_NAMES, c)}" for c in n),
    "doble": lambda n: doubled(n, "doble"),
}
"""How the letters of a name are said, by what is typical of it."""
FRAMES = ("{}", "it's {}", "they keep us in {}", "se escribe {}", "nos tienen en {}")
