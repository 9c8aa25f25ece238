"""What becomes of an intake: a case with its keys, its number and its first item. No I/O."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime
from typing import Any

import msgspec

from handoff.cases import Case, State
from handoff.records import Head, NewItem, Opening
from post.desk import Answer, Attached, Intake
from post.ids import CaseId, ItemId, random_id
from post.keyring import KeyRing
from post.sealing import CaseLock, Item, seal_for_case

NUMBER_ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
"""No two look alike (0 O, 1 I L, 5 S, 8 B, 2 Z), and without vowels no number is a word."""

_RECOVERY = "recovery"
_ALWAYS = ("id", "question", "answer")


def opening_for(
    intake: Intake, lock: CaseLock, keyring: KeyRing, now: datetime, *, demo: bool
) -> Opening:
    case = Case(
        id=CaseId(random_id()),
        number=new_number(),
        team=intake.team,
        flow=intake.flow,
        state=State.NEW,
        epoch=1,
        owner=None,
        lang=intake.lang,
        channel=intake.chat.channel,
        day=now.date().isoformat(),
        recipient=lock.recipient,
        demo=demo,
        interpreter="wanted" if intake.interpreter else None,
        urgency=intake.urgency,
    )
    wraps = dict(lock.wraps)
    if lock.recovery_wrap is not None:
        wraps[_RECOVERY] = lock.recovery_wrap
    return Opening(
        case=case,
        intake_id=intake.id,
        chat_lookup=keyring.lookup("chat", str(intake.chat)),
        route=keyring.seal("route", case.id, msgspec.msgpack.encode(intake.chat)),
        notice=intake.notice,
        wraps=wraps,
        sealed_share=keyring.seal("share", case.id, lock.share.encode()),
        first=_first_item(intake, case, now),
    )


def new_number() -> str:
    """Six characters as `XXXX-XX`: 244 million; the store refuses one that is taken."""
    drawn = "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(6))
    return f"{drawn[:4]}-{drawn[4:]}"


class Said(msgspec.Struct, frozen=True):
    """What a resident sent: words, perhaps beside a file, perhaps in place of earlier ones."""

    text: str
    lang: str
    edits: str = ""
    file: Attached | None = None


def resident_item(case: Case, item: ItemId, head: Head, said: Said, now: datetime) -> NewItem:
    """A resident's message, sealed to the case and chained to their last one."""
    envelope = Item(
        case=case.id,
        item=item,
        author="resident",
        seq=head.next,
        prev=head.prev,
        at=clock_text(now),
        kind=said.file.kind if said.file else "text",
        lang=said.lang,
        body=_with_file(said.file, said.text) if said.file else said.text,
        edits=said.edits,
    )
    return NewItem(item, "resident", head.next, seal_for_case(envelope, case.recipient))


def _with_file(file: Attached, text: str) -> dict[str, str]:
    data = base64.b64encode(file.content).decode()
    body = {"name": file.name, "type": file.type, "data": data}
    return {**body, "text": text} if text else body


def clock_text(now: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _first_item(intake: Intake, case: Case, now: datetime) -> NewItem:
    body = {
        "flow": intake.flow,
        "title": intake.title,
        "answers": [_answer(answer) for answer in intake.answers],
        "notice": msgspec.to_builtins(intake.notice),
    }
    at = clock_text(now)
    envelope = Item(case.id, intake.id, "bot", 0, "", at, "answers", intake.lang, body)
    return NewItem(intake.id, "bot", 0, seal_for_case(envelope, case.recipient))


def _answer(answer: Answer) -> dict[str, Any]:
    """German texts only where there are any: a German conversation has no second version."""
    fields: dict[str, Any] = msgspec.to_builtins(answer)
    return {key: text for key, text in fields.items() if text or key in _ALWAYS}
