"""Words that surround places or look like them: prepositions, titles, words for streets.

All are folded (``gazetteer.fold``). These are closed classes of English and Spanish. Open ones are
data: cities, counties and first names in the gazetteer, chains and nicknames in the tables that
``hotline.geo.word_lists`` reads.
"""

from __future__ import annotations

WORD_CODES = frozenset(
    "al ar as co ct de hi id in is la ma me mi mo mp ms mt ne oh ok or pa va vi".split()
)
"""Postal codes that are also words, in English, in Spanish, or as initials."""

OF_STATES = (
    frozenset("northern southern eastern western central upper lower outer panhandle".split())
    | frozenset("coast governor senator senators border capital legislature law laws beach".split())
    | frozenset("beaches mountains counties residents piedmont own largest biggest oldest".split())
    | frozenset("line side area region desert valley delta turnpike thruway state".split())
)
"""Behind a code with an s they tell that it is a state's: "NCs coast", not "the MAs"."""
PEOPLE_CODES = frozenset(
    "mp pa co ma md vi ca ms mo id de al in la va nd sd or oh me pr ct".split()
)
"""Codes that are also titles, tests and trades: a PA, an MD, a CO in a jail."""
ARTICLES = frozenset(
    "a an my his her our their your this that these those every each some two three four many "
    "another former un una mi mis su sus dos tres".split()
)
"""Before a code they tell that it is someone or something: "an MP", "my PA", "two CAs"."""
GOES_ON = frozenset(
    "in at on to of for from who that which and or but is was are were said says told has had will "
    "would can could came took gave asked called knows wants does did officer".split()
)
"""Behind "the" and a code they tell the same: "the MP at the gate", "the CO said"."""
LAST_CODES = frozenset("ct mt ne".split())
"""Those of them that end a text as a state's: "Capitol Region CT", not "he took my ID"."""
ENGLISH_CODES = frozenset("as hi in me oh ok or".split())
SPANISH_CODES = frozenset("al ar co de id la ma me mi mo ne pa va vi".split())
"""Those of them that may stand right after a city's name and be words."""
AFTER_CODES = frozenset(
    "from has have is are was were on off at near by where who that room exit area with last this "
    "they he she there".split()
)
"""Words that tell "Gary in has" and "Lima oh on 75" from the words "in" and "oh"."""

PLAIN_SHORT = frozenset(
    "ariz calif cali fla mich minn nebr okla penn penna tenn tex wisc wyo".split()
)
"""Those abbreviations that are no words and need no full stop: "in cali"."""

CLOSING_SHORT = PLAIN_SHORT | frozenset({"mass", "conn"})
"""Those that are a state right behind a town at the end, though no such town lies there."""

LOOSE_STATES = {
    "carolina": ("NC", "SC"),
    "jersey": ("NJ",),
    "carolinas": ("NC", "SC"),
    "dakotas": ("ND", "SD"),
    "virginias": ("VA", "WV"),
}
"""Names that are loosely used for states; a capital or a preposition must speak for them."""

COUNTY_WORDS = frozenset({"county", "parish", "borough", "cty", "cnty", "municipio", "co"})
COUNTIES_WORDS = frozenset({"counties", "parishes", "condados"})
CONDADO = frozenset({("condado",)})
COUNTY_NICKNAMES = {"la": "los angeles", "pg": "prince georges"}
COUNTY_IS = (("county", "is"), ("county", "was"), ("condado", "es"), ("county", "called"))
COUNTY_BEFORE = (("condado", "de"), ("county", "of"), ("condado", "del"), ("parroquia", "de"))

