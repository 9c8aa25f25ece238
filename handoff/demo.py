"""The demo counsellor: everybody at this machine's terminal may be them, with made-up cases only.

The passphrase is made anew at each start and kept nowhere. To be able to seal the same identity
again, the key ring keeps it; a real counsellor's identity is never known to the server.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib.resources import files

import msgspec
from pyrage import x25519

from handoff.age_scrypt import seal_for_passphrase
from handoff.records import Member, Method
from handoff.roster_seal import RosterSeal
from handoff.staff_store import StaffStore
from handoff.store import Store
from post.ids import Recipient, StaffId, random_id
from post.keyring import KeyRing

DEMO_NAME = "demo"
DEMO_LOG_N = 14
"""Made-up cases on one machine, and 77 bits of chance anew at each start: the product's work
factor would only make every start wait a second.
"""
DEMO_SHOWN_NAME = "Demo-Beratung"
_WORDS_IN_PASSPHRASE = 7
_RECORD = "demo"


async def ensure_demo(
    store: Store,
    keyring: KeyRing,
    now: Callable[[], datetime],
    *,
    teams: Iterable[str] = ("ads",),
    log_n: int = DEMO_LOG_N,
) -> str | None:
    """The demo counsellor's passphrase for this run, for the terminal only. They are in all teams.

    Makes the counsellor in a fresh data folder. None when this is a real office's folder: there is
    staff and none of it is the demo counsellor.
    """
    people = StaffStore(store, now, RosterSeal(keyring))
    kept = await people.demo_identity()
    if kept is None and await people.count() > 0:
        return None
    if kept is None:
        member, identity = _new_member()
    else:
        member, identity = kept[0], keyring.open("login", _RECORD, kept[1]).decode()
    passphrase = new_passphrase()
    sealed = await asyncio.to_thread(seal_for_passphrase, identity.encode(), passphrase, log_n)
    member = msgspec.structs.replace(member, teams=tuple(sorted(teams)))
    method = Method(random_id(), member.id, "passphrase", "", sealed, now().date().isoformat())
    await people.keep_demo(member, method, keyring.seal("login", _RECORD, identity.encode()))
    return passphrase


def new_passphrase() -> str:
    """Seven words of the console's list of 2,048: 77 bits of chance."""
    words = word_list()
    return " ".join(secrets.choice(words) for _ in range(_WORDS_IN_PASSPHRASE))


def word_list() -> list[str]:
    """The words stand in one file for both sides: a JavaScript module with one long text."""
    source = (files("handoff") / "console" / "wordlist.js").read_text("utf-8")
    text = re.search(r"`([^`]*)`", source)
    if text is None:
        raise RuntimeError("console/wordlist.js holds no words")
    return text[1].split()


def _new_member() -> tuple[Member, str]:
    identity = x25519.Identity.generate()
    member = Member(
        id=StaffId(random_id()),
        name=DEMO_NAME,
        shown_name=DEMO_SHOWN_NAME,
        role="lead",
        recipient=Recipient(str(identity.to_public())),
        confirmed=True,
    )
    return member, str(identity)
