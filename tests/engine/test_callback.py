from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.callback import CommandTap, OptionTap, command_data, option_data, read
from bot.engine.events import COMMANDS

IDS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,39}", fullmatch=True)
TURNS = st.integers(0, 36**6 - 1)


@given(TURNS, IDS)
def test_an_option_comes_back_as_it_went(turn: int, option: str):
    data = option_data(turn, option)
    assert len(data.encode()) <= 64
    assert read(data) == OptionTap(turn, option)


@given(TURNS, st.sampled_from(COMMANDS))
def test_a_command_comes_back_as_it_went(turn: int, command):
    data = command_data(command, turn)
    assert len(data.encode()) <= 64
    assert read(data) == CommandTap(command)


@given(st.text())
def test_anything_at_all_can_be_read(data: str):
    assert read(data) is None or read(data) == read(data.strip())


@given(st.from_regex(r"[oc][0-9a-z]{0,8}[.:]?\w{0,60}"))
def test_what_nearly_fits_can_be_read(data: str):
    read(data)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "o1",
        "o1.",
        "o.yes",
        "o1.Yes",
        "o1.yes\n",
        "o٣.yes",
        "o1234567.yes",
        "c.rm",
        "c1.",
        "c.a.b",
    ],
)
def test_what_we_did_not_make_is_nothing(data: str):
    assert read(data) is None


@pytest.mark.parametrize("option", ["", "Yes", "a b", "-a", "ä", "a" * 41])
def test_an_impossible_option_is_refused_when_the_button_is_made(option: str):
    with pytest.raises(ValueError, match="not possible"):
        option_data(1, option)