IN_WORDS = frozenset(
    "in near at outside around within throughout inside en cerca afuera dentro junto nan em perto "
    "katika".split()
)
"""Prepositions of being somewhere."""
ENGLISH_IN_WORDS = frozenset("in near around outside from to".split())
ENGLISH_AFTER = frozenset(
    "and but to with at on near for since by off who that is was she he they i we my her his now "
    "right last area county california".split()
)
"""Words that tell "in la" from the Spanish article."""
IN_LINK = frozenset({"in", "en"})
"""Between a county and its state: "Webb County in Texas"."""
MOVE_WORDS = frozenset("from to toward towards into through via leaving desde hacia hasta".split())
"""Prepositions of coming and going: the place counts less."""
PREPOSITIONS = IN_WORDS | MOVE_WORDS | {"on", "off", "with", "sobre", "con"}
STAY_WORDS = frozenset(
    "is am are was were im hes shes theyre live lives lived living work works working stay stays "
    "staying house motel hotel apartment club spa salon farm store restaurant here held kept stuck "
    "located happening place us them me her him girls women people men workers kids esta estoy "
    "estan estamos vive viven vivo trabaja trabajan trabajo casa".split()
)
"""Before "in": someone or something is there."""
LINK_WORDS = frozenset(
    "of de del a the el la los las downtown uptown centro norte sur este oeste east west north "
    "south "
    "northern southern eastern western northeast northwest southeast southwest greater inner "
    "central rural beautiful old".split()
)
"""Words that may stand between a preposition and the name."""
SIGNS = frozenset("sign signs salida letrero exit".split())
LABEL_WORDS = frozenset(
    "city ciudad town pueblo location place where address lugar ubicacion direccion".split()
)
"""Before a name and a colon, as in forms: "City: Springdale"."""
STATE_LABELS = frozenset({"state", "estado"})
SAYS_WORDS = frozenset("says said for reads dice decia is es called named llama".split())
SIGN_WORDS = frozenset(
    "exit sign signs salida letrero tower billboard banner awning city town village ciudad pueblo "
    "place location".split()
)
"""Together before a name: "the exit said Quartzsite", "the town is Milan"."""
WORN_WORDS = frozenset(
    "plates plate license gorra placas placa camisa playera sudadera hat hoodie shirt sweatshirt "
    "accent acento matricula".split()
)
"""What shows a place's name though it is elsewhere: "Texas plates", "placas de Texas"."""
BESIDE_WORDS = frozenset("by off past passing above por".split())
"""Before a name that is no person's they tell of a place: "the dairy by Dalhart"."""
OF_WORDS = frozenset({"of", "de", "del"})
PART_WORDS = frozenset(
    "side part end edge heart middle center city town village area suburb suburbs neighborhood "
    "zona lado parte barrio colonia ciudad pueblo area hotel motel restaurante cantina planta "
    "fabrica lecheria empacadora aeropuerto terminal state estado".split()
)
"""Before "of": the name's own part, "the south side of Chicago"."""
AREA_WORDS = frozenset("area areas exit suburbs region metro side zip sign signs".split())
"""After a name: "the Joplin area", "the Laredo exit"."""
NEAR_WORDS = frozenset("near outside between cerca afueras entre".split())
DIRECTION_WORDS = frozenset(
    "north south east west northeast northwest southeast southwest norte sur este oeste "
    "outside near miles mi minutes mins cerca afueras arriba abajo atras".split()
)
"""Before "of": the place is near the name, not in it."""

REGION_WORDS = frozenset(
    "central western eastern northern southern upstate mid midwest northwest northeast southwest "
    "southeast panhandle".split()
)
"""Parts of a state, which are also towns' names."""

