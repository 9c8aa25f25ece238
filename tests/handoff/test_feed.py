"""Events for the open pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from handoff.api import may_hear
from handoff.feed import Feed, announce
from handoff.records import Member
from post.errors import StoreAway
from tests.handoff.office import Browser, Office


@pytest.fixture
async def listening(lite_office: Office) -> AsyncIterator[Office]:
    task = asyncio.create_task(lite_office.feed.run())
    while b"desk" not in await lite_office.valkey.client.pubsub_channels():
        await asyncio.sleep(0.01)
    yield lite_office
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def yes(_what: str) -> bool:
    return True


async def test_every_page_hears_of_a_new_case(listening: Office) -> None:
    pages = [listening.feed.stream(yes) for _ in range(2)]
    for page in pages:
        assert "event: ping" in await anext(page)
    taken = await listening.open_case()
    for page in pages:
        event = await asyncio.wait_for(anext(page), 5)
        assert event == f'event: case\ndata: {{"id":"{taken.case}"}}\n\n'
        await page.aclose()


async def test_a_page_hears_only_what_it_may(listening: Office) -> None:
    async def staff_only(what: str) -> bool:
        return what.startswith("staff:")

    page = listening.feed.stream(staff_only)
    await anext(page)
    await listening.open_case()
    late = await listening.new_colleague("cem", "Cem", confirmed=False)
    event = await asyncio.wait_for(anext(page), 5)
    assert event == f'event: staff\ndata: {{"id":"{late.id}"}}\n\n'
    await page.aclose()


async def test_pings_until_the_page_may_not_listen_any_more(lite_office: Office) -> None:
    answers = iter([True, True, None])

    async def allowed(_what: str) -> bool | None:
        return next(answers)

    page = Feed(lite_office.valkey, lite_office.stop, ping=0.01).stream(allowed)
    events = [event async for event in page]
    assert len(events) == 3
    assert all("event: ping" in event for event in events)


async def test_streams_end_when_the_program_stops(lite_office: Office) -> None:
    page = lite_office.feed.stream(yes)
    await anext(page)
    waiting = asyncio.ensure_future(anext(page, "the end"))
    await asyncio.sleep(0)
    lite_office.stop.set()
    assert await asyncio.wait_for(waiting, 5) == "the end"


async def test_a_lost_subscription_lets_the_pages_connect_again(listening: Office) -> None:
    page = listening.feed.stream(yes)
    await anext(page)
    await listening.valkey.client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(page), 5)


async def test_a_page_that_does_not_keep_up_starts_anew(lite_office: Office) -> None:
    page = lite_office.feed.stream(yes)
    await anext(page)
    for n in range(300):
        lite_office.feed._pass_on(f"case:{n}")
    events = [event async for event in page]
    assert len(events) < 200


async def test_what_decides_is_asked_once_for_all_pages(lite_office: Office) -> None:
    feed, asked, answers = lite_office.feed, 0, iter(["old", "new", "newer"])

    async def ask() -> str:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return next(answers)

    left = asyncio.create_task(feed.once("a case", ask))
    await asyncio.sleep(0)
    left.cancel()
    assert await asyncio.gather(*(feed.once("a case", ask) for _ in range(20))) == ["old"] * 20
    for what, answer in (("case:another", "new"), (None, "newer")):
        feed._pass_on(what)
        assert await asyncio.gather(*(feed.once("a case", ask) for _ in range(20))) == [answer] * 20
    assert asked == 3


async def test_a_failed_answer_is_not_kept(lite_office: Office) -> None:
    async def away() -> str:
        raise StoreAway("SQL")

    async def there() -> str:
        return "there"

    with pytest.raises(StoreAway):
        await lite_office.feed.once("a case", away)
    assert await lite_office.feed.once("a case", there) == "there"


async def test_whoever_a_case_is_kept_from_hears_no_more_of_it(listening: Office) -> None:
    office, taken = listening, await listening.open_case()
    third = await office.new_colleague("gul", "Gül")

    async def heard(browser: Browser) -> AsyncIterator[str]:
        async def allowed(what: str) -> bool | None:
            return await may_hear(office.parts, await office.member(browser), what)

        async for event in office.feed.stream(allowed):
            yield event

    pages = [heard(office.lead), heard(third)]
    for page in pages:
        await anext(page)
    about = f'event: case\ndata: {{"id":"{taken.case}"}}\n\n'
    await announce(office.valkey.publish, f"case:{taken.case}")
    for page in pages:
        assert await asyncio.wait_for(anext(page), 30) == about
    await office.lead.post(f"/cases/{taken.case}/exclusions", {"staff": third.id})
    await announce(office.valkey.publish, f"staff:{third.id}")
    assert await asyncio.wait_for(anext(pages[0]), 30) == about
    assert "event: staff" in await asyncio.wait_for(anext(pages[1]), 30)
    for page in pages:
        await page.aclose()


async def test_a_failure_to_publish_undoes_nothing() -> None:
    async def away(_channel: str, _what: str) -> None:
        raise StoreAway("Valkey")

    await announce(away, "case:1")


async def test_the_stream_over_http(listening: Office) -> None:
    async with listening.lead.client.stream("GET", "/desk/api/state") as answer:
        assert answer.headers["cache-control"] == "no-store"
    listening.stop.set()
    answer = await listening.lead.get("/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("retry: 1000\nevent: ping\n")


async def test_the_stream_ends_with_the_session(
    lite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, asked = lite_office, asyncio.Semaphore(0)
    who = office.auth.who

    async def counted(token: str, **more: Any) -> Member | None:
        asked.release()
        return await who(token, **more)

    monkeypatch.setattr(office.auth, "who", counted)
    office.feed._ping = 0.02
    listening = asyncio.create_task(office.lead.get("/events"))
    for _ in range(4):
        await asyncio.wait_for(asked.acquire(), 30)
    assert not listening.done()
    await office.auth.sign_out(office.lead.client.cookies["lotse-desk"])
    answer = await asyncio.wait_for(listening, 30)
    assert answer.text.count("event: ping") >= 2
