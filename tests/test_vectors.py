"""The vectors of docs/sealing.md, replayed by the product's Python and by the second reader."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handoff.age_scrypt import LOG_N
from post.errors import CannotOpen
from post.keyring import KeyRing
from post.sealing import Item, chain_hash, fingerprint, lock_case, open_with, padded
from tests.vectors import reference

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "vectors"


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


def cases(name: str, *keys: str) -> list[Any]:
    """Parameters, each named as in the file."""
    whole = load(name)
    return [pytest.param(one, id=one["name"]) for key in keys for one in whole[key]]


def changed(entry: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A row as the server shows it after what the entry says was done to it."""
    content = bytearray(base64.b64decode(row["ciphertext"]))
    if "flip" in entry:
        content[entry["flip"]] ^= 1
    content = content[: entry.get("keep", len(content) - entry.get("cut", 0))]
    return {**row, "ciphertext": bytes(content)}


def built(file: dict[str, Any]) -> bytes:
    return "".join(text * times for text, times in file["parts"]).encode("latin-1")


@pytest.mark.parametrize("one", cases("receipts", "good"))
def test_a_receipt_in_any_script(one: dict[str, str]) -> None:
    digits = reference.receipt_digits(one["typed"])
    assert digits == one["digits"]
    assert reference.is_receipt(digits)


@pytest.mark.parametrize("one", cases("receipts", "bad"))
def test_a_receipt_with_a_slip(one: dict[str, str]) -> None:
    digits = reference.receipt_digits(one["typed"])
    assert (digits is None) == (one["fault"] == "letters")
    assert not reference.is_receipt(digits or "")


