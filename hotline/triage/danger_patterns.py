"""Danger that is happening, by who does what to whom: doors broken, people burned, chased, moved.

Folded words with contractions written out, as :mod:`hotline.triage.cries` searches them.
"""

from __future__ import annotations

import re

_MINE = (
    r"my (?:little |baby |best )?(?:sisters?|brothers?|daughters?|sons?|kids?|bab(?:y"
    r"|ies)|child|children"
    r"|mom|mother|dad|wife|husband|girlfriend|boyfriend|friends?|cousins?|niece"
    r"|nephew|girls?|boys?)"
)
_THEM = rf"(?:me|us|her|him|them|the (?:girls?|kids?|women|woman|baby)|{_MINE})"
_WHO = (
    r"(?:he|she|they|(?:someone|somebody)|my \w+|(?:the|a|this) (?:man|men|guys?|boss"
    r"|owner|driver"
    r"|pimp|boyfriend|husband))"
)
_LIQUID = (
    r"(?:gas|gasoline|acid|kerosene|lighter fluid|diesel|fuel|alcohol|(?:boiling|hot"
    r"|scalding)"
    r" (?:water|oil|grease))"
)
_POURED = r"(?:pour|pours|poured|pouring|threw|throwing|splashed|splashing|dumped|sprayed)"
_SHUT = r"(?:doors?|windows?|gate|locks?|windshield)"
_ES_POURED = (
    r"(?:echo|echaron|rocio|rociaron|avento|aventaron|tiro|tiraron|vacio|vaciaron"
    r"|(?:esta|estan) (?:echando|rociando|aventando))"
)
_ES_LIQUID = r"(?:gasolina|acido|alcohol|thinner|diesel|petroleo|agua hirviendo|aceite)"
_ES_THEM = r"(?:me|nos|la|lo|las|los|le|les)"
_THINGS_ES = (
    r"(?:al|a la|a los) (?:carro|coche|troca|camioneta|moto|maquina|tractor|podadora|camion)"
)
_ES_MOVED = r"(?:llevan?|mueven?|sacan?|cruzan?|pasan?|mandan?|venden?|trasladan?|suben?|van a \w+)"
_ES_SOON = r"(?:en (?:\w+ ){1,3}(?:minutos?|horas?|rato|ratito)|hoy|ahorita|esta noche|al rato)"
_SOON = r"in (?:about )?(?:an?|half an|\w+) (?:hours?|minutes?|mins?)"
_MOVED = (
    r"(?:tak(?:e|es|ing)|mov(?:e|es|ing)|cross(?:es|ing)?|ship(?:s|ping)?|sell(?:s|ing)?"
    r"|leav(?:e|es|ing) with|driv(?:e|es|ing)|smuggl(?:e|es|ing))"
)
ANYWHERE = re.compile(
    "|".join(
        (
            rf"\b{_POURED}(?: \w+){{0,2}} {_LIQUID}(?: all)? (?:on|over|at) {_THEM}\b",
            rf"\b(?:doused|soaked|covered|drenched) {_THEM} (?:with|in) {_LIQUID}\b",
            (
                rf"\b{_WHO} (?:is|are) (?:kick|smash|bust|break|ram|hack|chop|shoot"
                rf"|tear|pry)ing"
                rf"(?: (?:in|down|out|on|through|at|open|up))? (?:the|my|our|her|a)(?:"
                rf" \w+)? {_SHUT}\b"
            ),
            (
                rf"\b{_WHO} (?:\w+ )?(?:is|are) (?:chas|hunt|stalk)ing (?:me|us|her"
                rf"|him)\b(?! for (?:money|rent))"
            ),
            (
                r"\b(?:i|we) (?:am|are) (?:running|hiding) (?:away )?from (?:him|them|her"
                r"|the (?!law|cops|police)\w+|my \w+)\b"
            ),
            (
                rf"\b(?:going to|about to|will|are|is) {_MOVED} (?:me|us|her|him|them|the"
                rf" girls)(?: \w+){{0,4}} {_SOON}\b(?! (?:a|every) )"
            ),
            rf"\b{_ES_THEM} {_ES_POURED} (?:\w+ )?{_ES_LIQUID}\b(?! {_THINGS_ES})",
            (
                r"\b(?:la|lo|las|los|me|nos) (?:\w+ )?(?:arrastr\w+|jal\w+|trae|llev\w+)"
                r" (?:del|de los|de las|por el|de)"
                r" (?:pelo|cabello|grenas|pelos)\b"
            ),
            (
                rf"\ben (?:\w+ ){{1,3}}(?:minutos?|horas?|ratito|rato) (?:ya )?(?:se"
                rf" )?(?:me|nos|la|lo|las|los) {_ES_MOVED}\b"
            ),
            (
                rf"\b(?:se )?(?:me|nos|la|lo|las|los) {_ES_MOVED} (?:\w+ ){{0,3}}en (?:\w+"
                rf" ){{1,2}}(?:minutos|horas?|ratito)\b"
            ),
            (
                rf"\b(?:va|van) a (?:cruzar|llevar|mover|sacar|pasar|mandar|subir|vender"
                rf"|trasladar)(?:se)?(?:la|lo|las|los|me|nos)"
                rf" (?:\w+ ){{0,4}}{_ES_SOON}\b"
            ),
            (
                r"\b(?:me|nos|la|lo) (?:quiere|quieren) (?:quemar|ahorcar|apunalar|violar"
                r"|enterrar|rociar|balacear)\b"
            ),
        )
    )
)
"""Anywhere in a sentence, unless it tells of the past or of a habit."""
BEFORE = re.compile(
    r"\b(?:ago|last (?:year|month|week|summer|winter)|used to|when i was|years|back in|years"
    r"|hace|pasado|pasada|antes|cuando (?:era|tenia)|movie|pelicula|dream|dreamed"
    r"|sueno|every"
    r" (?:day|morning)|cada (?:dia|manana))\b"
)
_WEAPONS = (
    r"(?:axe?|hatchet|crowbar|tire iron|baseball bat|bat|machete|hammer|sword"
    r"|chainsaw|shotgun"
    r"|ak|glock|blade|cleaver|pitchfork|metal pipe|pipe|taser|box cutter|boxcutter"
    r"|broken bottle)"
)
_CAPTOR = (
    r"(?:he|they|(?:the|my|that) (?:man|men|guys?|boss|pimp|trafficker|driver"
    r"|boyfriend|husband|ex"
    r"|stepdad|owner|patron))"
)
_NEAR = (
    r"(?:here|back|home|outside|inside|upstairs|downstairs|awake|at (?:the|my)"
    r" (?:door|window)|in the"
    r" (?:house|hall|hallway|driveway|yard)|coming(?: \w+)?)"
)
_ES_CAPTOR = r"(?:el|ellos|(?:el|mi) \w+|los \w+)"
_ES_STRANGER = (
    r"(?:una?|dos|tres|unos|unas) (?:carros?|camionetas?|trocas?|coches?|motos?|hombres?|tipos?"
    r"|vatos?|senor(?:es)?|muchachos?|chavos?|personas?)(?: \w+)?"
)
_ES_AFRAID = (
    r"(?: (?:y )?(?:tengo (?:mucho )?miedo|estoy (?:sol[oa]|escondid[oa]|asustad[oa])|ayuda"
    r"|ayudenme|por favor))*"
)
CRIES = (
    (
        rf"{_WHO} (?:just )?(?:has|have|got|grabbed|pulled|picked up|(?:is|are) (?:holding"
        rf"|swinging"
        rf"|carrying)) (?:a|an|the|his)(?: \w+)? {_WEAPONS}"
    ),
    rf"{_CAPTOR} (?:is|are) {_NEAR}",
    (
        rf"{_WHO} (?:has|have|got) {_THEM} in (?:the|his|a|their) (?:car|truck|van|trunk"
        rf"|room|house"
        r"|basement|motel|closet|shed|suv|trailer|back seat)"
    ),
    (
        rf"{_WHO} (?:is|are) (?:follow|com|runn)ing (?:after )?(?:me|us|her|for me|for us"
        rf"|for her|at me|at us)"
    ),
    r"(?:i|we) (?:am|are) (?:running|hiding)(?: away)?",
    r"(?:she|he|they|the \w+|a (?:girl|woman)) (?:is|are) (?:screaming|bleeding|begging)",
    r"(?:help|ayuda|auxilio|socorro|sos)(?: (?:help|ayuda|auxilio|socorro|sos))+",
    (
        r"(?:me|nos|la|lo) (?:persiguen?|siguen?|(?:viene|vienen|anda|andan|esta"
        r"|estan) (?:siguiendo"
        rf"|persiguiendo|buscando|correteando))(?: (?:{_ES_CAPTOR}|{_ES_STRANGER}))?{_ES_AFRAID}"
    ),
    (
        rf"{_ES_STRANGER} (?:me|nos|la) (?:persiguen?|siguen?|(?:viene|vienen|anda|andan|esta"
        rf"|estan) (?:siguiendo|persiguiendo|buscando|correteando)){_ES_AFRAID}"
    ),
    (
        r"(?:ya )?(?:viene|vienen|esta|estan) (?:subiendo|entrando|bajando|llegando"
        r"|por mi|por nosotr[ao]s"
        r"|para aca|hacia aca|corriendo)(?: las escaleras)?"
    ),
    (
        r"(?:ya )?(?:esta|estan) (?:aqui )?(?:afuera|en la puerta|detras|aqui|tocando"
        r"|frente)(?: de)?"
        r"(?: (?:mi|la|de mi|de la) (?:puerta|casa|cuarto|ventana|trabajo))"
    ),
    rf"(?:ya )?(?:volvio|regreso|llego|esta de vuelta)(?: {_ES_CAPTOR})?",
    (
        r"(?:me|nos|la|lo) (?:quiere|quieren|va a|van a) (?:quemar|ahorcar|matar|violar"
        r"|apunalar|golpear)"
    ),
    (
        rf"(?:{_ES_CAPTOR} )?(?:trae|tiene|agarro) (?:un|una) (?:hacha|machete|martillo"
        rf"|bate|tubo|cuchillo|navaja)"
    ),
)
"""Whole sentences, in a row of cries too."""
_HIT = (
    r"(?:hit|punched|kicked|slapped|choked|beat|hurt|raped|stabbed|shot|burned"
    r"|strangled|attacked)"
)
ALONE = (
    rf"{_CAPTOR} (?:just )?{_HIT} (?:me|us|her|him|them|{_MINE})",
    (
        rf"{_CAPTOR} (?:just )?(?:took|grabbed|got|left with|drove off with) (?:her|him"
        rf"|them|us|me|{_MINE})"
    ),
    r"(?:ya )?(?:me|nos|la|lo) (?:pego|golpeo|violo|ahorco|quemo|pegaron|golpearon|violaron)",
    r"(?:ya )?se (?:la|lo|las|los) (?:llevo|llevaron)",
)
"""Nothing else is said: within a story they tell what has happened before."""
