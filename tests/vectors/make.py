"""Writes the vectors: `python -m tests.vectors.make`.

Keys, ids and derived values come out the same each time. age files do not (each has a fresh file
key), so those written here are fixed by being written down: make them anew only when the format
changes, and say so in docs/sealing.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

import pyrage

from post.sealing import Item, chain_hash, fingerprint, padded
from tests.vectors import reference
from tests.vectors.chain_cases import CHAINS

FOLDER = Path(__file__).parent
CASE = hashlib.sha256(b"vector case").hexdigest()[:32]
OTHER_CASE = hashlib.sha256(b"vector other case").hexdigest()[:32]
STAFF = "staff:" + hashlib.sha256(b"vector staff").hexdigest()[:32]
AT = "2026-11-23T10:00:00Z"
RECEIPTS = ("0" * 30, "123456789012345678901234567890", "9" * 30, "314159265358979323846264338327")


def seeded(name: str) -> bytes:
    return hashlib.sha256(f"lotse vector: {name}".encode()).digest()


def identity(name: str) -> str:
    return reference.age_identity(seeded(name))


def recipient(name: str) -> str:
    return reference.recipient_of(identity(name))


def sealed(content: bytes, *names: str) -> bytes:
    return pyrage.encrypt(
        content, [pyrage.x25519.Recipient.from_str(recipient(name)) for name in names]
    )


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def whole(digits: str) -> str:
    return digits + reference.check_digits(digits)


def receipts() -> dict[str, Any]:
    one = whole(RECEIPTS[1])
    blocks = [one[at : at + 4] for at in range(0, 32, 4)]
    zeros = {
        "arabic": 0x660,
        "persian": 0x6F0,
        "devanagari": 0x966,
        "bengali": 0x9E6,
        "fullwidth": 0xFF10,
        "mathematical": 0x1D7CE,
    }
    scripts = {
        name: " ".join("".join(chr(zero + int(digit)) for digit in block) for block in blocks)
        for name, zero in zeros.items()
    }
    typed = {
        "plain": one,
        "blocks": " ".join(blocks),
        "dashes": "-".join(blocks),
        "en dashes": "–".join(blocks),
        "lines": "\n".join(blocks),
        "no-break spaces": "\u00a0".join(blocks),
        "isolates": f"\u2066{' '.join(blocks)}\u2069",
        "mixed scripts": scripts["arabic"][:20] + one[16:],
        **scripts,
    }
    slips = {
        "one digit wrong": one[:7] + "0" + one[8:],
        "two digits swapped": one[:4] + one[5] + one[4] + one[6:],
        "check digits wrong": one[:30] + "00",
    }
    others = {
        "short": (one[:31], "short"),
        "long": (one + "0", "long"),
        "empty": ("", "short"),
        "a letter O": (one[:5] + "O" + one[6:], "letters"),
        "a roman numeral": (one[:5] + "Ⅳ" + one[6:], "letters"),
        "a superscript": (one[:5] + "²" + one[6:], "letters"),
    }
    return {
        "good": [{"name": n, "typed": t, "digits": one} for n, t in typed.items()],
        "bad": [{"name": n, "typed": t, "fault": "slip"} for n, t in slips.items()]
        + [{"name": n, "typed": t, "fault": fault} for n, (t, fault) in others.items()],
        "derived": [derived(whole(digits), seeded(f"salt {digits}")[:16]) for digits in RECEIPTS],
    }


def derived(digits: str, salt: bytes) -> dict[str, str]:
    secret = reference.resident_identity(digits, salt)
    return {
        "digits": digits,
        "salt": b64(salt),
        "identity": secret,
        "recipient": reference.recipient_of(secret),
        "lookup": reference.receipt_lookup(digits),
    }


def keys() -> dict[str, Any]:
    outputs = [bytes(32), bytes(range(32)), seeded("prf")]
    secrets = [(prf, reference.passkey_identity(prf)) for prf in outputs]
    names = ("counsellor", "share", "paper 1", "paper 2", "case")
    return {
        "prf_salt": b64(hashlib.sha256(b"lotse desk prf v1").digest()),
        "passkeys": [
            {"prf": b64(prf), "identity": secret, "recipient": reference.recipient_of(secret)}
            for prf, secret in secrets
        ],
        "fingerprints": [
            {"recipient": recipient(name), "fingerprint": fingerprint(recipient(name))}
            for name in names
        ],
    }


def wraps() -> dict[str, Any]:
    case = identity("case").encode()
    inner = sealed(case, "share")
    wrap = sealed(inner, "counsellor")
    return {
        "identities": {
            name: identity(name)
            for name in ("counsellor", "share", "paper 1", "paper 2", "case", "somebody else")
        },
        "recipient": recipient("case"),
        "wrap": b64(wrap),
        "recovery_wrap": b64(sealed(sealed(inner, "paper 2"), "paper 1")),
        "refused": [
            {"name": "for somebody else", "wrap": b64(sealed(inner, "somebody else"))},
            {"name": "only one lock", "wrap": b64(sealed(case, "counsellor"))},
            {
                "name": "the locks in the wrong order",
                "wrap": b64(sealed(sealed(case, "counsellor"), "share")),
            },
            {"name": "cut off", "wrap": b64(wrap[:-1])},
            {"name": "one bit", "wrap": b64(flipped(wrap, len(wrap) - 20))},
            {"name": "one bit of the head", "wrap": b64(flipped(wrap, 60))},
            {
                "name": "no identity inside",
                "wrap": b64(sealed(sealed(b"AGE-SECRET-KEY-1NO", "share"), "counsellor")),
            },
        ],
    }


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def item(name: str, kind: str = "text", body: Any = "", **fields: Any) -> Item:
    base = {
        "case": CASE,
        "item": str(uuid.uuid5(uuid.NAMESPACE_URL, f"lotse vector {name}")),
        "author": "resident",
        "seq": 0,
        "prev": "",
        "at": AT,
        "lang": "en",
    }
    return Item(**{**base, "kind": kind, "body": body, **fields})


def file_body(name: str, mime: str, size: int, text: str = "") -> dict[str, str]:
    data = (seeded(name) * (size // 32 + 1))[:size]
    return {"name": name, "type": mime, "data": b64(data), **({"text": text} if text else {})}


ANSWERS = {
    "flow": "report",
    "title": "Diskriminierung melden",
    "answers": [
        {
            "id": "area",
            "question": "Where?",
            "answer": "Flat",
            "question_de": "Wo?",
            "answer_de": "Wohnung",
            "options": ["flat"],
        },
        {"id": "story", "question": "What happened?", "answer": "He hung up. 📞 الهاتف"},
    ],
    "notice": {"version": "2026-11", "lang": "en", "day": "2026-11-23"},
    "resident": "age1…",
}


def items() -> dict[str, Any]:
    made = [
        item("empty text"),
        item("a text", body="They sent me away."),
        item("many scripts", body=MANY_SCRIPTS, lang="ar"),
        item("controls", body='\u0000\u0001\b\t\n\f\r\u001f"\\/\u007f\u0080\u2028\u2029\ufeff'),
        item("a note", "note", "Called back.", author=STAFF, lang="de"),
        item("answers", "answers", {**ANSWERS, "resident": recipient("resident")}),
        item("a photo", "photo", file_body("photo.jpg", "image/jpeg", 2000, "The letter")),
        item("a voice message", "voice", file_body("voice.webm", "audio/webm", 9000), seq=3),
        item("a document", "document", file_body("../evil\u202egpj.pdf", "application/pdf", 20000)),
    ]
    exact = len(padded(item("exact", body=""))) - _pad_of(item("exact", body=""))
    edges = [
        {"item": to_json(item("exact", body="")), "body_repeat": ["x", size - exact], "size": into}
        for size, into in (
            (1024, 1024),
            (1025, 4096),
            (4096, 4096),
            (4097, 16384),
            (16384, 16384),
            (16385, 65536),
            (65536, 65536),
            (65537, 262144),
            (262144, 262144),
            (262145, 1048576),
            (1048576, 1048576),
            (1048577, 2097152),
            (3145729, 4194304),
        )
    ]
    return {
        "case": identity("case"),
        "resident": identity("resident"),
        "recipients": [recipient("case"), recipient("resident")],
        "items": [
            {
                "item": to_json(one),
                "size": len(padded(one)),
                "sha256": hashlib.sha256(padded(one)).hexdigest(),
                "ciphertext": b64(sealed(padded(one), "case", "resident")),
            }
            for one in made
        ],
        "edges": edges,
    }


def _pad_of(one: Item) -> int:
    return len(json.loads(padded(one))["pad"])


def to_json(one: Item) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


MANY_SCRIPTS = "Grüße · سلام · Привіт · 你好 · 👩🏽\u200d💻 · \u2067\u200f\u202e\u2069 · a\u0301"
CANONICAL = [
    {
        "b": 1,
        "a": {"d": [], "c": {}},
        "B": None,
        "": True,
        "a2": False,
        "_": [[1], {"z": 0, "y": 1}],
    },
    {"text": "ü · ж · 漢 · 😀 · \u2028\u2029 · \ufeff · \u200d"},
    {"escaped": '"\\/\b\f\n\r\t\u0000\u001f\u007f'},
    {"numbers": [0, -1, 1, 9007199254740991, -9007199254740991]},
    {"10": 1, "9": 2, "1": 3, "a": 4, "A": 5, "__proto__": 6, "constructor": 7},
]

SURROGATES = [
    {"units": [0x61, 0xD800, 0x62], "text": "a\ufffdb"},
    {"units": [0xDC00], "text": "\ufffd"},
    {"units": [0xD83D, 0xDE00], "text": "😀"},
    {"units": [0xDE00, 0xD83D], "text": "\ufffd\ufffd"},
    {"units": [0xD83D, 0xD83D, 0xDE00], "text": "\ufffd😀"},
]


def canonical() -> dict[str, Any]:
    texts = [
        json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        for value in CANONICAL
    ]
    return {
        # As text, for a JSON parser would put the fields in an order of its own.
        "values": [
            {"json": json.dumps(v), "canonical": t} for v, t in zip(CANONICAL, texts, strict=True)
        ],
        "well_formed": SURROGATES,
    }


def chains() -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {}

    def add(name: str, after: str = "", **fields: Any) -> None:
        prev = chain_hash(base64.b64decode(rows[after]["ciphertext"])) if after else ""
        one = item(name, body=name, prev=fields.pop("prev", prev), **fields)
        row = {"item": one.item, "author": one.author, "seq": one.seq}
        rows[name] = {**row, "ciphertext": b64(sealed(padded(one), "case", "resident"))}

    add("r0")
    add("r1", "r0", seq=1)
    add("r2", "r1", seq=2)
    add("s0", author=STAFF)
    add("s1", "s0", author=STAFF, seq=1)
    add("r1 of a second tab", "r0", seq=1)
    add("r2 on a wrong hash", "r0", seq=2)
    add("r0 of another case", case=OTHER_CASE)
    add("r2 forged with no past", seq=2)
    rows["r1 no envelope"] = {**rows["r1"], "ciphertext": b64(sealed(b'{"v":1}', "case"))}
    rows["r1 version 2"] = {**rows["r1"], "ciphertext": b64(sealed(_version_2(rows["r1"]), "case"))}
    rows["r1 as staff"] = {**rows["r1"], "author": STAFF, "seq": 0}
    rows["r1 for somebody else"] = {**rows["r1"], "ciphertext": b64(sealed(b"x", "somebody else"))}
    return {"case": CASE, "identity": identity("case"), "rows": rows, "chains": CHAINS}


def _version_2(row: dict[str, Any]) -> bytes:
    content = reference.open_age(base64.b64decode(row["ciphertext"]), identity("case"))
    return content.replace(b'"v":1', b'"v":2')


def hostile() -> dict[str, Any]:
    good = sealed(b"x", "case").decode("latin-1")
    version, rest = good.split("\n", 1)
    lock = "\n".join(rest.split("\n")[:2]) + "\n"
    scrypt = "-> scrypt bBjlhJVYZeE4aqUdmtRHfw 40\nZV/AhotwSGqaPCU43cepl4WYUouAa17a3xpu4G2yi5k\n"
    tail = "--- " + "A" * 43 + "\n" + "x" * 40
    return {
        "identity": identity("case"),
        "files": [
            {"name": "scrypt with 2^40 rounds", "parts": [[version + "\n" + scrypt + tail, 1]]},
            {
                "name": "ten thousand locks",
                "parts": [[version + "\n", 1], [lock, 10_000], [tail, 1]],
            },
            {"name": "seven locks", "parts": [[version + "\n", 1], [lock, 7], [tail, 1]]},
            {"name": "a head without an end", "parts": [[version + "\n", 1], [lock, 50_000]]},
            {
                "name": "one lock without an end",
                "parts": [[version + "\n-> X25519 ", 1], ["A", 5_000_000]],
            },
            {"name": "another version", "parts": [["age-encryption.org/v2\n" + lock + tail, 1]]},
            {"name": "not age", "parts": [["PK\x03\x04", 1]]},
            {"name": "armored", "parts": [["-----BEGIN AGE ENCRYPTED FILE-----\n", 1]]},
        ],
    }


def main() -> None:
    for name, made in {
        "receipts": receipts,
        "keys": keys,
        "wraps": wraps,
        "items": items,
        "canonical": canonical,
        "chains": chains,
        "hostile": hostile,
    }.items():
        text = json.dumps(made(), ensure_ascii=True, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
