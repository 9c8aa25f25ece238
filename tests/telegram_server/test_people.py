"""What a test may do as the people on the far end, beyond writing and tapping."""

import pytest
from aiohttp import ClientSession, web

from tests.telegram_server import Pauses, TelegramServer
from tests.telegram_server.receiver import webhook_receiver

CHAT = 4711


@pytest.fixture
async def server():
    async with TelegramServer(pauses=Pauses(first=0.01)) as server:
        yield server


async def bot_calls(server, method, **arguments):
    url = f"{server.base_url}/bot{server.token}/{method}"
    async with ClientSession() as http, http.post(url, json=arguments) as response:
        answer = await response.json()
    assert answer["ok"], answer
    return answer["result"]


async def test_an_edit_by_the_user_is_a_new_update(server):
    sent = await server.user_sends(CHAT, "teh story")
    await server.user_edits(CHAT, sent.message_id, "the story")
    first, second = await bot_calls(server, "getUpdates")
    assert first["message"]["text"] == "teh story"
    assert second["edited_message"]["text"] == "the story"
    assert second["edited_message"]["edit_date"] >= first["message"]["date"]
    assert server.chat(CHAT)[0].edited


async def test_a_forged_press_brings_any_data(server):
    await server.user_sends(CHAT, "hi")
    sent = await bot_calls(server, "sendMessage", chat_id=CHAT, text="no buttons")
    query_id = await server.user_presses(CHAT, sent["message_id"], "forged" * 100)
    press = (await bot_calls(server, "getUpdates"))[-1]["callback_query"]
    assert (press["id"], press["data"]) == (query_id, "forged" * 100)


async def test_a_reply_keyboard_types_and_a_link_says_nothing(server):
    await server.user_sends(CHAT, "hi")
    keys = {"keyboard": [["Yes"], [{"text": "No"}]]}
    sent = await bot_calls(server, "sendMessage", chat_id=CHAT, text="?", reply_markup=keys)
    assert "reply_markup" not in sent
    assert server.chat(CHAT)[-1].labels == ["Yes", "No"]
    assert await server.user_taps(CHAT, "No") == ""
    assert (await bot_calls(server, "getUpdates"))[-1]["message"]["text"] == "No"

    link = {"inline_keyboard": [[{"text": "Open", "url": "https://stadt.example/"}]]}
    await bot_calls(server, "sendMessage", chat_id=CHAT, text="!", reply_markup=link)
    with pytest.raises(LookupError, match=r"opens https://stadt\.example/"):
        await server.user_taps(CHAT, "Open")


async def test_raw_updates_and_repeats_reach_the_bot_as_they_are(server):
    update = server.raw_update("never_heard_of", {"deep": [1]})
    (got,) = await bot_calls(server, "getUpdates")
    assert got["never_heard_of"] == {"deep": [1]}
    assert await bot_calls(server, "getUpdates", offset=got["update_id"] + 1) == []
    server.repeat(update)
    assert await bot_calls(server, "getUpdates") == [got]
    assert server.raw_update("chat_member", {}) is None


async def test_an_unreadable_webhook_answer_still_acknowledges(server):
    heard = []
    answers = [
        web.Response(body=b"\xff{", content_type="application/json"),
        web.Response(body=b"--x", headers={"Content-Type": "multipart/mixed; boundary=y"}),
        web.json_response([1]),
        web.json_response({"method": "getMe"}),
        web.json_response({"method": "sendMessage", "chat_id": CHAT, "text": "over"}),
    ]

    async def answer(update, _headers):
        heard.append(update["message"]["text"])
        return answers[len(heard) - 1]

    async with webhook_receiver(answer) as url:
        await bot_calls(server, "setWebhook", url=url)
        for number in range(len(answers)):
            await server.user_sends(CHAT, str(number))
        await server.wait_for(CHAT, "over")
    assert heard == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4097])
async def test_people_cannot_send_what_no_client_would(server, text):
    with pytest.raises(ValueError, match="client of Telegram"):
        await server.user_sends(CHAT, text)


def test_pauses_grow_from_none_to_the_longest():
    pauses = Pauses(first=1.0, longest=5.0)
    assert [pauses.after(failures) for failures in (1, 2, 3, 4, 5)] == [0.0, 1.0, 2.0, 4.0, 5.0]
