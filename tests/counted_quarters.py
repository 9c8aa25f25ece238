"""Quarters that were counted, for tests and pictures: made up, lopsided as life is."""

from __future__ import annotations

import random

from handoff.coding import FIRST_ANSWER, Coded, Fields
from handoff.slips import Slip
from handoff.statistics import Batch, Waiting, _enter
from handoff.store import Store

QUARTERS = {"2025-Q4": 31, "2026-Q1": 44, "2026-Q2": 38, "2026-Q3": 57}


async def count(store: Store, team: str, fields: Fields, seed: int = 1) -> None:
    chance = random.Random(seed)
    async with store.writing() as connection:
        for quarter, many in QUARTERS.items():
            slips = [
                Waiting(f"{quarter}{n}", quarter, Slip(team, _case(chance, fields)))
                for n in range(many)
            ]
            await _enter(connection, team, Batch(quarter, slips))


def _case(chance: random.Random, fields: Fields) -> Coded:
    coded: Coded = {}
    for field in (*fields, FIRST_ANSWER):
        codes = list(field.codes)
        weights = [0.55**at for at in range(len(codes))]
        if field.id in ("district", "age_group", "gender") and chance.random() < 0.5:
            continue
        chosen = chance.choices(codes, weights, k=chance.choice((1, 1, 2)) if field.many else 1)
        coded[field.id] = sorted(set(chosen))
    return coded
