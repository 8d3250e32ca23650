"""Whether an answer means yes or no, where no question of a flow was asked."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.flows.book import Choice, FactQuestion, Language, Spoken, Words
from hotline.flows.text.reader import NO, YES, read

_YES_NO = (Choice(YES, "1", ""), Choice(NO, "2", ""))


def yes_or_no(
    text: str, language: Language, also: Iterable[Language] = ()
) -> tuple[str | None, int]:
    """Whether ``text`` means yes or no, and how many words were said beyond that.

    ``None`` when it means neither, or both.
    """
    known = language.answers
    said = {
        name: language.commands.get(name, frozenset()) | family
        for name, family in ((YES, known.yes), (NO, known.no))
    }
    ask = FactQuestion(id="", line=1, wording="", fact="", choices=_YES_NO)
    choice, extra = read(ask, Words(Spoken("", ""), said=said), text, language, also)
    return (choice.value if choice else None), extra
