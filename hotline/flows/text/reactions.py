"""What arrives as a text and is not a message: reactions, automatic replies, our own words.

A phone that cannot show a reaction gets it as words: ``Loved “<our whole text>”``. Cars, offices
and carriers reply automatically (``automatic``). Read as a story, all that becomes facts, urgency
and evidence that no one reported. Pure: a text and our own wording in, a verdict out. The forms
are those that phones are known to send; wording of ours in quotes is recognized in any language.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from hotline.flows.text import automatic
from hotline.flows.text.answers import plain
from hotline.flows.text.own_words import ANSWERING, Own, words_of
from hotline.flows.text.quoting import quoted_and_answer, without_frame, without_sender

Kind = Literal["", "reaction", "automatic", "echo"]
MOST_AROUND = 6
"""Words around a quote of ours that a reaction in an unknown language may have."""
_SAME = str.maketrans({"\u00a0": " ", "`": "'", "´": "'", "‛": "'", "＂": '"'})
"""Signs that some phones write for others."""
_INVISIBLE = re.compile("[\u200a-\u200f\u202a-\u202f\u2060-\u2069\ufeff\ufe0e\ufe0f]")
_OPEN, _CLOSE = '["“”„«‘「『‹＂]', '["”“»’」』›＂]'
_QUOTED = re.compile(
    rf"(?P<lead>[^“”„«»\"‘「『‹＂]*){_OPEN}(?P<quote>.+?)(?:{_CLOSE}(?P<tail>[^“”«»\"]*))?",
    re.DOTALL,
)
_CHUNK = re.compile(rf"{_OPEN}([^“”„«»\"‘「」『』]+){_CLOSE}")

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
    r"(?:(?:you )?(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|hearted"
    r"|thumbed (?:up|down)|reacted(?: with(?: an?)?(?: (?:\w+ )?(?:sticker|emoji|memoji))?)? to"
    rf"(?: your (?:message|text|sms))?|removed(?: (?:an?|the|their|your))?(?: {_MARKS})? from)"
    r"|reaction to|tapback(?: to)?)"
)
_SPANISH = (
    r"(?:(?:a \w+ )?(?:no )?(?:le|les|te) (?:ha |han )?"
    r"(?:gusto|gusta|gustado|encanto|encanta|encantado|dio risa|hizo gracia)"
    r"|me gusta|me encanta|no me gusta|indico que (?:no )?le (?:gusta|encanta)"
    rf"|(?:le )?(?:dio|ha dado|marco|puso|ha puesto)(?: un)? {_MARCAS} (?:a|en)"
    r"|(?:se )?(?:ha )?(?:rio|reido) (?:de|con)|(?:ha )?(?:cuestiono|cuestionado)"
    r"|(?:ha )?(?:enfatizo|enfatizado|destaco|destacado|resalto|resaltado)"
    r"|pregunto (?:sobre|por)|puso en duda|exclamo ante"
    r"|(?:ha )?(?:reacciono|reaccionado)(?: con(?: un)?(?: sticker| emoji)?)? (?:a|ante)"
    r"(?: (?:tu|su) mensaje)?"
    r"|(?:ha )?(?:elimino|eliminado|quito|quitado)(?: (?:un|una|el|la))?"
    rf"(?: {_MARCAS})? (?:de|a|en))"
)
_FRENCH = (
    r"(?:(?:a|na pas|n a pas) (?:aime|adore|deteste|ri de|ri a|souligne|accentue|insiste sur"
    r"|questionne|interroge|mis en evidence"
    r"|reagi(?: (?:avec|par)(?: un)?(?: sticker| emoji)?)? a)"
    r"|a (?:supprime|retire) (?:un jaime|un j aime|un coeur|une reaction) (?:de|a))"
)
_PORTUGUESE = (
    r"(?:(?:nao )?(?:gostou de|curtiu|amou|adorou|amei|curti)|riu (?:de|com)|enfatizou|destacou"
    r"|questionou"
    r"|perguntou sobre|reagiu(?: com(?: um)?(?: sticker| emoji)?)? (?:a|ao)"
    r"|removeu (?:uma? )?(?:curtida|coracao|reacao|gostei) (?:de|da|do))"
)
_ITALIAN = (
    r"(?:(?:non )?mi e piaciut[oa]|(?:non )?mi piace|(?:ha )?(?:adorato|amato|riso di)"
    r"|(?:ha )?(?:messo|aggiunto) (?:un )?(?:non )?(?:mi piace|cuore|punto \w+|ahah|\w+) a"
    r"|(?:ha )?riso (?:di|per|a)|(?:ha )?(?:enfatizzato|evidenziato|sottolineato)"
    r"|(?:ha )?reagito(?: con(?: un)?(?: \w+)?)? a|ha rimosso un (?:mi piace|cuore|\w+) da)"
)
_PLUS = r"1 (?:to|a|for|para)"
"""What is left of "+1 to"."""
_VERB = re.compile(f"(?:{'|'.join((_ENGLISH, _SPANISH, _FRENCH, _PORTUGUESE, _ITALIAN, _PLUS))})")
_THING = re.compile(
    rf"(?:{_VERB.pattern}|to|a|para) (?:an?|the|your|this|\d+|un|una|la|el|tu|su|une|le|uma|um) "
    r"(?:images?|photos?|pictures?|movies?|videos?|attachments?|(?:audio |voice |text )?messages?"
    r"|texts?|sms"
    r"|stickers?|links?|locations?|contacts?|contact cards?|files?|gifs?|documents?|memojis?"
    r"|drawings?|polls?|songs?|audios?|recordings?|voice memos?|imagen(?:es)?|fotos?|peliculas?"
    r"|mensajes?(?: de (?:audio|voz))?|archivos?(?: adjuntos?)?|adjuntos?|enlaces?|ubicacion"
    r"|contactos?|notas? de voz|message audio|piece jointe|imagem|imagens|anexos?"
    r"|mensagem(?: de (?:audio|voz))?)(?: (?:with|con|avec|com))?"
)
_BEHIND = re.compile(
    rf"{_OPEN}.+{_CLOSE}(?:에(?: 대해)? ?[^\n]{{0,20}}?"
    r"(?:반응|표시|웃|강조|질문|좋아|공감)[^\n]{0,12}"
    r"|\s?(?:を|に)\s?[^\n]{0,20}?(?:いいね|ハート|強調|質問|笑い?|リアクション)[^\n]{0,12})",
    re.DOTALL,
)
"""Korean and Japanese put it all behind the quote, without a space."""
REACTING = frozenset(
    "you liked loved disliked laughed at emphasized emphasised questioned hearted reacted reaction"
    " tapback removed like love heart laugh exclamation question mark from to with a an the your"
    " message text sms sticker emoji le les gusto gusta encanto encanta indico que reacciono"
    " reaccion con quito elimino un una corazon me de en rio enfatizo destaco cuestiono exclamo"
    " ante tu su mensaje aime adore reagi par avec au curtiu amou reagiu com em para zu auf na su"
    " на к hat mit markiert gefallt mir sent my iphone ipad android phone samsung galaxy enviado"
    " desde mi via messenger".split()
)
"""Words that stand around a quote when a phone writes of a reaction, and no answer is made of."""
_SENT_FROM = re.compile(
    r"(?:\s*(?:\n+-* ?(?:sent (?:from|via)|enviado (?:desde|de)|envoy[eé] (?:de|depuis))"
    r" [^\n]{1,40}|\((?:sent )?via [^)\n]{1,30}\)))+\s*$",
    re.IGNORECASE,
)
"""What some phones put below whatever they send."""
_APOSTROPHES = re.compile(r"(?P<lead>[^'‘’]{3,60}?):? ['‘]{1,2}.+", re.DOTALL)
FEWEST_WORDS = 3
"""Words of a part of ours; "> yes" and "Re: yes" are answers."""
LONG_QUOTE = 8
"""Words of a quote that no person puts beside a sign alone."""
_HEADER = re.compile(
    r"(?:\s*(?:\(?\d{1,2} ?(?:/|of|de) ?\d{1,2}\)?:?|(?:fwd?|fw|re|rv|rtv|reenv)\s*:|>+"
    r"|begin forwarded message:?|forwarded(?: message)?:?|reenviado:?)\s*)+",
    re.IGNORECASE,
)
"""What stands before a part of a text that was split, forwarded or answered."""


@dataclass(frozen=True)
class Read:
    """What a text is: no message of some kind, or the words of it that are the sender's own."""

    kind: Kind
    text: str


