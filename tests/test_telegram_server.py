"""Two independent clients of the Bot API use our test server and find nothing to complain about."""

import asyncio

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import ClientSession, FormData, ServerDisconnectedError, web
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler

from tests.telegram_server import Pauses, TelegramServer
from tests.telegram_server.clock import Clock
from tests.telegram_server.receiver import webhook_receiver

CHAT = 4711
GROUP = -500
FAST = Pauses(first=0.01, longest=0.05, answer=0.5)


@pytest.fixture
async def server():
    async with TelegramServer(clock=Clock(), pauses=FAST) as server:
        yield server


@pytest.fixture
async def ptb(server, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it a RetryAfter warns of its own future
    bot = telegram.Bot(server.token, base_url=f"{server.base_url}/bot")
    async with bot:
        yield bot


@pytest.fixture
async def aio(server):
    api = TelegramAPIServer.from_base(server.base_url)
    async with aiogram.Bot(server.token, session=AiohttpSession(api=api)) as bot:
        yield bot


@pytest.fixture
async def http():
    async with ClientSession() as session:
        yield session


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def inline(*buttons):
    return telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton(label, callback_data=data)] for label, data in buttons]
    )


async def raw(http, server, method, token=None, **request):
    url = f"{server.base_url}/bot{token or server.token}/{method}"
    async with http.post(url, **request) as response:
        return response.status, await response.json()


async def test_a_conversation_by_python_telegram_bot(server, ptb):
    me = await ptb.get_me()
    assert (me.is_bot, me.id) == (True, 700_000_001)

    await server.user_sends(CHAT, "/start hello", language_code="tr")
    (update,) = await ptb.get_updates(timeout=1)
    assert update.effective_user.language_code == "tr"
    (entity,) = update.message.entities
    assert (entity.type, entity.offset, entity.length) == ("bot_command", 0, 6)

    sent = await ptb.send_message(CHAT, "Choose", reply_markup=inline(("One", "1"), ("Two", "2")))
    assert sent.date.timestamp() == server.world.clock()
    assert sent.reply_markup.inline_keyboard[1][0].callback_data == "2"
    query_id = await server.user_taps(CHAT, "Two")
    (press,) = await ptb.get_updates(offset=update.update_id + 1, timeout=1)
    assert press.callback_query.data == "2"
    assert press.callback_query.message.message_id == sent.message_id
    assert press.callback_query.chat_instance

    assert await ptb.answer_callback_query(query_id, text="Fine")
    edited = await ptb.edit_message_text("Two it is", CHAT, sent.message_id)
    assert edited.edit_date == edited.date
    assert server.query(query_id).answer["text"] == "Fine"
    _, shown = server.chat(CHAT)
    assert (shown.text, shown.buttons, shown.edited) == ("Two it is", (), True)

    a_key = inline(("A", "a"))
    marked = await ptb.edit_message_reply_markup(CHAT, sent.message_id, reply_markup=a_key)
    assert marked.text == "Two it is"
    assert server.chat(CHAT)[-1].labels == ["A"]
    assert await ptb.delete_message(CHAT, sent.message_id)
    assert [m.text for m in server.chat(CHAT)] == ["/start hello"]


async def test_a_conversation_by_aiogram(server, aio):
    assert (await aio.get_me()).username == "lotse_test_bot"
    waiting = asyncio.create_task(aio.get_updates(timeout=5))
    await until(lambda: server.api.polling.under_way)
    await server.user_sends(CHAT, "hello")
    (update,) = await waiting
    assert update.message.text == "hello"

    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]]
    )
    sent = await aio.send_message(CHAT, "Ready?", reply_markup=keyboard)
    await server.user_taps(CHAT, "go")
    (press,) = await aio.get_updates(offset=update.update_id + 1)
    assert press.callback_query.data == "go"
    assert await aio.answer_callback_query(press.callback_query.id)
    edited = await aio.edit_message_text("Gone", chat_id=CHAT, message_id=sent.message_id)
    assert edited.text == "Gone"
    assert await aio.delete_messages(CHAT, [sent.message_id, 999])
    assert await aio.send_chat_action(CHAT, "typing")


