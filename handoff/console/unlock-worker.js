// scrypt takes a second or two and 256 MiB; here it cannot freeze the page. One worker does one job
// and is then ended, so that nothing of the passphrase stays behind.
import { Decrypter, Encrypter, generateX25519Identity } from '/post/vendor/age.min.js';
import { keyFrom, recipientOf } from '/post/sealing.js';

const LOG_N = 18;

const jobs = {
  async open({ sealed, passphrase }) {
    return { key: await keyFrom(await openedWith(sealed, passphrase)) };
  },
  async make({ passphrase }) {
    const identity = await generateX25519Identity();
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    encrypter.setScryptWorkFactor(LOG_N);
    const sealed = await encrypter.encrypt(identity);
    return { sealed, recipient: await recipientOf(identity), key: await keyFrom(identity) };
  },
};

async function openedWith(sealed, passphrase) {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypter.decrypt(sealed, 'text');
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ result: await jobs[data.job](data) });
  } catch (error) {
    self.postMessage({ failure: String(error?.message ?? error) });
  }
};
