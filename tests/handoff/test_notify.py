"""Who is told when, how often, and that nothing but "something waits" ever leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from bot.engine.events import Typed
from bot.staff_link import staff_code
from bot.update import Update
from handoff.mail import Mailer, Server
from handoff.notify import Notifier, Wishes
from handoff.notify_memory import PAUSE
from handoff.tables import absences, cases, notify
from post.desk import TakenIn
from post.ids import ChatAddress, ItemId, StaffId
from tests.handoff.office import OTHER_CHATS, Browser, Office
from tests.handoff.smtp_server import Kept, smtp_server

ADDRESS = "bernd@hannover.example"


@pytest.fixture
async def smtp() -> AsyncIterator[Kept]:
    async with smtp_server() as server:
        yield server


@pytest.fixture
def notifier(lite_office: Office, smtp: Kept) -> Notifier:
    """Of an office with a mail server. It is 11 o'clock on a Monday."""
    server = Server("127.0.0.1", smtp.port, tls="maybe")
    return lite_office.notifier_with(Mailer(server, "lotse@city.example", lite_office.clock))


async def wish(notifier: Notifier, who: Browser, **changes: object) -> None:
    fields = {"ways": frozenset({"email"}), "email": ADDRESS, **changes}
    await notifier.wish(StaffId(who.id), msgspec.convert(fields, Wishes))


async def pause_over(office: Office) -> None:
    for key in await office.valkey.client.keys("notices:turn:*"):
        left = await office.valkey.client.ttl(key)
        assert 0 < left <= PAUSE
        await office.valkey.client.delete(key)


async def new_case(office: Office, at: int = 0, **changes: str) -> TakenIn:
    taken = await office.open_case(chat=OTHER_CHATS[at])
    if changes:
        async with office.store.writing() as connection:
            its = cases.update().where(cases.c.id == taken.case)
            await connection.execute(its.values(**changes))
    return taken


