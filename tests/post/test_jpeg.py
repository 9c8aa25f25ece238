"""Photos without what the camera wrote beside them."""

from __future__ import annotations

import pytest

from post.errors import BadInput
from post.jpeg import bare


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


FRAME = segment(0xC0, bytes(9))
PICTURE = segment(0xDA, bytes(6)) + b"\x01\x02\xff\x00\x03\xff\xd9"
JFIF, ADOBE = segment(0xE0, b"JFIF\0"), segment(0xEE, b"Adobe")


def test_only_the_picture_stays() -> None:
    beside = [segment(n, b"Exif 52.37N") for n in (0xE1, 0xE2, 0xED, 0xEF, 0xFE)]
    photo = b"\xff\xd8" + JFIF + b"".join(beside) + ADOBE + FRAME + PICTURE + b"after the end"
    assert bare(photo) == b"\xff\xd8" + JFIF + ADOBE + FRAME + PICTURE


def test_a_picture_without_an_end_is_left_as_it_is() -> None:
    cut = b"\xff\xd8" + FRAME + segment(0xDA, bytes(6)) + b"\x01\x02"
    assert bare(cut) == cut


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff",
        b"<svg onload=alert(1)>",
        b"\xff\xd8" + FRAME,
        b"\xff\xd8" + FRAME + b"\x00\x01\x02\x03",
        b"\xff\xd8\xff\xe1\xff\xff" + bytes(10),
        b"\xff\xd8\xff\xe1\x00\x01" + bytes(10),
        b"\xff\xd8" + segment(0xE1, b"") * 1001 + PICTURE,
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        bare(content)
