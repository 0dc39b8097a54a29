// The code that an authenticator on a telephone would show (RFC 6238: SHA-1, six digits, thirty seconds).
import { createHmac } from "node:crypto";

function bytes(base32) {
  let bits = "";
  for (const letter of base32.replaceAll(/[\s=]/g, "").toUpperCase()) {
    bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  }
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a moment some steps of thirty seconds from now. */
export function code(secret, steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", bytes(secret)).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
