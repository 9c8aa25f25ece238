"""Pictures small enough to live in the repository: a screenshot in at most 256 colours.

Reads what browsers write (8 bits a channel, RGB or RGBA, not interlaced) and writes PNG with a
palette (PNG, third edition, W3C 2025).
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter, defaultdict

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}
_COLOURS = 256
_ALIKE = 3
"""Bits a channel that two colours may differ in and still be drawn as one, if there are many."""

Colour = bytes
"""Red, green, blue."""


def smaller(png: bytes) -> bytes:
    """The same picture with a palette. Raises ValueError for a PNG that no browser writes."""
    width, height, rows = _read(png)
    used = Counter(pixel for row in rows for pixel in _pixels(row))
    place, palette = _palette(used)
    lines = b"".join(b"\0" + bytes(place[pixel] for pixel in _pixels(row)) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = [
        (b"IHDR", header),
        (b"PLTE", b"".join(palette)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    ]
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _palette(used: Counter[Colour]) -> tuple[dict[Colour, int], list[Colour]]:
    """Each colour's place in the palette, and the palette: the most frequent ones."""
    if len(used) <= _COLOURS:
        exact = list(used)
        return {colour: at for at, colour in enumerate(exact)}, exact
    groups: dict[Colour, Counter[Colour]] = defaultdict(Counter)
    for colour, count in used.items():
        groups[bytes(part >> _ALIKE for part in colour)][colour] += count
    largest = sorted(groups.values(), key=lambda group: -group.total())[:_COLOURS]
    palette = [group.most_common(1)[0][0] for group in largest]
    near = {key: _nearest(group.most_common(1)[0][0], palette) for key, group in groups.items()}
    return {colour: near[bytes(part >> _ALIKE for part in colour)] for colour in used}, palette


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    def distance(at: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(colour, palette[at], strict=True))

    return min(range(len(palette)), key=distance)


def _pixels(row: bytes) -> list[Colour]:
    return [row[at : at + 3] for at in range(0, len(row), 3)]


def _read(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height, and the rows as RGB."""
    if not png.startswith(_SIGNATURE):
        raise ValueError("not a PNG")
    header, data, at = b"", b"", len(_SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        header = content if kind == b"IHDR" else header
        data += content if kind == b"IDAT" else b""
        at += length + 12
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or interlaced or colours not in _CHANNELS:
        raise ValueError("not a PNG that a browser writes")
    channels = _CHANNELS[colours]
    rows = _unfiltered(zlib.decompress(data), width * channels, channels)
    return width, height, [_opaque(row, channels) for row in rows]


def _opaque(row: bytes, channels: int) -> bytes:
    """Screenshots are opaque: the fourth channel says nothing."""
    if channels == 3:
        return row
    return bytes(part for at, part in enumerate(row) if at % 4 != 3)


def _unfiltered(data: bytes, length: int, step: int) -> list[bytes]:
    """The rows without the filters that make them compress better (PNG 9.2)."""
    rows: list[bytes] = []
    before = bytes(length)
    for at in range(0, len(data), length + 1):
        row = bytearray(data[at + 1 : at + 1 + length])
        _UNFILTER[data[at]](row, before, step)
        before = bytes(row)
        rows.append(before)
    return rows


def _none(row: bytearray, before: bytes, step: int) -> None:
    """As it stands."""


def _sub(row: bytearray, before: bytes, step: int) -> None:
    for at in range(step, len(row)):
        row[at] = (row[at] + row[at - step]) & 255


def _up(row: bytearray, before: bytes, step: int) -> None:
    row[:] = bytes((one + other) & 255 for one, other in zip(row, before, strict=True))


def _average(row: bytearray, before: bytes, step: int) -> None:
    for at in range(len(row)):
        left = row[at - step] if at >= step else 0
        row[at] = (row[at] + (left + before[at]) // 2) & 255


def _paeth(row: bytearray, before: bytes, step: int) -> None:
    for at in range(len(row)):
        left, corner = (row[at - step], before[at - step]) if at >= step else (0, 0)
        up = before[at]
        guess = left + up - corner
        nearest = min(
            (abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner)
        )
        row[at] = (row[at] + nearest[2]) & 255


_UNFILTER = (_none, _sub, _up, _average, _paeth)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