@pytest.mark.parametrize("after_processing", [False, True])
async def test_ordered_failures(server, ptb, aio, after_processing):
    await server.user_sends(CHAT, "hi")
    server.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7, times=2)
    with pytest.raises(telegram.error.RetryAfter) as late:
        await ptb.send_message(CHAT, "a")
    assert late.value.retry_after.total_seconds() == 7
    with pytest.raises(TelegramRetryAfter) as late:
        await aio.send_message(CHAT, "a")
    assert late.value.retry_after == 7

    server.fail_next("sendMessage", 500, "Internal Server Error", after_processing=after_processing)
    with pytest.raises(telegram.error.NetworkError):
        await ptb.send_message(CHAT, "b")
    await aio.send_message(CHAT, "c")
    expected = ["hi", "b", "c"] if after_processing else ["hi", "c"]
    assert [m.text for m in server.chat(CHAT)] == expected


async def test_a_dropped_connection_and_a_slow_answer(server, http):
    await server.user_sends(CHAT, "hi")
    server.fail_next("sendMessage", 200, "", after_processing=True)
    with pytest.raises((ServerDisconnectedError, ConnectionError)):
        await raw(http, server, "sendMessage", json={"chat_id": CHAT, "text": "sent"})
    assert server.chat(CHAT)[-1].text == "sent"

    server.fail_next("*", 200, "", delay=0.2)
    started = asyncio.get_running_loop().time()
    assert (await raw(http, server, "getMe"))[0] == 200
    assert asyncio.get_running_loop().time() - started >= 0.2


