import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from './config.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keys for signing and sealing, one per purpose (HKDF-SHA256, RFC 5869), so that a token made for one purpose is worth
 * nothing to another. The root is SECRET_KEY, else a random file in DATA_DIR that only its owner can read. Retired roots
 * still verify and open, and never sign or seal.
 */
@Injectable()
export class Secrets {
  private readonly roots: Buffer[];
  private readonly derived = new Map<string, Buffer[]>();

  constructor(config: Config) {
    const { SECRET_KEY, RETIRED_SECRET_KEYS, DATA_DIR } = config.env;
    const retired = RETIRED_SECRET_KEYS.split(',').map((key) => key.trim());
    this.roots = [
      SECRET_KEY ? Buffer.from(SECRET_KEY) : ownKey(DATA_DIR),
      ...retired.filter(Boolean).map((key) => Buffer.from(key)),
    ];
  }

  /** 32 bytes to sign with, always the same for the same purpose. */
  key(purpose: string): Buffer {
    return this.keys(purpose)[0]!;
  }

  /** The keys to verify with: the one in use first, then the retired ones. */
  keys(purpose: string): Buffer[] {
    const known = this.derived.get(purpose);
    if (known) return known;
    const keys = this.roots.map((root) => Buffer.from(hkdfSync('sha256', root, '', `hearback:${purpose}`, KEY_BYTES)));
    this.derived.set(purpose, keys);
    return keys;
  }

  /** Encrypts with AES-256-GCM; the result is base64url of nonce, tag and ciphertext. */
  seal(purpose: string, plain: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(purpose), nonce);
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Throws when the text was sealed under an unknown key or another purpose, or was changed. */
  open(purpose: string, sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const key of this.keys(purpose)) {
      const plain = decrypt(key, bytes);
      if (plain !== null) return plain;
    }
    throw new Error('A stored secret cannot be opened: it was sealed under another SECRET_KEY');
  }
}

function decrypt(key: Buffer, bytes: Buffer): string | null {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const plain = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8');
  try {
    return plain + decipher.final('utf8');
  } catch {
    // The tag does not fit: another key, or changed bytes. The caller tries the next key.
    return null;
  }
}

/** Reads the key file, or makes it. `link` fails when another process was faster, and then its key counts. */
function ownKey(dataDir: string): Buffer {
  const path = join(dataDir, 'secret.key');
  const found = readKey(path);
  if (found) return found;
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return readKey(path)!;
}

function readKey(path: string): Buffer | null {
  try {
    return Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
