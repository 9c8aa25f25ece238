"""The desk's side of the deadlines: public holidays, and the rules as the page gets them.

The dates themselves are sealed. So the page counts (console/deadlines.js), by what it gets here.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from post.deadlines import FreeDay, Rule

YEARS = range(-2, 7)
"""Around the present one: the longest rule runs for five, from an event some time ago."""


def free_days(land: str, this_year: int) -> dict[dt.date, FreeDay]:
    """Public holidays in a federal state (ISO 3166-2:DE, "NI"; "" for none but those of all)."""
    return dict(_free_days(land, this_year))


def as_json(rules: tuple[Rule, ...], land: str, today: dt.date) -> dict[str, Any]:
    """What `GET deadline-rules` answers. See docs/deadlines.md."""
    years = [today.year + offset for offset in YEARS]
    return {
        "rules": [_rule(rule) for rule in rules],
        "land": land,
        "from": f"{years[0]}-01-01",
        "until": f"{years[-1]}-12-31",
        "free": {
            day.isoformat(): {"name": free.name, "everywhere": free.everywhere}
            for day, free in _free_days(land, today.year)
        },
    }


@lru_cache(maxsize=32)
def _free_days(land: str, this_year: int) -> tuple[tuple[dt.date, FreeDay], ...]:
    # Costs 0.2 s: loaded when the first deadline is counted, not when the program starts.
    from holidays.countries.germany import Germany  # noqa: PLC0415

    years = [this_year + offset for offset in YEARS]
    everywhere = Germany(years=years, language="de")
    here = Germany(subdiv=land, years=years, language="de") if land else everywhere
    return tuple((day, FreeDay(name, day in everywhere)) for day, name in sorted(here.items()))


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "norm": rule.norm,
        "length": {"number": rule.length.number, "unit": rule.length.unit},
        "moves": rule.moves,
        "title": rule.title,
        "begins": rule.begins,
        "text": rule.text,
        "doubt": rule.doubt,
        "moves_why": rule.moves_why,
        "source": rule.source,
        "url": rule.url,
        "checked": rule.checked.isoformat(),
        "confirmed": rule.confirmed,
        "areas": list(rule.areas),
    }
