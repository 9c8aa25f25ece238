"""A photo without what its camera wrote beside it: place, time, the device, a preview of its own.

A JPEG is a row of segments before its picture (ITU-T T.81, B.1.1). Kept is what it takes to draw
it; application segments (EXIF is one) and comments are left out, except JFIF's (APP0) and the one
that says how colours were written (APP14).
"""

from __future__ import annotations

from post.errors import BadInput

_SCAN, _COMMENT = 0xDA, 0xFE
_KEPT = frozenset({0xE0, 0xEE})
_MOST_SEGMENTS = 1000


def bare(content: bytes) -> bytes:
    """Raises BadInput "odd" for what is no JPEG."""
    if not content.startswith(b"\xff\xd8\xff"):
        raise _odd()
    kept, at = bytearray(b"\xff\xd8"), 2
    for _ in range(_MOST_SEGMENTS):
        marker, end = _segment(content, at)
        if marker == _SCAN:
            # From here on it is the picture itself; what stands after its end is none of it.
            last = content.rfind(b"\xff\xd9")
            kept += content[at : last + 2] if last > at else content[at:]
            return bytes(kept)
        if not _is_beside(marker):
            kept += content[at:end]
        at = end
    raise _odd()


def _segment(content: bytes, at: int) -> tuple[int, int]:
    """The marker of the segment that begins here, and where it ends."""
    if at + 4 > len(content) or content[at] != 0xFF:
        raise _odd()
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    if length < 2 or at + 2 + length > len(content):
        raise _odd()
    return content[at + 1], at + 2 + length


def _is_beside(marker: int) -> bool:
    return marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker not in _KEPT)


def _odd() -> BadInput:
    return BadInput("this is not a photo", code="odd")
