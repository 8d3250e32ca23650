"""The questions that indicators count for. Each is answered apart, from 0 to 1."""

from __future__ import annotations

from hotline.domain import Lookalike

TYPE = (
    "sex",  # a commercial sex act is the purpose
    "sexcue",  # points to commercial sex, but alone also to much else
    "childcue",  # points to commercial sex where a child is concerned
    "labor",  # labor or services are the purpose
    "work",  # some work is done; alone it is a job
    "means",  # force, fraud or coercion
    "hardship",  # bad, but not yet force, fraud or coercion: unpaid, overworked, badly housed
    "favor",  # sex is the price of a job, a bed or a favor, asked by who has power over it
    "free",  # says that the person may leave or agreed
)
MINOR = ("minor", "adult")
ROLE = ("self", "third_party", "professional")
JOB = ("job",)
"""A job by its name; who opens with it speaks for it (``hotline.triage.professions``)."""
TIME = ("now", "recent", "past")
DANGER = ("danger", "held", "weapon", "leave", "plea")
OTHER = ("general", "partner", "violence", "online_images", "wants_person", "not_english")
AGES = (
    "age",
    "maybe_age",
    "plain_age",  # right behind "I am", "she is": only a measure ("16 hours") is no age there
    "measure",
    "not_age",
    "age_below",
    "age_above",
    "age_of_own_child",
    "age_then",
    "birth_year",
)
FURTHER = ("by_parent", "address", "named", "caregiver", "child", "taken", "then")
CONTEXT = ("escaped", "habit", "trafficked", "kept", "void")
"""Escaped, what is described as a habit or a setting, trafficking named by who knows it, kept
in a room, taken
back ("turned out it was her dad")."""
LOOKALIKES = tuple(kind.value for kind in Lookalike)

SLOTS = (
    *TYPE,
    *MINOR,
    *ROLE,
    *JOB,
    *TIME,
    *DANGER,
    *OTHER,
    *AGES,
    *FURTHER,
    *CONTEXT,
    *LOOKALIKES,
)
