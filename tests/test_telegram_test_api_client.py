"""npm's telegram-test-api, mended, and the people we play on it; the bot here is plain HTTP."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests.telegram_server.receiver import webhook_receiver
from tests.telegram_test_api import npm_telegram

pytestmark = pytest.mark.node
CHAT = 4711
KEYBOARD = {"inline_keyboard": [[{"text": "One", "callback_data": "1"}]]}
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Bot:
    """Calls of the Bot API by plain HTTP."""

    def __init__(self, telegram):
        self.telegram = telegram

    async def call(self, method, **arguments):
        url = f"{self.telegram.base_url}/bot{self.telegram.token}/{method}"
        async with self.telegram.http.post(url, json=arguments) as response:
            return response.status, await response.json()

    async def result(self, method, **arguments):
        status, answer = await self.call(method, **arguments)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]


@asynccontextmanager
async def bot_and_user(**options):
    async with npm_telegram(**options) as telegram:
        yield Bot(telegram), telegram.user(CHAT, language_code="tr")


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_conversation_by_polling():
    async with bot_and_user() as (bot, user):
        assert (await bot.result("getMe"))["is_bot"] is True
        poll = asyncio.create_task(bot.result("getUpdates", timeout=20))
        await asyncio.sleep(0.2)
        assert not poll.done()
        await user.send("/start now")
        (update,) = await asyncio.wait_for(poll, 3)
        message = update["message"]
        assert (message["text"], message["chat"]["id"]) == ("/start now", CHAT)
        assert message["from"]["language_code"] == "tr"
        assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]

        first = await bot.result("sendMessage", chat_id=CHAT, text="Choose", reply_markup=KEYBOARD)
        assert first["date"] == pytest.approx(message["date"], abs=60)
        assert first["from"]["is_bot"] is True
        assert first["message_id"] != message["message_id"]
        assert (await user.wait_for("Choose")).labels == ["One"]
        await user.tap("One")
        again, press = await bot.result("getUpdates")
        assert again == update
        query = press["callback_query"]
        assert (query["data"], query["message"]["message_id"]) == ("1", first["message_id"])
        assert query["chat_instance"]
        assert await bot.result("answerCallbackQuery", callback_query_id=query["id"]) is True
        assert await bot.result("getUpdates", offset=press["update_id"] + 1) == []


async def test_edits_are_seen_and_deleted_messages_are_not():
    async with bot_and_user() as (bot, user):
        await user.send("hi")
        (update,) = await bot.result("getUpdates", timeout=5)
        sent = await bot.result("sendMessage", chat_id=CHAT, text="Old", reply_markup=KEYBOARD)
        where = {"chat_id": CHAT, "message_id": sent["message_id"]}
        two = {"inline_keyboard": [[{"text": "Two", "callback_data": "2"}]]}
        edited = await bot.result("editMessageText", **where, text="New", reply_markup=two)
        assert (edited["text"], edited["reply_markup"]) == ("New", two)
        assert edited["edit_date"] >= edited["date"]
        seen = await user.wait_for("New")
        assert (seen.edited, seen.labels) == (True, ["Two"])
        with pytest.raises(LookupError):
            await user.tap("One")
        await user.tap("Two")
        updates = await bot.result("getUpdates", offset=update["update_id"] + 1)
        assert [u["callback_query"]["data"] for u in updates] == ["2"]

        bare = await bot.result("editMessageReplyMarkup", **where)
        assert "reply_markup" not in bare
        status, answer = await bot.call("editMessageReplyMarkup", **where)
        assert (status, answer["description"]) == (400, "Bad Request: message is not modified")
        mine = update["message"]["message_id"]
        assert await bot.result("deleteMessage", **where) is True
        assert (await bot.call("deleteMessage", **where))[0] == 400
        assert await bot.result("deleteMessages", chat_id=CHAT, message_ids=[mine, 99]) is True
        assert (await bot.call("deleteMessage", chat_id=CHAT, message_id=mine))[0] == 400
        assert (await bot.call("editMessageText", **where, text="x"))[0] == 400
        assert await user.messages() == []


async def test_new_messages_come_once_and_each_person_has_their_own():
    async with bot_and_user() as (bot, user):
        await bot.result("sendMessage", chat_id=str(CHAT), text="mine")
        await bot.result("sendMessage", chat_id=CHAT + 1, text="theirs")
        assert [m.text for m in await user.new_messages()] == ["mine"]
        assert await user.new_messages() == []
        assert [m.text for m in await user.messages()] == ["mine"]
        with pytest.raises(AssertionError, match="bot: 'mine'"):
            await user.wait_for("theirs", timeout=0.1)


@pytest.mark.parametrize("secret_by", ["setWebhook", "environment"])
async def test_a_webhook_with_its_secret(secret_by):
    heard, statuses = [], [500, 200, 200, 200]
    by_call = {"secret_token": "s3cret"} if secret_by == "setWebhook" else {}
    by_environment = "" if by_call else "s3cret"

    async def answer(update, headers):
        heard.append((update, headers.get(SECRET_HEADER)))
        return web.Response(status=statuses[len(heard) - 1])

    async with (
        webhook_receiver(answer) as url,
        bot_and_user(webhook_secret=by_environment) as (bot, user),
    ):
        assert await bot.result("setWebhook", url=url, **by_call) is True
        await asyncio.gather(*(user.send(f"text {i}") for i in range(3)))
        await until(lambda: len(heard) == 4)
        assert await bot.result("deleteWebhook") is True
        await user.send("polled")
        (update,) = await bot.result("getUpdates", timeout=5)
    assert update["message"]["text"] == "polled"
    assert {secret for _, secret in heard} == {"s3cret"}
    assert heard[0] == heard[1]
    taken = [update for update, _ in heard[1:]]
    assert len({u["update_id"] for u in taken}) == len({u["message"]["text"] for u in taken}) == 3
    assert len({u["message"]["message_id"] for u in taken}) == 3


async def test_a_call_in_the_webhook_answer_is_carried_out():
    async def answer(update, _headers):
        text = update["message"]["text"]
        return web.json_response({"method": "sendMessage", "chat_id": CHAT, "text": f"{text}!"})

    async with webhook_receiver(answer) as url, bot_and_user() as (bot, user):
        await bot.result("setWebhook", url=url)
        await user.send("echo")
        assert (await user.wait_for("echo!")).author == "bot"


async def test_what_a_bot_says_of_itself_is_taken_and_the_unknown_is_not():
    async with bot_and_user() as (bot, _user):
        for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
            assert await bot.result(method, commands=[], language_code="de") is True
        assert await bot.result("sendChatAction", chat_id=CHAT, action="typing") is True
        assert (await bot.call("sendDice", chat_id=CHAT))[0] == 500
