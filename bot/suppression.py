"""Hides small numbers so that nobody can work them out from the others.

Method: primary and complementary cell suppression of one row of cells with their total (L. H. Cox,
"Suppression methodology and statistical disclosure control", Journal of the American Statistical
Association 75, 1980; A. Hundepool et al., "Statistical Disclosure Control", Wiley 2012, ch. 4).
- Primary: every cell below LOWEST_SHOWN is hidden, zeros as well, and shown as "<5".
- Complementary: as long as total and shown cells would tell something about a hidden one, the
  smallest cell still shown is hidden too (shown as "."); if there is none left, the total is.
- Too much is told when the hidden cells together are below LOWEST_SHOWN but not nothing (so at
  least two are hidden), and when a small cell could not be each of the numbers 0 to 4.
The row here are the languages of one step and one kind of event. No other sums are shown, and there
is none to work out: times of different kinds or steps do not add up, because going to the menu,
changing an answer and staying where one is are not counted.
"." for "not to be told" is the sign of Germany's official statistics.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

LOWEST_SHOWN = 5
_LARGEST_SMALL = LOWEST_SHOWN - 1

Shown = int | Literal["<5", "."]


class Row(msgspec.Struct, frozen=True):
    """What may be told of a row's cells and of their sum."""

    cells: dict[str, Shown]
    total: Shown


def protect(numbers: Mapping[str, int]) -> Row:
    small = [number for number in numbers.values() if number < LOWEST_SHOWN]
    total = sum(numbers.values())
    if total < LOWEST_SHOWN:
        return Row(dict.fromkeys(numbers, "<5"), "<5")
    partners: list[str] = []
    candidates = sorted(
        (name for name in numbers if numbers[name] >= LOWEST_SHOWN),
        key=lambda name: (numbers[name], name),
    )
    while not _safe(small, [numbers[name] for name in partners]):
        if not candidates:
            # Without the total nothing can be subtracted, so the partners may be seen again.
            return Row(_cells(numbers, []), ".")
        partners.append(candidates.pop(0))
    return Row(_cells(numbers, partners), total)


def _cells(numbers: Mapping[str, int], partners: list[str]) -> dict[str, Shown]:
    cells: dict[str, Shown] = {}
    for name, number in numbers.items():
        cells[name] = "." if name in partners else number if number >= LOWEST_SHOWN else "<5"
    return cells


def _safe(small: list[int], partners: list[int]) -> bool:
    """Whether the sum of the hidden cells, which everybody can work out, tells nothing."""
    if not any(small):
        return True  # Nobody is described by zeros.
    together = sum(small) + sum(partners)
    if together < LOWEST_SHOWN:
        return False
    most_elsewhere = _LARGEST_SMALL * (len(small) - 1)
    can_be_nothing = bool(partners) or together <= most_elsewhere
    can_be_largest = together - LOWEST_SHOWN * len(partners) >= _LARGEST_SMALL
    return can_be_nothing and can_be_largest
