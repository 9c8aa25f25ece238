"""The models in memory: loaded when first needed, the one longest unused goes for the next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from handoff.translation.lane import translate_intact
from handoff.translation.model import SentenceModel
from handoff.translation.packages import Package

Load = Callable[[Path], SentenceModel]


class Shelf:
    """Called in the threads that translate. `size` models at most stay loaded."""

    def __init__(self, load: Load, size: int) -> None:
        self._load = load
        self._size = size
        self._models: OrderedDict[Path, SentenceModel] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._models)

    def translate(self, package: Package, sentences: Sequence[str]) -> list[str | None]:
        """Raises whatever loading the model raises."""
        return translate_intact(self._model(package.folder), sentences)

    def clear(self) -> None:
        with self._lock:
            self._models.clear()

    def _model(self, folder: Path) -> SentenceModel:
        """A model is asked for by its own lane only, so none is loaded twice at a time."""
        with self._lock:
            model = self._models.get(folder)
        if model is None:
            model = self._load(folder)  # seconds: the others need not wait for it
        with self._lock:
            self._models[folder] = model
            self._models.move_to_end(folder)
            while len(self._models) > self._size:
                self._models.popitem(last=False)
        return model
