"""What arrives as a text and is not a message: reactions, automatic replies, our own words.

A phone that cannot show a reaction gets it as words: ``Loved “<our whole text>”``. Cars, offices
and carriers reply automatically. Read as a story, all that becomes facts, urgency and evidence
that no one reported. Pure: a text and our own wording in, a verdict out. The forms are those that
phones are known to send; wording of ours in quotes is recognized in any language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hotline.flows.book import FlowBook
from hotline.flows.text.answers import plain

Kind = Literal["", "reaction", "automatic", "echo"]
GRAM, COPIED = 4, 7
"""Words in a row that make a quote ours, and words in a row that no one writes by chance."""
MOSTLY = 0.6
MOST_AROUND = 6
"""Words around a quote of ours that a reaction in an unknown language may have."""
_INVISIBLE = re.compile("[\u200a-\u200f\u202a-\u202f\u2060-\u2069\ufeff\ufe0e\ufe0f]")
_OPEN, _CLOSE = '["“”„«‘「『‹＂]', '["”“»’」』›＂]'
_QUOTED = re.compile(
    rf"(?P<lead>[^“”„«»\"‘「『‹＂]*){_OPEN}(?P<quote>.+?)(?:{_CLOSE}(?P<tail>[^“”«»\"]*))?",
    re.DOTALL,
)
_CHUNK = re.compile(rf"{_OPEN}([^“”„«»\"「」『』]+){_CLOSE}")

# Verbs of reactions, as `plain` gives them, before a quote or before "an image" ------------------

_MARKS = (
    r"(?:like|love|heart|dislike|laugh|ha ha|emphasis|exclamation(?: marks?| points?)?|question"
    r"(?: marks?)?|thumbs (?:up|down)|sticker|reaction|\w+ reaction)"
)
_MARCAS = (
    r"(?:me gusta|no me gusta|me encanta|corazon|risa|jaja|ja ja|exclamacion|interrogacion|reaccion"
    r"|signos? de (?:exclamacion|admiracion|interrogacion)|sticker|pulgar (?:arriba|abajo))"
)
_ENGLISH = (
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|hearted|thumbed (?:up|down)"
    r"|reacted(?: with(?: an?)?(?: \w+)? (?:sticker|emoji|memoji))? to"
    rf"|removed(?: (?:an?|the|their))?(?: {_MARKS})? from)"
)
_SPANISH = (
    r"(?:(?:a \w+ )?(?:no )?(?:le|les|te) (?:ha |han )?"
    r"(?:gusto|gusta|gustado|encanto|encanta|encantado|dio risa|hizo gracia)"
    r"|me gusta|me encanta|no me gusta"
    rf"|(?:le )?(?:dio|ha dado|marco|puso|ha puesto)(?: un)? {_MARCAS} (?:a|en)"
    r"|(?:se )?(?:ha )?(?:rio|reido) (?:de|con)|(?:ha )?(?:cuestiono|cuestionado)"
    r"|(?:ha )?(?:enfatizo|enfatizado|destaco|destacado|resalto|resaltado)"
    r"|pregunto sobre|puso en duda"
    r"|(?:ha )?(?:reacciono|reaccionado)(?: con(?: un)?(?: sticker| emoji)?)? (?:a|ante)"
    r"|(?:ha )?(?:elimino|eliminado|quito|quitado)(?: (?:un|una|el|la))?"
    rf"(?: {_MARCAS})? (?:de|a|en))"
)
_FRENCH = (
    r"(?:(?:a|na pas|n a pas) (?:aime|adore|deteste|ri de|ri a|souligne|accentue|insiste sur"
    r"|questionne|interroge|mis en evidence|reagi(?: avec(?: un)?(?: sticker| emoji)?)? a)"
    r"|a (?:supprime|retire) (?:un jaime|un j aime|un coeur|une reaction) (?:de|a))"
)
_PORTUGUESE = (
    r"(?:(?:nao )?(?:gostou de|curtiu|amou|adorou)|riu (?:de|com)|enfatizou|destacou|questionou"
    r"|perguntou sobre|reagiu(?: com(?: um)?(?: sticker| emoji)?)? (?:a|ao)"
    r"|removeu (?:uma? )?(?:curtida|coracao|reacao|gostei) (?:de|da|do))"
)
_VERB = re.compile(f"(?:{'|'.join((_ENGLISH, _SPANISH, _FRENCH, _PORTUGUESE))})")
_SIGN_TO = re.compile(r"(?:to|a|para|zu|auf|ao|em|su|an|na|к|на|für|ve|對|对|に)?")
_THING = re.compile(
    rf"(?:{_VERB.pattern}|to|a|para) (?:an?|the|your|this|\d+|un|una|la|el|une|le|uma|um) "
    r"(?:images?|photos?|pictures?|movies?|videos?|attachments?|(?:audio |voice )?messages?"
    r"|stickers?|links?|locations?|contacts?|contact cards?|files?|gifs?|documents?|memojis?"
    r"|drawings?|polls?|songs?|audios?|recordings?|voice memos?|imagen(?:es)?|fotos?|peliculas?"
    r"|mensajes?(?: de (?:audio|voz))?|archivos?(?: adjuntos?)?|adjuntos?|enlaces?|ubicacion"
    r"|contactos?|notas? de voz|message audio|piece jointe|imagem|imagens|anexos?"
    r"|mensagem(?: de (?:audio|voz))?)"
)
ANSWERING = frozenset(
    "yes y yeah no n not si yo i im my me he she they we you your help ayuda ok what why how which"
    " who where when is are do does did dont cant the this it que como quien donde cuando porque mi"
    " el ella ellos usted oui non sim nao da net je moi eu please stop safe danger wrote said asked"
    " means mean".split()
)
"""Words beside our own words that a person writes, and no telephone."""

# Automatic replies, as `plain` gives them ---------------------------------------------------------

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
    # carriers
    r"^(?:(?:at t|att|t mobile|verizon|vzw|metro|cricket|boost) )?free ?msg\b",
    r"\bmessage blocking is active",
    r"^(?:sorry |error )?(?:unable to (?:send|deliver)|undeliverable|delivery failed)",
    r"^(?:sorry )?your (?:text |sms )?message (?:could not|was not|cannot|can not|has not)",
    r"^message (?:not (?:sent|delivered)|failed|undeliverable)",
    (
        r"^(?:sorry )?the (?:person|number|subscriber|(?:wireless |mobile )?customer|party) you ?"
        r"(?:are|re|have|ve|were)? (?:trying to|texted|dialed|texting|called|attempting)"
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
MOST_AUTOMATIC = 70
"""Words of an automatic reply; a longer text is a story."""
_PERSON = re.compile(
    r"\b(?:he|hes|she|shes|they|theyre|him|her|them|boss|passport|hurt|scared|afraid|gun|girls?"
    r"|kids?|child|children|trafficking|traffickers?|locked|kidnapped|beat|beats|beating|kill|rape"
    r"|help me|need help|el me|ella|ellos|jefe|pasaporte|miedo|nina|nino|golpea|matar|ayudame"
    r"|ayudenme|necesito ayuda)\b"
)
"""Words that no machine writes: whoever does is a person, whatever else the text has."""


@dataclass(frozen=True)
class Read:
    """What a text is: no message of some kind, or the words of it that are the sender's own."""

    kind: Kind
    text: str


