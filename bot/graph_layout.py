"""Places boxes in layers, so that a flow reads from top to bottom.

The classic way (Sugiyama, Tagawa, Toda 1981): arrows that lead back are set aside, every box comes
one layer below the lowest box that leads to it, arrows over several layers get invisible boxes on
their way, boxes take the order of the middle of their neighbours, and then the nearest place to it
that leaves room for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

GAP_ACROSS = 36
GAP_DOWN = 56
VIA_WIDTH = 18
"""Pixels: between boxes of a layer, between layers, and kept free for an arrow passing by."""
_SWEEPS = 12


class Size(msgspec.Struct, frozen=True):
    width: float
    height: float


class Box(msgspec.Struct):
    """Its middle and its upper edge."""

    x: float
    y: float
    width: float
    height: float


class Layout(msgspec.Struct, frozen=True):
    """`arrows` are (from, to, the points on the way); arrows that lead back have no points."""

    boxes: dict[str, Box]
    arrows: list[tuple[str, str, list[tuple[float, float]]]]
    width: float
    height: float


def arrange(start: str, sizes: Mapping[str, Size], ways: Mapping[str, Sequence[str]]) -> Layout:
    """Every key of `sizes` gets a box; `ways` say which box leads to which."""
    back = _leading_back(start, sizes, ways)
    forward = {
        key: [to for to in dict.fromkeys(ways[key]) if (key, to) not in back] for key in sizes
    }
    depth = _depths(sizes, forward)
    rows, chains = _rows(depth, forward)
    full = {**sizes, **{via: Size(VIA_WIDTH, 0) for chain in chains.values() for via in chain}}
    links = _links(chains)
    _order(rows, links)
    across = _across(rows, links, full)
    boxes = _down(rows, full, across)
    arrows = [
        (source, to, [point for via in chain for point in _straight_down(boxes[via])])
        for (source, to), chain in chains.items()
    ]
    arrows += [(source, to, []) for source, to in back]
    shown = {key: boxes[key] for key in sizes}
    width = max(box.x + box.width / 2 for box in boxes.values())
    height = max(box.y + box.height for box in boxes.values())
    return Layout(shown, arrows, width, height)


def _leading_back(
    start: str, keys: Mapping[str, Size], ways: Mapping[str, Sequence[str]]
) -> set[tuple[str, str]]:
    """Arrows to a box that one is still on the way from (depth first, without recursion)."""
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    for root in (start, *keys):
        if root in done or root not in keys:
            continue
        on_way, stack = {root}, [(root, iter(ways[root]))]
        while stack:
            key, following = stack[-1]
            to = next(following, None)
            if to is None:
                stack.pop()
                on_way.discard(key)
                done.add(key)
            elif to in on_way:
                back.add((key, to))
            elif to not in done:
                on_way.add(to)
                stack.append((to, iter(ways[to])))
    return back


def _depths(keys: Mapping[str, Size], forward: Mapping[str, list[str]]) -> dict[str, int]:
    depth = dict.fromkeys(keys, 0)
    for _ in keys:  # at most as many rounds as boxes: nothing leads back any more
        moved = False
        for key in keys:
            for to in forward[key]:
                if depth[to] <= depth[key]:
                    depth[to] = depth[key] + 1
                    moved = True
        if not moved:
            break
    return depth


def _rows(
    depth: Mapping[str, int], forward: Mapping[str, list[str]]
) -> tuple[list[list[str]], dict[tuple[str, str], list[str]]]:
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for key, at in depth.items():
        rows[at].append(key)
    chains: dict[tuple[str, str], list[str]] = {}
    for key, following in forward.items():
        for to in following:
            chain = [f"{key} {to} {at}" for at in range(depth[key] + 1, depth[to])]
            chains[key, to] = chain
            for at, via in enumerate(chain, depth[key] + 1):
                rows[at].append(via)
    return rows, chains


def _links(chains: Mapping[tuple[str, str], list[str]]) -> list[tuple[str, str]]:
    return [
        pair
        for (source, to), chain in chains.items()
        for pair in zip([source, *chain], [*chain, to], strict=True)
    ]


def _neighbours(links: list[tuple[str, str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for upper, lower in links:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    return above, below


def _order(rows: list[list[str]], links: list[tuple[str, str]]) -> None:
    above, below = _neighbours(links)
    for sweep in range(_SWEEPS):
        neighbours = below if sweep % 2 else above
        at = {key: place / max(len(row) - 1, 1) for row in rows for place, key in enumerate(row)}
        for row in reversed(rows) if sweep % 2 else rows:
            row.sort(key=lambda key: _mean([at[other] for other in neighbours.get(key, [key])]))
            at.update({key: place / max(len(row) - 1, 1) for place, key in enumerate(row)})


def _across(
    rows: list[list[str]], links: list[tuple[str, str]], sizes: Mapping[str, Size]
) -> dict[str, float]:
    """The middle of every box."""
    above, below = _neighbours(links)
    x = {key: 0.0 for row in rows for key in row}
    for sweep in range(_SWEEPS):
        for row in reversed(rows) if sweep % 2 else rows:
            neighbours = below if sweep % 2 else above
            wished = [_mean([x[other] for other in neighbours.get(key, [key])]) for key in row]
            x.update(zip(row, _spread(row, wished, sizes), strict=True))
    left = min(x[key] - sizes[key].width / 2 for key in x)
    return {key: value - left for key, value in x.items()}


def _spread(row: list[str], wished: list[float], sizes: Mapping[str, Size]) -> list[float]:
    """The places nearest to those wished that keep the order and the gaps (least squares)."""
    offsets, offset = [0.0], 0.0
    for left, right in pairwise(row):
        offset += (sizes[left].width + sizes[right].width) / 2 + GAP_ACROSS
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []
    for value, shift in zip(wished, offsets, strict=True):
        mean, number = value - shift, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean = (mean * number + before * many) / (number + many)
            number += many
        blocks.append((mean, number))
    flat = [mean for mean, number in blocks for _ in range(number)]
    return [mean + shift for mean, shift in zip(flat, offsets, strict=True)]


def _down(
    rows: list[list[str]], sizes: Mapping[str, Size], across: Mapping[str, float]
) -> dict[str, Box]:
    boxes, y = {}, 0.0
    for row in rows:
        height = max(sizes[key].height for key in row)
        for key in row:
            size = sizes[key]
            # Boxes hang from a row's upper edge; an arrow passes the whole row straight down.
            boxes[key] = Box(across[key], y, size.width, size.height or height)
        y += height + GAP_DOWN
    return boxes


def _straight_down(box: Box) -> list[tuple[float, float]]:
    return [(box.x, box.y), (box.x, box.y + box.height)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