async def test_blocked_and_unknown_people(server, ptb, aio):
    with pytest.raises(telegram.error.BadRequest, match="Chat not found"):
        await ptb.send_message(99, "nobody")
    await server.user_sends(CHAT, "hi")
    server.block(CHAT)
    with pytest.raises(telegram.error.Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(CHAT, "x")
    with pytest.raises(TelegramForbiddenError):
        await aio.send_message(CHAT, "x")
    server.unblock(CHAT)
    assert await ptb.send_message(CHAT, "back")
    _, kicked, member = await ptb.get_updates()
    assert kicked.my_chat_member.new_chat_member.status == "kicked"
    assert member.my_chat_member.old_chat_member.status == "kicked"


async def test_a_group_is_left_for_good(server, ptb):
    await server.user_adds_bot_to_group(GROUP)
    (update,) = await ptb.get_updates()
    assert update.my_chat_member.chat.type == "group"
    assert await ptb.leave_chat(GROUP)
    with pytest.raises(telegram.error.Forbidden, match="not a member of the group"):
        await ptb.send_message(GROUP, "x")
    await server.user_sends(CHAT, "hi")
    with pytest.raises(telegram.error.BadRequest):
        await ptb.leave_chat(CHAT)


def a_button(**kind):
    return {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", **kind}]]}}


@pytest.mark.parametrize(
    ("method", "arguments", "reason"),
    [
        ("sendMessage", {"text": " \n"}, "message text is empty"),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, "unsupported parse_mode"),
        ("sendMessage", {"text": "\ud800"}, "strings must be encoded in UTF-8"),
        ("sendMessage", a_button(callback_data="ü" * 33), "BUTTON_DATA_INVALID"),
        ("sendMessage", a_button(callback_data=""), "BUTTON_DATA_INVALID"),
        ("sendMessage", a_button(url="https://localhost/"), "Wrong HTTP URL"),
        ("sendMessage", a_button(url="http://a.example/"), "BUTTON_URL_INVALID"),
        ("sendMessage", a_button(), "Text buttons are unallowed"),
        ("sendMessage", {"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup"),
        ("editMessageText", {"text": "same", "message_id": 2}, "message is not modified: spec"),
        ("editMessageText", {"text": "x", "message_id": 77}, "message to edit not found"),
        ("editMessageText", {"text": "x", "message_id": 1}, "message can't be edited"),
        ("editMessageReplyMarkup", {"message_id": 2}, "message is not modified"),
        ("deleteMessage", {"message_id": 77}, "message to delete not found"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        ("answerCallbackQuery", {"callback_query_id": "9"}, "query is too old"),
        ("sendChatAction", {"action": "dance"}, "wrong parameter action"),
        ("setMyCommands", {"commands": [{"command": "Start"}]}, "BOT_COMMAND_INVALID"),
        ("setMyDescription", {"language_code": "de-simple"}, "invalid language code"),
        ("setWebhook", {"url": "ftp://example.org"}, "bad webhook"),
        ("setWebhook", {"url": "https://a.b", "secret_token": "ä"}, "secret token contains"),
    ],
)
async def test_refusals_in_the_words_of_telegram(server, http, method, arguments, reason):
    await server.user_sends(CHAT, "hi")
    await raw(http, server, "sendMessage", json={"chat_id": CHAT, "text": "same"})
    status, answer = await raw(http, server, method, json={"chat_id": CHAT, **arguments})
    assert (status, answer["ok"], answer["error_code"]) == (400, False, 400)
    assert answer["description"].startswith("Bad Request: ")
    assert reason in answer["description"]


async def test_old_messages_stay_and_old_presses_are_refused(server, http, aio):
    await server.user_sends(CHAT, "hi")
    arguments = {"chat_id": CHAT, "text": "x", "reply_markup": inline(("A", "a")).to_json()}
    await raw(http, server, "sendMessage", json=arguments)
    query_id = await server.user_taps(CHAT, "A")
    server.world.clock.now += 151
    assert [u.message.text for u in await aio.get_updates()] == ["hi"]
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await aio.answer_callback_query(query_id)
    server.world.clock.now += 48 * 3600
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await aio.delete_message(CHAT, 2)
    assert await aio.get_updates() == []


async def test_doors_that_are_closed(server, http):
    status, answer = await raw(http, server, "getMe", token="1:wrong")
    assert (status, answer["description"]) == (401, "Unauthorized")
    nothing = {"ok": False, "error_code": 404, "description": "Not Found"}
    assert await raw(http, server, "sendDice", json={"chat_id": CHAT}) == (404, nothing)
    async with http.get(f"{server.base_url}/elsewhere") as response:
        assert (response.status, await response.json()) == (404, nothing)


async def test_every_way_to_write_a_call(server, http):
    await server.user_sends(CHAT, "hi")
    values = {"chat_id": str(CHAT), "reply_markup": inline(("A", "a")).to_json()}
    form = FormData({**values, "text": "multipart"}, default_to_multipart=True)
    await raw(http, server, "sendmessage", data=form)
    await raw(http, server, "SENDMESSAGE", data={**values, "text": "form"})
    await raw(http, server, "sendMessage", json={**values, "chat_id": CHAT, "text": "json"})
    await raw(http, server, "sendMessage", params={**values, "text": "query"})
    texts = [(m.text, m.labels) for m in server.chat(CHAT)[1:]]
    assert texts == [(how, ["A"]) for how in ("multipart", "form", "json", "query")]
    assert [c.arguments["chat_id"] for c in server.calls("sendMessage")] == [str(CHAT)] * 4


async def test_the_bot_presents_itself(server, ptb):
    assert await ptb.set_my_commands([("start", "Begin")], language_code="de")
    assert await ptb.set_my_description("long", language_code="de")
    assert await ptb.set_my_short_description("short")
    (commands,) = server.profile.commands.values()
    assert commands == [{"command": "start", "description": "Begin"}]
    described = (server.profile.descriptions, server.profile.short_descriptions)
    assert described == ({"de": "long"}, {"": "short"})


async def test_long_polls(server, ptb, aio):
    assert not await ptb.get_updates(timeout=0)
    first = asyncio.create_task(aio.get_updates(timeout=20))
    await until(lambda: server.api.polling.under_way)
    second = asyncio.create_task(ptb.get_updates(timeout=20, allowed_updates=["message"]))
    with pytest.raises(aiogram.exceptions.TelegramConflictError, match="other getUpdates request"):
        await first
    server.block(CHAT)
    server.unblock(CHAT)
    for text in ("1", "2", "3"):
        await server.user_sends(CHAT, text)
    await second
    everything = await ptb.get_updates(limit=2)
    assert [u.message.text for u in everything] == ["1", "2"]
    rest = await ptb.get_updates(offset=everything[-1].update_id + 1)
    assert [u.message.text for u in rest] == ["3"]
    await server.user_sends(CHAT, "4")
    assert [u.message.text for u in await ptb.get_updates(offset=-1)] == ["4"]
    assert len(await ptb.get_updates()) == 1


async def test_the_webhook_gets_everything_in_order_until_it_takes_it(server, ptb):
    heard, answers = [], [500, 503, 200, 200]

    async def answer(update, headers):
        assert headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
        heard.append(update["message"]["text"])
        return web.Response(status=answers[len(heard) - 1])

    poll = asyncio.create_task(ptb.get_updates(timeout=20))
    await until(lambda: server.api.polling.under_way)
    async with webhook_receiver(answer) as url:
        assert await ptb.set_webhook(url, secret_token="s3cret_-", allowed_updates=["message"])
        with pytest.raises(telegram.error.Conflict, match="terminated by setWebhook"):
            await poll
        with pytest.raises(telegram.error.Conflict, match="webhook is active"):
            await ptb.get_updates()
        await server.user_sends(CHAT, "first")
        await server.user_sends(CHAT, "second")
        await until(lambda: len(heard) == 4 and not server.updates.waiting())
        info = await ptb.get_webhook_info()
        assert await ptb.delete_webhook()
    assert heard == ["first", "first", "first", "second"]
    assert (info.url, info.pending_update_count, info.allowed_updates) == (url, 0, ("message",))
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    await server.user_sends(CHAT, "later")
    assert [u.message.text for u in await ptb.get_updates()] == ["later"]


async def test_one_refused_chat_holds_up_no_other(server, ptb):
    taken = []

    async def answer(update, _headers):
        chat = update["message"]["chat"]["id"]
        if chat == CHAT:
            return web.Response(status=500)
        if chat == 2 and not taken:
            await asyncio.sleep(0.6)  # longer than the sender waits for an answer
        taken.append(chat)
        return web.Response()

    async with webhook_receiver(answer) as url:
        await ptb.set_webhook(url)
        for chat in (CHAT, 1, 2):
            await server.user_sends(chat, "hi")
        await until(lambda: len(server.updates.waiting()) == 1)
        await ptb.delete_webhook(drop_pending_updates=True)
    assert {1, 2} <= set(taken)
    assert server.updates.waiting() == []


@pytest.mark.parametrize("form", ["json", "multipart"])
async def test_a_call_in_the_webhook_answer_is_carried_out(server, ptb, form):
    async def answer(update, _headers):
        call = {"method": "sendMessage", "chat_id": str(CHAT), "text": update["message"]["text"]}
        if form == "json":
            return web.json_response(call)
        return web.Response(body=FormData(call, default_to_multipart=True)())

    async with webhook_receiver(answer) as url:
        await ptb.set_webhook(url)
        await server.user_sends(CHAT, "echo")
        shown = await server.wait_for(CHAT, "echo")
    assert shown.author == "bot"


async def greet(update, _context):
    await update.effective_chat.send_message("Welcome", reply_markup=inline(("Yes", "y")))


async def confirm(update, _context):
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("Confirmed")


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_whole_application_of_python_telegram_bot(server, mode):
    base = f"{server.base_url}/bot"
    application = ApplicationBuilder().token(server.token).base_url(base).build()
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(confirm))

    async def feed(update, _headers):
        await application.update_queue.put(telegram.Update.de_json(update, application.bot))
        return web.Response()

    async with application, webhook_receiver(feed) as url:
        await application.start()
        if mode == "polling":
            await application.updater.start_polling(timeout=5)
        else:
            await application.bot.set_webhook(url)
        await server.user_sends(CHAT, "/start")
        await server.wait_for(CHAT, "Welcome")
        query_id = await server.user_taps(CHAT, "Yes")
        shown = await server.wait_for(CHAT, "Confirmed")
        if mode == "polling":
            await application.updater.stop()
        await application.stop()
    assert shown.edited
    assert server.query(query_id).answer is not None


async def test_waiting_tells_what_was_there_instead(server):
    await server.user_sends(CHAT, "only this")
    with pytest.raises(AssertionError, match="1 user: 'only this'"):
        await server.wait_for(CHAT, "something else", timeout=0.05)
    with pytest.raises(LookupError, match="no button 'Yes'"):
        await server.user_taps(CHAT, "Yes")
