"""Automatic replies: what a car, an office, a carrier or a silenced phone writes by itself.

The forms here are phrases with gaps in the two full languages; each language's ``common.yaml`` has
a list ``automatic`` that a coordinator adds to. A reply that is not known here is stopped by its
repetition (``hotline.intake.repeated_texts``), so that two machines never talk for long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hotline.flows.text.answers import plain

MOST_AUTOMATIC = 70
"""Words of an automatic reply; a longer text is a story."""
_BUSY = (
    r"(?:sorry )?(?:im |i am )?(?:currently )?"
    r"(?:in (?:a|the) (?:meeting|class|movie|call)|driving|busy)"
)
_LATER = (
    r"(?:and )?(?:i )?(?:will|ill|ll|can) "
    r"(?:get back to you|reply|respond|text you|call you|text|call)(?: back)?"
    r"(?: as soon as i can| when i (?:stop|can|arrive|get there|get out|am free)| later"
    r"| soon| shortly)?"
)
_FORMS = (
    # cars and phones that are set to silence
    r"\b(?:driving|work|sleep|personal|reading|fitness|gaming) focus (?:is )?(?:turned )?on",
    r"\bdo not disturb(?: while driving)? (?:is )?turned on",
    r"\bhas notifications silenced",
    r"\bnot receiving notifications\b",
    r"\bif this is urgent reply urgent\b",
    r"\bno (?:estoy )?recib(?:o|iendo) notificaciones\b",
    r"\bsi es urgente (?:responde|responda|contesta) urgente\b",
    r"\b(?:im|i am) driving\b.*\b(?:sent from my (?:car|truck|vehicle)|see your message when)",
    r"\b(?:im|i am) driving\b.*\b(?:get|call|text) (?:back to )?you (?:back )?(?:when|later|once)",
    r"\b(?:im|i am) driving\b.*\breply (?:when|later|once)",
    r"^sent from my (?:car|truck|vehicle)",
    r"\b(?:estoy|voy) (?:conduciendo|manejando)\b.*\b(?:vere|leere|respondere|contestare)",
    r"\b(?:estoy|voy) (?:conduciendo|manejando)\b.*\b(?:te respondo|enviado desde|modo conduccion)",
    rf"^{_BUSY} (?:right )?now {_LATER}",
    rf"^{_BUSY} {_LATER}",
    rf"\b(?:im|i am|currently) driving\b(?: right now)?(?: and)? {_LATER}",
    (
        r"^(?:im |i am )?(?:currently )?driving(?: right now)?(?: and)?"
        r" (?:i )?(?:cant|can not|cannot) (?:text|talk|reply|answer)(?: right now)?$"
    ),
    r"^(?:im |i am )?(?:currently )?driving with (?:carplay|android auto)",
    r"^android auto\b",
    r"^sent from my (?:connected )?(?:car|truck|vehicle)",
    r"\b(?:do not disturb|(?:\w+ )?focus) (?:mode )?(?:is|is turned|turned|is switched) on$",
    (
        r"^(?:estoy |voy )?(?:manejando|conduciendo|en una reunion|en junta|ocupad[oa])"
        r"(?: ahora)? (?:te|le) (?:llamo|marco|escribo|respondo|contesto)"
        r"(?: mas tarde| luego| despues| al rato)?$"
    ),
    r"\bmodo (?:de )?(?:conduccion|no molestar|concentracion) (?:activado|encendido)",
    r"\b(?:tiene|tengo) (?:las notificaciones silenciadas|activado el modo no molestar)",
    r"^(?:lo siento )?(?:no puedo hablar|estoy ocupad[oa]) ahora que (?:sucede|pasa)$",
    (
        r"\bsent (?:from|via) (?:my )?(?:ford|toyota|honda|chevy|chevrolet|gmc|nissan|hyundai|kia"
        r"|tesla|bmw|jeep|subaru|mazda|lexus|android auto|(?:apple )?carplay)$"
    ),
    r"^i have (?:my )?notifications (?:silenced|muted)(?: with .*)?$",
    r"^(?:im|i am) in (?:\w+ )?focus\b.*\b(?:reply|respond|text) urgent\b",
    r"\bphone (?:is )?(?:silenced|on silent)\b.*\bget back to you\b",
    r"\bsent automatically$",
    r"^(?:im )?(?:sorry )?i cant talk (?:right )?now im in a meeting$",
    r"^(?:im |i am )?not at my (?:desk|computer)\b.*\b(?:reply|respond|be back)\b",
    # answers that phones offer to whoever does not take a call; people's own words are longer
    r"^sorry i (?:cant|can not|cannot) talk (?:right )?now$",
    r"^(?:i )?cant talk (?:right )?now (?:whats up|call me later|can i call you(?: back)? later)$",
    r"^(?:sorry )?(?:i(?:ll| will)|can i|may i) call you (?:right back|back|later|back later)$",
    r"^(?:sorry )?(?:i(?:ll| will)|can i|may i) text you (?:back|later|back later)$",
    (
        r"^(?:sorry )?im (?:in a meeting|busy|driving|at the movies|in class)(?: right now)?"
        r"(?: (?:i(?:ll| will)|can i) (?:call|text) you (?:right back|back|later|back later))$"
    ),
    r"^(?:lo siento )?(?:en este momento|ahora) no puedo hablar (?:te llamo|le llamo|que pasa).*$",
    r"^(?:lo siento )?en este momento no puedo hablar$",
    r"^lo siento (?:ahora )?no puedo hablar(?: ahora| en este momento)?$",
    r"^(?:te|le|los) (?:llamo|marco|escribo) (?:mas tarde|luego|despues|al rato|en un momento)$",
    r"^(?:te|le) puedo (?:llamar|marcar|escribir) (?:mas tarde|luego|despues)$",
    r"^(?:puedo (?:llamarte|llamarlo|llamarla)|voy a llamarte) (?:mas tarde|luego|despues)$",
    # those that call themselves automatic
    r"^(?:this is an? )?auto(?:mat(?:ic|ed))? ?(?:reply|response|message|answer|text|responder)\b",
    r"\bthis is an? auto(?:mat(?:ic|ed))? ?(?:reply|response|message|answer|text)\b",
    r"^(?:esta es una |este es un )?(?:respuesta automatica|mensaje automatico)",
    r"^(?:reponse automatique|message automatique|resposta automatica|mensagem automatica)",
    r"^(?:risposta automatica|automatische antwort|repons otomatik|tra loi tu dong)",
    r"^(?:자동 ?응답|自动回复|自動回覆|自动答复|автоответ|автоматическии ответ)",
    r"^(?:الرد التلقائي|رد تلقائي|awtomatikong (?:sagot|tugon))",
    # offices
    (
        r"^(?:(?:hi|hello|thanks|thank you)(?: \w+){0,6} )?(?:(?:im|i am|we are|i will be) )?"
        r"(?:currently )?out of (?:the )?office\b"
    ),
    (
        r"\b(?:im|i am) (?:currently )?on (?:vacation|leave|annual leave|maternity leave|pto)\b.*"
        r"\b(?:reply|respond|return|get back)"
    ),
    (
        r"\b(?:im|i am) (?:currently )?away from my (?:desk|phone|email)\b.*"
        r"\b(?:reply|respond|return|get back)"
    ),
    (
        r"\b(?:estoy|me encuentro|estamos|estare) (?:actualmente )?"
        r"(?:fuera de (?:la )?oficina|de vacaciones)\b"
    ),
    (
        r"\b(?:thanks|thank you) for (?:contacting|texting|reaching out|your (?:message|text|email"
        r"|inquiry))\b.*\b(?:will|ll) (?:get back|respond|reply|be in touch|contact|call|return)"
    ),
    (
        r"\bgracias por (?:contactarnos|comunicarse|su mensaje|tu mensaje|escribirnos)\b.*"
        r"\b(?:responderemos|contactaremos|comunicaremos|atenderemos|contestaremos)"
    ),
    (
        r"^(?:hi |hello )?(?:thanks|thank you) for (?:texting|messaging|calling|contacting)"
        r" (?!me\b|us\b)\w+.*\b(?:hours|open|closed|appointments?|office|visit|shortly|soon)\b"
    ),
    (
        r"\b(?:you|youve) (?:have )?reached (?:the|our|\w+s?) .*"
        r"\b(?:closed|hours|leave|line|voicemail|office|call|reply|press)\b"
    ),
    (
        r"^(?:we|weve)(?: have)? (?:received|got|gotten) your"
        r" (?:message|text|inquiry|request|email)\b.*\b(?:will|ll|shortly|soon|within|someone)\b"
    ),
    r"^(?:your|this is to confirm your) (?:message|text|request) (?:has been|was) received\b",
    r"\b(?:our|business|office) hours are\b",
    (
        r"^(?:our |the )?(?:office|store|shop|clinic|business) is (?:currently |now )?closed"
        r"(?: (?:for|until|we|please) .*)?$"
    ),
    r"^(?:this|the) (?:mailbox|inbox|number|line|account) is not (?:monitored|checked|staffed)",
    (
        r"^(?:no ?reply|do not reply|please do not reply|please dont reply|dont reply)\b.*"
        r"\b(?:automat\w+|auto|message was received|unattended|unmonitored|mailbox)\b"
    ),
    r"^(?:ooo|out of office)\b",
    (
        r"^(?:im |i am )?(?:on (?:vacation|holiday|pto)|currently away|away message)\b.*"
        r"\b(?:until|till|back on|respond|reply|return|contact|urgent|not at my)\b"
    ),
    r"^(?:fuera de (?:la )?oficina|ausente de la oficina)\b",
    (
        r"^(?:hemos recibido|recibimos) su (?:mensaje|texto|solicitud)\b.*"
        r"\b(?:responderemos|contactaremos|contestaremos|comunicaremos|pronto)\b"
    ),
    r"^(?:nuestra oficina|la oficina|la tienda) (?:esta|se encuentra) cerrada$",
    r"^(?:este|el) numero no (?:recibe|acepta|es monitoreado)",
    (
        r"^(?:lo siento |lo sentimos )?(?:este|el|la|esta) (?:numero|usuario|cliente|suscriptor"
        r"|buzon|persona|linea|telefono)(?: (?:que|al que) \w+(?: \w+)?)?"
        r" no (?:esta|se encuentra) disponible(?: (?:en este momento|por el momento|ahora))?$"
    ),
    r"^gracias por (?:su|tu) (?:mensaje|texto)\b.*\b(?:pronto|oficina|horario|responderemos)\b",
    r"^thanks for your (?:message|text) this (?:mailbox|inbox|number) is not monitored$",
    r"\bsent from an (?:unmonitored|unattended) (?:phone|number|mailbox|account)$",
    # returned email
    r"^undelivered mail returned\b",
    r"^(?:mail delivery (?:subsystem|system)|mailer daemon|postmaster)\b",
    # carriers
    (
        r"^(?:verizon|vzw|t mobile|tmobile|at t|att|cricket|metro|boost) (?:free )?"
        r"(?:msg |message )?(?:you|youve|your) .*\b(?:data|bill|plan|balance|due)\b"
    ),
    r"^(?:telcel|movistar|claro) (?:tu|su) (?:saldo|recarga|paquete)\b",
    r"^missed call(?: alert)?$",
    r"^saldo insuficiente(?: para .*)?$",
    (
        r"^(?:\w+(?: \w+)? )?(?:free )?(?:t mobile |att |verizon |vzw |network )?ms?gs? "
        r"(?:message|text|your|you replied|unable|not|\d+)\b.*"
    ),
    r"^(?:error )?invalid (?:number|recipient|phone number)\b",
    r"^(?:sorry )?this service is not available\b",
    r"\b(?:insufficient|low) (?:balance|credit|funds)\b.*\b(?:send|message|sms|text|top up)",
    r"\b(?:do not|dont) have enough (?:balance|credit)\b.*\b(?:send|message|sms|text)\b",
    (
        r"^(?:this |the |your )?(?:message|text|sms) (?:could|can|was|has) ?(?:not|nt) ?"
        r"(?:be |been )?(?:sent|delivered)"
    ),
    r"^(?:sms|mms|message|text) (?:not sent|blocked|delivered|sent)(?: please top up)?$",
    r"^delivery (?:receipt|report|status)",
    r"^your (?:message|text) to \d+ (?:has been|was)",
    r"\b(?:no tiene|sin) saldo suficiente\b",
    r"^su saldo es insuficiente",
    r"^el mensaje no (?:se pudo|pudo|fue|ha sido)\b.*\b(?:entregar|enviar|entregado|enviado)",
    r"\breply stop to (?:unsubscribe|opt out|end|cancel)\b.*\b(?:msg|message|rates|apply)",
    r"^(?:this )?(?:person|subscriber|user|customer) is (?:currently )?unavailable$",
    r"^(?:your|the) verification code is\b",
    r"\bis your (?:\w+ )?(?:verification|security|login) code\b",
    r"^you have (?:\d+|a|one) (?:new )?(?:voice ?mail|voicemails|missed calls?|voice messages?)\b",
    r"^(?:new )?voicemail from\b",
    r"^(?:you have a )?missed call from\b",
    r"^(?:(?:at t|att|t mobile|verizon|vzw|metro|cricket|boost) )?free ?msg\b",
    r"\bmessage blocking is active",
    r"^(?:sorry |error )?(?:unable to (?:send|deliver)|undeliverable|delivery failed)",
    (
        r"^(?:sorry )?your (?:text |sms )?message (?:could not|was not|cannot|can not|has not)"
        r"(?: been| be)? (?:sent|delivered|received|processed)"
    ),
    r"^message (?:not (?:sent|delivered)|failed|undeliverable)\b",
    (
        r"^(?:sorry )?the (?:person|number|subscriber|(?:wireless |mobile )?customer|party) you ?"
        r"(?:are|re|have|ve|were)? (?:trying to|texted|dialed|texting|called|calling|attempting)"
    ),
    (
        r"\b(?:number|phone|line|device) (?:does not|doesnt|cannot|cant|is (?:not able|unable) to)"
        r" (?:accept|receive) (?:incoming )?(?:texts?|sms|mms|messages)"
    ),
    r"\bis not accepting (?:text |new )?messages",
    r"^service access denied",
    (
        r"^you (?:have been|are now|were|have) (?:successfully )?(?:been )?"
        r"(?:unsubscribed|opted out|re ?subscribed)"
    ),
    r"^(?:no se pudo (?:enviar|entregar)|su mensaje no (?:pudo|fue|se))",
    r"^el numero (?:que )?(?:usted )?(?:marco|ha marcado|marcado)",
)
_AUTOMATIC = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.DOTALL)
_PERSON = re.compile(
    r"\b(?:he|hes|she|shes|they|theyre|him|her|them|boss|passport|hurt|scared|afraid|gun|girls?"
    r"|kids?|child|children|trafficking|traffickers?|locked|kidnapped|beat|beats|beating|kill|rape"
    r"|help me|need help|el me|ella|ellos|jefe|pasaporte|miedo|nina|nino|golpea|matar|ayudame"
    r"|ayudenme|necesito ayuda)\b"
)
"""Words that no machine writes: whoever does is a person, whatever else the text has."""


_ALERT = re.compile(
    r"^(?:(?:test|imminent|public|emergency|national|civil) )*"
    r"(?:(?:amber|silver|blue|ashanti|feather|camo|clear|endangered (?:missing )?person"
    r"|missing (?:person|child|endangered)|presidential|emergency|public safety|safety|extreme"
    r"|severe(?: weather)?|imminent threat|weather|civil emergency|boil water|evacuation) alert"
    r"|(?:emergency alert|national weather service|nws)\b"
    r"|(?:tornado|flash flood|flood|hurricane|tsunami|severe thunderstorm|snow squall|dust storm"
    r"|extreme wind|storm surge|fire|red flag|winter storm|heat) (?:warning|watch|advisory)"
    r"|alerta (?:amber|ambar|azul|plateada|silver|de emergencia|presidencial|meteorologica)"
    r"|(?:aviso|advertencia) de (?:tornado|inundacion\w*|huracan|tormenta\w*))\b"
)
_OF_A_WITNESS = re.compile(
    r"\b(?:i|im|ive|my|me|mine|we|our|us|ours|saw|seen|here|hes|shes|theyre|parked|next door|same"
    r"|looks like|room|motel|help me|yo|mi|nos|vi|vimos|aqui|creo|esta en|estan en|ayuda)\b"
)
"""Words of someone who writes about an alert; phones and states write none of them."""


def forms(listed: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for the phrases of the languages' lists; ``None`` when there are none.

    A phrase is the whole text, without case and punctuation; ``...`` stands for any words.
    """
    patterns = [_form(phrase) for phrase in listed]
    return re.compile("|".join(patterns), re.DOTALL) if patterns else None


def _form(phrase: str) -> str:
    pieces = [re.escape(plain(piece)) for piece in phrase.split("...") if piece.strip()]
    inside = r"(?![a-z0-9]).*(?<![a-z0-9])".join(pieces)
    start = "" if phrase.startswith("...") else "^"
    end = r"(?![a-z0-9])" if phrase.endswith("...") else "$"
    return f"(?:{start}{inside}{end})"


def is_automatic(text: str, listed: re.Pattern[str] | None = None) -> bool:
    """Whether a machine wrote ``text``; ``listed`` are the forms of the languages' lists."""
    said = plain(text)
    if len(said.split()) > MOST_AUTOMATIC:
        return False
    if _ALERT.search(said):
        return _OF_A_WITNESS.search(said) is None  # "girl" and "her" stand in an AMBER alert
    if persons(said):
        return False
    return _AUTOMATIC.search(said) is not None or bool(listed and listed.search(said))


def persons(said: str) -> bool:
    """Whether plain words have some that only a person writes: "he", "boss", "help me"."""
    return _PERSON.search(said) is not None