def read(text: str, own: Own) -> Read:
    """What ``text`` is. Total; a person's words are never called a reaction for what they quote."""
    seen = _seen(text)
    if _is_reaction(seen, own):
        return Read("reaction", "")
    if automatic.is_automatic(seen, own.automatic):
        return Read("automatic", "")
    if own.is_whole(seen) or _is_part(seen, own):
        return Read("echo", "")
    return _own_taken_out(text, seen, own)


def _own_taken_out(text: str, seen: str, own: Own) -> Read:
    """What is left of a text when what was copied or quoted of ours is taken out."""
    unquoted = [line for line in seen.splitlines() if not _is_quoted_line(line, own)]
    if len(unquoted) < len(seen.splitlines()):
        left = "\n".join(unquoted).strip()
        return read(left, own) if left else Read("echo", "")
    quote, answer = quoted_and_answer(seen)
    left = answer if quote and own.has(quote) else own.without(seen)
    if left == seen:
        return Read("", text)
    left = without_frame(left)
    words = words_of(left)
    if words and REACTING.issuperset(words):
        return Read("reaction", "")
    return Read("", left) if words else Read("echo", "")


def _is_quoted_line(line: str, own: Own) -> bool:
    quoted = line.strip()
    return quoted.startswith(">") and len(quoted.split()) > FEWEST_WORDS and own.has(quoted)


