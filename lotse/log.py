"""Structured logs without content: events, names of stores and channels, counts; never a text.

Rules
- A line carries only the keys listed here, each with a value of a form that cannot hold a
  person's words. A key that is not listed is left out, and that one was is said.
- An exception is its type and the lines of our code it went through; never its text, never the
  values of variables. The text of our own errors goes through `lotse.reasons`.
- Whatever other libraries log comes the same way: their name, level and place.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict

from lotse.reasons import plain
from post.errors import LotseError

_ROOT = Path(__file__).resolve().parent.parent
_OURS = tuple(str(_ROOT / part) + "/" for part in ("bot", "handoff", "lotse", "post", "tests"))
_LONGEST_CHAIN = 5
_LONGEST_WAY = 6

Shape = Callable[[Any], Any]
"""Gives the value as it may be logged; raises ValueError when it may not."""


def _form(pattern: str) -> Shape:
    compiled = re.compile(pattern)

    def shape(value: Any) -> str:
        text = str(value)
        if not compiled.fullmatch(text):
            raise ValueError
        return text

    return shape


def _number(value: Any) -> int | float | bool:
    if isinstance(value, int | float):
        return value
    raise ValueError


_NAME = _form(r"[A-Za-z][\w.<>-]{0,80}")
_WORD = _form(r"[a-z][a-z0-9_-]{0,30}")
_DAY = _form(r"\d{4}-\d\d-\d\d")
_REASON: Shape = lambda value: plain(str(value))  # noqa: E731 - a line of the table below

KEYS: dict[str, Shape] = {
    # set by this module
    "level": _WORD,
    "timestamp": _form(r"[0-9T:.Z+-]{10,40}"),
    "error": _form(r"[A-Za-z][\w.]{0,60}( < [A-Za-z][\w.]{0,60})*"),
    "way": _form(r"[\w./-]+\.py:\d+( < [\w./-]+\.py:\d+)*"),
    "logger": _NAME,
    "place": _form(r"[\w./-]{1,120}(:\d+){0,2}"),
    "left_out": _form(r"[a-z_]+(,[a-z_]+)*"),
    # what a record is about
    "store": _form(r"[A-Za-z][A-Za-z ]{0,30}"),
    "channel": _WORD,
    "code": _WORD,
    "team": _WORD,
    "purpose": _WORD,
    "verb": _WORD,
    "platform": _WORD,
    "day": _DAY,
    "job": _NAME,
    "model": _form(r"[a-z]{2,3}(-[a-z]+)?([_→-]+[a-z]{2,3}(-[a-z]+)?)?"),
    "pair": _form(r"[a-z-]{2,12}-[a-z-]{2,12}"),
    "route": _form(r"[A-Z]* ?/[\w/{}.-]*|[\w+→-]{2,80}"),
    "case": _form(r"[0-9a-f]{32}"),
    "staff": _form(r"[0-9a-f]{32}"),
    "key": _form(r"[0-9a-f]{8}"),
    "step": _NAME,
    "outcome": _WORD,
    "path": _form(r"[\w.@+/-]{1,200}"),
    "why": _REASON,
}
KEYS |= dict.fromkeys(
    (
        "again_in", "announced", "at", "bytes", "changed", "cases", "count", "entries", "erased",
        "flows", "items", "left", "line", "rows", "seconds", "shares", "status",
    ),
    _number,
)  # fmt: skip
"""Every key that may stand in a log line, and the form of its value."""

EDITORIAL = {"flow problem": ("what", "do"), "translation package left out": ("folder", "why")}
"""Events about the office's own files: these texts come from editors and operators alone."""


def only_known(_logger: Any, _method: str, event_dict: EventDict) -> EventDict:
    """The processor: lets through what `KEYS` knows, says what it left out."""
    event = str(event_dict.pop("event", ""))
    editorial = EDITORIAL.get(event, ())
    failure = _failure(event_dict.pop("exc_info", None))
    kept: EventDict = {"event": event}
    left_out = []
    for key, value in {**event_dict, **failure}.items():
        try:
            kept[key] = _editors_text(value) if key in editorial else KEYS[key](value)
        except (KeyError, ValueError):
            left_out.append(key)
    if left_out:
        kept["left_out"] = ",".join(sorted(left_out))
    return kept


def _editors_text(value: Any) -> str:
    return "".join(char if char.isprintable() else " " for char in str(value)[:300])


def describe(error: BaseException) -> dict[str, str]:
    """What a log says of an exception: its type, what led to it, our lines, our own words."""
    causes = _chain(error)
    kinds = [type(one).__name__ for one in causes]
    said = {"error": " < ".join(kinds)}
    if way := _way(error.__traceback__):
        said["way"] = way
    ours = next((one for one in causes if isinstance(one, LotseError)), None)
    if ours is not None:
        said |= {"code": ours.code, "why": str(ours)}
    return said


def _failure(exc_info: Any) -> dict[str, str]:
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    return describe(error) if isinstance(error, BaseException) else {}


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(found) < _LONGEST_CHAIN:
        found.append(current)
        if isinstance(current, BaseExceptionGroup) and current.exceptions:
            current = current.exceptions[0]
        else:
            current = current.__cause__ or (
                None if current.__suppress_context__ else current.__context__
            )
    return found


def _way(trace: TracebackType | None) -> str:
    """The lines of our code, innermost first."""
    lines: list[str] = []
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith(_OURS):
            lines.append(f"{Path(path).relative_to(_ROOT)}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(lines[-_LONGEST_WAY:]))


class _OtherLibraries(logging.Handler):
    """Records of the standard library's logging: never their text as it is."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            structlog.get_logger().log(
                max(record.levelno, logging.DEBUG),
                "a library reports",
                logger=record.name,
                place=f"{Path(record.pathname).name}:{record.lineno}",
                why=record.getMessage(),
                exc_info=record.exc_info,
            )
        except Exception:
            # A record that cannot be put together: its arguments may be anybody's words.
            structlog.get_logger().warning("a library reports", logger=record.name)


class _Stderr:
    """stderr as it is at the moment of writing: whoever redirects it gets what comes after."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(*, debug: bool = False) -> None:
    """One line a record on stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_known,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if debug else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Stderr())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_OtherLibraries()], force=True)
    logging.captureWarnings(True)
    threading.excepthook = lambda failed: crashed(failed.exc_value, "a thread broke")
    sys.unraisablehook = lambda failed: crashed(failed.exc_value, "broke while being cleared away")


def crashed(error: BaseException | None, event: str = "broke") -> None:
    """What nobody caught: logged like everything else, instead of Python's own traceback."""
    if error is not None and not isinstance(error, SystemExit):
        structlog.get_logger().error(event, exc_info=error)
