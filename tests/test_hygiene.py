"""What the process keeps to itself: memory, files, and what its log says."""

from __future__ import annotations

import ast
import io
import logging
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from lotse import log
from lotse.reasons import plain
from post.errors import StoreAway
from tests.running import ROOT
from tests.test_up import Program

WORDS = "Anna Kowalska vom Amt hat mich weggeschickt"
LINUX = sys.platform.startswith("linux")


def run(code: str) -> str:
    """What a fresh process prints that starts as the command line does, with `code` as app."""
    program = f"import lotse.__main__ as m\ndef app():\n{code}\nm.app = app\nm.main()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.skipif(not LINUX, reason="prctl is of Linux")
def test_a_process_writes_no_core_and_is_not_read_by_its_user() -> None:
    code = (
        "    import resource\n    from lotse import hygiene\n"
        "    print(resource.getrlimit(resource.RLIMIT_CORE), hygiene.is_dumpable())"
    )
    assert run(code).split() == ["(0,", "0)", "False"]
    before = "    pass\nfrom lotse import hygiene\nprint(hygiene.is_dumpable())"
    assert "True" in run(before)


async def test_files_of_a_running_program_are_its_own(tmp_path: Path) -> None:
    async with Program(tmp_path, "up") as program:
        await program.says("Lotse is ready")
        found = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {"lotse.sqlite3", "lotse.secret"} <= {path.name for path in found}
        assert [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
        limits = Path(f"/proc/{program.process.pid}/limits").read_text() if LINUX else ""
        assert not limits or re.search(r"Max core file size +0 +0 ", limits)
        await program.end(signal.SIGTERM)


def test_what_nobody_caught_is_told_without_its_text() -> None:
    said = run(f"    raise ValueError({WORDS!r})")
    assert re.search(r"level=error event=broke .*error=ValueError", said)
    assert "Kowalska" not in said
    assert "Traceback" not in said


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """The log as the program configures it, into a string."""
    stream = io.StringIO()
    hooks = sys.unraisablehook, threading.excepthook
    log.configure()
    factory = structlog.PrintLoggerFactory(stream)
    structlog.configure(cache_logger_on_first_use=False, logger_factory=factory)
    yield stream
    logging.captureWarnings(False)
    sys.unraisablehook, threading.excepthook = hooks


def test_only_known_keys_with_harmless_values(said: io.StringIO) -> None:
    logger = structlog.get_logger()
    logger.info("x", store="Valkey", count=3, text=WORDS, channel=WORDS, case="../" + "a" * 29)
    line = said.getvalue()
    assert "store=Valkey" in line
    assert "count=3" in line
    assert "left_out=case,channel,text" in line
    assert "Kowalska" not in line


def test_an_exception_is_its_types_and_our_lines(said: io.StringIO) -> None:
    def inner() -> None:
        name = WORDS
        raise KeyError(name)

    try:
        try:
            inner()
        except KeyError as error:
            raise StoreAway("SQL", f"TimeoutError of {WORDS[:13]}") from error
    except StoreAway:
        structlog.get_logger().exception("job fell over", job="Idle.run")
    line = said.getvalue()
    assert 'error="StoreAway < KeyError"' in line
    assert re.search(r"way=tests/test_hygiene\.py:\d+", line)
    assert "SQL cannot be reached: TimeoutError of …" in line
    assert "Kowalska" not in line


def test_other_libraries_go_the_same_way(said: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.pool").error("row %s is bad", WORDS)
    # Arguments that do not fit: whoever puts the text together fails.
    odd = logging.LogRecord("uvicorn.error", 40, "x.py", 1, "%d of %d", ("one",), None)
    ours = next(one for one in logging.root.handlers if type(one).__module__ == "lotse.log")
    ours.emit(odd)
    logging.getLogger("asyncio").error(f"future exception {WORDS}", exc_info=ValueError(WORDS))
    logging.getLogger("py.warnings").warning("%s", WORDS)
    lines = said.getvalue().splitlines()
    assert [re.findall(r"logger=(\S+)", line)[0] for line in lines] == [
        "sqlalchemy.pool", "uvicorn.error", "asyncio", "py.warnings",
    ]  # fmt: skip
    assert "error=ValueError" in lines[2]
    assert "Kowalska" not in said.getvalue()


def test_threads_and_finalizers_too(said: io.StringIO) -> None:
    class Loud:
        def __del__(self) -> None:
            raise ValueError(WORDS)

    def break_down() -> None:
        raise ValueError(WORDS)

    thread = threading.Thread(target=break_down)
    thread.start()
    thread.join()
    Loud()
    assert said.getvalue().count("error=ValueError") == 2
    assert "Kowalska" not in said.getvalue()


REASONS = {
    "Forbidden: bot was blocked by the user": "Forbidden: bot was blocked by the user",
    "Too Many Requests: retry after 35": "Too Many Requests: retry after 35",
    "SQL cannot be reached: ConnectionRefusedError": (
        "SQL cannot be reached: ConnectionRefusedError"
    ),
    "Connect call failed ('192.168.7.9', 6379)": "Connect call failed ('…', …)",
    "peer [2001:db8::1]:443 refused connection": "peer … refused connection",
    "request to https://api.telegram.org/bot12345:AAHk3/sendMessage timeout": (
        "request to … timeout"
    ),
    "message from Anna is too long": "message from … is too long",
    WORDS: "…",
    "": "",
}


@pytest.mark.parametrize(("reason", "shown"), REASONS.items())
def test_a_reason_keeps_technical_words_only(reason: str, shown: str) -> None:
    assert plain(reason) == shown


def test_every_line_of_the_program_uses_known_keys() -> None:
    """Otherwise its value would be left out, and whoever needs it would look in vain."""
    unknown, calls = [], 0
    for path in [
        p for part in ("bot", "handoff", "lotse", "post") for p in (ROOT / part).rglob("*.py")
    ]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not _is_log_call(node):
                continue
            calls += 1
            event = node.args[0] if node.args else None
            if not isinstance(event, ast.Constant) and path.name != "log.py":
                unknown.append(f"{path.name}:{node.lineno} the event is no plain text")
            allowed = log.EDITORIAL.get(getattr(event, "value", ""), ())
            unknown += [
                f"{path.name}:{node.lineno} {word.arg}"
                for word in node.keywords
                if word.arg not in {*log.KEYS, *allowed, "exc_info"}
            ]
    assert calls > 25
    assert unknown == []


def _is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"log", "_log", "logger"}
    )
