"""The way through the city's report flow, for every test that plays it whole.

Steps and options stand here by their ids; what they say is looked up, so that a new wording changes
no test. A change of the way itself is made here, once.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from bot.engine.book import Book
from bot.engine.flow import AskOptions, AskText
from bot.library import load_book

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 11, 23)

Choice = tuple[str, str]
"""A question, as "flow/step", and the id of one of its options."""

TO_GROUNDS: tuple[Choice, ...] = (
    ("report/age", "adult"),
    ("report/safe", "yes"),
    ("report/wish", "advice"),
    ("report/place", "city"),
    ("report/city", "no"),
    ("report/area", "housing"),
    ("report/when", "recent"),
)
"""From the flow's first question to the first one that is sealed."""
GROUNDS = "report/grounds"
TO_STORY: tuple[Choice, ...] = (("report/before_story", "write"),)
"""From the grounds to the story."""
STRAIGHT: tuple[Choice, ...] = (
    ("report/age", "adult"),
    ("report/safe", "yes"),
    ("report/wish", "tell"),
    ("report/place", "city"),
    ("report/city", "no"),
    ("report/before_story", "write"),
)
"""The short way, from the flow's first question to the story."""
STORY = "report/story"
EVIDENCE: Choice = ("report/evidence", "seen")
"""What follows the story on the long way."""
TO_CONSENT: tuple[Choice, ...] = (
    ("report/reach", "chat"),
    ("interpreter/needed", "no"),
    ("duties/before", "yes"),
)
"""From the question how to answer to the consent."""


@cache
def book() -> Book:
    return load_book(ROOT / "flows", ROOT / "translations", demo=True)


def label(choice: Choice) -> str:
    """What stands on the button, in German."""
    step = _step(choice[0])
    option = step.option(choice[1]) if isinstance(step, AskOptions) else None
    assert option, f"there is no option {choice[1]} at {choice[0]}"
    return option.label


def labels(*ways: tuple[Choice, ...]) -> list[str]:
    return [label(choice) for way in ways for choice in way]


def ground(option: str) -> str:
    return label((GROUNDS, option))


def asks(place: str, lang: str = "de") -> str:
    """The first line of a question."""
    return book().text(lang, f"{place}/ask", _step(place).text, DAY).splitlines()[0]


def title() -> str:
    """The flow's button in the menu, without its picture."""
    return book().flows["report"].title


def done() -> str:
    """The button that ends a question with several answers."""
    return book().word("de", "many_done", DAY)


def nobody_there() -> str:
    """How the bot begins to say that nobody can be reached yet."""
    return book().word("de", "nobody_there", DAY).partition(".")[0]


def told(answers: list[dict[str, Any]], key: str = "story") -> str:
    """What was answered to one question, among the answers of a case."""
    (found,) = [answer["answer"] for answer in answers if answer["id"] == key]
    return str(found)


def _step(place: str) -> AskOptions | AskText:
    flow, step = place.split("/")
    found = book().flows[flow].steps[step]
    assert isinstance(found, AskOptions | AskText), f"{place} asks nothing"
    return found
