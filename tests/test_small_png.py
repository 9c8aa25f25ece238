"""Pictures for the documents: small, and what they were."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.small_png import _UNFILTER, smaller

WIDTH, HEIGHT = 40, 30
INK_AND_PAPER = ((21, 255), (200, 3), (42, 244))
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixels: list[list[bytes]], kinds: list[int]) -> bytes:
    """A picture of (red, green, blue[, alpha]) whose rows are filtered by these kinds in turn."""
    channels = len(pixels[0][0])
    data, before = b"", bytes(len(pixels[0]) * channels)
    for at, line in enumerate(pixels):
        row, kind = b"".join(line), kinds[at % len(kinds)]
        data += bytes([kind]) + filtered(row, before, channels, kind)
        before = row
    colours = {3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 8, colours, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in parts)


def filtered(row: bytes, before: bytes, step: int, kind: int) -> bytes:
    """PNG 9.2, the other way round: written down from the standard's table."""
    out = bytearray()
    for at, value in enumerate(row):
        left = row[at - step] if at >= step else 0
        corner = before[at - step] if at >= step else 0
        up = before[at]
        guess = left + up - corner
        by = {abs(guess - corner): corner}
        by[abs(guess - up)] = up
        by[abs(guess - left)] = left
        wanted = (0, left, up, (left + up) // 2, by[min(by)])[kind]
        out.append((value - wanted) & 255)
    return bytes(out)


def shown(picture: bytes) -> list[list[bytes]]:
    """The colours of a picture with a palette whose rows are not filtered."""
    at, palette, data = len(SIGNATURE), b"", b""
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        content = picture[at + 8 : at + 8 + length]
        palette = content if kind == b"PLTE" else palette
        data += content if kind == b"IDAT" else b""
        at += length + 12
    rows = zlib.decompress(data)
    lines = [rows[at + 1 : at + 1 + WIDTH] for at in range(0, len(rows), WIDTH + 1)]
    return [[palette[3 * place : 3 * place + 3] for place in line] for line in lines]


@pytest.mark.parametrize("kind", range(len(_UNFILTER)))
@pytest.mark.parametrize("channels", [3, 4])
def test_few_colours_stay_exactly_what_they_were(kind: int, channels: int):
    colours = [bytes([n * 17 % 256, n * 5, 255 - n, 255][:channels]) for n in range(50)]
    pixels = [[colours[(x * y + x) % 50] for x in range(WIDTH)] for y in range(HEIGHT)]
    found = shown(smaller(png(pixels, [kind, 0])))
    assert found == [[colour[:3] for colour in line] for line in pixels]


def test_many_colours_stay_close():
    """Letters without stairs: all shades between ink and paper."""
    mixed = [[(x * HEIGHT + y) / (WIDTH * HEIGHT) for x in range(WIDTH)] for y in range(HEIGHT)]
    pixels = [
        [bytes(int(a + (b - a) * part) for a, b in INK_AND_PAPER) for part in line]
        for line in mixed
    ]
    assert len({pixel for line in pixels for pixel in line}) > 256
    found = shown(smaller(png(pixels, [0, 1, 2, 3, 4])))
    apart = [
        abs(one - other)
        for line, wanted in zip(found, pixels, strict=True)
        for pixel, colour in zip(line, wanted, strict=True)
        for one, other in zip(pixel, colour, strict=True)
    ]
    assert len({pixel for line in found for pixel in line}) <= 256
    assert sum(apart) / len(apart) < 6


def test_what_is_no_screenshot_is_refused():
    with pytest.raises(ValueError, match="not a PNG"):
        smaller(b"GIF89a")
