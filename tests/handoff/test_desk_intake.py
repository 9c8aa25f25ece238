"""From the resident's side: take in, add, find again, withdraw, deliveries."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import text

from handoff.intake import NUMBER_ALPHABET
from post.desk import NobodyYet, TakenIn
from post.errors import TooLarge
from post.ids import CaseId, ChatAddress
from post.sealing import open_with
from tests.handoff.office import CHAT, Office, intake, new_item_id


async def count(office: Office, table: str) -> int:
    async with office.store.reading() as connection:
        return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_no_case_before_the_office_can_open_it(office: Office) -> None:
    assert await office.desk.take_in(intake()) == NobodyYet()
    assert await office.roster.missing("ads") == "setup"

    office.lead = office.browser()
    papers = [str(paper.to_public()) for paper in office.papers]
    await office.lead.join(await office.joining.setup_token() or "", "ayse", "Ayşe", papers)
    assert await office.roster.missing("ads") == "second"
    assert await office.desk.take_in(intake()) == NobodyYet()

    await office.new_colleague("bernd", "Bernd", confirmed=False)
    assert await office.roster.missing("ads") == "confirm"
    assert await office.desk.take_in(intake()) == NobodyYet()
    assert await count(office, "cases") == 0


async def test_taking_in_twice_is_one_case(ready_office: Office) -> None:
    office, same = ready_office, intake("the-same-intake")
    first = await office.desk.take_in(same)
    again = await asyncio.gather(*(office.desk.take_in(same) for _ in range(5)))
    assert isinstance(first, TakenIn)
    assert {first, *again} == {first}
    assert (await count(office, "cases"), await count(office, "items")) == (1, 1)
    assert re.fullmatch(f"[{NUMBER_ALPHABET}]{{4}}-[{NUMBER_ALPHABET}]{{2}}", first.number)


async def test_many_at_once_are_one_case(ready_office: Office) -> None:
    same = intake("all-at-once")
    taken = await asyncio.gather(*(ready_office.desk.take_in(same) for _ in range(10)))
    assert len(set(taken)) == 1
    assert await count(ready_office, "cases") == 1


async def test_a_chat_that_asks_twice_at_once_has_one_case(ready_office: Office) -> None:
    asked = (ready_office.desk.take_in(intake(f"ask-{n}-at-once")) for n in range(8))
    taken = await asyncio.gather(*asked)
    assert len({one.case for one in taken if isinstance(one, TakenIn)}) == 1
    assert sum(one.joined for one in taken if isinstance(one, TakenIn)) == 7
    assert await count(ready_office, "cases") == 1


async def test_a_number_is_given_once(ready_office: Office, monkeypatch) -> None:
    drawn = iter(["AAAA-AA", "AAAA-AA", "CCCC-CC"])
    monkeypatch.setattr("handoff.intake.new_number", lambda: next(drawn))
    first = await ready_office.open_case()
    second = await ready_office.desk.take_in(intake(chat=ChatAddress("telegram", "2")))
    assert (first.number, second.number) == ("AAAA-AA", "CCCC-CC")


async def test_the_counsellor_reads_the_answers(ready_office: Office) -> None:
    taken = await ready_office.open_case()
    [item] = await ready_office.second.read(taken.case)
    assert (item["author"], item["kind"], item["lang"]) == ("bot", "answers", "en")
    assert item["body"] == {
        "flow": "report",
        "title": "Report discrimination",
        "answers": [
            {
                "id": "area",
                "question": "Where did it happen?",
                "answer": "At work",
                "question_de": "Wo war das?",
                "answer_de": "Bei der Arbeit",
            },
            {"id": "story", "question": "What happened?", "answer": "They laughed at my name"},
        ],
        "notice": {"version": "2026-1", "lang": "en", "day": "2026-11-23"},
    }
    assert item["at"] == "2026-11-23T10:00:00Z"


async def test_recovery_takes_both_papers_and_the_share(ready_office: Office) -> None:
    office = ready_office
    taken = await office.open_case()
    async with office.store.reading() as connection:
        query = text("SELECT wrap FROM wraps WHERE holder = 'recovery'")
        wrap = (await connection.execute(query)).scalar_one()
    first, second = (str(paper) for paper in office.papers)
    opened = (await office.lead.get(f"/cases/{taken.case}")).json()
    key = open_with(open_with(open_with(wrap, first), second), opened["share"]).decode()
    assert key == await office.lead.case_key(taken.case)


async def test_messages_are_added_once_and_chained(ready_office: Office) -> None:
    office = ready_office
    taken, first, second = await office.open_case(), new_item_id(), new_item_id()
    for item, words in [(first, "one"), (first, "one"), (second, "two"), (first, "one")]:
        assert await office.desk.add(taken.case, item, words, "en")
    found = await office.lead.read(taken.case)
    assert [item["body"] for item in found[1:]] == ["one", "two"]
    assert [item["seq"] for item in found[1:]] == [0, 1]
    assert {item["author"] for item in found[1:]} == {"resident"}


async def test_messages_at_once_have_no_gap(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    words = [f"message {n}" for n in range(20)]
    added = [office.desk.add(taken.case, new_item_id(), word, "en") for word in words]
    assert all(await asyncio.gather(*added))
    found = await office.lead.read(taken.case)
    assert sorted(item["body"] for item in found[1:]) == sorted(words)


async def test_a_message_is_bounded(lite_office: Office) -> None:
    taken = await lite_office.open_case()
    with pytest.raises(TooLarge):
        await lite_office.desk.add(taken.case, new_item_id(), "a" * 64_001, "en")
    assert await lite_office.desk.add(taken.case, new_item_id(), "ä" * 64_000, "en")


async def test_a_message_wakes_a_waiting_case(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    await office.lead.reply(taken.case, "Guten Tag")
    assert (await office.lead.get(f"/cases/{taken.case}")).json()["state"] == "WAITING"
    await office.desk.add(taken.case, new_item_id(), "hello", "en")
    after = (await office.lead.get(f"/cases/{taken.case}")).json()
    assert (after["state"], after["epoch"]) == ("ACTIVE", 2)


async def test_closed_erased_and_unknown_cases_take_nothing(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    await office.lead.post(f"/cases/{taken.case}/closure", {"epoch": 2})
    office.clock.pass_by(days=31)
    assert not await office.desk.add(taken.case, new_item_id(), "more", "en")
    await office.desk.withdraw(taken.case)
    assert not await office.desk.add(taken.case, new_item_id(), "more", "en")
    assert not await office.desk.add(CaseId("0" * 32), new_item_id(), "more", "en")


async def test_an_open_case_is_found_by_its_chat(ready_office: Office) -> None:
    office = ready_office
    assert await office.desk.line_of(CHAT) is None
    new = await office.open_case()
    line = await office.desk.line_of(CHAT)
    assert (line.case, line.number, line.counsellor) == (new.case, new.number, "")
    # A chat has one open case: what comes in further is told where it belongs, nothing is opened.
    further = await office.desk.take_in(intake())
    assert further == TakenIn(new.case, new.number, joined=True)
    assert len(await office.second.read(new.case)) == 1
    await office.lead.claim(new.case)
    assert (await office.desk.line_of(CHAT)).counsellor == "Ayşe K."
    await office.desk.withdraw(new.case)
    assert await office.desk.line_of(CHAT) is None
    assert await office.desk.line_of(ChatAddress("telegram", "1")) is None


async def test_withdrawing_leaves_only_that_there_was_a_case(ready_office: Office) -> None:
    office, same = ready_office, intake("withdrawn")
    taken = await office.desk.take_in(same)
    await office.lead.claim(taken.case)
    await office.lead.reply(taken.case, "Guten Tag")
    for _ in range(2):
        await office.desk.withdraw(taken.case)
    for table in ("items", "wraps", "shares", "to_send", "reads"):
        assert await count(office, table) == 0, table
    async with office.store.reading() as connection:
        row = (await connection.execute(text("SELECT * FROM cases"))).mappings().one()
        query = text("SELECT at, actor, object FROM audit WHERE verb = 'withdraw'")
        noted = (await connection.execute(query)).one()
    kept = {"id", "number", "team", "state", "epoch", "channel", "day", "activity", "intake_id"}
    kept.add("urgency")  # "ordinary" for all
    assert {name for name, value in row.items() if value} == kept
    assert (row["state"], row["epoch"]) == ("ERASED", 3)
    assert tuple(noted) == ("2026-11-23", "resident", f"case:{taken.case}")
    assert await office.desk.take_in(same) == taken
    assert (await office.lead.get(f"/cases/{taken.case}")).json()["share"] is None


async def test_withdrawing_gives_the_chat_back_to_the_bot(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    line = f"l:{office.keyring.lookup('chat', str(CHAT))}"
    assert await office.valkey.client.get(line) == f"{taken.case}:2:human".encode()
    await office.desk.withdraw(taken.case)
    assert await office.valkey.client.get(line) == f"{taken.case}:3:bot".encode()


async def test_an_erased_case_is_gone_from_sqlites_log_too(lite_office: Office, tmp_path) -> None:
    office, taken = lite_office, await lite_office.open_case()
    log = tmp_path / "lotse.db-wal"
    assert log.stat().st_size > 0
    await office.desk.withdraw(taken.case)
    assert log.stat().st_size == 0
