"""A working copy for the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.preview.working_copy import WorkingCopy
from tests.running import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> WorkingCopy:
    """A working copy of its own, to be edited."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    shutil.copytree(ROOT / "translations", tmp_path / "translations")
    found = WorkingCopy(tmp_path / "flows", tmp_path / "translations")
    assert found.refresh()
    return found