async def test_something_new_is_told_once_and_says_nothing(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    await new_case(office)
    await wish(notifier, office.second)
    assert await notifier.round() == 0  # it was there before the wish
    taken = await new_case(office, 1)
    assert [await notifier.round() for _ in range(3)] == [1, 0, 0]
    await pause_over(office)
    assert await notifier.round() == 0
    ((sender, to, mail),) = smtp.mails
    assert (sender, to) == ("lotse@city.example", [ADDRESS])
    said = mail.as_string()
    assert mail.get_payload().split() == [
        "Im",
        "Lotse",
        "wartet",
        "etwas.",
        "http://desk.test/desk/",
    ]
    for secret in (taken.number, taken.case, "Bernd", "ads", "Antidiskriminierung", "danger"):
        assert secret not in said.replace(ADDRESS, "")


async def test_at_most_one_in_ten_minutes(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    await wish(notifier, office.second)
    told = 0
    for at in range(3):
        await new_case(office, at)
        told += await notifier.round()
    assert told == 1
    await pause_over(office)
    assert await notifier.round() == 1
    assert len(smtp.mails) == 2


async def test_messages_go_to_who_has_the_case(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    taken = await new_case(office)
    await office.second.claim(taken.case)
    await wish(notifier, office.lead, email="ayse@hannover.example")
    await wish(notifier, office.second)
    assert await office.desk.add(taken.case, ItemId("first"), "Hello", "en")
    assert await notifier.round() == 1
    assert [to for _, to, _ in smtp.mails] == [[ADDRESS]]
    # What was read meanwhile is not told.
    await pause_over(office)
    await office.desk.add(taken.case, ItemId("second"), "Are you there?", "en")
    await office.second.read(taken.case)
    assert await notifier.round() == 0


async def test_only_what_somebody_wishes(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    await wish(notifier, office.second, kinds=frozenset({"message"}))
    await new_case(office)
    assert await notifier.round() == 0
    await wish(notifier, office.second, ways=frozenset())
    await new_case(office, 1)
    assert await notifier.round() == 0
    assert smtp.mails == []


async def test_a_handover_is_told_to_whom_it_is_offered(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    taken = await new_case(office)
    await office.lead.claim(taken.case)
    await wish(notifier, office.second)
    offer = {"epoch": 2, "to": office.second.id}
    assert (await office.lead.post(f"/cases/{taken.case}/offer", offer)).status_code == 200
    assert await notifier.round() == 1
    await pause_over(office)
    assert await notifier.round() == 0
    assert len(smtp.mails) == 1


async def test_reminders_of_the_clock(lite_office: Office, notifier: Notifier, smtp: Kept) -> None:
    office = lite_office
    taken = await new_case(office)
    await wish(notifier, office.second)
    await notifier.on_reminder("ads", taken.case, "remind_12")
    await notifier.on_reminder("school", taken.case, "remind_12")
    assert await notifier.round() == 1
    await pause_over(office)
    await notifier.on_reminder("ads", taken.case, "remind_12")  # a worker that did it twice
    assert await notifier.round() == 0
    await notifier.on_reminder("ads", taken.case, "remind_24")
    assert await notifier.round() == 1
    assert len(smtp.mails) == 2


async def test_quiet_at_night_but_not_in_danger(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    await wish(notifier, office.second)
    office.clock.pass_by(hours=11)  # 22 o'clock
    await new_case(office)
    assert await notifier.round() == 0
    await new_case(office, 1, urgency="danger")
    assert await notifier.round() == 1
    await pause_over(office)
    assert await notifier.round() == 0  # told once, though the quiet one still waits
    office.clock.pass_by(hours=12)
    assert await notifier.round() == 1
    assert len(smtp.mails) == 2


async def test_absent_people_are_not_told(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    await wish(notifier, office.second)
    row = {"id": "1", "staff": office.second.id, "first_day": "2026-11-20"}
    async with office.store.writing() as connection:
        await connection.execute(absences.insert().values(**row, last_day="2026-11-23", begun=True))
    await new_case(office)
    assert await notifier.round() == 0
    office.clock.pass_by(days=1)
    assert await notifier.round() == 1
    assert len(smtp.mails) == 1


async def test_who_left_is_forgotten(lite_office: Office, notifier: Notifier, smtp: Kept) -> None:
    office = lite_office
    third = await office.new_colleague("cem", "Cem")
    await wish(notifier, third)
    assert (await office.lead.post(f"/staff/{third.id}/revocation", {})).status_code == 200
    await new_case(office)
    assert await notifier.round() == 0
    async with office.store.reading() as connection:
        assert list(await connection.execute(notify.select())) == []
    assert smtp.mails == []


async def test_what_fails_is_shown_and_tried_again_later(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    await wish(notifier, office.second)
    smtp.refuses.append("451 later, dear bernd@hannover.example")
    await new_case(office)
    assert await notifier.round() == 0
    (trouble,) = await notifier.troubles(StaffId(office.second.id))
    assert (trouble.way, trouble.why) == ("email", "mail_refused")
    turn = f"notices:turn:{office.second.id}"
    assert 0 < await office.valkey.client.ttl(turn) <= 120
    await office.valkey.client.delete(turn)
    smtp.refuses.append("451 later")
    assert await notifier.round() == 0
    assert 120 < await office.valkey.client.ttl(turn) <= 240
    await office.valkey.client.delete(turn)
    assert await notifier.round() == 1
    assert await notifier.troubles(StaffId(office.second.id)) == []


async def test_an_emptied_valkey_tells_nothing_old(
    lite_office: Office, notifier: Notifier, smtp: Kept
) -> None:
    office = lite_office
    await wish(notifier, office.second)
    await new_case(office)
    for key in await office.valkey.client.keys("notices:*"):
        await office.valkey.client.delete(key)
    assert [await notifier.round() for _ in range(2)] == [0, 0]
    await new_case(office, 1)
    assert await notifier.round() == 1
    assert len(smtp.mails) == 1


async def test_addresses_lie_sealed(lite_office: Office, notifier: Notifier) -> None:
    await wish(notifier, lite_office.second, chat="4711")
    async with lite_office.store.reading() as connection:
        (row,) = list(await connection.execute(notify.select()))
    assert b"bernd" not in row.sealed
    assert b"4711" not in row.sealed


async def test_a_chat_is_linked_by_a_code(lite_office: Office, notifier: Notifier) -> None:
    office, mine = lite_office, ChatAddress("telegram", "99")
    code = await notifier.new_code(StaffId(office.second.id))
    await notifier.link("u1", "AAAAA-AAAAA", mine, "en")
    await notifier.link("u2", code.lower(), mine, "de")
    await notifier.link("u3", code, ChatAddress("telegram", "100"), "en")  # works once
    wishes = await notifier.wishes(StaffId(office.second.id))
    assert (wishes.chat, wishes.ways) == ("99", frozenset({"telegram"}))
    await new_case(office)
    assert await notifier.round() == 1
    claimed = await office.outbox.claim(10)
    told = {(each.outgoing.native, each.outgoing.message.text) for each in claimed}
    assert len(claimed) == 2  # one of each chat at a time
    assert (
        "99",
        "This code is not valid (any more). There is a new one at the desk under “Notices”.",
    ) in told


async def test_what_telegram_does_not_take_is_shown(
    lite_office: Office, notifier: Notifier
) -> None:
    office = lite_office
    await wish(notifier, office.second, ways=frozenset({"telegram"}), chat="99")
    await new_case(office)
    await notifier.round()
    (claimed,) = await office.outbox.claim(10)
    receipt = claimed.outgoing.receipt
    await office.receipts.undeliverable(receipt, "Forbidden: bot was blocked by the user")
    (trouble,) = await notifier.troubles(StaffId(office.second.id))
    assert (trouble.way, trouble.why) == ("telegram", "telegram")
    await office.receipts.delivered(receipt)
    assert await notifier.troubles(StaffId(office.second.id)) == []


async def test_the_settings_over_http(lite_office: Office) -> None:
    me = lite_office.second
    assert (await me.get("/me/notices")).json()["possible"] == ["telegram"]
    body = {"ways": ["email"], "kinds": ["new"], "email": "x@y.de\nBcc: z@y.de"}
    assert (await me.put("/me/notices", body)).json()["error"]["code"] == "email"
    assert (await me.put("/me/notices", {**body, "email": ""})).status_code == 422
    telegram = {**body, "ways": ["telegram"], "email": ""}
    assert (await me.put("/me/notices", telegram)).json()["error"]["code"] == "no_way"
    assert (await me.post("/me/notices/trial", {})).json()["error"]["code"] == "no_way"
    assert (await me.put("/me/notices", {**body, "email": ADDRESS})).json()["email"] == ADDRESS
    tried = (await me.post("/me/notices/trial", {})).json()
    assert (tried["sent"], tried["failed"]) == ([], ["email"])
    assert tried["troubles"][0]["why"] == "mail_away"
    assert len((await me.post("/me/notices/code", {})).json()["code"]) == 11
    assert (await me.delete("/me/notices")).status_code == 204
    assert (await me.get("/me/notices")).json()["email"] == ""


@pytest.mark.parametrize(
    ("text", "channel", "code"),
    [
        ("/desk ABCDE-FGHJK", "telegram", "ABCDE-FGHJK"),
        ("/desk@lotse_bot abcde-fghjk ", "telegram", "abcde-fghjk"),
        ("/desk ABCDE-FGHJK", "web", ""),
        ("/desk", "telegram", ""),
        ("/desk my story begins", "telegram", ""),
        ("Tell me /desk ABCDE-FGHJK", "telegram", ""),
    ],
)
def test_which_words_are_a_code(text: str, channel: str, code: str) -> None:
    assert staff_code(Update("u", ChatAddress(channel, "1"), Typed(text))) == code
