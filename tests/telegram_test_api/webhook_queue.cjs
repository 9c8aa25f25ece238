'use strict';

// Posts updates to a bot's webhook one after the other until each is taken, as Telegram does.

const FIRST_PAUSE = 50; // milliseconds, doubled after every refusal
const LONGEST_PAUSE = 2000;

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

class WebhookQueue {
  // `ownAddress()` is where this server takes the calls of that bot.
  constructor(webhook, ownAddress) {
    this.url = webhook.url;
    this.ownAddress = ownAddress;
    this.closed = false;
    this.last = Promise.resolve();
    this.headers = { 'Content-Type': 'application/json' };
    // Bots that were told of no secret by setWebhook may know one by their configuration.
    const secret = webhook.secret_token || process.env.TELEGRAM_TEST_API_SECRET;
    if (secret) this.headers['X-Telegram-Bot-Api-Secret-Token'] = secret;
  }

  add(update) {
    this.last = this.last.then(() => this.deliver(JSON.stringify(update)));
  }

  close() {
    this.closed = true;
  }

  async deliver(body) {
    for (let wait = FIRST_PAUSE; !this.closed; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
      const answer = await this.post(this.url, body);
      if (answer !== null) {
        await this.carryOut(answer);
        return;
      }
      await pause(wait);
    }
  }

  // The text of a 2xx answer, null for any other or none.
  async post(url, body) {
    try {
      const response = await fetch(url, { method: 'POST', headers: this.headers, body });
      const text = await response.text();
      return response.ok ? text : null;
    } catch {
      return null;
    }
  }

  // Telegram carries out a method that stands in the webhook's answer, the package ignores it.
  async carryOut(answer) {
    let call;
    try {
      call = JSON.parse(answer);
    } catch {
      return;
    }
    if (call?.method) await this.post(`${this.ownAddress()}/${call.method}`, answer);
  }
}

module.exports = { WebhookQueue };
