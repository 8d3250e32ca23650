"""What a job carries: one small dataclass for each kind of job."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar


class Order(Enum):
    """What goes first when several jobs are due: the rank for an urgent report, for any other, and
    for one of many near copies (``hotline.intake.report_copies``).

    The lower rank goes first, and the older job among equals. A report is urgent at P0 and P1.
    """

    AT_ONCE = (0, 0, 0)
    """Never waits behind anything: a call must be hung up."""
    PAGE = (0, 0, 2)
    """A person must be woken."""
    MESSAGE = (0, 2, 2)
    """Someone hears of a report, or a reporter is answered."""
    CLOCK = (1, 3, 3)
    """Moves a report on to the next contact when nobody answered."""
    LATER = (4, 4, 4)
    """Everything that can wait."""

    def rank(self, *, urgent: bool) -> int:
        """The rank of a job of a report that stands alone: 0 goes first, 4 last."""
        return self.value[0] if urgent else self.value[1]


RANKS = range(5)


@dataclass(frozen=True)
class Payload:
    """What a job of one kind carries, in JSON values (or dataclasses of them); stored sealed.

    A subclass is a frozen dataclass that sets ``kind``, the name that rows in the table have, and
    ``order``. Rows outlive releases: a new field needs a default, and a field that is gone is
    ignored in old rows.
    """

    kind: ClassVar[str]
    order: ClassVar[Order] = Order.LATER
