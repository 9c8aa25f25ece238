"""An office with all its real parts, and a stand-in for the counsellor's browser."""

from __future__ import annotations

import asyncio
import base64
import json
import tempfile
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pyrage
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pyrage import x25519
from sqlalchemy import select

from handoff.absence_store import AbsenceStore
from handoff.absences import Absences
from handoff.age_scrypt import seal_for_passphrase
from handoff.api import desk_api
from handoff.api_parts import Parts
from handoff.audit_store import AuditStore
from handoff.auth import Auth
from handoff.canned import Shipped
from handoff.case_file import case_file
from handoff.colleagues import Colleagues
from handoff.deadline_store import Deadlines
from handoff.desk import Desk
from handoff.documentation import coded_fields
from handoff.feed import Feed
from handoff.joining import Joining
from handoff.languages import Words, languages
from handoff.ledger import Ledger
from handoff.line_store import LineStore
from handoff.mail import Mailer
from handoff.notify import NoticeReceipts, Notifier
from handoff.notify_memory import NotifyMemory
from handoff.notify_store import NotifyStore
from handoff.passkeys import Passkeys
from handoff.pings import Pings
from handoff.presence import Presence
from handoff.records import Member
from handoff.roster import Roster
from handoff.slips import Slips
from handoff.staffing import Staffing
from handoff.statistics import Statistics
from handoff.store import Store
from handoff.tables import audit
from handoff.translate import Translator
from handoff.wrapping import Wrapping
from post.desk import Answer, Intake, Notice, TakenIn, Team
from post.errors import LotseError, http_status
from post.ids import CaseId, ChatAddress, ItemId, Recipient, random_id
from post.keyring import KeyRing
from post.outbox import Outbox
from post.sealing import Item, chain_hash, fingerprint, open_with, seal_for_case
from post.valkey import Valkey
from tests.running import shipped_book

ORIGIN = "http://desk.test"
LOW_LOG_N = 10
SHIPPED = [Shipped("received", "Erhalten", "Received", {"de": "Ich bin {name}.", "tr": "{name}"})]
CHAT = ChatAddress("telegram", "4711000815")
OTHER_CHATS = [ChatAddress("telegram", str(n)) for n in range(2, 5)]
"""A chat has one open case: tests with several cases have several chats."""


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


def notices(lang: str, key: str, values: dict[str, str]) -> str:
    return f"{lang}|{key}|{','.join(values.values())}"


def intake(intake_id: str = "", chat: ChatAddress = CHAT, **changes: Any) -> Intake:
    fields: dict[str, Any] = {
        "team": "ads",
        "flow": "report",
        "title": "Report discrimination",
        "lang": "en",
        "answers": (
            Answer("area", "Where did it happen?", "At work", "Wo war das?", "Bei der Arbeit"),
            Answer("story", "What happened?", "They laughed at my name"),
        ),
        "notice": Notice("2026-1", "en", "2026-11-23"),
        **changes,
    }
    return Intake(id=ItemId(intake_id or str(uuid.uuid4())), chat=chat, **fields)