def _is_part(text: str, own: Own) -> bool:
    """Whether it is a part of ours, behind what stands before a part or around a quote."""
    header = _HEADER.match(text)
    part = text[header.end() :] if header is not None else ""
    if len(part.split()) >= FEWEST_WORDS and "\n" not in part and own.has_all(part):
        return True
    framed = without_frame(_SENT_FROM.sub("", text))
    return framed != text and (own.is_whole(framed) or own.has_all(framed))


def _seen(text: str) -> str:
    """``text`` as its reader sees it."""
    bare = html.unescape(_INVISIBLE.sub("", text)).translate(_SAME)
    return bare.strip()


def is_reaction(text: str) -> bool:
    """Whether ``text`` is a reaction in a form that phones are known to send, to any text."""
    return _is_reaction(_seen(text), Own(()))


def _is_reaction(text: str, own: Own) -> bool:
    text = without_sender(_SENT_FROM.sub("", text))
    whole = plain(text)
    begun = _VERB.match(whole)
    of_a_thing = _THING.fullmatch(whole) and (begun or _has_sign(text))
    if of_a_thing or _BEHIND.fullmatch(text):
        return True
    if begun and own.has(whole[begun.end() :]):
        return True
    found = _QUOTED.fullmatch(text)
    if found is None:
        bare = _APOSTROPHES.fullmatch(text)
        return bare is not None and _VERB.fullmatch(plain(bare["lead"])) is not None
    lead, said, after = found["lead"], plain(found["lead"]), plain(found["tail"] or "")
    if not after and _VERB.fullmatch(said):
        return True
    around = f"{said} {after}".split()
    long = len(words_of(found["quote"])) >= LONG_QUOTE
    signed = _has_sign(f"{lead} {found['tail'] or ''}") and REACTING.issuperset(around)
    if signed and (around or (long and not automatic.persons(plain(found["quote"])))):
        return True
    quotes = [(found["quote"], f"{lead} {found['tail'] or ''}")]
    outside = _CHUNK.sub(" ", text)
    quotes += [(chunk[1], outside) for chunk in _CHUNK.finditer(text)]
    return any(own.has(quote) and _is_foreign(around) for quote, around in quotes)


def _is_foreign(around: str) -> bool:
    """Whether the words around a quote of ours may be a phone's, in a language not listed here."""
    words = words_of(around)
    if len(words) > MOST_AROUND or any(word in ANSWERING or word.isdigit() for word in words):
        return False
    return bool(words) or _has_sign(around)


def _has_sign(text: str) -> bool:
    """Whether there is an emoji or another sign in ``text``."""
    return any(unicodedata.category(letter) in {"So", "Sk"} for letter in text)
