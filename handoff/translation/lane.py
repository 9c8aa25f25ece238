"""All that waits for one model, and the threads in which models work.

Rules
- A lane has one batch under way at a time; what comes meanwhile, from all callers, is the next one.
- Lanes share a few slots, so that translating never takes the whole machine. A model that does not
  come to an end gives its slot back: it stops its own lane and no other.
- A thread is of the batch alone and a daemon: one that hangs keeps nobody, not even a shutdown. Yet
  a process should not end while a model works (C++ code is torn down under it), so `close` waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import structlog

from handoff.translation.masks import intact, tidy
from handoff.translation.model import SentenceModel

NICENESS = 10
"""Of the threads that translate: answering people goes first."""
Run = Callable[[Sequence[str]], Sequence[str | None]]
T = TypeVar("T")
log = structlog.get_logger()


class ModelHangs(Exception):
    """It has been at work for too long; whoever asks is told at once, until it comes back."""


class ModelBroken(Exception):
    """It cannot be loaded."""


class _Job:
    """A sentence that waits. Its answer stands here: a future in a log would show it."""

    __slots__ = ("answer", "done", "sentence")

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.answer: str | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Lane:
    """`patience`: seconds after which a batch counts as hanging. `gather`: seconds in which
    sentences come together before a first batch starts.
    """

    def __init__(
        self,
        name: str,
        run: Run,
        slots: asyncio.Semaphore,
        *,
        batch: int,
        gather: float,
        patience: float,
    ) -> None:
        self._name = name
        self._run = run
        self._slots = slots
        self._batch = batch
        self._gather = gather
        self._patience = patience
        self._waiting: deque[_Job] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._hangs = False
        self._under_way: asyncio.Future[Sequence[str | None]] | None = None
        self.batches: deque[int] = deque(maxlen=100)
        """How many sentences each of the last batches had."""

    @property
    def waiting(self) -> int:
        """Sentences that no batch has taken yet."""
        return len(self._waiting)

    async def translate(self, sentence: str) -> str | None:
        """None if this sentence cannot be done. Raises ModelHangs, ModelBroken."""
        if self._hangs:
            raise ModelHangs
        job = _Job(sentence)
        self._waiting.append(job)
        if self._pump is None:
            self._pump = asyncio.create_task(self._work())
        await job.done
        return job.answer

    async def close(self, grace: float) -> None:
        """Whoever waits is told ModelBroken. `grace`: seconds for the batch that is under way."""
        self._fail(self._waiting, ModelBroken())
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait({self._pump})
        if self._under_way is not None:
            await asyncio.wait({self._under_way}, timeout=grace)

    async def _work(self) -> None:
        try:
            await asyncio.sleep(self._gather)
            while jobs := self._next():
                try:
                    await self._do(jobs)
                finally:  # closed meanwhile
                    self._fail(jobs, ModelBroken())
        finally:
            self._pump = None

    def _next(self) -> list[_Job]:
        """The oldest ones that somebody still waits for."""
        jobs: list[_Job] = []
        while self._waiting and len(jobs) < self._batch:
            job = self._waiting.popleft()
            if not job.done.done():
                jobs.append(job)
        return jobs

    async def _do(self, jobs: list[_Job]) -> None:
        sentences = list(dict.fromkeys(job.sentence for job in jobs))
        self.batches.append(len(jobs))
        async with self._slots:
            work = in_thread(lambda: self._run(sentences))
            self._under_way = work
            await asyncio.wait({work}, timeout=self._patience)
        if not work.done():
            await self._wait_for_it(work, jobs)
            return
        error = work.exception()
        if error is not None:
            log.error("translation model failed", model=self._name, error=type(error).__name__)
            self._fail(jobs, ModelBroken())
            return
        answers = dict(zip(sentences, work.result(), strict=True))
        for job in jobs:
            job.answer = answers[job.sentence]
            if not job.done.done():
                job.done.set_result(None)

    async def _wait_for_it(
        self, work: asyncio.Future[Sequence[str | None]], jobs: list[_Job]
    ) -> None:
        log.error("translation model hangs", model=self._name, seconds=self._patience)
        self._hangs = True
        self._fail(jobs, ModelHangs())
        self._fail(self._waiting, ModelHangs())
        await asyncio.wait({work})
        work.exception()  # looked at, so that it is not reported as forgotten
        log.info("translation model is back", model=self._name)
        self._hangs = False

    @staticmethod
    def _fail(jobs: Iterable[_Job], error: Exception) -> None:
        for job in jobs:
            if not job.done.done():
                job.done.set_exception(error)
                job.done.exception()


def translate_intact(model: SentenceModel, sentences: Sequence[str]) -> list[str | None]:
    """Each translation has all masks of its sentence; where none has them, it is None.

    A sentence that loses some is tried again alone, for the model's other proposals; one that makes
    the model fail does not spoil its neighbours.
    """
    answers: list[str | None]
    try:
        answers = model.translate(sentences)
    except Exception:
        answers = [_alone(model, sentence) for sentence in sentences]
    pairs = zip(sentences, answers, strict=True)
    return [_kept(model, sentence, answer) for sentence, answer in pairs]


def _alone(model: SentenceModel, sentence: str) -> str | None:
    with contextlib.suppress(Exception):
        return model.translate([sentence])[0]
    return None


def _kept(model: SentenceModel, sentence: str, answer: str | None) -> str | None:
    if answer is None or intact(sentence, answer):
        return answer and tidy(answer)
    with contextlib.suppress(Exception):
        others = (other for other in model.alternatives(sentence) if intact(sentence, other))
        return next(map(tidy, others), None)
    return None


def in_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """Call `work` in a thread of its own that yields to the rest of the program."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None only if T is

    def run() -> None:
        result, error = None, None
        _yield_to_others()
        try:
            result = work()
        except Exception as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="translate", daemon=True).start()
    return future


def _yield_to_others() -> None:
    """Linux keeps a niceness for each thread, and a model's own threads inherit it."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