class Office:
    def __init__(
        self, store: Store, valkey: Valkey, keyring: KeyRing, *, demo: bool = False
    ) -> None:
        self.store, self.valkey, self.keyring, self.demo = store, valkey, keyring, demo
        self.clock = Clock()
        self.slept: list[float] = []
        self.papers = [x25519.Identity.generate(), x25519.Identity.generate()]
        self.outbox = Outbox(valkey, keyring)
        self.stop = asyncio.Event()
        self.feed = Feed(valkey, self.stop)
        self.folder = tempfile.TemporaryDirectory(prefix="lo")
        self.ledger = Ledger(Path(self.folder.name) / "ledger", self.clock)
        self.ledger.create()
        self.teams = {
            "ads": Team("ads", "Antidiskriminierungsstelle"),
            "school": Team("school", "Schulberatung", lock_minutes=5),
        }
        self.roster = Roster(store, keyring, lambda: self.teams, demo=demo, now=self.clock)
        self.auth = Auth(valkey, keyring, self.roster, sleep=self._sleep)
        pings = Pings(LineStore(store, self.clock), keyring, self.outbox, notices)
        absence_store = AbsenceStore(store, self.clock)
        self.desk = Desk(
            store=store,
            roster=self.roster,
            keyring=keyring,
            ledger=self.ledger,
            outbox=self.outbox,
            notices=notices,
            pings=pings,
            demo=demo,
            now=self.clock,
            publish=valkey.publish,
            away=absence_store.is_away,
        )
        self.absences = Absences(
            store=absence_store,
            roster=self.roster,
            hands=self.desk.hands,
            now=self.clock,
            publish=valkey.publish,
        )
        self._build_roster()
        self.app = self._app()
        self._browsers: list[Browser] = []

    def _build_roster(self) -> None:
        publish, now = self.valkey.publish, self.clock
        self.passkeys = Passkeys(
            self.valkey, self.keyring, self.roster, host="desk.test", origins=[ORIGIN], now=now
        )
        self.joining = Joining(
            self.store, self.roster, self.keyring, now=now, publish=publish, ledger=self.ledger
        )
        self.staffing = Staffing(
            self.roster,
            self.joining,
            now=now,
            publish=publish,
            freed=self.desk.free_held_wrongly,
            ledger=self.ledger,
            demo=self.demo,
        )
        self.wrapping = Wrapping(
            store=self.store,
            valkey=self.valkey,
            keyring=self.keyring,
            roster=self.roster,
            desk=self.desk,
            now=now,
            publish=publish,
        )

    def browser(self, lang: str = "en") -> Browser:
        browser = Browser(self, lang)
        self._browsers.append(browser)
        return browser

    async def set_up(self) -> None:
        """Ayşe comes by the set-up link, Bernd by an invitation; both count."""
        self.lead = self.browser()
        token = await self.joining.setup_token()
        papers = [str(paper.to_public()) for paper in self.papers]
        await self.lead.join(token or "", "ayse", "Ayşe K.", papers)
        self.second = await self.new_colleague("bernd", "Bernd M.")

    async def new_colleague(
        self, name: str, shown: str, *, confirmed: bool = True, role: str = "counsellor"
    ) -> Browser:
        return await self._invited(self.lead, "ads", name, shown, confirmed=confirmed, role=role)

    async def set_up_other_team(self) -> None:
        """The team "school": Dora (lead) by the operator's link, Emil by her invitation."""
        self.other_lead = self.browser()
        token, _ = await self.joining.invite_from_terminal("lead", "school")
        papers = [str(x25519.Identity.generate().to_public()) for _ in range(2)]
        joined = await self.other_lead.join(token, "dora", "Dora S.", papers)
        assert joined.status_code == 201
        self.other_second = await self._invited(self.other_lead, "school", "emil", "Emil S.")

    async def _invited(
        self,
        lead: Browser,
        team: str,
        name: str,
        shown: str,
        *,
        confirmed: bool = True,
        role: str = "counsellor",
    ) -> Browser:
        colleague = self.browser()
        invitation = await lead.post("/invitations", {"role": role, "team": team})
        await colleague.join(invitation.json()["token"], name, shown)
        if confirmed:
            await self.confirm(colleague, lead)
        return colleague

    async def confirm(self, colleague: Browser, lead: Browser | None = None) -> None:
        path = f"/staff/{colleague.id}/confirmation"
        spoken = {"fingerprint": fingerprint(colleague.recipient)}
        assert (await (lead or self.lead).post(path, spoken)).status_code == 200

    async def open_case(self, **changes: Any) -> TakenIn:
        taken = await self.desk.take_in(intake(**changes))
        assert isinstance(taken, TakenIn)
        return taken

    async def claimed_case(self) -> TakenIn:
        taken = await self.open_case()
        assert (await self.lead.claim(taken.case)).status_code == 200
        return taken

    async def member(self, browser: Browser) -> Member:
        member = await self.roster.member(browser.id)  # type: ignore[arg-type]
        assert member is not None
        return member

    async def noted(self) -> list[tuple[str, str, str]]:
        """The audit: who did what to what, oldest first."""
        async with self.store.reading() as connection:
            rows = await connection.execute(select(audit).order_by(audit.c.n))
            return [(row.actor, row.verb, row.object) for row in rows]

    async def aclose(self) -> None:
        self.folder.cleanup()
        for browser in self._browsers:
            await browser.client.aclose()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def notifier_with(self, mailer: Mailer) -> Notifier:
        memory = NotifyMemory(self.valkey, self.keyring)
        self.receipts = NoticeReceipts(self.desk, memory, self.clock)
        return Notifier(
            store=NotifyStore(self.store),
            memory=memory,
            keyring=self.keyring,
            roster=self.roster,
            mailer=mailer,
            outbox=self.outbox,
            teams=lambda: self.teams,
            telegram=True,
            link=f"{ORIGIN}/desk/",
            now=self.clock,
        )

    def _app(self) -> FastAPI:
        app = FastAPI()

        async def counts() -> dict[str, Any]:
            return {"months": [], "rows": []}

        async def system() -> dict[str, Any]:
            return {"waiting": {"outbox": 0, "to_send": 0}}

        self.deadlines = Deadlines(
            store=self.store,
            desk=self.desk,
            now=self.clock,
            publish=self.valkey.publish,
        )
        documentation = shipped_book(True).documentation.scheme
        self.slips = Slips(
            self.store,
            self.keyring,
            lambda team: coded_fields(documentation(team)),
            lambda: self.teams,
            self.clock,
        )
        self.statistics = Statistics(self.store, self.keyring, self.slips, self.clock)
        self.translator = Translator(Path(self.folder.name) / "models")
        self.languages = languages(
            store=self.store,
            desk=self.desk,
            keyring=self.keyring,
            outbox=self.outbox,
            translator=self.translator,
            words=Words(
                shipped=lambda: SHIPPED,
                office=lambda team: {"de": self.teams[team].name},
                terms=lambda lang: {"Jobcenter": "iş bulma merkezi"} if lang == "tr" else {},
                notices=notices,
            ),
            now=self.clock,
            publish=self.valkey.publish,
        )
        self.notifier = self.notifier_with(Mailer(None, "lotse@city.example", self.clock))
        self.parts = parts = Parts(
            desk=self.desk,
            colleagues=Colleagues(self.store, self.roster, self.clock),
            presence=Presence(
                self.valkey,
                self.desk.queue,
                self.roster,
                self.valkey.publish,
                now=lambda: self.clock().timestamp(),
            ),
            file=case_file(
                store=self.store,
                desk=self.desk,
                roster=self.roster,
                keyring=self.keyring,
                outbox=self.outbox,
                demo=self.demo,
                now=self.clock,
                publish=self.valkey.publish,
            ),
            auth=self.auth,
            passkeys=self.passkeys,
            roster=self.roster,
            joining=self.joining,
            staffing=self.staffing,
            wrapping=self.wrapping,
            absences=self.absences,
            deadlines=self.deadlines,
            slips=self.slips,
            statistics=self.statistics,
            notifier=self.notifier,
            languages=self.languages,
            audit=AuditStore(self.store, self.clock),
            feed=self.feed,
            counts=counts,
            system=system,
            rules=lambda: shipped_book(True).deadlines,
            documentation=shipped_book(True).documentation.scheme,
        )
        router = desk_api(parts, origins=frozenset({ORIGIN}), secure=False, demo=self.demo)
        app.router.routes.extend(router.routes)  # as lotse.web does

        @app.exception_handler(LotseError)
        async def tell(_request: Request, error: LotseError) -> JSONResponse:
            body = {"code": error.code, "message": str(error), **error.details}
            return JSONResponse({"error": body}, http_status(error))

        return app


