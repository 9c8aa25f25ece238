"""The editors' commands on all flows in sixteen languages: CPU seconds of each.

The launch set has sixteen languages; those without a catalogue yet get a copy of the English one,
so that the work is that of sixteen.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import msgspec

from bench.drive import BenchFailed
from bot.engine.languages import KNOWN, SOURCE

_ROOT = Path(__file__).resolve().parent.parent
_LOTSE = Path(sys.executable).with_name("lotse")
LAUNCH_SET = [lang for lang in KNOWN if lang != SOURCE]
"""With German, the source, these are sixteen."""


class Tools(msgspec.Struct):
    """CPU seconds of the whole process."""

    check: float
    test: float
    languages: int


def measure(folder: Path) -> Tools:
    translations = _all_languages(folder)
    return Tools(
        check=_cpu("check", translations),
        test=_cpu("test", translations),
        languages=len(LAUNCH_SET) + 1,
    )


def _all_languages(folder: Path) -> Path:
    for lang in LAUNCH_SET:
        place = folder / lang
        place.mkdir(parents=True)
        source = _ROOT / "translations" / lang
        copied = source if source.is_dir() else _ROOT / "translations" / "en"
        for path in copied.glob("*.po"):
            text = path.read_text(encoding="utf-8").replace(
                "Language: en\\n", f"Language: {lang}\\n"
            )
            (place / path.name).write_text(text, encoding="utf-8")
    return folder


def _cpu(command: str, translations: Path) -> float:
    before = _children()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [_LOTSE, "flows", command, "--translations", translations],
        cwd=_ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchFailed(f"lotse flows {command} failed:\n{done.stdout}{done.stderr}")
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
