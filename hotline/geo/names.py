"""Words that surround places or look like them: states' other names, prepositions, street words.

Keys are folded (``gazetteer.fold``). These are closed classes of English and Spanish; the open
ones (cities, counties, first names) come from the gazetteer.
"""

from __future__ import annotations

STATE_NAMES = {
    "washington state": "WA",
    "state of washington": "WA",
    "estado de washington": "WA",
    "new york state": "NY",
    "state of new york": "NY",
    "upstate new york": "NY",
    "estado de nueva york": "NY",
    "nueva york": "NY",
    "nueva jersey": "NJ",
    "nuevo mexico": "NM",
    "nueva hampshire": "NH",
    "nuevo hampshire": "NH",
    "carolina del norte": "NC",
    "carolina del sur": "SC",
    "dakota del norte": "ND",
    "dakota del sur": "SD",
    "virginia occidental": "WV",
    "virginia del oeste": "WV",
    "pensilvania": "PA",
    "luisiana": "LA",
    "luisana": "LA",
    "misisipi": "MS",
    "misuri": "MO",
    "tejas": "TX",
    "oregon": "OR",
    "hawai": "HI",
    "tenesi": "TN",
    "conecticut": "CT",
    "distrito de columbia": "DC",
    "washington dc": "DC",
    "washington d c": "DC",
    "islas virgenes": "VI",
    "us virgin islands": "VI",
    "virgin islands": "VI",
    "islas marianas": "MP",
    "saipan": "MP",
    "samoa americana": "AS",
    "boricua": "PR",
}
"""Names besides the official ones, in English and Spanish."""

STATE_SHORT = {
    "ala": "AL",
    "ariz": "AZ",
    "ark": "AR",
    "calif": "CA",
    "cali": "CA",
    "colo": "CO",
    "conn": "CT",
    "fla": "FL",
    "ill": "IL",
    "ind": "IN",
    "kan": "KS",
    "kans": "KS",
    "mass": "MA",
    "mich": "MI",
    "minn": "MN",
    "miss": "MS",
    "mo": "MO",
    "mont": "MT",
    "neb": "NE",
    "nebr": "NE",
    "nev": "NV",
    "okla": "OK",
    "ore": "OR",
    "penn": "PA",
    "penna": "PA",
    "tenn": "TN",
    "tex": "TX",
    "wash": "WA",
    "wisc": "WI",
    "wis": "WI",
    "wyo": "WY",
    "n c": "NC",
    "s c": "SC",
    "n d": "ND",
    "s d": "SD",
    "n y": "NY",
    "n j": "NJ",
    "n m": "NM",
    "n h": "NH",
    "w va": "WV",
    "r i": "RI",
    "d c": "DC",
    "p r": "PR",
}
"""Abbreviations of the newspapers; they count beside a city, or with their full stop."""

WORD_CODES = frozenset(
    "al ar as co de hi id in is la ma me mi mo ms mt ne oh ok or pa sc so vi al va ct".split()
)
"""Postal codes that are also words, in English, in Spanish, or as initials."""

PLURAL_STATES = {"carolinas": ("NC", "SC"), "dakotas": ("ND", "SD"), "virginias": ("VA", "WV")}

COUNTY_WORDS = frozenset({"county", "parish", "borough", "cty", "cnty", "municipio", "co"})
COUNTIES_WORDS = frozenset({"counties", "parishes", "condados"})
COUNTY_BEFORE = (("condado", "de"), ("county", "of"), ("condado", "del"), ("parroquia", "de"))

IN_WORDS = frozenset(
    "in near at outside around by within throughout inside en cerca afuera dentro junto".split()
)
"""Prepositions of being somewhere."""
MOVE_WORDS = frozenset("from to toward towards into through via leaving desde hacia hasta".split())
"""Prepositions of coming and going: the place counts less."""
LINK_WORDS = frozenset("of de del a the el la los las downtown east west north south".split())
"""Words that may stand between a preposition and the name."""
NEAR_WORDS = frozenset("near outside cerca afueras".split())
DIRECTION_WORDS = frozenset(
    "north south east west northeast northwest southeast southwest norte sur este oeste "
    "outside near miles mi minutes mins cerca afueras".split()
)
"""Before "of": the place is near the name, not in it."""

