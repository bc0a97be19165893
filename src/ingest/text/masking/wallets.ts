import { createHash } from 'node:crypto';
import { type PersonalSpan, matches } from './span.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE58 = /(?<![A-Za-z0-9])[13LMDT9][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])/g;
/** Bech32 addresses of Bitcoin, Litecoin and the test network, and the 20 bytes of Ethereum and its kin. */
const BY_SHAPE = /(?<![A-Za-z0-9])(?:(?:bc1|ltc1|tb1)[02-9ac-hj-np-z]{11,87}|0x[0-9a-fA-F]{40})(?![A-Za-z0-9])/g;

/** Addresses of crypto currencies: who knows one sees all that its holder pays. */
export function findWallets(text: string): PersonalSpan[] {
  return [...matches(text, BY_SHAPE, 'WALLET'), ...matches(text, BASE58, 'WALLET', ([value]) => hasChecksum(value))];
}

/** Base58Check: the last four of 25 bytes are the head of the twice hashed rest. */
function hasChecksum(value: string): boolean {
  let number = 0n;
  for (const letter of value) number = number * 58n + BigInt(ALPHABET.indexOf(letter));
  const bytes = Buffer.from(number.toString(16).padStart(50, '0'), 'hex');
  if (bytes.length !== 25) return false;
  const digest = sha256(sha256(bytes.subarray(0, 21)));
  return digest.subarray(0, 4).equals(bytes.subarray(21));
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
