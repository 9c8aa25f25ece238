"""Reads the whole history afterwards and says which promise of docs/reliability.md is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.soak.city import City
from tests.soak.people import CANARY, Talk


def broken(city: City, talks: Iterable[Talk], *, ambiguous: int) -> list[str]:
    """Each broken promise in a sentence. `ambiguous`: so many messages may have come twice."""
    found: list[str] = []
    twice = 0
    for talk in talks:
        found += _kept(talk)
        doubled, wrong = _arrived(city, talk)
        twice += doubled
        found += wrong
    if twice > ambiguous:
        found.append(f"{twice} messages came twice, {ambiguous} sends were ambiguous")
    return found + _readable(city)


def _kept(talk: Talk) -> list[str]:
    """I1, I2, I3: what the resident wrote is in the case, once, in its order."""
    if talk.kept == talk.written:
        return []
    lost = set(talk.written) - set(talk.kept)
    doubled = [text for text, n in Counter(talk.kept).items() if n > 1]
    return [f"case of chat {talk.chat}: lost {sorted(lost)}, doubled {doubled}, or out of order"]


def _arrived(city: City, talk: Talk) -> tuple[int, list[str]]:
    """I2, I3, I5: what the counsellor wrote was read in its order, or is shown as undelivered."""
    texts = [m.text for m in city.telegram.chat(talk.chat) if m.author == "bot"]
    seen: list[str] = []
    doubled = 0
    wrong = []
    for text in texts:
        for answer in talk.answered:
            if answer in text.splitlines():
                doubled += answer in seen
                if answer not in seen:
                    seen.append(answer)
    expected = [a for a in talk.answered if talk.delivery.get(a) == "delivered"]
    if [a for a in seen if a in expected] != expected:
        wrong.append(f"chat {talk.chat}: read {seen}, delivered by the desk's word {expected}")
    others = [
        a for a in talk.answered if talk.delivery.get(a) not in ("delivered", "undeliverable")
    ]
    if others:
        wrong.append(f"chat {talk.chat}: neither delivered nor shown as undeliverable: {others}")
    return doubled, wrong


def _readable(city: City) -> list[str]:
    """I4: nothing that people wrote lies readable in a file or was printed."""
    word = CANARY.encode()
    places = [str(path) for path in city.files() if word in path.read_bytes()]
    places += [f"output of {p.command}" for p in city.programs if CANARY in p.output]
    return [f"readable in {place}" for place in places]
