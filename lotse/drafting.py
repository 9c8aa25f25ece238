"""Lets this machine's translation models draft catalogues, for `lotse translations draft`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from handoff.translate import Limits, Result, Translator

SOURCE = "de"
_LIMITS = Limits(callers=10_000, models_at_work=2)
_PATIENCE = 3600.0  # seconds; nobody waits for an answer here
_OF_USE = ("ok", "same")


class Drafter:
    """What `bot.drafts` asks for. Keeps the models loaded until it is left (`with Drafter(…)`)."""

    def __init__(self, folder: Path) -> None:
        self._translator = Translator(folder, limits=_LIMITS)
        self._loop = asyncio.Runner()

    def __enter__(self) -> Drafter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.run(self._translator.close())
        self._loop.close()

    def model(self, target: str) -> str:
        """Like "de-en 1.9 + en-tr 1.5"; empty where no model leads, as to simple German."""
        return self._loop.run(self._model(target))

    def translate(self, texts: Sequence[str], target: str) -> list[str]:
        """A text of which a part could not be done comes back empty: a draft is whole or none."""
        results = self._loop.run(self._all(texts, target))
        return [result.text if result.status in _OF_USE else "" for result in results]

    async def _model(self, target: str) -> str:
        packages = await self._translator.packages()
        way = await self._translator.route(SOURCE, target)
        return " + ".join(packages[hop].name for hop in way or ())

    async def _all(self, texts: Sequence[str], target: str) -> list[Result]:
        translate = self._translator.translate
        return await asyncio.gather(
            *(translate(text, SOURCE, target, timeout=_PATIENCE) for text in texts)
        )
