'use strict';

// Starts npm's telegram-test-api, mended where Telegram's own clients could not use it.
// Usage: node server.cjs PORT        (0: any free port)
// Prints "listening PORT" when it is ready; ends on SIGTERM.

const { MendedServer } = require('./mended_server.cjs');

const A_DAY = 24 * 3600; // seconds; the package forgets messages after a minute otherwise

async function main() {
  const server = new MendedServer({
    port: process.argv[2] || '0', // as text: the package takes the number 0 for "not given"
    host: '127.0.0.1',
    storeTimeout: A_DAY,
  });
  process.once('SIGTERM', () => process.exit(0));
  await server.start();
  console.log(`listening ${server.server.address().port}`);
}

main();
