"""How people tell of suicide and self-harm: verbs with their objects, in English and Spanish.

Folded words with contractions written out ("I'm gonna" is "i am going to"). What only sounds like
it, and how the patterns are used, is in :mod:`hotline.triage.suicide_words`.
"""

from __future__ import annotations

import re

_AT_IT = (
    r"(?: (?:have|has|am|is|been|keep|keeps|kept|start|started|started to|want to"
    r"|wants to|just"
    r"|still))*"
)
_MORE = r"again|a lot|more|deeper|at night|every night|too|to cope|lately|arms?|legs?|wrists?|skin"
_CLOSE = r"daughter|son|sister|brother|friend|girlfriend|niece|cousin|roommate|kid|child|student"
SELF_HARM = (
    rf"i{_AT_IT} (?:cut|cutting)(?: (?:{_MORE}|my))*",
    rf"she{_AT_IT} cutting(?: (?:{_MORE}|her))*",
    rf"(?:he|my (?:{_CLOSE})){_AT_IT} cutting(?: (?:{_MORE}|his|her))*",
    (
        r"(?:i )?(?:have|got|found|bought|made) (?:a|the|my|some) (?:rope|noose|razors?"
        r"|razor blades?)"
        r"(?: (?:ready|here|with me|now))*"
    ),
    (
        r"(?:yo )?(?:tengo|traigo|consegui|compre) (?:una|la|mi) (?:cuerda|soga"
        r"|navaja)(?: lista)?"
    ),
    (
        r"(?:yo |ella |el |mi \w+ )?(?:me|se) (?:quiero|quiere|ando|anda|estoy|esta|volvi a"
        r"|empece a"
        r"|he|ha|sigo|sigue) (?:cortar|cortando|cortado)(?: (?:otra vez|de nuevo"
        r"|mucho|los \w+))*"
    ),
)
"""Whole clauses: "I've been cutting meat" and "I have a rope in the truck" are work."""
ONESELF = r"(?:my ?self|herself|himself|themselves)"
_TO_ONESELF = (
    (
        rf"\b(?:off|offing|offed|unalive|unaliving|kill|kills|killed|killing|end|ending)"
        rf" {ONESELF}\b"
    ),
    (
        rf"\b(?:hang|hangs|hanged|hung|drown|drowned|poison|poisoned|starve|starving)"
        rf" {ONESELF}\b"
    ),
    (
        rf"\b(?:cut|cuts|cutting|hurts|burns|burning|harms|harmed|scratches) {ONESELF}\b"
        r"(?! (?:(?:\w+ )?at work|cooking|shaving|on|working|lifting|off|by accident"
        r"|out|short))"
    ),
    r"\bself ?(?:harm|injur|mutilat|hurt)\w*",
    rf"\buse (?:it|this|that|them|one|the gun|the knife) on {ONESELF}\b",
    r"\bi (?!(?:\w+ )*(?:he|they|she|who)\b)(?:\w+ ){0,4}use (?:it|this|that|them) on me\b",
    (
        r"\b(?:i (?:\w+ ){0,4}blow(?:ing)? my|she (?:\w+ ){0,4}blow(?:ing)? her|he"
        r" (?:\w+ ){0,4}"
        r"blow(?:ing)? his)(?: own)? (?:brains?|heads?) (?:out|off)\b"
    ),
    (
        r"\b(?:i (?:\w+ ){0,4}put(?:ting)? a bullet (?:in|through) my|she (?:\w+"
        r" ){0,4}put(?:ting)? a"
        r" bullet (?:in|through) her|he (?:\w+ ){0,4}put(?:ting)? a bullet (?:in"
        r"|through) his)\b"
    ),
    (
        r"\b(?:jump|jumping|step|stepping|walk|walking) (?:in front of|under) (?:a|the)"
        r" (?:train|truck|car|bus)"
    ),
)
"""Each verb of harm with oneself as its object; an accident at work is none."""
_MEANS = (
    r"pesticides?|herbicides?|insecticides?|poison|bleach|antifreeze|roundup|paraquat"
    r"|drain cleaner"
    r"|lye|rat poison|weed killer|detergent|cleaning fluid"
)
_MEANS_ES = (
    r"veneno|cloro|insecticida|raticida|pesticida|herbicida|plaguicida|gramoxone"
    r"|acido|matarratas"
)
_MANY_ES = r"bote|botes|frasco|monton|punado|puno|caja|muchas|todas|chingo|bonche|sobredosis"
BY_POISON = (
    (
        rf"\b(?:drank|drunk|drinks|drinking|swallowed|ate|drink|swallow) (?:\w+"
        rf" ){{0,4}}(?:{_MEANS})\b"
    ),
    (
        r"\bhow (?:many|much) (?:of )?(?:\w+ ){1,6}(?:to die|kill me|kill my ?self|to"
        r" overdose"
        r"|kill a person|not wake up)\b"
    ),
    r"\b(?:painless|easy|easiest|quick|quickest|fast|fastest|best)(?: \w+)? ways? to die\b",
    rf"\b(?:tom[eo]|trag[uo]?[eo]|bebi|bebio|tomar\w*) (?:\w+ ){{0,3}}(?:{_MEANS_ES})\b",
    (
        rf"\b(?:tom[eo]|trag[uo]?[eo]|tomar\w*|tragar\w*) (?:\w+"
        rf" ){{0,3}}(?:{_MANY_ES}) (?:\w+ ){{0,3}}"
        r"(?:pastillas|pildoras|medicinas?|medicamentos?)\b"
    ),
    r"\bcuantas (?:\w+ ){1,6}(?:morir|morirme|matarme|matar a|no despertar)\b",
    (
        r"\b(?:como|forma de|manera de) (?:morir|morirme|matarme)(?: sin dolor| rapido|"
        r" sin sufrir)"
    ),
)
_TO_ONESELF_ES = (
    (
        r"\bme (?:voy a|quiero|queria|quise|pienso|iba a|debo|deberia|podria)(?:"
        r" \w+)? (?:ahogar"
        r"|ahorcar|colgar|matar|suicidar|envenenar|desangrar|lastimar|hacer dano"
        r"|cortar (?!el pelo"
        r"|el cabello|las unas|el fleco)\w+|(?:aventar|tirar) (?:del|de|al|a la|desde"
        r"|frente|por)"
        r")\b(?!.*\b(?:aire|adentro|encerrad\w+|trailer)\b)"
    ),
    (
        r"\bse (?:quiso|quiere|va a|intento|iba a|queria|piensa|trato de)(?: \w+)?"
        r" (?:ahogar|ahorcar"
        r"|colgar|matar|suicidar|envenenar|morir|aventar del?|tirar del?|cortar las venas)\b"
    ),
    r"\b(?:quiso|quiere|intento|queria) (?:ahogar|ahorcar|colgar|matar|envenenar)se\b",
    r"\bse (?:ahorco|enveneno|colgo (?:del?|con|en) )",
    (
        r"\bme (?:(?:voy a|quiero|queria|pienso|iba a|debo) (?:pegar|dar|meter)|doy"
        r"|pego|meto) (?:un"
        r"|el) (?:tiro|balazo|plomazo)\b(?! en| a)"
    ),
    (r"\b(?:quiero|voy a|pienso|iba a) (?:pegarme|darme|meterme) un (?:tiro|balazo|plomazo)\b"),
    (
        r"\bse (?:(?:va a|quiere|quiso|iba a|queria) )?(?:pegar|dar|meter|dio|pego"
        r"|metio) un (?:tiro"
        r"|balazo|plomazo)\b(?! a)"
    ),
    (
        r"\b(?:me (?:voy a|quiero|queria|pienso) volar|me vuelo|(?:voy a|quiero)"
        r" volarme|se (?:va a"
        r"|quiere|quiso) volar|(?:quiere|quiso) volarse) (?:la cabeza|los sesos|la tapa)"
    ),
    (
        r"\b(?:me|se) (?:lastim[oa]|cort[oa]|hago dano|hace dano|quem[oa]|hier[oe]"
        r"|golpe[oa]) (?:\w+ "
        r")?(?:a proposito|sol[oa]s?\b|para (?:no )?(?:sentir|olvidar|calmar\w*"
        r"|desahogar\w*|dejar"
        r" de|aguantar))"
    ),
    (
        r"\b(?:me|se) cort[oa] (?:los brazos|las piernas|las munecas|la piel|el brazo|las"
        r" venas)\b"
    ),
    r"\bautolesion\w*",
)
_NO_LONGER = (
    (
        r"\bdo(?:es)? not want to (?:live|exist|be alive)\b(?! (?:with|in|at|here"
        r"|there|under|by"
        r"|near|on|off|together))"
    ),
    (
        r"\b(?:want|wants|wish|hope|hopes|wanted|like) (?:to |i |she |he |could "
        r"|would |just |go |fall "
        r")*(?:sleep |asleep )?(?:and )?(?:to )?(?:do |does |did )?(?:not|never)"
        r" (?:to )?wake(?: up)?\b"
    ),
    r"\bdo(?:es)? not want to wake(?: up)?\b",
    r"\b(?:nothing|no one|nobody|not anything)(?: left)?(?: \w+)? to live for\b",
    (
        r"\bno (?:point|reason|sense) (?:in |to )?(?:living|being alive|going on|live|go"
        r" on|keep going)"
    ),
    (
        r"\b(?:end|ending) things (?:tonight|today|now|for good|forever|tomorrow|once and"
        r" for all)\b"
    ),
    r"\bthis is my (?:last|final) (?:message|text|goodbye|day|night|words)\b(?! (?:here|at))",
    (
        r"\bno (?:quiero|quiere|queria|quisiera) (?:ya )?(?:despertar\w*|existir"
        r"|amanecer|seguir"
        r" viv\w+|seguir con vida|estar viv[oa]|vivir\b(?! (?:con|en|aqui|alli|ahi"
        r"|bajo|cerca|juntos)))"
    ),
    r"\bdormir\w* y (?:ya )?no (?:volver a )?despertar\w*",
    r"\bojala (?:ya )?(?:no despierte|no amanezca|me muera|me muriera|amanezca muert[oa])\b",
    (
        r"\b(?:no (?:\w+ ){1,3})?(?:nada|nadie|motivo|razon)(?: \w+)? (?:por|para)"
        r" (?:que|quien|lo que|la que)"
        r" (?:vivir|seguir)\b"
    ),
    r"\b(?:este es|es) mi ultimo (?:mensaje|texto|dia|adios)\b(?! (?:aqui|en|de))",
    r"\badios para siempre\b",
)
FAREWELLS = (
    (
        r"(?:please |just |god |oh |ya |por favor )*(?:let me die|dejenme morir|dejame"
        r" morir|dejeme morir)"
        r"(?: please| now| already| in peace| here| ya| por favor| en paz)*"
    ),
    (
        r"(?:goodbye |bye )?(?:you|you all|yall|nobody|no one|they|my family|my kids"
        r"|my mom) will (?:not"
        r"|never|ever) (?:hear from|see) me (?:again|anymore|any more)(?: goodbye| bye)?"
    ),
    (
        r"(?:ya )?(?:no|nunca)(?: mas)? (?:van a|volveran a|van a volver a|sabran"
        r"|volvera a) (?:saber "
        r"|ver )?(?:mas )?de mi(?: nunca)?(?: adios)?"
    ),
    r"(?:i am |we are )?going to end things(?: soon| for myself)?",
)
"""Whole clauses: "they will let me die in here" is danger."""
_THOUGHT = (
    r"(?:suicid\w+|kill(?:ing)? my ?self|(?:want|wanting|wanted) to die|hurt(?:ing)?"
    r" my ?self|end(?:ing)? my"
    r" life|matarme|morir|morirme|quitarme la vida|hacerme dano|me (?:quiero|queria)"
    r" (?:matar|morir))"
)
UNDONE = re.compile(
    rf"\b{_THOUGHT}\b(?: \w+){{0,5}}? (?:but |pero |until |till |hasta )?(?:(?:but"
    rf"|pero|until|till|hasta)"
    r" (?:now|ahora|last night|tonight|today|hoy|anoche|ahorita|recently)|i (?:was"
    r" lying|lied)|that was a lie"
    r"|(?:te |les |le )?menti\b|era mentira|not true|(?:but|pero) (?:\w+"
    r" ){0,3}(?:think about|thought about"
    r"|thinking about|lied|keep thinking|do now|am now|might|have a plan|can not"
    r" (?:take|go|do|stand)"
    r"|no puedo mas|no aguanto|ya no (?:puedo|aguanto)|lo pienso|pienso en|si\b|a veces))"
)
"""What was denied and is then taken back: "I said I wasn't suicidal but I lied"."""
OF_SUICIDE = (
    *_TO_ONESELF,
    *BY_POISON,
    *_TO_ONESELF_ES,
    *_NO_LONGER,
    r"(?:plan|plans|planning|planned|decided) (?:on |is |to )*(?:die|dying)\b",
    (
        r"(?:tried|tries|trying|attempted|attempting|attempts?|going|about|wants?) to"
        r" (?:overdose|od"
        r"|take an overdose|hang (?:my|her|him)self|drown (?:my|her|him)self)\b"
    ),
    (
        r"(?:want|wants|need|wish) (?:it all|everything|the pain|all the pain|my life|this"
        r" life) (?:to )?"
        r"(?:just )?(?:stop|end|be over)\b"
    ),
    (
        r"\btell my (?:mom|mama|mother|dad|father|kids?|children|family|sons?"
        r"|daughters?|sisters?"
        r"|brothers?|parents|wife|husband|babies|baby|boys?|girls?) (?:that )?(?:i (?:love"
        r"|loved|will"
        r" miss) (?:them|her|him|you)(?: all| so much| very much)*(?: (?:goodbye|bye))?$|i"
        r" am sorry)"
    ),
    (
        r"\bwill not be (?:here|around|alive) (?:tomorrow|anymore|any more|much longer|in"
        r" the morning)"
    ),
    (
        r"\bno (?:way out|other way)(?: out)? (?:but|except|than|other than) (?:dying"
        r"|death|to die)"
    ),
    r"\b(?:no|ya no) (?:puedo|aguanto|soporto)(?: mas)?(?: con| de)? (?:esta|mi|la) vida\b",
    (
        r"\b(?:plan|planes|planeo|planeando|decidi|quiero|pienso|voy) (?:de |para |a |en"
        r" )*morir(?:me)?\b"
    ),
    (
        r"\bquiero que (?:todo|todo esto|esta vida|el dolor|esto) (?:ya )?(?:se )?(?:acabe"
        r"|termine|pare)"
    ),
    (
        r"\b(?:digan?le|dile|diganles) a mis? \w+ que (?:la|lo|los|las|les) (?:quiero|amo"
        r"|quise)\b"
    ),
    (
        r"\b(?:intento|quiso|trato de|intente|trate de) (?:\w+ )?(?:suicid\w+|ahorcar\w+"
        r"|quitar\w+ la vida"
        r"|mata(?:rse|rme)|envenenar\w+|una sobredosis|sobredosis)\b"
    ),
)
