"""The wording, one language at a time: nothing missing or left over, keys as the flow has them.

A full language needs every prompt, choice and command. Any other needs what a reporter hears or
reads once the line goes on in that language: danger, "a person will help you", the transfer, the
number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from hotline.config_files import Problem, did_you_mean
from hotline.flows.book import FactQuestion, FlowBook, Language, Spoken, Step, Words
from hotline.flows.checker.turn_lengths import samples
from hotline.flows.graph import Graph
from hotline.flows.kinds import speaks
from hotline.flows.prompts import PARAMETER
from hotline.flows.text import paraphrases, sms, stopping
from hotline.flows.text.answers import ACTIONS
from hotline.flows.web_page import PAGE_WORDS

LineOf = Callable[..., int]
COMMON = {
    "crisis": ("voice", "text"),
    "silence": ("voice",),
    "not_understood": ("voice", "text"),
    "help": ("voice", "text"),
    "picture": ("text",),
    "sound": ("text",),
    "video": ("text",),
    "card": ("text",),
    "file": ("text",),
    "not_here": ("text",),
    "ring_on": ("voice",),
    "call_for_you": ("voice",),
    "hang_up": ("voice",),
    "how_to_stop": ("text",),
    "place_confirm": ("voice", "text"),
    "place_choose": ("voice", "text"),
    "place_option": ("voice", "text"),
    "place_again": ("voice", "text"),
    "place_state": ("voice", "text"),
    "place_abroad": ("voice", "text"),
    "place_link": ("text",),
}
"""What is said apart from the steps, and on which media."""
TEXTS_TO_911 = ("text_911_yes", "text_911_no")
"""What someone in danger reads of texts to 911 where the center of their place is known."""
BESIDE_STEPS = (*COMMON, *TEXTS_TO_911, *(f"web_{name}" for name in PAGE_WORDS))
"""All wording of ``common`` that no step says."""
FULL_COMMANDS = (*sorted(ACTIONS - {"stop"}), "yes", "no", "unknown", "language")
COMMANDS = ("person", "help", "language")
CARRIER_WORDS = {
    "stop": "stop stopall unsubscribe end quit cancel revoke optout",
    "help": "help info",
    "start": "start unstop",
}
"""Words that carriers teach; source: Twilio's defaults for opt-out, help and opt-in."""
GREETING = "greet"
CRISIS = "common.crisis"
"""988, which anyone who speaks of suicide is given, in every language."""


def problems(book: FlowBook, graphs: Sequence[Graph], line_of: LineOf) -> list[Problem]:
    """What is wrong with the wording."""
    found: list[Problem] = []
    for graph in graphs:
        found += _missing(book, graph)
    for language in book.languages.values():
        found += _left_over(book, language)
        found += _typography(language)
        found += _parameters(book, language)
        found += _commands(book, language, line_of)
        found += _sayings(language, line_of)
        found += _answers(language, line_of)
        found += _unreviewed(language)
    found += _clashing_keys(book)
    return found


# Missing -----------------------------------------------------------------------------------------


def _missing(book: FlowBook, graph: Graph) -> Iterator[Problem]:
    language = book.languages[graph.language]
    for key in _needed(book, graph):
        words = language.wording.get(key)
        if words is None:
            yield _lacks(book, language, key, graph.medium)
        elif not _spoken(words.prompt, graph.medium) and not any(
            _spoken(choice, graph.medium) for choice in words.choices.values()
        ):
            what = f"{key} has no wording for {graph.medium}."
            yield Problem(words.file, words.prompt.line, what, f"add `{graph.medium}:` to it.")
        elif graph.medium == "voice" and not language.voice and not words.prompt.audio:
            what = f"{language.name} has no voice, and {key} no recording: callers hear English."
            fix = "record it and name the file: `audio: …`."
            yield Problem(words.file, words.prompt.line, what, fix, "warning")
    if language.full:
        yield from _missing_choices(graph, language)


def _needed(book: FlowBook, graph: Graph) -> list[str]:
    """The wording that a reporter can meet in this language on this medium."""
    keys = [graph.step(node).wording for node in graph.edges if graph.speaks(node)]
    if graph.book.languages[graph.language].full:
        keys += [f"common.{name}" for name, media in COMMON.items() if graph.medium in media]
    else:
        keys += [f"{book.start}.{GREETING}", CRISIS]
    return list(dict.fromkeys(keys))


def _spoken(spoken: Spoken, medium: str) -> bool:
    return bool(spoken.text if medium == "text" else spoken.voice or spoken.audio)


def _lacks(book: FlowBook, language: Language, key: str, medium: str) -> Problem:
    flow, name = key.split(".")
    files = {words.file for k, words in language.wording.items() if k.startswith(f"{flow}.")}
    file = min(files, default=f"{language.tag}/{flow}.yaml")
    what = f"{language.name} lacks the wording of {name} ({medium})."
    return Problem(
        file, 1, what, f"add it below `wording:`; see {book.default_language}/{flow}.yaml."
    )


