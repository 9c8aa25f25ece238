"""Translation on this machine: what counsellors read and answer, and drafts of new texts.

Rules
- Nothing leaves the machine, nothing of a text is written anywhere: no file, no log, no error.
- The original always stays beside what comes back. Where a sentence cannot be done, it stays as it
  was written, and the status says so.
- A slow, broken or missing model costs its own callers a short wait and everybody else nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import structlog

from handoff.translation.lane import Lane, ModelBroken, ModelHangs, in_thread
from handoff.translation.masks import Hidden, dress, has_letters, hide, show, undress
from handoff.translation.memory import Memory
from handoff.translation.model import Model
from handoff.translation.packages import Hop, Package, Route, installed, route
from handoff.translation.sentences import Part, split
from handoff.translation.shelf import Load, Shelf

Status = Literal["ok", "partly", "same", "no_model", "timeout", "busy", "error"]
log = structlog.get_logger()


@dataclass(frozen=True)
class Result:
    """What became of a text; `route` are the models it went through.

    ok: translated. partly: some sentences could not be done and stand there as they were written.
    same: nothing to translate. In all other cases `text` is the original: there is no model for
    these languages, it took too long, too many others wait, or no sentence could be done.
    """

    text: str = field(repr=False)
    status: Status
    route: Route = ()


@dataclass(frozen=True)
class Limits:
    """What the translator may take. Times in seconds."""

    batch: int = 16
    """Sentences that a model gets at a time."""
    share: int = 16
    """Sentences of one text that wait at a time, so that a long one lets others in between."""
    callers: int = 64
    """Texts at a time; who comes then is told `busy`."""
    longest: int = 100_000
    """Characters of a text."""
    models_at_work: int = 1
    models_loaded: int = 8
    """A real one takes about 100 to 250 MB."""
    gather: float = 0.01
    patience: float = 60.0
    """After that long a batch counts as hanging."""
    broken_for: float = 300.0
    """After that long a model that could not be loaded is tried again."""
    closing: float = 10.0
    """How long a batch under way may take when the program ends."""
    remembered: int = 5_000
    remembered_for: float = 600.0


class Translator:
    """Costs nothing until it is asked: models and their libraries load with the first text.

    `folder` is looked at again whenever something in it changes. Call it from one event loop only.
    """

    def __init__(self, folder: Path, *, limits: Limits | None = None, load: Load = Model) -> None:
        self._folder = folder
        self._limits = limits or Limits()
        self._shelf = Shelf(load, self._limits.models_loaded)
        self._slots = asyncio.Semaphore(self._limits.models_at_work)
        self._memory = Memory(self._limits.remembered, self._limits.remembered_for)
        self._packages: dict[Hop, Package] = {}
        self._seen = -1
        self._broken: dict[Hop, float] = {}
        """Until when each is left alone, on the loop's clock."""
        self._callers = 0
        self.lanes: dict[Hop, Lane] = {}

    def waiting(self) -> tuple[int, int]:
        """Texts at work or waiting, and sentences that no model has taken yet."""
        return self._callers, sum(lane.waiting for lane in self.lanes.values())

    async def packages(self) -> dict[Hop, Package]:
        """What is installed and works, as far as is known."""
        changed = self._changed()
        if changed != self._seen:
            packages = await in_thread(lambda: installed(self._folder))
            self._seen = changed
            await self._take(packages)
        return {hop: one for hop, one in self._packages.items() if not self._is_broken(hop)}

    async def route(self, source: str, target: str) -> Route | None:
        """The way from one language into another; None if no model leads there.

        Simple German is German here: no model leads from the one into the other.
        """
        return route(await self.packages(), _code(source), _code(target))

    async def translate(
        self,
        text: str,
        source: str,
        target: str,
        *,
        protect: Iterable[str] = (),
        timeout: float = 20.0,  # noqa: ASYNC109 - the status says that time was up
    ) -> Result:
        """`protect`: words that stay as they are, such as names. `timeout` in seconds."""
        if _code(source) == _code(target) or not has_letters(text):
            return Result(text, "same")
        if self._callers >= self._limits.callers:
            return Result(text, "busy")
        self._callers += 1
        began = time.monotonic()
        result = Result(text, "timeout")
        try:
            async with asyncio.timeout(timeout):
                result = await self._by_some_way(text, source, target, tuple(protect))
        except TimeoutError:
            pass
        except Exception as error:
            # Neither the message nor the traceback: both can hold parts of the text.
            log.error("translation failed", error=type(error).__name__)
            result = Result(text, "error")
        finally:
            self._callers -= 1
        if result.status == "timeout":
            seconds = round(time.monotonic() - began, 1)
            log.warning("translation took too long", pair=f"{source}-{target}", seconds=seconds)
        return result

    def forget(self) -> None:
        """Drop what is remembered of the last minutes, as when a case is erased."""
        self._memory.clear()

    async def close(self) -> None:
        self._memory.clear()
        grace = self._limits.closing
        await asyncio.gather(*(lane.close(grace) for lane in self.lanes.values()))
        self.lanes.clear()
        self._shelf.clear()

    # which models

    def _changed(self) -> int:
        try:
            return self._folder.stat().st_mtime_ns
        except OSError:
            return 0

    async def _take(self, packages: dict[Hop, Package]) -> None:
        """Lanes of packages that were replaced end; all models get another chance."""
        before, self._packages = self._packages, packages
        self._broken.clear()
        gone = [hop for hop in self.lanes if packages.get(hop) != before.get(hop)]
        for lane in [self.lanes.pop(hop) for hop in gone]:
            await lane.close(grace=0)

    def _is_broken(self, hop: Hop) -> bool:
        return self._broken.get(hop, 0.0) > asyncio.get_running_loop().time()

    async def _by_some_way(
        self, text: str, source: str, target: str, names: tuple[str, ...]
    ) -> Result:
        """Where a model turns out to be broken, there may be a way around it."""
        if len(text) > self._limits.longest:
            return Result(text, "error")
        while way := await self.route(source, target):
            try:
                return await self._whole(text, way, names)
            except ModelBroken:
                log.warning("way given up", route="+".join(map(str, way)))
            except ModelHangs:
                return Result(text, "timeout", way)
        known = route(self._packages, _code(source), _code(target))
        return Result(text, "error" if known else "no_model")

    # a text, a sentence, a hop

    async def _whole(self, text: str, way: Route, names: tuple[str, ...]) -> Result:
        hidden, parts = await in_thread(lambda: _prepared(text, names))
        share = asyncio.Semaphore(self._limits.share)
        speaking = [part for part in parts if part.speaks]
        if not speaking:
            return Result(text, "same")
        sentences = dict.fromkeys(part.text for part in speaking)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = {
                    one: group.create_task(self._sentence(one, way, share)) for one in sentences
                }
        except* (ModelBroken, ModelHangs) as errors:
            raise errors.exceptions[0] from None
        done = {one: task.result() for one, task in tasks.items()}
        if not any(done.values()):
            return Result(text, "error", way)
        said = "".join(
            (done.get(part.text) if part.speaks else None) or part.text for part in parts
        )
        complete = all(done[part.text] is not None for part in speaking)
        shown = show(said, hidden, way[-1].target)
        return Result(shown, "ok" if complete else "partly", way)

    async def _sentence(self, sentence: str, way: Route, share: asyncio.Semaphore) -> str | None:
        """With the same hidden pieces; None if one of the models cannot do it."""
        dressed = dress(sentence)
        text: str | None = dressed.text
        async with share:
            for hop in way:
                text = await self._hop(hop, text) if text else None
        return undress(text, dressed.runs) if text else None

    async def _hop(self, hop: Hop, sentence: str) -> str | None:
        package = self._packages.get(hop)
        if package is None or self._is_broken(hop):
            raise ModelBroken
        key = (package.folder, sentence)
        kept = self._memory.get(key)
        if kept is not None:
            return kept
        try:
            answer = await self._lane(package).translate(sentence)
        except ModelBroken:
            if self._packages.get(hop) == package:
                now = asyncio.get_running_loop().time()
                self._broken[hop] = now + self._limits.broken_for
            raise
        if answer is not None:
            self._memory.put(key, answer)
        return answer

    def _lane(self, package: Package) -> Lane:
        if package.hop not in self.lanes:
            limits = self._limits
            self.lanes[package.hop] = Lane(
                package.name,
                lambda sentences: self._shelf.translate(package, sentences),
                self._slots,
                batch=limits.batch,
                gather=limits.gather,
                patience=limits.patience,
            )
        return self.lanes[package.hop]


def _prepared(text: str, names: tuple[str, ...]) -> tuple[Hidden, list[Part]]:
    hidden = hide(text, names)
    return hidden, split(hidden)


def _code(lang: str) -> str:
    """Models know languages, not their plain or regional forms: de-simple is German."""
    return lang.replace("_", "-").partition("-")[0].lower()
