"""Nobody works out a small number: every table of a size is tried, by somebody who knows the method
and the number of cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from handoff.disclosure import LOWEST, Shown, protect

View = tuple[Shown, ...]
SMALL = set(range(LOWEST))


def splits(cases: int, cells: int) -> Iterator[tuple[int, ...]]:
    """All tables of so many cells in which each case is in exactly one."""
    if cells == 1:
        yield (cases,)
        return
    for first in range(cases + 1):
        for rest in splits(cases - first, cells - 1):
            yield (first, *rest)


def covers(cases: int, cells: int) -> Iterator[tuple[int, ...]]:
    """All tables of so many cells in which each case is in one at least."""
    return (t for t in product(range(cases + 1), repeat=cells) if sum(t) >= cases)


def shown(table: tuple[int, ...], *, many: bool) -> View:
    return tuple(protect({str(at): n for at, n in enumerate(table)}, many=many).values())


def check(tables: Iterator[tuple[int, ...]], *, many: bool) -> int:
    """What each view leaves possible; how many views there are."""
    behind: dict[View, list[tuple[int, ...]]] = defaultdict(list)
    for table in tables:
        behind[shown(table, many=many)].append(table)
    for view, possible in behind.items():
        for at, cell in enumerate(view):
            values = {table[at] for table in possible}
            if cell == "<5":
                assert values == SMALL, (view, at)
            elif cell == ".":
                # It may be a large one as well: that a small one is here, nobody can say.
                assert max(values) >= LOWEST, (view, at)
                assert len(values) >= LOWEST or min(values) >= LOWEST, (view, at)
            else:
                assert cell >= LOWEST
                assert values == {cell}
    return len(behind)


@pytest.mark.parametrize(("cells", "most"), [(1, 40), (2, 40), (3, 26), (4, 20), (5, 14)])
def test_one_cell_for_each_case(cells: int, most: int) -> None:
    for cases in range(LOWEST, most):
        assert check(splits(cases, cells), many=False) >= 1


@pytest.mark.parametrize(("cells", "most"), [(2, 26), (3, 15)])
def test_several_cells_for_a_case(cells: int, most: int) -> None:
    for cases in range(LOWEST, most):
        assert check(covers(cases, cells), many=True) >= 1


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([12, 30, 7], [12, 30, 7]),
        ([12, 30, 3], [12, ".", "<5"]),
        ([3, 30, 12, 0], ["<5", 30, ".", "<5"]),
        ([40, 5, 1], [".", ".", "."]),
        ([20, 40, 5, 1], [20, ".", ".", "<5"]),
        ([7, 5, 1], [".", ".", "."]),
        ([4, 4], [".", "."]),
        ([], []),
    ],
)
def test_tables(numbers: list[int], expected: list[Shown]) -> None:
    assert list(shown(tuple(numbers), many=False)) == expected


def test_the_smallest_partner_would_have_told() -> None:
    """16 cases, 6 of them shown: a partner known to be the smallest has 6 at most, so the small
    one is 4. Here the partner is the last one, and any number is left.
    """
    assert shown((6, 6, 4), many=False) == (6, ".", "<5")
    assert shown((6, 10, 0), many=False) == (6, ".", "<5")