def _missing_choices(graph: Graph, language: Language) -> Iterator[Problem]:
    for node in graph.edges:
        step = graph.step(node)
        words = language.wording.get(step.wording)
        if isinstance(step, FactQuestion) and words is not None and graph.may_run(node):
            for choice in step.choices:
                yield from _missing_choice(graph, step, words, choice.value, choice.key)


def _missing_choice(
    graph: Graph, step: FactQuestion, words: Words, value: str, key: str | None
) -> Iterator[Problem]:
    offered, said = words.choices.get(value), words.said.get(value)
    line = offered.line if offered else words.prompt.line
    where = f"{step.wording}, choice {value}"
    if offered is None:
        fix = f"add `{value}:` below its `choices:`."
        yield Problem(words.file, line, f"{where}: a key without wording.", fix)
        return
    if not said:
        yield Problem(words.file, line, f"{where}: no words mean it.", "add `words: [ … ]`.")
    if graph.medium == "voice":
        if key is None:
            file = graph.book.flows[step.wording.split(".")[0]].file
            fix = "give it a key: some callers cannot speak."
            yield Problem(file, step.line, f"{where}: no key chooses it.", fix)
        elif not _spoken(offered, "voice"):
            yield Problem(words.file, line, f"{where}: a key without wording.", "add `voice:`.")
        elif not _says_key(offered.voice, key):
            what = f"{where}: the flow has the key {key}, the wording says {offered.voice!r}."
            yield Problem(words.file, line, what, f"say key {key}, or change the flow.")
    elif offered.text and key and not offered.text.startswith((key, "{key}")):
        what = f"{where}: the flow has the key {key}, the text says {offered.text!r}."
        yield Problem(words.file, line, what, f"begin it with {key}.")


def _says_key(voice: str, key: str) -> bool:
    return "{key}" in voice or key in re.findall(r"\d+", voice)


# Left over ---------------------------------------------------------------------------------------


def _left_over(book: FlowBook, language: Language) -> Iterator[Problem]:
    steps = _steps_by_wording(book)
    for key, words in language.wording.items():
        name = key.split(".")[1]
        if key not in steps and not (key.startswith("common.") and name in BESIDE_STEPS):
            what = f"there is no step that says {name}."
            near = did_you_mean(key, [*steps, *(f"common.{name}" for name in BESIDE_STEPS)])
            yield Problem(
                words.file, words.prompt.line, what, near or "delete it, or add the step."
            )
            continue
        known = [
            c.value for s in steps.get(key, ()) if isinstance(s, FactQuestion) for c in s.choices
        ]
        for part in words.prompt.then:
            if part.language not in book.languages:
                what = f"{part.language!r} is not a language of line.yaml."
                yield Problem(words.file, part.line, what, "name one that is.")
        for value, offered in words.choices.items():
            if value not in known:
                what = f"{name} has no choice {value}."
                fix = did_you_mean(value, known) or "delete it, or add it to the flow."
                yield Problem(words.file, offered.line, what, fix)
            if offered.language and offered.language not in book.languages:
                what = f"{offered.language!r} is not a language of line.yaml."
                yield Problem(words.file, offered.line, what, "name one that is.")


