"""The peer: the same conversation as a bot on aiogram 3, the way its documentation shows.

    python -m bench.peers.aiogram_bot PORT SECRET BOT_API VALKEY_URL SCRIPT

Dispatcher, FSM with RedisStorage, typed callback data, aiohttp webhook server. Where there is a
choice it is the quicker one: uvloop, the answer to a button press in the webhook's own answer
(no call of its own), as few Redis commands as the conversation needs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvloop
from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from bench.talk import TOKEN, WEBHOOK_PATH, Rows, Script

router = Router()


class Talk(StatesGroup):
    menu = State()
    place = State()
    topic = State()
    more = State()


class Tap(CallbackData, prefix="o"):
    step: int
    button: int


def state_of(step: int) -> State:
    """Which question stands open after a step: the menu, the place, then topic and more in turn."""
    if step < 2:
        return (Talk.menu, Talk.place)[step]
    return Talk.topic if step % 2 == 0 else Talk.more


def keyboard(step: int, rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    numbers = iter(range(sum(map(len, rows))))
    buttons = [
        [
            InlineKeyboardButton(
                text=label, callback_data=Tap(step=step, button=next(numbers)).pack()
            )
            for label in row
        ]
        for row in rows
    ]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


@router.message(CommandStart())
async def start(message: Message, state: FSMContext, script: Script) -> None:
    await state.set_state(state_of(0))
    await state.set_data({"step": 0, "answers": {}})
    await say(message, 0, script)


@router.callback_query(StateFilter(Talk), Tap.filter())
async def tap(
    callback: CallbackQuery, callback_data: Tap, state: FSMContext, script: Script
) -> AnswerCallbackQuery:
    data = await state.get_data()
    if callback_data.step != data["step"] or not isinstance(callback.message, Message):
        return callback.answer()
    step = data["step"] + 1
    answers = {**data["answers"], str(data["step"]): callback_data.button}
    await state.set_state(state_of(step))
    await state.set_data({"step": step, "answers": answers})
    await say(callback.message, step, script)
    return callback.answer()


async def say(message: Message, step: int, script: Script) -> None:
    for said in script.steps[step].said:
        markup = keyboard(step, said.rows)
        if said.method == "editMessageText":
            await message.edit_text(said.text, reply_markup=markup)
        else:
            await message.answer(said.text, reply_markup=markup)


def main(port: int, secret: str, bot_api: str, valkey: str, script: Script) -> None:
    bot = Bot(
        TOKEN,
        session=AiohttpSession(api=TelegramAPIServer.from_base(bot_api)),
        default=DefaultBotProperties(link_preview_is_disabled=True),
    )
    dispatcher = Dispatcher(storage=RedisStorage.from_url(valkey), script=script)
    dispatcher.include_router(router)

    @dispatcher.startup()
    async def register(bot: Bot) -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}{WEBHOOK_PATH}", secret_token=secret)

    app = web.Application()
    # In the foreground: 200 after the handler, so that a crash loses no update (as in Lotse).
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret)
    handler.register(app, path=WEBHOOK_PATH)
    setup_application(app, dispatcher, bot=bot)
    web.run_app(
        app, host="127.0.0.1", port=port, print=None, access_log=None, loop=uvloop.new_event_loop()
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], Script.load(Path(sys.argv[5])))