class Own:
    """Our own wording, to know it when it comes back."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [" ".join(_words(text)) for text in texts]
        self._grams = frozenset(self._in_rows(GRAM))
        self._copied = frozenset(self._in_rows(COPIED))

    def _in_rows(self, size: int) -> Iterator[tuple[str, ...]]:
        for text in self._texts:
            yield from _rows(text.split(), size)

    def has(self, quote: str) -> bool:
        """Whether a quote, cut off perhaps, is of ours."""
        words = _words(quote)
        rows = list(_rows(words, GRAM))
        if rows:
            return sum(row in self._grams for row in rows) >= MOSTLY * len(rows)
        said = " ".join(words)
        return bool(said) and any(said in text for text in self._texts)

    def without(self, text: str) -> str:
        """``text`` without the words that were copied from ours."""
        tokens = text.split()
        words = [(word, at) for at, token in enumerate(tokens) for word in _words(token)]
        copied: set[int] = set()
        for start in range(len(words) - COPIED + 1):
            row = words[start : start + COPIED]
            if tuple(word for word, _ in row) in self._copied:
                copied.update(range(start, start + COPIED))
        if not copied:
            return text
        left = {at for n, (_, at) in enumerate(words) if n not in copied}
        return " ".join(tokens[at] for at in sorted(left))


_KNOWN: deque[tuple[FlowBook, Own]] = deque(maxlen=4)


def own_words(book: FlowBook) -> Own:
    """The texts of a flow book, in every language; worked out once for each book that is served."""
    for known, own in _KNOWN:
        if known is book:
            return own
    own = _own_words(book)
    _KNOWN.append((book, own))
    return own


def _own_words(book: FlowBook) -> Own:
    spoken = [
        " ".join(said.text for said in (words.prompt, *words.choices.values()))
        for language in book.languages.values()
        for words in language.wording.values()
    ]
    return _indexed(tuple(spoken))


@lru_cache(maxsize=4)
def _indexed(texts: tuple[str, ...]) -> Own:
    return Own(re.sub(r"\{[^}]*\}", " ", text) for text in texts)


def read(text: str, own: Own) -> Read:
    """What ``text`` is. Total; a person's words are never called a reaction for what they quote."""
    seen = _INVISIBLE.sub("", text).replace("\u00a0", " ").strip()
    if _is_reaction(seen, own):
        return Read("reaction", "")
    if is_automatic(seen):
        return Read("automatic", "")
    left = own.without(seen)
    if left == seen:
        return Read("", text)
    return Read("", left) if _words(left) else Read("echo", "")


