"""A job as the first thing that a text says: "Nurse. 15 yr old came in …", "Bus driver, …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hotline.triage.lexicon import Indicator
from hotline.triage.reading import Reading
from hotline.triage.signs import Sign, Signs

SPEAKS_FOR_A_JOB = Indicator("professional_speaks", "NHTH", {"professional": 0.95})


def jobs_in(reading: Reading, signs: Signs) -> Iterator[Sign]:
    """A sign for a job that opens the text and stands by itself.

    "Teacher. 8th grader told me" is a teacher who writes; "teacher at school hits my son" is not.
    """
    for sign in signs.found:
        if "job" not in sign.indicator.counts or sign.first > 0:
            continue
        after = sign.last + 1
        if after == len(reading.words) or reading.clauses[after] != reading.clauses[sign.last]:
            yield replace(sign, indicator=SPEAKS_FOR_A_JOB)
