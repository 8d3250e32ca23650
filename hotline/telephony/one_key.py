"""Questions that one key answers, in calls that the service places, and how such calls end.

Whoever picks up may be anyone, or a machine, and may come late to the phone.
"""

from __future__ import annotations

from collections.abc import Iterable

from hotline.providers.verbs import Gather, Hangup, Play, Redirect, Say, Verb

Said = tuple[Say | Play, ...]
HANG_UP: list[Verb] = [Hangup()]


def ask(said: Said, action: str, seconds: int) -> Gather:
    """Say it, and wait so long for a key, with which the call goes on at ``action``."""
    return Gather(prompts=said, action=action, seconds=seconds, digits=1)


def ask_or_go_on(said: Said, action: str, seconds: int, *, silent: str) -> list[Verb]:
    """As :func:`ask`; without a key the call goes on at ``silent``."""
    return [ask(said, action, seconds), Redirect(silent)]


def ask_again(said: Said, actions: Iterable[str], seconds: int) -> list[Verb]:
    """As :func:`ask`, once for each of ``actions``; after the last the call ends."""
    return [*(ask(said, action, seconds) for action in actions), Hangup()]


def goodbye(words: str) -> list[Verb]:
    """Say the last words, and end the call."""
    return [Say(words), Hangup()]
