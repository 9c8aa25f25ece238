"""Translating on this machine: `python -m bench.translation`.

Sentences per second of CPU with the small models of the tests, and how late the event loop gets
while a model of the real ones' size works. That one has random weights: what it says is noise,
but it costs as much as a real one that never comes to an end of its sentence.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
import zipfile
from pathlib import Path
from statistics import quantiles

import ctranslate2
import numpy as np
import sentencepiece

from handoff.translate import Limits, Translator

_MODELS = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "models"
_BEAT = 0.005
"""Seconds between two looks at the clock."""
_WHO = ("Mein Chef", "Mein Nachbar", "Meine Lehrerin", "Mein Vermieter", "Die Hausverwaltung")
_WHAT = ("den Brief", "das Formular", "den Antrag", "die Rechnung", "den Ausweis", "den Bescheid")
_WHEN = ("heute", "morgen", "am Montag", "am Freitag", "nächste Woche")
_SENTENCES = [
    *(f"{who} hat {what} nicht gelesen." for who in _WHO for what in _WHAT),
    *(f"{who} hat {when} angerufen." for who in _WHO for when in _WHEN),
    *(f"Ich brauche {when} {what}." for when in _WHEN for what in _WHAT),
    *(f"Wann bekomme ich {what}?" for what in _WHAT),
    *(f"Bitte schicken Sie mir {what}." for what in _WHAT),
    *(f"Bitte bringen Sie {what} mit." for what in _WHAT),
]
"""All different for a model too: equal ones would be translated once."""
_LAYERS, _HEADS, _WIDTH, _INNER, _WORDS = 6, 8, 512, 2048, 32_000
"""What Argos trains."""
_TOKENS = 12


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for file in _MODELS.glob("*.argosmodel"):
            zipfile.ZipFile(file).extractall(folder / "small")
        for batch in (1, 16):
            for target in ("en", "tr"):
                rate = asyncio.run(_sentences_per_cpu_second(folder / "small", target, batch))
                print(f"de → {target}, small, batches of {batch}: {rate:.0f} sentences/s of CPU")
        print(_lags("nothing to translate", asyncio.run(_lag(None))))
        print(_lags("small models at work", asyncio.run(_lag(folder / "small"))))
        _large(folder / "large", folder / "small" / "translate-de_en-1_0")
        for batch in (1, 16):
            rate = _of_large(folder / "large", batch)
            print(f"large, batches of {batch}: {rate:.0f} sentences/s of CPU")
        print(_lags("a large model at work", asyncio.run(_lag(folder / "large"))))


async def _sentences_per_cpu_second(folder: Path, target: str, batch: int) -> float:
    translator = Translator(folder, limits=Limits(batch=batch, share=batch, callers=10_000))
    await translator.translate("Guten Tag.", "de", target)
    began = time.process_time()
    calls = [translator.translate(one, "de", target, timeout=600) for one in _SENTENCES]
    results = await asyncio.gather(*calls)
    cpu = time.process_time() - began
    await translator.close()
    done = sum(result.status == "ok" for result in results)
    if done < len(results) * 0.9:
        raise RuntimeError(f"only {done} of {len(results)} sentences were translated")
    return done / cpu


def _of_large(folder: Path, batch: int) -> float:
    """Each sentence is given as many tokens as its English has, as its own end is noise."""
    place = folder / "translate-de_en-1_0"
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(place / "sentencepiece.model"))
    model = ctranslate2.Translator(str(place / "model"), intra_threads=1)
    tokens = [pieces.encode(one, out_type=str) for one in _SENTENCES[:48]]
    began = time.process_time()
    for first in range(0, len(tokens), batch):
        model.translate_batch(
            tokens[first : first + batch],
            beam_size=2,
            replace_unknowns=True,
            min_decoding_length=_TOKENS,
            max_decoding_length=_TOKENS,
        )
    return len(tokens) / (time.process_time() - began)


async def _lag(folder: Path | None, seconds: float = 8.0) -> list[float]:
    """How many ms later than asked for the loop came back, while callers keep it busy."""
    translator = Translator(folder or Path("/nonexistent"), limits=Limits(remembered=1))
    if folder:
        await translator.translate("Guten Tag.", "de", "en", timeout=60)
    stop = time.monotonic() + seconds
    busy = [asyncio.create_task(_keep_asking(translator, stop)) for _ in range(8 if folder else 0)]
    lags = []
    while time.monotonic() < stop:
        began = time.perf_counter()
        await asyncio.sleep(_BEAT)
        lags.append((time.perf_counter() - began - _BEAT) * 1000)
    await asyncio.gather(*busy)
    await translator.close()
    return lags


async def _keep_asking(translator: Translator, stop: float) -> None:
    number = 0
    while time.monotonic() < stop:
        sentences = (_SENTENCES * 2)[number % len(_SENTENCES) :][:20]
        await translator.translate(" ".join(sentences), "de", "en", timeout=2)
        number += 20


def _lags(name: str, lags: list[float]) -> str:
    cuts = quantiles(lags, n=100)
    return (
        f"loop lag, {name}: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, max {max(lags):.1f} ms "
        f"({len(lags)} beats)"
    )


def _large(folder: Path, like: Path) -> None:
    """A package de → en as large as a real one, with the words of the small one and noise."""
    place = folder / "translate-de_en-1_0"
    shutil.copytree(like, place, ignore=shutil.ignore_patterns("model"))
    (place / "metadata.json").write_text(
        json.dumps(json.loads((like / "metadata.json").read_text()) | {"package_version": "9.0"})
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(place / "sentencepiece.model"))
    words = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    words += [f"word{number}" for number in range(_WORDS - len(words))]
    spec = ctranslate2.specs.TransformerSpec.from_config((_LAYERS, _LAYERS), _HEADS, pre_norm=True)
    random = np.random.default_rng(1)
    for name, value in _shapes():
        part = spec
        *path, last = name.split(".")
        for step in path:
            part = part[int(step)] if step.isdigit() else getattr(part, step)
        weights = random.standard_normal(value, dtype=np.float32) * 0.05
        setattr(part, last, np.ones(value, np.float32) if last == "gamma" else weights)
    spec.register_source_vocabulary(words)
    spec.register_target_vocabulary(words)
    (place / "model").mkdir()
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(place / "model"))


def _shapes() -> list[tuple[str, tuple[int, ...]]]:
    """Every weight of the model by its place, and how large it is."""
    width, inner = _WIDTH, _INNER
    shapes: list[tuple[str, tuple[int, ...]]] = [
        ("encoder.embeddings.0.weight", (_WORDS, width)),
        ("decoder.embeddings.weight", (_WORDS, width)),
        ("encoder.position_encodings.encodings", (600, width)),
        ("decoder.position_encodings.encodings", (1600, width)),
        ("decoder.projection.weight", (_WORDS, width)),
        ("decoder.projection.bias", (_WORDS,)),
    ]

    def norm(place: str) -> None:
        shapes.extend([(f"{place}.gamma", (width,)), (f"{place}.beta", (width,))])

    def linear(place: str, out: int, into: int) -> None:
        shapes.extend([(f"{place}.weight", (out, into)), (f"{place}.bias", (out,))])

    for side in ("encoder", "decoder"):
        norm(f"{side}.layer_norm")
        for number in range(_LAYERS):
            layer = f"{side}.layer.{number}"
            norm(f"{layer}.self_attention.layer_norm")
            linear(f"{layer}.self_attention.linear.0", 3 * width, width)
            linear(f"{layer}.self_attention.linear.1", width, width)
            norm(f"{layer}.ffn.layer_norm")
            linear(f"{layer}.ffn.linear_0", inner, width)
            linear(f"{layer}.ffn.linear_1", width, inner)
            if side == "decoder":
                norm(f"{layer}.attention.layer_norm")
                linear(f"{layer}.attention.linear.0", width, width)
                linear(f"{layer}.attention.linear.1", 2 * width, width)
                linear(f"{layer}.attention.linear.2", width, width)
    return shapes


if __name__ == "__main__":
    main()
