'use strict';

// Telegram's shape of the messages that the package keeps.

const BOT = {
  id: 666, is_bot: true, first_name: 'Test First name', username: 'TestNameBot',
};

const seconds = (milliseconds) => Math.floor(milliseconds / 1000);

function telegramMessage(item) {
  const { message } = item;
  const shown = {
    message_id: item.messageId,
    from: BOT,
    chat: { id: Number(message.chat_id), type: 'private', first_name: 'Test' },
    date: seconds(item.time),
    text: message.text,
  };
  if (message.edit_date) shown.edit_date = message.edit_date;
  if (message.reply_markup?.inline_keyboard) shown.reply_markup = message.reply_markup;
  return shown;
}

// What a stored message becomes by an edit, or why it cannot. An edit without a keyboard takes
// the old one away; the package kept it, and a test could have tapped buttons nobody sees.
function changedMessage(item, method, args) {
  if (!item) return { refusal: 'message to edit not found' };
  const old = item.message;
  const text = method === 'editMessageText' ? args.text : old.text;
  if (!text) return { refusal: 'message text is empty' };
  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  if (text === old.text && same(args.reply_markup, old.reply_markup)) {
    return { refusal: 'message is not modified' };
  }
  const message = {
    ...old, text, reply_markup: args.reply_markup, edit_date: seconds(Date.now()),
  };
  return { message };
}

module.exports = { BOT, changedMessage, telegramMessage };
