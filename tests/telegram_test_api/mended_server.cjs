'use strict';

const { createRequire } = require('node:module');
const TelegramServer = require('telegram-test-api');
const { BOT, changedMessage, telegramMessage } = require('./messages.cjs');
const { WebhookQueue } = require('./webhook_queue.cjs');

// The package's own Express, so that both halves of the server are of one version.
const express = createRequire(require.resolve('telegram-test-api'))('express');

const LONGEST_POLL = 50; // seconds, as at Telegram
const EDITS = ['editMessageText', 'editMessageReplyMarkup'];
const USER_EVENTS = ['AddedUserMessage', 'AddedUserCommand', 'AddedUserCallbackQuery'];

// The package answers 500 to every method it does not know. These are called by any bot and
// change nothing that a test sees, so Telegram's plain "true" is enough.
const NOTHING_TO_SEE = new Set([
  'setMyCommands', 'setMyDescription', 'setMyShortDescription', 'sendChatAction',
]);

// Telegram always sends chat_instance with a press, clients demand it.
const formatUpdate = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const formatted = formatUpdate(update);
  if (formatted.callback_query) {
    formatted.callback_query.chat_instance = String(update.callbackQuery.message.chat.id);
  }
  return formatted;
};

class MendedServer extends TelegramServer {
  constructor(config) {
    super(config);
    this.setMaxListeners(0);
    this.webhookQueues = {};
    const front = express();
    front.use(express.json(), express.urlencoded({ extended: true }));
    front.use('/bot:token/:method', (req, res, next) => this.answerAsTelegram(req, res, next));
    front.all('/bot:token/getUpdates', (req, res) => this.longPoll(req, res));
    front.all('/bot:token/deleteMessages', (req, res) => this.deleteMessages(req, res));
    EDITS.forEach((method) => front.all(`/bot:token/${method}`, (req, res) => {
      res.json(this.edit(method, { ...req.query, ...req.body }));
    }));
    front.use(this.webServer);
    this.webServer = front;
  }

  // Three mends of one kind: the package says null where Telegram says true, reports a refusal
  // with HTTP status 200, and leaves out of getMe that the bot is one.
  answerAsTelegram(req, res, next) {
    const { method } = req.params; // the routes behind put their own params there
    if (NOTHING_TO_SEE.has(method)) {
      res.json({ ok: true, result: true });
      return;
    }
    const json = res.json.bind(res);
    res.json = (answer) => {
      if (answer.ok && answer.result === null) answer.result = true;
      if (answer.ok && method === 'getMe') answer.result = BOT;
      if (answer.ok === false) res.status(answer.error_code);
      return json(answer);
    };
    next();
  }

  // The package answers at once, which makes a polling bot spin, and takes an update for read
  // as soon as it was given out once. Telegram waits, and repeats until a higher offset comes.
  async longPoll(req, res) {
    const args = { ...req.query, ...req.body };
    const offset = Number(args.offset) || 0;
    const waiting = () => this.storage.userMessages
      .filter((update) => update.botToken === req.params.token && !update.isRead);
    waiting().filter((update) => update.updateId < offset)
      .forEach((update) => { update.isRead = true; });
    const until = Date.now() + 1000 * Math.min(Number(args.timeout) || 0, LONGEST_POLL);
    while (waiting().length === 0 && Date.now() < until) {
      await this.userEvent(until - Date.now());
    }
    const limit = Number(args.limit) || 100;
    const result = waiting().slice(0, limit).map((update) => TelegramServer.formatUpdate(update));
    res.json({ ok: true, result });
  }

  userEvent(milliseconds) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        USER_EVENTS.forEach((event) => this.off(event, done));
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      USER_EVENTS.forEach((event) => this.on(event, done));
    });
  }

  // The package answers null to an edit, also to one of a message that does not exist; Telegram
  // answers with the message, or says what is wrong.
  edit(method, args) {
    const item = this.storage.botMessages.find((candidate) => (
      String(candidate.messageId) === String(args.message_id)
      && String(candidate.message.chat_id) === String(args.chat_id)));
    const { refusal, message } = changedMessage(item, method, TelegramServer.normalizeMessage(args));
    if (refusal) return { ok: false, error_code: 400, description: `Bad Request: ${refusal}` };
    item.message = message;
    this.emit('EditedMessageText');
    return { ok: true, result: telegramMessage(item) };
  }

  // Unknown to the package; messages that are gone already are passed over, as at Telegram.
  deleteMessages(req, res) {
    const args = { ...req.query, ...req.body };
    const ids = typeof args.message_ids === 'string'
      ? JSON.parse(args.message_ids) : args.message_ids;
    ids.forEach((id) => this.deleteMessage(Number(args.chat_id), Number(id)));
    res.json({ ok: true, result: true });
  }

  // The package's answer has milliseconds for a date, no sender, and echoes the arguments.
  addBotMessage(rawMessage, botToken) {
    super.addBotMessage(rawMessage, botToken);
    return telegramMessage(this.storage.botMessages[this.storage.botMessages.length - 1]);
  }

  // The package counts on only after the webhook has answered: whatever the bot sent in the
  // meantime had the same message id, and two updates at once had the same update id.
  getCommonFields(botToken) {
    const fields = super.getCommonFields(botToken);
    this.updateId += 1;
    this.messageId += 1;
    return fields;
  }

  // The package posts to the webhook once, without the secret, forgets the user's message, and
  // a refusal ends the whole process as an unhandled rejection.
  async addUserUpdate(update) {
    const webhook = this.webhooks[update.botToken];
    this.storage.userMessages.push({ ...update, isRead: Boolean(webhook) });
    if (webhook) this.webhookQueues[update.botToken].add(TelegramServer.formatUpdate(update));
  }

  setWebhook(webhook, botToken) {
    this.deleteWebhook(botToken);
    super.setWebhook(webhook, botToken);
    const own = () => `http://127.0.0.1:${this.server.address().port}/bot${botToken}`;
    this.webhookQueues[botToken] = new WebhookQueue(webhook, own);
  }

  deleteWebhook(botToken) {
    this.webhookQueues[botToken]?.close();
    super.deleteWebhook(botToken);
  }
}

module.exports = { MendedServer };
