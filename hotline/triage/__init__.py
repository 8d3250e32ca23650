"""What a report is, how urgent, who tells it: each answer with its evidence. Pure.

``load`` turns the lexicon files into a :class:`Sorter`; its ``classify`` turns a text and pressed
keys into a :class:`Triage`.
"""

from hotline.triage.ages import RELEASED
from hotline.triage.lexicon import schema
from hotline.triage.sorter import Sorter, load
from hotline.triage.types import Finding, Triage

__all__ = ["RELEASED", "Finding", "Sorter", "Triage", "load", "schema"]
