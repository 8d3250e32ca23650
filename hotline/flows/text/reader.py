"""Which choice an answer means: one reader for texts and speech that knows when a word is denied.

A denied word never counts as the word: "not very safe", "claro que no" and "okay no" are no yes.
Two opposite words ask again, unless a later clause clearly corrects the first ("yes, sorry, no").
Where a yes may hurt someone (``care`` of a question), only a whole, clear yes is a yes: every word
of its clause is known, and nothing after it denies, doubts or limits it. What is not clear is
``None``, and the question is asked again.

The words come from the ``answers:`` of each language's common.yaml; see :class:`Answers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hotline.flows.book import Answers, Choice, FactQuestion, Language, Words
from hotline.flows.text.answers import STORY_WORDS, count, plain
from hotline.flows.text.choice_phrases import (
    Mention,
    choice_with,
    doubts_of,
    phrases_of,
    without_signs,
)
from hotline.flows.text.clauses import (
    Clause,
    clauses,
    denials,
    merged,
    normal,
)
from hotline.flows.text.denied import is_denied
from hotline.flows.text.open_answers import stays_open
from hotline.flows.text.phrases import left_over, one_of
from hotline.flows.text.spoken_keys import age_beside, age_meant, key_meant
from hotline.flows.text.whose_answer import counted_in

YES, NO = "yes", "no"
SAFETY = "safety"
SOUNDS_LIKE_ONE = frozenset({"won", "wan"})
ACCOUNT_WORDS = 8
"""From how many words on a sentence after a yes tells a story, whatever doubt is in it."""
_ASKS = re.compile(r"[?\uff1f\u061f]")


class Reading(NamedTuple):
    """The choice that an answer means, and how many words were said beyond the answer itself."""

    choice: Choice | None = None
    extra: int = 0


def read(
    ask: FactQuestion, words: Words, text: str, language: Language, also: Iterable[Language] = ()
) -> Reading:
    """The choice of ``ask`` that ``text`` means.

    ``also`` are further languages that someone may fall into: their words of denial count too.
    """
    known = merged(language.answers, tuple(other.answers for other in also))
    found = _read(ask, words, without_signs(text, language.answers), language, known, also)
    opens = found.choice is not None and found.choice.value == YES and stays_open(ask, text, known)
    return Reading() if opens else found


def _read(
    ask: FactQuestion,
    words: Words,
    text: str,
    language: Language,
    known: Answers,
    also: Iterable[Language],
) -> Reading:
    """What ``text`` means, before a careful question looks at what is around a yes."""
    choices = {choice.value: choice for choice in ask.choices}
    if not plain(text):
        return Reading()
    key = key_meant(text, language, also if ask.languages else ())
    if key:
        return _by_key(ask, key, text)
    if ask.under:
        older = age_meant(normal(text, known), known, ask.under, language.digits)
        if older is not None:
            return Reading(choices.get(NO if older else YES), 1)
    found = _Answer(ask, words, text, language, known).read()
    if ask.under and found.choice:
        older = age_beside(normal(text, known), known, ask, language.digits)
        if older is not None and (found.choice.value == NO) is not older:
            return Reading(None if older else choices.get(YES), 1)  # "no, 17" is a child
    if ask.whose and found.choice:
        return Reading(choices.get(counted_in(found.choice.value, text) or ""), found.extra)
    return found


def _by_key(ask: FactQuestion, key: str, text: str) -> Reading:
    """The choice of a key that was named; a word that only sounds like it is no consent."""
    choice = next((choice for choice in ask.choices if choice.key == key), None)
    if choice and choice.value == YES and ask.care and plain(text) in SOUNDS_LIKE_ONE:
        return Reading()
    return Reading(choice)


class _Answer:
    """One answer being read."""

    def __init__(
        self,
        ask: FactQuestion,
        words: Words,
        text: str,
        language: Language,
        known: Answers,
    ) -> None:
        self.ask, self.words, self.text, self.known = ask, words, text, known
        self.unknown = doubts_of(language, known)
        self.choices = {choice.value: choice for choice in ask.choices}
        self.clauses = clauses(text, known)
        self.agreeing = choice_with(ask, words, known.core[0], YES)
        self.refusing = choice_with(ask, words, known.core[1], NO)
        self.mentions = list(self._found())
        self.opening = self._of_key(self.clauses[0].said if len(self.clauses) > 1 else "")

    def read(self) -> Reading:
        """What it means."""
        mentions = self._after_correction()
        value = self._value(mentions)
        if value is None or value not in self.choices:
            return Reading()
        if self._is_careful(value) and not self._clear(value):
            return Reading()
        extra = 0 if self._covered(range(len(self.clauses)), value) else self._extra(value)
        choice = self.choices[value]
        return Reading(choice, extra)

    def _is_careful(self, value: str) -> bool:
        """Whether only a clear answer may mean ``value``: a yes, or whatever gives consent."""
        gives = value == YES or (self.ask.care != SAFETY and value != self.refusing)
        return bool(self.ask.care) and gives

    # What is mentioned ---------------------------------------------------------------------------

    def _found(self) -> Iterator[Mention]:
        phrases = phrases_of(self.ask, self.words, self.known)
        pattern = one_of(phrases)
        spared = one_of(self.known.spares)
        for number, clause in enumerate(self.clauses):
            kept = spared.sub(lambda found: "|" * len(found.group()), clause.said)
            for match in pattern.finditer(kept):
                values = phrases[match.group()]
                if not self._inside_a_story(clause, match):
                    refuses = self.refusing in values
                    denied = is_denied(clause.said, match.span(), self.known, refuses=refuses)
                    yield Mention(values, match.group(), number, match.start(), denied)

    def _is_family(self, phrase: str) -> bool:
        return phrase in self.known.yes or phrase in self.known.no

    def _inside_a_story(self, clause: Clause, match: re.Match[str]) -> bool:
        """Whether a yes or no is among other words: "they never pay us", "there is no way"."""
        if not self._is_family(match.group()):
            return False
        begins, ends = match.start() == 0, match.end() == len(clause.said)
        return not ends and (not begins or self._only_denies_a_verb(clause, match))

    def _only_denies_a_verb(self, clause: Clause, match: re.Match[str]) -> bool:
        """Whether a "no" at the beginning belongs to what follows: "no nos pagan", "no food".

        That matters where a no ends the conversation.
        """
        if self.ask.care != SAFETY or match.group() != self.known.core[1]:
            return False
        known = self.known
        idle = (known.no, known.yes, known.denies, known.frame, known.fillers)
        return bool(left_over(clause.said[match.end() :], *idle))

    def _of_key(self, key: str) -> str | None:
        return next((choice.value for choice in self.ask.choices if choice.key == key), None)

    def _after_correction(self) -> list[Mention]:
        """The mentions that stand: after "sorry", "I mean", only those that follow it."""
        begin = self._corrected_at()
        return [mention for mention in self.mentions if mention.clause >= begin]

    def _corrected_at(self) -> int:
        """The clause with which a correction begins; 0 where nothing is corrected."""
        last = 0
        for number, clause in enumerate(self.clauses):
            if number and one_of(self.known.corrects).search(clause.said):
                last = number
        return last if any(mention.clause >= last for mention in self.mentions) else 0

    def _value(self, mentions: list[Mention]) -> str | None:
        """The value that ``mentions`` come to; ``None`` when they contradict each other."""
        said = [mention for mention in mentions if not mention.denied]
        denied = {value for mention in mentions if mention.denied for value in mention.values}
        if self.opening is not None:
            others = any(self.opening not in mention.values for mention in said)
            return None if others or self.opening in denied else self.opening
        if any(self._only_opposites(mention) for mention in mentions if mention.denied):
            return None
        if not said:
            return self._denied_yes(denied)
        best = None if self._opposed(said, denied) else self._best(said)
        unclear = best in {None, *denied} or self._doubted(mentions) or self._taken_back(best)
        return None if unclear or best is None or self._lost_in_story(best, said) else best

    def _taken_back(self, value: str | None) -> bool:
        """Whether a later clause is nothing but a refusal: "a woman? No."."""
        known = self.known
        return value != self.refusing and any(
            (denials(clause.said, known) or clause.said in known.no)
            and not left_over(clause.said, known.no, known.denies, known.fillers, known.frame)
            for clause in self.clauses[1:]
        )

    def _denied_yes(self, denied: set[str]) -> str | None:
        """No, when nothing but the yes is denied, and without a doubt: not "not sure"."""
        doubted = any(one_of(self.unknown).search(clause.said) for clause in self.clauses)
        return self.refusing if denied == {YES} == {self.agreeing} and not doubted else None

    def _only_opposites(self, denied: Mention) -> bool:
        """Whether a yes is denied by nothing but an opposite word: "okay no", "no yes"."""
        if self.agreeing not in denied.values or " " in denied.phrase:
            return False
        clause = self.clauses[denied.clause].said
        return not left_over(clause, frozenset({denied.phrase}), self.known.yes, self.known.no)

    def _opposed(self, said: list[Mention], denied: set[str]) -> bool:
        """Whether both a yes and a no are said: "yeah, no". "Yes, it goes on" is a yes."""
        agreed = any(self.agreeing in mention.values for mention in said)
        refused = any(
            self.refusing in mention.values and one_of(self.known.denies).search(mention.phrase)
            for mention in said
        )
        both = agreed and (refused or self.agreeing in denied)
        return both and self.agreeing != self.refusing

    def _best(self, said: list[Mention]) -> str | None:
        """The choice with the longest phrase; yes or no that opens the answer comes first."""
        first = said[0]
        if first.clause == 0 and first.start == 0 and first.phrase in self.known.yes:
            return next(iter(first.values)) if len(first.values) == 1 else None
        longest = max(len(mention.phrase) for mention in said)
        best = {value for m in said if len(m.phrase) == longest for value in m.values}
        return best.pop() if len(best) == 1 else None

    def _doubted(self, mentions: list[Mention]) -> bool:
        """Whether "I do not know" or the like is said, and is no part of a choice's phrase."""
        if any(m.clause == 0 and m.start == 0 and self._whole_clause(m) for m in mentions):
            return False
        for number, clause in enumerate(self.clauses):
            for match in one_of(self.unknown).finditer(clause.said):
                inside = any(
                    mention.clause == number
                    and mention.start <= match.start()
                    and match.end() <= mention.start + len(mention.phrase)
                    for mention in mentions
                )
                if not inside:
                    return True
        return False

    def _whole_clause(self, mention: Mention) -> bool:
        return self.clauses[mention.clause].said == mention.phrase

    def _lost_in_story(self, value: str, said: list[Mention]) -> bool:
        """Whether only a single word in the middle of a story would mean ``value``."""
        own = [mention for mention in said if value in mention.values]
        longest = max(own, key=lambda mention: len(mention.phrase))
        opens = any(m.clause == 0 and m.start == 0 and self._stands_alone(m) for m in own)
        if opens or (count(longest.phrase) > 1 and not self._is_family(longest.phrase)):
            return False
        if self._covered({mention.clause for mention in own}, value):
            return False
        return self._extra(value) >= STORY_WORDS

    def _stands_alone(self, mention: Mention) -> bool:
        return self._whole_clause(mention) or mention.phrase in self.known.lead

    def _extra(self, value: str) -> int:
        own = [m.phrase for m in self.mentions if value in m.values]
        longest = max(own, key=len, default="")
        return max(1, sum(count(clause.said) for clause in self.clauses) - count(longest))

    # Whether a yes is clear ----------------------------------------------------------------------

    def _clear(self, value: str) -> bool:
        """Whether the answer is a whole yes, with nothing that denies, doubts or limits it."""
        return self._says_yes(value) and self._says_nothing_more(value)

    def _says_nothing_more(self, value: str) -> bool:
        """Whether the answer holds nothing else: "Yes, he is a cop" is no consent.

        What follows a yes may be why not ("Yes. It's his phone."), so it is asked again. Only at
        safety may a later sentence go on with a story (:meth:`_is_story`).
        """
        numbers = range(self._corrected_at(), len(self.clauses))
        return self._covered((n for n in numbers if not self._is_story(n)), value)

    def _says_yes(self, value: str) -> bool:
        whole = " ".join(clause.said for clause in self.clauses)
        if _ASKS.search(self.text) or one_of(self.known.mocks).search(whole):
            return False
        if self.opening == value:
            return self._nothing_against(1, value)
        first = self._after_correction()[0].clause
        corrected = self._after_correction() != self.mentions
        if self.clauses[first].asks or not (corrected or self._idle_until(first)):
            return False
        if not self._covered([first], value):
            return False
        return not self._against(first, value) and self._nothing_against(first + 1, value)

    def _idle_until(self, number: int) -> bool:
        """Whether the clauses before say nothing, or only yes: "hello", "yes | I can talk"."""
        known = self.known
        return not any(
            left_over(clause.said, known.fillers, known.frame, known.yes) or clause.asks
            for clause in self.clauses[:number]
        )

    def _nothing_against(self, begin: int, value: str) -> bool:
        numbers = range(begin, len(self.clauses))
        return not any(
            self._against(number, value) for number in numbers if not self._is_story(number)
        ) and not any(
            mention.denied or value not in mention.values
            for mention in self.mentions
            if mention.clause >= begin
        )

    def _against(self, number: int, value: str) -> bool:
        """Whether a clause denies, doubts or limits, beside the words of the choice itself."""
        bare = self._without_own(self.clauses[number].said, number, value)
        words = (self.known.doubts, self.unknown, self.known.denies)
        return any(one_of(phrases).search(bare) for phrases in words)

    def _is_story(self, number: int) -> bool:
        """Whether a later sentence tells something else: "Yes. They do not pay us."

        A sentence about who is near or may see this, or about when, is none: it may take the yes
        back. At consent nothing is let pass: "Yes. I do not want that." is no yes.
        """
        clause = self.clauses[number]
        if self.ask.care != SAFETY or clause.sentence == self.clauses[0].sentence:
            return False
        whole = [(n, c) for n, c in enumerate(self.clauses) if c.sentence == clause.sentence]
        said = " ".join(c.said for _, c in whole)
        if count(said) <= STORY_WORDS or any(c.turns or c.asks for _, c in whole):
            return False
        if count(said) < ACCOUNT_WORDS and self._wavers(said):
            return False
        mentioned = {mention.clause for mention in self.mentions}
        return not mentioned & {n for n, _ in whole} and not one_of(self.known.topics).search(said)

    def _wavers(self, said: str) -> bool:
        """Whether a few words doubt or refuse: "I guess so", "not really though"."""
        few = count(said) <= STORY_WORDS + 1
        refuses = few and any(start == 0 for start, _ in denials(said, self.known))
        unsure = (self.known.doubts, self.unknown)
        return refuses or any(one_of(words).search(said) for words in unsure)

    def _covered(self, numbers: Iterable[int], value: str) -> bool:
        """Whether every word is the answer itself, or says nothing: "yes I am safe, thank you"."""
        return all(
            not left_over(
                self._without_own(self.clauses[number].said, number, value),
                self.known.fillers,
                self.known.frame,
            )
            for number in numbers
        )

    def _without_own(self, said: str, number: int, value: str) -> str:
        """A clause without the phrases that mean ``value``; a no may be a denied yes."""
        refused = value == self.refusing != self.agreeing
        own = [
            mention
            for mention in self.mentions
            if mention.clause == number
            and (value in mention.values or (refused and self.agreeing in mention.values))
        ]
        for mention in sorted(own, key=lambda m: m.start, reverse=True):
            end = mention.start + len(mention.phrase)
            said = f"{said[: mention.start]} | {said[end:]}"
        return one_of(self.known.denies).sub("|", said) if refused else said
