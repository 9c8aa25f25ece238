"""The safe line over HTTP: what the resident's browser has sealed (contract: docs/web-chat.md).

Thin: each route reads, asks the line and the conversation, answers. Nothing here could open what
passes through.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from bot.channels.web_http import answer, chat_of, read, refusal, sender
from bot.conversation import Conversation
from bot.engine.book import Book
from bot.engine.events import CaseErased, CaseFound, CaseOpened, NobodyThere, OpenCase
from bot.engine.session import Session
from bot.update import Update
from post.desk import Answer, NobodyYet
from post.errors import BadInput, Conflict, NotFound, NotSignedIn
from post.ids import ChatAddress, ItemId
from post.line import (
    Agreed,
    Behind,
    LineItem,
    Offer,
    SafeLinePort,
    SealedCase,
    SealedItem,
    Standing,
)
from post.outbox import Outbox

MAX_CASE = 6 * 1024 * 1024
"""Bytes of a case as it is opened: its wraps and its first item."""
MAX_ITEM = 11 * 1024 * 1024
"""Bytes of an item of 8 MiB in base64."""
MAX_CURSOR = 2**53
_CURSOR = re.compile(r"[0-9]{1,16}")
_LOOKUP = re.compile(r"[0-9a-f]{64}")


class _Item(msgspec.Struct):
    item: str
    ciphertext: bytes


class _Case(msgspec.Struct):
    ticket: bytes
    version: str
    recipient: str
    wraps: dict[str, bytes]
    resident: str
    lookup: str
    item: _Item
    work: str
    recovery_wrap: bytes | None = None


class _NewItem(msgspec.Struct):
    """`handoff`: answers of another flow that the resident agreed to add."""

    item: str
    seq: int
    prev: str
    ciphertext: bytes
    handoff: bool = False


class _Work(msgspec.Struct):
    challenge: str
    w: str


class _Receipt(msgspec.Struct):
    lookup: str
    work: _Work


class _Lookup(msgspec.Struct):
    lookup: str


class _Wish(msgspec.Struct):
    on: bool


class WebLine:
    def __init__(
        self,
        *,
        line: SafeLinePort,
        conversation: Conversation,
        outbox: Outbox,
        book: Callable[[], Book],
    ) -> None:
        self._line = line
        self._conversation = conversation
        self._outbox = outbox
        self._book = book

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/chat/api/line")
        router.add_api_route("", self.line, methods=["GET"])
        router.add_api_route("/offer", self.offer, methods=["POST"])
        router.add_api_route("/cases", self.open_case, methods=["POST"], status_code=201)
        router.add_api_route("/items", self.items, methods=["GET"])
        router.add_api_route("/items", self.add, methods=["POST"], status_code=201)
        router.add_api_route("/work", self.work, methods=["POST"])
        router.add_api_route("/receipts", self.redeem, methods=["POST"], status_code=201)
        router.add_api_route("/withdrawal", self.withdraw, methods=["POST"])
        router.add_api_route("/ping", self.ping, methods=["PUT"], status_code=204)
        router.add_api_route("/translation", self.translation, methods=["PUT"], status_code=204)
        return router

    # opening

    async def offer(self, request: Request) -> Response:
        """What the browser is to seal, and for whom."""
        chat, session = await self._session(request)
        agreed = self._conversation.agreed(chat, session)
        if agreed is None:
            raise Conflict("nothing was agreed to be handed over", code="not_agreed")
        notice = self._conversation.notice(session)
        shown = {
            "flow": agreed.flow,
            "title": agreed.title,
            "answers": [_answer(given) for given in agreed.answers],
            "notice": msgspec.to_builtins(notice),
            "lang": session.lang,
        }
        if session.case:
            return answer({"adds": True, "case": session.case, "number": session.number, **shown})
        ping = _messenger(session)
        wanted = Agreed(
            chat,
            agreed.team,
            agreed.flow,
            session.lang,
            notice,
            ping,
            urgency=agreed.urgency,
            interpreter=agreed.interpreter,
        )
        offer = await self._line.offer(wanted)
        if isinstance(offer, NobodyYet):
            update = Update(f"line:nobody:{secrets.token_hex(16)}", chat, NobodyThere(offer.muted))
            await self._conversation.receive(update)
            raise Conflict("the office cannot open cases yet", code="nobody")
        return answer({**_offer(offer), **self._team(agreed, session.lang), **shown})

    async def open_case(self, request: Request) -> Response:
        chat, _ = await self._session(request)
        made = await read(request, _Case, MAX_CASE)
        sealed = SealedCase(
            ticket=made.ticket,
            version=made.version,
            recipient=made.recipient,
            wraps=made.wraps,
            recovery_wrap=made.recovery_wrap,
            resident=made.resident,
            lookup=made.lookup,
            item=ItemId(made.item.item),
            ciphertext=made.item.ciphertext,
            w=made.work,
        )
        taken = await self._line.open_case(chat, sealed)
        opened = CaseOpened(taken.case, taken.number, taken.answer_by)
        await self._tell_opened(chat, opened)
        return answer({"case": taken.case, "number": taken.number}, 201)

    async def _tell_opened(self, chat: ChatAddress, opened: CaseOpened) -> None:
        update = Update(f"line:opened:{opened.case}", chat, opened)
        await self._conversation.receive(update)

    # the open case

    async def line(self, request: Request) -> Response:
        chat, session = await self._session(request)
        standing = await self._line.standing(chat, session.case)
        is_open = standing is not None and standing.state == "open"
        if standing and is_open and not session.case:
            # The case was kept, and the conversation could not be told at the time.
            opened = CaseOpened(standing.case, standing.number, standing.answer_by)
            await self._tell_opened(chat, opened)
            session = await self._conversation.session(chat)
        agreed = self._conversation.agreed(chat, session) is not None
        if standing is None or (agreed and not is_open):
            return answer({"state": "agreed" if agreed else "none", "line": "safe"})
        return answer({**self._shown(standing, session), "agreed": agreed})

    async def items(self, request: Request, after: str = "0") -> Response:
        standing = await self._standing(request)
        if not (_CURSOR.fullmatch(after) and int(after) <= MAX_CURSOR):
            raise BadInput("not a cursor", code="cursor")
        found = await self._line.items(standing.case, int(after))
        cursor = found[-1].n if found else int(after)
        return answer({"items": [_item(item) for item in found], "cursor": cursor})

    async def add(self, request: Request) -> Response:
        standing = await self._standing(request)
        new = await read(request, _NewItem, MAX_ITEM)
        sealed = SealedItem(ItemId(new.item), new.seq, new.prev, new.ciphertext)
        kept = await self._line.add(standing.case, sender(request), sealed)
        if isinstance(kept, Behind):
            goes_on = {"next": kept.next, "prev": kept.prev}
            return refusal("chain", "the chain goes on elsewhere: seal it again", 409, **goes_on)
        if standing.state == "closed":
            # The desk tells of it; the conversation learns that it has a case again.
            again = CaseFound(standing.case, standing.number, again=True)
            update = Update(f"line:again:{standing.case}:{new.item}", sender(request), again)
            await self._conversation.receive(update)
        if new.handoff:
            event = CaseOpened(standing.case, standing.number)
            update = Update(f"line:added:{standing.case}:{new.item}", sender(request), event)
            await self._conversation.receive(update)
        return answer({"n": kept.n}, 201 if kept.new else 200)

    async def ping(self, request: Request) -> Response:
        standing = await self._standing(request)
        await self._line.set_ping(standing.case, on=(await read(request, _Wish)).on)
        return Response(status_code=204)

    async def translation(self, request: Request) -> Response:
        standing = await self._standing(request)
        await self._line.set_translate(standing.case, on=(await read(request, _Wish)).on)
        return Response(status_code=204)

    # the receipt

    async def work(self) -> Response:
        return answer(msgspec.to_builtins(await self._line.work()))

    async def redeem(self, request: Request) -> Response:
        """A new conversation that is about the receipt's case."""
        given = await read(request, _Receipt)
        lookup = _checked_lookup(given.lookup)
        case = await self._line.redeem(lookup, given.work.challenge, given.work.w)
        token = secrets.token_urlsafe(32)
        chat = chat_of(token)
        await self._line.bind(case, chat)
        standing = await self._line.standing(chat, case)
        if standing is None:
            raise NotFound("no case has this receipt", code="receipt")
        event = CaseFound(standing.case, standing.number, closed=standing.state != "open")
        update = Update(f"web:{secrets.token_hex(16)}", chat, event, standing.lang)
        await self._conversation.receive(update)
        session = await self._conversation.session(chat)
        return answer({"token": token, **self._shown(standing, session), "agreed": False}, 201)

    async def withdraw(self, request: Request) -> Response:
        standing = await self._standing(request)
        lookup = _checked_lookup((await read(request, _Lookup)).lookup)
        await self._line.withdraw(standing.case, lookup)
        update = Update(f"line:erased:{standing.case}", sender(request), CaseErased(standing.case))
        await self._conversation.receive(update)
        return answer({})

    # what is known of a conversation

    async def _session(self, request: Request) -> tuple[ChatAddress, Session]:
        chat = sender(request)
        if not await self._outbox.exists(chat):
            raise NotSignedIn("this conversation is over or unknown", code="expired")
        return chat, await self._conversation.session(chat)

    async def _standing(self, request: Request) -> Standing:
        """Raises NotFound where there is no case, or none any more."""
        chat, session = await self._session(request)
        standing = await self._line.standing(chat, session.case)
        if standing is None or standing.state == "withdrawn":
            raise NotFound("there is no case here", code="line")
        return standing

    def _team(self, agreed: OpenCase, lang: str) -> dict[str, str]:
        return {"team": agreed.team, "team_name": self._team_name(agreed.team, lang)}

    def _team_name(self, team: str, lang: str) -> str:
        book = self._book()
        found = book.teams.get(team)
        return book.texts.get(lang, f"facts/team.{team}/name", found.name) if found else team

    def _shown(self, standing: Standing, session: Session) -> dict[str, Any]:
        state = {"state": standing.state, "line": "safe"}
        if standing.state == "withdrawn":
            return state
        return {
            **state,
            "case": standing.case,
            "number": standing.number,
            "team": standing.team,
            "team_name": self._team_name(standing.team, standing.lang),
            "counsellor": standing.counsellor,
            "status": standing.status,
            "day": standing.day,
            "answer_by": standing.answer_by or None,
            "delete_day": self._delete_day(standing),
            "recipient": standing.recipient,
            "resident": standing.resident,
            "salt": _base64(standing.salt),
            "seq": {"next": standing.next, "prev": standing.prev},
            "ping": standing.ping,
            "translate": standing.translate,
            "reopens": standing.reopens and session.past_open,
        }

    def _delete_day(self, standing: Standing) -> str | None:
        if not standing.closed:
            return None
        team = self._book().teams.get(standing.team)
        days = dt.timedelta(days=team.keep_days if team else 90)
        return (dt.date.fromisoformat(standing.closed) + days).isoformat()


def _messenger(session: Session) -> ChatAddress | None:
    channel, _, native = session.came_from.partition(":")
    return ChatAddress(channel, native) if native else None


def _answer(given: Answer) -> dict[str, str]:
    """Without what is empty, except the answer itself."""
    fields: dict[str, str] = msgspec.to_builtins(given)
    return {key: text for key, text in fields.items() if text or key in ("answer", "answer_de")}


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "ticket": _base64(offer.ticket),
        "case": offer.case,
        "share": offer.share,
        "holders": offer.holders,
        "recovery": offer.recovery,
        "version": offer.version,
        "salt": _base64(offer.salt),
        "work": msgspec.to_builtins(offer.work),
    }


def _item(item: LineItem) -> dict[str, Any]:
    shown = msgspec.to_builtins(item, builtin_types=(bytes,))
    shown["ciphertext"] = _base64(item.ciphertext)
    if not item.name:
        del shown["name"]
    return dict(shown)


def _base64(content: bytes) -> str:
    encoded: str = msgspec.to_builtins(content)
    return encoded


def _checked_lookup(lookup: str) -> str:
    if not _LOOKUP.fullmatch(lookup):
        raise BadInput("not a lookup value", code="lookup")
    return lookup
