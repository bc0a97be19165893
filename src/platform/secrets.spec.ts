import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './config.js';
import { Secrets } from './secrets.js';

const OLD = 'o'.repeat(40);
const NEW = 'n'.repeat(40);
const withKeys = (SECRET_KEY: string, RETIRED_SECRET_KEYS = '') =>
  new Secrets(loadConfig({ SECRET_KEY, RETIRED_SECRET_KEYS }));

describe('Secrets', () => {
  it('gives every purpose a key of its own, the same each time', () => {
    const secrets = withKeys(OLD);
    expect(secrets.key('a').equals(withKeys(OLD).key('a'))).toBe(true);
    expect(secrets.key('a').equals(secrets.key('b'))).toBe(false);
    expect(secrets.key('a').equals(withKeys(NEW).key('a'))).toBe(false);
  });

  it('opens what it sealed, for the same purpose only', () => {
    const secrets = withKeys(OLD);
    const sealed = secrets.seal('a', 'wörds');
    expect(secrets.open('a', sealed)).toBe('wörds');
    expect(secrets.seal('a', 'wörds')).not.toBe(sealed);
    expect(() => secrets.open('b', sealed)).toThrow('another SECRET_KEY');
    expect(() => secrets.open('a', `${sealed.slice(0, -4)}AAAA`)).toThrow('another SECRET_KEY');
    expect(() => secrets.open('a', 'short')).toThrow('another SECRET_KEY');
  });

  it('still opens what was sealed under a retired key, and seals under the new one', () => {
    const sealed = withKeys(OLD).seal('a', 'x');
    const rotated = withKeys(NEW, ` ${OLD} `);
    expect(rotated.open('a', sealed)).toBe('x');
    expect(() => withKeys(OLD).open('a', rotated.seal('a', 'x'))).toThrow('another SECRET_KEY');
    expect(rotated.keys('a')).toHaveLength(2);
  });

  it('makes a key that only its owner can read, once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearback-secrets-'));
    const first = new Secrets(loadConfig({ DATA_DIR: folder }));
    const second = new Secrets(loadConfig({ DATA_DIR: folder }));
    expect(first.key('a').equals(second.key('a'))).toBe(true);
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
  });
});
