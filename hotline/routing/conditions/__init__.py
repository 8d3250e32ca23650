"""What a rule may ask for: one module a condition. A new module in this folder is a new condition.

:mod:`.fact` has the usual sort, a fact that is one of some words; :mod:`.base` what any other sort
must answer. Nothing else lists them: schema, checker, memo, proof of coverage, ``explain`` and
replay all ask the registered ones. ``tests/extending/test_new_condition.py`` adds one.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from hotline.routing.conditions.base import (
    Atom,
    Condition,
    Facts,
    Kind,
    Reading,
    Settings,
    joined,
    kinds,
    register,
    unregister,
)
from hotline.routing.conditions.combined import AllOf, AnyOf, Not, read_when
from hotline.routing.conditions.fact import Fact, OneOf, facts, more_of

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = [
    "AllOf",
    "AnyOf",
    "Atom",
    "Condition",
    "Fact",
    "Facts",
    "Kind",
    "Not",
    "OneOf",
    "Reading",
    "Settings",
    "facts",
    "joined",
    "kinds",
    "more_of",
    "read_when",
    "register",
    "unregister",
]
