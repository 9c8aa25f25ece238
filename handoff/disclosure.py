"""Which numbers of a table may be shown, so that nobody can work out one below five.

Method: cell suppression (A. Hundepool et al., "Statistical Disclosure Control", Wiley 2012, ch. 4),
against somebody who knows the table's sum, every other table and this method as well. That rules
out the usual choice of the second cell to be hidden, the smallest one: "no larger than what is
shown" says something about it, and by subtraction about the small one (M. Fischetti and
J. J. Salazar, Management Science 47, 2001, call for checking the bounds; L. H. Cox, "Disclosure
control", 1995).

Rules, for a table in which each case is in exactly one cell
- Every cell below LOWEST is hidden as "<5", nought as well.
- If there is such a cell, the last other one in the order of the list is hidden too, as ".":
  whichever it is does not depend on how large it is.
- If these together are below 2 × LOWEST, their sum could say that no small cell is as large as 4:
  then the last two others are hidden.
- If even these together are too few to let each small cell be anything from 0 to 4, or no number
  would be left to be shown, all cells of the table are hidden, as ".".
So each cell shown as "<5" can be any number from 0 to 4 for whoever knows all this, and of a table
that is hidden nobody can say which cell is small. The test tries all tables.

In a table in which a case may be in several cells their sum is not known, but each case is in one
at least. So one large cell is hidden there as well.

The sum itself, the number of cases, is the same for all tables of a team's quarter and always five
or more (see statistics). No sums over teams or quarters are shown, so none can be subtracted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

LOWEST = 5
Shown = int | Literal["<5", "."]


def protect(numbers: Mapping[str, int], *, many: bool = False) -> dict[str, Shown]:
    """What may be shown of each cell. The order of the cells must not depend on the numbers."""
    large = [name for name, number in numbers.items() if number >= LOWEST]
    if len(large) == len(numbers):
        return dict(numbers)
    small = sum(number for number in numbers.values() if number < LOWEST)
    partners = _partners(small, numbers, large, many=many)
    if not partners:
        return dict.fromkeys(numbers, ".")
    return {
        name: "<5" if number < LOWEST else "." if name in partners else number
        for name, number in numbers.items()
    }


def _partners(small: int, numbers: Mapping[str, int], large: list[str], *, many: bool) -> list[str]:
    """Large cells that are hidden with the small ones; none: they cannot be protected so."""
    for hidden, at_least in ((1, 2 * LOWEST), (2, 3 * LOWEST - 1)):
        partners = large[-hidden:]
        together = small + sum(numbers[name] for name in partners)
        if len(large) > hidden and (many or together >= at_least):
            return partners
    return []
