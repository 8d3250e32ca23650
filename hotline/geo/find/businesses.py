"""Shops, motels and restaurants: their own names are no places, and a town may be told behind them.

"La Quinta Inn Weslaco" is in Weslaco, "Texas Roadhouse in Tulsa" in Tulsa.
"""

from __future__ import annotations

from collections.abc import Sequence

from hotline.geo.text.tokens import Token

_BRANDS = """
la quinta inn; la quinta suites; la quinta hotel; la quinta motel; la quinta by; hotel la quinta
motel la quinta; the la quinta; a la quinta; un la quinta; el la quinta; del la quinta
hampton inn; fairfield inn; hilton garden inn; holiday inn; comfort inn; comfort suites; quality inn
days inn; red roof inn; red roof; econo lodge; rodeway inn; knights inn; budget inn; sleep inn
best western; country inn; residence inn; springhill suites; homewood suites; candlewood suites
extended stay america; extended stay; motel 6; super 8; studio 6; hometown inn; regency inn
dollar general; family dollar; dollar tree; home depot; burlington coat factory; old navy
texas roadhouse; kentucky fried chicken; maryland fried chicken; boston market; texas chicken
california pizza kitchen; california pizza; tijuana flats; dallas bbq; dallas barbecue
jack in the box; cracker barrel; waffle house; panda express; little caesars; dairy queen
philly cheesesteak; philly cheesesteaks; chicago pizza; new york pizza; new york nails
hollywood casino; hollywood nails; circle k; flying j; stop and go; quik trip; murphy usa
georgia pacific; smithfield foods; tyson foods; perdue farms; sanderson farms; pilgrims pride
new york life; virginia college; california nails; california burrito; tokyo spa; bangkok spa
"""
BRANDS = frozenset(name.strip() for name in _BRANDS.replace("\n", ";").split(";") if name.strip())
_STARTS = frozenset(name.split()[0] for name in BRANDS)
MOST_WORDS = max(name.count(" ") + 1 for name in BRANDS)
BUSINESS_WORDS = frozenset(
    "motel hotel inn suites lodge salon spa store shop market supermarket restaurant bar nightclub "
    "church casino mall station truckstop warehouse laundromat shelter hospital clinic tienda "
    "restaurante iglesia cantina taqueria fabrica bodega gasolinera lavanderia mercado estetica "
    "walmart mcdonalds walgreens cvs costco target heb kroger safeway publix dennys ihop wendys "
    "subway chevron exxon shell valero loves pilot oxxo sonic arbys kfc popeyes starbucks lowes "
    "autozone applebees chilis wawa sheetz casey caseys aldi ross marshalls whataburger".split()
)
"""Kinds of business, and chains of one word, behind which a town may be told."""


def branded(tokens: Sequence[Token]) -> frozenset[int]:
    """The numbers of the tokens that are a chain's name, in which no place is to be read."""
    taken: set[int] = set()
    for i, token in enumerate(tokens):
        if token.plain in _STARTS:
            taken.update(range(i, i + _length(tokens, i)))
    return frozenset(taken)


def _length(tokens: Sequence[Token], i: int) -> int:
    """How many tokens from ``i`` on are a chain's name."""
    for length in range(min(MOST_WORDS, len(tokens) - i), 1, -1):
        words = tokens[i : i + length]
        joined = all(not token.after.strip(" '’-") for token in words[1:])
        if joined and " ".join(token.plain for token in words) in BRANDS:
            return length
    return 0


def follows_business(tokens: Sequence[Token], i: int) -> bool:
    """Whether a business stands right before token ``i``: "the Walmart Weslaco", "Motel 6, …"."""
    if not i or tokens[i].after.strip(" ,") or tokens[i].hashtag:
        return False
    if tokens[i - 1].plain in BUSINESS_WORDS:
        return True
    starts = range(max(0, i - MOST_WORDS), i)
    return any(tokens[n].plain in _STARTS and n + _length(tokens, n) == i for n in starts)
