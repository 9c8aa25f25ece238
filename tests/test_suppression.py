"""Small numbers stay hidden, also from somebody who can subtract and try out."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.suppression import Row, protect

NUMBERS = st.dictionaries(
    st.sampled_from(["de", "en", "tr", "ar"]),
    st.one_of(st.integers(0, 6), st.integers(0, 40)),
    min_size=1,
    max_size=4,
)


def could_be(row: Row, name: str) -> set[int]:
    """What somebody who knows the method and the shown row must think possible for a small cell."""
    others = [cell for other, cell in row.cells.items() if other != name]
    if not isinstance(row.total, int):
        return set(range(5))
    smalls, partners = others.count("<5"), others.count(".")
    rest = row.total - sum(cell for cell in others if isinstance(cell, int))
    found = set()
    for mine in range(5):
        for elsewhere in product(range(5), repeat=smalls):
            left = rest - mine - sum(elsewhere)
            if (left == 0 and not partners) or (partners and left >= 5 * partners):
                found.add(mine)
                break
    return found


@settings(max_examples=600, deadline=None)
@given(NUMBERS)
def test_a_small_cell_can_be_any_small_number(numbers: dict[str, int]) -> None:
    row = protect(numbers)
    for name, number in numbers.items():
        if number < 5:
            assert row.cells[name] == "<5"
            if any(0 < small < 5 for small in numbers.values()):
                assert could_be(row, name) == {0, 1, 2, 3, 4}, row
        else:
            assert row.cells[name] in (number, ".")
    assert row.total in (sum(numbers.values()), ".", "<5")
    assert (row.total == "<5") == (sum(numbers.values()) < 5)


@settings(max_examples=600, deadline=None)
@given(NUMBERS)
def test_what_is_hidden_together_is_nothing_or_five_and_two_cells(numbers: dict[str, int]) -> None:
    row = protect(numbers)
    hidden = [numbers[name] for name, cell in row.cells.items() if not isinstance(cell, int)]
    if isinstance(row.total, int) and any(hidden):
        assert sum(hidden) >= 5
        assert len(hidden) >= 2


@pytest.mark.parametrize(
    ("numbers", "cells", "total"),
    [
        ({"de": 100, "en": 20}, {"de": 100, "en": 20}, 120),
        ({"de": 100, "en": 0}, {"de": 100, "en": "<5"}, 100),
        ({"de": 100, "en": 3}, {"de": ".", "en": "<5"}, 103),
        ({"de": 100, "en": 20, "tr": 3}, {"de": 100, "en": ".", "tr": "<5"}, 123),
        ({"de": 100, "en": 3, "tr": 4}, {"de": ".", "en": "<5", "tr": "<5"}, 107),
        ({"de": 4, "en": 4}, {"de": "<5", "en": "<5"}, "."),
        ({"de": 5, "en": 1}, {"de": 5, "en": "<5"}, "."),
        ({"de": 3, "en": 1}, {"de": "<5", "en": "<5"}, "<5"),
        ({"de": 7}, {"de": 7}, 7),
        ({}, {}, "<5"),
    ],
)
def test_rows(numbers: dict[str, int], cells: dict[str, object], total: object) -> None:
    assert protect(numbers) == Row(cells, total)