def _steps_by_wording(book: FlowBook) -> Mapping[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for flow in book.flows.values():
        for step in flow.steps.values():
            if speaks(step):
                found.setdefault(step.wording, []).append(step)
    return found


def _clashing_keys(book: FlowBook) -> Iterator[Problem]:
    ending = {tag: _ending(language) for tag, language in book.languages.items()}
    for flow in book.flows.values():
        for step in flow.steps.values():
            if not isinstance(step, FactQuestion):
                continue
            keys = [choice.key for choice in step.choices if choice.key]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                what = f"{step.id}: two choices have the key {key}."
                yield Problem(flow.file, step.line, what, "give each choice a different key.")
            skippable = step.unless is not None or not step.again
            if skippable and not step.next:
                what = f"{step.id} may be skipped, and then nothing follows."
                yield Problem(flow.file, step.line, what, "add `next:`.")
            for language in book.languages.values():
                yield from _clashing_words(step, language, ending[language.tag])


def _ending(language: Language) -> Callable[[str], bool]:
    """Whether a word ends the conversation; most words are those of many questions."""
    stops = language.commands.get("stop", ())
    return cache(lambda word: word in stops or paraphrases.ends(word, language))


def _clashing_words(
    step: FactQuestion, language: Language, ends: Callable[[str], bool]
) -> Iterator[Problem]:
    words = language.wording.get(step.wording)
    if words is None:
        return
    meant: dict[str, str] = {}
    for value, phrases in (*words.said.items(), *words.inside.items()):
        line = words.choices[value].line
        for phrase in sorted(phrases):
            other = meant.setdefault(phrase, value)
            if other != value:
                what = f"{step.id}: the word {phrase!r} means both {other} and {value}."
                yield Problem(words.file, line, what, "leave it with one of them.")
            if ends(phrase):
                what = f"{step.id}: the word {phrase!r} ends the conversation at once."
                yield Problem(words.file, line, what, "use another word.")


# The words themselves ----------------------------------------------------------------------------


def _texts(language: Language) -> Iterator[tuple[Words, Spoken]]:
    for words in language.wording.values():
        yield words, words.prompt
        for other in (*words.prompt.then, *words.choices.values()):
            yield words, other


def _typography(language: Language) -> Iterator[Problem]:
    for words, spoken in _texts(language):
        for letter, twin in sms.costly_typography(spoken.text).items():
            what = f"the character {letter!r} alone makes this text cost more than twice as much."
            yield Problem(words.file, spoken.line, what, f"write {twin} instead.", "warning")


def _parameters(book: FlowBook, language: Language) -> Iterator[Problem]:
    known = {name for name in samples() if "." not in name}
    model = book.languages[book.default_language].wording
    for words, spoken in _texts(language):
        for name in PARAMETER.findall(f"{spoken.voice} {spoken.text}"):
            if name not in known:
                fix = did_you_mean(name, known) or f"use one of: {', '.join(sorted(known))}."
                yield Problem(words.file, spoken.line, f"nothing fills in {{{name}}}.", fix)
    for key, words in language.wording.items():
        if key not in model:
            continue
        for medium in ("voice", "text"):
            asked = set(PARAMETER.findall(getattr(model[key].prompt, medium)))
            given = set(PARAMETER.findall(getattr(words.prompt, medium)))
            for name in sorted(asked - given):
                what = f"{key} ({medium}) does not say {{{name}}}, as {book.default_language} does."
                yield Problem(words.file, words.prompt.line, what, f"add {{{name}}}.")


def _commands(book: FlowBook, language: Language, line_of: LineOf) -> Iterator[Problem]:
    file = f"{language.tag}/common.yaml"
    line = line_of(file, "commands")
    needed = (*FULL_COMMANDS, *book.keywords) if language.full else COMMANDS
    for name in needed:
        if not language.commands.get(name):
            what = f"{language.name} has no words for the command {name}."
            yield Problem(file, line, what, f"add `{name}: [ … ]` below `commands:`.")
    if language.full:
        spoken = set(language.digits.values())
        for digit in sorted(set("0123456789") - spoken):
            what = f"{language.name} has no word for the digit {digit}."
            yield Problem(file, line_of(file, "digits"), what, "add it below `digits:`.")
    yield from _stop_words(language, line_of)
    meant: dict[str, str] = {}
    for name in (*sorted(ACTIONS), *book.keywords):
        for phrase in sorted(language.commands.get(name, ())):
            other = meant.setdefault(phrase, name)
            if other != name:
                what = f"the word {phrase!r} means both {other} and {name}."
                yield Problem(file, line_of(file, "commands", name), what, "leave it with one.")
    if language.tag == book.default_language:
        for name, words in CARRIER_WORDS.items():
            for word in words.split():
                if word not in language.commands.get(name, frozenset()):
                    what = f"{name} lacks {word!r}, which carriers teach everyone."
                    yield Problem(file, line_of(file, "commands", name), what, "add it.")


def _stop_words(language: Language, line_of: LineOf) -> Iterator[Problem]:
    """Words below ``stop:`` that would cut someone off; ``stop_text`` was its name before."""
    file = f"{language.tag}/common.yaml"
    for name in ("stop", "stop_text"):
        for word in sorted(language.commands.get(name, frozenset()) - stopping.CARRIER_WORDS):
            what = (
                f"{word!r} is not a stop word of the carriers: it may be said about something else."
            )
            fix = "move it to `how_to_stop:`; whoever texts it is then asked to text STOP."
            yield Problem(file, line_of(file, "commands", name), what, fix)


def _sayings(language: Language, line_of: LineOf) -> Iterator[Problem]:
    file = f"{language.tag}/common.yaml"
    known = language.sayings
    for name in paraphrases.NEEDED if language.full else ():
        if not known.patterns.get(name):
            what = f"{language.name} does not know {name} in other words."
            yield Problem(file, line_of(file, "sayings"), what, f"add `{name}: [ … ]` there.")
    if language.full and not known.number_names:
        what = f"{language.name} has no names for tip ID and code given in one text."
        yield Problem(file, line_of(file, "sayings"), what, "add `numbers:` there.")


def _answers(language: Language, line_of: LineOf) -> Iterator[Problem]:
    """Without words of denial "not safe" would be taken for "safe"."""
    file = f"{language.tag}/common.yaml"
    for name in ("yes", "no", "lead", "denies", "doubts", "frame") if language.full else ():
        if not getattr(language.answers, name):
            what = f"{language.name} does not say how people answer ({name})."
            fix = f"add `{name}: [ ... ]` below `answers:`; see the shipped file."
            yield Problem(file, line_of(file, "answers"), what, fix)


def _unreviewed(language: Language) -> Iterator[Problem]:
    files = sorted({words.file for words in language.wording.values()})
    if language.reviewed is None and files:
        what = f"no native speaker has reviewed all of {language.name} ({len(files)} files)."
        asked = "".join(f" Ask: {question}" for question in language.ask_reviewer)
        fix = (
            f"`hotline review-sheet {language.tag}` is a sheet for whoever reads it, and takes it"
            f" in again.{asked}"
        )
        yield Problem(files[0], 1, what, fix, "warning")
