"""A seeded share of the long run, and whether its reader would notice what it looks for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.soak.history import broken
from tests.soak.people import CANARY, Talk
from tests.soak.run import Plan, soak

WORDS = [f"{CANARY} Wort 1-{at}" for at in range(3)]
ANSWERS = [f"{CANARY} Antwort 1-{at}" for at in range(2)]


@pytest.mark.timeout(900)
async def test_nothing_is_lost_doubled_or_readable_while_everything_fails(tmp_path: Path) -> None:
    plan = Plan(chats=6, at_once=6, words=8, answers=4, faults=15, seed=20, webs=1, workers=1)
    found = await soak(tmp_path, plan)
    assert found.broken == []
    assert found.faults.total() == plan.faults
    assert len(found.faults) == plan.faults  # each kind once
    assert found.messages >= 6 * 17


class City:
    """What the reader looks at, after a run that went well."""

    def __init__(self, folder: Path) -> None:
        self.shown = [f"Beratung:\n{text}" for text in ANSWERS]
        self.telegram = self
        self.programs = [SimpleNamespace(command=("serve",), output="event=started")]
        (folder / "shared.sqlite3").write_bytes(b"sealed")
        self.folder = folder

    def chat(self, _chat: int) -> list[Any]:
        return [SimpleNamespace(author="bot", text=text) for text in self.shown]

    def files(self) -> list[Path]:
        return list(self.folder.iterdir())


def told(city: City, ambiguous: int = 0, **changed: Any) -> list[str]:
    well: dict[str, Any] = {
        "written": WORDS,
        "kept": WORDS,
        "answered": ANSWERS,
        "delivery": dict.fromkeys(ANSWERS, "delivered"),
    }
    there: Any = city
    return broken(there, [Talk(1, "case", **(well | changed))], ambiguous=ambiguous)


def test_the_reader_finds_nothing_where_nothing_is(tmp_path: Path) -> None:
    assert told(City(tmp_path)) == []


@pytest.mark.parametrize(
    "kept",
    [WORDS[:2], [WORDS[0], *WORDS], [WORDS[1], WORDS[0], WORDS[2]]],
    ids=["lost", "doubled", "out of order"],
)
def test_the_reader_notices_words_that_are_not_as_written(tmp_path: Path, kept: list[str]) -> None:
    assert len(told(City(tmp_path), kept=kept)) == 1


def test_the_reader_notices_answers_that_did_not_arrive(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.shown.pop()
    assert len(told(city)) == 1
    assert told(city, delivery={ANSWERS[0]: "delivered", ANSWERS[1]: "undeliverable"}) == []
    assert len(told(city, delivery={ANSWERS[0]: "delivered", ANSWERS[1]: "sent"})) == 1


def test_the_reader_notices_answers_out_of_order(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.shown.reverse()
    assert len(told(city)) == 1


def test_twice_is_allowed_only_where_a_send_was_ambiguous(tmp_path: Path) -> None:
    city = City(tmp_path)
    city.shown.append(city.shown[-1])
    assert len(told(city)) == 1
    assert told(city, ambiguous=1) == []


def test_the_reader_notices_readable_words(tmp_path: Path) -> None:
    city = City(tmp_path)
    (tmp_path / "log").write_text(f"text={WORDS[0]}")
    city.programs[0].output = ANSWERS[0]
    assert len(told(city)) == 2
