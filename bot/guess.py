"""Which language somebody writes in, for an offer: what letters tell, then py3langid.

py3langid's model is loaded when it is needed for the first time, in a thread, which takes a second
and 60 MB (docs/decisions/0014). It knows 139 languages; ours are weighed against those they are
easily taken for.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from typing import Protocol

import structlog

from bot.engine.languages import KNOWN, ours
from bot.letters import by_letters, words_of

SURE = 0.8
"""Probability from which an offer is made."""
ENOUGH = 3
"""Words; fewer tell nothing."""
MAX_CHARS = 600
"""What is read of a long text."""
_OURS = [*(lang for lang in KNOWN if lang != "de-simple"), "hr", "bs"]
"""Simple German is German, and "sr" stands for three languages that the model tells apart."""
_NEAR = [
    "az",
    "mk",
    "be",
    "cs",
    "sk",
    "sl",
    "it",
    "pt",
    "nl",
    "hu",
    "sq",
    "ur",
    "ps",
    "sdh",
    "arz",
    "ary",
    "so",
]

log = structlog.get_logger()
_loading = threading.Lock()
_loaded: list[_Model] = []


class _Model(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


async def language_of(text: str) -> str:
    """The id of one of our languages; "" when it is another one, or when it is not sure."""
    words = words_of(text[:MAX_CHARS])
    if len(words) < ENOUGH:
        return ""
    told = by_letters(words)
    if told is not None:
        return told
    try:
        model = _loaded[0] if _loaded else await asyncio.to_thread(_load)
    except OSError as error:
        # Without a guess there is no offer, and the conversation goes on.
        log.warning("language model cannot be loaded", error=str(error))
        return ""
    return _best(model.rank(" ".join(words)))


def _best(ranked: list[tuple[str, float]]) -> str:
    weights: dict[str, float] = defaultdict(float)
    for lang, weight in ranked:
        weights[ours(lang, KNOWN) or lang] += weight
    best = max(weights, key=lambda lang: weights[lang])
    return best if weights[best] >= SURE and best in KNOWN else ""


def _load() -> _Model:
    with _loading:
        if not _loaded:
            _loaded.append(_small())
    return _loaded[0]


def _small() -> _Model:
    """py3langid with our languages only: what it knows of the others takes the most memory."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - see above

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages([*_OURS, *_NEAR])
    small: _Model = LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
    return small
