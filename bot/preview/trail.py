"""The trail: which steps a turn walked through.

The engine does not tell; but it looks up each step's text in the catalogue and each silent step in
its flow, and both can be watched from outside.
"""

from __future__ import annotations

import re
from typing import Any

from bot.engine.book import Texts
from bot.engine.flow import Flow, Question, Say, Step

_WALKED = re.compile(r"([a-z0-9_-]+)/([a-z0-9_-]+)/(?:say|silent)")


class Trail:
    """Passes a catalogue's texts on and notes which places were looked up."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.places: list[str] = []

    def get(self, lang: str, place: str, source: str) -> str:
        self.places.append(place)
        return self._texts.get(lang, place, source)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._texts, name)


class Steps(dict[str, Step]):
    """A flow's steps; notes in `places` when one is walked through that neither says nor asks."""

    def __init__(self, flow: Flow, places: list[str]) -> None:
        super().__init__(flow.steps)
        self._flow = flow.id
        self._places = places

    def __getitem__(self, step_id: str) -> Step:
        found = super().__getitem__(step_id)
        if not isinstance(found, Say | Question):
            self._places.append(f"{self._flow}/{step_id}/silent")
        return found


def walked(places: list[str]) -> list[str]:
    """The steps among these places that were said or walked through, as "flow/step"."""
    found = [_WALKED.fullmatch(place) for place in places]
    return [f"{step[1]}/{step[2]}" for step in found if step]
