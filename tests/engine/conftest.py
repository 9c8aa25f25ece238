from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.engine.book import Book
from bot.library import load_book
from tests.engine.talk import Talk

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def book() -> Book:
    """The city's own flows, as in a demo."""
    return load_book(ROOT / "flows", ROOT / "translations", demo=True)


@pytest.fixture(scope="session")
def small() -> Book:
    """A small book of our own, so that a test says what it is about."""
    return small_book()


@cache
def small_book(*, demo: bool = True) -> Book:
    here = Path(__file__).parent / "small"
    return load_book(here / "flows", here / "translations", demo=demo)


@pytest.fixture
def talk(small: Book) -> Talk:
    """Somebody who has been greeted and sees the menu."""
    return Talk(small).start()
