"""The outside of age files: what a server can tell without opening one."""

from __future__ import annotations

import pytest
from pyrage import encrypt, passphrase, x25519

from post.age_file import Outside, check_outside, outside
from post.errors import BadInput

CHUNK = 64 * 1024


def sealed(content: bytes, people: int = 1) -> bytes:
    return encrypt(content, [x25519.Identity.generate().to_public() for _ in range(people)])


@pytest.mark.parametrize("size", [0, 1, 74, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
@pytest.mark.parametrize("people", [1, 2, 5])
def test_people_and_length_are_told(size: int, people: int) -> None:
    assert outside(sealed(b"x" * size, people)) == Outside(people, size)


def test_grease_is_let_pass_whatever_it_looks_like() -> None:
    for _ in range(300):
        assert check_outside(sealed(b"x" * 74), recipients=1) == 74


def stanza(name: str) -> bytes:
    return f"-> {name} {'A' * 43}\n{'A' * 43}\n".encode()


def file(*stanzas: bytes, payload: bytes = bytes(40)) -> bytes:
    end = b"--- " + b"A" * 43 + b"\n"
    return b"age-encryption.org/v1\n" + b"".join(stanzas) + end + payload


BAD = {
    "nothing": b"",
    "words": b"age-encryption.org/v2\n",
    "a passphrase": passphrase.encrypt(b"x", "words"),
    "another kind": file(stanza("ssh-ed25519")),
    "no end": b"age-encryption.org/v1\n" + stanza("X25519"),
    "two greases": file(stanza("X25519"), stanza("a-grease"), stanza("b-grease")),
    "a long header": file(*[stanza("X25519")] * 100),
    "no payload": file(stanza("X25519"), payload=b""),
    "half a tag": file(stanza("X25519"), payload=bytes(24)),
    "half a chunk's tag": file(stanza("X25519"), payload=bytes(16 + CHUNK + 16 + 8)),
    "an empty last chunk": file(stanza("X25519"), payload=bytes(16 + CHUNK + 16 + 16)),
    "cut in the header": sealed(b"x")[:60],
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        outside(content)
    assert refused.value.code == "age"


def test_the_file_of_our_own_making_would_pass() -> None:
    assert outside(file(stanza("X25519"), stanza("a-grease"))) == Outside(1, 8)


def test_one_person_more_is_refused() -> None:
    with pytest.raises(BadInput):
        check_outside(sealed(b"x", 2), recipients=1)