STORM_WORDS = frozenset(
    "hurricane hurricanes storm tropical cyclone typhoon huracan tormenta tormentas".split()
)
FLOOD_WORDS = frozenset(
    "flood floods flooding floodwaters landfall evacuate evacuation evacuations winds".split()
)
AFTERMATH_WORDS = frozenset(
    "makes made victims landfall rescue relief aftermath approaches damage hits category".split()
)
TITLES = frozenset(
    "mr mrs ms miss dr sr sra senor senora don dona officer detective sheriff deputy sgt judge "
    "president governor gov sen senator rep coach professor prof mayor uncle aunt tio tia".split()
)
KIN = frozenset(
    "friend sister brother cousin boyfriend girlfriend wife husband daughter son mom mother dad "
    "father boss manager neighbor pimp named name called amiga amigo hermana hermano prima "
    "primo "
    "novio novia esposa esposo hija hijo jefe patron vecino vecina llama llamada llamado".split()
)
SPEECH_VERBS = frozenset(
    "said says told tells was is has had took takes hit hits makes made keeps kept wants went came "
    "gave lives works dijo dice me le esta era tiene tenia le".split()
)
STREET_WORDS = frozenset(
    "st street ave avenue rd road blvd boulevard dr drive ln lane pkwy parkway hwy highway ct "
    "court way pl place ter terrace cir circle pike expressway expy freeway fwy tollway loop trail "
    "trl calle avenida carretera camino".split()
)
REGION_WORDS = frozenset("central western eastern northern southern upstate mid northland".split())
"""Parts of a state, which are also towns' names."""
STREET_BEFORE = frozenset("calle avenida carretera camino".split())

NATURE_WORDS = frozenset("river lake creek bay roads island islands keys valley".split())
"""After a name they make another place of it: Hampton Roads, Tampa Bay."""
OTHER_THING_WORDS = frozenset(
    "times post herald tribune news journal gazette high senior school university college middle "
    "elementary academy airport tigers panthers bears cardinals world corner foundation "
    "bureau".split()
)
"""After a name they make an institution of it: Fremont High, the Miami Herald."""

DIGIT_WORDS = {
    "zero": "0",
    "oh": "0",
    "o": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "for": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "cero": "0",
    "uno": "1",
    "dos": "2",
    "tres": "3",
    "cuatro": "4",
    "cinco": "5",
    "seis": "6",
    "siete": "7",
    "ocho": "8",
    "nueve": "9",
}
TENS_WORDS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
MONEY_WORDS = frozenset("dollars dollar bucks usd pesos dolares dolar miles k".split())

NICKNAMES = {
    "vegas": ("Las Vegas", "NV"),
    "philly": ("Philadelphia", "PA"),
    "nyc": ("New York City", "NY"),
    "new york city": ("New York City", "NY"),
    "ciudad de nueva york": ("New York City", "NY"),
    "bronx": ("The Bronx", "NY"),
    "el bronx": ("The Bronx", "NY"),
    "l a": ("Los Angeles", "CA"),
    "frisco": ("San Francisco", "CA"),
    "san fran": ("San Francisco", "CA"),
    "sf": ("San Francisco", "CA"),
    "atl": ("Atlanta", "GA"),
    "htx": ("Houston", "TX"),
    "h town": ("Houston", "TX"),
    "htown": ("Houston", "TX"),
    "dfw": ("Dallas", "TX"),
    "chi town": ("Chicago", "IL"),
    "chitown": ("Chicago", "IL"),
    "nola": ("New Orleans", "LA"),
    "nueva orleans": ("New Orleans", "LA"),
    "okc": ("Oklahoma City", "OK"),
    "slc": ("Salt Lake City", "UT"),
    "indy": ("Indianapolis", "IN"),
    "filadelfia": ("Philadelphia", "PA"),
}
"""Names that people use for cities."""

SHORT_WORDS = {"ft": "fort", "mt": "mount", "st": "st", "ste": "sainte", "n": "north", "s": "south"}
"""Abbreviated first words of names: Ft Worth, Mt Vernon."""