STORM_WORDS = frozenset(
    "hurricane hurricanes storm tropical cyclone typhoon huracan tormenta tormentas".split()
)
ANGELES_WORDS = frozenset(
    "figueroa hollywood koreatown wilshire crenshaw compton inglewood sepulveda hills beverly "
    "venice "
    "burbank glendale pasadena 405 lax ktown".split()
)
FLOOD_WORDS = frozenset(
    "flood floods flooding floodwaters landfall evacuate evacuation evacuations winds".split()
)
AFTERMATH_WORDS = frozenset(
    "makes made victims landfall rescue relief aftermath approaches damage hits category".split()
)
CAUSE_WORDS = frozenset("by after during since despite because before following".split())
"""Before a first name that is a storm's: "damaged by Florence"."""
AND_WORDS = frozenset({"and", "y", "e", "or", "o", "n"})
NOT_CITIES = (
    REGION_WORDS
    | STORM_WORDS
    | frozenset({"red cross", "white house", "air force", "country club", "middle east", "okay"})
)
"""Names that hardly ever mean the town that has them."""
TITLES = frozenset(
    "mr mrs ms miss dr sr sra senor senora don dona officer detective sheriff deputy sgt judge "
    "president governor gov sen senator rep coach professor prof mayor uncle aunt tio tia "
    "representative congressman congresswoman delegate chief captain capt lieutenant lt sergeant "
    "corporal trooper agent pastor reverend rev attorney lawyer commissioner councilman "
    "councilwoman nurse ranger constable investigator representante diputado diputada pastora "
    "licenciado licenciada maestro maestra abogado abogada oficial".split()
)
KIN = frozenset(
    "guy dude fella "
    "friend sister brother cousin boyfriend girlfriend wife husband daughter son mom mother dad "
    "father boss manager neighbor pimp named name called amiga amigo hermana hermano prima "
    "primo "
    "novio novia esposa esposo hija hijo jefe patron vecino vecina llama llamada llamado "
    "bro bf gf homie homegirl bestie cuz roommate coworker nephew niece stepdad stepmom buddy "
    "compa compadre comadre sobrino sobrina cuñado cuñada suegra ruca vato".split()
)
CALLED = frozenset(
    ("im", "i am", "name is", "named", "called", "llamo", "llama", "llaman", "soy", "this is")
)
"""Before a first name: "my name is Charlotte"."""
SPEECH_VERBS = frozenset(
    "said says told tells was is has had took takes hit hits makes made keeps kept wants went came "
    "gave lives works got gets ran texted called calls needs disappeared left dijo dice me le es "
    "esta era tiene tenia nos".split()
)
VEHICLE_WORDS = frozenset(
    "toyota hyundai chevy chevrolet gmc dodge pontiac kia ford honda nissan truck troca camioneta "
    "van suv pickup car carro plates placas parked gray grey white black red blue silver green tan "
    "gris blanca blanco negra negro roja rojo azul plateada plateado verde una un his her su old "
    "new drives maneja driving".split()
)
"""Beside such a name they make a car of it: "a gray Tacoma"."""
SAINT_WORDS = frozenset("rece rezo rezar rezamos reze santo santito pray prayed prays".split())
STREET_WORDS = frozenset(
    "st street ave avenue rd road blvd boulevard dr drive ln lane pkwy parkway hwy highway ct "
    "court way pl place ter terrace cir circle pike expressway expy freeway fwy tollway loop trail "
    "trl calle avenida carretera camino".split()
)
STREET_BEFORE = frozenset("calle avenida carretera camino".split())

NATURE_WORDS = frozenset("river lake creek bay roads island islands keys valley".split())
"""After a name they make another place of it: Hampton Roads, Tampa Bay."""
PAPER_WORDS = frozenset("times post herald tribune news journal gazette constitution".split())
"""After a name they make a newspaper of it, which reports from anywhere: the Miami Herald."""
PEOPLE_WORDS = frozenset({"tribe", "tribes", "sioux", "band"})
"""After a name they make people of it, as a team's name does: the Ponca Tribe."""
BASE_WORDS = frozenset({"afb", "base"})
"""At the end of a name: a base is no city, though a gazetteer lists it with them."""
ISLANDS = frozenset({"st thomas", "st croix", "saipan"})
"""Islands that are parts of a territory."""

SCHOOL_WORDS = frozenset(
    "high senior school schools university college middle elementary academy corner "
    "foundation bureau arena".split()
)
"""After a name they make something else of it that may lie there all the same: Aurora Middle."""

FACILITY_WORDS = frozenset(
    "airport bus greyhound station terminal jail gate fairgrounds port police pd mall flea depot "
    "truckstop".split()
)
"""After a name they make a thing of it that everyone knows to lie there: Newark airport."""

DIGIT_WORDS = {
    word: str(digit)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for digit, word in enumerate(words.split())
} | {"oh": "0", "o": "0", "for": "4", "un": "1", "una": "1"}
TENS_WORDS = {
    word: 10 + number
    for words in (
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
    )
    for number, word in enumerate(words.split())
} | {
    word: 20 + 10 * number
    for words in (
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    )
    for number, word in enumerate(words.split())
}
THOUSAND_WORDS = frozenset({"thousand", "mil"})
DOUBLE_WORDS = frozenset({"double", "doble"})
ROOM_WORDS = frozenset("apt apartment room unit suite box lot number num cuarto".split())
PAY_WORDS = frozenset(
    "paid pay owe owes owed cost costs charged charges pague pago pagamos debo debe debemos cobra "
    "cobran cobro devo devemos dois".split()
)
MONEY_WORDS = frozenset("dollars dollar bucks usd pesos dolares dolar miles k".split())
SHORT_WORDS = {"ft": "fort", "mt": "mount", "st": "st", "ste": "sainte"} | {
    "pt": "port",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
"""Abbreviated first words of names: Ft Worth, Mt Vernon."""
