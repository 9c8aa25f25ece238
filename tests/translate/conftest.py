from __future__ import annotations

import threading
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from handoff.translate import Limits, Translator
from handoff.translation.model import Model

SHIPPED = Path(__file__).parents[1] / "fixtures" / "models"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small real models de ↔ en ↔ tr, unpacked; not to be changed."""
    folder = tmp_path_factory.mktemp("models")
    for file in SHIPPED.glob("*.argosmodel"):
        zipfile.ZipFile(file).extractall(folder)
    return folder


Build = Callable[..., Translator]


@pytest.fixture
async def build(models: Path) -> AsyncIterator[Build]:
    """Makes translators that are closed in the end."""
    made: list[Translator] = []

    def make(folder: Path = models, load: Callable[[Path], object] = Model, **limits) -> Translator:
        made.append(Translator(folder, limits=Limits(**limits), load=load))
        return made[-1]

    yield make
    for translator in made:
        await translator.close()


class Held:
    """Loads real models, whose work waits until it is let go: all, or those of the named hops."""

    def __init__(self, *hops: str) -> None:
        self.hops = hops
        self.go = threading.Event()
        self.entered = threading.Event()
        self.seen: list[list[str]] = []

    def __call__(self, folder: Path) -> _HeldModel | Model:
        if self.hops and not any(hop in folder.name for hop in self.hops):
            return Model(folder)
        return _HeldModel(folder, self)


class _HeldModel:
    def __init__(self, folder: Path, held: Held) -> None:
        self._model = Model(folder)
        self._held = held

    def translate(self, sentences: Sequence[str]) -> list[str | None]:
        self._held.seen.append(list(sentences))
        self._held.entered.set()
        assert self._held.go.wait(60)
        return self._model.translate(sentences)

    def alternatives(self, sentence: str) -> list[str]:
        return self._model.alternatives(sentence)
