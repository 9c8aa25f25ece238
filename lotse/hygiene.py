"""What keeps keys and words in this process's memory and out of files.

A crash would otherwise write the memory, with its keys, into a core file; and any process of the
same user could attach to this one and read along.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys

import structlog

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_PR_GET_DUMPABLE = 3
log = structlog.get_logger()


def harden() -> None:
    """No core files, and on Linux no reading of this process's memory by its own user.

    The limit is inherited by every child (Valkey); being undumpable is not, so it is called at
    the start of each process that holds keys. What the system refuses is said in the log: the
    program starts all the same, because a refusal is the operator's to judge.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        log.warning("memory can be read by this user's processes", platform=sys.platform)
        return
    if not _undumpable():
        log.error("memory can be read by this user's processes", platform=sys.platform)


def private_files() -> None:
    """What this process writes is nobody else's: database, Valkey's files, temporary files."""
    os.umask(0o077)


def is_dumpable() -> bool:
    """Whether the system would write this process's memory into a core file (Linux)."""
    return bool(_prctl(_PR_GET_DUMPABLE))


def _undumpable() -> bool:
    return _prctl(_PR_SET_DUMPABLE, 0) == 0


def _prctl(option: int, argument: int = 0) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    # Unused arguments must be 0 (prctl(2)); as unsigned longs, for they are read as such.
    unused = ctypes.c_ulong(0)
    return int(library.prctl(option, ctypes.c_ulong(argument), unused, unused, unused))
