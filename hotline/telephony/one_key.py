"""Questions that one key answers, in calls that the service places, and how such calls end.

Whoever picks up may be anyone, or a machine, and may come late to the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from fastapi import Request, Response

from hotline.deployment import Deployment
from hotline.providers.events import Webhook
from hotline.providers.verbs import Gather, Hangup, Play, Redirect, Say, Verb
from hotline.telephony import fallback
from hotline.unit_of_work import Tx

Said = tuple[Say | Play, ...]
Answer = Callable[[Tx, Webhook], Sequence[Verb]]
HANG_UP: list[Verb] = [Hangup()]


async def respond(request: Request, webhook: Webhook, answer: Answer) -> Response:
    """What ``answer`` says, in one transaction; a failure is silent: who knows who listens?"""
    dep: Deployment = request.app.state.deployment

    def work() -> str:
        with dep.database.write() as db:
            return dep.provider.render(answer(Tx(db, dep, dep.clock()), webhook))

    return await fallback.safely(request, work, lambda: HANG_UP)


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