def test_check_digits_tell_every_slip_of_one_digit_and_every_swap() -> None:
    digits = load("receipts")["good"][0]["digits"]
    wrong = {digits[:at] + new + digits[at + 1 :] for at in range(32) for new in "0123456789"}
    for at in range(31):
        wrong.add(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    wrong -= {digits}
    assert len(wrong) > 300
    assert [text for text in wrong if reference.is_receipt(text)] == []


def test_what_is_derived_from_a_receipt() -> None:
    found = load("receipts")["derived"]
    assert len({one["lookup"] for one in found}) == len(found) == 4
    for one in found:
        secret = reference.resident_identity(one["digits"], base64.b64decode(one["salt"]))
        assert secret == one["identity"]
        assert reference.recipient_of(secret) == one["recipient"]
        assert reference.receipt_lookup(one["digits"]) == one["lookup"]


def test_what_is_derived_from_a_passkey() -> None:
    keys = load("keys")
    assert (
        keys["prf_salt"] == base64.b64encode(hashlib.sha256(b"lotse desk prf v1").digest()).decode()
    )
    for one in keys["passkeys"]:
        assert reference.passkey_identity(base64.b64decode(one["prf"])) == one["identity"]
        assert reference.recipient_of(one["identity"]) == one["recipient"]


def test_fingerprints() -> None:
    for one in load("keys")["fingerprints"]:
        assert fingerprint(one["recipient"]) == one["fingerprint"]
        assert reference.fingerprint(one["recipient"]) == one["fingerprint"]
        assert re.fullmatch(r"([0-9a-f]{4} ){4}[0-9a-f]{4}", one["fingerprint"])


def test_two_locks_open_and_so_do_the_two_papers() -> None:
    wraps = load("wraps")
    keys = wraps["identities"]
    wrap, recovery = (base64.b64decode(wraps[name]) for name in ("wrap", "recovery_wrap"))
    assert reference.open_wrap(wrap, keys["counsellor"], keys["share"]) == keys["case"]
    papers = (keys["paper 1"], keys["paper 2"])
    assert reference.open_recovery(recovery, *papers, keys["share"]) == keys["case"]
    assert reference.recipient_of(keys["case"]) == wraps["recipient"]
    inner = open_with(wrap, keys["counsellor"])
    assert open_with(inner, keys["share"]).decode() == keys["case"]


@pytest.mark.parametrize("papers", [("paper 2", "paper 1"), ("paper 1", "paper 1")])
def test_one_paper_or_the_wrong_order_opens_nothing(papers: tuple[str, str]) -> None:
    wraps = load("wraps")
    keys = wraps["identities"]
    with pytest.raises(pyrage.DecryptError):
        reference.open_recovery(
            base64.b64decode(wraps["recovery_wrap"]),
            *(keys[name] for name in papers),
            keys["share"],
        )


@pytest.mark.parametrize("one", cases("wraps", "refused"))
def test_a_bad_wrap_opens_nothing(one: dict[str, str]) -> None:
    wraps = load("wraps")
    keys, wrap = wraps["identities"], base64.b64decode(one["wrap"])
    with pytest.raises((pyrage.DecryptError, pyrage.IdentityError, reference.Refused)):
        reference.recipient_of(reference.open_wrap(wrap, keys["counsellor"], keys["share"]))
    with pytest.raises(CannotOpen):
        open_with(open_with(open_with(wrap, keys["counsellor"]), keys["share"]), keys["case"])


def test_what_the_server_locks_has_the_form_of_the_vectors() -> None:
    keys = load("wraps")["identities"]
    of = reference.recipient_of
    lock = lock_case({"a": of(keys["counsellor"])}, (of(keys["paper 1"]), of(keys["paper 2"])))
    opened = reference.open_wrap(lock.wraps["a"], keys["counsellor"], lock.share)
    papers = (keys["paper 1"], keys["paper 2"])
    assert lock.recovery_wrap
    assert reference.open_recovery(lock.recovery_wrap, *papers, lock.share) == opened
    assert of(opened) == lock.recipient


def test_items_of_all_kinds() -> None:
    items = load("items")
    assert {one["item"]["kind"] for one in items["items"]} == {
        "text", "note", "answers", "photo", "voice", "document",
    }  # fmt: skip
    for one in items["items"]:
        content = padded(Item(**one["item"]))
        assert len(content) == one["size"]
        assert hashlib.sha256(content).hexdigest() == one["sha256"]
        ciphertext = base64.b64decode(one["ciphertext"])
        for reader in ("case", "resident"):
            assert reference.open_age(ciphertext, items[reader]) == content
            assert open_with(ciphertext, items[reader]) == content
        envelope = reference.read_envelope(content)
        assert envelope is not None
        assert envelope | one["item"] == envelope
        assert set(envelope["pad"]) <= {"0"}


def test_every_size_class_at_its_edges() -> None:
    edges = load("items")["edges"]
    assert len(edges) == 13
    for one in edges:
        letter, times = one["body_repeat"]
        assert len(padded(Item(**{**one["item"], "body": letter * times}))) == one["size"]


def test_canonical_json() -> None:
    values = load("canonical")["values"]
    assert len(values) >= 5
    for one in values:
        item = Item(**{**load("items")["items"][0]["item"], "body": json.loads(one["json"])})
        assert f'"body":{one["canonical"]},'.encode() in padded(item)


def test_half_surrogate_pairs_become_the_replacement_character() -> None:
    for one in load("canonical")["well_formed"]:
        text = "".join(map(chr, one["units"]))
        item = Item(**{**load("items")["items"][0]["item"], "body": text})
        assert json.loads(padded(item))["body"] == one["text"]


@pytest.mark.parametrize("chain", cases("chains", "chains"))
def test_what_a_reader_says_of_a_conversation(chain: dict[str, Any]) -> None:
    vectors = load("chains")
    rows = [changed(entry, vectors["rows"][entry["use"]]) for entry in chain["entries"]]
    read = reference.read_case(vectors["case"], vectors["identity"], rows)
    for entry, found in zip(chain["entries"], read, strict=True):
        assert sorted(found["marks"]) == sorted(entry["marks"])
        hidden = {"unopened", "malformed", "wrong_case"} & set(entry["marks"])
        assert (found["envelope"] is None) == bool(hidden)


def test_the_hash_of_a_chain() -> None:
    rows = load("chains")["rows"]
    first, second = (base64.b64decode(rows[name]["ciphertext"]) for name in ("r0", "r1"))
    envelope = json.loads(open_with(second, load("chains")["identity"]))
    assert envelope["prev"] == chain_hash(first)


@pytest.mark.parametrize("file", cases("hostile", "files"))
def test_a_hostile_file_is_refused_before_any_key_is_tried(
    file: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bytes] = []
    monkeypatch.setattr(pyrage, "decrypt", lambda sealed, _keys: tried.append(sealed))
    with pytest.raises(reference.Refused):
        reference.open_age(built(file), load("hostile")["identity"])
    assert tried == []


AGE = shutil.which("age")


def by_age(sealed: bytes, identity: str, folder: Path) -> bytes:
    """What Debian's program makes of it: `age -d -i KEYFILE`."""
    key = folder / "key.txt"
    key.write_text(f"{identity}\n")
    assert AGE, "the age program is missing; run: sh tests/prepare.sh"
    done = subprocess.run(
        [AGE, "-d", "-i", str(key)], input=sealed, capture_output=True, check=True
    )
    return done.stdout


def test_an_exported_case_opens_with_the_age_program(tmp_path: Path) -> None:
    wraps, items = load("wraps"), load("items")
    keys = wraps["identities"]
    inner = by_age(base64.b64decode(wraps["wrap"]), keys["counsellor"], tmp_path)
    case = by_age(inner, keys["share"], tmp_path).decode()
    assert case == keys["case"]
    for one in items["items"]:
        content = by_age(base64.b64decode(one["ciphertext"]), case, tmp_path)
        assert hashlib.sha256(content).hexdigest() == one["sha256"]
    outer = by_age(base64.b64decode(wraps["recovery_wrap"]), keys["paper 1"], tmp_path)
    middle = by_age(outer, keys["paper 2"], tmp_path)
    assert by_age(middle, keys["share"], tmp_path).decode() == case


def test_the_age_program_reads_what_only_the_resident_can_derive(tmp_path: Path) -> None:
    one = load("receipts")["derived"][1]
    secret = reference.resident_identity(one["digits"], base64.b64decode(one["salt"]))
    sealed = pyrage.encrypt(b"hello", [pyrage.x25519.Recipient.from_str(one["recipient"])])
    assert by_age(sealed, secret, tmp_path) == b"hello"


def test_the_second_reader_shares_no_code_with_the_product() -> None:
    source = (FOLDER / "reference.py").read_text()
    assert re.findall(r"^(?:from|import) (\w+)", source, re.M) == [
        "__future__", "hashlib", "hmac", "json", "unicodedata", "typing", "pyrage",
    ]  # fmt: skip


def test_records_of_the_key_ring_have_the_form_that_is_specified() -> None:
    ring = KeyRing.fresh()
    sealed = ring.seal("vault", "a record", b"content")
    key = next(key for key in ring._keys if key.id == sealed[:4].hex())
    opened = AESGCM(key.key).decrypt(sealed[4:16], sealed[16:], b"vault\0a record")
    assert opened == b"content"
    lookup = next(key for key in ring._keys if key.purpose == "lookup")
    digest = hmac.digest(lookup.key, b"receipt\0" + b"ab" * 32, "sha256").hex()
    assert ring.lookup("receipt", "ab" * 32) == digest[:32]


def test_the_constants_of_the_specification_are_those_of_the_source() -> None:
    """docs/sealing.md names file and text of each; here they are looked up."""
    rows = re.findall(
        r"^\| `([^`]+)` \| [^|]+ \| `([^`]+)` in `([^`]+)` \|$",
        (ROOT / "docs" / "sealing.md").read_text(),
        re.M,
    )
    assert len(rows) >= 20
    missing = [row for row in rows if row[1] not in (ROOT / row[2]).read_text()]
    assert missing == []
    assert LOG_N == 18
