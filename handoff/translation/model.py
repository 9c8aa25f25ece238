"""One package's model, loaded. Argos Translate and CTranslate2 are imported here and nowhere else.

Of Argos only `argostranslate.package` is used: its other modules need torch, ask an index on the
internet, and log the texts they translate.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

LONGEST = 240
"""Tokens of a sentence, before and after. CTranslate2 would cut off what is longer without a word,
and models fail at positions they were not trained for, small ones from 256 on."""
_BEAM = 2
_ALTERNATIVES = 6
_importing = threading.Lock()


class SentenceModel(Protocol):
    """Translates sentences from one language into another. None: this one could not be done."""

    def translate(self, sentences: Sequence[str]) -> list[str | None]: ...

    def alternatives(self, sentence: str) -> list[str]:
        """Several translations, the likeliest first."""
        ...


class Model:
    """A model in memory, on one thread. Raises whatever the libraries raise on broken files."""

    def __init__(self, folder: Path) -> None:
        with _importing, _environment_of_its_own():
            import ctranslate2  # noqa: PLC0415 - only who translates pays for it
            from argostranslate.package import Package  # noqa: PLC0415 - see above
        package = Package(folder)
        self._tokenizer: Any = package.tokenizer
        self._prefix: str = package.target_prefix
        self._model: Any = ctranslate2.Translator(
            str(folder / "model"), device="cpu", inter_threads=1, intra_threads=1
        )

    def translate(self, sentences: Sequence[str]) -> list[str | None]:
        tokens = [self._tokenizer.encode(sentence) for sentence in sentences]
        fitting = [number for number, one in enumerate(tokens) if len(one) <= LONGEST]
        done: list[str | None] = [None] * len(sentences)
        results = self._run([tokens[number] for number in fitting], beam=_BEAM, hypotheses=1)
        for number, texts in zip(fitting, results, strict=True):
            done[number] = texts[0] if texts else None
        return done

    def alternatives(self, sentence: str) -> list[str]:
        tokens = self._tokenizer.encode(sentence)
        if len(tokens) > LONGEST:
            return []
        return self._run([tokens], beam=_ALTERNATIVES, hypotheses=_ALTERNATIVES)[0]

    def _run(self, tokens: list[list[str]], *, beam: int, hypotheses: int) -> list[list[str]]:
        """One list of translations for each; one that does not come to an end is left out."""
        if not tokens:
            return []
        limit = min(32 + 3 * max(map(len, tokens)), LONGEST)
        results = self._model.translate_batch(
            tokens,
            target_prefix=[[self._prefix]] * len(tokens) if self._prefix else None,
            beam_size=beam,
            num_hypotheses=hypotheses,
            length_penalty=0.2,
            replace_unknowns=True,
            max_input_length=0,
            max_decoding_length=limit,
            max_batch_size=2048,
            batch_type="tokens",
        )
        return [
            [self._text(one) for one in result.hypotheses if len(one) < limit] for result in results
        ]

    def _text(self, tokens: list[str]) -> str:
        text: str = self._tokenizer.decode(tokens)
        return text.removeprefix(self._prefix).strip()


@contextmanager
def _environment_of_its_own() -> Iterator[None]:
    """Argos makes folders in HOME and takes settings from there as soon as it is imported.

    It finds an empty place instead, which is gone afterwards; and the variable for OpenMP that it
    sets for the whole program is taken back.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="lotse-argos-") as empty:
        try:
            for name in before:
                if name.startswith("ARGOS_") or name == "SNAP":
                    del os.environ[name]
            for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
                os.environ[name] = empty
            yield
        finally:
            for name in set(os.environ) - set(before):
                del os.environ[name]
            os.environ.update(before)
