// The age format in the browser, and bech32 to read the key inside an age identity.
export {
  Decrypter,
  Encrypter,
  armor,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption";
export { bech32 } from "@scure/base";