def is_reaction(text: str) -> bool:
    """Whether ``text`` is a reaction in a form that phones are known to send, to any text."""
    return _is_reaction(_INVISIBLE.sub("", text).strip(), Own(()))


def _is_reaction(text: str, own: Own) -> bool:
    if _THING.fullmatch(plain(text)) and (_VERB.match(plain(text)) or _has_sign(text)):
        return True
    found = _QUOTED.fullmatch(text)
    if found is None:
        return False
    lead, said, after = found["lead"], plain(found["lead"]), plain(found["tail"] or "")
    if not after and _VERB.fullmatch(said):
        return True
    if not after and said and _SIGN_TO.fullmatch(said) and _has_sign(lead):
        return True
    quotes = [(found["quote"], f"{lead} {found['tail'] or ''}")]
    quotes += [(chunk[1], text.replace(chunk[0], " ")) for chunk in _CHUNK.finditer(text)]
    return any(own.has(quote) and _is_foreign(around) for quote, around in quotes)


def _is_foreign(around: str) -> bool:
    """Whether the words around a quote of ours may be a phone's, in a language not listed here."""
    words = _words(around)
    if len(words) > MOST_AROUND or any(word in ANSWERING or word.isdigit() for word in words):
        return False
    return bool(words) or _has_sign(around)


def is_automatic(text: str) -> bool:
    """Whether a machine wrote ``text``: a car, an office, a carrier."""
    said = plain(text)
    if len(said.split()) > MOST_AUTOMATIC or _PERSON.search(said):
        return False
    return _AUTOMATIC.search(said) is not None


def _has_sign(text: str) -> bool:
    """Whether there is an emoji or another sign in ``text``."""
    return any(unicodedata.category(letter) in {"So", "Sk"} for letter in text)


def _words(text: str) -> list[str]:
    return plain(text).split()


def _rows(words: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[n : n + size]) for n in range(len(words) - size + 1))
