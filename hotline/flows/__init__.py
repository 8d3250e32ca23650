"""The flow language: schema, loader, and the pure engine that runs a conversation. Pure.

``load`` turns files into a :class:`FlowBook`; ``begin`` and ``advance`` run a conversation.
"""

from hotline.flows.book import FlowBook, Language
from hotline.flows.engine import advance, begin, resume
from hotline.flows.kinds import all_kinds
from hotline.flows.load import load, read, schema
from hotline.flows.session import Senses, Session, Turn

__all__ = [
    "FlowBook",
    "Language",
    "Senses",
    "Session",
    "Turn",
    "advance",
    "all_kinds",
    "begin",
    "load",
    "read",
    "resume",
    "schema",
]
