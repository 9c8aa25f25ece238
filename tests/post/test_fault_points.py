from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from lotse.settings import Settings
from post import fault_points
from post.errors import SettingsError
from tests.running import ROOT


def dying(spec: str, point: str) -> subprocess.CompletedProcess[bytes]:
    code = f"from post.fault_points import *; arm({spec!r}); reached({point!r}); print('alive')"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)


def test_the_process_dies_at_the_point_that_was_armed_and_says_which() -> None:
    died = dying("after_send=1", "after_send")
    assert (died.returncode, died.stderr) == (-signal.SIGKILL, b"fault point: after_send\n")
    assert dying("after_send=1", "before_send").stdout == b"alive\n"
    assert dying("", "after_send").stdout == b"alive\n"


@pytest.mark.parametrize("spec", ["after_send", "after_send=often", "nowhere=1"])
def test_what_cannot_be_read_is_said(spec: str) -> None:
    with pytest.raises(SettingsError, match="NAME=CHANCE"):
        fault_points.arm(spec)


def test_a_real_start_refuses_them() -> None:
    settings = Settings(
        _env_file=None, demo=False, public_url="https://x.org", fault_points="after_send=1"
    )
    with pytest.raises(SettingsError, match="demo only"):
        settings.check()
