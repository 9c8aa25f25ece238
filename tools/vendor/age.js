// The age format in the browser, bech32 to read and write the key inside an age identity, and the
// SHA-256 that age brings along: a proof of work takes many small hashes, and WebCrypto's are slow
// for that.
export {
  Decrypter,
  Encrypter,
  armor,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption";
export { bech32 } from "@scure/base";
export { sha256 } from "@noble/hashes/sha2.js";