class Browser:
    """Holds a counsellor's key, opens and seals as the console does."""

    def __init__(self, office: Office, lang: str) -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(office.app),
            base_url=ORIGIN,
            headers={"X-Lotse-Desk": "1", "Origin": ORIGIN, "Accept-Language": lang},
        )
        self.identity = x25519.Identity.generate()
        self.recipient = Recipient(str(self.identity.to_public()))
        self.passphrase = "sieben kurze worte"
        self.id = ""
        self.name = ""

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"/desk/api{path}")

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.client.post(f"/desk/api{path}", json=body, headers=headers)

    async def put(self, path: str, body: Any) -> httpx.Response:
        return await self.client.put(f"/desk/api{path}", json=body)

    async def delete(self, path: str) -> httpx.Response:
        return await self.client.delete(f"/desk/api{path}")

    async def join(
        self, token: str, name: str, shown: str, papers: list[str] | None = None
    ) -> httpx.Response:
        answer = await self.post("/accounts", self.account(token, name, shown, papers))
        if answer.status_code == 201:
            self.id, self.name = answer.json()["me"]["id"], name
        return answer

    def account(
        self, token: str, name: str, shown: str, papers: list[str] | None = None
    ) -> dict[str, Any]:
        sealed = seal_for_passphrase(str(self.identity).encode(), self.passphrase, LOW_LOG_N)
        return {
            "token": token,
            "name": name,
            "shown_name": shown,
            "recipient": self.recipient,
            "sealed_identity": base64.b64encode(sealed).decode(),
            "recovery": papers,
        }

    async def sign_in(self) -> httpx.Response:
        challenge = (await self.post("/sign-in", {"name": self.name})).json()
        sealed = base64.b64decode(challenge["sealed_identity"])
        identity = pyrage.passphrase.decrypt(sealed, self.passphrase).decode()
        nonce = open_with(base64.b64decode(challenge["sealed_nonce"]), identity)
        given = {"attempt": challenge["attempt"], "nonce": base64.b64encode(nonce).decode()}
        return await self.post("/sessions", given)

    async def claim(self, case: CaseId, epoch: int = 1) -> httpx.Response:
        return await self.post(f"/cases/{case}/claim", {"epoch": epoch})

    async def case_key(self, case: CaseId) -> str:
        opened = (await self.get(f"/cases/{case}")).json()
        inner = open_with(base64.b64decode(opened["wrap"]), str(self.identity))
        return open_with(inner, opened["share"]).decode()

    async def read(self, case: CaseId, after: int = 0) -> list[dict[str, Any]]:
        """The items of a case, opened, their chains checked."""
        key = await self.case_key(case)
        chains: dict[str, tuple[int, str]] = {}
        found = []
        for item in (await self.get(f"/cases/{case}/items?after={after}")).json()["items"]:
            ciphertext = base64.b64decode(item["ciphertext"])
            envelope = json.loads(open_with(ciphertext, key))
            seq, prev = chains.get(envelope["author"], (0, ""))
            if after == 0:
                assert (envelope["seq"], envelope["prev"]) == (seq, prev)
            assert (envelope["case"], envelope["item"]) == (case, item["item"])
            chains[envelope["author"]] = (seq + 1, chain_hash(ciphertext))
            found.append({**envelope, "delivery": item["delivery"], "n": item["n"]})
        return found

    async def sealed_reply(self, case: CaseId, text: str) -> dict[str, Any]:
        """The body of a reply as the console would send it."""
        opened = (await self.get(f"/cases/{case}")).json()
        head, item = opened["seq"], str(uuid.uuid4())
        envelope = Item(
            case=case,
            item=ItemId(item),
            author=head["author"],
            seq=head["next"],
            prev=head["prev"],
            at="2026-11-23T10:00:00Z",
            kind="text",
            lang="de",
            body=text,
        )
        ciphertext = seal_for_case(envelope, opened["recipient"])
        return {
            "epoch": opened["epoch"],
            "item": item,
            "seq": head["next"],
            "prev": head["prev"],
            "ciphertext": base64.b64encode(ciphertext).decode(),
            "text": text,
        }

    async def reply(self, case: CaseId, text: str) -> httpx.Response:
        return await self.post(f"/cases/{case}/items", await self.sealed_reply(case, text))


def new_item_id() -> ItemId:
    return ItemId(random_id())
